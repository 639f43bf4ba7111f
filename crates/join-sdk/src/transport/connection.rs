//! Where requests go and with which token: shared by all attempts of a client.

use reqwest::Url;
use reqwest::header::HeaderValue;

/// The HTTP client, the base URL, the token and the cap on response bodies.
pub(crate) struct Connection {
    pub(crate) http: reqwest::Client,
    /// Without a trailing slash: the generated client appends paths as text.
    pub(crate) base_url: String,
    pub(crate) origin: Url,
    pub(crate) token_header: HeaderValue,
    /// Bytes.
    pub(crate) max_response_size: u64,
}
