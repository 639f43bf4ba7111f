//! A candidate's tags. JOIN replaces the whole set at each write, so what is written here are intents: an edit of the own
//! tags that is merged with whatever else is there.
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
//! # What can't be had
//!
//! A write by somebody else that lands between the read and the write is erased and can't be seen afterwards. An edit is
//! **not atomic**. The window is kept as short as one round trip, writes are as few as possible, what is detectable is
//! detected, the own tags are healed, and the receipt tells how long the window was.

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
pub use lock::{TagGuard, TagLock, TagLockError};
pub use options::ApplyOptions;
pub use owner::Owner;
pub use plan::{PlanWarning, TagPlan};
pub use receipt::{EditId, EditOutcome, ForeignChange, Receipt, RequestKind, RequestTrace};
pub use replace::{ClearAll, ReplaceAll};
pub use verify::Verify;
