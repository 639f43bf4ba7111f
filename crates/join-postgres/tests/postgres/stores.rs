//! The stores: what they guarantee, keep and remove.

use std::time::Duration;

use jiff::Timestamp;
use join_postgres::Postgres;
use join_sdk::ApiToken;
use join_sdk::audit::{Record, Sink};
use join_sdk::changes::{Cursor, CursorSaved, CursorStore, CursorVersion};
use join_sdk::journal::{Entry, EntryEnd, Intent, JournalQuery, JournalStore, WriteKind};
use join_sdk::tags::{Owner, TagEdit, TagLock};
use join_sdk::testing::conformance;
use join_sdk::types::CandidateId;

use crate::server::Server;

pub(crate) const TOKEN: &str = "4f7a9c-the-token";

pub(crate) fn token() -> ApiToken {
    ApiToken::new(TOKEN).unwrap()
}

pub(crate) fn edit(tag: &str) -> TagEdit {
    TagEdit::owned_by(Owner::with_prefix("p:").unwrap()).add(format!("p:{tag}")).unwrap()
}

/// Two machines on a new database.
pub(crate) async fn machines(server: &Server) -> [Postgres; 2] {
    let url = server.database();
    [Postgres::connect(&url, &token()).await.unwrap(), Postgres::connect(&url, &token()).await.unwrap()]
}

pub(crate) fn name_of(url: &str) -> &str {
    url.split('/').nth(3).unwrap().split('?').next().unwrap()
}

fn record(at: &str, candidate: i64) -> Record {
    let json = serde_json::json!({
        "at": at, "operation": "createCandidateNote", "method": "POST", "subject": { "candidate": candidate },
        "outcome": "applied", "attempts": 1, "elapsed_ms": 1.5, "sdk_version": "0.1.0",
    });
    serde_json::from_value(json).unwrap()
}

pub(crate) async fn the_stores_keep_all_guarantees(server: &Server) {
    let [first, second] = machines(server).await;
    conformance::tag_lock(&first.tag_lock(), &second.tag_lock()).await.unwrap();
    conformance::cursor_store(&first.cursor("sync"), &second.cursor("sync")).await.unwrap();
    conformance::journal_store(&first.journal("writes"), &second.journal("writes")).await.unwrap();
    conformance::quota_store(&first.quota(), &second.quota()).await.unwrap();
}

pub(crate) async fn migrations_run_at_once_and_again(server: &Server) {
    let url = server.database();
    let migrate = || Postgres::migrate(&url);
    let (one, two, three) = tokio::join!(migrate(), migrate(), migrate());
    one.and(two).and(three).unwrap();
    migrate().await.unwrap();
    let status = Postgres::connect(&url, &token()).await.unwrap().status().await.unwrap();
    assert_eq!((status.version, status.months), (status.newest, 2));
}

pub(crate) async fn a_schema_that_is_behind_is_refused_unless_it_may_be_migrated(server: &Server) {
    let url = server.database();
    let schema = Postgres::schema(&url).await.unwrap();
    assert!(schema.is_behind() && schema.version == 0, "{schema:?}");
    let error = Postgres::builder(&url).migrates(false).connect(&token()).await.unwrap_err();
    assert!(error.needs_migration() && !error.is_away(), "{error}");
    Postgres::migrate(&url).await.unwrap();
    assert!(!Postgres::schema(&url).await.unwrap().is_behind());
    // A newer program has added to it.
    let newer = r#"insert into "join".migration values (99, 'newer', now(), true, '', 0)"#;
    assert!(server.psql(name_of(&url), newer).unwrap().is_some());
    let postgres = Postgres::builder(&url).migrates(false).connect(&token()).await.unwrap();
    assert_eq!(postgres.status().await.unwrap().version, 99);
    Postgres::migrate(&url).await.unwrap();
}

pub(crate) async fn a_role_with_few_rights_is_enough(server: &Server) {
    let url = server.database();
    Postgres::migrate(&url).await.unwrap();
    let role = format!("role_of_{}", name_of(&url));
    let create = format!(r#"create role {role} login; grant usage on schema "join" to {role};"#);
    assert!(server.psql(name_of(&url), &create).unwrap().is_some());
    for function in ["audit_month", "audit_drop"] {
        let call = format!(r#"set role {role}; select "join".{function}(now())"#);
        assert!(server.psql(name_of(&url), &call).unwrap().is_none(), "{function} runs as its owner");
    }
    let rights = format!(
        r#"grant select, insert, update, delete on all tables in schema "join" to {role};
        grant usage on all sequences in schema "join" to {role};
        grant execute on all functions in schema "join" to {role};"#
    );
    assert!(server.psql(name_of(&url), &rights).unwrap().is_some());
    let url = url.replace("//join@", &format!("//{role}@"));
    let postgres = Postgres::builder(&url).migrates(false).keep_audit(Duration::from_secs(3600));
    let postgres = postgres.connect(&token()).await.unwrap();
    conformance::tag_lock(&postgres.tag_lock(), &postgres.tag_lock()).await.unwrap();
    conformance::cursor_store(&postgres.cursor("sync"), &postgres.cursor("sync")).await.unwrap();
    conformance::journal_store(&postgres.journal("writes"), &postgres.journal("writes")).await.unwrap();
    conformance::quota_store(&postgres.quota(), &postgres.quota()).await.unwrap();
    postgres.audit().record(&record("2019-02-03T04:05:06Z", 5)).await.unwrap();
    postgres.clean_up().await.unwrap();
    assert_eq!(postgres.status().await.unwrap().records, 0);
}

pub(crate) async fn the_token_and_names_never_reach_the_database(server: &Server) {
    let url = server.database();
    let postgres = Postgres::builder(&url).company("Acme GmbH").connect(&token()).await.unwrap();
    conformance::quota_store(&postgres.quota(), &postgres.quota()).await.unwrap();
    postgres.cursor("the feed").save(&Cursor::default(), CursorVersion::default()).await.unwrap();
    let (lock, journal) = (postgres.tag_lock(), postgres.journal("the journal"));
    let leases = (lock.lock(CandidateId(5)).await.unwrap(), journal.claim("the key").await.unwrap());
    lock.register(CandidateId(5), &edit("a")).await.unwrap();
    journal.append(&Entry::Intent(Intent::new("k", WriteKind::Note, CandidateId(5)))).await.unwrap();
    let tables = ["quota", "lease", "edit", "entry", "cursor", "audit", "secret"];
    let rows = tables
        .map(|table| format!(r#"select row_to_json(t)::text from "join".{table} t"#))
        .join(" union all ");
    let text = server.psql(name_of(&url), &rows).unwrap().unwrap();
    assert_eq!(text.lines().count(), 7, "{text}");
    for secret in [TOKEN, "Acme", "the feed", "the journal", "the key"] {
        assert!(!text.contains(secret), "{secret} is in {text}");
    }
    assert!(!format!("{postgres:?} {lock:?} {journal:?}").contains(TOKEN));
    drop(leases);
}

pub(crate) async fn companies_and_journals_are_apart(server: &Server) {
    let url = server.database();
    let one = Postgres::builder(&url).company("one").connect(&token()).await.unwrap();
    let other_token = ApiToken::new("5e1b22").unwrap();
    let same = one.with_token(&other_token, Some("one"));
    let other = one.with_token(&token(), Some("two"));
    let alone = one.with_token(&other_token, None);
    let intent = Entry::Intent(Intent::new("k", WriteKind::Note, CandidateId(5)));
    one.journal("a").append(&intent).await.unwrap();
    assert_eq!(same.journal("a").last("k").await.unwrap(), Some(intent), "tokens of a company share it");
    for journal in [one.journal("b"), other.journal("a"), alone.journal("a")] {
        assert_eq!(journal.last("k").await.unwrap(), None);
    }
    assert_ne!(one.hash_key(), other.hash_key(), "hashes of two companies can't be compared");
    let _held = one.tag_lock().lock(CandidateId(5)).await.unwrap();
    let free = tokio::time::timeout(Duration::from_secs(5), other.tag_lock().lock(CandidateId(5))).await;
    assert!(free.unwrap().is_ok());
    let forgotten = other.forget(CandidateId(5)).await.unwrap();
    assert_eq!(forgotten, Default::default(), "another company's data stays");
}

pub(crate) async fn a_journal_takes_any_key(server: &Server) {
    let [first, second] = machines(server).await;
    let (first, second) = (first.journal("writes"), second.journal("writes"));
    for key in [String::new(), "ключ \u{1f511} '\"\\".to_owned(), "k".repeat(20_000)] {
        let intent = Intent::new(key.clone(), WriteKind::Note, CandidateId(7));
        first.append(&Entry::Intent(intent.clone())).await.unwrap();
        assert_eq!(second.last(&key).await.unwrap(), Some(Entry::Intent(intent.clone())));
        second.append(&Entry::Outcome(intent.ended(EntryEnd::Written))).await.unwrap();
        assert!(first.is_done(&key).await.unwrap());
        drop(first.claim(&key).await.unwrap());
    }
    assert_eq!(first.places(JournalQuery::Unsettled).await.unwrap(), Vec::<u64>::new());
    assert!(first.entries(vec![999]).await.is_err(), "a place that does not exist is an error");
}

pub(crate) async fn an_overtaken_follower_saves_nothing(server: &Server) {
    let [first, second] = machines(server).await;
    let (first, second) = (first.cursor("sync"), second.cursor("sync"));
    let none = CursorVersion::default();
    let empty = Cursor::default();
    assert_eq!(
        first.save(&empty, CursorVersion(3)).await.unwrap(),
        CursorSaved::Overtaken,
        "nothing was saved yet"
    );
    assert_eq!(first.save(&empty, none).await.unwrap(), CursorSaved::Saved(CursorVersion(1)));
    assert_eq!(second.save(&empty, CursorVersion(1)).await.unwrap(), CursorSaved::Saved(CursorVersion(2)));
    assert_eq!(first.save(&empty, CursorVersion(2)).await.unwrap(), CursorSaved::Saved(CursorVersion(3)));
    assert_eq!(second.save(&empty, CursorVersion(1)).await.unwrap(), CursorSaved::Overtaken);
    assert_eq!(second.save(&empty, none).await.unwrap(), CursorSaved::Overtaken);
    assert_eq!(second.load().await.unwrap().unwrap().version, CursorVersion(3));
}

pub(crate) async fn the_audit_has_a_partition_for_each_month_and_drops_old_ones(server: &Server) {
    let url = server.database();
    let year = Duration::from_secs(365 * 24 * 3600);
    let postgres = Postgres::builder(&url).keep_audit(year).connect(&token()).await.unwrap();
    let audit = postgres.audit();
    // A month whose partition nobody has created yet.
    let now = Timestamp::now().to_string();
    for (at, candidate) in
        [("2019-02-03T04:05:06Z", 5), ("2019-02-28T23:59:59.999999Z", 6), (now.as_str(), 5)]
    {
        audit.record(&record(at, candidate)).await.unwrap();
    }
    let status = postgres.status().await.unwrap();
    assert_eq!((status.records, status.months), (3, 3));
    let before: Timestamp = "2019-02-28T00:00:00Z".parse().unwrap();
    assert_eq!(postgres.audit_before(before).await.unwrap(), 1);
    assert_eq!(postgres.purge_audit(before).await.unwrap(), 1, "of the own company");
    assert_eq!(postgres.with_token(&token(), Some("other")).purge_audit(Timestamp::now()).await.unwrap(), 0);
    postgres.clean_up().await.unwrap();
    let status = postgres.status().await.unwrap();
    assert_eq!((status.records, status.months), (1, 2), "the old month is gone");
}

pub(crate) async fn journals_and_audit_are_read_page_by_page(server: &Server) {
    let [postgres, other] = machines(server).await;
    let (audit, journal) = (postgres.audit(), postgres.journal("writes"));
    // More than a page, many at the same moment.
    for at in 0..1_001 {
        let moment = format!("2026-01-01T00:00:00.00000{}Z", at % 2);
        audit.record(&record(&moment, at)).await.unwrap();
        let intent = Intent::new(at.to_string(), WriteKind::Note, CandidateId(at));
        journal.append(&Entry::Intent(intent)).await.unwrap();
    }
    other
        .journal("others")
        .append(&Entry::Intent(Intent::new("k", WriteKind::Note, CandidateId(5))))
        .await
        .unwrap();
    let first = journal.page(0).await.unwrap();
    let second = journal.page(first.last().unwrap().0).await.unwrap();
    let keys = first.iter().chain(&second).filter_map(|(_, entry)| entry.write_key());
    assert!(keys.eq((0..1_001).map(|at| at.to_string())), "in order, of this journal only");
    assert_eq!((first.len(), second.len()), (1_000, 1));
    let first = audit.page(None).await.unwrap();
    let second = audit.page(first.last().map(|(place, _)| *place)).await.unwrap();
    let of = |page: &[(_, Record)]| -> Vec<i64> {
        page.iter().filter_map(|(_, record)| record.subject.candidate.map(|id| id.0)).collect()
    };
    let mut candidates = [of(&first), of(&second)].concat();
    candidates.sort_unstable();
    assert_eq!((first.len(), candidates), (1_000, (0..1_001).collect()), "each once");
    assert!(audit.page(second.last().map(|(place, _)| *place)).await.unwrap().is_empty());
}

pub(crate) async fn a_candidate_is_forgotten_in_all_tables(server: &Server) {
    let [postgres, _] = machines(server).await;
    let (audit, lock, journal) = (postgres.audit(), postgres.tag_lock(), postgres.journal("writes"));
    for candidate in [5, 6] {
        let (id, key) = (CandidateId(candidate), format!("note {candidate}"));
        audit.record(&record("2026-01-01T00:00:00Z", candidate)).await.unwrap();
        lock.register(id, &edit("a")).await.unwrap();
        let create = format!("application 1 inq_{candidate}");
        let created = serde_json::json!([
            { "entry": "create", "key": create, "at": "2026-01-01T00:00:00Z", "job": 1, "external_id": "inq" },
            { "entry": "created", "key": create, "at": "2026-01-01T00:00:00Z", "outcome": "written", "candidate": candidate },
        ]);
        let entries: Vec<Entry> = serde_json::from_value(created).unwrap();
        for entry in entries.into_iter().chain([Entry::Intent(Intent::new(key, WriteKind::Note, id))]) {
            journal.append(&entry).await.unwrap();
        }
    }
    let known = postgres.known_of(CandidateId(5)).await.unwrap();
    let forgotten = postgres.forget(CandidateId(5)).await.unwrap();
    assert_eq!(known, forgotten, "counted before");
    assert_eq!((forgotten.records, forgotten.entries, forgotten.edits), (1, 3, 1));
    let status = postgres.status().await.unwrap();
    assert_eq!((status.records, status.entries, status.edits), (1, 3, 1), "those of the other one stay");
    assert_eq!(journal.last("note 5").await.unwrap(), None);
    assert!(journal.last("note 6").await.unwrap().is_some());
}

pub(crate) async fn old_edits_are_removed(server: &Server) {
    let url = server.database();
    let postgres = Postgres::builder(&url).keep_edits(Duration::ZERO).connect(&token()).await.unwrap();
    let keeping = Postgres::connect(&url, &token()).await.unwrap();
    postgres.tag_lock().register(CandidateId(5), &edit("a")).await.unwrap();
    keeping.clean_up().await.unwrap();
    assert_eq!(postgres.status().await.unwrap().edits, 1);
    postgres.clean_up().await.unwrap();
    assert_eq!(postgres.status().await.unwrap().edits, 0);
}
