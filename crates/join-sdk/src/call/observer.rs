//! One report for each call, for counters and histograms.

use std::time::Duration;

use crate::error::ErrorKind;

/// What one call took: given to an [`Observer`] when the call has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallReport {
    /// The operation's name in the API document, such as `listJobs`.
    pub operation: &'static str,
    /// What kind of failure it ended with; none for a success.
    pub failure: Option<ErrorKind>,
    /// The status of the last answer, if there was one.
    pub status: Option<u16>,
    /// Requests that were sent.
    pub attempts: u32,
    /// Answers of 429 among them.
    pub rate_limited: u32,
    /// Time spent waiting for the quota and between attempts.
    pub waited: Duration,
    /// Time from the call to its end; of a download to the head of its answer.
    pub elapsed: Duration,
    /// Bytes of the answers' bodies; of downloads none.
    pub received: u64,
}

/// Receives a report when a call ends, for counters and histograms. Cancelled calls are not reported.
///
/// It is called on the task of the call, so it must not block. Closures are observers.
///
/// ```
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicU32, Ordering};
/// use join_sdk::{ApiToken, Join, telemetry::CallReport};
///
/// let refusals = Arc::new(AtomicU32::new(0));
/// let counter = Arc::clone(&refusals);
/// let join = Join::builder(ApiToken::new("4f7a9c")?)
///     .observer(move |call: &CallReport| {
///         counter.fetch_add(call.rate_limited, Ordering::Relaxed);
///     })
///     .build()?;
/// # Ok::<(), join_sdk::Error>(())
/// ```
pub trait Observer: Send + Sync + 'static {
    /// A call has ended.
    fn call_ended(&self, call: &CallReport);
}

impl<F: Fn(&CallReport) + Send + Sync + 'static> Observer for F {
    fn call_ended(&self, call: &CallReport) {
        self(call);
    }
}
