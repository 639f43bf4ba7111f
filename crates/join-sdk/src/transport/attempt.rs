//! Sends one attempt: checks the host, adds the token, caps the response.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures_util::TryFutureExt;
use join_client::{BoxFuture, Client, Inner, OddField, Transport};
use reqwest::header::{AUTHORIZATION, HeaderMap};
use reqwest::{Body, Request, Response, StatusCode};

use crate::error::{Error, ErrorKind, ResponseInfo};
use crate::pacer::RateLimitInfo;
use crate::transport::body::limited;
use crate::transport::connection::Connection;
use crate::transport::origin::{check_foreign, may_have_token};
use crate::transport::{headers, response_error};

/// A single attempt of a call.
pub(crate) struct Attempt {
    connection: Arc<Connection>,
    policy: AttemptPolicy,
    extra: HeaderMap,
    sent: AtomicBool,
    head: OnceLock<(StatusCode, HeaderMap)>,
    odd: OnceLock<Vec<OddField>>,
    keeps_body: AtomicBool,
    body: OnceLock<Bytes>,
    /// Bytes of the body, where the response announced them within the cap.
    announced: AtomicU64,
    /// Bytes of a body that is counted as it comes.
    counted: OnceLock<Arc<AtomicU64>>,
}

/// The limits of an attempt: host, time and response size.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AttemptPolicy {
    /// Whether to send the token. Without it, any https host is allowed.
    pub(crate) with_token: bool,
    /// Timeout of the whole attempt, response body included. A download has none.
    pub(crate) timeout: Option<Duration>,
    /// Cap on the response body, in bytes. A download counts its own.
    pub(crate) max_response: Option<u64>,
}

impl Attempt {
    pub(crate) fn new(connection: Arc<Connection>, policy: AttemptPolicy, extra: HeaderMap) -> Arc<Self> {
        Arc::new(Self {
            connection,
            policy,
            extra,
            sent: AtomicBool::new(false),
            head: OnceLock::new(),
            odd: OnceLock::new(),
            keeps_body: AtomicBool::new(false),
            body: OnceLock::new(),
            announced: AtomicU64::new(0),
            counted: OnceLock::new(),
        })
    }

    /// The generated client for this attempt.
    pub(crate) fn client(self: &Arc<Self>) -> Client {
        let transport: Arc<dyn Transport> = Arc::clone(self) as _;
        Client::new_with_client(
            self.connection.base_url.clone(),
            self.connection.http.current().clone(),
            Inner::new(transport),
        )
    }

    /// Sends a request without a generated operation, by the same path.
    pub(crate) async fn execute(&self, mut request: Request) -> Result<Response, Error> {
        self.prepare(&mut request).map_err(|message| Error::new(ErrorKind::Refused, message))?;
        self.sent.store(true, Ordering::Relaxed);
        let response = self.connection.http.current().execute(request).await;
        let response = response.map_err(response_error::from_reqwest)?;
        self.keep_head(response.status(), response.headers().clone());
        Ok(self.capped(response))
    }

    /// Keeps the head of a response to a generated operation, which reads no headers of a success.
    async fn taken(&self, mut response: Response) -> reqwest::Result<Response> {
        let status = response.status();
        let headers = match status.is_success() {
            true => std::mem::take(response.headers_mut()),
            false => response.headers().clone(),
        };
        self.keep_head(status, headers);
        self.kept(self.capped(response)).await
    }

    fn keep_head(&self, status: StatusCode, headers: HeaderMap) {
        // An attempt sends one request, so the cell is empty.
        let _ = self.head.set((status, headers));
    }

    /// Whether the request reached the connection.
    pub(crate) fn was_sent(&self) -> bool {
        self.sent.load(Ordering::Relaxed)
    }

    /// Status and headers of the response. Takes them without a copy when this is the attempt's last holder.
    pub(crate) fn into_head(self: Arc<Self>) -> (StatusCode, HeaderMap) {
        match Arc::try_unwrap(self) {
            Ok(attempt) => attempt.head.into_inner(),
            Err(shared) => shared.head.get().cloned(),
        }
        .unwrap_or_default()
    }

    /// Status and headers of the response, if any.
    pub(crate) fn head(&self) -> Option<&(StatusCode, HeaderMap)> {
        self.head.get()
    }

    /// The fields of the response that were left out.
    pub(crate) fn odd_fields(&self) -> Vec<OddField> {
        self.odd.get().cloned().unwrap_or_default()
    }

    pub(crate) fn set_odd_fields(&self, odd: Vec<OddField>) {
        // An attempt decodes one response, so the cell is empty.
        let _ = self.odd.set(odd);
    }

    /// Keeps the body of the success that follows.
    pub(crate) fn keep_body(&self) {
        self.keeps_body.store(true, Ordering::Relaxed);
    }

    /// The body, where it was to be kept.
    pub(crate) fn body(&self) -> Bytes {
        self.body.get().cloned().unwrap_or_default()
    }

    /// Reads the body into memory, where it is to be kept.
    async fn kept(&self, response: Response) -> reqwest::Result<Response> {
        if !self.keeps_body.load(Ordering::Relaxed) || !response.status().is_success() {
            return Ok(response);
        }
        let mut head = http::Response::new(());
        *head.status_mut() = response.status();
        *head.headers_mut() = response.headers().clone();
        let body = response.bytes().await?;
        let _ = self.body.set(body.clone());
        Ok(head.map(|()| Body::from(body)).into())
    }

    /// The response head, if any.
    pub(crate) fn response_info(&self) -> ResponseInfo {
        self.head.get().map(|(status, headers)| response_error::head(*status, headers)).unwrap_or_default()
    }

    /// The quota that the response announces; `None` from another host. `refused`: whether the response is a refusal for
    /// the quota.
    pub(crate) fn rate_limit(&self, refused: bool) -> RateLimitInfo {
        let head = self.head.get().filter(|_| self.policy.with_token);
        head.map(|(status, headers)| {
            let info = headers::rate_limit(*status, headers, SystemTime::now());
            RateLimitInfo { refused: info.refused || refused, ..info }
        })
        .unwrap_or_default()
    }

    /// Bytes of the response body received so far.
    pub(crate) fn received(&self) -> u64 {
        let received = self.counted.get().map_or(&self.announced, Arc::as_ref);
        received.load(Ordering::Relaxed)
    }

    /// Counts the body's bytes and fails beyond the cap. A body with an announced length within the cap passes unchanged.
    fn capped(&self, response: Response) -> Response {
        let Some(most) = self.policy.max_response else { return response };
        if let Some(length) = response.content_length().filter(|length| *length <= most) {
            self.announced.store(length, Ordering::Relaxed);
            return response;
        }
        let mut head = http::Response::new(());
        *head.status_mut() = response.status();
        *head.headers_mut() = response.headers().clone();
        let body = limited(response.bytes_stream(), most, Arc::clone(self.counted.get_or_init(Arc::default)));
        head.map(|()| Body::wrap_stream(body)).into()
    }
}

impl Transport for Attempt {
    fn prepare(&self, request: &mut Request) -> Result<(), String> {
        // The extra headers are for JOIN; another host learns nothing about the caller.
        if self.policy.with_token && !self.extra.is_empty() {
            request.headers_mut().extend(self.extra.clone());
        }
        if !self.policy.with_token {
            check_foreign(request.url())?;
        } else if may_have_token(self.connection.base_url.url(), request.url()) {
            request.headers_mut().insert(AUTHORIZATION, self.connection.token_header.clone());
        } else {
            return Err(
                "the address is neither on the configured host nor https on join.com; nothing was sent to it"
                    .to_owned(),
            );
        }
        self.connection.http.limit(request, self.policy.timeout);
        Ok(())
    }

    fn send<'a>(
        &'a self,
        http: &'a reqwest::Client,
        request: Request,
    ) -> BoxFuture<'a, reqwest::Result<reqwest::Response>> {
        self.sent.store(true, Ordering::Relaxed);
        // An async block would hold room for the request beside that for its future.
        Box::pin(http.execute(request).and_then(|response| self.taken(response)))
    }
}

impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt").finish_non_exhaustive()
    }
}
