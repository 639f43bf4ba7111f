//! Servers on this machine, for whoever has the secret.

mod guard;
mod secret;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use axum::Router;
use axum::middleware::from_fn_with_state;
use clap::Args;
use tokio::net::TcpListener;

use crate::exit::{Failure, Outcome};
use crate::interrupt::Interrupts;

pub(crate) use guard::{TOO_LARGE, problem, refusal, stateless};

/// Bytes of a request's body.
pub(crate) const MOST_BYTES: usize = 32 * 1024 * 1024;

/// The options of a server on this machine.
#[derive(Args, Debug, Clone)]
pub(crate) struct ServerOptions {
    /// Port on 127.0.0.1; 0 takes a free one.
    #[arg(long, value_name = "NUMBER")]
    port: Option<u16>,
    /// File with the secret of this server, which only you can read; a new secret is written to it if it is not there.
    /// JOINCTL_SECRET holds a secret otherwise; without both, the file is `secret` in the folder of the profiles.
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
}

impl ServerOptions {
    /// Whether any of them is given.
    pub(crate) fn are_given(&self) -> bool {
        self.port.is_some() || self.secret_file.is_some()
    }
}

/// A server that listens and does not answer yet.
pub(crate) struct Server {
    listener: TcpListener,
    address: SocketAddr,
    guard: guard::Guard,
    /// The file with the secret, unless the environment holds it.
    pub(crate) secret_file: Option<PathBuf>,
}

impl Server {
    /// Begins to listen on 127.0.0.1.
    pub(crate) async fn listen(
        options: &ServerOptions,
        usual_port: u16,
        usual_file: impl FnOnce() -> Result<PathBuf, Failure>,
    ) -> Result<Self, Failure> {
        let (secret, secret_file) = secret::find(options.secret_file.as_deref(), usual_file)?;
        let wanted = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port.unwrap_or(usual_port)));
        let listener = TcpListener::bind(wanted).await;
        let listener = listener.map_err(|error| {
            Failure::new(format!("can't listen on {wanted}: {error}; choose another port by --port"))
        })?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address, guard: guard::Guard::new(&secret), secret_file })
    }

    /// The base URL, without a slash at its end.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Answers until interrupted. Requests that have begun get their responses.
    pub(crate) async fn serve(self, routes: Router, mut interrupts: Interrupts) -> Outcome {
        let app = routes.layer(from_fn_with_state(self.guard, guard::check));
        let served =
            axum::serve(self.listener, app).with_graceful_shutdown(async move { interrupts.wait().await });
        Ok(served.await?)
    }
}
