//! `/_sandbox/requests`: the requests to the API that are kept. What they hold is shown on demand, and the token never.

use std::sync::Arc;

use axum::extract::State;
use axum::http::Method;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use crate::control::answer::{Answer, Removed, ok};
use crate::faults::recording::RecordedRequest;
use crate::http::app::App;
use crate::http::input::Params;
use crate::http::operation::operation_of;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RequestView {
    number: u64,
    operation: &'static str,
    method: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    body_bytes: usize,
    #[serde(flatten)]
    content: Option<Content>,
}

/// What may be personal data.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Content {
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<String>,
    headers: Vec<Header>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    /// Where the body is no text.
    #[serde(skip_serializing_if = "Option::is_none")]
    body_base64: Option<String>,
}

#[derive(Serialize)]
struct Header {
    name: String,
    value: String,
}

impl RequestView {
    fn new(number: u64, request: RecordedRequest, with_bodies: bool) -> Self {
        let method = Method::from_bytes(request.method.as_bytes()).unwrap_or_default();
        let operation = operation_of(&method, &request.path).0.name();
        // Outside the API a path holds a file's name, which often is a person's.
        let is_shown = with_bodies || request.path.starts_with("/v2/");
        RequestView {
            number,
            operation,
            path: is_shown.then(|| request.path.clone()),
            body_bytes: request.body.len(),
            method: request.method.clone(),
            content: with_bodies.then(|| Content::from(request)),
        }
    }
}

impl From<RecordedRequest> for Content {
    fn from(request: RecordedRequest) -> Self {
        let header = |(name, value): (String, String)| match name.as_str() {
            "authorization" => Header { name, value: "[redacted]".to_owned() },
            _ => Header { name, value },
        };
        let (body, body_base64) = match std::str::from_utf8(&request.body) {
            Ok(text) => (Some(text.to_owned()), None),
            Err(_) => (None, Some(STANDARD.encode(&request.body))),
        };
        let headers = request.headers.into_iter().map(header).collect();
        Content { query: request.query, headers, body, body_base64 }
    }
}

pub(crate) async fn list(State(app): State<Arc<App>>, params: Params) -> Answer {
    let with_bodies = params.boolean("bodies")?;
    let (served, kept) = {
        let traffic = app.traffic();
        (traffic.served, traffic.recording.to_vec())
    };
    // The kept requests are the latest ones.
    let first = served.saturating_sub(kept.len() as u64) + 1;
    let view = |(number, request)| RequestView::new(number, request, with_bodies);
    ok((first..).zip(kept).map(view).collect::<Vec<_>>())
}

pub(crate) async fn clear(State(app): State<Arc<App>>) -> Answer {
    ok(Removed { removed: app.traffic().recording.clear() })
}
