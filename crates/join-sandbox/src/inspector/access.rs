//! Who may look, and the headers that keep a page to itself.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::http::app::App;

/// Nothing comes from elsewhere, and neither scripts nor styles stand in a page.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Who may look at the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Everybody on this machine. Pages show the token.
    Open,
    /// Whoever knows the token and gives it as a password, since other machines reach the sandbox.
    Password,
}

impl Access {
    /// The access to a sandbox that listens on this address.
    pub(crate) fn of(address: SocketAddr) -> Self {
        if address.ip().to_canonical().is_loopback() { Access::Open } else { Access::Password }
    }

    fn allows(self, token: &str, headers: &HeaderMap) -> bool {
        self == Access::Open || password(headers).is_some_and(|given| given == token.as_bytes())
    }
}

/// The password of HTTP Basic authentication; any user name goes with it.
fn password(headers: &HeaderMap) -> Option<Vec<u8>> {
    let (scheme, encoded) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let decoded = scheme.eq_ignore_ascii_case("Basic").then(|| STANDARD.decode(encoded.trim()).ok())??;
    let colon = decoded.iter().position(|byte| *byte == b':')?;
    decoded.get(colon + 1..).map(<[u8]>::to_vec)
}

/// Turns away who may not look, and sets the headers of each response.
pub(crate) async fn guard(
    State((app, access)): State<(Arc<App>, Access)>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = if access.allows(&app.token, request.headers()) {
        next.run(request).await
    } else {
        let ask = [(header::WWW_AUTHENTICATE, "Basic realm=\"JOIN sandbox\", charset=\"UTF-8\"")];
        let text = "The inspector of this sandbox asks for a password, since other machines reach it. \
                    Type the sandbox's token as the password, and any user name.\n";
        (StatusCode::UNAUTHORIZED, ask, text).into_response()
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    for (name, value) in
        [("cross-origin-opener-policy", "same-origin"), ("cross-origin-resource-policy", "same-origin")]
    {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // A document brings a policy of its own.
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn basic(user_and_password: &str) -> HeaderMap {
        let value = format!("Basic {}", STANDARD.encode(user_and_password));
        HeaderMap::from_iter([(header::AUTHORIZATION, HeaderValue::try_from(value).unwrap())])
    }

    #[test]
    fn only_a_loopback_address_is_open() {
        for open in ["127.0.0.1:80", "127.8.0.1:80", "[::1]:80", "[::ffff:127.0.0.1]:80"] {
            assert_eq!(Access::of(open.parse().unwrap()), Access::Open, "{open}");
        }
        for closed in ["0.0.0.0:80", "[::]:80", "192.168.0.7:80", "[::ffff:10.0.0.1]:80"] {
            assert_eq!(Access::of(closed.parse().unwrap()), Access::Password, "{closed}");
        }
    }

    #[test]
    fn the_password_is_the_token_whatever_the_user() {
        let allows = |headers| Access::Password.allows("a:token", &headers);
        assert!(allows(basic("me:a:token")) && allows(basic(":a:token")));
        assert!(!allows(basic("a:token")) && !allows(basic("me:A:token")) && !allows(HeaderMap::new()));
        let raw = HeaderMap::from_iter([(header::AUTHORIZATION, HeaderValue::from_static("a:token"))]);
        assert!(!allows(raw));
        assert!(Access::Open.allows("a:token", &HeaderMap::new()));
    }
}
