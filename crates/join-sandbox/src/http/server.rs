//! The router, and the front door: every request is recorded, counted and checked for the token.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, patch, post};
use jiff::fmt::rfc2822::DateTimePrinter;
use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use crate::company::settings::{Door, RetryAfter};
use crate::company::trail::ApiRequest;
use crate::faults::cut_connections::ConnectionCutter;
use crate::faults::fault::Fault;
use crate::faults::injected::Injected;
use crate::faults::injection::{Delivery, inject};
use crate::faults::rate::RateStatus;
use crate::http::app::{App, Registered};
use crate::http::error::ApiError;
use crate::http::input::read_body;
use crate::http::replay::{self, FromRecording, Replay};
use crate::http::routes::{applications, candidates, catalog, files, jobs, offices};
use crate::log::entry::Pacing;
use crate::recruiter::Recruiter;

/// Serves the API, and other routes `beside` it that are no traffic of the API.
pub(crate) fn router(app: Arc<App>, beside: Router) -> Router {
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
    let routes = Router::new()
        .nest("/v2", api)
        .route("/files/{file}/{name}", get(files::download))
        .fallback(async || ApiError::NotFound("There is no such path."))
        .method_not_allowed_fallback(async || ApiError::MethodNotAllowed)
        .with_state(shared);
    behind_the_door(routes, app, beside)
}

/// Responds from a recording, behind the same front door.
pub(crate) fn replaying(app: Arc<App>, replay: Replay, beside: Router) -> Router {
    behind_the_door(Router::new().fallback(replay::respond).with_state(replay), app, beside)
}

fn behind_the_door(routes: Router, app: Arc<App>, beside: Router) -> Router {
    routes
        // The front door has its own limit, which responds in JSON.
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(Arc::clone(&app), front_door))
        .merge(beside)
        .layer(from_fn_with_state(app, guard))
}

/// Stands before every route: refuses a request of a foreign host, and catches the panics that nothing else catches.
async fn guard(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    if let Err(refusal) = app.hosts.check(&request) {
        // A client that is still sending would see a broken connection in place of the response.
        let _ = read_body(request.into_body()).await;
        return refusal.into_response();
    }
    explain(app.panics.catch(next.run(request)).await).0
}

async fn front_door(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let arrived = Instant::now();
    let (mut parts, body) = request.into_parts();
    let body = read_body(body).await;
    app.there.take().await;
    let Registered { status, door, number, operation, mut script } = app.register(&parts, body.as_ref().ok());
    parts.extensions.insert(ApiRequest { number, connection: connection(&parts) });
    let mut open = app.log.open(number, arrived, &parts, body.as_deref().unwrap_or_default());
    let admitted = admit(&app.token, &parts.headers, status).and(body).and_then(|body| {
        let random = std::mem::replace(&mut script.fault, Fault::None);
        script.fault = app.choose_fault(&parts.headers, operation, random)?;
        Ok(body)
    });
    let mut response = match admitted {
        Ok(body) if script.is_empty() => {
            app.panics.catch(next.run(Request::from_parts(parts, Body::from(body)))).await
        }
        Ok(body) => {
            let recruiter = Recruiter::new(Arc::clone(&app.shared));
            let (late, panics) = (app.late.clone(), app.panics.clone());
            let delivery = Delivery { recruiter, late, panics, parts, body, next };
            app.panics.catch(inject(delivery, script)).await
        }
        Err(refusal) => refusal.into_response(),
    };
    let suffered = response.extensions_mut().remove();
    let (mut response, injected) = explain(response);
    let late = if operation.is_write() && status.allowed { door.late_answers } else { Duration::ZERO };
    let status = match injected {
        Some(Injected::RateLimited { reset }) => {
            reset.map(|reset| RateStatus { remaining: 0, reset, ..status })
        }
        _ => Some(status),
    };
    let pacing = set_headers(&mut response, status, door, number);
    open.note(suffered, pacing);
    app.back.take().await;
    if !late.is_zero() {
        tokio::time::sleep(late).await;
    }
    open.answered(response.status().as_u16());
    response
}

/// The number of the connection that a request came on.
fn connection(parts: &Parts) -> u64 {
    let info = parts.extensions.get::<ConnectInfo<ConnectionCutter>>();
    info.map_or(0, |ConnectInfo(connection)| connection.number())
}

/// Writes the error body of a response that stands in the place of the API's. Returns the error too.
fn explain(mut response: Response) -> (Response, Option<Injected>) {
    let injected = response.extensions_mut().remove::<Injected>();
    let error = match injected {
        None => return (response, None),
        Some(Injected::Status(status)) => ApiError::Played(status),
        Some(Injected::RateLimited { .. }) => ApiError::RateLimited,
        Some(Injected::Panicked) => ApiError::Panicked,
    };
    (error.into_response(), injected)
}

fn admit(token: &str, headers: &HeaderMap, status: RateStatus) -> Result<(), ApiError> {
    if !status.allowed {
        return Err(ApiError::RateLimited);
    }
    authorize(token, headers)
}

pub(crate) fn authorize(token: &str, headers: &HeaderMap) -> Result<(), ApiError> {
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

/// `status` is what the rate limit headers show, if there are any. Returns what they say of the quota.
fn set_headers(response: &mut Response, status: Option<RateStatus>, door: Door, number: u64) -> Pacing {
    let mut pacing = Pacing::default();
    if response.extensions().get::<FromRecording>().is_some() {
        return pacing;
    }
    let is_refusal = response.status() == StatusCode::TOO_MANY_REQUESTS;
    let headers = response.headers_mut();
    headers.reserve(4);
    if let Some(status) = status {
        if !door.no_rate_limit_headers {
            headers.insert(HeaderName::from_static("x-ratelimit-limit"), status.limit.into());
            headers.insert(HeaderName::from_static("x-ratelimit-remaining"), status.remaining.into());
            headers.insert(HeaderName::from_static("x-ratelimit-reset"), status.reset.into());
            pacing.left = Some((status.remaining, status.limit));
            pacing.asked = is_refusal.then_some(status.reset);
        }
        if !status.allowed
            && let Some(value) = retry_after(door.retry_after, status.reset)
        {
            headers.insert(header::RETRY_AFTER, value);
            pacing.asked = Some(status.reset);
        }
    }
    if let Ok(id) = HeaderValue::from_str(&format!("sandbox-{number:08}")) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
    pacing
}

/// The time to wait, in whole seconds, as a header. A date has whole seconds too, so it is rounded up.
fn retry_after(form: RetryAfter, seconds: u64) -> Option<HeaderValue> {
    match form {
        RetryAfter::None => None,
        RetryAfter::Seconds => Some(seconds.into()),
        RetryAfter::Date => {
            let wait = SignedDuration::from_secs(i64::try_from(seconds).ok()?.checked_add(1)?);
            let date = Timestamp::now().checked_add(wait).ok()?;
            let text = DateTimePrinter::new().timestamp_to_rfc9110_string(&date).ok()?;
            HeaderValue::try_from(text).ok()
        }
    }
}
