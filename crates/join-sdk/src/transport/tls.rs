//! Selects the TLS backend.

use reqwest::{Client, ClientBuilder};

use crate::error::{Error, ErrorKind, Result};

/// Builds the HTTP client. `https`: whether the base URL is https.
pub(crate) fn build(builder: impl Fn() -> ClientBuilder, https: bool) -> Result<Client> {
    check_provider()?;
    let built = match builder().build() {
        // Tests against this machine must work on a system without certificates.
        Err(_) if !https => trusting_nobody(builder()).build(),
        built => built,
    };
    built.map_err(|error| {
        Error::new(ErrorKind::Config, "the HTTP client can't be set up: user agent or TLS").with_source(error)
    })
}

#[cfg(any(feature = "rustls", feature = "rustls-no-provider", feature = "native-tls"))]
fn trusting_nobody(builder: ClientBuilder) -> ClientBuilder {
    builder.tls_certs_only([])
}

#[cfg(not(any(feature = "rustls", feature = "rustls-no-provider", feature = "native-tls")))]
fn trusting_nobody(builder: ClientBuilder) -> ClientBuilder {
    builder
}

/// Checks for a crypto provider: reqwest panics without one.
#[cfg(all(feature = "rustls-no-provider", not(feature = "rustls")))]
fn check_provider() -> Result<()> {
    if rustls::crypto::CryptoProvider::get_default().is_some() {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Config,
        "no rustls crypto provider is installed: install one, or enable join-sdk's feature rustls",
    ))
}

#[cfg(not(all(feature = "rustls-no-provider", not(feature = "rustls"))))]
fn check_provider() -> Result<()> {
    Ok(())
}
