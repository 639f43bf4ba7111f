//! One attempt's way out: the host check, the token, the timeout; and back: the head of the answer is kept, its body capped.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use join_client::{Client, Inner, Transport, TransportFuture};
use reqwest::header::{AUTHORIZATION, HeaderMap};
use reqwest::{Body, Request, Response, StatusCode, Url};

use crate::config::is_loopback;
use crate::error::{Answer, Error, ErrorKind};
use crate::failure;
use crate::headers;
use crate::join::Shared;
use crate::pacer::Told;

/// A single attempt of a call.
pub(crate) struct Attempt {
    shared: Arc<Shared>,
    route: Route,
    extra: HeaderMap,
    sent: AtomicBool,
    head: OnceLock<(StatusCode, HeaderMap)>,
    received: Arc<AtomicU64>,
}

/// Where an attempt may go, and how long it and its answer may be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Route {
    /// Whether the token goes along. Without it any https host will do.
    pub(crate) with_token: bool,
    /// Covers the whole attempt, the answer's body included. A download has none.
    pub(crate) timeout: Option<Duration>,
    /// Bytes that the answer's body may have; a download counts its own.
    pub(crate) max_answer: Option<u64>,
}

impl Attempt {
    pub(crate) fn new(shared: Arc<Shared>, route: Route, extra: HeaderMap) -> Arc<Self> {
        Arc::new(Self {
            shared,
            route,
            extra,
            sent: AtomicBool::new(false),
            head: OnceLock::new(),
            received: Arc::default(),
        })
    }

    /// The generated client for this attempt.
    pub(crate) fn client(self: &Arc<Self>) -> Client {
        let transport: Arc<dyn Transport> = Arc::clone(self) as _;
        Client::new_with_client(&self.shared.base_url, self.shared.http.clone(), Inner::new(transport))
    }

    /// Sends a request that is no generated operation, by the same way.
    pub(crate) async fn execute(&self, mut request: Request) -> Result<Response, Error> {
        self.prepare(&mut request).map_err(|words| Error::new(ErrorKind::Refused, words))?;
        self.send(&self.shared.http, request).await.map_err(failure::from_reqwest)
    }

    /// Whether the request was handed to the connection.
    pub(crate) fn was_sent(&self) -> bool {
        self.sent.load(Ordering::Relaxed)
    }

    /// Status and headers of the answer, without a copy when this is the last one that holds the attempt.
    pub(crate) fn into_head(self: Arc<Self>) -> (StatusCode, HeaderMap) {
        match Arc::try_unwrap(self) {
            Ok(attempt) => attempt.head.into_inner(),
            Err(shared) => shared.head.get().cloned(),
        }
        .unwrap_or_default()
    }

    /// Status and headers of the answer, if one came.
    pub(crate) fn head(&self) -> Option<&(StatusCode, HeaderMap)> {
        self.head.get()
    }

    /// What the head of the answer said, if one came.
    pub(crate) fn answer(&self) -> Answer {
        self.head.get().map(|(status, headers)| failure::head(*status, headers)).unwrap_or_default()
    }

    /// What the answer told of the quota. Another host's quota is none of ours.
    pub(crate) fn told(&self) -> Told {
        let head = self.head.get().filter(|_| self.route.with_token);
        head.map(|(status, headers)| headers::told(*status, headers, SystemTime::now())).unwrap_or_default()
    }

    /// Bytes of the answer's body that have come so far.
    pub(crate) fn received(&self) -> u64 {
        self.received.load(Ordering::Relaxed)
    }

    /// The body's bytes are counted as they come, and end with an error behind the cap. A body whose length is told
    /// beforehand and fits is left as it is.
    fn capped(&self, response: Response) -> Response {
        let Some(most) = self.route.max_answer else { return response };
        if let Some(length) = response.content_length().filter(|length| *length <= most) {
            self.received.store(length, Ordering::Relaxed);
            return response;
        }
        let mut head = http::Response::new(());
        *head.status_mut() = response.status();
        *head.headers_mut() = response.headers().clone();
        let body = limited(response.bytes_stream(), most, Arc::clone(&self.received));
        head.map(|()| Body::wrap_stream(body)).into()
    }
}

impl Transport for Attempt {
    fn prepare(&self, request: &mut Request) -> Result<(), String> {
        // They are for JOIN; another host learns nothing of the caller.
        if self.route.with_token && !self.extra.is_empty() {
            request.headers_mut().extend(self.extra.clone());
        }
        if !self.route.with_token {
            check_foreign(request.url())?;
        } else if may_have_token(&self.shared.origin, request.url()) {
            request.headers_mut().insert(AUTHORIZATION, self.shared.token_header.clone());
        } else {
            return Err("the address is neither on the configured host nor https on join.com, so the token stays here"
                .to_owned());
        }
        *request.timeout_mut() = self.route.timeout;
        Ok(())
    }

    fn send<'a>(&'a self, http: &'a reqwest::Client, request: Request) -> TransportFuture<'a> {
        Box::pin(async move {
            self.sent.store(true, Ordering::Relaxed);
            let response = http.execute(request).await?;
            // An attempt sends one request, so the cell is empty.
            let _ = self.head.set((response.status(), response.headers().clone()));
            Ok(self.capped(response))
        })
    }
}

impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt").finish_non_exhaustive()
    }
}

/// The body went on behind the cap.
#[derive(Debug)]
pub(crate) struct TooLarge;

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the answer is larger than the cap")
    }
}

impl std::error::Error for TooLarge {}

type BodyError = Box<dyn std::error::Error + Send + Sync>;

fn limited(
    body: impl Stream<Item = reqwest::Result<Bytes>>,
    most: u64,
    received: Arc<AtomicU64>,
) -> impl Stream<Item = Result<Bytes, BodyError>> {
    body.map(move |chunk| {
        let chunk = chunk?;
        let length = chunk.len() as u64;
        let before = received.fetch_add(length, Ordering::Relaxed);
        if before.saturating_add(length) > most { Err(TooLarge.into()) } else { Ok(chunk) }
    })
}

/// The token goes to the configured origin, and to https hosts of JOIN, where attachments lie.
pub(crate) fn may_have_token(origin: &Url, target: &Url) -> bool {
    let host = target.host_str().unwrap_or_default();
    // What makes an origin, without the copies that comparing two of them would make.
    if origin.scheme() == target.scheme()
        && origin.host_str() == target.host_str()
        && origin.port_or_known_default() == target.port_or_known_default()
    {
        return true;
    }
    target.scheme() == "https"
        && target.port_or_known_default() == Some(443)
        && (host == "join.com" || host.ends_with(".join.com"))
}

/// Also without the token a file with personal data is not asked for in the open.
fn check_foreign(target: &Url) -> Result<(), String> {
    if target.scheme() == "https" || (target.scheme() == "http" && is_loopback(target)) {
        Ok(())
    } else {
        Err("the address is plain http, and what comes from there could be read on the way".to_owned())
    }
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

    #[test]
    fn without_the_token_a_file_still_does_not_come_in_the_open() {
        let may = |target: &str| check_foreign(&target.parse().unwrap()).is_ok();
        assert!(may("https://cdn.example/cv.pdf"));
        assert!(may("http://127.0.0.1:4000/cv.pdf"));
        assert!(!may("http://cdn.example/cv.pdf"));
        assert!(!may("ftp://cdn.example/cv.pdf"));
    }
}
