//! A successful response: the value with its status, headers and request id.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use join_client::OddField;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use crate::call::stats::CallStats;
use crate::error::Result;
use crate::transport::attempt::Attempt;
use crate::transport::headers;

/// A successful response with its metadata: status, headers, request id, time and attempts.
///
/// ```no_run
/// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
/// use join_sdk::types::JobId;
///
/// let response = join.jobs().get(JobId(7)).response().await?;
/// println!("{:?} after {} attempts, {:?}", response.request_id(), response.attempts(), response.elapsed());
/// let job = response.into_inner();
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Response<T> {
    pub(crate) value: T,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) elapsed: Duration,
    pub(crate) attempts: u32,
    pub(crate) odd: Vec<OddField>,
}

impl Response<()> {
    /// The response of an attempt that succeeded, without its value.
    pub(crate) fn new(attempt: Arc<Attempt>, stats: &CallStats) -> Self {
        let odd = attempt.odd_fields();
        let (status, headers) = attempt.into_head();
        Self { value: (), status, headers, elapsed: stats.started.elapsed(), attempts: stats.sent, odd }
    }
}

impl<T> Response<T> {
    /// The value of the response.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Converts the value and keeps the metadata.
    pub(crate) fn try_map<U>(self, make: impl FnOnce(T) -> Result<U>) -> Result<Response<U>> {
        let Response { value, status, headers, elapsed, attempts, odd } = self;
        Ok(Response { value: make(value)?, status, headers, elapsed, attempts, odd })
    }

    /// The value of the response.
    pub fn get_ref(&self) -> &T {
        &self.value
    }

    /// The status, such as 200 or 201.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// All headers of the response.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The request id of the response, for the vendor's support.
    pub fn request_id(&self) -> Option<&str> {
        headers::request_id(&self.headers)
    }

    /// The duration of the call, all attempts and waits included.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// The fields of an object that can't be read and are left out; empty for an object as documented. The rows of a list
    /// have theirs in the list.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// use join_sdk::types::ApplicationId;
    ///
    /// let response = join.applications().get(ApplicationId(9)).response().await?;
    /// for field in response.odd_fields() {
    ///     eprintln!("{field}");
    /// }
    /// # Ok(()) }
    /// ```
    pub fn odd_fields(&self) -> &[OddField] {
        &self.odd
    }

    /// Requests sent.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }
}

impl<T> fmt::Debug for Response<T> {
    /// Omits the value and the headers, which can hold personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("request_id", &self.request_id())
            .field("elapsed", &self.elapsed)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}
