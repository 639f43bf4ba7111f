//! The kinds of errors.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The kind of an [`ActionError`](crate::ActionError).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
#[non_exhaustive]
pub enum ErrorKind {
    /// There is no action of this name.
    UnknownAction,
    /// Fields of the input are wrong. Nothing was sent.
    InvalidInput,
    /// The field mapping is wrong, or the source does not fit it. Nothing was sent.
    InvalidMapping,
    /// A setting of the client is missing or wrong. Nothing was sent.
    Config,
    /// The client only reads. Nothing was sent.
    ReadOnly,
    /// The write was refused for safety. Nothing was written.
    Refused,
    /// JOIN rejected the token.
    Unauthorized,
    /// The company's plan has no API access.
    PlanRequired,
    /// The token's user may not do this.
    Forbidden,
    /// The job, application or candidate does not exist.
    NotFound,
    /// JOIN rejected the values.
    Validation,
    /// The current state differs from the expected one.
    Conflict,
    /// It exists already.
    AlreadyExists,
    /// Too many requests.
    RateLimited,
    /// JOIN failed.
    Server,
    /// JOIN gave an unexpected status.
    UnexpectedStatus,
    /// No response came in time.
    Timeout,
    /// No connection: nothing was sent.
    Connect,
    /// The server's certificate is not trusted. Nothing was sent.
    Certificate,
    /// The connection broke during the call.
    Transport,
    /// JOIN's response is unreadable.
    Decode,
    /// JOIN's response is too large.
    TooLarge,
    /// JOIN did not send the tags, so replacing them would be blind.
    TagsUnknown,
    /// Tags were written, and a check found others.
    Unverified,
    /// Other writers kept changing the same tags.
    Contended,
    /// JOIN rejected the tags. Nothing changed.
    TagRejected,
    /// Whether it was written is unknown.
    UnknownOutcome,
    /// A local file could not be read or written.
    Io,
    /// Another failure.
    #[serde(other)]
    Other,
}

impl ErrorKind {
    pub(super) fn of(kind: join_sdk::ErrorKind) -> Self {
        serde_json::from_value(kind.as_str().into()).unwrap_or(ErrorKind::Other)
    }
}
