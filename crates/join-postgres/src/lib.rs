//! What machines share, on PostgreSQL 14 or newer, for the JOIN SDK ([`join_sdk`]).
//!
//! ```no_run
//! use join_postgres::Postgres;
//! use join_sdk::{ApiToken, Join, journal::Journal};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let token = ApiToken::new("4f7a9c")?;
//! let postgres = Postgres::connect("postgres://join@db.internal/join", &token).await?;
//! let join = Join::builder(token)
//!     .quota_store(postgres.quota())
//!     .tag_lock(postgres.tag_lock())
//!     .journal(Journal::on(postgres.journal("writes")))
//!     .build()?;
//! # Ok(()) }
//! ```
//!
//! | what is shared | from | what it guarantees |
//! | --- | --- | --- |
//! | the quota of a token | [`Postgres::quota`] | the machines together keep to it; a 429 on one holds all |
//! | the turn of a candidate's writers | [`Postgres::tag_lock`] | one writer for each candidate, as far as JOIN allows |
//! | notes and creates that happen once, bulk runs | [`Postgres::journal`] | another machine goes on where a dead one stopped |
//! | the cursor of a change feed | [`Postgres::cursor`] | one follower, every change at least once |
//! | the record of every write | [`Postgres::audit`] | a partition for each month; [purged](Postgres::purge_audit) by time, [removed](Postgres::forget) by candidate |
//!
//! While the database is away, reads go on; writes that need a lock or a journal are refused, and nothing is sent.
//!
//! One writer for each candidate: a session that lost its lease before its PATCH was sent does not send it. One that lost it
//! after can't be stopped, since JOIN knows no fence: then the loser's edit is verified again, and both owners' intents are
//! healed.
//!
//! Tokens and names reach the database as keyed hashes; own tags, keys of writes, actors and reasons are in the JSON of
//! journals and audit.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod account;
mod audit;
mod builder;
mod cursor;
mod database;
mod error;
mod journal;
mod keeper;
mod leases;
mod listener;
mod locks;
mod postgres;
mod quota;
mod schema;
mod status;
mod steps;
mod term;
mod upkeep;

pub use audit::{AuditPlace, AuditTable};
pub use builder::PostgresBuilder;
pub use cursor::CursorRow;
pub use error::Error;
pub use journal::JournalTable;
pub use locks::Locks;
pub use postgres::Postgres;
pub use quota::{Quota, WhenAway};
pub use schema::Schema;
pub use status::Status;
pub use upkeep::Forgotten;
