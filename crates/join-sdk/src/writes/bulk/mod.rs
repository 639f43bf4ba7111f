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
//!     println!("{} {:?} ({} done)", event.key, event.ending, run.progress().done);
//! }
//! println!("{:?}", run.stopped());
//! # Ok(()) }
//! ```
//!
//! What is going to be written is on the disk before it is sent, and what came of it afterwards. Killed at any moment, the
//! same run with the same journal does what is left: what is done is skipped, what may be done is read back first, and what
//! failed is tried again, for whatever reason it did.

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
