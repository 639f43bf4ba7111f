//! Who speaks TLS, by the features of the crate.

use reqwest::ClientBuilder;

use crate::error::Result;

/// Sets rustls up here, because reqwest panics where no provider is installed, and because a library must not install one
/// for the whole process.
#[cfg(feature = "rustls-no-provider")]
pub(crate) fn configured(builder: ClientBuilder) -> Result<ClientBuilder> {
    use rustls::ClientConfig;
    use rustls::crypto::CryptoProvider;
    use rustls_platform_verifier::BuilderVerifierExt;

    use crate::error::{Error, ErrorKind};

    let provider = CryptoProvider::get_default().cloned().or_else(own_provider).ok_or_else(|| {
        Error::new(
            ErrorKind::Config,
            "no rustls crypto provider is installed: install one, or enable join-sdk's feature rustls",
        )
    })?;
    let unusable =
        |error: rustls::Error| Error::new(ErrorKind::Config, "TLS can't be set up").with_source(error);
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map_err(unusable)?
        .with_no_client_auth();
    Ok(builder.tls_backend_preconfigured(config))
}

#[cfg(feature = "rustls")]
fn own_provider() -> Option<std::sync::Arc<rustls::crypto::CryptoProvider>> {
    Some(std::sync::Arc::new(rustls::crypto::ring::default_provider()))
}

#[cfg(all(feature = "rustls-no-provider", not(feature = "rustls")))]
fn own_provider() -> Option<std::sync::Arc<rustls::crypto::CryptoProvider>> {
    None
}

/// Leaves the choice to reqwest.
#[cfg(not(feature = "rustls-no-provider"))]
pub(crate) fn configured(builder: ClientBuilder) -> Result<ClientBuilder> {
    Ok(builder)
}
