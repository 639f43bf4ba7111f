//! The schema `join`: its versions, and how it gets to the newest.

use std::str::FromStr;
use std::time::Duration;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, Row, SqlSafeStr};

use crate::database::Database;
use crate::error::Error;

/// The table of the versions.
const VERSIONS: &str = r#""join".migration"#;

/// The versions of the schema `join`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Schema {
    /// The version of the database; 0 where there is none.
    pub version: i64,
    /// The newest version that this crate knows.
    pub newest: i64,
}

impl Schema {
    /// Whether [`migrate`](crate::Postgres::migrate) has something to do.
    pub fn is_behind(&self) -> bool {
        self.version < self.newest
    }
}

/// The newest version that this crate knows.
pub(crate) const NEWEST: i64 = 1;

/// Time for a migration, which may wait for that of another machine.
const PATIENCE: Duration = Duration::from_secs(60);

fn migrator() -> Migrator {
    let sql = include_str!("../migrations/0001_shared_state.sql").into_sql_str();
    let first = Migration::new(NEWEST, "shared state".into(), MigrationType::Simple, sql, false);
    let mut migrator = Migrator::with_migrations(vec![first]);
    migrator.create_schema(r#""join""#);
    migrator.dangerous_set_table_name(VERSIONS);
    // Versions only add, so an older program works on a newer schema.
    migrator.set_ignore_missing(true);
    migrator
}

/// The options of connections to this address.
pub(crate) fn options(url: &str) -> Result<PgConnectOptions, Error> {
    let options = PgConnectOptions::from_str(url).map_err(|_| Error::url())?;
    // Statements hold no values, but their timing is the application's own to log.
    Ok(options.application_name("join-postgres").disable_statement_logging())
}

/// Brings the schema to the newest version, on a connection of its own: what it locks ends with it.
pub(crate) async fn migrate(options: &PgConnectOptions) -> Result<(), Error> {
    let doing = "migrating the schema";
    let migrated = async {
        let mut connection = options.connect().await.map_err(|error| Error::of(doing, error))?;
        migrator().run_direct(None, &mut connection, false).await.map_err(Error::migration)?;
        connection.close().await.map_err(|error| Error::of(doing, error))
    };
    tokio::time::timeout(PATIENCE, migrated).await.map_err(|_| Error::late(doing))?
}

/// The version of the schema; 0 where there is none.
pub(crate) async fn version(database: &Database) -> Result<i64, Error> {
    let doing = "checking the schema";
    let exists = r#"select to_regclass('"join".migration') is not null as it_does"#;
    let exists = database.row(doing, || sqlx::query(exists)).await?;
    if !exists.try_get::<bool, _>("it_does").map_err(|error| Error::of(doing, error))? {
        return Ok(0);
    }
    let version = r#"select coalesce(max(version), 0) as version from "join".migration where success"#;
    let version = database.row(doing, || sqlx::query(version)).await?;
    version.try_get("version").map_err(|error| Error::of(doing, error))
}
