//! A proxy in front of the sandbox that injects a fault into one operation, and counts requests.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use join_sandbox::JoinSandbox;
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};

use super::fault::{FLOOD, Fault, ServerAction};
use super::message::Message;
use super::operation::Operation;

/// Deadline for connections to end after the client is dropped.
const GRACE: Duration = Duration::from_secs(60);

/// The requests that the proxy saw, and their results.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// Requests of the operation.
    pub hits: u32,
    /// Requests that the sandbox executed.
    pub committed: u32,
    /// All other requests.
    pub others: u32,
    /// Whether the fault changed the sandbox's response.
    pub altered: bool,
    /// Bytes of an endless body that the client read.
    pub flooded: u64,
    /// Whether a client followed the redirect to another host.
    pub went_elsewhere: bool,
}

pub(super) struct FaultServer {
    base_url: String,
    shared: Arc<Shared>,
    elsewhere: std::net::TcpListener,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

struct Shared {
    operation: Operation,
    fault: Fault,
    address: SocketAddr,
    sandbox: String,
    elsewhere: String,
    state: Mutex<State>,
}

struct State {
    /// Remaining strikes of the fault.
    strikes: u32,
    seen: Seen,
}

impl FaultServer {
    /// Injects `fault` into the first `strikes` requests of `operation`. Refused connections stay refused.
    pub(super) async fn start(
        sandbox: &JoinSandbox,
        operation: Operation,
        fault: Fault,
        strikes: u32,
    ) -> io::Result<Self> {
        let socket = TcpSocket::new_v4()?;
        socket.set_reuseaddr(true)?;
        socket.bind(([127, 0, 0, 1], 0).into())?;
        let address = socket.local_addr()?;
        let elsewhere = std::net::TcpListener::bind("127.0.0.1:0")?;
        elsewhere.set_nonblocking(true)?;
        let base = sandbox.base_url();
        let shared = Arc::new(Shared {
            operation,
            fault,
            address,
            sandbox: base
                .strip_prefix("http://")
                .and_then(|base| base.strip_suffix("/v2"))
                .unwrap()
                .to_owned(),
            elsewhere: format!("http://{}", elsewhere.local_addr()?),
            state: Mutex::new(State { strikes, seen: Seen::default() }),
        });
        let (stop, stopped) = oneshot::channel();
        let task = match fault {
            // A socket that is bound and does not listen refuses, and nobody else gets its port.
            Fault::Refused if !operation.reads_first() => tokio::spawn(async move {
                let _ = stopped.await;
                drop(socket);
            }),
            Fault::Refused => tokio::spawn(answer_once(socket.listen(16)?, Arc::clone(&shared), stopped)),
            _ => tokio::spawn(listen(socket.listen(64)?, Arc::clone(&shared), stopped)),
        };
        Ok(Self { base_url: format!("http://{address}/v2"), shared, elsewhere, stop, task })
    }

    pub(super) fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Waits for all connections to end. The client must have closed them.
    pub(super) async fn finish(self) -> Seen {
        let _ = self.stop.send(());
        tokio::time::timeout(GRACE, self.task).await.expect("a connection was left open").unwrap();
        let mut seen = self.shared.state.lock().unwrap().seen.clone();
        seen.went_elsewhere = self.elsewhere.accept().is_ok();
        seen
    }
}

async fn listen(listener: TcpListener, shared: Arc<Shared>, mut stopped: oneshot::Receiver<()>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let (stream, _) = accepted.expect("a connection comes in whole");
                connections.spawn(connection(stream, Arc::clone(&shared)));
            }
            _ = &mut stopped => break,
        }
    }
    drop(listener);
    while let Some(ended) = connections.join_next().await {
        // What fails with an error was closed by the client, as it may.
        let _ = ended.expect("a connection does not panic");
    }
}

/// Answers one request, and refuses every later connection.
async fn answer_once(listener: TcpListener, shared: Arc<Shared>, stopped: oneshot::Receiver<()>) {
    let (stream, _) = listener.accept().await.unwrap();
    let mut stream = BufReader::new(stream);
    let request = Message::read(&mut stream).await.unwrap().unwrap();
    shared.record(&request);
    let answer = shared.forward(request).await.unwrap().header("connection", "close");
    drop(listener);
    let deaf = TcpSocket::new_v4().unwrap();
    deaf.set_reuseaddr(true).unwrap();
    deaf.bind(shared.address).unwrap();
    stream.write_all(&answer.bytes()).await.unwrap();
    drop(stream);
    let _ = stopped.await;
}

async fn connection(stream: TcpStream, shared: Arc<Shared>) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    while let Some(request) = Message::read(&mut stream).await? {
        let fault = shared.record(&request);
        let real = match fault {
            Some(fault) if !fault.comes_after_the_commit() => None,
            _ => Some(shared.forward(request).await?),
        };
        let Some(fault) = fault else {
            stream.write_all(&real.expect("what no fault struck was forwarded").bytes()).await?;
            continue;
        };
        let before = real.as_ref().map(|real| real.body.clone());
        match fault.server_action(real, &shared.elsewhere) {
            ServerAction::Answer(answer) => {
                shared.state.lock().unwrap().seen.altered =
                    before.is_some_and(|before| before != answer.body);
                stream.write_all(&answer.bytes()).await?;
            }
            ServerAction::Half(answer) => {
                stream.write_all(&answer.head(answer.body.len())).await?;
                stream.write_all(&answer.body[..answer.body.len() / 2]).await?;
                return reset(stream);
            }
            ServerAction::Reset => return reset(stream),
            ServerAction::Wait => {
                let _ = stream.read(&mut [0]).await;
                return Ok(());
            }
            ServerAction::Flood { in_chunks } => return flood(stream, in_chunks, &shared).await,
        }
    }
    Ok(())
}

/// Closes with a reset, by a linger time of zero.
fn reset(stream: BufReader<TcpStream>) -> io::Result<()> {
    stream.into_inner().set_zero_linger()
}

/// Writes an oversized body, and counts the bytes that the client reads.
async fn flood(mut stream: BufReader<TcpStream>, in_chunks: bool, shared: &Shared) -> io::Result<()> {
    const PIECE: usize = 64 * 1024;
    let length =
        if in_chunks { "transfer-encoding: chunked".to_owned() } else { format!("content-length: {FLOOD}") };
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-request-id: req-of-a-flood\r\n{length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await?;
    let blanks = vec![b' '; PIECE];
    let piece = match in_chunks {
        true => [format!("{PIECE:x}\r\n").as_bytes(), &blanks, b"\r\n"].concat(),
        false => blanks,
    };
    for _ in 0..FLOOD / PIECE as u64 {
        stream.write_all(&piece).await?;
        shared.state.lock().unwrap().seen.flooded += PIECE as u64;
    }
    if in_chunks { stream.write_all(b"0\r\n\r\n").await } else { Ok(()) }
}

impl Shared {
    /// Counts a request, and returns its fault.
    fn record(&self, request: &Message) -> Option<Fault> {
        let (method, target) = request.start();
        let state = &mut *self.state.lock().unwrap();
        if !self.operation.is(method, target) {
            state.seen.others += 1;
            return None;
        }
        state.seen.hits += 1;
        state.strikes = state.strikes.checked_sub(1)?;
        Some(self.fault)
    }

    /// Forwards a request to the sandbox.
    async fn forward(&self, request: Message) -> io::Result<Message> {
        let (method, target) = request.start();
        let is_hit = self.operation.is(method, target);
        let request = request.clone().header("connection", "close");
        let mut stream = BufReader::new(TcpStream::connect(&self.sandbox).await?);
        stream.write_all(&request.bytes()).await?;
        let answer = Message::read(&mut stream).await?.ok_or(io::ErrorKind::UnexpectedEof)?;
        if is_hit && answer.is_success() {
            self.state.lock().unwrap().seen.committed += 1;
        }
        Ok(self.as_own(answer))
    }

    /// Replaces the sandbox's addresses in a response with this server's.
    fn as_own(&self, mut answer: Message) -> Message {
        answer.headers.retain(|(name, _)| name != "connection");
        if answer.is_json() {
            let body = String::from_utf8(answer.body).expect("JSON is UTF-8");
            answer.body = body.replace(&self.sandbox, &self.address.to_string()).into_bytes();
        }
        answer
    }
}
