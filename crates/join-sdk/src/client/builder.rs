//! The client's settings: the environment, the builder, and their checks.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use join_client::BaseUrl;
use reqwest::header::HeaderMap;

use crate::attribution::Attribution;
use crate::call::handle::{Handle, Shared};
use crate::call::in_flight::InFlight;
use crate::call::observer::Observer;
use crate::call::retry::{Budget, RetryPolicy};
use crate::call::settings::Settings;
use crate::client::Join;
use crate::error::{Error, ErrorKind, Result};
use crate::pacer::Pacer;
use crate::pacer::quota::QuotaStore;
use crate::records::audit::{HashKey, Sink};
use crate::records::journal::Journal;
use crate::tags::{Queues, TagLimits, TagLock};
use crate::transport::clients::{HttpClients, HttpSettings};
use crate::transport::connection::Connection;
use crate::transport::origin::checked_base_url;
use crate::transport::proxy::Route;
use crate::transport::token::ApiToken;

/// The base URL of JOIN's API (evidence: vendor).
pub const DEFAULT_BASE_URL: &str = "https://api.join.com/v2";

/// Settings from the environment: `JOIN_API_TOKEN`, and `JOIN_BASE_URL` for another server than JOIN's own.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Config {
    /// The token.
    pub token: ApiToken,
    /// Base URL of the API, version included.
    pub base_url: String,
}

impl Config {
    /// Reads the process environment.
    ///
    /// ```no_run
    /// # fn example() -> join_sdk::Result<()> {
    /// let join = join_sdk::Config::from_env()?.builder().user_agent("acme-idv/1.4").build()?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] when `JOIN_API_TOKEN` is not set or invalid. Set it to the raw token.
    pub fn from_env() -> Result<Self> {
        Self::from_vars(|name| std::env::var(name).ok())
    }

    /// Reads variables by name from any source.
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

    /// Creates a builder with these settings.
    pub fn builder(self) -> JoinBuilder {
        JoinBuilder::new(self.token).base_url(self.base_url)
    }
}

/// Builds a [`Join`]: see [`Join::builder`].
///
/// ```
/// use std::time::Duration;
/// use join_sdk::{ApiToken, Join, RetryPolicy};
///
/// let join = Join::builder(ApiToken::new("4f7a9c")?)
///     .user_agent("acme-idv/1.4")
///     .call_timeout(Duration::from_secs(60))
///     .retry(RetryPolicy::default().max_attempts(8))
///     .build()?;
/// # Ok::<(), join_sdk::Error>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct JoinBuilder {
    token: ApiToken,
    settings: Settings,
    max_response_size: u64,
    read_timeout: Duration,
    observer: Option<Arc<dyn Observer>>,
    quota_store: Option<Arc<dyn QuotaStore>>,
    tag_lock: Option<Arc<dyn TagLock>>,
    tag_limits: TagLimits,
    refuse_writes: bool,
    journal: Option<Journal>,
    audit: Option<Arc<dyn Sink>>,
    audit_key: Option<HashKey>,
    base_url: String,
    user_agent: Option<String>,
    connect_timeout: Duration,
    proxy: Option<String>,
}

impl JoinBuilder {
    fn new(token: ApiToken) -> Self {
        Self {
            token,
            settings: Settings {
                attempt_timeout: Duration::from_secs(30),
                call_timeout: Duration::from_secs(120),
                retry: RetryPolicy::default(),
                settle: Duration::from_secs(120),
                resends: false,
                headers: HeaderMap::new(),
                attribution: Attribution::default(),
                request_ids: None,
            },
            max_response_size: 32 * 1024 * 1024,
            read_timeout: Duration::from_secs(30),
            observer: None,
            quota_store: None,
            tag_lock: None,
            tag_limits: TagLimits::default(),
            refuse_writes: false,
            journal: None,
            audit: None,
            audit_key: None,
            base_url: DEFAULT_BASE_URL.to_owned(),
            user_agent: None,
            connect_timeout: Duration::from_secs(10),
            proxy: None,
        }
    }

    /// Base URL of the API, version included; [`DEFAULT_BASE_URL`] unless set. It must be https, or http to this machine.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }

    /// The user agent of your service, such as `acme-idv/1.4`. The SDK's own name follows it.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// The proxy for every request, such as `http://proxy.example:8080`; a user name and a password in it are sent to it.
    ///
    /// Unless set, https leaves through the proxy of `HTTPS_PROXY` or `ALL_PROXY`, except for the hosts of `NO_PROXY`. This
    /// machine is called directly, whatever the environment says, and so is the sandbox. `HTTP_PROXY` is never used, since
    /// a proxy can read plain http. [`Join::proxy`] says what is used.
    ///
    /// ```
    /// use join_sdk::{ApiToken, Join};
    ///
    /// let join = Join::builder(ApiToken::new("4f7a9c")?).proxy("http://proxy.example:8080").build()?;
    /// assert_eq!(join.proxy().to_string(), "through the proxy proxy.example:8080");
    /// # Ok::<(), join_sdk::Error>(())
    /// ```
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(url.into());
        self
    }

    /// Timeout of a connection; 10 s unless set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Timeout of one attempt, response body included; 30 s unless set.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.settings.attempt_timeout = timeout;
        self
    }

    /// Timeout of a call, all attempts and waits included; 120 s unless set.
    pub fn call_timeout(mut self, timeout: Duration) -> Self {
        self.settings.call_timeout = timeout;
        self
    }

    /// The time in which a create without a response may still arrive; 2 minutes unless set. See
    /// [`RequestOptions::settle`](crate::RequestOptions::settle).
    pub fn settle(mut self, time: Duration) -> Self {
        self.settings.settle = time;
        self
    }

    /// Whether a create is sent again after the settle time; false unless set. See
    /// [`RequestOptions::resend_after_settle`](crate::RequestOptions::resend_after_settle) for the risk.
    pub fn resend_after_settle(mut self, resend: bool) -> Self {
        self.settings.resends = resend;
        self
    }

    /// Timeout of a stalled download; 30 s unless set. A download has no total timeout.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.read_timeout = timeout;
        self
    }

    /// The retry policy.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.settings.retry = policy;
        self
    }

    /// Maximum attempts, the first one included; 4 unless set. Writes are retried only where a retry can't apply them
    /// twice.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.settings.retry = self.settings.retry.max_attempts(attempts);
        self
    }

    /// Cap on a response body, in bytes after decompression; 32 MiB unless set. Downloads have a cap of their own.
    pub fn max_response_size(mut self, bytes: u64) -> Self {
        self.max_response_size = bytes;
        self
    }

    /// Receives a report when a call ends.
    pub fn observer(mut self, observer: impl Observer) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// Receives a record of each write.
    pub fn audit(mut self, sink: impl Sink) -> Self {
        self.audit = Some(Arc::new(sink));
        self
    }

    /// The key for hashes in audit records, of others' tags and of notes. Random for each client unless set, so that only
    /// hashes of one client can be compared.
    pub fn audit_key(mut self, key: HashKey) -> Self {
        self.audit_key = Some(key);
        self
    }

    /// The journal of writes: for notes that must not be written twice, and for runs over many candidates.
    pub fn journal(mut self, journal: Journal) -> Self {
        self.journal = Some(journal);
        self
    }

    /// A quota that several processes share. Clones of one client share theirs without it.
    pub fn quota_store(mut self, store: impl QuotaStore) -> Self {
        self.quota_store = Some(Arc::new(store));
        self
    }

    /// A candidate lock that several processes share. Clones of one client take turns without it.
    pub fn tag_lock(mut self, lock: impl TagLock) -> Self {
        self.tag_lock = Some(Arc::new(lock));
        self
    }

    /// Limits on the number and the length of tags. JOIN's limits are unknown, so the defaults are wide.
    pub fn tag_limits(mut self, limits: TagLimits) -> Self {
        self.tag_limits = limits;
        self
    }

    /// Refuses every write with [`ErrorKind::ReadOnly`]; nothing is sent. For a process that must not change anything,
    /// whatever code runs in it. [`Join::read_only`] guarantees the same by type.
    pub fn refuse_writes(mut self) -> Self {
        self.refuse_writes = true;
        self
    }

    /// Builds the client. Sends nothing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] when the base URL, the proxy or the user agent is invalid, or TLS can't be set up.
    pub fn build(self) -> Result<Join> {
        let base = checked_base_url(&self.base_url)?;
        let own = concat!("join-sdk-rust/", env!("CARGO_PKG_VERSION"));
        let user_agent =
            self.user_agent.as_ref().map_or_else(|| own.to_owned(), |name| format!("{name} {own}"));
        let route = match &self.proxy {
            Some(url) => Route::through(url, base.url())?,
            None => Route::of_environment(base.url(), |name| std::env::var(name).ok()),
        };
        let https = base.url().scheme() == "https";
        let (connect_timeout, attempt_timeout) = (self.connect_timeout, self.settings.attempt_timeout);
        let settings = HttpSettings { user_agent, connect_timeout, attempt_timeout, route, https };
        let http = HttpClients::new(settings)?;
        let shared = self.shared(http, base)?;
        Ok(Join::new(Handle::new(shared, self.settings)))
    }

    fn shared(&self, http: HttpClients, base_url: BaseUrl) -> Result<Shared> {
        Ok(Shared {
            connection: Arc::new(Connection {
                http,
                base_url,
                token_header: self.token.header()?,
                max_response_size: self.max_response_size,
            }),
            read_timeout: self.read_timeout,
            pacer: Pacer::new(self.settings.retry.longest_wait, self.quota_store.clone()),
            observer: self.observer.clone(),
            journal: self.journal.clone(),
            audit: self.audit.clone(),
            audit_key: self.audit_key.clone().map_or_else(HashKey::random, Ok)?,
            in_flight: InFlight::default(),
            tag_queues: Queues::default(),
            tag_lock: self.tag_lock.clone(),
            tag_limits: self.tag_limits,
            refuse_writes: self.refuse_writes,
            budget: Mutex::new(Budget::new()),
        })
    }
}

impl Join {
    /// Creates a client from the environment: `JOIN_API_TOKEN`, `JOIN_BASE_URL`.
    ///
    /// ```no_run
    /// # fn example() -> join_sdk::Result<()> {
    /// let join = join_sdk::Join::from_env()?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) when the token is missing or a setting is invalid.
    pub fn from_env() -> Result<Self> {
        Self::builder_from_env()?.build()
    }

    /// Creates a builder from the environment, for a client with a journal or other settings.
    ///
    /// ```no_run
    /// # async fn example() -> join_sdk::Result<()> {
    /// use join_sdk::{Join, journal::Journal};
    ///
    /// let journal = Journal::open("notes.jsonl").await?;
    /// let join = Join::builder_from_env()?.journal(journal).build()?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) when the token is missing or invalid.
    pub fn builder_from_env() -> Result<JoinBuilder> {
        Ok(Config::from_env()?.builder())
    }

    /// Creates a builder with this token.
    ///
    /// ```
    /// use join_sdk::{ApiToken, Join};
    ///
    /// let join = Join::builder(ApiToken::new("4f7a9c")?).user_agent("acme-idv/1.4").build()?;
    /// # Ok::<(), join_sdk::Error>(())
    /// ```
    pub fn builder(token: ApiToken) -> JoinBuilder {
        JoinBuilder::new(token)
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
