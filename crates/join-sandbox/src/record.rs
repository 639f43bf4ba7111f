//! The requests that the sandbox received, kept for tests to look at.

use std::collections::VecDeque;
use std::fmt;

use axum::http::request::Parts;
use bytes::Bytes;

const KEPT: usize = 1000;

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
}

impl Recording {
    pub(crate) fn push(&mut self, request: RecordedRequest) {
        if self.latest.len() == KEPT {
            self.latest.pop_front();
        }
        self.latest.push_back(request);
    }

    pub(crate) fn to_vec(&self) -> Vec<RecordedRequest> {
        self.latest.iter().cloned().collect()
    }
}
