//! Raw requests to any path below the base URL. They use the call path of every other call.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use join_client::{BaseUrl, Operation};
use percent_encoding::percent_decode_str;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use reqwest::{Method, Request, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::call::handle::Handle;
use crate::call::response::Response;
use crate::call::slot::Slot;
use crate::error::{Error, ErrorKind, Result};
use crate::records::audit::Subject;
use crate::transport::attempt::Attempt;
use crate::transport::decode::decode_strictly;
use crate::transport::response_error;

/// Builds requests by method and path: see [`Join::raw`](crate::Join::raw).
#[derive(Debug, Clone, Copy)]
pub struct RawRequests<'a> {
    handle: &'a Handle,
    writes: bool,
}

impl<'a> RawRequests<'a> {
    pub(crate) fn new(handle: &'a Handle) -> Self {
        Self { handle, writes: true }
    }

    pub(crate) fn reading(handle: &'a Handle) -> Self {
        Self { handle, writes: false }
    }

    /// Creates a request to a path below the base URL, such as `/scorecards/7`. It sends nothing yet.
    ///
    /// It can't replace a candidate's tags, since that would erase the tags of others: see [`tags`](crate::tags).
    ///
    /// Token, pacing, deadlines and errors are those of every call. `GET` and `HEAD` are retried like reads; any other
    /// method only when the first request certainly had no effect.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// use join_sdk::Method;
    ///
    /// let cards = join.raw().request(Method::GET, "/scorecards").query("page", 1).send::<Vec<serde_json::Value>>().await?;
    /// # Ok(()) }
    /// ```
    pub fn request(self, method: Method, path: &str) -> RawRequest<'a> {
        let reads = method == Method::GET || method == Method::HEAD;
        let url = if reads || self.writes {
            let url = checked_url(&self.handle.shared().connection.base_url, path);
            url.and_then(|url| {
                check_no_tag_write(self.handle.shared().connection.base_url.url(), &method, url)
            })
        } else {
            Err(Error::new(ErrorKind::ReadOnly, "this client only reads; nothing was sent"))
        };
        RawRequest { handle: self.handle, method, url, body: Ok(None) }
    }
}

/// A request that has not been sent. Invalid input fails on sending.
///
/// ```no_run
/// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
/// use join_sdk::Method;
///
/// let body = serde_json::json!({ "rating": 4 });
/// let card = join.raw().request(Method::POST, "/scorecards").json(&body).send::<serde_json::Value>().await?;
/// let export = join.raw().request(Method::GET, "/scorecards").query("format", "csv").send_bytes().await?;
/// # Ok(()) }
/// ```
#[must_use = "a request is not sent until send() is awaited"]
pub struct RawRequest<'a> {
    handle: &'a Handle,
    method: Method,
    url: Result<Url>,
    body: Result<Option<Bytes>>,
}

impl RawRequest<'_> {
    /// Adds a query parameter.
    pub fn query(mut self, name: &str, value: impl fmt::Display) -> Self {
        if let Ok(url) = &mut self.url {
            url.query_pairs_mut().append_pair(name, &value.to_string());
        }
        self
    }

    /// Sets the body, as JSON.
    pub fn json(mut self, body: &impl Serialize) -> Self {
        let bytes = serde_json::to_vec(body);
        self.body = bytes
            .map(|bytes| Some(bytes.into()))
            .map_err(|_| Error::invalid("the body can't be written as JSON"));
        self
    }

    /// Sends the request and reads the response as JSON.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) when the path or the body is unusable; nothing is sent.
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) when the response is not a `T`. Otherwise the error of the call.
    pub async fn send<T: DeserializeOwned + Send>(self) -> Result<Response<T>> {
        let operation = Operation::raw(self.method.as_str());
        let slot = Slot::new();
        let read = |body: Bytes, attempt: &Attempt| {
            slot.fill(decode_strictly(&body, attempt)?);
            Ok(())
        };
        slot.answer(self.attempts(operation, &read).await?)
    }

    /// Sends the request and returns the raw response body.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send), without [`ErrorKind::Decode`](crate::ErrorKind::Decode).
    pub async fn send_bytes(self) -> Result<Response<Bytes>> {
        let operation = Operation::raw(self.method.as_str());
        let slot = Slot::new();
        let read = |body: Bytes, _: &Attempt| {
            slot.fill(body);
            Ok(())
        };
        slot.answer(self.attempts(operation, &read).await?)
    }

    /// Sends the request. `read` gets the body of a success.
    async fn attempts(
        self,
        operation: &'static Operation,
        read: &(dyn Fn(Bytes, &Attempt) -> Result<()> + Send + Sync),
    ) -> Result<Response<()>> {
        let mut request = Request::new(self.method, self.url?);
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
        if let Some(body) = self.body? {
            request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            *request.body_mut() = Some(body.into());
        }
        // The body is in memory, so there is always a copy.
        let copy = || request.try_clone().ok_or_else(|| Error::invalid("the request could not be built"));
        let send = |attempt: Arc<Attempt>| -> BoxFuture<'_, Result<()>> {
            let request = copy();
            Box::pin(async move {
                let response = attempt.execute(request?).await?;
                if !response.status().is_success() {
                    return Err(response_error::from_response(response).await);
                }
                let body = response.bytes().await.map_err(|error| {
                    response_error::from_reqwest(error).with_response(attempt.response_info())
                })?;
                read(body, &attempt)
            })
        };
        let about = Subject::default();
        self.handle.execute_recorded(operation, (&about, None), &|_| {}, &send).await
    }
}

impl fmt::Debug for RawRequest<'_> {
    /// Omits the address and the body, which can hold personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawRequest").field("method", &self.method).finish_non_exhaustive()
    }
}

/// Builds the address of a path below the base URL. Rejects every other path.
fn checked_url(base: &BaseUrl, path: &str) -> Result<Url> {
    let refuse = |why: &str| Err(Error::invalid(format!("the path {why}")));
    if !path.starts_with('/') || path.starts_with("//") {
        return refuse("must begin with one slash; it is below the base URL");
    }
    if path.contains(['?', '#']) {
        return refuse("holds a query or a fragment; give the parameters apart from the path");
    }
    let url = base.with_path(path);
    // Dot segments could leave the base URL.
    match url.as_str().strip_prefix(base.as_str()).is_some_and(|below| below.starts_with('/')) {
        true => Ok(url),
        false => refuse("leads out of the base URL"),
    }
}

/// Rejects requests that would replace a candidate's tags. Only the tags module may do that.
fn check_no_tag_write(base: &Url, method: &Method, url: Url) -> Result<Url> {
    let own = |url: &Url| -> Vec<String> {
        let segments = url.path_segments().into_iter().flatten();
        let decoded = segments.map(|one| percent_decode_str(one).decode_utf8_lossy().to_lowercase());
        decoded.filter(|segment| !segment.is_empty()).collect()
    };
    let (path, below) = (own(&url), own(base).len());
    let is_candidate = matches!(path.get(below..), Some([kind, _]) if kind == "candidates");
    if is_candidate && matches!(*method, Method::PATCH | Method::PUT) {
        let message = "a candidate's tags are only written by a tag edit, which keeps those of others; nothing was sent";
        return Err(Error::new(ErrorKind::Refused, message));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_below_the_base_url() {
        let base = "https://api.join.com/v2".parse().unwrap();
        let url = |path: &str| checked_url(&base, path).map(|url| url.to_string());
        assert_eq!(url("/scorecards/7").unwrap(), "https://api.join.com/v2/scorecards/7");
        assert_eq!(url("/a b/ü").unwrap(), "https://api.join.com/v2/a%20b/%C3%BC");
        for path in
            ["", "jobs", "//evil.test/jobs", "/../v1/jobs", "/jobs?page=1", "/jobs#x", "https://evil.test"]
        {
            assert!(url(path).is_err(), "{path}");
        }
    }

    #[test]
    fn tags_are_not_written_beside_the_tags_module() {
        let base: BaseUrl = "https://api.join.com/v2".parse().unwrap();
        let check = |method: Method, path: &str| {
            check_no_tag_write(base.url(), &method, checked_url(&base, path).unwrap()).is_ok()
        };
        for path in
            ["/candidates/5", "/candidates/5/", "/%63andidates/5", "/candidates//5", "/x/../candidates/5"]
        {
            assert!(!check(Method::PATCH, path), "{path}");
            assert!(check(Method::GET, path), "{path}");
        }
        assert!(check(Method::POST, "/candidates/5/notes") && check(Method::PATCH, "/jobs/5/changeStatus"));
    }
}
