//! HTTP by hand, since a client's library would fix or refuse what is odd.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use join_sandbox::JoinSandbox;
use serde_json::Value;

/// A connection that is kept for as long as the sandbox keeps it.
pub(super) struct Wire {
    pub(super) host: String,
    token: String,
    stream: Option<BufReader<TcpStream>>,
}

pub(super) struct Answered {
    pub(super) status: u16,
    pub(super) media: String,
    pub(super) body: Vec<u8>,
}

impl Wire {
    pub(super) fn to(sandbox: &JoinSandbox) -> Self {
        let host = sandbox.base_url().trim_start_matches("http://").trim_end_matches("/v2");
        Wire { host: host.to_owned(), token: sandbox.token().to_owned(), stream: None }
    }

    pub(super) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.host).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream
    }

    /// Sends a request that is well-formed HTTP and reads its answer, which must come.
    pub(super) fn send(&mut self, method: &str, target: &str, headers: &[u8], body: &[u8]) -> Answered {
        let head = format!("{method} {target} HTTP/1.1\r\nhost: {}\r\n", self.host);
        let mut request = head.into_bytes();
        request.extend_from_slice(headers);
        if !headers.starts_with(b"transfer-encoding") {
            request.extend(format!("content-length: {}\r\n", body.len()).bytes());
        }
        request.extend(format!("authorization: {}\r\n\r\n", self.token).bytes());
        request.extend_from_slice(body);
        let mut stream = self.stream.take().unwrap_or_else(|| BufReader::new(self.connect()));
        stream.get_mut().write_all(&request).unwrap();
        let (answered, kept) = read(&mut stream, method == "HEAD");
        self.stream = kept.then_some(stream);
        answered
    }

    pub(super) fn get(&mut self, target: &str) -> Answered {
        self.send("GET", target, b"", b"")
    }

    pub(super) fn rows(&mut self, target: &str) -> Vec<Value> {
        serde_json::from_slice(&self.get(target).body).unwrap()
    }
}

/// Reads an answer, and whether the connection stays.
fn read(stream: &mut BufReader<TcpStream>, bare: bool) -> (Answered, bool) {
    let mut answered = Answered { status: 0, media: String::new(), body: Vec::new() };
    let (mut length, mut kept) = (0, true);
    // Before the answer to an `Expect: 100-continue` there is another one.
    while answered.status < 200 {
        let mut line = String::new();
        stream.read_line(&mut line).unwrap();
        answered.status = line.split(' ').nth(1).unwrap().parse().unwrap();
        loop {
            let mut header = String::new();
            stream.read_line(&mut header).unwrap();
            match header.trim_end().split_once(": ") {
                Some(("content-length", value)) => length = value.parse().unwrap(),
                Some(("content-type", value)) => answered.media = value.to_owned(),
                Some(("connection", "close")) => kept = false,
                Some(_) => {}
                None => break,
            }
        }
    }
    if !bare {
        answered.body = vec![0; length];
        stream.read_exact(&mut answered.body).unwrap();
    }
    (answered, kept)
}
