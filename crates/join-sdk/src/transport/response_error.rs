//! Converts a failed response to an [`Error`]. Status, body and headers are read once, leniently.

use std::time::SystemTime;

use bytes::Bytes;
use join_client::types::{ApiErrorBody, ApiErrorDetail};
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::Value;

use crate::error::{Error, ErrorKind, FieldError, ResponseInfo};
use crate::storage::json;
use crate::transport::body::TooLarge;
use crate::transport::{headers, tls};

/// Bytes of an error body that are kept.
const MAX_BODY: usize = 4 * 1024;

/// Bytes of an error body that are parsed.
const MAX_READ: usize = 64 * 1024;

/// Maximum number of field messages kept.
const MOST_FIELDS: usize = 50;

const PLAN: &str = "API access needs the JOIN plan Advanced or Enterprise";

/// The words of a refusal that is about the plan (evidence: inferred).
const PLAN_WORDS: &[&str] = &[
    "plan",
    "plans",
    "upgrade",
    "upgrading",
    "subscription",
    "subscriptions",
    "subscribe",
    "billing",
    "trial",
];

/// The error for an unsuccessful response.
pub(crate) async fn from_response(mut response: reqwest::Response) -> Error {
    let status = response.status();
    let quota = headers::rate_limit(status, response.headers(), SystemTime::now());
    let mut answer = head(status, response.headers());
    let body = first_bytes(&mut response).await;
    answer.api_error = api_error(&body);
    answer.field_errors = field_errors(&body);
    answer.body = Some(bounded(&body));
    let kind = match kind(status, answer.api_error.as_ref()) {
        ErrorKind::Forbidden if speaks_of_plan(&body) => ErrorKind::PlanRequired,
        // Gateways also refuse with 403 for the quota (evidence: inferred).
        ErrorKind::Forbidden if headers::is_exhausted(&quota) => ErrorKind::RateLimited,
        kind => kind,
    };
    if kind == ErrorKind::RateLimited {
        answer.retry_after = quota.retry_after.or(quota.reset);
    }
    Error::new(kind, message(kind)).with_response(answer)
}

/// The head of a response.
pub(crate) fn head(status: StatusCode, headers: &HeaderMap) -> ResponseInfo {
    let info = headers::rate_limit(status, headers, SystemTime::now());
    ResponseInfo {
        status: Some(status),
        request_id: headers::request_id(headers).map(str::to_owned),
        retry_after: info.retry_after.or(info.reset.filter(|_| info.refused)),
        ..ResponseInfo::default()
    }
}

/// The first bytes of a body.
pub(crate) fn bounded(body: &[u8]) -> Bytes {
    Bytes::copy_from_slice(body.get(..MAX_BODY).unwrap_or(body))
}

async fn first_bytes(response: &mut reqwest::Response) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        let room = MAX_READ.saturating_sub(body.len());
        body.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
        if body.len() >= MAX_READ {
            break;
        }
    }
    body
}

/// `{"error": {"type", "message"}}`, or a `message` at the top level (evidence: second-hand).
fn api_error(body: &[u8]) -> Option<ApiErrorDetail> {
    let parsed: ApiErrorBody = json::from_bytes(body).ok()?;
    if let Some(detail) = parsed.error {
        return Some(detail);
    }
    let message = parsed.message?;
    serde_json::from_value(serde_json::json!({ "message": message.as_str() })).ok()
}

/// Messages of single fields. The body of JOIN's 422 is unknown: its site sends an array of `{param, msg}`; other APIs
/// put such an array under `errors` or `details`.
fn field_errors(body: &[u8]) -> Vec<FieldError> {
    let Ok(value) = json::from_bytes::<Value>(body) else { return Vec::new() };
    let inner = value.get("error").unwrap_or(&value);
    let list = [&value, inner].into_iter().find_map(|value| {
        let named = ["errors", "details", "fields"].iter().find_map(|name| value.get(name)?.as_array());
        value.as_array().or(named)
    });
    list.into_iter().flatten().take(MOST_FIELDS).filter_map(field_error).collect()
}

fn field_error(item: &Value) -> Option<FieldError> {
    let text = |names: &[&str]| names.iter().find_map(|name| item.get(name)?.as_str());
    let message = text(&["msg", "message"]).or_else(|| item.as_str())?;
    let field = text(&["param", "field", "path", "property"]).map(str::to_owned);
    Some(FieldError { field, message: message.into() })
}

fn kind(status: StatusCode, said: Option<&ApiErrorDetail>) -> ErrorKind {
    let said = said.and_then(|detail| detail.message.as_ref()).map(|message| message.as_str().to_lowercase());
    let says = |text: &str| said.as_deref().is_some_and(|said| said.contains(text));
    match status.as_u16() {
        401 => ErrorKind::Unauthorized,
        429 => ErrorKind::RateLimited,
        // The texts are second-hand; their status is unknown.
        400..=599 if says("already exists") => ErrorKind::AlreadyExists,
        402 => ErrorKind::PlanRequired,
        403 => ErrorKind::Forbidden,
        404 | 410 => ErrorKind::NotFound,
        409 | 412 => ErrorKind::Conflict,
        400 | 413 | 414 | 415 | 422 => ErrorKind::Validation,
        408 => ErrorKind::Timeout,
        500..=599 => ErrorKind::Server,
        _ => ErrorKind::UnexpectedStatus,
    }
}

/// Whether a refusal names the company's plan as its reason. A page for people does not count: it speaks of many things.
fn speaks_of_plan(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(body).to_lowercase();
    let mut words = text.split(|character: char| !character.is_alphanumeric());
    !text.trim_start().starts_with('<') && words.any(|word| PLAN_WORDS.contains(&word))
}

fn message(kind: ErrorKind) -> String {
    match kind {
        ErrorKind::Unauthorized => {
            format!("JOIN rejected the token: it may be mistyped or revoked; {PLAN}")
        }
        ErrorKind::PlanRequired => format!("the company's plan does not allow this: {PLAN}"),
        ErrorKind::Forbidden => format!("the token's user may not do this; {PLAN}"),
        ErrorKind::NotFound => "not found, or not visible to this token".to_owned(),
        ErrorKind::Validation => "JOIN refused the values".to_owned(),
        ErrorKind::Conflict => "another writer changed this; read it again".to_owned(),
        ErrorKind::AlreadyExists => "it already exists".to_owned(),
        ErrorKind::RateLimited => "too many requests".to_owned(),
        ErrorKind::Server => "JOIN failed".to_owned(),
        ErrorKind::Timeout => "the server timed out waiting for the request".to_owned(),
        _ => "unexpected response; the base URL or a proxy may be wrong".to_owned(),
    }
}

/// The error for a request without a complete response. Removes the address, which can hold a signature.
pub(crate) fn from_reqwest(error: reqwest::Error) -> Error {
    let (kind, message) = if is_too_large(&error) {
        (ErrorKind::TooLarge, "the response exceeds the size cap")
    } else if let Some(fault) = tls::certificate_fault(&error) {
        (ErrorKind::Certificate, fault)
    } else if error.is_connect() {
        (ErrorKind::Connect, "no connection to the server")
    } else if error.is_timeout() {
        (ErrorKind::Timeout, "no response in time")
    } else if error.is_builder() {
        (ErrorKind::InvalidInput, "the request could not be built")
    } else {
        (ErrorKind::Transport, "the connection broke during the call")
    };
    Error::new(kind, message).with_source(error.without_url())
}

fn is_too_large(error: &reqwest::Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if error.is::<TooLarge>() {
            return true;
        }
        cause = error.source();
    }
    false
}
