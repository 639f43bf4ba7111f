//! The settings of a sandbox, and its start.

use std::fmt;
use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Extension;
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};

use crate::company::digest::digest;
use crate::company::seed;
use crate::company::tags::TagHandling;
use crate::company::world::Shared;
use crate::faults::cut_connections::{ConnectionCutter, CuttableListener};
use crate::faults::latency::{Latency, LatencySource};
use crate::faults::random::Faults;
use crate::faults::rate::{RateLimit, RateWindow};
use crate::faults::recording::Recording;
use crate::http::app::{App, Traffic};
use crate::http::operation::Counts;
use crate::http::paging::Paging;
use crate::http::replay::Replay;
use crate::http::server::{replaying, router};
use crate::replay::file::Recording as RecordedSession;
use crate::replay::player::Player;
use crate::sandbox::JoinSandbox;

// Stands here because the builder makes the sandbox: the other way round would be a circle.
impl JoinSandbox {
    /// Starts a sandbox with the default company on a free loopback port.
    ///
    /// # Errors
    ///
    /// Fails when the system has no free port.
    pub async fn start() -> io::Result<JoinSandbox> {
        Self::builder().start().await
    }

    /// A builder, to set the port, seed, size, token or rate limit.
    pub fn builder() -> JoinSandboxBuilder {
        JoinSandboxBuilder::default()
    }
}

/// The settings of a sandbox before its start. See [`JoinSandbox::builder`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::Duration;
/// use join_sandbox::{JoinSandbox, RateLimit};
///
/// let sandbox = JoinSandbox::builder()
///     .seed(7)
///     .applications(500)
///     .rate_limit(Some(RateLimit { requests: 100, window: Duration::from_secs(1) }))
///     .latency(Duration::from_millis(20))
///     .start()
///     .await?;
/// assert_eq!(sandbox.application_count(), 500);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct JoinSandboxBuilder {
    port: u16,
    seed: u64,
    applications: usize,
    token: Option<String>,
    rate_limit: Option<RateLimit>,
    latency: Latency,
    answer_latency: Latency,
    faults: Faults,
    recorded: usize,
    tag_handling: TagHandling,
    answer_tags: bool,
    stale_reads: u32,
    paging: Paging,
    job_slots: Option<usize>,
    replay: Option<RecordedSession>,
}

impl Default for JoinSandboxBuilder {
    fn default() -> Self {
        JoinSandboxBuilder {
            port: 0,
            seed: 1,
            applications: 120,
            token: None,
            rate_limit: None,
            latency: Duration::ZERO.into(),
            answer_latency: Duration::ZERO.into(),
            faults: Faults::default(),
            recorded: 1_000,
            tag_handling: TagHandling::default(),
            answer_tags: true,
            stale_reads: 0,
            paging: Paging::default(),
            job_slots: None,
            replay: None,
        }
    }
}

impl JoinSandboxBuilder {
    /// Sets the loopback port. The default, 0, takes a free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Sets the seed of candidates and applications. The default is 1; the same seed gives the same data.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets the number of applications at the start, 120 by default.
    ///
    /// 100,000 take a fraction of a second in a release build.
    #[must_use]
    pub fn applications(mut self, applications: usize) -> Self {
        self.applications = applications;
        self
    }

    /// Sets the token. The default is fixed for a seed and plainly fake.
    #[must_use]
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Sets the rate limit. Requests over it get a 429. The default is `None`.
    ///
    /// Without a limit the `x-ratelimit-*` headers show a notional one that is never used up.
    #[must_use]
    pub fn rate_limit(mut self, rate_limit: Option<RateLimit>) -> Self {
        self.rate_limit = rate_limit;
        self
    }

    /// Delays each request before it is handled, as if JOIN were far away. The default is zero.
    #[must_use]
    pub fn latency(mut self, latency: impl Into<Latency>) -> Self {
        self.latency = latency.into();
        self
    }

    /// Delays each response after its request took effect. The default is zero.
    #[must_use]
    pub fn answer_latency(mut self, latency: impl Into<Latency>) -> Self {
        self.answer_latency = latency.into();
        self
    }

    /// Injects random faults. The default is none; see also [`JoinSandbox::set_faults`].
    #[must_use]
    pub fn faults(mut self, faults: Faults) -> Self {
        self.faults = faults;
        self
    }

    /// Sets the number of requests kept for [`JoinSandbox::requests`], 1,000 by default.
    #[must_use]
    pub fn recorded(mut self, requests: usize) -> Self {
        self.recorded = requests;
        self
    }

    /// Sets the handling of sent tags. The default keeps them unchanged; see also
    /// [`JoinSandbox::set_tag_handling`].
    #[must_use]
    pub fn tag_handling(mut self, handling: TagHandling) -> Self {
        self.tag_handling = handling;
        self
    }

    /// Sets whether the response to a tag write holds the stored tags. The default is true; JOIN's own is unknown.
    #[must_use]
    pub fn answer_tags(mut self, answered: bool) -> Self {
        self.answer_tags = answered;
        self
    }

    /// Makes this many reads after each tag write show the old tags, none by default.
    ///
    /// See [`JoinSandbox::stale_reads`].
    #[must_use]
    pub fn stale_reads(mut self, reads: u32) -> Self {
        self.stale_reads = reads;
        self
    }

    /// Sets how lists are paged. The default is as JOIN is known to do it.
    #[must_use]
    pub fn paging(mut self, paging: Paging) -> Self {
        self.paging = paging;
        self
    }

    /// Sets how many jobs the plan allows online and offline at once; a write beyond it gets a 403 that speaks of the plan.
    ///
    /// The default is any number. The seeded company has six such jobs, which stay even where the plan has fewer slots.
    #[must_use]
    pub fn job_slots(mut self, slots: usize) -> Self {
        self.job_slots = Some(slots);
        self
    }

    /// Responds from a recording instead of a company.
    ///
    /// Each request gets the recorded responses to the same method, path and query, one after the other, with their
    /// status, headers and body. A read gets the last one again; a further write, and a request that is not in the recording,
    /// get a 404 of the type `NOT_RECORDED`. The token, the limits and the faults of the sandbox hold as ever.
    #[must_use]
    pub fn replay(mut self, recording: RecordedSession) -> Self {
        self.replay = Some(recording);
        self
    }

    /// Creates the company, binds the port and starts the server.
    ///
    /// # Errors
    ///
    /// Fails when the port can't be bound, for example because it is taken.
    pub async fn start(self) -> io::Result<JoinSandbox> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port)).await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let base_url = format!("{origin}/v2");
        let mut store = seed::company(self.seed, self.applications);
        store.tag_rules.handling = self.tag_handling;
        store.tag_rules.answered = self.answer_tags;
        store.tag_rules.stale_reads = self.stale_reads;
        store.job_slots = self.job_slots;
        let traffic = Traffic {
            recording: Recording::new(self.recorded),
            window: RateWindow::new(self.rate_limit),
            served: 0,
            counts: Counts::default(),
        };
        let app = Arc::new(App {
            shared: Arc::new(Shared::new(origin, store)),
            token: self.token.unwrap_or_else(|| default_token(self.seed)),
            there: LatencySource::new(self.latency, self.seed, "there"),
            back: LatencySource::new(self.answer_latency, self.seed, "back"),
            traffic: Mutex::new(traffic),
            hooks: Mutex::default(),
            faults: Mutex::new(self.faults),
            late: watch::Sender::new(0),
        });
        let routes = match self.replay {
            Some(recording) => {
                let player = Arc::new(Player::new(recording));
                replaying(Arc::clone(&app), Replay { player, origin: app.shared.origin.as_str().into() })
            }
            None => router(Arc::clone(&app)),
        };
        let service =
            routes.layer(Extension(self.paging)).into_make_service_with_connect_info::<ConnectionCutter>();
        let (stop, stopped) = oneshot::channel();
        let serve = axum::serve(CuttableListener(listener), service).with_graceful_shutdown(async {
            // An error means a dropped sender, which is the signal.
            let _ = stopped.await;
        });
        let server = tokio::spawn(async {
            // Serving ends only with the graceful shutdown, without errors.
            let _ = serve.await;
        });
        Ok(JoinSandbox { app, base_url, stop: Some(stop), server })
    }
}

impl fmt::Debug for JoinSandboxBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinSandboxBuilder")
            .field("port", &self.port)
            .field("seed", &self.seed)
            .field("applications", &self.applications)
            .field("rate_limit", &self.rate_limit)
            .field("latency", &self.latency)
            .field("answer_latency", &self.answer_latency)
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}

fn default_token(seed: u64) -> String {
    format!("sandbox-token-{:016x}", digest(seed, &["token"]))
}
