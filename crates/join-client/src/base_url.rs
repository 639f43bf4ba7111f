//! The base URL of the API, parsed once for all requests.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use reqwest::Url;

/// The base URL of the API, without a slash at its end. Clones share it.
///
/// A request appends its path to it, so that the host isn't parsed again for each of them.
///
/// ```
/// use join_client::BaseUrl;
///
/// let base: BaseUrl = "https://api.join.com/v2/".parse()?;
/// assert_eq!(base.as_str(), "https://api.join.com/v2");
/// assert_eq!(base.with_path("/jobs/7").as_str(), "https://api.join.com/v2/jobs/7");
/// assert!("https://api.join.com/v2?page=1".parse::<BaseUrl>().is_err());
/// # Ok::<(), join_client::InvalidBaseUrl>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct BaseUrl(Arc<Url>);

impl BaseUrl {
    /// Takes a URL as base. Removes slashes at its end.
    ///
    /// ```
    /// let url = reqwest::Url::parse("http://127.0.0.1:4000/v2/").map_err(|error| error.to_string())?;
    /// let base = join_client::BaseUrl::new(url).map_err(|error| error.to_string())?;
    /// assert_eq!(base.url().port(), Some(4000));
    /// # Ok::<(), String>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The URL has no host, or has a query or a fragment.
    pub fn new(mut url: Url) -> Result<Self, InvalidBaseUrl> {
        if !url.has_host() {
            return Err(InvalidBaseUrl("has no host; JOIN's is https://api.join.com/v2"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(InvalidBaseUrl("has a query or a fragment; remove it"));
        }
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        Ok(Self(Arc::new(url)))
    }

    /// Returns the URL. Its path is `/` where the base has none.
    pub fn url(&self) -> &Url {
        &self.0
    }

    /// Returns the URL as a text without a slash at its end.
    pub fn as_str(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }

    /// Returns the address of a path below this base. The path starts with a slash.
    ///
    /// Segments `.` and `..` are resolved, so a path can leave the base, but not the host. A `?` or `#` is percent-encoded.
    pub fn with_path(&self, path: &str) -> Url {
        self.at(&format!("{}{path}", self.path()))
    }

    /// The path, empty or without a slash at its end.
    pub(crate) fn path(&self) -> &str {
        self.0.path().trim_end_matches('/')
    }

    /// The address of a whole path.
    pub(crate) fn at(&self, path: &str) -> Url {
        let mut url = Url::clone(&self.0);
        url.set_path(path);
        url
    }
}

impl FromStr for BaseUrl {
    type Err = InvalidBaseUrl;

    fn from_str(text: &str) -> Result<Self, InvalidBaseUrl> {
        Self::new(
            Url::parse(text)
                .map_err(|_| InvalidBaseUrl("is no absolute URL; JOIN's is https://api.join.com/v2"))?,
        )
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BaseUrl").field(&self.as_str()).finish()
    }
}

/// A text or a URL that can't be a base. `Display` says why, without the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidBaseUrl(&'static str);

impl fmt::Display for InvalidBaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the base URL {}", self.0)
    }
}

impl std::error::Error for InvalidBaseUrl {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_what_parsing_the_whole_text_gives() {
        for base in [
            "https://api.join.com/v2",
            "http://127.0.0.1:4000",
            "http://[::1]:9/a/b/",
            "https://bücher.example/v2",
        ] {
            let base: BaseUrl = base.parse().unwrap();
            for path in [
                "/jobs",
                "/jobs/7/changeStatus",
                "/candidates/a%2Fb%3Fc/notes",
                "/x/../y",
                "/a b/ü",
                "/offices/%20",
            ] {
                let whole = Url::parse(&format!("{base}{path}")).unwrap();
                assert_eq!(base.with_path(path), whole);
                assert_eq!(base.at(&format!("{}{path}", base.path())), whole);
            }
        }
    }

    #[test]
    fn no_path_leads_to_another_host() {
        for base in ["https://api.join.com/v2", "https://api.join.com"] {
            let base: BaseUrl = base.parse().unwrap();
            for path in
                ["//evil.test/x", "/../../x", "/\\\\evil.test", "/@evil.test", "https://evil.test/", ":8443/"]
            {
                let address = base.with_path(path);
                assert_eq!((address.host_str(), address.port()), (Some("api.join.com"), None), "{path}");
            }
        }
        let base: BaseUrl = "https://api.join.com/v2".parse().unwrap();
        assert_eq!(base.with_path("/a?b#c").as_str(), "https://api.join.com/v2/a%3Fb%23c");
    }

    #[test]
    fn a_base_has_a_host_and_nothing_behind_its_path() {
        for (text, reason) in [
            ("", "is no absolute URL"),
            ("/v2", "is no absolute URL"),
            ("mailto:x@example.com", "has no host"),
            ("file:///v2", "has no host"),
            ("https://api.join.com/v2?page=1", "has a query or a fragment"),
            ("https://api.join.com/v2#jobs", "has a query or a fragment"),
        ] {
            let error = text.parse::<BaseUrl>().unwrap_err();
            let message = error.to_string();
            let begins = format!("the base URL {reason}; ");
            assert!(message.starts_with(&begins) && message.len() > begins.len(), "{text}: {message}");
        }
    }

    #[test]
    fn slashes_at_the_end_are_removed() {
        for text in ["https://api.join.com/v2", "https://api.join.com/v2/", "https://api.join.com/v2//"] {
            assert_eq!(text.parse::<BaseUrl>().unwrap().as_str(), "https://api.join.com/v2");
        }
        let root: BaseUrl = "https://api.join.com/".parse().unwrap();
        assert_eq!((root.as_str(), root.path()), ("https://api.join.com", ""));
        assert_eq!(root.with_path("/jobs").as_str(), "https://api.join.com/jobs");
    }
}
