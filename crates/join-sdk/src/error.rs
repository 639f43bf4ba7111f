//! The one error of the SDK: what failed, whether it may have been applied, and what to do.

use std::any::Any;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use join_client::types::{ApiErrorDetail, PersonalText};
use join_client::{Idempotency, Operation};
use reqwest::StatusCode;

/// Shorthand for a result with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call failed.
///
/// `Display` and `Debug` hold neither the token nor personal data nor any part of a body. What JOIN said is there for who
/// asks by name: [`api_error`](Self::api_error) and [`body`](Self::body).
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
    answer: Answer,
    place: Place,
    attempts: u32,
    applied: bool,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
    evidence: Option<Arc<dyn Any + Send + Sync>>,
}

/// What the server answered, as far as it did.
#[derive(Default)]
pub(crate) struct Answer {
    pub(crate) status: Option<StatusCode>,
    pub(crate) request_id: Option<String>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) api_error: Option<ApiErrorDetail>,
    pub(crate) field_errors: Vec<FieldError>,
    pub(crate) body: Option<Bytes>,
}

/// What JOIN said of one field of a refused request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldError {
    /// The field, as JOIN names it; none where the message is of no field.
    pub field: Option<String>,
    /// The message. It can quote what was sent: keep it out of logs.
    pub message: PersonalText,
}

/// Where in an answer the failure sits.
#[derive(Debug, Clone, Default)]
pub(crate) struct Place {
    pub(crate) page: Option<u32>,
    pub(crate) row: Option<usize>,
    pub(crate) path: Option<String>,
}

/// What kind of failure an [`Error`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The token, the base URL or another setting is unusable. Nothing was sent.
    ///
    /// What to do: fix the setting that the message names.
    Config,
    /// An argument is unusable: an empty note, a page size over 50, an e-mail address without `@`. Nothing was sent.
    ///
    /// What to do: fix the argument that the message names.
    InvalidInput,
    /// A write through a client that only reads. Nothing was sent.
    ///
    /// What to do: use the [`Join`](crate::Join) that the reader was made from, if a write is meant.
    ReadOnly,
    /// The SDK did not send or follow something for safety: a token to a foreign host, a redirect.
    ///
    /// What to do: read the message; nothing was changed in JOIN.
    Refused,
    /// 401: JOIN rejected the token.
    ///
    /// What to do: check that the token was copied whole and is not revoked (JOIN, User Settings, API Credentials), and
    /// that the company's plan is Advanced or Enterprise.
    Unauthorized,
    /// 402, or a 403 that speaks of the plan: the company's plan has no API access.
    ///
    /// What to do: the plans with API access are Advanced and Enterprise.
    PlanRequired,
    /// 403: the token's user may not do this.
    ///
    /// What to do: make the token as a user who may, and check that the plan is Advanced or Enterprise.
    Forbidden,
    /// 404 or 410: not found, or deleted.
    ///
    /// What to do: check the id; it belongs to one company and so to one token.
    NotFound,
    /// 400, 413 or 422: JOIN refused the values.
    ///
    /// What to do: read [`Error::api_error`], fix the values, send again.
    Validation,
    /// 409, or what was read is not what the caller expected.
    ///
    /// What to do: read afresh, decide again.
    Conflict,
    /// The thing to be created is there already. JOIN says so of an application when the same person applies to the same
    /// job again.
    ///
    /// What to do: find it in the list instead of creating it.
    AlreadyExists,
    /// 429: too many requests; or the quota is used up until after the call's deadline, and nothing was sent.
    ///
    /// What to do: wait for [`Error::retry_after`], and send fewer at a time. [`Join::quota`](crate::Join::quota) says what is
    /// known of the quota.
    RateLimited,
    /// 5xx: JOIN failed.
    ///
    /// What to do: try again later; of a write ask [`Error::may_have_been_applied`] first.
    Server,
    /// Another status that has no meaning here, such as a redirect.
    ///
    /// What to do: check the base URL; a proxy may be in between.
    UnexpectedStatus,
    /// No answer in time.
    ///
    /// What to do: of a write ask [`Error::may_have_been_applied`] first; otherwise try again.
    Timeout,
    /// No connection: nothing was sent.
    ///
    /// What to do: check the network, the proxy and the base URL; it is safe to try again.
    Connect,
    /// The connection broke under way.
    ///
    /// What to do: of a write ask [`Error::may_have_been_applied`] first; otherwise try again.
    Transport,
    /// JOIN answered something that can't be read. The message names the place inside the answer.
    ///
    /// What to do: report the place; a list goes on with its other rows.
    Decode,
    /// The answer is larger than the cap, and was not read to its end.
    ///
    /// What to do: ask for smaller pages, or raise the cap: [`JoinBuilder::max_response_size`](crate::JoinBuilder::max_response_size),
    /// or that of the download.
    TooLarge,
    /// JOIN did not say which tags a candidate has, so replacing them would be blind. Nothing was written.
    ///
    /// What to do: try again later; if it stays so, the account does not show tags to this token.
    TagsUnknown,
    /// Tags were written and what was read back is something else.
    ///
    /// What to do: read the tags again and decide afresh: somebody may have written at the same time.
    Unverified,
    /// Others kept writing to the same tags until the attempts or the time were used up.
    ///
    /// What to do: look at [`Error::receipt`] for what was seen last; try again when it is quieter, or share a
    /// [`TagLock`](crate::tags::TagLock) with the other writer.
    Contended,
    /// JOIN refused the new set of tags, and a read proved that nothing changed.
    ///
    /// What to do: read [`Error::api_error`], fix the edit, try again.
    TagRejected,
    /// Whether a write took effect is not known, and could not be found out.
    ///
    /// What to do: the message says where to look. Don't send the write again before.
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

    /// Whether such a failure can pass by itself.
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

    /// Whether a request that ended so may have been carried out by the server.
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
            answer: Answer::default(),
            place: Place::default(),
            attempts: 0,
            applied: false,
            source: None,
            evidence: None,
        }))
    }

    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidInput, message)
    }

    pub(crate) fn io(doing: &str, source: std::io::Error) -> Self {
        // The text of an I/O error names no path, so no file name either.
        Self::new(ErrorKind::Io, format!("{doing} failed")).with_source(source)
    }

    pub(crate) fn with_source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// The same failure with another message.
    pub(crate) fn with_message(mut self, message: impl Into<String>) -> Self {
        self.0.message = message.into();
        self
    }

    /// The same failure seen as another kind, with what the server answered.
    pub(crate) fn with_kind(mut self, kind: ErrorKind, message: &str) -> Self {
        self.0.kind = kind;
        self.0.message = message.to_owned();
        self
    }

    /// Attaches what a room above wants to hand to the caller.
    pub(crate) fn with_evidence(mut self, evidence: Arc<dyn Any + Send + Sync>) -> Self {
        self.0.evidence = Some(evidence);
        self
    }

    pub(crate) fn with_response(mut self, answer: Answer) -> Self {
        self.0.answer = answer;
        self
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
        self.0.answer.retry_after = wait;
        self
    }

    /// Says of which operation this is, and whether the request may have taken effect.
    pub(crate) fn of(mut self, operation: &'static Operation, attempts: u32, applied: bool) -> Self {
        self.0.operation = Some(operation);
        self.0.attempts = attempts;
        self.0.applied = applied && operation.class != Idempotency::Read;
        self
    }

    /// What kind of failure this is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The status of the answer, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.answer.status
    }

    /// The request id that the answer carried, for the vendor's support.
    pub fn request_id(&self) -> Option<&str> {
        self.0.answer.request_id.as_deref()
    }

    /// The operation's name in the API document, such as `listJobs`.
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation.map(|operation| operation.id)
    }

    /// How often the request was tried; 0 when nothing was sent.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// How long the server asked to wait, unclamped.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.answer.retry_after
    }

    /// What JOIN said of the failure. Its message can quote what was sent: keep it out of logs.
    pub fn api_error(&self) -> Option<&ApiErrorDetail> {
        self.0.answer.api_error.as_ref()
    }

    /// What JOIN said of single fields, where it refused the values. Empty when it spoke of none.
    pub fn field_errors(&self) -> &[FieldError] {
        &self.0.answer.field_errors
    }

    /// The first bytes of the answer's body, at most 4 KiB. They can hold personal data: keep them out of logs.
    pub fn body(&self) -> Option<&[u8]> {
        self.0.answer.body.as_deref()
    }

    /// The page of a list that the failure belongs to, counted from 1. A list can be resumed there.
    pub fn page(&self) -> Option<u32> {
        self.0.place.page
    }

    /// The row of that page, counted from 0, if a single row failed.
    pub fn row(&self) -> Option<usize> {
        self.0.place.row
    }

    /// The place inside an answer that can't be read, such as `candidate.id`.
    pub fn path(&self) -> Option<&str> {
        self.0.place.path.as_deref()
    }

    pub(crate) fn evidence<T: Any>(&self) -> Option<&T> {
        self.0.evidence.as_ref()?.downcast_ref()
    }

    /// Whether the same call may succeed later without a change. Of a write ask
    /// [`may_have_been_applied`](Self::may_have_been_applied) as well: a repeat may do it twice.
    pub fn is_retryable(&self) -> bool {
        self.0.kind.is_transient()
    }

    /// Whether a write may have taken effect although it failed: it was sent, and no answer ruled it out. Always false for
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
        if let Some(status) = inner.answer.status {
            write!(f, " (status {})", status.as_u16())?;
        }
        if let Some(page) = inner.place.page {
            write!(f, " on page {page}")?;
        }
        if let Some(row) = inner.place.row {
            write!(f, ", row {row}")?;
        }
        if inner.applied {
            f.write_str("; the write may have been applied, so look before sending it again")?;
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
