//! A recorded session responds as the account did.

use join_sandbox::{Fault, JoinSandbox, Operation, Recording, RecordingError};
use reqwest::Method;
use serde_json::json;

use super::{Caller, error_type};

async fn replaying(lines: &[&str]) -> JoinSandbox {
    let text = format!("{{\"joinRecording\": 1, \"exchanges\": {}}}\n{}\n", lines.len(), lines.join("\n"));
    JoinSandbox::builder().replay(Recording::parse(&text).unwrap()).start().await.unwrap()
}

#[tokio::test]
async fn a_request_gets_its_recorded_responses_one_after_the_other() {
    let sandbox = replaying(&[
        r#"{"method": "GET", "path": "/v2/jobs", "query": "page=1&pageSize=50", "status": 503}"#,
        r#"{"method": "PATCH", "path": "/v2/candidates/5", "request": {"json": {}}, "status": 200, "body": {"json": {"tags": null}}}"#,
        r#"{"method": "GET", "path": "/v2/jobs", "query": "page=1&pageSize=50", "status": 200, "body": {"json": [{"id": 7}]}}"#,
    ])
    .await;
    let caller = Caller::new(&sandbox);
    let first = caller.request(Method::GET, "/jobs?pageSize=50&page=1").send().await.unwrap();
    assert_eq!((first.status().as_u16(), first.content_length()), (503, Some(0)));
    for _ in 0..2 {
        assert_eq!(
            caller.get("/jobs?pageSize=50&%70age=1").await,
            (reqwest::StatusCode::OK, json!([{"id": 7}]))
        );
    }
    let (status, body) = caller.send(Method::PATCH, "/candidates/5", json!({"tags": ["a"]})).await;
    assert_eq!((status.as_u16(), body), (200, json!({"tags": null})));
    for (method, path) in
        [(Method::PATCH, "/candidates/5"), (Method::GET, "/jobs?page=2"), (Method::POST, "/jobs")]
    {
        let (status, body) = caller.send(method, path, json!({})).await;
        assert_eq!((status.as_u16(), error_type(&body)), (404, "NOT_RECORDED"), "{path}");
    }
}

#[tokio::test]
async fn status_headers_and_body_are_those_of_the_recording() {
    let odd = r#"{"id":12345678901234567890123,"id":1.50,"name":"\ud800"}"#;
    let json = format!(
        r#"{{"method": "GET", "path": "/v2/jobs/7", "status": 418, "headers": [["content-type", "application/json"], ["x-ratelimit-reset", "9"], ["content-length", "3"], ["location", "https://recorded.invalid/a"]], "body": {{"json": {odd}}}}}"#
    );
    let sandbox = replaying(&[
        &json,
        r#"{"method": "GET", "path": "/v2/jobs/8", "status": 200, "headers": [["content-type", "text/html"]], "body": {"text": "<a href='https://recorded.invalid/f'>"}}"#,
        r#"{"method": "GET", "path": "/f/x y.pdf", "query": "s=%C3%BC", "status": 200, "body": {"filled": {"start": "JVBERg==", "length": 70000}}}"#,
    ])
    .await;
    let origin = sandbox.base_url().trim_end_matches("/v2");
    let caller = Caller::new(&sandbox);
    let response = caller.request(Method::GET, "/jobs/7").send().await.unwrap();
    assert_eq!(response.status(), 418);
    let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap());
    assert_eq!((header("x-ratelimit-reset"), header("x-request-id")), (Some("9"), None));
    assert_eq!(header("location"), Some(format!("{origin}/a").as_str()));
    assert_eq!(response.text().await.unwrap(), odd);
    let page = caller.request(Method::GET, "/jobs/8").send().await.unwrap().text().await.unwrap();
    assert_eq!(page, format!("<a href='{origin}/f'>"));
    let file =
        caller.client.get(format!("{origin}/f/x%20y.pdf?s=%c3%bc")).header("Authorization", sandbox.token());
    let file = file.send().await.unwrap().bytes().await.unwrap();
    assert!(file.starts_with(b"%PDF   ") && file.len() == 70_000);
}

#[tokio::test]
async fn the_token_and_the_faults_of_the_sandbox_hold_as_ever() {
    let sandbox =
        replaying(&[r#"{"method": "GET", "path": "/v2/jobs", "status": 200, "body": {"json": []}}"#]).await;
    let caller = Caller::new(&sandbox);
    let response = caller.client.get(format!("{}/jobs", sandbox.base_url())).send().await.unwrap();
    assert_eq!(response.status(), 401);
    sandbox.before(|request, _| match request.number {
        2 => Fault::Status(500),
        _ => Fault::None,
    });
    assert_eq!(caller.get("/jobs").await.0, 500);
    assert_eq!(caller.get("/jobs").await, (reqwest::StatusCode::OK, json!([])));
    assert_eq!(sandbox.received(Operation::ListJobs), 3);
}

#[test]
fn what_can_not_be_replayed_is_refused_without_its_content() {
    let head = r#"{"joinRecording": 1, "exchanges": 1}"#;
    for line in [
        r#"{"method": "GET", "path": "/v2/jobs", "status": 100}"#,
        r#"{"method": "GET", "path": "geheim", "status": 200}"#,
        r#"{"method": "GET", "path": "/v2/jobs?geheim", "status": 200}"#,
        r#"{"method": "geheim", "path": "/", "status": 200}"#,
        r#"{"method": "GET", "path": "/", "status": 200, "geheim": 1}"#,
        r#"{"method": "GET", "path": "/", "status": 200, "headers": [["geheim:", ""]]}"#,
        r#"{"method": "GET", "path": "/", "status": 200, "body": {"json": 1, "text": "geheim"}}"#,
        r#"{"method": "GET", "path": "/", "status": 200, "body": {"filled": {"start": "", "length": 9999999999}}}"#,
        r#"{"method": "GET", "path": "/", "status": 200, "body": {"filled": {"start": "geheim!", "length": 9}}}"#,
        r#"{"method": "GET", "path": "/", "status": 200, "body": {"filled": {"start": "c2VjcmV0", "length": 1}}}"#,
        r#"{"method": "GET", "path": "/", "status": 200"#,
    ] {
        let error = Recording::parse(&format!("{head}\n{line}")).unwrap_err();
        assert!(matches!(error, RecordingError::Line { line: 2, .. }), "{error}");
        assert!(!format!("{error} {error:?}").contains("geheim"), "{error}");
    }
    for (text, expected) in [
        ("", "this is no recording"),
        ("[]", "this is no recording"),
        (r#"{"joinRecording": 2}"#, "version 2"),
        (r#"{"joinRecording": 1}"#, "line 1"),
        (head, "says 1 exchanges, and it has 0"),
    ] {
        assert!(Recording::parse(text).unwrap_err().to_string().contains(expected), "{text}");
    }
    let large = tempfile(64 << 20);
    assert!(matches!(Recording::read(&large.0), Err(RecordingError::TooLarge)));
    assert!(matches!(Recording::read("/nowhere/at/all"), Err(RecordingError::Unreadable(_))));
}

/// A file of one byte more than this, that goes with its value. It takes no space on the disk.
fn tempfile(bytes: u64) -> Removed {
    let path = std::env::temp_dir().join(format!("join-sandbox-{}.jsonl", std::process::id()));
    std::fs::File::create(&path).unwrap().set_len(bytes + 1).unwrap();
    Removed(path)
}

struct Removed(std::path::PathBuf);

impl Drop for Removed {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
