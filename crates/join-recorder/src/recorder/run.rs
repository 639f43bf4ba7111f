//! The start and the end of a recorder.

use std::fmt;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::proxy::{Proxy, router};
use super::session::Session;
use super::upstream::Upstream;
use crate::error::Error;
use crate::fakes::source::Fakes;
use crate::redaction::request::Redactor;

/// How long the end of a recorder waits for running requests.
const GRACE: Duration = Duration::from_secs(5);

/// A running recorder. It stops when dropped, and what it recorded is gone.
///
/// It listens on loopback and passes each request on to JOIN, with the token that the program sends. The token goes
/// nowhere else and is never kept.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let account = join_sandbox::JoinSandbox::start().await?;
/// # let (upstream, token) = (account.base_url(), account.token());
/// use join_recorder::Recorder;
///
/// // let upstream = "https://api.join.com/v2";
/// let recorder = Recorder::start(upstream).await?;
/// let jobs = format!("{}/jobs?page=1", recorder.base_url()); // what the program's base URL is now
/// reqwest::Client::new().get(jobs).header("Authorization", token).send().await?.error_for_status()?;
///
/// let recording = recorder.stop().await.recording()?;
/// assert_eq!(recording.exchanges().len(), 1);
/// assert!(!recording.to_text()?.contains(token));
/// # Ok(())
/// # }
/// ```
pub struct Recorder {
    proxy: Arc<Proxy>,
    base_url: String,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<()>,
}

impl Recorder {
    /// Starts a recorder in front of a base URL, such as `https://api.join.com/v2`.
    ///
    /// # Errors
    ///
    /// Fails when the base URL is neither https nor on this machine, or when the system has no free port.
    pub async fn start(upstream: &str) -> Result<Self, Error> {
        Self::builder(upstream).start().await
    }

    /// Settings of a recorder.
    ///
    /// ```
    /// let recorder = join_recorder::Recorder::builder("https://api.join.com/v2").keep_tag_prefix("persona:");
    /// ```
    pub fn builder(upstream: &str) -> RecorderBuilder {
        RecorderBuilder { upstream: upstream.to_owned(), port: 0, kept_prefixes: Vec::new() }
    }

    /// The base URL for the program, without a final slash.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The places so far that the API document doesn't know, without values. See [`Session::unknown_fields`].
    pub fn unknown_fields(&self) -> Vec<String> {
        self.proxy.unknown_fields()
    }

    /// Stops the recorder and returns what was recorded.
    ///
    /// It takes no new connections, and waits up to five seconds for running requests.
    pub async fn stop(mut self) -> Session {
        self.stop.take();
        // Requests that don't end in time end with the drop.
        let _ = tokio::time::timeout(GRACE, &mut self.server).await;
        self.proxy.session()
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.stop.take();
        self.server.abort();
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

/// The settings of a [`Recorder`].
///
/// ```no_run
/// # async fn example() -> Result<(), join_recorder::Error> {
/// use join_recorder::Recorder;
///
/// let recorder = Recorder::builder("https://api.join.com/v2")
///     .port(8090)
///     .keep_tag_prefix("persona:")
///     .start()
///     .await?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct RecorderBuilder {
    upstream: String,
    port: u16,
    kept_prefixes: Vec<String>,
}

impl RecorderBuilder {
    /// Sets the loopback port. The default, 0, takes a free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Keeps this beginning of tags, such as `persona:`, in the recording. Can be called again.
    ///
    /// Name what your program writes itself, and nothing that says who somebody is.
    #[must_use]
    pub fn keep_tag_prefix(mut self, prefix: impl Into<String>) -> Self {
        let prefix = prefix.into();
        if !prefix.is_empty() {
            self.kept_prefixes.push(prefix);
        }
        self
    }

    /// Starts the recorder.
    ///
    /// # Errors
    ///
    /// Fails when the base URL is neither https nor on this machine, or when the port can't be bound.
    pub async fn start(self) -> Result<Recorder, Error> {
        let upstream = Upstream::new(&self.upstream)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port)).await.map_err(Error::Listen)?;
        let origin = format!("http://{}", listener.local_addr().map_err(Error::Listen)?);
        let path = upstream.base.path().trim_end_matches('/').to_owned();
        let redactor = Redactor::new(Fakes::new(&upstream.base, self.kept_prefixes)?, &path);
        let base_url = format!("{origin}{path}");
        let proxy = Arc::new(Proxy::new(upstream, origin, redactor));
        let (stop, stopped) = oneshot::channel::<()>();
        let serve = axum::serve(listener, router(Arc::clone(&proxy))).with_graceful_shutdown(async {
            // An error means a dropped sender, which is the signal.
            let _ = stopped.await;
        });
        let server = tokio::spawn(async {
            // Serving ends only with the graceful shutdown, without errors.
            let _ = serve.await;
        });
        Ok(Recorder { proxy, base_url, stop: Some(stop), server })
    }
}

impl fmt::Debug for RecorderBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The base URL can hold a password before it is checked.
        f.debug_struct("RecorderBuilder")
            .field("port", &self.port)
            .field("kept_prefixes", &self.kept_prefixes)
            .finish_non_exhaustive()
    }
}
