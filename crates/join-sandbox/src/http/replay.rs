//! Responds from a recording.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::http::error::ApiError;
use crate::replay::player::{Player, Replayed};

/// A response of a recording, as an extension of it. The server adds no headers of its own.
#[derive(Clone, Copy)]
pub(crate) struct FromRecording;

/// A recording, and the origin that its files are on now.
#[derive(Clone)]
pub(crate) struct Replay {
    pub(crate) player: Arc<Player>,
    pub(crate) origin: Arc<str>,
}

pub(crate) async fn respond(State(replay): State<Replay>, request: Request) -> Response {
    let uri = request.uri();
    let exchange = match replay.player.next(request.method().as_str(), uri.path(), uri.query()) {
        Replayed::Exchange(exchange) => exchange,
        Replayed::Unknown => {
            return ApiError::NotRecorded("This request is not in the recording.").into_response();
        }
        Replayed::UsedUp => {
            return ApiError::NotRecorded("The recording has fewer of this write.").into_response();
        }
    };
    let mut response = Response::new(Body::from(exchange.body(&replay.origin)));
    *response.status_mut() = StatusCode::from_u16(exchange.status).unwrap_or_default();
    for (name, value) in exchange.headers(&replay.origin) {
        if let (Ok(name), Ok(value)) =
            (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(&value))
        {
            response.headers_mut().append(name, value);
        }
    }
    response.extensions_mut().insert(FromRecording);
    response
}
