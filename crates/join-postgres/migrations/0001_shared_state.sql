-- What machines share. Names and tokens appear as keyed hashes; own tags, keys and actors are in the JSON of journals and audit.

create table "join".secret (
    only_one boolean primary key default true check (only_one),
    key bytea not null
);

-- 244 random bits.
insert into "join".secret (key)
values (decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'));

-- A state, the number of the last step in it, and the steps since. Each machine folds those that it knows of.
-- Without a log: it costs no disk sync, and a quota that is lost in a crash begins gently.
create unlogged table "join".quota (
    token text primary key,
    base bigint not null,
    state jsonb not null,
    steps jsonb[] not null
);

create table "join".lease (
    name text primary key,
    holder bigint not null,
    until timestamptz not null,
    awaited boolean not null
);

create table "join".edit (
    number bigint generated always as identity primary key,
    company text not null,
    candidate bigint not null,
    at timestamptz not null default clock_timestamp(),
    edit jsonb not null
);
create index edit_candidate on "join".edit (company, candidate, number);
create index edit_at on "join".edit (at);

create table "join".entry (
    place bigint generated always as identity primary key,
    id bigint not null unique,
    company text not null,
    journal text not null,
    at timestamptz not null default clock_timestamp(),
    key text,
    is_intent boolean not null,
    create_key text,
    run text,
    candidate bigint,
    saw_tags boolean not null,
    entry jsonb not null
);
create index entry_key on "join".entry (journal, key, place) where key is not null;
create index entry_create_key on "join".entry (journal, create_key, place) where create_key is not null;
create index entry_run on "join".entry (journal, run, place) where run is not null;
create index entry_candidate on "join".entry (company, candidate, place) where candidate is not null;

create table "join".cursor (
    feed text primary key,
    company text not null,
    version bigint not null,
    at timestamptz not null default clock_timestamp(),
    cursor bytea not null
);

create table "join".audit (
    at timestamptz not null,
    id bigint not null,
    company text not null,
    candidate bigint,
    record jsonb not null,
    primary key (at, id)
) partition by range (at);
create index audit_candidate on "join".audit (company, candidate, at);

-- Creates the partition of a month. It runs as the owner of the schema, so that a role without rights to it can call it.
create function "join".audit_month(moment timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    month timestamp := date_trunc('month', moment at time zone 'UTC');
begin
    perform pg_advisory_xact_lock(hashtext('join.audit_month'));
    execute format(
        'create table if not exists "join".%I partition of "join".audit for values from (%L) to (%L)',
        'audit_' || to_char(month, 'YYYY_MM'),
        month at time zone 'UTC',
        (month + interval '1 month') at time zone 'UTC'
    );
end $$;

-- Drops the months that ended before a moment, and deletes the older records of its own month. Returns their number.
create function "join".audit_drop(moment timestamptz) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    month timestamp := date_trunc('month', moment at time zone 'UTC');
    part record;
    records bigint;
    total bigint := 0;
begin
    perform pg_advisory_xact_lock(hashtext('join.audit_month'));
    for part in
        select c.relname as name
        from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = '"join".audit'::regclass
          and c.relname < 'audit_' || to_char(month, 'YYYY_MM')
    loop
        execute format('select count(*) from "join".%I', part.name) into records;
        execute format('drop table "join".%I', part.name);
        total := total + records;
    end loop;
    delete from "join".audit where at < moment;
    get diagnostics records = row_count;
    return total + records;
end $$;

-- They run as the owner, so not everybody may call them.
revoke execute on all functions in schema "join" from public;

select "join".audit_month(now()), "join".audit_month(now() + interval '1 month');
