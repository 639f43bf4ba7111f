//! Who may use the control API: whoever has the token, and no page of another site.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::http::app::App;
use crate::http::error::ApiError;
use crate::http::server::authorize;

pub(crate) async fn guard(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let admitted = authorize(&app.token, request.headers()).and_then(|()| match *request.method() {
        Method::GET | Method::HEAD => Ok(()),
        ref method => changes(method, request.headers()),
    });
    match admitted {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

/// Checks a request that may change something. A page of another site can send some requests without asking first;
/// none of them has this content type.
fn changes(method: &Method, headers: &HeaderMap) -> Result<(), ApiError> {
    let has_body = matches!(*method, Method::POST | Method::PUT | Method::PATCH);
    if has_body && !headers.get(CONTENT_TYPE).is_some_and(is_json) {
        return Err(ApiError::UnsupportedMediaType);
    }
    Ok(())
}

fn is_json(media_type: &HeaderValue) -> bool {
    let text = media_type.to_str().unwrap_or_default();
    let essence = text.split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_json_with_any_parameter_and_in_any_case() {
        for (media_type, json) in [
            ("application/json", true),
            ("Application/JSON ; charset=utf-8", true),
            ("text/plain", false),
            ("application/json-patch+json", false),
            ("", false),
        ] {
            assert_eq!(is_json(&HeaderValue::from_static(media_type)), json, "{media_type}");
        }
    }
}
