//! One request and its response, as a recording holds them.

use base64::prelude::{BASE64_STANDARD, Engine};
use serde::Deserialize;
use serde_json::value::RawValue;

/// The origin that stands in a recording for that of the server.
const ORIGIN: &str = "https://recorded.invalid";

/// The most bytes of a file that is filled up.
const MOST_FILLED: usize = 64 << 20;

/// Headers that the server writes itself.
const OF_THE_CONNECTION: &[&str] = &["connection", "content-length", "keep-alive", "transfer-encoding"];

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Exchange {
    pub(crate) method: String,
    pub(crate) path: String,
    #[serde(default)]
    pub(crate) query: Option<String>,
    /// Only for readers: a replay does not compare bodies.
    #[serde(default, rename = "request")]
    _request: Option<Body>,
    pub(crate) status: u16,
    #[serde(default)]
    headers: Vec<(String, String)>,
    #[serde(default)]
    body: Option<Body>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
enum Body {
    Json(Box<RawValue>),
    Text(String),
    Filled { start: String, length: usize },
}

impl Exchange {
    /// The reason that it can't be replayed. It holds nothing of the exchange.
    pub(crate) fn fault(&self) -> Option<&'static str> {
        if !self.path.starts_with('/') || self.path.contains(['?', '#']) {
            return Some("its path must begin with / and hold no query");
        }
        if self.method.is_empty() || !self.method.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Some("its method must be a word in capitals");
        }
        if !(200..600).contains(&self.status) {
            return Some("its status must be between 200 and 599");
        }
        let is_header = |(name, value): &(String, String)| {
            axum::http::HeaderName::from_bytes(name.as_bytes()).is_ok()
                && axum::http::HeaderValue::from_str(value).is_ok()
        };
        if !self.headers.iter().all(is_header) {
            return Some("it has a header that HTTP doesn't allow");
        }
        match &self.body {
            Some(Body::Filled { length, .. }) if *length > MOST_FILLED => {
                Some("its body is larger than a recording may hold (64 MiB)")
            }
            Some(Body::Filled { start, length }) => match BASE64_STANDARD.decode(start) {
                Ok(bytes) if bytes.len() <= *length => None,
                _ => Some("the start of its body is no base64, or longer than the body"),
            },
            _ => None,
        }
    }

    /// The headers to send. Addresses of recorded files lead to `origin`.
    pub(crate) fn headers(&self, origin: &str) -> impl Iterator<Item = (&str, String)> {
        let own = self.headers.iter().filter(|(name, _)| !OF_THE_CONNECTION.contains(&name.as_str()));
        own.map(move |(name, value)| (name.as_str(), value.replace(ORIGIN, origin)))
    }

    /// The body to send. Addresses of recorded files lead to `origin`.
    pub(crate) fn body(&self, origin: &str) -> Vec<u8> {
        match &self.body {
            None => Vec::new(),
            Some(Body::Json(json)) => json.get().replace(ORIGIN, origin).into_bytes(),
            Some(Body::Text(text)) => text.replace(ORIGIN, origin).into_bytes(),
            Some(Body::Filled { start, length }) => {
                let mut bytes = BASE64_STANDARD.decode(start).unwrap_or_default();
                bytes.resize(*length, b' ');
                bytes
            }
        }
    }
}
