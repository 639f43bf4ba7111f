//! The latest requests, kept for tests.

use std::collections::VecDeque;
use std::fmt;

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use bytes::Bytes;

/// Bytes kept of all bodies. The latest body stays whole, even if it is larger.
const KEPT_BYTES: usize = 64 * 1024 * 1024;

/// One received request. Refused requests are recorded too.
///
/// It holds the token and personal data, so its `Debug` shows neither headers, query nor body.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// Method in upper case, such as `GET`.
    pub method: String,
    /// Path with its `/v2` prefix, percent-encoded as sent.
    pub path: String,
    /// Query without the question mark, percent-encoded as sent.
    pub query: Option<String>,
    /// Headers in the order of arrival; the names are in lower case.
    pub headers: Vec<(String, String)>,
    /// Body as sent. Empty when it was over 32 MiB or incomplete.
    pub body: Bytes,
}

impl From<&Kept> for RecordedRequest {
    fn from(kept: &Kept) -> Self {
        let header = |(name, value): (&HeaderName, &HeaderValue)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        RecordedRequest {
            method: kept.method.as_str().to_owned(),
            path: kept.uri.path().to_owned(),
            query: kept.uri.query().map(str::to_owned),
            headers: kept.headers.iter().map(header).collect(),
            body: kept.body.clone(),
        }
    }
}

impl fmt::Debug for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Outside the API the path holds a file name, which often is a person's name.
        let path = if self.path.starts_with("/v2/") { self.path.as_str() } else { "[redacted]" };
        f.debug_struct("RecordedRequest")
            .field("method", &self.method)
            .field("path", &path)
            .field("query", &self.query.as_ref().map(|_| "[redacted]"))
            .field("headers", &format_args!("[{} redacted]", self.headers.len()))
            .field("body", &format_args!("[{} bytes]", self.body.len()))
            .finish()
    }
}

/// A kept request. It is converted only when a test reads it.
struct Kept {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
}

/// The latest requests, oldest first.
pub(crate) struct Recording {
    most: usize,
    latest: VecDeque<Kept>,
    bytes: usize,
}

impl Recording {
    /// Keeps at most this many requests.
    pub(crate) fn new(most: usize) -> Self {
        Recording { most, latest: VecDeque::new(), bytes: 0 }
    }

    pub(crate) fn push(&mut self, parts: &Parts, body: Bytes) {
        if self.most == 0 {
            return;
        }
        self.bytes += body.len();
        let (method, uri, headers) = (parts.method.clone(), parts.uri.clone(), parts.headers.clone());
        self.latest.push_back(Kept { method, uri, headers, body });
        while self.latest.len() > self.most || (self.bytes > KEPT_BYTES && self.latest.len() > 1) {
            self.bytes -= self.latest.pop_front().map_or(0, |oldest| oldest.body.len());
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.latest.len()
    }

    /// Forgets all requests. Returns their number.
    pub(crate) fn clear(&mut self) -> usize {
        let forgotten = self.latest.len();
        *self = Recording::new(self.most);
        forgotten
    }

    pub(crate) fn to_vec(&self) -> Vec<RecordedRequest> {
        self.latest.iter().map(RecordedRequest::from).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn push(recording: &mut Recording, body: usize) {
        let (parts, ()) = axum::http::Request::new(()).into_parts();
        recording.push(&parts, Bytes::from(vec![0; body]));
    }

    #[test]
    fn old_requests_and_large_bodies_are_forgotten() {
        let mut recording = Recording::new(10);
        (0..15).for_each(|_| push(&mut recording, 1));
        assert_eq!(recording.to_vec().len(), 10);
        (0..3).for_each(|_| push(&mut recording, KEPT_BYTES / 2));
        assert_eq!(recording.to_vec().len(), 2);
        push(&mut recording, KEPT_BYTES + 1);
        assert_eq!(recording.to_vec().len(), 1);
    }
}
