//! One statement on the database: in time, again after a restart, or an error.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::Query;
use sqlx::{PgPool, Postgres, Row};
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::error::{Error, is_shutdown};

/// Time between two attempts while the server is away.
const PAUSE: Duration = Duration::from_millis(25);

/// A pool of connections, with a bound for each answer.
pub(crate) struct Database {
    shared: Arc<Shared>,
    patience: Duration,
}

/// What stores with different patience share.
struct Shared {
    pool: PgPool,
    statements: AtomicU64,
    /// The tasks that all stores need. They end with the last store.
    _tasks: JoinSet<()>,
}

/// A connection during a statement. Dropped in the middle of one, it is closed: what is still to come would block it.
struct Lent(Option<PoolConnection<Postgres>>);

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(connection) = self.0.take() {
            drop(connection.detach());
        }
    }
}

impl Database {
    pub(crate) fn new(pool: PgPool, patience: Duration, tasks: JoinSet<()>) -> Self {
        let shared = Shared { pool, statements: AtomicU64::new(0), _tasks: tasks };
        Self { shared: Arc::new(shared), patience }
    }

    /// The same connections, with this patience at most.
    pub(crate) fn within(&self, patience: Duration) -> Self {
        Self { shared: Arc::clone(&self.shared), patience: self.patience.min(patience) }
    }

    /// The statements sent so far.
    pub(crate) fn statements(&self) -> u64 {
        self.shared.statements.load(Ordering::Relaxed)
    }

    /// Runs a statement that can run twice without harm, and returns its rows.
    pub(crate) async fn rows(
        &self,
        doing: &'static str,
        query: impl Fn() -> Query<'static, Postgres, PgArguments>,
    ) -> Result<Vec<PgRow>, Error> {
        let until = Instant::now() + self.patience;
        loop {
            match tokio::time::timeout_at(until, self.once(query())).await {
                Ok(Ok(rows)) => return Ok(rows),
                Ok(Err(error)) if is_passing(&error) && Instant::now() + PAUSE < until => {
                    tokio::time::sleep(PAUSE).await;
                }
                Ok(Err(error)) => return Err(Error::of(doing, error)),
                Err(_) => return Err(Error::late(doing)),
            }
        }
    }

    /// As [`rows`](Self::rows), for a statement that always returns one.
    pub(crate) async fn row(
        &self,
        doing: &'static str,
        query: impl Fn() -> Query<'static, Postgres, PgArguments>,
    ) -> Result<PgRow, Error> {
        self.rows(doing, query).await?.into_iter().next().ok_or_else(|| Error::unreadable(doing))
    }

    async fn once(&self, query: Query<'static, Postgres, PgArguments>) -> Result<Vec<PgRow>, sqlx::Error> {
        let mut lent = Lent(Some(self.shared.pool.acquire().await?));
        self.shared.statements.fetch_add(1, Ordering::Relaxed);
        let Some(connection) = &mut lent.0 else { return Ok(Vec::new()) };
        let rows = query.fetch_all(&mut **connection).await;
        if rows.as_ref().err().is_none_or(|error| matches!(error, sqlx::Error::Database(_))) {
            drop(lent.0.take());
        }
        rows
    }
}

/// The number of a row as the database has it.
pub(crate) fn place(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A count in a row.
pub(crate) fn count(row: &PgRow, column: usize, doing: &'static str) -> Result<u64, Error> {
    let count: i64 = row.try_get(column).map_err(|error| Error::of(doing, error))?;
    u64::try_from(count).map_err(|_| Error::unreadable(doing))
}

/// Whether the server ends, begins, or lost the connection.
fn is_passing(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| is_shutdown(&code)),
        _ => false,
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Database").field("connections", &self.shared.pool.size()).finish_non_exhaustive()
    }
}
