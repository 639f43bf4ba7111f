//! Errors, and their JSON bodies.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::company::refusal::Refusal;
use crate::text::error::SettingError;

/// The reason of a refused request. Messages name fields and rules, never values.
#[derive(Debug)]
pub(crate) enum ApiError {
    Unauthorized(&'static str),
    Forbidden(&'static str),
    NotFound(&'static str),
    MethodNotAllowed,
    Conflict(&'static str),
    TooLarge,
    UnsupportedMediaType,
    Invalid(String),
    RateLimited,
    /// The recording that is replayed has no such request.
    NotRecorded(&'static str),
    /// An injected fault: nothing is wrong with the request.
    Played(StatusCode),
    /// A handler or a hook panicked.
    Panicked,
}

impl ApiError {
    /// A refusal of bad parameters or a bad body.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        ApiError::Invalid(message.into())
    }

    /// A refusal of a text that is no setting. `what` says where it stands.
    pub(crate) fn wrong(what: &str, error: &SettingError) -> Self {
        let reason = error.to_string();
        let end = if reason.ends_with(['?', '.']) { "" } else { "." };
        ApiError::Invalid(format!("{what} is wrong: {reason}{end}"))
    }

    pub(crate) fn not_json(error: &serde_json::Error) -> Self {
        let (line, column) = (error.line(), error.column());
        ApiError::Invalid(format!("The body is not JSON: line {line}, column {column}."))
    }

    fn status(&self) -> StatusCode {
        match self {
            ApiError::Unauthorized(_) => StatusCode::UNAUTHORIZED,
            ApiError::Forbidden(_) => StatusCode::FORBIDDEN,
            ApiError::NotFound(_) | ApiError::NotRecorded(_) => StatusCode::NOT_FOUND,
            ApiError::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            ApiError::Conflict(_) => StatusCode::CONFLICT,
            ApiError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            ApiError::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            ApiError::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            ApiError::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            ApiError::Played(status) => *status,
            ApiError::Panicked => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            ApiError::Unauthorized(_) => "UNAUTHORIZED",
            ApiError::Forbidden(_) => "FORBIDDEN",
            ApiError::NotFound(_) => "NOT_FOUND",
            ApiError::NotRecorded(_) => "NOT_RECORDED",
            ApiError::MethodNotAllowed => "METHOD_NOT_ALLOWED",
            ApiError::Conflict(_) => "CONFLICT",
            ApiError::TooLarge => "PAYLOAD_TOO_LARGE",
            ApiError::UnsupportedMediaType => "UNSUPPORTED_MEDIA_TYPE",
            ApiError::Invalid(_) => "VALIDATION_ERROR",
            ApiError::RateLimited => "RATE_LIMITED",
            ApiError::Played(_) => "PLAYED_FAULT",
            ApiError::Panicked => "INTERNAL_ERROR",
        }
    }

    fn message(&self) -> &str {
        match self {
            ApiError::Unauthorized(message)
            | ApiError::Forbidden(message)
            | ApiError::NotFound(message)
            | ApiError::NotRecorded(message)
            | ApiError::Conflict(message) => message,
            ApiError::MethodNotAllowed => "This path does not take this method.",
            ApiError::TooLarge => "The body is larger than 32 MiB.",
            ApiError::UnsupportedMediaType => "The Content-Type header must be application/json.",
            ApiError::Invalid(message) => message,
            ApiError::Played(_) => "The sandbox was told to fail.",
            ApiError::Panicked => {
                "A hook or a handler of the sandbox panicked. Its message is on standard error."
            }
            ApiError::RateLimited => "Too many requests. Wait for the time that x-ratelimit-reset tells.",
        }
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotFound(message) => ApiError::NotFound(message),
            Refusal::Conflict(message) => ApiError::Conflict(message),
            Refusal::Invalid(message) => ApiError::invalid(message),
            Refusal::Plan(message) => ApiError::Forbidden(message),
        }
    }
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    error: ErrorDetail<'a>,
}

#[derive(Serialize)]
struct ErrorDetail<'a> {
    r#type: &'a str,
    message: &'a str,
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let detail = ErrorDetail { r#type: self.kind(), message: self.message() };
        (self.status(), Json(ErrorBody { error: detail })).into_response()
    }
}
