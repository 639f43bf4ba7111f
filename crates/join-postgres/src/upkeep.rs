//! What has to go after a time: old edits, leases of the dead, old months of the audit.

use std::time::Duration;

use jiff::Timestamp;

use crate::audit::{create_month, seconds};
use crate::database::{Database, count};
use crate::error::Error;

/// How long things are kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kept {
    pub(crate) edits: Duration,
    pub(crate) audit: Option<Duration>,
}

/// Time between two rounds. Machines begin at different moments.
const EVERY: Duration = Duration::from_secs(60);

/// Time for a statement that cleans up. An old month may be large.
pub(crate) const PATIENCE: Duration = Duration::from_secs(300);

/// Cleans up for ever.
pub(crate) async fn upkeep(database: Database, kept: Kept) {
    loop {
        tokio::time::sleep(EVERY.mul_f64(0.5 + fastrand::f64())).await;
        if let Err(error) = round(&database, kept).await {
            tracing::warn!(%error, "the shared state was not cleaned up; what is past its time is still there");
        }
    }
}

/// Cleans up once.
pub(crate) async fn round(database: &Database, kept: Kept) -> Result<(), Error> {
    let doing = "cleaning up";
    let edits = r#"delete from "join".edit where at < clock_timestamp() - $1 * interval '1 second'"#;
    database.rows(doing, || sqlx::query(edits).bind(kept.edits.as_secs_f64())).await?;
    // A minute more, so that nobody's clock matters.
    let leases = r#"delete from "join".lease where until < clock_timestamp() - interval '1 minute'"#;
    database.rows(doing, || sqlx::query(leases)).await?;
    let now = Timestamp::now();
    create_month(database, now).await?;
    create_month(database, now + Duration::from_secs(15 * 24 * 3600)).await?;
    if let Some(kept) = kept.audit {
        let sql = r#"select "join".audit_drop(clock_timestamp() - $1 * interval '1 second')"#;
        database.rows(doing, || sqlx::query(sql).bind(kept.as_secs_f64())).await?;
    }
    Ok(())
}

/// The numbers of removed rows after the removal of a person's data.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Forgotten {
    /// Records of the audit.
    pub records: u64,
    /// Entries of journals.
    pub entries: u64,
    /// Registered edits.
    pub edits: u64,
}

/// Counts everything about a candidate of a company.
pub(crate) async fn known_of(database: &Database, company: &str, candidate: i64) -> Result<Forgotten, Error> {
    const KNOWN: &str = r#"select
        (select count(*) from "join".audit where company = $1 and candidate = $2),
        (select count(*) from "join".entry where company = $1 and (
            candidate = $2
            or (journal, create_key) in (
                select journal, create_key from "join".entry
                where company = $1 and candidate = $2 and create_key is not null
            )
        )),
        (select count(*) from "join".edit where company = $1 and candidate = $2)"#;
    counted(database, "counting a candidate's data", KNOWN, company, candidate).await
}

/// Removes everything about a candidate of a company.
pub(crate) async fn forget(database: &Database, company: &str, candidate: i64) -> Result<Forgotten, Error> {
    const FORGET: &str = r#"
        with records as (delete from "join".audit where company = $1 and candidate = $2 returning 1),
        entries as (
            delete from "join".entry where company = $1 and (
                candidate = $2
                -- A create names the candidate only once it ended.
                or (journal, create_key) in (
                    select journal, create_key from "join".entry
                    where company = $1 and candidate = $2 and create_key is not null
                )
            ) returning 1
        ),
        edits as (delete from "join".edit where company = $1 and candidate = $2 returning 1)
        select (select count(*) from records), (select count(*) from entries), (select count(*) from edits)"#;
    counted(database, "removing a candidate's data", FORGET, company, candidate).await
}

async fn counted(
    database: &Database,
    doing: &'static str,
    sql: &'static str,
    company: &str,
    candidate: i64,
) -> Result<Forgotten, Error> {
    let row = database.row(doing, || sqlx::query(sql).bind(company.to_owned()).bind(candidate)).await?;
    let count = |column| count(&row, column, doing);
    Ok(Forgotten { records: count(0)?, entries: count(1)?, edits: count(2)? })
}

/// Counts a company's audit records from before a moment.
pub(crate) async fn audit_before(
    database: &Database,
    company: &str,
    moment: Timestamp,
) -> Result<u64, Error> {
    let (doing, sql) = (
        "counting audit records",
        r#"select count(*) from "join".audit where company = $1 and at < to_timestamp($2)"#,
    );
    let row = || sqlx::query(sql).bind(company.to_owned()).bind(seconds(moment));
    count(&database.row(doing, row).await?, 0, doing)
}

/// Removes a company's audit records from before a moment, and returns their number.
pub(crate) async fn purge_audit(database: &Database, company: &str, before: Timestamp) -> Result<u64, Error> {
    const PURGE: &str = r#"
        with records as (delete from "join".audit where company = $1 and at < to_timestamp($2) returning 1)
        select count(*) from records"#;
    let doing = "removing audit records";
    let row = || sqlx::query(PURGE).bind(company.to_owned()).bind(seconds(before));
    count(&database.row(doing, row).await?, 0, doing)
}

/// Removes a company's audit records about a candidate, and returns their number.
pub(crate) async fn forget_audit(database: &Database, company: &str, candidate: i64) -> Result<u64, Error> {
    const FORGET: &str = r#"
        with records as (delete from "join".audit where company = $1 and candidate = $2 returning 1)
        select count(*) from records"#;
    let doing = "removing audit records";
    let row = || sqlx::query(FORGET).bind(company.to_owned()).bind(candidate);
    count(&database.row(doing, row).await?, 0, doing)
}
