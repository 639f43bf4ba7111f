//! Tag edits of many candidates: streamed, journalled, resumed, undone.
//!
//! ```no_run
//! # async fn example(join: join_sdk::Join, rows: Vec<join_sdk::bulk::BulkEdit>) -> join_sdk::Result<()> {
//! use join_sdk::journal::Journal;
//!
//! let journal = Journal::open("run-2026-11.jsonl").await?;
//! let mut run = join.bulk_tags_of(rows).journal(journal).reason("inquiries of November").start().await?;
//! while let Some(event) = run.next().await {
//!     let event = event?;
//!     println!("{} {:?} ({} done)", event.key, event.outcome, run.progress().done);
//! }
//! println!("{:?}", run.stopped());
//! # Ok(()) }
//! ```
//!
//! Each intent is on the disk before its request is sent, and its outcome afterwards. After a kill at any moment, the same run
//! with the same journal does the rest: it skips finished edits, reads back possibly written ones first, and retries failed
//! ones, whatever the failure.

mod builder;
mod keys;
mod progress;
mod queues;
mod reconcile;
mod run;
mod undo;

pub use builder::{BulkEdit, BulkTags};
pub(crate) use builder::{bulk_tags, bulk_tags_of};
pub use progress::{BulkProgress, BulkStop};
pub use reconcile::DesiredTags;
pub(crate) use reconcile::reconcile_tags;
pub use run::{BulkEvent, BulkRun};
pub(crate) use undo::undo_bulk;
