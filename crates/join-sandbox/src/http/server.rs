//! The router, and the front door: every request is recorded, counted and checked for the token.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, patch, post};
use jiff::fmt::rfc2822::DateTimePrinter;
use jiff::{SignedDuration, Timestamp};

use crate::company::settings::{Door, RetryAfter};
use crate::company::trail::ApiRequest;
use crate::faults::cut_connections::ConnectionCutter;
use crate::faults::injected::Injected;
use crate::faults::injection::{Delivery, inject};
use crate::faults::rate::RateStatus;
use crate::http::app::{App, Registered};
use crate::http::error::ApiError;
use crate::http::hosts::{Hosts, guard};
use crate::http::input::read_body;
use crate::http::replay::{self, FromRecording, Replay};
use crate::http::routes::{applications, candidates, catalog, files, jobs, offices};
use crate::recruiter::Recruiter;

pub(crate) fn router(app: Arc<App>, hosts: Hosts) -> Router {
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
    behind_the_door(routes, app, hosts)
}

/// Responds from a recording, behind the same front door.
pub(crate) fn replaying(app: Arc<App>, hosts: Hosts, replay: Replay) -> Router {
    behind_the_door(Router::new().fallback(replay::respond).with_state(replay), app, hosts)
}

fn behind_the_door(routes: Router, app: Arc<App>, hosts: Hosts) -> Router {
    routes
        // The front door has its own limit, which responds in JSON.
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(app, front_door))
        .layer(from_fn_with_state(Arc::new(hosts), guard))
}

async fn front_door(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let body = read_body(body).await;
    app.there.take().await;
    let Registered { status, door, number, is_write, script } = app.register(&parts, body.as_ref().ok());
    let request = ApiRequest { number, connection: connection(&parts) };
    parts.extensions.insert(request);
    let admitted = admit(&app.token, &parts.headers, status).and(body);
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
    response = explain(response);
    set_headers(&mut response, status, door, number);
    app.back.take().await;
    if is_write && status.allowed && !door.late_answers.is_zero() {
        tokio::time::sleep(door.late_answers).await;
    }
    response
}

/// The number of the connection that a request came on.
fn connection(parts: &Parts) -> u64 {
    let info = parts.extensions.get::<ConnectInfo<ConnectionCutter>>();
    info.map_or(0, |ConnectInfo(connection)| connection.number())
}

/// Writes the error body of a response that stands in the place of the API's.
fn explain(response: Response) -> Response {
    let Some(injected) = response.extensions().get::<Injected>().copied() else { return response };
    let error = match injected {
        Injected::Status(status) => ApiError::Played(status),
        Injected::RateLimited { .. } => ApiError::RateLimited,
        Injected::Panicked => ApiError::Panicked,
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

fn set_headers(response: &mut Response, status: RateStatus, door: Door, number: u64) {
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
        if !door.no_rate_limit_headers {
            headers.insert(HeaderName::from_static("x-ratelimit-limit"), status.limit.into());
            headers.insert(HeaderName::from_static("x-ratelimit-remaining"), status.remaining.into());
            headers.insert(HeaderName::from_static("x-ratelimit-reset"), status.reset.into());
        }
        if !status.allowed
            && let Some(value) = retry_after(door.retry_after, status.reset)
        {
            headers.insert(header::RETRY_AFTER, value);
        }
    }
    if let Ok(id) = HeaderValue::from_str(&format!("sandbox-{number:08}")) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
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
