//! The server that clients talk to. It stands before httpmock: takes the prefix off, keeps what came, and breaks responses.
//!
//! httpmock answers from its own runtime with whole responses, so it can't reset a connection or pause inside a body; and
//! its 404 for a request that no mock expects looks like JOIN's.

pub(crate) mod fault;
mod forward;
pub(crate) mod received;
mod road;

use std::future::pending;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

use received::Request;
use road::Road;

/// A running gate. It stops when dropped.
pub(crate) struct Gate {
    address: SocketAddr,
    road: Arc<Road>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Gate {
    /// Opens a port of loopback before the server.
    pub(crate) fn open(behind: SocketAddr, prefix: String) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = Builder::new_current_thread().enable_io().enable_time().build()?;
        let road = Arc::new(Road::new(behind, prefix));
        let (stop, stopped) = oneshot::channel();
        let served = Arc::clone(&road);
        // A thread of its own: callers may have no runtime, or drop the gate inside one.
        let thread = thread::Builder::new().name("join-httpmock".to_owned()).spawn(move || {
            serve(&runtime, listener, &served, stopped);
        })?;
        Ok(Self { address, road, stop: Some(stop), thread: Some(thread) })
    }

    pub(crate) fn base_url(&self) -> String {
        format!("http://{}{}", self.address, self.road.prefix())
    }

    pub(crate) fn received(&self) -> Vec<Request> {
        self.road.received()
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // It fails only if the thread panicked, and a drop has nobody to report that to.
            let _ = thread.join();
        }
    }
}

fn serve(runtime: &Runtime, listener: TcpListener, road: &Arc<Road>, stopped: oneshot::Receiver<()>) {
    runtime.block_on(async {
        let accepting = async {
            let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return pending().await };
            loop {
                if let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(connection(stream, Arc::clone(road)));
                }
            }
        };
        tokio::select! {
            () = accepting => {}
            _ = stopped => {}
        }
    });
}

async fn connection(stream: TcpStream, road: Arc<Road>) {
    let service = service_fn(|request| forward::forward(request, Arc::clone(&road)));
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    if (&mut connection).await.is_err() {
        // Where the system has no such option, the peer sees an end in place of a reset.
        let _ = connection.into_parts().io.into_inner().set_zero_linger();
    }
}
