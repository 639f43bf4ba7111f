//! A success with what came around it.

use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use crate::error::Result;
use crate::transport::headers;

/// What a call answered, with its status, headers, request id, and what it took.
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
}

impl<T> Response<T> {
    /// What was answered.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The same around something that is made of the value.
    pub(crate) fn try_map<U>(self, make: impl FnOnce(T) -> Result<U>) -> Result<Response<U>> {
        let Response { value, status, headers, elapsed, attempts } = self;
        Ok(Response { value: make(value)?, status, headers, elapsed, attempts })
    }

    /// What was answered.
    pub fn get_ref(&self) -> &T {
        &self.value
    }

    /// The status, such as 200 or 201.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// All headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The request id that the answer carried, for the vendor's support.
    pub fn request_id(&self) -> Option<&str> {
        headers::request_id(&self.headers)
    }

    /// What the call took, with all its attempts and waits.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// How often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }
}

impl<T> fmt::Debug for Response<T> {
    /// Without the value and the headers, which can hold personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("request_id", &self.request_id())
            .field("elapsed", &self.elapsed)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}
