//! A server of a few lines: each request gets the reply of a function.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

pub(crate) struct Reply {
    status: u16,
    headers: String,
    body: String,
}

impl Reply {
    pub(crate) fn new(status: u16, body: &str) -> Self {
        Self { status, headers: "content-type: application/json\r\n".to_owned(), body: body.to_owned() }
    }

    pub(crate) fn json(status: u16, body: &serde_json::Value) -> Self {
        Self { status, headers: "content-type: application/json\r\n".to_owned(), body: body.to_string() }
    }

    /// Replaces the body by this text.
    pub(crate) fn body(self, body: &str) -> Self {
        Self { body: body.to_owned(), ..self }
    }

    pub(crate) fn header(mut self, line: &str) -> Self {
        self.headers += &format!("{line}\r\n");
        self
    }
}

/// The server. Its threads end with the process of the test.
pub(crate) struct Replies {
    pub(crate) base_url: String,
}

impl Replies {
    /// `reply` takes the first line of a request, such as `GET /v2/jobs?page=1`. Where it gives none, the status is 404.
    pub(crate) fn start(reply: impl Fn(&str) -> Option<Reply> + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base_url = format!("http://{}/v2", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                // A client that has gone has what it wanted.
                let _ = answer(stream.unwrap(), &reply);
            }
        });
        Self { base_url }
    }
}

fn answer(mut stream: TcpStream, reply: &impl Fn(&str) -> Option<Reply>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let (mut first, mut length) = (String::new(), 0);
    reader.read_line(&mut first)?;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        match line.trim().to_lowercase() {
            end if end.is_empty() => break,
            header => {
                length = header.strip_prefix("content-length:").map_or(length, |n| n.trim().parse().unwrap())
            }
        }
    }
    reader.take(length).read_to_end(&mut Vec::new())?;
    let line = first.trim().trim_end_matches(" HTTP/1.1");
    let Reply { status, headers, body } = reply(line).unwrap_or(Reply::json(404, &serde_json::json!({})));
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status} X\r\n{headers}connection: close\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}
