//! The recorded server: which addresses may be, and the requests to it.

use std::error::Error as _;
use std::net::IpAddr;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, Method, StatusCode, header};
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder};
use url::{Host, Url};

use crate::error::Error;

/// The most bytes of a response.
const MOST_BYTES: usize = 256 << 20;

/// Longer than a client waits, so that its own timeout decides.
const TIMEOUT: Duration = Duration::from_secs(600);

/// Headers between two neighbours, and those that the HTTP client writes itself.
const OF_THE_CONNECTION: &[HeaderName] = &[
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::HOST,
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    // A compressed body could not be read.
    header::ACCEPT_ENCODING,
];

/// The server that is recorded.
pub(crate) struct Upstream {
    pub(crate) base: Url,
    origin: String,
    http: Client,
}

/// A whole response.
pub(crate) struct Received {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Upstream {
    pub(crate) fn new(base: &str) -> Result<Self, Error> {
        let base = checked(base)?;
        let builder = || {
            let plain = Client::builder().no_gzip().no_brotli().no_deflate().no_zstd();
            plain.redirect(Policy::none()).timeout(TIMEOUT)
        };
        let built = match base.scheme() {
            // A proxy would read plain http with the token in it, and this machine needs no certificates.
            "http" => trusting_nobody(builder().no_proxy()).build(),
            _ => builder().build(),
        };
        let http = built.map_err(|error| {
            let advice = "a system without certificates needs the package ca-certificates, or SSL_CERT_FILE";
            Error::System(format!("{}; {advice}", reasons(error)))
        })?;
        let origin = base.origin().ascii_serialization();
        Ok(Self { base, origin, http })
    }

    /// Scheme, host and port.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// Passes a request on. The error says why no whole response came, without the address.
    pub(crate) async fn send(
        &self,
        method: Method,
        path_and_query: &str,
        headers: HeaderMap,
        body: Vec<u8>,
    ) -> Result<Received, String> {
        // The path begins with a slash, so that it can't change the host.
        let url = Url::parse(&format!("{}{path_and_query}", self.origin));
        let url =
            url.ok().filter(|url| url.origin() == self.base.origin()).ok_or("the address is invalid")?;
        let request = self.http.request(method, url).headers(passed_on(headers)).body(body);
        let mut response = request.send().await.map_err(reasons)?;
        let (status, headers) = (response.status(), passed_on(std::mem::take(response.headers_mut())));
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(reasons)? {
            if body.len() + chunk.len() > MOST_BYTES {
                return Err("it is over 256 MiB".to_owned());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Received { status, headers, body })
    }
}

/// The error and its causes, without the address: its query can hold personal data.
fn reasons(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    text
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn trusting_nobody(builder: ClientBuilder) -> ClientBuilder {
    builder.tls_certs_only([])
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
fn trusting_nobody(builder: ClientBuilder) -> ClientBuilder {
    builder
}

fn passed_on(mut headers: HeaderMap) -> HeaderMap {
    for name in OF_THE_CONNECTION {
        headers.remove(name);
    }
    headers.remove("keep-alive");
    headers
}

/// The base URL, where a token may be sent to it.
fn checked(base: &str) -> Result<Url, Error> {
    let url = Url::parse(base.trim())
        .map_err(|_| Error::Upstream("it is no absolute URL; JOIN's is https://api.join.com/v2"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Error::Upstream("it holds a user name or password"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(Error::Upstream("it has a query or a fragment"));
    }
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => return Err(Error::Upstream("it has no host")),
    };
    match url.scheme() {
        "https" => Ok(url),
        "http" if loopback => Ok(url),
        _ => Err(Error::Upstream("it must be https; http is for this machine only")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_goes_over_https_or_stays_on_the_machine() {
        for good in
            ["https://api.join.com/v2", "http://127.0.0.1:8080/v2", "http://[::1]/v2", "http://localhost"]
        {
            assert!(checked(good).is_ok(), "{good}");
        }
        for bad in [
            "api.join.com",
            "http://api.join.com/v2",
            "ftp://127.0.0.1",
            "https://me:secret@api.join.com",
            "https://api.join.com/v2?token=secret",
            "http://localhost.evil.test",
        ] {
            let error = checked(bad).unwrap_err().to_string();
            assert!(
                error.starts_with("this base URL can't be recorded: ") && !error.contains("secret"),
                "{bad}"
            );
        }
    }
}
