//! Settings: the environment, the builder, and what is refused before a client exists.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use reqwest::header::HeaderMap;

use crate::audit::{AuditSink, HashKey};
use crate::error::{Error, ErrorKind, Result};
use crate::join::{Join, Settings, Shared};
use crate::journal::Journal;
use crate::retry::RetryPolicy;
use crate::tags::{TagLimits, TagLock};
use crate::telemetry::Observer;
use crate::tls;
use crate::token::ApiToken;

/// Where JOIN's API lives (evidence: vendor).
pub const DEFAULT_BASE_URL: &str = "https://api.join.com/v2";

/// The settings that the environment gives: `JOIN_API_TOKEN`, and `JOIN_BASE_URL` if it is not JOIN's own.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Config {
    /// The token.
    pub token: ApiToken,
    /// Base URL of the API, version included.
    pub base_url: String,
}

impl Config {
    /// Reads the environment of the process.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] when `JOIN_API_TOKEN` is not set or unusable. Set it to the raw token.
    pub fn from_env() -> Result<Self> {
        Self::from_vars(|name| std::env::var(name).ok())
    }

    /// Reads variables from anywhere, by name.
    ///
    /// ```
    /// use join_sdk::Config;
    ///
    /// let config = Config::from_vars(|name| (name == "JOIN_API_TOKEN").then(|| "4f7a9c".to_owned()))?;
    /// assert_eq!(config.base_url, join_sdk::DEFAULT_BASE_URL);
    /// # Ok::<(), join_sdk::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`from_env`](Self::from_env).
    pub fn from_vars(var: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let token = var("JOIN_API_TOKEN").ok_or_else(|| {
            Error::new(
                ErrorKind::Config,
                "JOIN_API_TOKEN is not set; make a token in JOIN under User Settings, API Credentials",
            )
        })?;
        let base_url = var("JOIN_BASE_URL").filter(|url| !url.trim().is_empty());
        Ok(Self {
            token: ApiToken::new(token)?,
            base_url: base_url.unwrap_or_else(|| DEFAULT_BASE_URL.to_owned()),
        })
    }

    /// A builder with these settings.
    pub fn builder(self) -> JoinBuilder {
        JoinBuilder::new(self.token).base_url(self.base_url)
    }
}

/// Makes a [`Join`]: see [`Join::builder`].
#[derive(Clone)]
#[must_use]
pub struct JoinBuilder {
    pub(crate) token: ApiToken,
    pub(crate) settings: Settings,
    pub(crate) max_answer_size: u64,
    pub(crate) read_timeout: Duration,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) tag_lock: Option<Arc<dyn TagLock>>,
    pub(crate) tag_limits: TagLimits,
    pub(crate) refuse_writes: bool,
    pub(crate) journal: Option<Journal>,
    pub(crate) audit: Option<Arc<dyn AuditSink>>,
    pub(crate) audit_key: Option<HashKey>,
    base_url: String,
    user_agent: Option<String>,
    connect_timeout: Duration,
}

impl JoinBuilder {
    pub(crate) fn new(token: ApiToken) -> Self {
        Self {
            token,
            settings: Settings {
                attempt_timeout: Duration::from_secs(30),
                call_timeout: Duration::from_secs(120),
                retry: RetryPolicy::default(),
                settle: Duration::from_secs(2),
                headers: HeaderMap::new(),
                actor: None,
                reason: None,
            },
            max_answer_size: 32 * 1024 * 1024,
            read_timeout: Duration::from_secs(30),
            observer: None,
            tag_lock: None,
            tag_limits: TagLimits::default(),
            refuse_writes: false,
            journal: None,
            audit: None,
            audit_key: None,
            base_url: DEFAULT_BASE_URL.to_owned(),
            user_agent: None,
            connect_timeout: Duration::from_secs(10),
        }
    }

    /// Base URL of the API, version included; [`DEFAULT_BASE_URL`] unless set. It must be https, or http to this machine.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }

    /// What names your service to JOIN, such as `acme-idv/1.4`. The SDK's own name follows it.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// How long to wait for a connection; 10 s unless set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long one attempt may take, its answer's body included; 30 s unless set.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.settings.attempt_timeout = timeout;
        self
    }

    /// How long a call may take with all its attempts and waits; 120 s unless set.
    pub fn call_timeout(mut self, timeout: Duration) -> Self {
        self.settings.call_timeout = timeout;
        self
    }

    /// How long a download may stand still; 30 s unless set. A download has no total timeout.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.read_timeout = timeout;
        self
    }

    /// When a call is tried again.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.settings.retry = policy;
        self
    }

    /// How often a request is tried at most, the first time included; 4 unless set. Writes are repeated only where that
    /// can't do them twice.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.settings.retry = self.settings.retry.max_attempts(attempts);
        self
    }

    /// Bytes that the body of an answer may have, once unpacked; 32 MiB unless set. Downloads have a cap of their own.
    pub fn max_answer_size(mut self, bytes: u64) -> Self {
        self.max_answer_size = bytes;
        self
    }

    /// Who is told of each call when it has ended.
    pub fn observer(mut self, observer: impl Observer) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// Who keeps a record of each write.
    pub fn audit(mut self, sink: impl AuditSink) -> Self {
        self.audit = Some(Arc::new(sink));
        self
    }

    /// The key for hashes of the tags of others and of notes in records; drawn for each client unless set, so that only
    /// hashes of one client can be compared.
    pub fn audit_key(mut self, key: HashKey) -> Self {
        self.audit_key = Some(key);
        self
    }

    /// The journal of what is written: for notes that must not come twice, and for runs over many candidates.
    pub fn journal(mut self, journal: Journal) -> Self {
        self.journal = Some(journal);
        self
    }

    /// A lock for each candidate that several processes share. Clones of one client take turns without it.
    pub fn tag_lock(mut self, lock: impl TagLock) -> Self {
        self.tag_lock = Some(Arc::new(lock));
        self
    }

    /// How many tags a candidate may have, and how long one may be. JOIN's limits are unknown, so the usual ones are wide.
    pub fn tag_limits(mut self, limits: TagLimits) -> Self {
        self.tag_limits = limits;
        self
    }

    /// Refuses every write with [`ErrorKind::ReadOnly`], before anything is sent: for a process that must not change
    /// anything, whatever code runs in it. [`Join::read_only`] says the same by type.
    pub fn refuse_writes(mut self) -> Self {
        self.refuse_writes = true;
        self
    }

    /// Makes the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] when the base URL or the user agent is unusable, or TLS can't be set up.
    pub fn build(self) -> Result<Join> {
        let base = checked_base_url(&self.base_url)?;
        let own = concat!("join-sdk-rust/", env!("CARGO_PKG_VERSION"));
        let user_agent =
            self.user_agent.as_ref().map_or_else(|| own.to_owned(), |name| format!("{name} {own}"));
        let builder = || {
            reqwest::Client::builder()
                .user_agent(&user_agent)
                .connect_timeout(self.connect_timeout)
                .redirect(reqwest::redirect::Policy::none())
        };
        let http = tls::build(builder, base.scheme() == "https")?;
        Ok(Join::new(Shared::new(&self, http, base)?, self.settings))
    }
}

impl fmt::Debug for JoinBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinBuilder")
            .field("base_url", &self.base_url)
            .field("user_agent", &self.user_agent)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// A base URL to which the token may go, without a trailing slash.
fn checked_base_url(text: &str) -> Result<Url> {
    let refuse = |why: &str| Err(Error::new(ErrorKind::Config, format!("the base URL {why}")));
    let Ok(mut url) = Url::parse(text.trim()) else {
        return refuse("is no absolute URL; JOIN's is https://api.join.com/v2");
    };
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) => {}
        "http" => return refuse("is plain http: the token would be readable on the way; use https"),
        _ => return refuse("is neither https nor http"),
    }
    if !url.has_host() {
        return refuse("has no host");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("holds a user name or password; the token is given apart");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return refuse("has a query or a fragment");
    }
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
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
            assert!(refusal(url).is_some_and(|words| words.contains("plain http")), "{url}");
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
            let words = refusal(url).unwrap_or_default();
            assert!(words.contains(reason), "{url}: {words}");
            assert!(!words.contains("secret"));
        }
    }

    #[test]
    fn a_trailing_slash_is_taken_off() {
        let url = checked_base_url("https://api.join.com/v2/").unwrap();
        assert_eq!(url.as_str(), "https://api.join.com/v2");
    }
}
