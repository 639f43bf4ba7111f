//! What several processes and machines share: leases, and the errors of stores.
//!
//! Everything that keeps writes safe works within one process without any of this. A fleet sets stores of its own:
//!
//! | What is shared | The trait | Set by |
//! | --- | --- | --- |
//! | the quota of a token | [`QuotaStore`](crate::quota::QuotaStore) | [`JoinBuilder::quota_store`](crate::JoinBuilder::quota_store) |
//! | the turn of a candidate's writers, and what their edits want | [`TagLock`](crate::tags::TagLock) | [`JoinBuilder::tag_lock`](crate::JoinBuilder::tag_lock) |
//! | notes and creates that happen once, bulk runs | [`JournalStore`](crate::journal::JournalStore) | [`Journal::on`](crate::journal::Journal::on) |
//! | the cursor of a change feed, and its one follower | [`CursorStore`](crate::changes::CursorStore) | [`Applications::changes`](crate::resources::Applications::changes) |
//! | the record of every write | [`Sink`](crate::audit::Sink) | [`JoinBuilder::audit`](crate::JoinBuilder::audit) |

use std::fmt;

/// The error of a store, of any type.
pub type StoreError = Box<dyn std::error::Error + Send + Sync>;

/// Something that one holder has at a time, such as a candidate's turn. Dropping it gives it back.
///
/// A lease of a server ends by itself when its holder dies. Its implementation renews it in the background as long as it lives.
///
/// ```
/// use std::time::Instant;
/// use join_sdk::shared::Lease;
///
/// /// A row of a table, held until its time is over.
/// struct Row {
///     until: Instant,
/// }
///
/// impl Lease for Row {
///     fn is_held(&self) -> bool {
///         Instant::now() < self.until
///     }
/// }
/// ```
pub trait Lease: Send + Sync + 'static {
    /// Whether it is still held. The SDK asks right before it sends a request, so the answer comes at once, from the own
    /// clock: a lease of 10 seconds is no longer held 10 seconds after its last renewal was *sent*.
    fn is_held(&self) -> bool;
}

/// A lease that is held until it is dropped, such as the guard of a mutex.
///
/// ```
/// use join_sdk::shared::{Lease, UntilDropped};
///
/// assert!(UntilDropped::new(()).is_held());
/// ```
pub struct UntilDropped<T>(T);

impl<T> UntilDropped<T> {
    /// Keeps this guard.
    pub fn new(guard: T) -> Self {
        Self(guard)
    }
}

impl<T: Send + Sync + 'static> Lease for UntilDropped<T> {
    fn is_held(&self) -> bool {
        true
    }
}

impl<T> fmt::Debug for UntilDropped<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UntilDropped").finish_non_exhaustive()
    }
}
