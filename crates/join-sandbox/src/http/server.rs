//! The router, and the front door: every request is recorded, counted and checked for the token.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, patch, post};
use bytes::{Bytes, BytesMut};

use crate::faults::injection::{Delivery, Injected, inject};
use crate::faults::rate::RateStatus;
use crate::http::app::App;
use crate::http::error::ApiError;
use crate::http::replay::{self, FromRecording, Replay};
use crate::http::routes::{applications, candidates, catalog, files, jobs, offices};
use crate::recruiter::Recruiter;

const MAX_BODY: usize = 32 * 1024 * 1024;

/// Bytes read of one body. Bytes over the limit are dropped: a client that is still sending would otherwise
/// see a broken connection in place of the response.
const MAX_READ: usize = 4 * MAX_BODY;

pub(crate) fn router(app: Arc<App>) -> Router {
    let shared = Arc::clone(&app.shared);
    let api = Router::new()
        .route("/jobs", get(jobs::list).post(jobs::create))
        .route("/jobs/{jobId}", get(jobs::retrieve))
        .route("/jobs/{jobId}/changeStatus", patch(jobs::change_status))
        .route("/applications", get(applications::list).post(applications::create))
        .route("/applications/{applicationId}", get(applications::retrieve))
        .route("/candidates/{candidateId}", patch(candidates::replace_tags))
        .route("/candidates/{candidateId}/notes", post(candidates::add_note))
        .route("/offices", get(offices::list).post(offices::create))
        .route("/categories", get(catalog::categories))
        .route("/employmentTypes", get(catalog::employment_types))
        .route("/seniorityLevels", get(catalog::seniority_levels));
    Router::new()
        .nest("/v2", api)
        .route("/files/{file}/{name}", get(files::download))
        .fallback(async || ApiError::NotFound("There is no such path."))
        .method_not_allowed_fallback(async || ApiError::MethodNotAllowed)
        // The front door has its own limit, which responds in JSON.
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(app, front_door))
        .with_state(shared)
}

/// Responds from a recording, behind the same front door.
pub(crate) fn replaying(app: Arc<App>, replay: Replay) -> Router {
    let front_door = from_fn_with_state(app, front_door);
    Router::new()
        .fallback(replay::respond)
        .layer(DefaultBodyLimit::disable())
        .layer(front_door)
        .with_state(replay)
}

async fn front_door(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let body = read_body(body).await;
    app.there.take().await;
    let (status, number, script) = app.register(&parts, body.as_ref().ok());
    let admitted = admit(&app.token, &parts.headers, status).and(body);
    let mut response = match admitted {
        Ok(body) if script.is_empty() => next.run(Request::from_parts(parts, Body::from(body))).await,
        Ok(body) => {
            let recruiter = Recruiter::new(Arc::clone(&app.shared));
            let delivery = Delivery { recruiter, late: app.late.clone(), parts, body, next };
            respond(inject(delivery, script).await)
        }
        Err(refusal) => refusal.into_response(),
    };
    set_headers(&mut response, status, number);
    app.back.take().await;
    response
}

/// Writes the error body of a response that a fault made.
fn respond(response: Response) -> Response {
    let Some(injected) = response.extensions().get::<Injected>().copied() else { return response };
    let error = match injected {
        Injected::Status(status) => ApiError::Played(status),
        Injected::RateLimited { .. } => ApiError::RateLimited,
    };
    let mut response = error.into_response();
    response.extensions_mut().insert(injected);
    response
}

fn admit(token: &str, headers: &HeaderMap, status: RateStatus) -> Result<(), ApiError> {
    if !status.allowed {
        return Err(ApiError::RateLimited);
    }
    let Some(given) = headers.get(header::AUTHORIZATION).map(HeaderValue::as_bytes) else {
        return Err(ApiError::Unauthorized("The Authorization header is missing."));
    };
    if given == token.as_bytes() {
        return Ok(());
    }
    let scheme = given.get(..7).is_some_and(|word| word.eq_ignore_ascii_case(b"Bearer "));
    Err(ApiError::Unauthorized(if scheme {
        "The Authorization header must be the raw token without a scheme word such as Bearer."
    } else {
        "The token is not valid."
    }))
}

async fn read_body(mut body: Body) -> Result<Bytes, ApiError> {
    let mut kept = BytesMut::new();
    let mut read = 0;
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let frame = frame.map_err(|_| ApiError::invalid("The body broke off."))?;
        let Ok(data) = frame.into_data() else { continue };
        read += data.len();
        if read <= MAX_BODY {
            kept.extend_from_slice(&data);
        } else if read > MAX_READ {
            break;
        }
    }
    if read > MAX_BODY { Err(ApiError::TooLarge) } else { Ok(kept.freeze()) }
}

fn set_headers(response: &mut Response, status: RateStatus, number: u64) {
    if response.extensions().get::<FromRecording>().is_some() {
        return;
    }
    let status = match response.extensions().get::<Injected>() {
        Some(Injected::RateLimited { reset }) => {
            reset.map(|reset| RateStatus { remaining: 0, reset, ..status })
        }
        _ => Some(status),
    };
    let headers = response.headers_mut();
    if let Some(status) = status {
        headers.insert(HeaderName::from_static("x-ratelimit-limit"), status.limit.into());
        headers.insert(HeaderName::from_static("x-ratelimit-remaining"), status.remaining.into());
        headers.insert(HeaderName::from_static("x-ratelimit-reset"), status.reset.into());
        if !status.allowed {
            headers.insert(header::RETRY_AFTER, status.reset.into());
        }
    }
    if let Ok(id) = HeaderValue::from_str(&format!("sandbox-{number:08}")) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
}
