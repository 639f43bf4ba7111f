//! Decides which addresses are called, and which of them get the token.

use std::net::IpAddr;

use join_client::BaseUrl;
use reqwest::Url;

use crate::error::{Error, ErrorKind, Result};

/// Checks that the token may go to a base URL.
pub(crate) fn checked_base_url(text: &str) -> Result<BaseUrl> {
    let refuse = |why: &str| Err(Error::new(ErrorKind::Config, format!("the base URL {why}")));
    let Ok(url) = Url::parse(text.trim()) else {
        return refuse("is no absolute URL; JOIN's is https://api.join.com/v2");
    };
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) => {}
        "http" => return refuse("is plain http: the token would be readable in transit; use https"),
        _ => return refuse("is neither https nor http"),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("holds a user name or password; remove it, the token is a separate setting");
    }
    BaseUrl::new(url).map_err(|error| Error::new(ErrorKind::Config, error.to_string()))
}

pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host_str() {
        Some("localhost") => true,
        Some(host) => {
            let host = host.trim_start_matches('[').trim_end_matches(']');
            host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        None => false,
    }
}

/// Whether an address may get the token: the configured origin, and https hosts of JOIN, which serve attachments.
pub(crate) fn may_have_token(origin: &Url, target: &Url) -> bool {
    let host = target.host_str().unwrap_or_default();
    // Compares the parts of an origin; `Url::origin` would copy them.
    if origin.scheme() == target.scheme()
        && origin.host_str() == target.host_str()
        && origin.port_or_known_default() == target.port_or_known_default()
    {
        return true;
    }
    target.scheme() == "https"
        && target.port_or_known_default() == Some(443)
        && (host == "join.com" || host.ends_with(".join.com"))
}

/// Requires https, or this machine, even without the token: files hold personal data.
pub(crate) fn check_foreign(target: &Url) -> std::result::Result<(), String> {
    if target.scheme() == "https" || (target.scheme() == "http" && is_loopback(target)) {
        Ok(())
    } else {
        Err("the address is plain http, so the file could be read in transit; it was not requested"
            .to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(url: &str) -> Option<String> {
        checked_base_url(url).err().map(|error| error.to_string())
    }

    #[test]
    fn plain_http_is_only_for_this_machine() {
        for url in [
            "http://127.0.0.1:8080/v2",
            "http://localhost/v2",
            "http://[::1]:9/v2",
            "https://api.join.com/v2",
        ] {
            assert_eq!(refusal(url), None, "{url}");
        }
        for url in [
            "http://api.join.com/v2",
            "http://127.0.0.1.evil.test/v2",
            "http://localhost.evil.test",
            "http://10.0.0.1",
        ] {
            assert!(refusal(url).is_some_and(|message| message.contains("plain http")), "{url}");
        }
    }

    #[test]
    fn odd_base_urls_are_refused_with_a_reason() {
        for (url, reason) in [
            ("", "no absolute URL"),
            ("api.join.com/v2", "no absolute URL"),
            ("ftp://api.join.com", "neither https nor http"),
            ("https://me:secret@api.join.com", "user name or password"),
            ("https://api.join.com/v2?x=1", "query or a fragment"),
        ] {
            let message = refusal(url).unwrap_or_default();
            assert!(message.contains(reason), "{url}: {message}");
            assert!(!message.contains("secret"));
        }
    }

    #[test]
    fn a_trailing_slash_is_taken_off() {
        let url = checked_base_url("https://api.join.com/v2/").unwrap();
        assert_eq!(url.as_str(), "https://api.join.com/v2");
    }

    #[test]
    fn the_token_goes_to_join_only() {
        let may =
            |origin: &str, target: &str| may_have_token(&origin.parse().unwrap(), &target.parse().unwrap());
        let join = "https://api.join.com/v2";
        assert!(may(join, "https://api.join.com/v2/jobs"));
        assert!(may(join, "https://files.join.com/cv.pdf?signature=1"));
        assert!(may(join, "https://join.com/cv.pdf"));
        assert!(!may(join, "http://api.join.com/v2/jobs"));
        assert!(!may(join, "https://api.join.com:8443/v2/jobs"));
        assert!(!may(join, "https://join.com.evil.test/cv.pdf"));
        assert!(!may(join, "https://notjoin.com/cv.pdf"));
        assert!(!may(join, "https://join.com@evil.test/cv.pdf"));
        let local = "http://127.0.0.1:4000/v2";
        assert!(may(local, "http://127.0.0.1:4000/files/1"));
        assert!(!may(local, "http://127.0.0.1:4001/files/1"));
    }

    #[test]
    fn without_the_token_a_file_still_does_not_come_in_the_open() {
        let may = |target: &str| check_foreign(&target.parse().unwrap()).is_ok();
        assert!(may("https://cdn.example/cv.pdf"));
        assert!(may("http://127.0.0.1:4000/cv.pdf"));
        assert!(!may("http://cdn.example/cv.pdf"));
        assert!(!may("ftp://cdn.example/cv.pdf"));
    }
}
