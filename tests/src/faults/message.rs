//! A minimal HTTP/1.1 message for a proxy: reads, changes and writes a request or a response.

use std::io;

use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt};

/// A request or a response whose body has a content length.
#[derive(Debug, Clone)]
pub(super) struct Message {
    pub(super) first_line: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Message {
    pub(super) fn answer(status: &str, media: &str, body: impl Into<Vec<u8>>) -> Self {
        let answer =
            Self { first_line: format!("HTTP/1.1 {status}"), headers: Vec::new(), body: body.into() };
        answer.header("content-type", media).header("x-request-id", "req-of-a-fault")
    }

    pub(super) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Reads a message. Returns none if the peer closed before the first byte.
    pub(super) async fn read(stream: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Option<Self>> {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(None);
            }
            match line.trim_end() {
                "" => break,
                line => lines.push(line.to_owned()),
            }
        }
        let mut lines = lines.into_iter();
        let first_line = lines.next().unwrap_or_default();
        let header = |line: String| {
            let (name, value) = line.split_once(':').expect("a header has a colon");
            (name.to_ascii_lowercase(), value.trim().to_owned())
        };
        let mut message = Self { first_line, headers: lines.map(header).collect(), body: Vec::new() };
        assert_eq!(message.get("transfer-encoding"), None, "bodies have a content length");
        message.body = vec![0; message.get("content-length").map_or(0, |length| length.parse().unwrap())];
        stream.read_exact(&mut message.body).await?;
        Ok(Some(message))
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Method and path of a request, or version and status of a response.
    pub(super) fn start(&self) -> (&str, &str) {
        let mut words = self.first_line.split(' ');
        (words.next().unwrap_or_default(), words.next().unwrap_or_default())
    }

    pub(super) fn is_success(&self) -> bool {
        self.start().1.starts_with('2')
    }

    pub(super) fn is_json(&self) -> bool {
        self.get("content-type").is_some_and(|media| media.starts_with("application/json"))
    }

    /// Returns the head, for a body of `length` bytes.
    pub(super) fn head(&self, length: usize) -> Vec<u8> {
        let mut head = format!("{}\r\n", self.first_line);
        for (name, value) in self.headers.iter().filter(|(name, _)| name != "content-length") {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("content-length: {length}\r\n\r\n"));
        head.into_bytes()
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        [self.head(self.body.len()), self.body.clone()].concat()
    }
}
