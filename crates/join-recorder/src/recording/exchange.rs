//! One request and its response, as a recording holds them.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// One request and its response, without personal data.
///
/// ```
/// # fn main() -> Result<(), join_recorder::Error> {
/// let text = r#"{"joinRecording": 1, "exchanges": 1}
/// {"method": "GET", "path": "/v2/jobs", "query": "page=1", "status": 200, "body": {"json": []}}"#;
/// let recording = join_recorder::Recording::parse(text)?;
/// let exchange = recording.exchanges().first().ok_or(join_recorder::Error::Empty)?;
/// assert_eq!((exchange.method.as_str(), exchange.status), ("GET", 200));
/// assert!(exchange.headers_at("http://127.0.0.1:8080").is_empty());
/// assert_eq!(exchange.body.as_ref().map(|body| body.to_bytes("")), Some(b"[]".to_vec()));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Exchange {
    /// Method in upper case, such as `GET`.
    pub method: String,
    /// Path, percent-encoded. The API is below `/v2`, whatever the recorded base URL was.
    pub path: String,
    /// Query without the question mark, percent-encoded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// Body of the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Body>,
    /// Status of the response.
    pub status: u16,
    /// Headers of the response, with names in lower case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, String)>,
    /// Body of the response.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
}

impl Exchange {
    /// The headers to send. Addresses of recorded files lead to `origin`, such as `http://127.0.0.1:8080`.
    ///
    /// Headers that a server writes itself, such as `content-length`, are not among them.
    pub fn headers_at(&self, origin: &str) -> Vec<(&str, String)> {
        let own = self.headers.iter().filter(|(name, _)| !OF_THE_CONNECTION.contains(&name.as_str()));
        own.map(|(name, value)| (name.as_str(), value.replace(ORIGIN, origin))).collect()
    }
}

/// A body of a recording.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub enum Body {
    /// JSON, with its numbers and the order of its fields as JOIN sent them.
    Json(Box<RawValue>),
    /// Text of another kind, such as a page in HTML.
    Text(String),
    /// Bytes of a file.
    Filled {
        /// The first bytes, in base64.
        start: String,
        /// The length of the whole. Spaces follow the first bytes.
        length: usize,
    },
}

impl Body {
    /// The bytes to send. Addresses of recorded files lead to `origin`, such as `http://127.0.0.1:8080`.
    ///
    /// ```
    /// use join_recorder::Body;
    ///
    /// let body = Body::Text("see https://recorded.invalid/f".to_owned());
    /// assert_eq!(body.to_bytes("http://127.0.0.1:8080"), b"see http://127.0.0.1:8080/f");
    /// ```
    pub fn to_bytes(&self, origin: &str) -> Vec<u8> {
        use base64::prelude::{BASE64_STANDARD, Engine};

        match self {
            Body::Json(json) => json.get().replace(ORIGIN, origin).into_bytes(),
            Body::Text(text) => text.replace(ORIGIN, origin).into_bytes(),
            Body::Filled { start, length } => {
                let mut bytes = BASE64_STANDARD.decode(start).unwrap_or_default();
                bytes.resize(*length, b' ');
                bytes
            }
        }
    }
}

impl PartialEq for Body {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Body::Json(one), Body::Json(other)) => one.get() == other.get(),
            (Body::Text(one), Body::Text(other)) => one == other,
            (Body::Filled { start, length }, Body::Filled { start: other_start, length: other_length }) => {
                (start, length) == (other_start, other_length)
            }
            _ => false,
        }
    }
}

/// Headers that a server writes itself.
const OF_THE_CONNECTION: &[&str] = &["connection", "content-length", "keep-alive", "transfer-encoding"];

/// The origin that stands in a recording for that of the server.
pub(crate) const ORIGIN: &str = "https://recorded.invalid";
