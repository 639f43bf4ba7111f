//! Starting and stopping a sandbox, and what its owner may ask of it.

use std::fmt;
use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::rate::{RateLimit, RateWindow};
use crate::record::{RecordedRequest, Recording};
use crate::server::{Shared, World, router};
use crate::{files, seed};

/// How long a graceful shutdown waits for requests that are still running.
const GRACE: Duration = Duration::from_secs(5);

/// A running sandbox. It stops when it is dropped: the port is freed and idle connections are closed as soon
/// as the runtime gets to it.
///
/// It runs on the tokio runtime that it was started on, and stops with it.
pub struct JoinSandbox {
    shared: Arc<Shared>,
    base_url: String,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<()>,
}

impl JoinSandbox {
    /// Starts a sandbox with the usual company on a free loopback port.
    ///
    /// # Errors
    ///
    /// Fails when the system gives no port.
    pub async fn start() -> io::Result<JoinSandbox> {
        Self::builder().start().await
    }

    /// A builder for a sandbox with its own port, seed, size, token or rate limit.
    pub fn builder() -> JoinSandboxBuilder {
        JoinSandboxBuilder {
            port: 0,
            seed: 1,
            applications: 120,
            token: None,
            rate_limit: None,
            latency: Duration::ZERO,
        }
    }

    /// Where the API is: `http://127.0.0.1:PORT/v2`, without a slash at the end.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The token that the `Authorization` header must hold, raw, without a scheme word.
    pub fn token(&self) -> &str {
        &self.shared.token
    }

    /// The latest requests received with their bodies, oldest first: 1,000 of them, and 64 MiB of bodies, at most.
    ///
    /// Refused requests are among them. Each is recorded before it is answered, so whoever has an answer finds its
    /// request here.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.shared.world().recording.to_vec()
    }

    /// The notes on a candidate, oldest first; none when the candidate is unknown.
    ///
    /// The API has no operation that lists notes, so tests look at them here.
    pub fn notes(&self, candidate_id: i64) -> Vec<String> {
        self.shared.world().store.notes_of(candidate_id)
    }

    /// Stops taking connections, lets running requests end for up to five seconds, and frees the port.
    pub async fn shutdown(mut self) {
        self.stop.take();
        // What doesn't end in time, or was aborted, ends with the drop.
        let _ = tokio::time::timeout(GRACE, &mut self.server).await;
    }
}

impl Drop for JoinSandbox {
    fn drop(&mut self) {
        // Dropping the sender closes idle connections; aborting the server frees the port.
        self.stop.take();
        self.server.abort();
    }
}

impl fmt::Debug for JoinSandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinSandbox").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

/// Says how a sandbox shall be before it starts. Made by [`JoinSandbox::builder`].
#[derive(Clone)]
pub struct JoinSandboxBuilder {
    port: u16,
    seed: u64,
    applications: usize,
    token: Option<String>,
    rate_limit: Option<RateLimit>,
    latency: Duration,
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
    pub fn latency(mut self, latency: Duration) -> Self {
        self.latency = latency;
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
        let world = World {
            store: seed::company(self.seed, self.applications),
            recording: Recording::default(),
            window: RateWindow::new(self.rate_limit),
            served: 0,
        };
        let token = self.token.unwrap_or_else(|| default_token(self.seed));
        let shared = Arc::new(Shared { origin, token, latency: self.latency, world: Mutex::new(world) });
        let (stop, stopped) = oneshot::channel();
        let serve = axum::serve(listener, router(Arc::clone(&shared))).with_graceful_shutdown(async {
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
            .finish_non_exhaustive()
    }
}

fn default_token(seed: u64) -> String {
    format!("sandbox-token-{:016x}", files::digest(seed, &["token"]))
}
