//! The server itself: what it listens on, whom it serves, and that nothing breaks it.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Ipv6Addr, TcpStream};
use std::time::Duration;

use join_sandbox::{Fault, JoinSandbox, Operation, Quota, RateLimit, TokenBucket};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{Caller, answer, applied_twice, error_type};

/// Sends a request as it stands, and returns the status and the body of its answer.
async fn raw(sandbox: &JoinSandbox, request: String) -> (u16, Value) {
    let address = sandbox.address();
    let read = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    });
    let answer = read.await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), serde_json::from_str(body).unwrap_or_default())
}

fn get(sandbox: &JoinSandbox, target: &str, hosts: &[&str]) -> String {
    let hosts: String = hosts.iter().map(|host| format!("host: {host}\r\n")).collect();
    format!("GET {target} HTTP/1.1\r\n{hosts}connection: close\r\nauthorization: {}\r\n\r\n", sandbox.token())
}

#[tokio::test]
async fn a_request_of_a_foreign_host_is_refused_on_every_route() {
    let sandbox = JoinSandbox::start().await.unwrap();
    for target in ["/v2/jobs", "/v2/nowhere", "/files/1-0/cv.pdf", "/", "/_sandbox/state", "*"] {
        for hosts in
            [&["rebound.example"][..], &["rebound.example:80"], &["localhost", "rebound.example"], &[]]
        {
            let (status, body) = raw(&sandbox, get(&sandbox, target, hosts)).await;
            assert_eq!((status, error_type(&body)), (403, "FORBIDDEN"), "{target} {hosts:?}");
        }
    }
    // It is not one of the API's requests.
    assert!(sandbox.requests().is_empty());
    let port = sandbox.address().port();
    for host in ["localhost", "LOCALHOST.", "127.0.0.1:1", "[::1]:80", &format!("localhost:{port}")] {
        assert_eq!(raw(&sandbox, get(&sandbox, "/v2/jobs", &[host])).await.0, 200, "{host}");
    }
}

#[tokio::test]
async fn the_target_of_an_absolute_form_is_checked_too() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let local = sandbox.address().to_string();
    for (target, host, status) in [
        (format!("http://{local}/v2/jobs"), "localhost", 200),
        ("http://rebound.example/v2/jobs".to_owned(), local.as_str(), 403),
        (format!("http://{local}/v2/jobs"), "rebound.example", 403),
        ("http://localhost@rebound.example/v2/jobs".to_owned(), local.as_str(), 403),
    ] {
        assert_eq!(raw(&sandbox, get(&sandbox, &target, &[host])).await.0, status, "{target} {host}");
    }
}

#[tokio::test]
async fn a_refused_body_is_read_to_its_end() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let body = "x".repeat(3_000_000);
    let head =
        "POST /v2/offices HTTP/1.1\r\nhost: rebound.example\r\nconnection: close\r\ncontent-length: 3000000";
    assert_eq!(raw(&sandbox, format!("{head}\r\n\r\n{body}")).await.0, 403);
}

#[tokio::test]
async fn a_page_of_another_origin_can_not_change_the_sandbox_itself() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let local = sandbox.address().to_string();
    let post = |host: &str, origin: &str| {
        let head =
            format!("POST /_sandbox/x HTTP/1.1\r\nhost: {host}\r\norigin: {origin}\r\nconnection: close\r\n");
        let token = sandbox.token();
        format!("{head}content-length: 0\r\nauthorization: {token}\r\n\r\n")
    };
    for origin in ["http://rebound.example", "null", "http://localhost:3000", "https://localhost", ""] {
        assert_eq!(raw(&sandbox, post(&local, origin)).await.0, 403, "{origin}");
    }
    // Its own pages may.
    assert_ne!(raw(&sandbox, post(&local, &format!("http://{local}"))).await.0, 403);
    assert_ne!(raw(&sandbox, post("localhost:80", "http://LOCALHOST:80")).await.0, 403);
}

#[tokio::test]
async fn it_listens_on_loopback_unless_another_address_is_bound() {
    let sandbox = JoinSandbox::start().await.unwrap();
    assert_eq!(sandbox.address().ip(), Ipv4Addr::LOCALHOST);
    let everywhere = JoinSandbox::builder().bind(Ipv4Addr::UNSPECIFIED).allow_host("sandbox.internal");
    let everywhere = everywhere.start().await.unwrap();
    assert!(everywhere.address().ip().is_unspecified());
    // Its base URL is one that this machine reaches.
    assert_eq!(everywhere.base_url(), format!("http://127.0.0.1:{}/v2", everywhere.address().port()));
    Caller::new(&everywhere).rows("/jobs").await;
    assert_eq!(raw(&everywhere, get(&everywhere, "/v2/jobs", &["sandbox.internal"])).await.0, 200);
    assert_eq!(raw(&everywhere, get(&everywhere, "/v2/jobs", &["rebound.example"])).await.0, 403);
    let refused = JoinSandbox::builder().allow_host("http://sandbox.internal").start().await.unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::InvalidInput);
}

#[tokio::test]
async fn a_file_has_an_address_under_the_host_that_the_client_used() {
    let sandbox = &JoinSandbox::builder().allow_host("sandbox.internal").start().await.unwrap();
    for host in ["sandbox.internal:4010", "localhost:80", &sandbox.address().to_string()] {
        let origin = format!("http://{host}");
        let (_, rows) = raw(sandbox, get(sandbox, "/v2/applications", &[host])).await;
        let rows = rows.as_array().unwrap();
        let file = rows.iter().find_map(|row| row["attachments"][0]["url"].as_str()).unwrap();
        assert!(file.starts_with(&format!("{origin}/files/")), "{file}");
        let target = file.strip_prefix(origin.as_str()).unwrap();
        assert_eq!(raw(sandbox, get(sandbox, target, &[host])).await.0, 200);
    }
}

#[tokio::test]
async fn it_listens_on_an_address_of_version_6() {
    // A system without that version has nothing to listen on.
    let Ok(sandbox) = JoinSandbox::builder().bind(Ipv6Addr::LOCALHOST).start().await else { return };
    assert!(sandbox.base_url().starts_with("http://[::1]:"));
    Caller::new(&sandbox).rows("/jobs").await;
}

#[tokio::test]
async fn a_panic_in_a_hook_is_a_response_with_500_and_is_counted() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let candidate = applied_twice(&sandbox);
    sandbox.set_tags(candidate, ["base"]);
    let path = format!("/candidates/{candidate}");
    let write = async || caller.send(Method::PATCH, &path, json!({ "tags": ["new"] })).await;
    sandbox.before(|request, _| match request.operation {
        Operation::UpdateCandidate => panic!("as a failing assertion does"),
        _ => Fault::None,
    });
    let (status, body) = write().await;
    assert_eq!((status.as_u16(), error_type(&body), sandbox.panics()), (500, "INTERNAL_ERROR", 1));
    assert_eq!(sandbox.tags(candidate).unwrap().as_slice(), ["base"]);
    // Others are served on, and so is the same request without the hook.
    assert!(!caller.rows("/jobs").await.is_empty());
    sandbox.clear_hooks();
    sandbox.after(|_, _| panic!("after the write took effect"));
    let (status, body) = write().await;
    assert_eq!((status.as_u16(), error_type(&body), sandbox.panics()), (500, "INTERNAL_ERROR", 2));
    assert_eq!(sandbox.tags(candidate).unwrap().as_slice(), ["new"]);
    sandbox.clear_hooks();
    let response = caller.request(Method::GET, "/jobs").send().await.unwrap();
    assert!(response.status() == 200 && response.headers().contains_key("x-request-id"));
    assert_eq!(sandbox.panics(), 2);
}

#[tokio::test]
async fn a_panic_while_the_company_is_held_leaves_it_usable() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let caller = Caller::new(&sandbox);
    sandbox.after(|request, recruiter| {
        let candidate = request.candidate.unwrap_or_default();
        recruiter.set_tags(candidate, ["half done"]);
        panic!("between two changes")
    });
    let candidate = applied_twice(&sandbox);
    let path = format!("/applications/{}", sandbox.applications_of(candidate)[0]);
    let statuses = futures_util::future::join_all((0..8).map(|_| caller.get(&path))).await;
    assert!(statuses.iter().all(|(status, _)| *status == 500));
    sandbox.clear_hooks();
    assert_eq!(caller.get(&path).await.1["candidate"]["tags"], json!(["half done"]));
    assert_eq!(sandbox.panics(), 8);
}

#[tokio::test]
async fn a_bucket_allows_its_burst_and_is_changed_while_it_runs() {
    let slow = TokenBucket { tokens: 1, per: Duration::from_secs(3_600), burst: 3 };
    let sandbox = JoinSandbox::builder().quota(slow).start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let mut statuses = Vec::new();
    for _ in 0..5 {
        let response = caller.request(Method::GET, "/jobs").send().await.unwrap();
        let remaining = response.headers()["x-ratelimit-remaining"].to_str().unwrap().to_owned();
        statuses.push((response.status().as_u16(), remaining));
    }
    let of = |status, remaining: &str| (status, remaining.to_owned());
    assert_eq!(statuses, [of(200, "2"), of(200, "1"), of(200, "0"), of(429, "0"), of(429, "0")]);
    let refused = caller.request(Method::GET, "/jobs").send().await.unwrap();
    let wait: u64 = refused.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((3_500..=3_600).contains(&wait) && refused.headers()["x-ratelimit-limit"] == "3", "{wait}");
    assert_eq!(sandbox.quota(), Quota::Bucket(slow));
    sandbox.set_quota(RateLimit { requests: 1, window: Duration::from_secs(3_600) });
    assert_eq!((caller.get("/jobs").await.0.as_u16(), caller.get("/jobs").await.0.as_u16()), (200, 429));
    sandbox.set_quota(Quota::Unlimited);
    for _ in 0..5 {
        assert_eq!(answer(caller.request(Method::GET, "/jobs")).await.0, 200);
    }
}
