//! How a sandbox shall be, and starting it.

use std::fmt;
use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};

use crate::chance::Faults;
use crate::latency::{Latency, Way};
use crate::operation::Counts;
use crate::rate::{RateLimit, RateWindow};
use crate::record::Recording;
use crate::sandbox::JoinSandbox;
use crate::server::{Shared, World, router};
use crate::tags::TagHandling;
use crate::wire::{Doorstep, Scissors};
use crate::{files, seed};

/// Says how a sandbox shall be before it starts. Made by [`JoinSandbox::builder`].
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
        }
    }
}

impl JoinSandboxBuilder {
    /// Listens on this loopback port. The default, 0, takes a free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Seeds the candidates and applications. The default is 1; the same seed gives the same data.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Starts with this many applications, 120 by default. 100,000 take a fraction of a second in a release build.
    #[must_use]
    pub fn applications(mut self, applications: usize) -> Self {
        self.applications = applications;
        self
    }

    /// Takes this token in place of the default one, which is fixed for a seed and plainly fake.
    #[must_use]
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Answers 429 to what is over this limit. The default, `None`, lets everything through.
    ///
    /// Without a limit the `x-ratelimit-*` headers tell of a notional one that is never used up.
    #[must_use]
    pub fn rate_limit(mut self, rate_limit: Option<RateLimit>) -> Self {
        self.rate_limit = rate_limit;
        self
    }

    /// Lets each request wait this long before it is looked at, as if JOIN were far away. The default is not at all.
    #[must_use]
    pub fn latency(mut self, latency: impl Into<Latency>) -> Self {
        self.latency = latency.into();
        self
    }

    /// Lets each answer wait this long after its request took effect. The default is not at all.
    #[must_use]
    pub fn answer_latency(mut self, latency: impl Into<Latency>) -> Self {
        self.answer_latency = latency.into();
        self
    }

    /// Lets faults strike by chance. The default is none; see also [`JoinSandbox::set_faults`].
    #[must_use]
    pub fn faults(mut self, faults: Faults) -> Self {
        self.faults = faults;
        self
    }

    /// Keeps this many of the latest requests for [`JoinSandbox::requests`], 1,000 by default.
    #[must_use]
    pub fn recorded(mut self, requests: usize) -> Self {
        self.recorded = requests;
        self
    }

    /// Treats tags that are sent like this. The default keeps them as they are; see also
    /// [`JoinSandbox::set_tag_handling`].
    #[must_use]
    pub fn tag_handling(mut self, handling: TagHandling) -> Self {
        self.tag_handling = handling;
        self
    }

    /// Whether the answer to a write of tags holds the tags that are kept, as it does by default. JOIN's is unknown.
    #[must_use]
    pub fn answer_tags(mut self, answered: bool) -> Self {
        self.answer_tags = answered;
        self
    }

    /// Lets this many reads after each write of tags show the set from before, none by default; see
    /// [`JoinSandbox::stale_reads`].
    #[must_use]
    pub fn stale_reads(mut self, reads: u32) -> Self {
        self.stale_reads = reads;
        self
    }

    /// Makes the company, binds the port and starts to answer.
    ///
    /// # Errors
    ///
    /// Fails when the port can't be bound, for instance because it is taken.
    pub async fn start(self) -> io::Result<JoinSandbox> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port)).await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let base_url = format!("{origin}/v2");
        let mut store = seed::company(self.seed, self.applications);
        store.tag_rules.handling = self.tag_handling;
        store.tag_rules.answered = self.answer_tags;
        store.tag_rules.stale_reads = self.stale_reads;
        let world = World {
            store,
            recording: Recording::new(self.recorded),
            window: RateWindow::new(self.rate_limit),
            served: 0,
            counts: Counts::default(),
            hooks: Arc::default(),
            faults: self.faults,
        };
        let token = self.token.unwrap_or_else(|| default_token(self.seed));
        let shared = Arc::new(Shared {
            origin,
            token,
            there: Way::new(self.latency, self.seed, "there"),
            back: Way::new(self.answer_latency, self.seed, "back"),
            world: Mutex::new(world),
            late: watch::Sender::new(0),
        });
        let service = router(Arc::clone(&shared)).into_make_service_with_connect_info::<Scissors>();
        let (stop, stopped) = oneshot::channel();
        let serve = axum::serve(Doorstep(listener), service).with_graceful_shutdown(async {
            // An error means that the sender is gone, which is the signal.
            let _ = stopped.await;
        });
        let server = tokio::spawn(async {
            // Serving ends with the graceful shutdown only; it has no errors to report.
            let _ = serve.await;
        });
        Ok(JoinSandbox { shared, base_url, stop: Some(stop), server })
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
    format!("sandbox-token-{:016x}", files::digest(seed, &["token"]))
}
