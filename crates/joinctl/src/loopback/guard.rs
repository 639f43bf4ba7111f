//! The guard before every route: the host, the origin and the secret. Its refusals have the form of the actions' errors.
//!
//! A page in a browser can point a name of its own at this machine. The `Host` header still holds that name, and `Origin`
//! the page's own address.

use std::net::{IpAddr, Ipv6Addr};

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The kind of the error of a body above the limit.
pub(crate) const TOO_LARGE: &str = "too_large";

/// What a request must have.
#[derive(Clone)]
pub(super) struct Guard {
    /// Of the secret: digests have one length, so that a comparison takes the same time for each text.
    digest: [u8; 32],
}

impl Guard {
    pub(super) fn new(secret: &SecretString) -> Self {
        Self { digest: Sha256::digest(secret.expose_secret()).into() }
    }

    fn admits(&self, headers: &HeaderMap) -> bool {
        let mut given = headers.get_all(header::AUTHORIZATION).iter();
        let (Some(value), None) = (given.next(), given.next()) else { return false };
        let Some((scheme, secret)) = value.as_bytes().split_at_checked(7) else { return false };
        let digest: [u8; 32] = Sha256::digest(secret.trim_ascii()).into();
        scheme.eq_ignore_ascii_case(b"Bearer ") && bool::from(digest.ct_eq(&self.digest))
    }
}

/// Passes a request on if it may be answered.
pub(super) async fn check(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    if !is_own_host(&request) {
        let message = "the Host header names another host than this machine";
        return refusal(StatusCode::FORBIDDEN, "forbidden", message, "Call 127.0.0.1 or localhost.");
    }
    if !is_own_origin(headers) {
        let message = "the request comes from a page of another origin";
        return refusal(StatusCode::FORBIDDEN, "forbidden", message, "Call this server from no web page.");
    }
    if !guard.admits(headers) {
        let to_do = "Send the header Authorization: Bearer with the secret of this server.";
        let message = "the secret of this server is missing or wrong";
        let mut response = refusal(StatusCode::UNAUTHORIZED, "unauthorized", message, to_do);
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        return response;
    }
    let mut response = next.run(request).await;
    // Results hold personal data.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// An error in the form of the actions' errors, of a request that did nothing.
pub(crate) fn problem(action: &str, kind: &str, message: &str, to_do: &str) -> Value {
    json!({
        "action": action, "kind": kind, "message": message, "what_to_do": to_do, "may_have_been_applied": false,
        "retryable": false, "retry_after_seconds": null, "status": null, "request_id": null, "fields": [],
    })
}

/// The error of a write that needs the shared state while its database is away.
pub(crate) fn stateless(action: &str, message: &str) -> Value {
    let mut error = problem(action, "refused", message, "Send it again once the database is there.");
    if let Some(retryable) = error.get_mut("retryable") {
        *retryable = true.into();
    }
    error
}

/// Refuses a request.
pub(crate) fn refusal(status: StatusCode, kind: &str, message: &str, to_do: &str) -> Response {
    (status, axum::Json(problem("", kind, message, to_do))).into_response()
}

/// Whether the request names this machine, once.
fn is_own_host(request: &Request) -> bool {
    let mut given = request.headers().get_all(header::HOST).iter();
    let (host, more) = (given.next(), given.next());
    let target = request.uri().authority().is_none_or(|target| is_here(target.as_str().as_bytes()));
    more.is_none() && target && host.is_some_and(|host| is_here(host.as_bytes()))
}

/// Whether a host, with or without a port, is this machine.
fn is_here(given: &[u8]) -> bool {
    let Ok(authority) = Authority::try_from(given) else { return false };
    let host = authority.host();
    let rest = authority.as_str().strip_prefix(host);
    let fits = rest.is_some_and(|rest| {
        rest.is_empty() || rest.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok())
    });
    let bare = host.strip_prefix('[').and_then(|inner| inner.strip_suffix(']'));
    let address = match bare {
        Some(inner) => inner.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
        None => host.parse().ok(),
    };
    let is_loopback = address.is_some_and(|address: IpAddr| address.to_canonical().is_loopback());
    fits && (is_loopback || host.eq_ignore_ascii_case("localhost"))
}

/// Whether the request is of no page, or of a page of the same host and port.
fn is_own_origin(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).map(HeaderValue::as_bytes).unwrap_or_default();
    let own = |origin: &HeaderValue| {
        let authority = origin.as_bytes().strip_prefix(b"http://");
        authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host))
    };
    headers.get_all(header::ORIGIN).iter().all(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_and_addresses_of_this_machine_are_here() {
        for host in ["127.0.0.1", "127.0.0.1:80", "localhost:1", "LOCALHOST", "[::1]:80", "127.9.9.9"] {
            assert!(is_here(host.as_bytes()), "{host}");
        }
        for host in
            ["", "evil.example", "10.0.0.1", "localhost.evil.example", "a@localhost", "127.1", "0.0.0.0"]
        {
            assert!(!is_here(host.as_bytes()), "{host}");
        }
    }
}
