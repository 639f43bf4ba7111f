//! The connection that all attempts of a client share: HTTP client, base URL, token and size cap.

use reqwest::Url;
use reqwest::header::HeaderValue;

/// The HTTP client, the base URL, the token and the cap on response bodies.
pub(crate) struct Connection {
    pub(crate) http: reqwest::Client,
    /// Without a trailing slash: the generated client appends paths as text.
    pub(crate) base_url: String,
    pub(crate) origin: Url,
    pub(crate) token_header: HeaderValue,
    /// In bytes.
    pub(crate) max_response_size: u64,
}
