//! Which connection a request takes: a kept one, or after a lost write one of its own.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use join_sdk::types::{CandidateId, JobId, JobStatus};
use join_sdk::{ApiToken, ErrorKind, Join, RetryPolicy};
use join_tests::client;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Barrier;

/// The connections that are warm before a write is lost.
const WARM: usize = 3;

/// What the server does with writes until it has done it once.
#[derive(Clone, Copy, PartialEq)]
enum Loss {
    CloseConnection,
    NeverAnswer,
    /// The response breaks off in its body.
    BreakOff,
    /// No loss: a 500 comes whole.
    Fail,
}

/// A server that keeps its connections, and notes each request with the number of its connection.
struct Server {
    base_url: String,
    requests: Arc<Mutex<Vec<(usize, String)>>>,
}

struct Shared {
    loss: Mutex<Option<Loss>>,
    requests: Arc<Mutex<Vec<(usize, String)>>>,
    /// The first requests are answered together, so that each has a connection.
    first: Barrier,
}

impl Server {
    async fn start(loss: Loss) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}/v2", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let shared = Shared {
            loss: Mutex::new(Some(loss)),
            requests: Arc::clone(&requests),
            first: Barrier::new(WARM),
        };
        let shared = Arc::new(shared);
        tokio::spawn(async move {
            for number in 1.. {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(serve(stream, number, Arc::clone(&shared)));
            }
        });
        Self { base_url, requests }
    }

    /// Warms the connections of a client with reads.
    async fn warm(&self, join: &Join) {
        let reads: Vec<_> = (0..WARM)
            .map(|_| {
                let join = join.clone();
                tokio::spawn(async move { join.jobs().get(JobId(7)).await.unwrap() })
            })
            .collect();
        for read in reads {
            read.await.unwrap();
        }
    }

    /// The numbers of the connections on which requests came after the warm ones, with their methods.
    fn later(&self) -> Vec<(usize, String)> {
        self.requests.lock().unwrap().iter().skip(WARM).cloned().collect()
    }
}

async fn serve(mut stream: TcpStream, number: usize, shared: Arc<Shared>) {
    loop {
        let mut head = vec![0; 4096];
        let Ok(length @ 1..) = stream.read(&mut head).await else { return };
        let method = String::from_utf8_lossy(&head[..length]).split(' ').next().unwrap().to_owned();
        let count = {
            let mut requests = shared.requests.lock().unwrap();
            requests.push((number, method.clone()));
            requests.len()
        };
        if count <= WARM {
            shared.first.wait().await;
        }
        let loss = match method.as_str() {
            "GET" => None,
            _ => shared.loss.lock().unwrap().take(),
        };
        let answer = match loss {
            Some(Loss::CloseConnection) => return,
            Some(Loss::NeverAnswer) => std::future::pending().await,
            Some(Loss::BreakOff) => "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{",
            Some(Loss::Fail) => "HTTP/1.1 500 X\r\ncontent-length: 2\r\n\r\n{}",
            None => "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{\"id\": 7}",
        };
        stream.write_all(answer.as_bytes()).await.unwrap();
        if loss == Some(Loss::BreakOff) {
            return;
        }
    }
}

fn quick(server: &Server) -> Join {
    let retry = RetryPolicy::default().max_attempts(2).backoff(Duration::ZERO, Duration::ZERO);
    let join = Join::builder(ApiToken::new("4f7a9c").unwrap()).base_url(&server.base_url).retry(retry);
    join.attempt_timeout(Duration::from_millis(500)).build().unwrap()
}

#[tokio::test]
async fn a_healthy_server_sees_kept_connections_again() {
    let server = Server::start(Loss::Fail).await;
    let join = client(&server.base_url, "4f7a9c");
    server.warm(&join).await;
    join.candidates().add_note(CandidateId(5), "verified").await.unwrap_err();
    join.jobs().get(JobId(7)).await.unwrap();
    assert!(server.later().iter().all(|(number, _)| *number <= WARM), "a 500 comes on a sound connection");
}

#[tokio::test]
async fn after_a_lost_write_no_kept_connection_is_used_again() {
    for (loss, kind) in [
        (Loss::CloseConnection, ErrorKind::Transport),
        (Loss::NeverAnswer, ErrorKind::Timeout),
        (Loss::BreakOff, ErrorKind::Transport),
    ] {
        let server = Server::start(loss).await;
        let join = quick(&server);
        server.warm(&join).await;
        let error = join.candidates().add_note(CandidateId(5), "verified").await.unwrap_err();
        assert_eq!((error.kind(), error.may_have_been_applied()), (kind, true));
        for _ in 0..WARM {
            join.clone().jobs().get(JobId(7)).await.unwrap();
        }
        let later = server.later();
        assert!(later[0].0 <= WARM && later[1..].iter().all(|(number, _)| *number > WARM), "{later:?}");
    }
}

#[tokio::test]
async fn the_repeat_of_a_lost_write_gets_a_connection_of_its_own() {
    let server = Server::start(Loss::CloseConnection).await;
    let join = quick(&server);
    server.warm(&join).await;
    join.jobs().change_status(JobId(7), JobStatus::Offline).await.unwrap();
    let [(first, _), (second, method)] = &server.later()[..] else { panic!("{:?}", server.later()) };
    assert!(*first <= WARM && *second > WARM && method == "PATCH");
}
