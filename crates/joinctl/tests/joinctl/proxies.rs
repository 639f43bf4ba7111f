//! `joinctl` behind a proxy: what is on this machine never goes there.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};

use crate::fixture::{Fixture, text};

const VARIABLES: [&str; 8] = [
    "HTTP_PROXY",
    "http_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "ALL_PROXY",
    "all_proxy",
    "NO_PROXY",
    "no_proxy",
];

/// A proxy that keeps what comes to it and serves nothing. Its thread ends with the process of the test.
struct Proxy {
    address: String,
    received: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let received = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&received);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let lines = BufReader::new(&stream).lines().map_while(Result::ok);
                let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
                kept.lock().unwrap().push(head.join("\n"));
                let _ = stream.write_all(b"HTTP/1.1 503 X\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
            }
        });
        Self { address, received }
    }

    fn received(&self) -> Vec<String> {
        self.received.lock().unwrap().clone()
    }
}

fn with(mut command: Command, variables: &[(&str, &str)]) -> Command {
    VARIABLES.iter().for_each(|name| {
        command.env_remove(name);
    });
    command.envs(variables.iter().copied());
    command
}

async fn run(fixture: &Fixture, args: &[&str], variables: &[(&str, &str)]) -> Output {
    fixture.output(with(fixture.command(args), variables)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_and_a_sandbox_never_go_through_a_proxy() {
    let fixture = Fixture::open().await;
    let proxy = Proxy::start();
    let url = format!("http://{}", proxy.address);
    let all = |value: &'static str| VARIABLES.map(|name| (name, value)).to_vec();
    let proxied = |no_proxy: &'static str| {
        let named = VARIABLES.iter().take(6).map(|&name| (name, url.as_str()));
        named.chain([("NO_PROXY", no_proxy)]).collect::<Vec<_>>()
    };
    let mut settings = vec![proxied(""), proxied("other.example"), proxied("[[,*.,;0.0.0.0/99")];
    for value in ["", "not a url", "://", "http://", "socks5://127.0.0.1:1", "http://127.0.0.1:99999", "%00"]
    {
        settings.push(all(value));
    }
    settings.push(vec![("HTTP_PROXY", &proxy.address)]);
    settings.push(vec![("all_proxy", &url)]);
    for variables in &settings {
        let output = run(&fixture, &["applications", "list"], variables).await;
        assert_eq!(output.status.code(), Some(0), "{variables:?}: {}", text(&output.stderr));
    }
    for variables in settings.iter().take(4) {
        let output = run(&fixture, &["demo"], variables).await;
        assert_eq!(output.status.code(), Some(0), "{variables:?}: {}", text(&output.stderr));
    }
    assert_eq!(proxy.received(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn https_goes_through_the_environments_proxy_and_shows_it_no_token() {
    let fixture = Fixture::open().await;
    let proxy = Proxy::start();
    let (url, join) = (format!("http://{}", proxy.address), "https://api.join.invalid/v2");
    let list = ["jobs", "list"];
    let excluded = [("HTTPS_PROXY", url.as_str()), ("NO_PROXY", "join.invalid"), ("JOIN_BASE_URL", join)];
    let machine = [("HTTPS_PROXY", url.as_str()), ("JOIN_BASE_URL", "https://127.0.0.1:1/v2")];
    let only_http = [("HTTP_PROXY", url.as_str()), ("JOIN_BASE_URL", join)];
    for variables in [excluded.to_vec(), machine.to_vec(), only_http.to_vec()] {
        assert_ne!(run(&fixture, &list, &variables).await.status.code(), Some(0));
        assert_eq!(proxy.received(), [""; 0], "{variables:?}");
    }
    for variable in ["HTTPS_PROXY", "all_proxy"] {
        let before = proxy.received().len();
        let variables = [(variable, url.as_str()), ("JOIN_BASE_URL", join)];
        assert_ne!(run(&fixture, &list, &variables).await.status.code(), Some(0));
        let received = proxy.received();
        assert!(received.len() > before, "{variable}");
        for head in &received {
            assert!(head.starts_with("CONNECT api.join.invalid:443"), "{head}");
            assert!(!head.contains(fixture.sandbox.token()), "{head}");
        }
    }
}
