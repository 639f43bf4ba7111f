//! The transport seam: every request of the generated client goes through it.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use progenitor_client::{ClientHooks, ClientInfo, Error, OperationInfo};

use crate::Client;

/// A boxed future, for object-safe async traits. On wasm it is not `Send`, like the HTTP client's futures there.
#[cfg(not(target_arch = "wasm32"))]
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A boxed future, for object-safe async traits. It stays on its thread.
#[cfg(target_arch = "wasm32")]
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// Sends a request to the server: the place for the token, a host check, timeouts and telemetry.
///
/// ```
/// use join_client::{Transport, BoxFuture};
///
/// #[derive(Debug)]
/// struct Polite;
///
/// impl Transport for Polite {
///     fn prepare(&self, request: &mut reqwest::Request) -> Result<(), String> {
///         request.headers_mut().insert("user-agent", reqwest::header::HeaderValue::from_static("acme-idv/1.4"));
///         Ok(())
///     }
///     fn send<'a>(&'a self, http: &'a reqwest::Client, request: reqwest::Request) -> BoxFuture<'a, reqwest::Result<reqwest::Response>> {
///         Box::pin(http.execute(request))
///     }
/// }
/// ```
pub trait Transport: fmt::Debug + Send + Sync + 'static {
    /// Inspects the request before it is sent, and may change or refuse it.
    ///
    /// # Errors
    ///
    /// The reason for a refusal. The caller gets it as [`Error::Custom`], and nothing is sent.
    fn prepare(&self, request: &mut reqwest::Request) -> Result<(), String> {
        let _ = request;
        Ok(())
    }

    /// Sends the request once and returns the response, whatever its status.
    fn send<'a>(
        &'a self,
        http: &'a reqwest::Client,
        request: reqwest::Request,
    ) -> BoxFuture<'a, reqwest::Result<reqwest::Response>>;
}

/// The settings of a [`Client`] for its requests.
///
/// ```no_run
/// use std::sync::Arc;
/// use join_client::{BaseUrl, Client, Inner, Transport};
///
/// # fn example(base: BaseUrl, transport: Arc<dyn Transport>) {
/// let client = Client::new_with_client(base, reqwest::Client::new(), Inner::new(transport));
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Inner {
    transport: Arc<dyn Transport>,
}

impl Inner {
    /// Sends every request through `transport`.
    pub fn new(transport: Arc<dyn Transport>) -> Self {
        Self { transport }
    }
}

impl Default for Inner {
    /// Sends every request unchanged.
    fn default() -> Self {
        Self::new(Arc::new(Direct))
    }
}

#[derive(Debug)]
struct Direct;

impl Transport for Direct {
    fn send<'a>(
        &'a self,
        http: &'a reqwest::Client,
        request: reqwest::Request,
    ) -> BoxFuture<'a, reqwest::Result<reqwest::Response>> {
        Box::pin(http.execute(request))
    }
}

impl ClientHooks<Inner> for Client {
    async fn pre<E>(&self, request: &mut reqwest::Request, _: &OperationInfo) -> Result<(), Error<E>> {
        self.inner().transport.prepare(request).map_err(Error::Custom)
    }

    async fn exec(&self, request: reqwest::Request, _: &OperationInfo) -> reqwest::Result<reqwest::Response> {
        self.inner().transport.send(self.client(), request).await
    }
}
