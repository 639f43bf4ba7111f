//! A server on loopback that sends the input as its response, and clients on it.

use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use join_sdk::{ApiToken, Join, RetryPolicy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};

/// The token of the clients. No message may hold it.
pub const TOKEN: &str = "fuzz-token-4f7a9c";

thread_local! {
    static WORLD: World = World::start();
}

struct World {
    runtime: Runtime,
    base_url: String,
    response: Arc<Mutex<Vec<u8>>>,
}

/// Runs a call against a server that sends this response to each request.
pub fn answered<T>(response: Vec<u8>, call: impl AsyncFnOnce(Join) -> T) -> T {
    WORLD.with(|world| {
        *world.response.lock().expect("no thread panics with it") = response;
        world.runtime.block_on(call(world.client()))
    })
}

/// Runs a future on the thread's runtime.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    WORLD.with(|world| world.runtime.block_on(future))
}

/// A whole response.
pub fn response(status: u16, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status} x\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n");
    [head.as_bytes(), body].concat()
}

impl World {
    fn start() -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime can be built");
        let response = Arc::new(Mutex::new(Vec::new()));
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a port is free");
        let address = listener.local_addr().expect("the port is known");
        runtime.spawn(serve(listener, Arc::clone(&response)));
        Self { runtime, base_url: format!("http://{address}/v2"), response }
    }

    /// A client of its own for each input: its pacer remembers refusals.
    fn client(&self) -> Join {
        let token = ApiToken::new(TOKEN).expect("the token is valid");
        let builder = Join::builder(token).base_url(&self.base_url).retry(RetryPolicy::never());
        builder.attempt_timeout(Duration::from_secs(5)).build().expect("the client can be built")
    }
}

async fn serve(listener: TcpListener, response: Arc<Mutex<Vec<u8>>>) {
    while let Ok((stream, _)) = listener.accept().await {
        let response = response.lock().expect("no thread panics with it").clone();
        tokio::spawn(answer(stream, response));
    }
}

async fn answer(mut stream: TcpStream, response: Vec<u8>) -> std::io::Result<()> {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") && stream.read_buf(&mut request).await? > 0 {}
    stream.write_all(&response).await?;
    stream.shutdown().await
}
