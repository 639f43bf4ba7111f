//! The router, and the front door that every request passes: recorded, counted, checked for the token.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, patch, post};
use bytes::{Bytes, BytesMut};
use tokio::sync::watch;
use tokio::time::Instant;

use crate::chance::Faults;
use crate::error::ApiError;
use crate::hook::{Arrival, Hooks};
use crate::latency::Way;
use crate::operation::{Counts, Operation};
use crate::play::{Delivery, RateTold, Script, play};
use crate::rate::{RateWindow, Standing};
use crate::record::Recording;
use crate::state::Store;
use crate::{applications, candidates, catalog, files, jobs, offices};

const MAX_BODY: usize = 32 * 1024 * 1024;

/// How much of a body is read in all. What is over the limit is read and dropped, since a client that is
/// still sending would otherwise see a broken connection instead of the answer.
const MAX_READ: usize = 4 * MAX_BODY;

pub(crate) type App = State<Arc<Shared>>;

/// What all requests share.
pub(crate) struct Shared {
    /// Scheme, host and port, such as `http://127.0.0.1:4010`.
    pub(crate) origin: String,
    pub(crate) token: String,
    /// The ways of requests to the sandbox and of answers from it.
    pub(crate) there: Way,
    pub(crate) back: Way,
    pub(crate) world: Mutex<World>,
    /// How many deliveries are still to come late.
    pub(crate) late: watch::Sender<usize>,
}

/// Everything that changes, behind the one lock.
pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) recording: Recording,
    pub(crate) window: RateWindow,
    pub(crate) served: u64,
    pub(crate) counts: Counts,
    pub(crate) hooks: Arc<Hooks>,
    pub(crate) faults: Faults,
}

impl Shared {
    /// Takes the lock. A panic elsewhere doesn't make the data unusable, so poisoning is passed over.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl World {
    /// Takes a request down: what it is told of the rate limit, its number, and what shall go wrong with it.
    fn take(&mut self, parts: &Parts, body: Option<&Bytes>) -> (Standing, u64, Script) {
        self.recording.push(parts, body.cloned().unwrap_or_default());
        self.served += 1;
        let (operation, id) = Operation::of(&parts.method, parts.uri.path());
        let number = self.counts.add(operation);
        let hooks = (!self.hooks.is_empty()).then(|| {
            let arrival = Arrival {
                operation,
                number,
                method: parts.method.as_str().to_owned(),
                path: parts.uri.path().to_owned(),
                body: body.cloned().unwrap_or_default(),
                candidate: id.and_then(|id| self.candidate(operation, id)),
                status: None,
            };
            (Arc::clone(&self.hooks), arrival)
        });
        let fault = self.faults.draw(operation, number);
        (self.window.take(Instant::now()), self.served, Script { fault, hooks })
    }

    /// The candidate that a request is about.
    fn candidate(&self, operation: Operation, id: i64) -> Option<i64> {
        match operation {
            Operation::GetApplication => self.store.applications.get(id).map(|found| found.candidate_id),
            Operation::UpdateCandidate | Operation::CreateCandidateNote => {
                self.store.candidates.get(id).map(|found| found.id)
            }
            _ => None,
        }
    }
}

pub(crate) fn router(shared: Arc<Shared>) -> Router {
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
        // The front door has its own limit, which answers in JSON.
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(Arc::clone(&shared), front_door))
        .with_state(shared)
}

async fn front_door(State(shared): App, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let body = read_body(body).await;
    shared.there.take().await;
    let (standing, number, script) = shared.world().take(&parts, body.as_ref().ok());
    let admitted = admit(&shared.token, &parts.headers, standing).and(body);
    let mut response = match admitted {
        Ok(body) if script.is_empty() => next.run(Request::from_parts(parts, Body::from(body))).await,
        Ok(body) => {
            let shared = Arc::clone(&shared);
            play(Delivery { shared, parts, body, next }, script).await
        }
        Err(refusal) => refusal.into_response(),
    };
    set_headers(&mut response, standing, number);
    shared.back.take().await;
    response
}

fn admit(token: &str, headers: &HeaderMap, standing: Standing) -> Result<(), ApiError> {
    if !standing.allowed {
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

fn set_headers(response: &mut Response, standing: Standing, number: u64) {
    let played = response.extensions().get::<RateTold>().copied();
    let standing = match played {
        Some(RateTold(reset)) => reset.map(|reset| Standing { remaining: 0, reset, ..standing }),
        None => Some(standing),
    };
    let headers = response.headers_mut();
    if let Some(standing) = standing {
        headers.insert(HeaderName::from_static("x-ratelimit-limit"), standing.limit.into());
        headers.insert(HeaderName::from_static("x-ratelimit-remaining"), standing.remaining.into());
        headers.insert(HeaderName::from_static("x-ratelimit-reset"), standing.reset.into());
        if !standing.allowed {
            headers.insert(header::RETRY_AFTER, standing.reset.into());
        }
    }
    if let Ok(id) = HeaderValue::from_str(&format!("sandbox-{number:08}")) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
}
