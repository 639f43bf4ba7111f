//! What several responses of the control API share.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::http::error::ApiError;

/// The response of a handler.
pub(crate) type Answer = Result<Response, ApiError>;

pub(crate) fn ok(body: impl Serialize) -> Answer {
    Ok(Json(body).into_response())
}

pub(crate) fn created(body: impl Serialize) -> Answer {
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

/// How many things a request removed.
#[derive(Serialize)]
pub(crate) struct Removed {
    pub(crate) removed: usize,
}
