//! A candidate's tags: edits, plans, receipts, locks. JOIN replaces the whole set at each write, so the SDK writes intents: an
//! edit of the own tags, merged into the current set.
//!
//! ```no_run
//! # async fn example(join: join_sdk::Join, application: join_sdk::types::Application) -> join_sdk::Result<()> {
//! use join_sdk::tags::{ApplyOptions, CandidateRef, Owner, TagEdit};
//!
//! let candidate = CandidateRef::of(&application)?;
//! let edit = TagEdit::owned_by(Owner::with_prefix("persona:")?)
//!     .set_exclusive("persona:status", "verified")?
//!     .remove("persona:pending")?;
//! let plan = join.tags(&candidate).plan(&edit).await?; // reads only
//! println!("{plan}"); // + persona:status=verified, - persona:pending, = 7 kept
//! let receipt = join.tags(&candidate).apply(plan, ApplyOptions::default().reason("inquiry inq_123")).await?;
//! println!("{receipt}");
//! # Ok(()) }
//! ```
//!
//! # Limits of an edit
//!
//! An edit is **not atomic**. A write by somebody else that lands between the read and the write is erased without a trace. The
//! SDK keeps that window as short as one round trip, writes as rarely as possible, detects what it can and heals the own tags.
//! The receipt holds the length of the window.

pub(crate) mod candidate;
pub(crate) mod edit;
pub(crate) mod limits;
pub(crate) mod lock;
pub(crate) mod merge;
pub(crate) mod options;
pub(crate) mod owner;
pub(crate) mod plan;
#[cfg(test)]
pub(crate) mod properties;
pub(crate) mod receipt;
pub(crate) mod replace;
pub(crate) mod text;
pub(crate) mod verify;

pub use candidate::CandidateRef;
pub use edit::TagEdit;
pub use limits::TagLimits;
pub(crate) use lock::Queues;
pub use lock::TagLock;
pub use options::ApplyOptions;
pub use owner::Owner;
pub use plan::{PlanWarning, TagPlan};
pub use receipt::{EditId, EditOutcome, ForeignChange, Receipt, RequestKind, RequestTrace};
pub use replace::{ClearAll, ReplaceAll};
pub use verify::Verify;
