//! Spans and events of calls, with OpenTelemetry's names.
//!
//! Only this module creates spans and events, so it lists everything they may hold: never a path with ids, a query, a
//! header, a body or a name.

use std::time::Duration;

use join_client::Operation;
use tracing::Span;
use tracing::field::Empty;

use crate::error::{Error, ErrorKind};
use crate::transport::attempt::Attempt;
use crate::transport::headers;

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

/// The span of one attempt. Follows OpenTelemetry's conventions for HTTP clients.
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

/// Records the attempt's response and outcome.
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
        span.record("error.type", error.kind().as_str());
    }
}

/// Logs that another attempt follows.
pub(crate) fn trying_again(number: u32, error: &Error, wait: Duration) {
    let wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
    tracing::debug!(attempt = number, error.r#type = error.kind().as_str(), wait_ms, "trying again");
}

/// Records how the call ended.
pub(crate) fn record_call(span: &Span, attempts: u32, failure: Option<ErrorKind>) {
    span.record("join.attempts", attempts);
    if let Some(kind) = failure {
        span.record("error.type", kind.as_str());
    }
}
