//! The origin of the addresses in a response.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::HOST;
use axum::http::request::Parts;

use crate::company::world::Shared;

/// Scheme, host and port under which the client of a request reaches the sandbox: another machine reaches no 127.0.0.1, and a
/// client that calls it localhost sends no token to 127.0.0.1.
pub(crate) struct Origin {
    shared: Arc<Shared>,
    /// Where it is not that of the base URL.
    other: Option<String>,
}

impl Origin {
    pub(crate) fn as_str(&self) -> &str {
        self.other.as_deref().unwrap_or(&self.shared.origin)
    }
}

impl FromRequestParts<Arc<Shared>> for Origin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, Infallible> {
        let target = parts.uri.authority().map(|authority| authority.as_str());
        let host = target.or_else(|| parts.headers.get(HOST)?.to_str().ok());
        let other = host.filter(|host| shared.origin.strip_prefix("http://") != Some(*host));
        Ok(Origin { shared: Arc::clone(shared), other: other.map(|host| format!("http://{host}")) })
    }
}
