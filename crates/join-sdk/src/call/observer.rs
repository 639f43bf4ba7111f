//! Owns the report of each call, for counters and histograms.

use std::time::Duration;

use crate::error::ErrorKind;

/// The report of one call. An [`Observer`] receives it when the call ends.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallReport {
    /// The operation's name in the API document, such as `listJobs`.
    pub operation: &'static str,
    /// The kind of the failure; `None` for a success.
    pub failure: Option<ErrorKind>,
    /// The status of the last response, if any.
    pub status: Option<u16>,
    /// Requests sent.
    pub attempts: u32,
    /// Responses among them that refuse for the quota: 429, or a 403 that says so in its headers.
    pub rate_limited: u32,
    /// Time spent waiting for the quota and between attempts.
    pub waited: Duration,
    /// Time from the call's start to its end; for a download, to the response head.
    pub elapsed: Duration,
    /// Bytes of the response bodies; 0 for downloads.
    pub received: u64,
}

/// Receives a report when a call ends, for counters and histograms. Cancelled calls are not reported.
///
/// It runs on the call's task, so it must not block. Closures are observers.
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
    /// Receives the report of an ended call.
    fn call_ended(&self, call: &CallReport);
}

impl<F: Fn(&CallReport) + Send + Sync + 'static> Observer for F {
    fn call_ended(&self, call: &CallReport) {
        self(call);
    }
}
