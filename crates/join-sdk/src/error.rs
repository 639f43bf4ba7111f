//! The SDK's error: what failed, whether a write may have been applied, and what to do.

mod advice;
mod causes;
mod wait;

use std::any::Any;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use join_client::types::{ApiErrorDetail, PersonalText};
use join_client::{Idempotency, Operation};
use reqwest::StatusCode;

pub use advice::Advice;

/// Shorthand for a result with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The error of a call.
///
/// `Display` and `Debug` contain no token, no personal data and no part of a body. [`api_error`](Self::api_error) and
/// [`body`](Self::body) return JOIN's own message.
///
/// ```
/// # async fn example(join: join_sdk::Join) {
/// use join_sdk::{ErrorKind, types::JobId};
///
/// match join.jobs().get(JobId(7)).await {
///     Ok(job) => println!("{:?}", job.title),
///     Err(error) if error.kind() == ErrorKind::NotFound => println!("no such job"),
///     Err(error) => eprintln!("{error} (request {:?})", error.request_id()),
/// }
/// # }
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: String,
    operation: Option<&'static Operation>,
    response: ResponseInfo,
    place: Place,
    attempts: u32,
    applied: bool,
    without_json: bool,
    advice: Option<Advice>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
    evidence: Option<Arc<dyn Any + Send + Sync>>,
}

/// The server's response, as far as it was received.
#[derive(Default)]
pub(crate) struct ResponseInfo {
    pub(crate) status: Option<StatusCode>,
    pub(crate) request_id: Option<String>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) api_error: Option<ApiErrorDetail>,
    pub(crate) field_errors: Vec<FieldError>,
    pub(crate) body: Option<Bytes>,
}

/// JOIN's message about one field of a rejected request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldError {
    /// The field, as JOIN names it; `None` when the message names no field.
    pub field: Option<String>,
    /// The message. It can quote the request: keep it out of logs.
    pub message: PersonalText,
}

/// The place of the failure in a response.
#[derive(Debug, Clone, Default)]
pub(crate) struct Place {
    pub(crate) page: Option<u32>,
    pub(crate) row: Option<usize>,
    pub(crate) path: Option<String>,
}

/// The kind of an [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The token, the base URL or another setting is invalid. Nothing was sent.
    ///
    /// What to do: fix the setting that the message names.
    Config,
    /// An argument is invalid: an empty note, a page size over 50, an e-mail address without `@`. Nothing was sent.
    ///
    /// What to do: fix the argument that the message names.
    InvalidInput,
    /// A write through a read-only client. Nothing was sent.
    ///
    /// What to do: use the [`Join`](crate::Join) behind the reader, if you intend a write.
    ReadOnly,
    /// The SDK refused an unsafe step: a token to a foreign host, a redirect.
    ///
    /// What to do: read the message. Nothing changed in JOIN.
    Refused,
    /// 401: JOIN rejected the token.
    ///
    /// What to do: check that the token was copied whole and is not revoked (JOIN, User Settings, API Credentials), and
    /// that the company's plan is Advanced or Enterprise.
    Unauthorized,
    /// 402, or a 403 that mentions the plan: the company's plan has no API access.
    ///
    /// What to do: the plans with API access are Advanced and Enterprise.
    PlanRequired,
    /// 403: the token's user may not do this.
    ///
    /// What to do: create the token as a user with this permission, and check that the plan is Advanced or Enterprise.
    Forbidden,
    /// 404 or 410: not found, or deleted.
    ///
    /// What to do: check the id; it belongs to one company and so to one token.
    NotFound,
    /// 400, 413 or 422: JOIN rejected the values.
    ///
    /// What to do: read [`Error::api_error`], fix the values, send again.
    Validation,
    /// 409, or the current state differs from the expected one.
    ///
    /// What to do: read again, then decide again.
    Conflict,
    /// The object to create already exists. JOIN reports this for an application when the same person applies to the same
    /// job again.
    ///
    /// What to do: find it in the list instead of creating it.
    AlreadyExists,
    /// 429: too many requests; or a 403 whose headers say that the quota is used up. Or the quota is used up until after the call's deadline, and nothing was sent.
    ///
    /// What to do: wait for [`Error::retry_after`], and send fewer at a time. [`Join::quota`](crate::Join::quota) reports
    /// the known quota.
    RateLimited,
    /// 5xx: JOIN failed.
    ///
    /// What to do: try again later; for a write, check [`Error::may_have_been_applied`] first.
    Server,
    /// An unexpected status, such as a redirect.
    ///
    /// What to do: check the base URL; a proxy may be in between.
    UnexpectedStatus,
    /// No response in time.
    ///
    /// What to do: for a write, check [`Error::may_have_been_applied`] first; otherwise try again.
    Timeout,
    /// No connection: nothing was sent.
    ///
    /// What to do: check the network, the [proxy](crate::Join::proxy) and the base URL; it is safe to try again.
    Connect,
    /// The server's certificate is not trusted, is out of date, or is for another host. Nothing was sent, and it is not tried
    /// again.
    ///
    /// What to do: install the system's certificates (the package `ca-certificates`). Behind a proxy that re-signs TLS, add
    /// its root certificate to the system's, or set `SSL_CERT_FILE` to a PEM file that holds it (with `rustls` or OpenSSL on
    /// Linux). Check the clock when the certificate is out of date, and the base URL when it is for another host.
    Certificate,
    /// The connection broke during the call.
    ///
    /// What to do: for a write, check [`Error::may_have_been_applied`] first; otherwise try again.
    Transport,
    /// The response is unreadable: it is not JSON, such as a page of a proxy, has bytes that are not UTF-8, or lacks a readable `id`; or its tags are
    /// unreadable and an edit needs them. The message names the place inside the response. Any other odd field is no error:
    /// see [`Response::odd_fields`](crate::Response::odd_fields).
    ///
    /// What to do: report the place; a list continues with its other rows. After a page: check the network and the base URL,
    /// and try again later.
    Decode,
    /// The response exceeds the size cap. It was not read to its end.
    ///
    /// What to do: request smaller pages, or raise the cap:
    /// [`JoinBuilder::max_response_size`](crate::JoinBuilder::max_response_size), or that of the download.
    TooLarge,
    /// JOIN did not send the candidate's tags, so replacing them would be blind. Nothing was written.
    ///
    /// What to do: try again later; if the error persists, the account does not show tags to this token.
    TagsUnknown,
    /// Tags were written, and the read-back differs.
    ///
    /// What to do: read the tags again and decide again: another writer may have written at the same time.
    Unverified,
    /// Other writers changed the same tags until attempts or time ran out.
    ///
    /// What to do: see [`Error::receipt`] for the last tags read; try again when there is less traffic, or share a
    /// [`TagLock`](crate::tags::TagLock) with the other writer.
    Contended,
    /// JOIN rejected the new tags. A read proved that nothing changed.
    ///
    /// What to do: read [`Error::api_error`], fix the edit, try again.
    TagRejected,
    /// The outcome of a write is unknown. The SDK could not determine it.
    ///
    /// What to do: check where the message points, and only then send the write again.
    UnknownOutcome,
    /// A local file could not be read or written.
    ///
    /// What to do: see [`source`](std::error::Error::source).
    Io,
}

impl ErrorKind {
    /// The kind in snake_case, as telemetry names it, such as `rate_limited`.
    pub fn as_str(self) -> &'static str {
        match self {
            ErrorKind::Config => "config",
            ErrorKind::InvalidInput => "invalid_input",
            ErrorKind::ReadOnly => "read_only",
            ErrorKind::Refused => "refused",
            ErrorKind::Unauthorized => "unauthorized",
            ErrorKind::PlanRequired => "plan_required",
            ErrorKind::Forbidden => "forbidden",
            ErrorKind::NotFound => "not_found",
            ErrorKind::Validation => "validation",
            ErrorKind::Conflict => "conflict",
            ErrorKind::AlreadyExists => "already_exists",
            ErrorKind::RateLimited => "rate_limited",
            ErrorKind::Server => "server",
            ErrorKind::UnexpectedStatus => "unexpected_status",
            ErrorKind::Timeout => "timeout",
            ErrorKind::Connect => "connect",
            ErrorKind::Certificate => "certificate",
            ErrorKind::Transport => "transport",
            ErrorKind::Decode => "decode",
            ErrorKind::TooLarge => "too_large",
            ErrorKind::TagsUnknown => "tags_unknown",
            ErrorKind::Unverified => "unverified",
            ErrorKind::Contended => "contended",
            ErrorKind::TagRejected => "tag_rejected",
            ErrorKind::UnknownOutcome => "unknown_outcome",
            ErrorKind::Io => "io",
        }
    }

    /// Whether the failure is transient.
    pub(crate) fn is_transient(self) -> bool {
        matches!(
            self,
            ErrorKind::RateLimited
                | ErrorKind::Server
                | ErrorKind::Timeout
                | ErrorKind::Connect
                | ErrorKind::Transport
        )
    }

    /// Whether the server may have applied a request that failed with this kind.
    pub(crate) fn may_have_been_applied(self) -> bool {
        matches!(
            self,
            ErrorKind::Timeout
                | ErrorKind::Transport
                | ErrorKind::Server
                | ErrorKind::Decode
                | ErrorKind::TooLarge
        )
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            operation: None,
            response: ResponseInfo::default(),
            place: Place::default(),
            attempts: 0,
            applied: false,
            without_json: false,
            advice: None,
            source: None,
            evidence: None,
        }))
    }

    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidInput, message)
    }

    pub(crate) fn with_source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Replaces the message.
    pub(crate) fn with_message(mut self, message: impl Into<String>) -> Self {
        self.0.message = message.into();
        self
    }

    /// Replaces the kind and the message. Keeps the server's response.
    pub(crate) fn with_kind(mut self, kind: ErrorKind, message: &str) -> Self {
        self.0.kind = kind;
        self.0.message = message.to_owned();
        self
    }

    pub(crate) fn with_advice(mut self, advice: impl Into<Option<Advice>>) -> Self {
        self.0.advice = advice.into();
        self
    }

    /// Attaches evidence of a higher layer, such as a receipt.
    pub(crate) fn with_evidence(mut self, evidence: Arc<dyn Any + Send + Sync>) -> Self {
        self.0.evidence = Some(evidence);
        self
    }

    pub(crate) fn with_response(mut self, response: ResponseInfo) -> Self {
        self.0.response = response;
        self
    }

    /// Notes that the response is not JSON at all.
    pub(crate) fn without_json(mut self) -> Self {
        self.0.without_json = true;
        self
    }

    pub(crate) fn is_without_json(&self) -> bool {
        self.0.without_json
    }

    pub(crate) fn with_page(mut self, page: u32, row: Option<usize>) -> Self {
        self.0.place.page = Some(page);
        self.0.place.row = row;
        self
    }

    pub(crate) fn with_path(mut self, path: impl Into<String>) -> Self {
        self.0.place.path = Some(path.into());
        self
    }

    pub(crate) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.response.retry_after = wait;
        self
    }

    /// Sets the operation, and whether the request may have been applied.
    pub(crate) fn of(mut self, operation: &'static Operation, attempts: u32, applied: bool) -> Self {
        self.0.operation = Some(operation);
        self.0.attempts = attempts;
        self.0.applied = applied && operation.class != Idempotency::Read;
        self
    }

    /// The kind of the failure.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The setting that makes the call possible, where one does.
    pub fn advice(&self) -> Option<Advice> {
        self.0.advice
    }

    /// The status of the response, if any.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.response.status
    }

    /// The request id of the response, for the vendor's support.
    pub fn request_id(&self) -> Option<&str> {
        self.0.response.request_id.as_deref()
    }

    /// The operation's name in the API document, such as `listJobs`.
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation.map(|operation| operation.id)
    }

    /// The number of attempts; 0 when nothing was sent.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The wait that the server requested, unclamped.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.response.retry_after
    }

    /// JOIN's description of the failure. Its message can quote the request: keep it out of logs.
    pub fn api_error(&self) -> Option<&ApiErrorDetail> {
        self.0.response.api_error.as_ref()
    }

    /// JOIN's messages about single fields, when it rejected the values. Empty when it named none.
    pub fn field_errors(&self) -> &[FieldError] {
        &self.0.response.field_errors
    }

    /// The first bytes of the response body, up to 4 KiB. They can hold personal data: keep them out of logs.
    pub fn body(&self) -> Option<&[u8]> {
        self.0.response.body.as_deref()
    }

    /// The failed page of a list, counted from 1. The list can resume there.
    pub fn page(&self) -> Option<u32> {
        self.0.place.page
    }

    /// The failed row of that page, counted from 0, if only a row failed.
    pub fn row(&self) -> Option<usize> {
        self.0.place.row
    }

    /// The unreadable place inside a response, such as `candidate.id`.
    pub fn path(&self) -> Option<&str> {
        self.0.place.path.as_deref()
    }

    pub(crate) fn evidence<T: Any>(&self) -> Option<&T> {
        self.0.evidence.as_ref()?.downcast_ref()
    }

    /// Whether the same call may succeed later without a change. For a write, also check
    /// [`may_have_been_applied`](Self::may_have_been_applied): a retry may apply it twice.
    pub fn is_retryable(&self) -> bool {
        self.0.kind.is_transient() || (self.0.without_json && !self.0.applied)
    }

    /// Whether a failed write may have been applied: it was sent, and no response ruled it out. Always false for
    /// reads.
    pub fn may_have_been_applied(&self) -> bool {
        self.0.applied
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        if let Some(operation) = inner.operation {
            write!(f, "{}: ", operation.id)?;
        }
        f.write_str(&inner.message)?;
        if let Some(status) = inner.response.status {
            write!(f, " (status {})", status.as_u16())?;
        }
        if let Some(page) = inner.place.page {
            write!(f, " on page {page}")?;
        }
        if let Some(row) = inner.place.row {
            write!(f, ", row {row}")?;
        }
        if let Some(wait) = inner.response.retry_after.filter(|_| inner.kind.is_transient()) {
            write!(f, "; try again in {}", wait::in_words(wait))?;
        }
        if inner.applied {
            f.write_str("; the write may have been applied, so check before sending it again")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        f.debug_struct("Error")
            .field("kind", &inner.kind)
            .field("message", &inner.message)
            .field("operation", &self.operation())
            .field("status", &self.status())
            .field("request_id", &self.request_id())
            .field("attempts", &inner.attempts)
            .field("page", &inner.place.page)
            .field("row", &inner.place.row)
            .field("path", &inner.place.path)
            .field("may_have_been_applied", &inner.applied)
            .field("source", &inner.source)
            .finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|source| &**source as _)
    }
}
