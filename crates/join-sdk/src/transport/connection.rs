//! The connection that all attempts of a client share: HTTP clients, base URL, token and size cap.

use reqwest::Url;
use reqwest::header::HeaderValue;

use crate::transport::clients::HttpClients;

/// The HTTP clients, the base URL, the token and the cap on response bodies.
pub(crate) struct Connection {
    pub(crate) http: HttpClients,
    /// Without a trailing slash: the generated client appends paths as text.
    pub(crate) base_url: String,
    pub(crate) origin: Url,
    pub(crate) token_header: HeaderValue,
    /// In bytes.
    pub(crate) max_response_size: u64,
}
