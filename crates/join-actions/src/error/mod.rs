//! The error of an action as a value: what happened, whether it was written, what to do.

mod advice;
mod field;
mod kind;

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use field::{FieldCode, FieldError};
pub use kind::ErrorKind;

/// The error of an action. It can be sent as JSON: it holds no token, no personal data and no value of the input.
///
/// ```
/// use join_actions::{Action, ErrorKind};
/// use serde_json::json;
///
/// let error = Action::RetrieveJob.check(&json!({ "job_id": "seven", "id": 7 })).unwrap_err();
/// assert_eq!(error.kind, ErrorKind::InvalidInput);
/// let places: Vec<&str> = error.fields.iter().map(|field| field.pointer.as_str()).collect();
/// assert_eq!(places, ["/id", "/job_id"]);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
#[non_exhaustive]
pub struct ActionError {
    /// The action's name, as asked for.
    pub action: Box<str>,
    /// The kind of failure.
    pub kind: ErrorKind,
    /// What happened.
    pub message: Box<str>,
    /// What to do.
    pub what_to_do: Box<str>,
    /// Whether a write may have been applied: it was sent, and no response ruled it out.
    pub may_have_been_applied: bool,
    /// Whether the same call may succeed later. Check `may_have_been_applied` before a write is sent again.
    pub retryable: bool,
    /// The wait that JOIN asks for, in seconds.
    pub retry_after_seconds: Option<u64>,
    /// The status of JOIN's response.
    pub status: Option<u16>,
    /// The request id of JOIN's response, for the vendor's support.
    pub request_id: Option<Box<str>>,
    /// The fields of the input that are wrong, all at once.
    pub fields: Vec<FieldError>,
}

impl ActionError {
    pub(crate) fn new(action: &str, kind: ErrorKind, message: impl Into<Box<str>>) -> Self {
        Self {
            action: action.into(),
            kind,
            message: message.into(),
            what_to_do: advice::of(kind, None).into(),
            may_have_been_applied: false,
            retryable: false,
            retry_after_seconds: None,
            status: None,
            request_id: None,
            fields: Vec::new(),
        }
    }

    /// The error of an input with wrong fields.
    pub(crate) fn invalid(action: &str, fields: Vec<FieldError>) -> Self {
        let message = match fields.len() {
            1 => "a field of the input is wrong; nothing was sent".to_owned(),
            count => format!("{count} fields of the input are wrong; nothing was sent"),
        };
        Self { fields, ..Self::new(action, ErrorKind::InvalidInput, message) }
    }

    /// The error of a mapping, or of a source that does not fit it.
    #[cfg(feature = "mapping")]
    pub(crate) fn unmapped(action: &str, fields: Vec<FieldError>) -> Self {
        let message = match fields.len() {
            1 => "the mapping gives no valid input at one place; nothing was sent".to_owned(),
            count => format!("the mapping gives no valid input at {count} places; nothing was sent"),
        };
        Self { fields, ..Self::new(action, ErrorKind::InvalidMapping, message) }
    }

    /// The error of a write that was refused for what a field asks.
    pub(crate) fn refused(action: &str, fields: Vec<FieldError>) -> Self {
        let message = "the edit is refused for safety; nothing was written";
        Self { fields, ..Self::new(action, ErrorKind::Refused, message) }
    }

    /// Makes the error of a call. Its words and its facts stay; the values that JOIN quotes do not.
    ///
    /// ```
    /// use join_actions::{ActionError, ErrorKind};
    ///
    /// let error = join_sdk::ApiToken::new("").unwrap_err();
    /// assert_eq!(ActionError::of("decide", &error).kind, ErrorKind::Config);
    /// ```
    pub fn of(action: &str, error: &join_sdk::Error) -> Self {
        let kind = ErrorKind::of(error.kind());
        let may_have_been_applied = error.may_have_been_applied();
        Self {
            what_to_do: advice::of(kind, error.advice()).into(),
            may_have_been_applied,
            retryable: error.is_retryable(),
            retry_after_seconds: error
                .retry_after()
                .map(|wait| wait.as_secs() + u64::from(wait.subsec_nanos() > 0)),
            status: error.status().map(|status| status.as_u16()),
            request_id: error.request_id().map(Box::from),
            fields: field::of_join(error.field_errors()),
            ..Self::new(action, kind, error.to_string())
        }
    }

    /// The status of an HTTP response that carries this error: 4xx where the caller can fix it, 5xx otherwise.
    pub fn http_status(&self) -> u16 {
        match self.kind {
            ErrorKind::UnknownAction | ErrorKind::NotFound => 404,
            ErrorKind::ReadOnly => 403,
            ErrorKind::Refused
            | ErrorKind::Conflict
            | ErrorKind::AlreadyExists
            | ErrorKind::TagsUnknown
            | ErrorKind::Unverified
            | ErrorKind::Contended => 409,
            ErrorKind::InvalidInput
            | ErrorKind::InvalidMapping
            | ErrorKind::Validation
            | ErrorKind::TagRejected => 422,
            ErrorKind::RateLimited => 429,
            ErrorKind::Config | ErrorKind::Io | ErrorKind::Other => 500,
            ErrorKind::Timeout => 504,
            _ => 502,
        }
    }

    /// Whether the outcome of the write is unknown.
    pub(crate) fn is_unknown_outcome(&self) -> bool {
        self.may_have_been_applied || self.kind == ErrorKind::UnknownOutcome
    }
}

impl fmt::Display for ActionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.action, self.message)?;
        for field in &self.fields {
            write!(f, "\n  {field}")?;
        }
        write!(f, "\n  {}", self.what_to_do)
    }
}

impl std::error::Error for ActionError {}
