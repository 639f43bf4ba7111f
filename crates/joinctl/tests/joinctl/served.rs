//! Servers of `joinctl` as processes, and requests to them.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

pub(crate) const SECRET: &str = "s3cret-of-the-server-9b1f";

/// A server that has said its address.
pub(crate) struct Served {
    child: Child,
    /// What it said.
    pub(crate) said: Value,
}

impl Served {
    pub(crate) fn start(mut command: Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let mut words = String::new();
        if line.is_empty() {
            child.stderr.take().unwrap().read_to_string(&mut words).unwrap();
        }
        assert!(!line.is_empty(), "it does not serve: {words}");
        Self { child, said: serde_json::from_str(&line).unwrap() }
    }

    pub(crate) fn url(&self) -> &str {
        self.said["url"].as_str().unwrap()
    }

    /// A POST with the secret.
    pub(crate) fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let authorization = format!("Authorization: Bearer {SECRET}");
        let (status, _, body) =
            send("POST", &format!("{}{path}", self.url()), &[&authorization], body.to_string().as_bytes());
        (status, serde_json::from_slice(&body).unwrap())
    }

    /// Interrupts it, and returns its exit code and its words.
    pub(crate) fn interrupted(self) -> (Option<i32>, String) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", "INT", &id]).status().unwrap().success());
        let mut this = std::mem::ManuallyDrop::new(self);
        let mut words = String::new();
        this.child.stderr.take().unwrap().read_to_string(&mut words).unwrap();
        (this.child.wait().unwrap().code(), words)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a request. Returns the status, the head and the body of the response. `Host` is the URL's unless it is given.
pub(crate) fn send(method: &str, url: &str, headers: &[&str], body: &[u8]) -> (u16, String, Vec<u8>) {
    let (host, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut head =
        format!("{method} /{path} HTTP/1.1\r\nContent-Length: {}\r\nConnection: close\r\n", body.len());
    if !headers.iter().any(|header| header.starts_with("Host:")) {
        head += &format!("Host: {host}\r\n");
    }
    if !headers.iter().any(|header| header.starts_with("Content-Type:")) {
        head += "Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\n";
    }
    for header in headers.iter().filter(|header| !header.is_empty()) {
        head += &format!("{header}\r\n");
    }
    let mut stream = TcpStream::connect(host).unwrap();
    stream.write_all(format!("{head}\r\n").as_bytes()).unwrap();
    // A server that refuses early does not read it.
    let _ = stream.write_all(body);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let at = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(answer[..at].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, head.to_lowercase(), answer[at + 4..].to_vec())
}
