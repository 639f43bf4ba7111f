//! The hosts under which the sandbox is reached: a guard against DNS rebinding.
//!
//! A page in a browser can point a name of its own at this machine, and then read from the sandbox as if that were the
//! page's own server. The `Host` header still holds the page's name, which no request of a user has.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, header};

use crate::http::error::ApiError;
use crate::text::error::{SettingError, quoted};

/// Paths whose writes change the sandbox itself. Their requests need no token that a page can't guess.
const CONTROL: &str = "/_sandbox";

/// The hosts that requests may name.
pub(crate) struct Hosts {
    /// The host and port of the base URL, which most requests name.
    usual: String,
    bound: IpAddr,
    /// In lower case, without a final dot.
    names: Vec<String>,
}

impl Hosts {
    /// `names` are host names in addition to those of this machine.
    pub(crate) fn new(address: SocketAddr, names: &[String]) -> Result<Self, SettingError> {
        let names = names.iter().map(|name| plain_name(name)).collect::<Result<_, _>>()?;
        Ok(Hosts { usual: address.to_string(), bound: address.ip(), names })
    }

    /// Refuses a request of a foreign host, and a write of a page of another origin to the sandbox itself.
    pub(crate) fn check(&self, request: &Request) -> Result<(), ApiError> {
        let mut given = request.headers().get_all(header::HOST).iter();
        let host = given.next().map(HeaderValue::as_bytes);
        let in_target = request.uri().authority();
        let known = match (host, in_target) {
            (Some(host), None) => self.holds(host),
            // The target of an absolute form takes precedence over the header.
            (Some(host), Some(target)) => self.holds(target.as_str().as_bytes()) && self.holds(host),
            (None, Some(target)) => self.holds(target.as_str().as_bytes()),
            (None, None) => false,
        };
        if !known || given.next().is_some() {
            return Err(ApiError::Forbidden(
                "The Host header names another host than this sandbox. Allow it when the sandbox starts.",
            ));
        }
        let changes = !request.method().is_safe() && request.uri().path().starts_with(CONTROL);
        if changes && !is_same_origin(request.headers(), host.unwrap_or_default()) {
            return Err(ApiError::Forbidden("The Origin header names another origin than this sandbox."));
        }
        Ok(())
    }

    /// Whether the host, with or without a port, is one of the sandbox's.
    fn holds(&self, given: &[u8]) -> bool {
        given.eq_ignore_ascii_case(self.usual.as_bytes())
            || host_of(given).is_some_and(|host| self.knows(&host))
    }

    fn knows(&self, host: &str) -> bool {
        let bare = host.strip_prefix('[').and_then(|inner| inner.strip_suffix(']'));
        let address = match bare {
            Some(inner) => inner.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
            None => host.parse::<IpAddr>().ok(),
        };
        match address.map(|address| address.to_canonical()) {
            // No name leads there that another one could take over.
            Some(address) => {
                address.is_loopback() || address == self.bound.to_canonical() || self.bound.is_unspecified()
            }
            None => {
                host == "localhost"
                    || host.ends_with(".localhost")
                    || self.names.iter().any(|name| name == host)
            }
        }
    }
}

/// The host of `host:port` in lower case, without the final dot of a full name. `None` for anything else.
fn host_of(given: &[u8]) -> Option<String> {
    let authority = Authority::try_from(given).ok()?;
    let port = authority.as_str().strip_prefix(authority.host())?;
    let fits = port.is_empty()
        || port.strip_prefix(':').is_some_and(|port| port.is_empty() || port.parse::<u16>().is_ok());
    let host = authority.host().to_ascii_lowercase();
    let host = host.strip_suffix('.').unwrap_or(&host);
    (fits && !host.is_empty()).then(|| host.to_owned())
}

/// A host name that a user allows, as [`host_of`] returns it.
fn plain_name(name: &str) -> Result<String, SettingError> {
    let host = host_of(name.as_bytes()).filter(|host| !name.contains(':') || host.starts_with('['));
    host.ok_or_else(|| {
        let form = "write a name such as sandbox.internal, without scheme and port";
        SettingError::new(format!("{} is no host name; {form}", quoted(name)))
    })
}

/// Whether a request is of no page, or of a page of this host.
fn is_same_origin(headers: &HeaderMap, host: &[u8]) -> bool {
    let own = |origin: &HeaderValue| {
        let origin = origin.as_bytes();
        origin.strip_prefix(b"http://").is_some_and(|authority| authority.eq_ignore_ascii_case(host))
    };
    headers.get_all(header::ORIGIN).iter().all(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(bound: &str) -> Hosts {
        Hosts::new(
            bound.parse().unwrap(),
            &["Sandbox.Internal.".to_owned(), "host.docker.internal".to_owned()],
        )
        .unwrap()
    }

    #[test]
    fn the_names_of_this_machine_are_known_in_any_case_and_with_any_port() {
        let hosts = hosts("127.0.0.1:4010");
        for host in [
            "127.0.0.1:4010",
            "127.0.0.1",
            "127.8.8.8:1",
            "LocalHost",
            "localhost.:4010",
            "localhost:",
            "api.localhost:4010",
            "[::1]:4010",
            "[::1]",
            "[0:0:0:0:0:0:0:1]",
            "[::ffff:127.0.0.1]:80",
            "sandbox.internal:9999",
            "SANDBOX.internal.",
        ] {
            assert!(hosts.holds(host.as_bytes()), "{host}");
        }
    }

    #[test]
    fn every_other_name_is_foreign() {
        let hosts = hosts("127.0.0.1:4010");
        for host in [
            "",
            "evil.example",
            "evil.example:4010",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "evillocalhost",
            "localhost..",
            "10.0.0.1:4010",
            "0.0.0.0:4010",
            "[fd00::1]",
            "[::]",
            "user@localhost",
            "localhost@evil.example",
            "localhost:80:80",
            "localhost:99999",
            "localhost/evil.example",
            "127.1",
            "2130706433",
            "sub.sandbox.internal",
            "localhost, evil.example",
            "\u{fffd}",
        ] {
            assert!(!hosts.holds(host.as_bytes()), "{host}");
        }
    }

    #[test]
    fn a_sandbox_of_another_address_is_known_by_it() {
        assert!(hosts("10.0.0.1:80").holds(b"10.0.0.1:8080") && !hosts("10.0.0.1:80").holds(b"10.0.0.2"));
        assert!(hosts("[fd00::1]:80").holds(b"[FD00::1]"));
        // Where it listens on all addresses, each number is one of them, but a name may be anybody's.
        assert!(hosts("0.0.0.0:80").holds(b"192.168.1.7:80") && hosts("[::]:80").holds(b"[fd00::7]"));
        assert!(!hosts("0.0.0.0:80").holds(b"evil.example"));
    }

    #[test]
    fn a_name_to_allow_has_neither_scheme_nor_port_nor_path() {
        for name in ["http://x", "x:80", "", "x/y", "a b", "x@y"] {
            let refused = Hosts::new("127.0.0.1:1".parse().unwrap(), &[name.to_owned()]).err();
            assert!(refused.is_some_and(|error| error.to_string().contains("is no host name")), "{name}");
        }
    }
}
