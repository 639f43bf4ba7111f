//! What is told of calls while they run: spans with OpenTelemetry's names, and one report for each call.
//!
//! Only this module makes spans and events, so that it is the list of what they may hold: never a path with ids, a query, a
//! header, a body or a name.

use std::time::Duration;

use join_client::Operation;
use tracing::Span;
use tracing::field::Empty;

use crate::audit::{AuditRecord, StoredTag};
use crate::error::{Error, ErrorKind};
use crate::headers;
use crate::transport::Attempt;

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

/// Is told of each call when it has ended: for counters and histograms. A cancelled call is not told of.
///
/// It is called on the task of the call, so it must not block. Closures are observers.
///
/// ```
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicU32, Ordering};
/// use join_sdk::{ApiToken, CallReport, Join};
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

/// The span of a call.
pub(crate) fn call_span(operation: &'static Operation) -> Span {
    tracing::debug_span!(
        "join.call",
        otel.kind = "internal",
        join.operation = operation.id,
        join.attempts = Empty,
        error.r#type = Empty,
    )
}

/// The span of one attempt, by OpenTelemetry's conventions for HTTP clients.
pub(crate) fn attempt_span(operation: &'static Operation, origin: &reqwest::Url, number: u32) -> Span {
    tracing::debug_span!(
        "join.request",
        otel.name = %format_args!("{} {}", operation.method, operation.path),
        otel.kind = "client",
        otel.status_code = Empty,
        http.request.method = operation.method,
        http.request.resend_count = (number > 1).then(|| number - 1),
        url.template = operation.path,
        server.address = origin.host_str(),
        server.port = origin.port_or_known_default(),
        http.response.status_code = Empty,
        join.request_id = Empty,
        error.r#type = Empty,
    )
}

/// Fills in what the attempt's answer and outcome say.
pub(crate) fn record_attempt(span: &Span, attempt: &Attempt, failure: Option<&Error>) {
    if span.is_disabled() {
        return;
    }
    if let Some((status, headers)) = attempt.head() {
        span.record("http.response.status_code", status.as_u16());
        span.record("join.request_id", headers::request_id(headers));
    }
    if let Some(error) = failure {
        span.record("otel.status_code", "ERROR");
        span.record("error.type", error.kind().name());
    }
}

/// Says that another attempt follows.
pub(crate) fn trying_again(number: u32, error: &Error, wait: Duration) {
    let wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
    tracing::debug!(attempt = number, error.r#type = error.kind().name(), wait_ms, "trying again");
}

/// Fills in how the call ended.
pub(crate) fn record_call(span: &Span, attempts: u32, failure: Option<ErrorKind>) {
    span.record("join.attempts", attempts);
    if let Some(kind) = failure {
        span.record("error.type", kind.name());
    }
}

/// Tells of a write that was recorded.
pub(crate) fn audited(record: &AuditRecord) {
    let (note, tags) = (record.note.as_ref(), record.tags.as_ref());
    let count = |tags: &[StoredTag]| u64::try_from(tags.len()).unwrap_or(u64::MAX);
    tracing::event!(
        target: "join.audit",
        tracing::Level::INFO,
        join.operation = record.operation,
        http.request.method = record.method,
        outcome = record.outcome.name(),
        error.r#type = record.error,
        candidate = record.subject.candidate.map(|id| id.0),
        application = record.subject.application.map(|id| id.0),
        job = record.subject.job.map(|id| id.0),
        office = record.subject.office.map(|id| id.0),
        http.response.status_code = record.status,
        join.request_id = record.request_ids.last(),
        join.attempts = record.attempts,
        elapsed_ms = record.elapsed.as_secs_f64() * 1e3,
        note.length = note.map(|note| note.length as u64),
        note.hash = note.map(|note| note.hash.as_str()),
        tags.edit = tags.map(|tags| tags.edit_id.as_str()),
        tags.outcome = tags.and_then(|tags| tags.outcome).map(|outcome| outcome.name()),
        tags.before = tags.map(|tags| count(&tags.before)),
        tags.added = tags.map(|tags| count(&tags.added)),
        tags.removed = tags.map(|tags| count(&tags.removed)),
        tags.after = tags.map(|tags| count(&tags.after)),
        tags.exposure_ms = tags.map(|tags| tags.exposure.as_secs_f64() * 1e3),
        "written"
    );
}
