//! What the shared state holds, in numbers.

use crate::database::{Database, count};
use crate::error::Error;
use crate::schema;

/// What the shared state holds. Counts are of all companies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Status {
    /// The schema's version.
    pub version: i64,
    /// The newest version that this crate knows.
    pub newest: i64,
    /// Tokens with a quota.
    pub quotas: u64,
    /// Leases that are held now.
    pub leases: u64,
    /// Held leases of followers of a change feed with a cursor.
    pub followers: u64,
    /// Registered edits.
    pub edits: u64,
    /// Entries of all journals.
    pub entries: u64,
    /// Cursors.
    pub cursors: u64,
    /// Records of the audit.
    pub records: u64,
    /// The months of the audit that have a partition.
    pub months: u64,
    /// Bytes on the disk of the journals, with their indexes.
    pub journal_bytes: u64,
    /// Bytes on the disk of the audit, with its indexes.
    pub audit_bytes: u64,
    /// Bytes on the disk of the whole schema.
    pub bytes: u64,
}

const STATUS: &str = r#"select
    (select max(version) from "join".migration),
    (select count(*) from "join".quota),
    (select count(*) from "join".lease where until > clock_timestamp()),
    (select count(*) from "join".lease l join "join".cursor c on c.feed = l.name where l.until > clock_timestamp()),
    (select count(*) from "join".edit), (select count(*) from "join".entry),
    (select count(*) from "join".cursor), (select count(*) from "join".audit),
    (select count(*) from pg_inherits where inhparent = '"join".audit'::regclass),
    pg_total_relation_size('"join".entry'),
    (select coalesce(sum(pg_total_relation_size(inhrelid)), 0)::bigint
        from pg_inherits where inhparent = '"join".audit'::regclass),
    (select coalesce(sum(pg_total_relation_size(oid)), 0)::bigint
        from pg_class where relnamespace = '"join"'::regnamespace and relkind = 'r')"#;

pub(crate) async fn count_all(database: &Database) -> Result<Status, Error> {
    let doing = "counting the shared state";
    let row = database.row(doing, || sqlx::query(STATUS)).await?;
    let count = |column| count(&row, column, doing);
    Ok(Status {
        version: i64::try_from(count(0)?).unwrap_or_default(),
        newest: schema::NEWEST,
        quotas: count(1)?,
        leases: count(2)?,
        followers: count(3)?,
        edits: count(4)?,
        entries: count(5)?,
        cursors: count(6)?,
        records: count(7)?,
        months: count(8)?,
        journal_bytes: count(9)?,
        audit_bytes: count(10)?,
        bytes: count(11)?,
    })
}
