//! Who may use the control API: whoever has the token, and no page of another site.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::http::app::App;
use crate::http::error::ApiError;
use crate::http::server::authorize;

/// A browser says with it which site a request comes from.
const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

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
    if is_foreign(headers) {
        return Err(ApiError::Forbidden("A page of another site must not use the control API."));
    }
    let has_body = matches!(*method, Method::POST | Method::PUT | Method::PATCH);
    if has_body && !headers.get(CONTENT_TYPE).is_some_and(is_json) {
        return Err(ApiError::UnsupportedMediaType);
    }
    Ok(())
}

fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).map(HeaderValue::as_bytes);
    let own_site = text(SITE).is_none_or(|site| matches!(site, b"same-origin" | b"none"));
    let own_origin = text(ORIGIN)
        .is_none_or(|origin| origin.strip_prefix(b"http://").is_some_and(|host| Some(host) == text(HOST)));
    !own_site || !own_origin
}

fn is_json(media_type: &HeaderValue) -> bool {
    let text = media_type.to_str().unwrap_or_default();
    let essence = text.split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let header = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        pairs.iter().map(header).collect()
    }

    #[test]
    fn only_a_page_of_another_site_is_foreign() {
        let host = ("host", "127.0.0.1:4010");
        for (others, foreign) in [
            (&[][..], false),
            (&[("origin", "http://127.0.0.1:4010"), ("sec-fetch-site", "same-origin")], false),
            (&[("sec-fetch-site", "none")], false),
            (&[("origin", "http://127.0.0.1:4011")], true),
            (&[("origin", "https://127.0.0.1:4010")], true),
            (&[("origin", "https://example.com")], true),
            (&[("origin", "null")], true),
            (&[("origin", "http://127.0.0.1:4010"), ("sec-fetch-site", "cross-site")], true),
        ] {
            assert_eq!(is_foreign(&headers(&[&[host], others].concat())), foreign, "{others:?}");
        }
        assert!(is_foreign(&headers(&[("origin", "http://")])));
    }

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
