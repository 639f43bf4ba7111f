//! Who wrote what, and when: a record of each write, for a sink of your choice.
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
//! Each write of the SDK gives one record, those through [`Join::raw`](crate::Join::raw) included. An edit of tags gives one
//! for all its requests. Reads give none, and neither does what is refused before anything is sent. A write whose future is
//! dropped half-way is recorded as unknown; of an edit of tags that is dropped half-way there is no record, as there is no
//! receipt: keep a [journal](crate::journal) where that matters.

mod hash;
mod record;
mod sink;

pub use hash::HashKey;
pub use record::{NoteRecord, Record, RecordOutcome, StoredChange, StoredTag, Subject, TagsRecord};
pub use sink::{FileSink, Records, Sink, TracingSink};
