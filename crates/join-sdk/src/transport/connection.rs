//! The connection that all attempts of a client share: HTTP clients, base URL, token and size cap.

use join_client::BaseUrl;
use reqwest::header::HeaderValue;

use crate::transport::clients::HttpClients;

/// The HTTP clients, the base URL, the token and the cap on response bodies.
pub(crate) struct Connection {
    pub(crate) http: HttpClients,
    pub(crate) base_url: BaseUrl,
    pub(crate) token_header: HeaderValue,
    /// In bytes.
    pub(crate) max_response_size: u64,
}
