//! The requests that the sandbox received, kept for tests to look at.

use std::collections::VecDeque;
use std::fmt;

use axum::http::request::Parts;
use bytes::Bytes;

const KEPT: usize = 1000;

/// Bytes of bodies kept in all. A body is kept whole, so the latest one stays even if it is larger.
const KEPT_BYTES: usize = 64 * 1024 * 1024;

/// One request as the sandbox received it, refused ones included.
///
/// It holds the token and personal data, so its `Debug` shows neither headers, query nor body.
#[derive(Clone)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// Method in upper case, such as `GET`.
    pub method: String,
    /// Path with its `/v2` prefix, percent-encoded as it was sent.
    pub path: String,
    /// Query without the question mark, percent-encoded as it was sent.
    pub query: Option<String>,
    /// Headers in the order of arrival; the names are in lower case.
    pub headers: Vec<(String, String)>,
    /// Body as it was sent; empty when it was over 32 MiB or broke off.
    pub body: Bytes,
}

impl RecordedRequest {
    pub(crate) fn new(parts: &Parts, body: Bytes) -> Self {
        let headers = parts.headers.iter();
        RecordedRequest {
            method: parts.method.as_str().to_owned(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().map(str::to_owned),
            headers: headers
                .map(|(name, value)| {
                    (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
                })
                .collect(),
            body,
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

/// The latest requests, oldest first.
#[derive(Default)]
pub(crate) struct Recording {
    latest: VecDeque<RecordedRequest>,
    bytes: usize,
}

impl Recording {
    pub(crate) fn push(&mut self, request: RecordedRequest) {
        self.bytes += request.body.len();
        self.latest.push_back(request);
        while self.latest.len() > KEPT || (self.bytes > KEPT_BYTES && self.latest.len() > 1) {
            self.bytes -= self.latest.pop_front().map_or(0, |oldest| oldest.body.len());
        }
    }

    pub(crate) fn to_vec(&self) -> Vec<RecordedRequest> {
        self.latest.iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(body: usize) -> RecordedRequest {
        let (parts, ()) = axum::http::Request::new(()).into_parts();
        RecordedRequest::new(&parts, Bytes::from(vec![0; body]))
    }

    #[test]
    fn old_requests_and_large_bodies_are_forgotten() {
        let mut recording = Recording::default();
        (0..KEPT + 5).for_each(|_| recording.push(request(1)));
        assert_eq!(recording.to_vec().len(), KEPT);
        (0..3).for_each(|_| recording.push(request(KEPT_BYTES / 2)));
        assert_eq!(recording.to_vec().len(), 2);
        recording.push(request(KEPT_BYTES + 1));
        assert_eq!(recording.to_vec().len(), 1);
    }
}
