//! Audit records of each write: actor, target, time, outcome; for a sink of your choice.
//!
//! ```no_run
//! # async fn example(token: join_sdk::ApiToken) -> join_sdk::Result<()> {
//! use join_sdk::{Join, audit::{FileSink, HashKey}};
//!
//! let join = Join::builder(token)
//!     .audit(FileSink::open("join-audit.jsonl").await?)
//!     .audit_key(HashKey::new("a secret of some length, from where you keep your secrets"))
//!     .build()?;
//! # Ok(()) }
//! ```
//!
//! Each write of the SDK gives one record, those through [`Join::raw`](crate::Join::raw) included. A tag edit gives one record
//! for all its requests. Reads give none, nor do writes refused before sending.
//!
//! A write or a tag edit whose future is dropped after a request was sent is recorded as unknown. A task of the runtime stores
//! that record; dropped outside a runtime, or with the runtime itself, it has none: keep a [journal](crate::journal) where that
//! matters.

#[cfg(feature = "files")]
mod file;
mod hash;
mod record;
mod sink;

#[cfg(feature = "files")]
pub use file::{FileSink, Records};
pub use hash::HashKey;
pub use record::{NoteRecord, Record, RecordOutcome, StoredChange, StoredTag, Subject, TagsRecord};
pub use sink::{Sink, TracingSink};
