//! The proxy: passes each request on, and records it without personal data before anything is written.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::session::Session;
use super::upstream::{Received, Upstream};
use crate::recording::exchange::Exchange;
use crate::recording::file::MOST_BYTES;
use crate::redaction::request::{Raw, Redactor};

/// The most bytes of a request.
const MOST_REQUEST: usize = 64 << 20;

/// What all requests share.
pub(crate) struct Proxy {
    pub(crate) upstream: Upstream,
    /// The proxy's own origin, such as `http://127.0.0.1:8080`.
    pub(crate) origin: String,
    next: AtomicU64,
    recorded: Mutex<Recorded>,
}

struct Recorded {
    redactor: Redactor,
    /// By the order of the requests.
    exchanges: BTreeMap<u64, Exchange>,
    bytes: usize,
    unanswered: usize,
    too_many: usize,
}

impl Proxy {
    pub(crate) fn new(upstream: Upstream, origin: String, redactor: Redactor) -> Self {
        let recorded =
            Recorded { redactor, exchanges: BTreeMap::new(), bytes: 0, unanswered: 0, too_many: 0 };
        Self { upstream, origin, next: AtomicU64::new(0), recorded: Mutex::new(recorded) }
    }

    /// A panic elsewhere leaves the data usable.
    fn recorded(&self) -> MutexGuard<'_, Recorded> {
        self.recorded.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn unknown_fields(&self) -> Vec<String> {
        self.recorded().redactor.unknown.iter().cloned().collect()
    }

    pub(crate) fn session(&self) -> Session {
        let recorded = self.recorded();
        Session {
            exchanges: recorded.exchanges.values().cloned().collect(),
            unknown: recorded.redactor.unknown.iter().cloned().collect(),
            unanswered: recorded.unanswered,
            too_many: recorded.too_many,
        }
    }
}

impl Recorded {
    fn add(&mut self, number: u64, raw: &Raw<'_>) {
        let Some(exchange) = self.redactor.exchange(raw) else { return };
        let bytes = serde_json::to_string(&exchange).map_or(0, |line| line.len() + 1);
        // The first line needs room as well.
        if self.bytes + bytes > MOST_BYTES - MOST_BYTES / 64 {
            self.too_many += 1;
            return;
        }
        self.bytes += bytes;
        self.exchanges.insert(number, exchange);
    }
}

pub(crate) fn router(proxy: Arc<Proxy>) -> Router {
    Router::new().fallback(pass_on).with_state(proxy)
}

async fn pass_on(State(proxy): State<Arc<Proxy>>, request: Request) -> Response {
    let number = proxy.next.fetch_add(1, Ordering::Relaxed);
    let (parts, body) = request.into_parts();
    if !is_own_host(&proxy.origin, parts.headers.get(header::HOST)) {
        return refusal(StatusCode::FORBIDDEN, "The recorder takes requests to its own address only.");
    }
    let Ok(sent) = to_bytes(body, MOST_REQUEST).await else {
        return refusal(StatusCode::PAYLOAD_TOO_LARGE, "The recorder takes at most 64 MiB.");
    };
    let (path, query) = (parts.uri.path(), parts.uri.query());
    let path_and_query = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let passed =
        proxy.upstream.send(parts.method.clone(), path_and_query, parts.headers.clone(), sent.to_vec());
    let received = match passed.await {
        Ok(received) => received,
        Err(reason) => {
            proxy.recorded().unanswered += 1;
            let message = format!("The recorder got no whole response from the server: {reason}");
            return refusal(StatusCode::BAD_GATEWAY, &message);
        }
    };
    let headers = received.headers.iter();
    let raw = Raw {
        method: parts.method.as_str(),
        path,
        query,
        request: &sent,
        status: received.status.as_u16(),
        headers: headers.filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?))).collect(),
        body: &received.body,
    };
    proxy.recorded().add(number, &raw);
    respond(&proxy, received)
}

/// The response, where addresses on the server lead through the recorder.
fn respond(proxy: &Proxy, received: Received) -> Response {
    let Received { status, mut headers, body } = received;
    let body = match std::str::from_utf8(&body) {
        Ok(text) if text.trim_start().starts_with(['{', '[']) => {
            let there = |end: &str| format!("\"{}{end}", proxy.upstream.origin());
            let here = |end: &str| format!("\"{}{end}", proxy.origin);
            let escaped = |text: String| text.replace('/', "\\/");
            text.replace(&there("/"), &here("/"))
                .replace(&escaped(there("/")), &escaped(here("/")))
                .into_bytes()
        }
        _ => body,
    };
    let location = headers.get(header::LOCATION).and_then(|value| value.to_str().ok());
    let location = location.and_then(|value| value.strip_prefix(proxy.upstream.origin()));
    if let Some(path) = location.filter(|path| path.starts_with('/'))
        && let Ok(value) = HeaderValue::from_str(&format!("{}{path}", proxy.origin))
    {
        headers.insert(header::LOCATION, value);
    }
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// Keeps out pages in a browser that reach this machine under a name of theirs.
fn is_own_host(origin: &str, host: Option<&HeaderValue>) -> bool {
    let Some(own) = origin.strip_prefix("http://") else { return false };
    let local = own.rsplit_once(':').map(|(_, port)| format!("localhost:{port}"));
    host.is_some_and(|host| host == own || local.is_some_and(|local| host == local.as_str()))
}

fn refusal(status: StatusCode, message: &str) -> Response {
    let body = serde_json::json!({"error": {"type": "RECORDER", "message": message}});
    (status, axum::Json(body)).into_response()
}
