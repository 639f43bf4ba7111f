//! Per-request overrides: timeouts, retries, extra headers.

use std::fmt;
use std::time::Duration;

use reqwest::header::{
    AUTHORIZATION, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HOST, HeaderMap, HeaderName,
    HeaderValue, PROXY_AUTHORIZATION, TRANSFER_ENCODING,
};

use crate::attribution::Attribution;
use crate::call::retry::RetryPolicy;
use crate::call::settings::Settings;
use crate::error::{Error, Result};

/// Headers that belong to the SDK or to HTTP itself.
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

/// How calls are made, where that differs from what the client's builder set: see
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
    headers: HeaderMap,
    attribution: Attribution,
}

impl RequestOptions {
    /// Creates options that change nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// How long one attempt may take, its answer's body included.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// How long the call may take with all its attempts and waits.
    pub fn call_timeout(mut self, timeout: Duration) -> Self {
        self.call_timeout = Some(timeout);
        self
    }

    /// When it is tried again.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// How long a create that got no answer is given to arrive, before it is looked for; 2 s unless set.
    pub fn settle(mut self, wait: Duration) -> Self {
        self.settle = Some(wait);
        self
    }

    /// Who writes, for the record of each write: see [`audit`](crate::audit). A name or an id of your own.
    pub fn actor(mut self, actor: impl Into<String>) -> Self {
        self.attribution.actor = Some(actor.into());
        self
    }

    /// Why it is written, for the record of each write. It is stored in clear, so nothing about a candidate belongs into it.
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        self.attribution.reason = Some(reason.into());
        self
    }

    /// One more header, such as a trace id. Given twice, the last value counts.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) when the name or the value is no header, or when the header
    /// is the SDK's own, such as `Authorization`.
    pub fn header(mut self, name: &str, value: &str) -> Result<Self> {
        let name = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| Error::invalid("the header's name holds characters that a name can't have"))?;
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

    /// Options that only say who writes and why.
    pub(crate) fn attributed(attribution: Attribution) -> Self {
        Self { attribution, ..Self::default() }
    }

    /// The settings with these options laid over them.
    pub(crate) fn over(self, settings: &Settings) -> Settings {
        let mut headers = settings.headers.clone();
        headers.extend(self.headers);
        Settings {
            attempt_timeout: self.attempt_timeout.unwrap_or(settings.attempt_timeout),
            call_timeout: self.call_timeout.unwrap_or(settings.call_timeout),
            retry: self.retry.unwrap_or(settings.retry),
            settle: self.settle.unwrap_or(settings.settle),
            headers,
            attribution: self.attribution.or(&settings.attribution),
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
            .field("headers", &self.headers.keys().map(HeaderName::as_str).collect::<Vec<_>>())
            .finish()
    }
}
