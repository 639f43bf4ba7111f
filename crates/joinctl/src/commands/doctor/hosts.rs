//! Hosts as a report names them.

use url::{Host, Url};

/// Domains of JOIN and of storage services, below which names are JOIN's or a bucket's.
const KNOWN: [&str; 6] =
    ["join.com", "amazonaws.com", "cloudfront.net", "googleapis.com", "windows.net", "cloudflarestorage.com"];

/// Returns the host of an address without what may name a person: no path, no user, no unknown subdomain.
pub(super) fn shown_host(url: &str) -> String {
    let Ok(url) = Url::parse(url.trim()) else { return "no absolute address".to_owned() };
    match url.host() {
        None => "an address without a host".to_owned(),
        Some(Host::Ipv4(ip)) if ip.is_loopback() => "this machine".to_owned(),
        Some(Host::Ipv6(ip)) if ip.is_loopback() => "this machine".to_owned(),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => "an IP address".to_owned(),
        Some(Host::Domain("localhost")) => "this machine".to_owned(),
        Some(Host::Domain(domain)) => shown_domain(domain),
    }
}

fn shown_domain(domain: &str) -> String {
    let is_below = |known: &str| {
        domain.strip_suffix(known).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    let labels: Vec<&str> = domain.split('.').collect();
    match labels.as_slice() {
        _ if KNOWN.iter().any(|known| is_below(known)) => domain.to_owned(),
        [.., name, top] if labels.len() > 2 => format!("*.{name}.{top}"),
        _ => domain.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_named_without_what_may_name_a_person() {
        for (url, shown) in [
            ("https://files.join.com/cv-of-ada?s=1", "files.join.com"),
            ("https://join-prod.s3.eu-central-1.amazonaws.com/x", "join-prod.s3.eu-central-1.amazonaws.com"),
            ("https://ada:secret@ada.lovelace.example/cv", "*.lovelace.example"),
            ("https://notjoin.com.evil.test/", "*.evil.test"),
            ("http://127.0.0.1:4010/v2/files/1", "this machine"),
            ("http://localhost/x", "this machine"),
            ("http://[::1]/x", "this machine"),
            ("http://192.0.2.7/x", "an IP address"),
            ("/files/cv-of-ada", "no absolute address"),
            ("mailto:ada@person.example", "an address without a host"),
        ] {
            assert_eq!(shown_host(url), shown, "{url}");
        }
    }
}
