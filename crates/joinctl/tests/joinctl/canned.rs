//! A server on loopback with canned answers, enough for one demo, each of which a test can replace.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::mpsc::{Receiver, Sender, channel};

pub(crate) const TOKEN: &str = "s3cr3t-t0ken-4f7a9c";

/// What a person could be known by, in the canned answers and wherever a planted one says `SEEDS`.
pub(crate) const SEEDS: &[&str] = &[
    TOKEN,
    "Adalberta",
    "Lovelacesson",
    "adalberta@person.example",
    "+4915799999",
    "tag-by-a-recruiter",
    "cv-of-adalberta",
    "signature-of-a-file",
    "answer-to-a-question",
];

/// An application with the tags in place of `TAGS`.
const APPLICATION: &str = r#"{
    "id": 9, "state": "ACTIVE", "job": {"id": 7, "title": "Welder"},
    "candidate": {
        "id": 5, "firstName": "Adalberta", "lastName": "Lovelacesson", "email": "adalberta@person.example",
        "phoneNumber": "+4915799999", "tags": TAGS
    },
    "attachments": [
        {"type": "CV", "name": "cv-of-adalberta.pdf", "url": "BASE/files/cv-of-adalberta?s=signature-of-a-file"}
    ],
    "screeningQuestions": [{"question": "Why?", "type": "TEXT", "answer": "answer-to-a-question"}]
}"#;

pub(crate) struct Request {
    /// Method and path with the query, such as `GET /v2/jobs?page=1`.
    line: String,
    body: Vec<u8>,
}

impl Request {
    /// Whether it is that call. A call that ends in `/` or `?` is the beginning of its line.
    pub(crate) fn is(&self, call: &str) -> bool {
        match call.ends_with(['/', '?']) {
            true => self.line.starts_with(call),
            false => self.line.split('?').next() == Some(call),
        }
    }
}

#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: String,
    body: String,
    /// The body is longer than what comes.
    begun: bool,
}

impl Answer {
    pub(crate) fn new(status: u16, body: &str) -> Self {
        Self { status, headers: String::new(), body: body.to_owned(), begun: false }
    }

    /// An answer that stops in its body and keeps the connection open.
    pub(crate) fn begun(body: &str) -> Self {
        Self { begun: true, ..Self::new(200, body) }
    }

    pub(crate) fn header(mut self, line: &str) -> Self {
        self.headers.push_str(line);
        self.headers.push_str("\r\n");
        self
    }

    fn text(&self, base: &str) -> String {
        let body = self.body.replace("BASE", base).replace("SEEDS", &SEEDS.join(" "));
        let headers = self.headers.replace("SEEDS", &SEEDS.join(","));
        let length = body.len() + usize::from(self.begun) * 1_000;
        let Self { status, .. } = self;
        format!("HTTP/1.1 {status} X\r\n{headers}connection: close\r\ncontent-length: {length}\r\n\r\n{body}")
    }
}

/// The server. Its thread ends with the process of the test.
pub(crate) struct Canned {
    base_url: String,
    /// The requests that were answered, or that never will be.
    answered: Receiver<Request>,
}

impl Canned {
    /// `planted` gives the answers that are not the usual ones.
    pub(crate) fn start(planted: impl Fn(&Request) -> Option<Answer> + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base_url = format!("http://{}/v2", listener.local_addr().unwrap());
        let (sender, answered) = channel();
        let base = base_url.clone();
        std::thread::spawn(move || serve(&listener, &base, planted, &sender));
        Self { base_url, answered }
    }

    /// The demo on this server.
    pub(crate) fn demo(&self) -> Command {
        let mut command = crate::cli::joinctl(&["demo", "--yes", "--base-url", &self.base_url]);
        command.env("JOIN_API_TOKEN", TOKEN).stdout(std::process::Stdio::piped());
        command
    }

    /// Waits until that call has come in.
    pub(crate) fn wait_for(&self, call: &str) {
        let patience = std::time::Duration::from_secs(60);
        while !self.answered.recv_timeout(patience).unwrap().is(call) {}
    }
}

fn serve(
    listener: &TcpListener,
    base: &str,
    planted: impl Fn(&Request) -> Option<Answer>,
    answered: &Sender<Request>,
) {
    let mut tags = r#"["tag-by-a-recruiter"]"#.to_owned();
    let mut open = Vec::new();
    for stream in listener.incoming() {
        let mut stream = stream.unwrap();
        let Some(request) = read(&stream) else { continue };
        let answer = planted(&request).unwrap_or_else(|| usual(&request, &mut tags));
        // A client that has gone away in between has what it wanted.
        let _ = stream.write_all(answer.text(base).as_bytes());
        if answer.begun {
            open.push(stream);
        }
        if answered.send(request).is_err() {
            return;
        }
    }
}

fn read(stream: &TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let (mut line, mut length) = (String::new(), 0);
    reader.read_line(&mut line).ok()?;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let (line, _) = line.rsplit_once(' ')?;
    Some(Request { line: line.to_owned(), body })
}

fn usual(request: &Request, tags: &mut String) -> Answer {
    let application = || APPLICATION.replace("TAGS", tags);
    let body = if request.is("GET /v2/jobs") {
        r#"[{"id": 7, "title": "Welder", "status": "ONLINE"}]"#.to_owned()
    } else if request.is("GET /v2/applications") {
        format!("[{}]", application())
    } else if request.is("GET /v2/applications/9") {
        application()
    } else if request.is("GET /v2/files/") {
        "%PDF-1.4".to_owned()
    } else if request.is("PATCH /v2/candidates/5") {
        let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
        *tags = body["tags"].to_string();
        "{}".to_owned()
    } else {
        r#"{"id": 9, "candidateId": 5}"#.to_owned()
    };
    Answer::new(200, &body)
}
