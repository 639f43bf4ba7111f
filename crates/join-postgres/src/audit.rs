//! The record of every write, in a table with a partition for each month.

use std::io;
use std::sync::Arc;

use jiff::Timestamp;
use join_sdk::BoxFuture;
use join_sdk::audit::{Record, Sink};
use sqlx::Row;
use sqlx::postgres::PgRow;
use sqlx::types::Json;

use crate::database::Database;
use crate::error::Error;

const INSERT: &str = r#"
    insert into "join".audit (at, id, company, candidate, record)
    values (to_timestamp($1), $2, $3, $4, $5)
    on conflict (at, id) do nothing"#;

/// A [`Sink`] in a table. [`Postgres::audit`](crate::Postgres::audit) makes it.
#[derive(Debug, Clone)]
pub struct AuditTable {
    pub(crate) database: Arc<Database>,
    pub(crate) company: String,
}

/// The place of a record in the order of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditPlace {
    microseconds: i64,
    id: i64,
}

/// Seeks by whole microseconds, which is what the column keeps.
const PAGE: &str = r#"
    select (extract(epoch from at) * 1000000)::bigint as microseconds, id, record from "join".audit
    where company = $1 and (at, id) > (timestamptz 'epoch' + $2 * interval '1 microsecond', $3)
    order by at, id limit 1000"#;

impl AuditTable {
    /// Records after a place, the oldest first, up to a thousand. None are left where none come.
    ///
    /// ```no_run
    /// # async fn example(audit: join_postgres::AuditTable) -> Result<(), join_postgres::Error> {
    /// let mut after = None;
    /// loop {
    ///     let page = audit.page(after).await?;
    ///     let Some((last, _)) = page.last() else { break };
    ///     after = Some(*last);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// When the database is away, or a record can't be read.
    pub async fn page(&self, after: Option<AuditPlace>) -> Result<Vec<(AuditPlace, Record)>, Error> {
        let doing = "reading the audit";
        let after =
            after.unwrap_or(AuditPlace { microseconds: i64::from(i32::MIN) * 1_000_000, id: i64::MIN });
        let rows = || {
            let query = sqlx::query(PAGE).bind(self.company.clone());
            query.bind(after.microseconds as f64).bind(after.id)
        };
        let read = |row: &PgRow| {
            let place = AuditPlace { microseconds: row.try_get("microseconds")?, id: row.try_get("id")? };
            let Json(record) = row.try_get("record")?;
            Ok((place, record))
        };
        let rows = self.database.rows(doing, rows).await?;
        rows.iter().map(|row| read(row).map_err(|error| Error::of(doing, error))).collect()
    }

    async fn insert(&self, record: &Record) -> Result<(), Error> {
        let (doing, id, at) = ("keeping a record", fastrand::i64(..), seconds(record.at));
        let candidate = record.subject.candidate.map(|candidate| candidate.0);
        let rows = || {
            let row = sqlx::query(INSERT).bind(at).bind(id).bind(self.company.clone());
            row.bind(candidate).bind(Json(record.clone()))
        };
        let Err(error) = self.database.rows(doing, rows).await else { return Ok(()) };
        if !error.is_without_partition() {
            return Err(error);
        }
        create_month(&self.database, record.at).await?;
        self.database.rows(doing, rows).await.map(drop)
    }
}

impl Sink for AuditTable {
    fn record<'a>(&'a self, record: &'a Record) -> BoxFuture<'a, io::Result<()>> {
        Box::pin(async move { self.insert(record).await.map_err(io::Error::other) })
    }
}

/// Creates the partition of the month with this moment, unless it is there.
pub(crate) async fn create_month(database: &Database, at: Timestamp) -> Result<(), Error> {
    let sql = r#"select "join".audit_month(to_timestamp($1))::text"#;
    database.rows("creating a month of the audit", || sqlx::query(sql).bind(seconds(at))).await.map(drop)
}

/// Seconds of the Unix epoch, as the database takes a moment.
pub(crate) fn seconds(at: Timestamp) -> f64 {
    at.as_microsecond() as f64 / 1e6
}
