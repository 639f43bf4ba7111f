//! The response to a successful write.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::company::settings::{Settings, WriteStatus};

/// The response to a write that took effect. `usual` is its status by operation.
pub(crate) fn written(settings: &Settings, usual: StatusCode, body: &impl Serialize) -> Response {
    let status = match settings.write_status {
        WriteStatus::ByOperation => usual,
        WriteStatus::Ok => StatusCode::OK,
        WriteStatus::Created => StatusCode::CREATED,
    };
    (status, Json(body)).into_response()
}
