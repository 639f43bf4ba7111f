//! From what came back to an [`Error`]: status, body and headers are read once, leniently.

use std::time::Duration;

use bytes::Bytes;
use join_client::types::{ApiErrorBody, ApiErrorDetail};
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};

use crate::error::{Answer, Error, ErrorKind};

/// How much of an error's body is kept.
const MAX_BODY: usize = 4 * 1024;

/// One client that reads JOIN's header clamps it to the same, in seconds.
const LONGEST_RESET: u64 = 20;

const PLAN: &str = "API access needs the JOIN plan Advanced or Enterprise";

/// The error for an answer that was no success.
pub(crate) async fn from_response(mut response: reqwest::Response) -> Error {
    let mut answer = head(response.status(), response.headers());
    let body = first_bytes(&mut response).await;
    answer.api_error = api_error(&body);
    answer.body = Some(body);
    let kind = kind(response.status(), answer.api_error.as_ref());
    Error::new(kind, message(kind)).with_answer(answer)
}

/// What the head of an answer says.
pub(crate) fn head(status: StatusCode, headers: &HeaderMap) -> Answer {
    let request_id = ["x-request-id", "request-id", "x-amzn-requestid", "cf-ray"]
        .iter()
        .find_map(|name| headers.get(*name)?.to_str().ok())
        .map(str::to_owned);
    Answer {
        status: Some(status),
        request_id,
        retry_after: retry_after(status, headers),
        ..Answer::default()
    }
}

/// `Retry-After` in seconds; after a 429 else `x-ratelimit-reset`, which is read as seconds to wait (evidence:
/// second-hand) and clamped, so that a point in time given there does no harm.
fn retry_after(status: StatusCode, headers: &HeaderMap) -> Option<Duration> {
    let seconds = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
    let asked = seconds(RETRY_AFTER.as_str());
    let reset = || seconds("x-ratelimit-reset").filter(|_| status == StatusCode::TOO_MANY_REQUESTS);
    asked.or_else(|| reset().map(|seconds| seconds.clamp(1, LONGEST_RESET))).map(Duration::from_secs)
}

/// The first bytes of a body.
pub(crate) fn bounded(body: &[u8]) -> Bytes {
    Bytes::copy_from_slice(body.get(..MAX_BODY).unwrap_or(body))
}

async fn first_bytes(response: &mut reqwest::Response) -> Bytes {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        let room = MAX_BODY.saturating_sub(body.len());
        body.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
        if body.len() >= MAX_BODY {
            break;
        }
    }
    body.into()
}

/// `{"error": {"type", "message"}}`, or a `message` at the top level (evidence: second-hand).
fn api_error(body: &[u8]) -> Option<ApiErrorDetail> {
    let parsed: ApiErrorBody = serde_json::from_slice(body).ok()?;
    if let Some(detail) = parsed.error {
        return Some(detail);
    }
    let message = parsed.message?;
    serde_json::from_value(serde_json::json!({ "message": message.as_str() })).ok()
}

fn kind(status: StatusCode, said: Option<&ApiErrorDetail>) -> ErrorKind {
    let said = said.and_then(|detail| detail.message.as_ref()).map(|message| message.as_str().to_lowercase());
    let says = |words: &str| said.as_deref().is_some_and(|message| message.contains(words));
    match status.as_u16() {
        401 => ErrorKind::Unauthorized,
        402 => ErrorKind::PlanRequired,
        403 if says("plan") || says("upgrade") => ErrorKind::PlanRequired,
        403 => ErrorKind::Forbidden,
        404 | 410 => ErrorKind::NotFound,
        // Whether JOIN answers 409 or 422 is unknown; the words are second-hand.
        400 | 409 | 422 if says("already exists") => ErrorKind::AlreadyExists,
        409 | 412 => ErrorKind::Conflict,
        400 | 413 | 414 | 415 | 422 => ErrorKind::Validation,
        408 => ErrorKind::Timeout,
        429 => ErrorKind::RateLimited,
        500..=599 => ErrorKind::Server,
        _ => ErrorKind::UnexpectedStatus,
    }
}

fn message(kind: ErrorKind) -> String {
    match kind {
        ErrorKind::Unauthorized => {
            format!("JOIN does not take the token: it may be mistyped or revoked; {PLAN}")
        }
        ErrorKind::PlanRequired => format!("the company's plan does not allow this: {PLAN}"),
        ErrorKind::Forbidden => format!("the token's user may not do this; {PLAN}"),
        ErrorKind::NotFound => "there is no such thing for this token".to_owned(),
        ErrorKind::Validation => "JOIN refused the values; api_error() holds what it said".to_owned(),
        ErrorKind::Conflict => "somebody else changed this in between".to_owned(),
        ErrorKind::AlreadyExists => "it already exists".to_owned(),
        ErrorKind::RateLimited => "too many requests".to_owned(),
        ErrorKind::Server => "JOIN failed".to_owned(),
        ErrorKind::Timeout => "the server gave up waiting for the request".to_owned(),
        _ => "an answer without a meaning here; the base URL or a proxy may be wrong".to_owned(),
    }
}

/// The error for a request that got no whole answer. The address is taken off: it can hold a signature.
pub(crate) fn from_reqwest(error: reqwest::Error) -> Error {
    let (kind, message) = if error.is_connect() {
        (ErrorKind::Connect, "no connection to the server")
    } else if error.is_timeout() {
        (ErrorKind::Timeout, "no answer in time")
    } else if error.is_builder() {
        (ErrorKind::InvalidInput, "the request could not be built")
    } else {
        (ErrorKind::Transport, "the connection broke under way")
    };
    Error::new(kind, message).with_source(error.without_url())
}
