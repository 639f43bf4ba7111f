//! Who speaks TLS, by the features of the crate.

use reqwest::ClientBuilder;

use crate::error::Result;

/// Sets rustls up here, because reqwest panics where no provider is installed, and because a library must not install one
/// for the whole process.
///
/// `needed`: whether the base URL is https. Where it is not, as in tests against this machine, a system without
/// certificates is no reason to fail.
#[cfg(feature = "rustls-no-provider")]
pub(crate) fn configured(builder: ClientBuilder, needed: bool) -> Result<ClientBuilder> {
    use rustls::crypto::CryptoProvider;
    use rustls::{ClientConfig, RootCertStore};
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
    let protocol = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let protocol = protocol.map_err(unusable)?;
    let verified = match protocol.clone().with_platform_verifier() {
        Ok(verified) => verified,
        // Nobody is trusted, so https fails when it is tried.
        Err(_) if !needed => protocol.with_root_certificates(RootCertStore::empty()),
        Err(error) => return Err(unusable(error)),
    };
    Ok(builder.tls_backend_preconfigured(verified.with_no_client_auth()))
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
pub(crate) fn configured(builder: ClientBuilder, _needed: bool) -> Result<ClientBuilder> {
    Ok(builder)
}
