//! Selects the TLS backend, and says what is wrong with a server's certificate.

use std::error::Error as StdError;
use std::{io, iter};

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
        let message = "the HTTP client can't be set up: user agent or TLS; a system without certificates needs the package \
                     ca-certificates, or SSL_CERT_FILE";
        Error::new(ErrorKind::Config, message).with_source(error)
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

/// The texts of what is wrong with a certificate.
#[cfg(any(feature = "rustls", feature = "rustls-no-provider", feature = "native-tls"))]
mod faults {
    pub(super) const UNTRUSTED: &str = "the certificate of the server is not trusted, and the request was not sent: install the system's \
        certificates (package ca-certificates); behind a proxy that re-signs TLS, set SSL_CERT_FILE to a file with its root \
        certificate";
    pub(super) const EXPIRED: &str = "the certificate of the server has expired, or the clock of this machine is wrong, and the request was \
        not sent: check the clock; a certificate that really has expired is the server's to renew";
    pub(super) const TOO_EARLY: &str = "the certificate of the server is not valid yet, or the clock of this machine is wrong, and the \
        request was not sent: check the clock";
    pub(super) const OTHER_HOST: &str = "the certificate of the server is for another host, and the request was not sent: check the base \
        URL; a proxy or the login page of a network may answer in the server's place";
}

/// What is wrong with the server's certificate, and what to do; `None` when a request failed for another reason.
pub(crate) fn certificate_fault(error: &(dyn StdError + 'static)) -> Option<&'static str> {
    iter::successors(Some(error), |error| inner(*error))
        .find_map(|error| of_rustls(error).or_else(|| of_system(error)))
}

/// The cause of an error. An I/O error hides the error that it holds behind that error's own cause.
fn inner<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(held) => Some(held),
        None => error.source(),
    }
}

#[cfg(any(feature = "rustls", feature = "rustls-no-provider"))]
fn of_rustls(error: &(dyn StdError + 'static)) -> Option<&'static str> {
    use rustls::CertificateError as Certificate;
    match error.downcast_ref()? {
        rustls::Error::InvalidCertificate(why) => Some(match why {
            Certificate::Expired | Certificate::ExpiredContext { .. } => faults::EXPIRED,
            Certificate::NotValidYet | Certificate::NotValidYetContext { .. } => faults::TOO_EARLY,
            Certificate::NotValidForName | Certificate::NotValidForNameContext { .. } => faults::OTHER_HOST,
            _ => faults::UNTRUSTED,
        }),
        rustls::Error::NoCertificatesPresented => Some(faults::UNTRUSTED),
        _ => None,
    }
}

#[cfg(not(any(feature = "rustls", feature = "rustls-no-provider")))]
fn of_rustls(_: &(dyn StdError + 'static)) -> Option<&'static str> {
    None
}

#[cfg(not(feature = "native-tls"))]
fn of_system(_: &(dyn StdError + 'static)) -> Option<&'static str> {
    None
}

/// The systems' libraries have no common error type, only words.
#[cfg(feature = "native-tls")]
fn of_system(error: &(dyn StdError + 'static)) -> Option<&'static str> {
    let words = error.to_string().to_lowercase();
    let says = |some: &[&str]| some.iter().any(|one| words.contains(one));
    if !says(&["certificate"]) {
        return None;
    }
    Some(match () {
        () if says(&["not yet valid"]) => faults::TOO_EARLY,
        () if says(&["expired", "validity period"]) => faults::EXPIRED,
        () if says(&["host name", "hostname", "cn name", "mismatch"]) => faults::OTHER_HOST,
        () => faults::UNTRUSTED,
    })
}

#[cfg(all(test, feature = "rustls"))]
mod tests {
    use super::*;
    use rustls::CertificateError as Certificate;

    /// As the HTTP client hands it on: inside one or more I/O errors.
    #[test]
    fn a_certificates_fault_is_found_inside_other_errors() {
        let fault = |why: rustls::Error| certificate_fault(&io::Error::other(io::Error::other(why)));
        for (why, expected) in [
            (Certificate::UnknownIssuer, faults::UNTRUSTED),
            (Certificate::Expired, faults::EXPIRED),
            (Certificate::NotValidYet, faults::TOO_EARLY),
            (Certificate::NotValidForName, faults::OTHER_HOST),
            (Certificate::Revoked, faults::UNTRUSTED),
        ] {
            assert_eq!(fault(rustls::Error::InvalidCertificate(why)), Some(expected));
        }
        assert_eq!(fault(rustls::Error::DecryptError), None);
        assert_eq!(certificate_fault(&io::Error::from(io::ErrorKind::ConnectionRefused)), None);
    }
}
