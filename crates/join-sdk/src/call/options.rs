//! Per-request overrides: timeouts, retries, extra headers.

use std::fmt;
use std::time::Duration;

use reqwest::header::{
    AUTHORIZATION, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HOST, HeaderMap, HeaderName,
    HeaderValue, PROXY_AUTHORIZATION, TRANSFER_ENCODING,
};

use crate::attribution::Attribution;
use crate::call::request_ids::RequestIds;
use crate::call::retry::RetryPolicy;
use crate::call::settings::Settings;
use crate::error::{Error, Result};

/// Headers that the SDK or HTTP itself sets.
const RESERVED: &[HeaderName] = &[
    AUTHORIZATION,
    CONNECTION,
    CONTENT_LENGTH,
    CONTENT_TYPE,
    COOKIE,
    HOST,
    PROXY_AUTHORIZATION,
    TRANSFER_ENCODING,
];

/// Per-request overrides of the builder's settings. Pass them to
/// [`Join::with_options`](crate::Join::with_options).
///
/// ```no_run
/// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
/// use std::time::Duration;
/// use join_sdk::{RequestOptions, RetryPolicy, types::JobId};
///
/// let hasty = RequestOptions::new().call_timeout(Duration::from_secs(2)).retry(RetryPolicy::never());
/// let job = join.with_options(hasty).jobs().get(JobId(7)).await?;
/// # Ok(()) }
/// ```
#[derive(Clone, Default)]
#[must_use]
pub struct RequestOptions {
    attempt_timeout: Option<Duration>,
    call_timeout: Option<Duration>,
    retry: Option<RetryPolicy>,
    settle: Option<Duration>,
    resends: Option<bool>,
    headers: HeaderMap,
    attribution: Attribution,
    request_ids: Option<RequestIds>,
}

impl RequestOptions {
    /// Creates options that change nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Timeout of one attempt, response body included.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// Timeout of the call, all attempts and waits included.
    pub fn call_timeout(mut self, timeout: Duration) -> Self {
        self.call_timeout = Some(timeout);
        self
    }

    /// The retry policy.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// The time in which a create without a response may still arrive; 2 minutes unless set. During it the SDK looks for the
    /// application, at growing intervals, and sends nothing. How late JOIN may finish a create is unknown (evidence: none).
    pub fn settle(mut self, time: Duration) -> Self {
        self.settle = Some(time);
        self
    }

    /// Whether a create without a response is sent again after the [settle time](Self::settle), if it was not found; false
    /// unless set.
    ///
    /// The risk: a request that arrives later still leaves the candidate with two applications, or two candidates.
    pub fn resend_after_settle(mut self, resend: bool) -> Self {
        self.resends = Some(resend);
        self
    }

    /// The actor in the record of each write: see [`audit`](crate::audit). A name or an id of your own.
    pub fn actor(mut self, actor: impl Into<String>) -> Self {
        self.attribution.actor = Some(actor.into());
        self
    }

    /// The reason in the record of each write. It is stored in clear, so keep candidate data out of it.
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        self.attribution.reason = Some(reason.into());
        self
    }

    /// Collects the request ids of writes.
    pub fn request_ids(mut self, ids: &RequestIds) -> Self {
        self.request_ids = Some(ids.clone());
        self
    }

    /// Adds a header, such as a trace id. The last value of a repeated name applies.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) when the name or the value is not a valid header, or when
    /// the SDK sets the header itself, such as `Authorization`.
    pub fn header(mut self, name: &str, value: &str) -> Result<Self> {
        let name = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| Error::invalid("the header name holds invalid characters"))?;
        if RESERVED.contains(&name) {
            return Err(Error::invalid(format!("the header {name} is set by the SDK itself")));
        }
        let mut value = HeaderValue::from_str(value).map_err(|_| {
            Error::invalid(format!("the value of the header {name} holds control characters"))
        })?;
        value.set_sensitive(true);
        self.headers.insert(name, value);
        Ok(self)
    }

    /// Options with only an actor and a reason.
    pub(crate) fn attributed(attribution: Attribution) -> Self {
        Self { attribution, ..Self::default() }
    }

    /// Applies these options to the settings.
    pub(crate) fn over(self, settings: &Settings) -> Settings {
        let mut headers = settings.headers.clone();
        headers.extend(self.headers);
        Settings {
            attempt_timeout: self.attempt_timeout.unwrap_or(settings.attempt_timeout),
            call_timeout: self.call_timeout.unwrap_or(settings.call_timeout),
            retry: self.retry.unwrap_or(settings.retry),
            settle: self.settle.unwrap_or(settings.settle),
            resends: self.resends.unwrap_or(settings.resends),
            headers,
            attribution: self.attribution.or(&settings.attribution),
            request_ids: self.request_ids.or_else(|| settings.request_ids.clone()),
        }
    }
}

impl fmt::Debug for RequestOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestOptions")
            .field("attempt_timeout", &self.attempt_timeout)
            .field("call_timeout", &self.call_timeout)
            .field("retry", &self.retry)
            .field("settle", &self.settle)
            .field("resend_after_settle", &self.resends)
            .field("headers", &self.headers.keys().map(HeaderName::as_str).collect::<Vec<_>>())
            .finish()
    }
}
