//! What a single call may do otherwise, and what a dropped one leaves behind.

use std::future::IntoFuture;
use std::time::Duration;

use join_sdk::types::JobId;
use join_sdk::{ErrorKind, Join, RequestOptions, RetryPolicy, StatusCode};
use join_tests::{Answer, Script, client};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A listener and a client on it.
async fn listening() -> (TcpListener, Join) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let join = client(&format!("http://{}/v2", listener.local_addr().unwrap()), "4f7a9c");
    (listener, join)
}

/// Takes the next connection and its request.
async fn request(listener: &TcpListener) -> TcpStream {
    let (mut stream, _) = listener.accept().await.unwrap();
    let _ = stream.read(&mut [0; 4096]).await.unwrap();
    stream
}

#[tokio::test]
async fn a_calls_own_deadline_ends_it_with_all_its_attempts() {
    let (_listener, join) = listening().await;
    let hasty = join.with_options(RequestOptions::new().call_timeout(Duration::from_millis(50)));
    let error = hasty.jobs().get(JobId(7)).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1));
}

#[tokio::test]
async fn an_attempts_own_timeout_leaves_time_for_another() {
    let (listener, join) = listening().await;
    let policy = RetryPolicy::default().max_attempts(2).backoff(Duration::ZERO, Duration::ZERO);
    let options = RequestOptions::new().attempt_timeout(Duration::from_millis(50)).retry(policy);
    let call = tokio::spawn(async move { join.with_options(options).jobs().get(JobId(7)).await });
    let _silent = request(&listener).await;
    let mut second = request(&listener).await;
    second.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{\"id\": 7}").await.unwrap();
    assert_eq!(call.await.unwrap().unwrap().id, JobId(7));
}

#[tokio::test]
async fn a_calls_own_policy_does_not_touch_the_client_it_came_from() {
    let script =
        Script::start([Answer::json(500, "{}"), Answer::json(500, "{}"), Answer::json(200, r#"{"id": 7}"#)]);
    let script = script.await;
    let join = script.client();
    let once = join.with_options(RequestOptions::new().retry(RetryPolicy::never()));
    assert_eq!(once.jobs().get(JobId(7)).await.unwrap_err().attempts(), 1);
    assert_eq!(join.jobs().get(JobId(7)).response().await.unwrap().attempts(), 2);
}

#[tokio::test]
async fn more_headers_go_along_and_those_of_the_sdk_can_not_be_set() {
    let script = Script::start([Answer::json(200, r#"{"id": 7}"#)]).await;
    let traced = RequestOptions::new().header("traceparent", "00-4bf9").unwrap();
    let options = traced.header("X-Tenant", "old").unwrap().header("x-tenant", "acme").unwrap();
    assert!(!format!("{options:?}").contains("acme"));
    let join = script.client().with_options(options);
    join.jobs().get(JobId(7)).await.unwrap();
    let later = RequestOptions::new().header("traceparent", "00-5c00").unwrap();
    join.with_options(later).jobs().get(JobId(7)).await.unwrap();
    let sent: Vec<(String, String)> = script
        .received()
        .iter()
        .map(|request| {
            let header = |name: &str| request.headers[name].to_str().unwrap().to_owned();
            (header("traceparent"), header("x-tenant"))
        })
        .collect();
    assert_eq!(sent, [("00-4bf9".into(), "acme".into()), ("00-5c00".into(), "acme".into())]);
    for (name, value) in
        [("authorization", "x"), ("Host", "x"), ("content-length", "1"), ("a b", "x"), ("x", "a\nb")]
    {
        let error = RequestOptions::new().header(name, value).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{name}");
    }
}

#[tokio::test]
async fn a_response_tells_what_came_around_the_answer() {
    let answer = Answer::json(201, r#"{"id": 7}"#).header("x-request-id", "req-9").header("x-odd", "1");
    let script = Script::start([Answer::json(503, "{}").header("retry-after", "0"), answer]).await;
    let response = script.client().jobs().get(JobId(7)).response().await.unwrap();
    assert_eq!((response.status(), response.request_id()), (StatusCode::CREATED, Some("req-9")));
    assert_eq!((response.attempts(), response.headers()["x-odd"].as_bytes()), (2, &b"1"[..]));
    assert!(response.elapsed() > Duration::ZERO);
    assert_eq!(response.into_inner().id, JobId(7));
}

/// A pacer that reopens lets one request at a time through, so a turn that leaked would stop everybody.
#[tokio::test]
async fn a_dropped_call_gives_its_turn_back() {
    let (listener, join) = listening().await;
    let once = join.with_options(RequestOptions::new().retry(RetryPolicy::never()));
    let refused = tokio::spawn({
        let once = once.clone();
        async move { once.jobs().get(JobId(1)).await.unwrap_err().kind() }
    });
    let mut stream = request(&listener).await;
    let head =
        "HTTP/1.1 429 Too Many Requests\r\nretry-after: 0\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    assert_eq!(refused.await.unwrap(), ErrorKind::RateLimited);

    let dropped = tokio::spawn({
        let once = once.clone();
        async move { once.jobs().get(JobId(2)).into_future().await }
    });
    let _silent = request(&listener).await;
    let waiting = tokio::spawn(async move { once.jobs().get(JobId(3)).await });
    dropped.abort();
    let mut stream = request(&listener).await;
    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{\"id\": 3}").await.unwrap();
    assert_eq!(waiting.await.unwrap().unwrap().id, JobId(3));
}
