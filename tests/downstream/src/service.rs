//! The service over HTTP: who may deliver, and what the verifier gets back.

use axum::extract::rejection::JsonRejection;
use axum::extract::{Json, State};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{Router, post};
use join_sdk::ErrorKind;
use serde_json::json;
use subtle::ConstantTimeEq;

use crate::inquiry::Inquiry;
use crate::recorder::{Failure, Recorder};

/// The header with the secret that the verifier shares.
pub const SECRET: &str = "x-inquiry-secret";

#[derive(Clone)]
struct Shared {
    recorder: Recorder,
    secret: String,
}

/// The routes of the service.
pub fn router(recorder: Recorder, secret: impl Into<String>) -> Router {
    let shared = Shared { recorder, secret: secret.into() };
    Router::new().route("/inquiries", post(deliver)).with_state(shared)
}

async fn deliver(
    State(shared): State<Shared>,
    headers: HeaderMap,
    inquiry: Result<Json<Inquiry>, JsonRejection>,
) -> Response {
    let given = headers.get(SECRET).map(|secret| secret.as_bytes()).unwrap_or_default();
    if !bool::from(given.ct_eq(shared.secret.as_bytes())) {
        return refusal(StatusCode::UNAUTHORIZED, "the secret is missing or wrong");
    }
    // The rejection's own text quotes the body, which is personal.
    let Ok(Json(inquiry)) = inquiry else {
        return refusal(StatusCode::UNPROCESSABLE_ENTITY, "the body is no inquiry");
    };
    match shared.recorder.record(&inquiry).await {
        Ok(receipt) => Json(json!({"recorded": receipt.to_string()})).into_response(),
        Err(failure) => failed(&failure),
    }
}

/// Tells the verifier to deliver again, or that a person has to look.
fn failed(failure: &Failure) -> Response {
    let Failure::Join(error) = failure else {
        return refusal(StatusCode::SERVICE_UNAVAILABLE, "JOIN did not return the application");
    };
    // The error's text holds neither personal data nor the token.
    let message = error.to_string();
    if failure.is_transient() {
        let mut response = refusal(StatusCode::SERVICE_UNAVAILABLE, &message);
        if let Some(wait) = error.retry_after() {
            response.headers_mut().insert(RETRY_AFTER, wait.as_secs().max(1).into());
        }
        return response;
    }
    let status = match error.kind() {
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::InvalidInput | ErrorKind::Validation => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorKind::Refused | ErrorKind::AlreadyExists | ErrorKind::UnknownOutcome => StatusCode::CONFLICT,
        // The token, the plan, the settings: somebody has to look at this service.
        _ => StatusCode::BAD_GATEWAY,
    };
    refusal(status, &message)
}

fn refusal(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({"error": message}))).into_response()
}
