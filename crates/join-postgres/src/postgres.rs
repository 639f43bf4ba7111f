//! The connection that all stores come from.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use join_sdk::ApiToken;
use join_sdk::audit::HashKey;
use join_sdk::types::CandidateId;

use crate::account::Account;
use crate::audit::AuditTable;
use crate::cursor::CursorRow;
use crate::database::Database;
use crate::error::Error;
use crate::journal::JournalTable;
use crate::leases::Leases;
use crate::listener::Announcements;
use crate::locks::Locks;
use crate::quota::{Quota, WhenAway};
use crate::schema::{self, Schema, options};
use crate::status::{self, Status};
use crate::upkeep::{self, Forgotten, Kept};

/// The shared state of a token on PostgreSQL. Clones share its connections.
///
/// ```no_run
/// use join_postgres::Postgres;
/// use join_sdk::{ApiToken, Join, journal::Journal};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let token = ApiToken::new("4f7a9c")?;
/// let postgres = Postgres::connect("postgres://join@db.internal/join", &token).await?;
/// let join = Join::builder(token)
///     .quota_store(postgres.quota())
///     .tag_lock(postgres.tag_lock())
///     .journal(Journal::on(postgres.journal("writes")))
///     .audit(postgres.audit())
///     .audit_key(postgres.hash_key())
///     .build()?;
/// let changes = join.applications().changes(postgres.cursor("sync"));
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Postgres {
    pub(crate) inner: Arc<Inner>,
    pub(crate) account: Account,
    pub(crate) key: HashKey,
}

/// What all tokens share.
pub(crate) struct Inner {
    pub(crate) database: Arc<Database>,
    pub(crate) keeper: Arc<Database>,
    /// The same connections, with less patience.
    pub(crate) quotas: Arc<Database>,
    pub(crate) leases: Arc<Leases>,
    pub(crate) announcements: Arc<Announcements>,
    pub(crate) when_away: WhenAway,
    pub(crate) kept: Kept,
}

impl Postgres {
    /// Brings the schema `join` to the newest version. It may run at any time, on several machines at once.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), join_postgres::Error> {
    /// join_postgres::Postgres::migrate("postgres://owner@db.internal/join").await
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the database is away or does not let the schema be changed.
    pub async fn migrate(url: &str) -> Result<(), Error> {
        schema::migrate(&options(url)?).await
    }

    /// The versions of the schema: the database's and the newest. Changes nothing.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), join_postgres::Error> {
    /// let schema = join_postgres::Postgres::schema("postgres://owner@db.internal/join").await?;
    /// println!("version {} of {}", schema.version, schema.newest);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// When the database is away.
    pub async fn schema(url: &str) -> Result<Schema, Error> {
        Self::builder(url).schema().await
    }

    /// The shared state of another token, over the same connections.
    ///
    /// ```no_run
    /// # fn example(postgres: join_postgres::Postgres) -> Result<(), join_sdk::Error> {
    /// let other = join_sdk::ApiToken::new("5e1b22")?;
    /// let acme = postgres.with_token(&other, Some("acme"));
    /// # Ok(()) }
    /// ```
    pub fn with_token(&self, token: &ApiToken, company: Option<&str>) -> Self {
        let account = Account::new(self.key.clone(), token, company);
        Self { inner: Arc::clone(&self.inner), account, key: self.key.clone() }
    }

    /// The quota of the token.
    pub fn quota(&self) -> Quota {
        let (token, hold) = (self.account.token.clone(), self.inner.announcements.hold(&self.account.token));
        Quota::new(Arc::clone(&self.inner.quotas), token, hold, self.inner.when_away)
    }

    /// The locks of the company's candidates.
    pub fn tag_lock(&self) -> Locks {
        let (database, leases) = (Arc::clone(&self.inner.database), Arc::clone(&self.inner.leases));
        Locks { database, leases, account: self.account.clone() }
    }

    /// The company's journal with this name.
    pub fn journal(&self, name: &str) -> JournalTable {
        let (database, leases) = (Arc::clone(&self.inner.database), Arc::clone(&self.inner.leases));
        JournalTable::new(database, leases, self.account.clone(), name)
    }

    /// The cursor of the company's change feed with this name.
    pub fn cursor(&self, name: &str) -> CursorRow {
        let (database, leases) = (Arc::clone(&self.inner.database), Arc::clone(&self.inner.leases));
        CursorRow::new(database, leases, &self.account, name)
    }

    /// The audit of the company's writes.
    pub fn audit(&self) -> AuditTable {
        AuditTable { database: Arc::clone(&self.inner.database), company: self.account.company.clone() }
    }

    /// The key of the company's hashes, the same on all machines.
    pub fn hash_key(&self) -> HashKey {
        self.account.hash_key()
    }

    /// Removes everything about a candidate: audit, journals, registered edits.
    ///
    /// Without the journal's entries a later run can write what an earlier one wrote: a note again.
    ///
    /// ```no_run
    /// # async fn example(postgres: join_postgres::Postgres) -> Result<(), join_postgres::Error> {
    /// let forgotten = postgres.forget(join_sdk::types::CandidateId(5)).await?;
    /// println!("{} records removed", forgotten.records);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// When the database is away or answers late. What was to be removed may be gone: count again, or repeat the call.
    pub async fn forget(&self, candidate: CandidateId) -> Result<Forgotten, Error> {
        upkeep::forget(&self.inner.database, &self.account.company, candidate.0).await
    }

    /// Counts what [`forget`](Self::forget) would remove. Removes nothing.
    ///
    /// ```no_run
    /// # async fn example(postgres: join_postgres::Postgres) -> Result<(), join_postgres::Error> {
    /// let known = postgres.known_of(join_sdk::types::CandidateId(5)).await?;
    /// println!("{} records", known.records);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// When the database is away.
    pub async fn known_of(&self, candidate: CandidateId) -> Result<Forgotten, Error> {
        upkeep::known_of(&self.inner.database, &self.account.company, candidate.0).await
    }

    /// Counts the company's audit records from before a moment.
    ///
    /// ```no_run
    /// # async fn example(postgres: join_postgres::Postgres, before: jiff::Timestamp) -> Result<(), join_postgres::Error> {
    /// println!("{} old records", postgres.audit_before(before).await?);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// When the database is away.
    pub async fn audit_before(&self, moment: Timestamp) -> Result<u64, Error> {
        upkeep::audit_before(&self.inner.database, &self.account.company, moment).await
    }

    /// Removes the company's audit records from before a moment, and returns their number. The number is too low where the
    /// connection was lost on the way.
    ///
    /// ```no_run
    /// # async fn example(postgres: join_postgres::Postgres, before: jiff::Timestamp) -> Result<(), join_postgres::Error> {
    /// println!("{} records removed", postgres.purge_audit(before).await?);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// When the database is away or answers late. What was to be removed may be gone: count again, or repeat the call.
    pub async fn purge_audit(&self, before: Timestamp) -> Result<u64, Error> {
        upkeep::purge_audit(&self.inner.database, &self.account.company, before).await
    }

    /// Removes the company's audit records about a candidate, and returns their number. [`forget`](Self::forget) removes all.
    ///
    /// ```no_run
    /// # async fn example(postgres: join_postgres::Postgres) -> Result<(), join_postgres::Error> {
    /// let removed = postgres.forget_audit(join_sdk::types::CandidateId(5)).await?;
    /// println!("{removed} records removed");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// When the database is away or answers late. What was to be removed may be gone: count again, or repeat the call.
    pub async fn forget_audit(&self, candidate: CandidateId) -> Result<u64, Error> {
        upkeep::forget_audit(&self.inner.database, &self.account.company, candidate.0).await
    }

    /// Removes old edits, leases of dead machines, and audit records past their time. Every machine does so once a minute.
    ///
    /// ```no_run
    /// # async fn example(postgres: join_postgres::Postgres) -> Result<(), join_postgres::Error> {
    /// postgres.clean_up().await
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the database is away.
    pub async fn clean_up(&self) -> Result<(), Error> {
        upkeep::round(&self.inner.database, self.inner.kept).await
    }

    /// Counts what the shared state holds.
    ///
    /// ```no_run
    /// # async fn example(postgres: join_postgres::Postgres) -> Result<(), join_postgres::Error> {
    /// println!("{} leases are held", postgres.status().await?.leases);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// When the database is away.
    pub async fn status(&self) -> Result<Status, Error> {
        status::count_all(&self.inner.database).await
    }

    /// Waits until the leases that were dropped are given back, at most a lease's time. A process that ends without it keeps
    /// others waiting until they end.
    ///
    /// ```no_run
    /// # async fn example(postgres: join_postgres::Postgres) {
    /// postgres.give_back().await; // the last line of `main`
    /// # }
    /// ```
    pub async fn give_back(&self) {
        self.inner.leases.given_back().await;
    }

    /// The statements sent to the database so far, each one round trip; for metrics.
    pub fn statements(&self) -> u64 {
        let inner = &self.inner;
        [&inner.database, &inner.keeper].map(|database| database.statements()).iter().sum()
    }
}

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Postgres").field("statements", &self.statements()).finish_non_exhaustive()
    }
}
