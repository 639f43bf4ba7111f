//! One attempt's way out: the host check, the token, the timeout; and back: the head of the answer is kept.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use join_client::{Client, Inner, Transport, TransportFuture};
use reqwest::header::AUTHORIZATION;
use reqwest::{Request, Url};

use crate::error::{Answer, Error, ErrorKind};
use crate::failure;
use crate::join::Shared;

/// A single attempt of a call.
pub(crate) struct Attempt {
    shared: Arc<Shared>,
    timeout: Option<Duration>,
    head: OnceLock<(reqwest::StatusCode, reqwest::header::HeaderMap)>,
}

impl Attempt {
    /// `timeout` covers the whole attempt; a download has none and relies on the client's read timeout.
    pub(crate) fn new(shared: Arc<Shared>, timeout: Option<Duration>) -> Arc<Self> {
        Arc::new(Self { shared, timeout, head: OnceLock::new() })
    }

    /// The generated client for this attempt.
    pub(crate) fn client(self: &Arc<Self>) -> Client {
        let transport: Arc<dyn Transport> = Arc::clone(self) as _;
        Client::new_with_client(&self.shared.base_url, self.shared.http.clone(), Inner::new(transport))
    }

    /// Sends a request that is no generated operation, by the same way.
    pub(crate) async fn execute(&self, mut request: Request) -> Result<reqwest::Response, Error> {
        self.prepare(&mut request).map_err(|words| Error::new(ErrorKind::Refused, words))?;
        self.send(&self.shared.http, request).await.map_err(failure::from_reqwest)
    }

    /// What the head of the answer said, if one came.
    pub(crate) fn answer(&self) -> Answer {
        self.head.get().map(|(status, headers)| failure::head(*status, headers)).unwrap_or_default()
    }
}

impl Transport for Attempt {
    fn prepare(&self, request: &mut Request) -> Result<(), String> {
        if !may_have_token(&self.shared.origin, request.url()) {
            return Err("the address is neither on the configured host nor https on join.com, so the token stays here"
                .to_owned());
        }
        let token = self.shared.token.header().ok_or("the token is no header value")?;
        request.headers_mut().insert(AUTHORIZATION, token);
        *request.timeout_mut() = self.timeout;
        Ok(())
    }

    fn send<'a>(&'a self, http: &'a reqwest::Client, request: Request) -> TransportFuture<'a> {
        Box::pin(async move {
            let response = http.execute(request).await?;
            // An attempt sends one request, so the cell is empty.
            let _ = self.head.set((response.status(), response.headers().clone()));
            Ok(response)
        })
    }
}

impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt").finish_non_exhaustive()
    }
}

/// The token goes to the configured origin, and to https hosts of JOIN, where attachments lie.
fn may_have_token(origin: &Url, target: &Url) -> bool {
    if origin.origin() == target.origin() {
        return true;
    }
    let host = target.host_str().unwrap_or_default();
    target.scheme() == "https"
        && target.port_or_known_default() == Some(443)
        && (host == "join.com" || host.ends_with(".join.com"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_goes_to_join_only() {
        let may =
            |origin: &str, target: &str| may_have_token(&origin.parse().unwrap(), &target.parse().unwrap());
        let join = "https://api.join.com/v2";
        assert!(may(join, "https://api.join.com/v2/jobs"));
        assert!(may(join, "https://files.join.com/cv.pdf?signature=1"));
        assert!(may(join, "https://join.com/cv.pdf"));
        assert!(!may(join, "http://api.join.com/v2/jobs"));
        assert!(!may(join, "https://api.join.com:8443/v2/jobs"));
        assert!(!may(join, "https://join.com.evil.test/cv.pdf"));
        assert!(!may(join, "https://notjoin.com/cv.pdf"));
        assert!(!may(join, "https://join.com@evil.test/cv.pdf"));
        let local = "http://127.0.0.1:4000/v2";
        assert!(may(local, "http://127.0.0.1:4000/files/1"));
        assert!(!may(local, "http://127.0.0.1:4001/files/1"));
    }
}
