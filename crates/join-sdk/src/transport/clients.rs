//! The HTTP clients of a connection: one that reuses connections, and one that doesn't, for the time after a doubt.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use reqwest::{Client, Request};

use crate::error::Result;
use crate::transport::proxy::Route;
use crate::transport::tls;

/// The longest time that an unused connection is kept.
///
/// Load balancers close unused connections after 30 to 60 seconds (evidence: inferred). A write on a connection that dies
/// at that moment has no response, and nobody knows whether it arrived.
const LONGEST_IDLE: Duration = Duration::from_secs(20);

/// As good as none: a request can't be freed of its client's timeout, only get another.
const NO_TIMEOUT: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// The settings of an HTTP client.
pub(crate) struct HttpSettings {
    pub(crate) user_agent: String,
    pub(crate) connect_timeout: Duration,
    /// Timeout of a whole attempt, where the attempt has no other.
    pub(crate) attempt_timeout: Duration,
    pub(crate) route: Route,
    /// Whether the base URL is https.
    pub(crate) https: bool,
}

impl HttpSettings {
    fn build(&self, reuse: bool) -> Result<Client> {
        let builder = || {
            let builder = Client::builder()
                .user_agent(&self.user_agent)
                .connect_timeout(self.connect_timeout)
                .timeout(self.attempt_timeout)
                .pool_idle_timeout(LONGEST_IDLE)
                .pool_max_idle_per_host(if reuse { usize::MAX } else { 0 })
                .redirect(reqwest::redirect::Policy::none());
            self.route.apply(builder)
        };
        tls::build(builder, self.https)
    }
}

/// The HTTP clients, and until when kept connections are in doubt.
pub(crate) struct HttpClients {
    settings: HttpSettings,
    pooled: Client,
    /// Built when it is first needed: most processes never need it.
    unpooled: OnceLock<Client>,
    started: Instant,
    /// In milliseconds from `started`; 0 without a doubt.
    doubtful_until: AtomicU64,
}

impl HttpClients {
    pub(crate) fn new(settings: HttpSettings) -> Result<Self> {
        Ok(Self {
            pooled: settings.build(true)?,
            settings,
            unpooled: OnceLock::new(),
            started: Instant::now(),
            doubtful_until: AtomicU64::new(0),
        })
    }

    /// The client for the next request.
    pub(crate) fn current(&self) -> &Client {
        let until = self.doubtful_until.load(Ordering::Relaxed);
        if until == 0 || self.elapsed() >= until {
            return &self.pooled;
        }
        if let Some(client) = self.unpooled.get() {
            return client;
        }
        match self.settings.build(false) {
            Ok(client) => self.unpooled.get_or_init(|| client),
            Err(_) => &self.pooled,
        }
    }

    /// Takes every kept connection out of use: a write was lost on one of them, so the others may be dead as well. Requests
    /// get connections of their own until the kept ones have been closed as unused.
    pub(crate) fn doubt(&self) {
        let until = self.elapsed().saturating_add(millis(LONGEST_IDLE)).saturating_add(1);
        self.doubtful_until.fetch_max(until, Ordering::Relaxed);
    }

    /// Gives the request its timeout. Another one than the client's own is held beside the request, which costs each copy of it.
    pub(crate) fn limit(&self, request: &mut Request, timeout: Option<Duration>) {
        let timeout = timeout.unwrap_or(NO_TIMEOUT);
        if timeout != self.settings.attempt_timeout {
            *request.timeout_mut() = Some(timeout);
        }
    }

    /// How requests leave.
    pub(crate) fn route(&self) -> &Route {
        &self.settings.route
    }

    fn elapsed(&self) -> u64 {
        millis(self.started.elapsed())
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::proxy::ProxyUse;

    #[test]
    fn a_doubt_ends_when_every_kept_connection_has_been_closed_as_unused() {
        assert!(LONGEST_IDLE < Duration::from_secs(30), "load balancers may close first");
        let base = "http://127.0.0.1:1/v2".parse().unwrap();
        let route = Route::of_environment(&base, |_| None);
        assert_eq!(route.usage, ProxyUse::Direct);
        let settings = HttpSettings {
            user_agent: "test".to_owned(),
            connect_timeout: Duration::from_secs(1),
            attempt_timeout: Duration::from_secs(1),
            route,
            https: false,
        };
        let mut clients = HttpClients::new(settings).unwrap();
        let is_pooled = |clients: &HttpClients| std::ptr::eq(clients.current(), &clients.pooled);
        assert!(is_pooled(&clients) && clients.unpooled.get().is_none());
        clients.doubt();
        assert!(!is_pooled(&clients));
        clients.started -= LONGEST_IDLE + Duration::from_millis(2);
        assert!(is_pooled(&clients));
        clients.doubt();
        assert!(!is_pooled(&clients), "the next lost write is the next doubt");
    }
}
