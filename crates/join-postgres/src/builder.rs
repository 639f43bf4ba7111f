//! Options, and the way to a connection.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use join_sdk::ApiToken;
use join_sdk::audit::HashKey;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{PgPool, Row};
use tokio::task::JoinSet;

use crate::account::Account;
use crate::database::Database;
use crate::error::Error;
use crate::leases::Leases;
use crate::listener::{self, Announcements};
use crate::postgres::{Inner, Postgres};
use crate::quota::WhenAway;
use crate::schema::{self, Schema, options};
use crate::upkeep::{self, Kept};

/// Options of a connection to the shared state. [`Postgres::builder`] makes it.
///
/// ```no_run
/// # async fn example(token: join_sdk::ApiToken) -> Result<(), join_postgres::Error> {
/// use std::time::Duration;
/// use join_postgres::{Postgres, WhenAway};
///
/// let postgres = Postgres::builder("postgres://join@db.internal/join")
///     .company("acme") // its tokens share locks, journals and cursors
///     .lease(Duration::from_secs(20))
///     .patience(Duration::from_secs(2))
///     .connections(16)
///     .when_away(WhenAway::Wait)
///     .keep_audit(Duration::from_secs(365 * 24 * 3600))
///     .keep_edits(Duration::from_secs(2 * 3600))
///     .migrates(false) // the deployment runs `Postgres::migrate`
///     .connect(&token)
///     .await?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct PostgresBuilder {
    url: String,
    company: Option<String>,
    lease: Duration,
    patience: Duration,
    connections: u32,
    when_away: WhenAway,
    kept: Kept,
    migrates: bool,
}

impl Postgres {
    /// Connects with the usual options, and brings the schema to the newest version.
    ///
    /// # Errors
    ///
    /// When the database is away or does not let the schema be created.
    pub async fn connect(url: &str, token: &ApiToken) -> Result<Self, Error> {
        Self::builder(url).connect(token).await
    }

    /// Options of a connection to this address, such as `postgres://user@host/database`.
    pub fn builder(url: &str) -> PostgresBuilder {
        PostgresBuilder {
            url: url.to_owned(),
            company: None,
            lease: Duration::from_secs(10),
            patience: Duration::from_secs(5),
            connections: 8,
            when_away: WhenAway::default(),
            kept: Kept { edits: Duration::from_secs(3600), audit: None },
            migrates: true,
        }
    }
}

impl PostgresBuilder {
    /// Names the company, where it has several tokens: they share locks, journals and cursors, and each has its quota. Unless
    /// named, each token is a company of its own.
    pub fn company(mut self, name: impl Into<String>) -> Self {
        self.company = Some(name.into());
        self
    }

    /// Time for which a lease is held without a renewal, 10 seconds unless set, at least 100 milliseconds. A machine that dies
    /// keeps others waiting for as long; one that can't reach the database stops writing after it.
    pub fn lease(mut self, time: Duration) -> Self {
        self.lease = time.max(Duration::from_millis(100));
        self
    }

    /// Time for an answer of the database, 5 seconds unless set. A restart within it goes unnoticed; after it, writes are refused.
    pub fn patience(mut self, time: Duration) -> Self {
        self.patience = time;
        self
    }

    /// The most connections for statements, 8 unless set. Three more renew leases and listen, and one
    /// cleans up once a minute.
    pub fn connections(mut self, most: u32) -> Self {
        self.connections = most.max(1);
        self
    }

    /// What a machine does while the quota's row is out of reach.
    pub fn when_away(mut self, what: WhenAway) -> Self {
        self.when_away = what;
        self
    }

    /// Removes audit records of all companies after this time. Unless set, they stay until they are
    /// [purged](Postgres::purge_audit).
    pub fn keep_audit(mut self, time: Duration) -> Self {
        self.kept.audit = Some(time);
        self
    }

    /// Time for which what an edit wanted is kept, an hour unless set. It has to be longer than an edit's deadline.
    pub fn keep_edits(mut self, time: Duration) -> Self {
        self.kept.edits = time;
        self
    }

    /// Whether connecting brings the schema to the newest version. Unless set, it does.
    pub fn migrates(mut self, migrates: bool) -> Self {
        self.migrates = migrates;
        self
    }

    /// The versions of the schema.
    pub(crate) async fn schema(&self) -> Result<Schema, Error> {
        let pool = self.pool(&options(&self.url)?, 1, self.patience);
        let version = schema::version(&Database::new(pool, self.patience, JoinSet::new())).await?;
        Ok(Schema { version, newest: schema::NEWEST })
    }

    fn pool(&self, options: &PgConnectOptions, most: u32, patience: Duration) -> PgPool {
        let ends = format!("{}ms", patience.max(self.patience).as_millis().max(1));
        let ending = options.clone().options([("statement_timeout", ends.as_str())]);
        // A dead connection is found out by its statement, which then runs again: that costs nothing.
        let pool = PgPoolOptions::new().max_connections(most).acquire_timeout(patience);
        pool.test_before_acquire(false).connect_lazy_with(ending)
    }

    /// Connects, within a runtime of tokio: tasks of it renew leases and listen.
    ///
    /// # Errors
    ///
    /// When the database is away, or its schema older than this crate and not to be migrated.
    pub async fn connect(self, token: &ApiToken) -> Result<Postgres, Error> {
        let options = options(&self.url)?;
        let main = self.pool(&options, self.connections, self.patience);
        let alone = Database::new(main.clone(), self.patience, JoinSet::new());
        let mut version = schema::version(&alone).await?;
        if self.migrates && version < schema::NEWEST {
            schema::migrate(&options).await?;
            version = schema::version(&alone).await?;
        }
        if version < schema::NEWEST {
            return Err(Error::behind(version, schema::NEWEST));
        }
        let key = secret(&alone).await?;
        let beside = self.lease / 4;
        let second = self.pool(&options, 3, beside);
        let listening = tokio::time::timeout(self.patience, listener::connect(&second)).await;
        let listening = listening.map_err(|_| Error::late("listening"))?;
        let listening = listening.map_err(|error| Error::of("listening", error))?;

        let announcements = Arc::new(Announcements::default());
        let mut tasks = JoinSet::new();
        tasks.spawn(listener::listen(second.clone(), listening, Arc::clone(&announcements)));
        let slow = Database::new(self.pool(&options, 1, upkeep::PATIENCE), upkeep::PATIENCE, JoinSet::new());
        tasks.spawn(upkeep::upkeep(slow, self.kept));
        let database = Arc::new(Database::new(main, self.patience, tasks));
        let keeper = Arc::new(Database::new(second, beside, JoinSet::new()));
        let waiting = Arc::clone(&announcements);
        let leases = Arc::new(Leases::start(Arc::clone(&database), Arc::clone(&keeper), waiting, self.lease));
        let quotas = Arc::new(database.within(QUOTA_PATIENCE));
        let (when_away, kept) = (self.when_away, self.kept);
        let inner = Inner { database, keeper, quotas, leases, announcements, when_away, kept };
        let account = Account::new(key.clone(), token, self.company.as_deref());
        Ok(Postgres { inner: Arc::new(inner), account, key })
    }
}

/// Less than the SDK waits for a quota.
const QUOTA_PATIENCE: Duration = Duration::from_millis(800);

/// The random key that a database keeps for its hashes.
async fn secret(database: &Database) -> Result<HashKey, Error> {
    let doing = "reading the key of the hashes";
    let row = database.row(doing, || sqlx::query(r#"select key from "join".secret"#)).await?;
    let key: Vec<u8> = row.try_get("key").map_err(|error| Error::of(doing, error))?;
    Ok(HashKey::new(key))
}

impl fmt::Debug for PostgresBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresBuilder").field("lease", &self.lease).finish_non_exhaustive()
    }
}
