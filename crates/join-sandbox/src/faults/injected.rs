//! An error that the sandbox puts in the place of a response.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// An injected error, as an extension of the response. The server writes its body and headers.
#[derive(Clone, Copy)]
pub(crate) enum Injected {
    Status(StatusCode),
    /// Seconds in the rate limit headers. `None` omits the headers.
    RateLimited {
        reset: Option<u64>,
    },
    /// A handler or a hook panicked.
    Panicked,
}

impl Injected {
    pub(crate) fn into_response(self) -> Response {
        let status = match self {
            Injected::Status(status) => status,
            Injected::RateLimited { .. } => StatusCode::TOO_MANY_REQUESTS,
            Injected::Panicked => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
