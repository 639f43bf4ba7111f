//! The suite that each implementation of a store has to pass. It takes two handles on one store, as two processes have them.
//!
//! Each suite uses candidates, keys and a cursor of its own, which the store must not have yet.

mod cursor;
mod journal;
mod quota;
mod tags;

use std::fmt;
use std::future::Future;
use std::time::Duration;

use crate::shared::StoreError;

pub use cursor::cursor_store;
pub use journal::journal_store;
pub use quota::quota_store;
pub use tags::tag_lock;

/// A guarantee that an implementation breaks.
#[derive(Debug)]
pub struct Violation {
    guarantee: &'static str,
    cause: Option<StoreError>,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cause {
            Some(cause) => write!(f, "not kept: {}: {cause}", self.guarantee),
            None => write!(f, "not kept: {}", self.guarantee),
        }
    }
}

impl std::error::Error for Violation {}

/// Checks a guarantee.
fn check(guarantee: &'static str, is_kept: bool) -> Result<(), Violation> {
    if is_kept { Ok(()) } else { Err(Violation { guarantee, cause: None }) }
}

/// Waits for a call that must succeed.
async fn call<T>(
    guarantee: &'static str,
    call: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, Violation> {
    let ended = tokio::time::timeout(Duration::from_secs(10), call).await;
    let ended = ended.map_err(|late| Violation { guarantee, cause: Some(late.into()) })?;
    ended.map_err(|cause| Violation { guarantee, cause: Some(cause) })
}

/// Whether a call waits: it has not ended after a moment.
async fn waits<T>(call: impl Future<Output = T>) -> bool {
    tokio::time::timeout(Duration::from_millis(200), call).await.is_err()
}
