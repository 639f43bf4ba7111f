//! What the mocks do on the socket, seen with a plain client.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use join_httpmock::{JoinMock, a_job, an_application};

/// Sends a read of an application, and returns the socket.
fn asked(mock: &JoinMock) -> TcpStream {
    let address = mock.base_url().trim_start_matches("http://").trim_end_matches("/v2");
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream.write_all(b"GET /v2/applications/42 HTTP/1.1\r\nhost: mock\r\nconnection: close\r\n\r\n").unwrap();
    stream
}

#[test]
fn a_reset_is_a_reset_and_no_byte_comes_before_it() {
    let mock = JoinMock::start().unwrap();
    let read = mock.get_application(|_, then| then.reset());
    let error = asked(&mock).read(&mut [0; 1]).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    read.assert();
}

#[test]
fn a_slow_body_arrives_in_two_halves_with_the_pause_between() {
    let mock = JoinMock::start().unwrap();
    let pause = Duration::from_millis(300);
    mock.get_application(|_, then| then.ok(an_application()).slow_body(pause));
    let mut stream = asked(&mock);
    let started = Instant::now();
    let mut first = [0; 4096];
    let length = stream.read(&mut first).unwrap();
    let head = String::from_utf8_lossy(&first[..length]).into_owned();
    assert!(head.starts_with("HTTP/1.1 200 OK") && head.contains("content-length"), "{head}");
    assert!(!head.contains("x-join-httpmock"), "{head}");
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).unwrap();
    assert!(started.elapsed() >= pause / 2);
    let text = head + &String::from_utf8(rest).unwrap();
    let (_, body) = text.split_once("\r\n\r\n").unwrap();
    assert_eq!(serde_json::from_str::<serde_json::Value>(body).unwrap(), an_application().into_json());
}

#[tokio::test]
async fn a_reset_leaves_the_next_call_to_the_next_mock() {
    let mock = JoinMock::start().unwrap();
    let lost = mock.get_job(|_, then| then.reset().up_to_n_times(1));
    let read = mock.get_job(|_, then| then.ok(a_job()).header("x-request-id", "req-1"));
    let url = format!("{}/jobs/7", mock.base_url());
    assert!(reqwest::get(&url).await.is_err());
    let response = reqwest::get(&url).await.unwrap();
    assert_eq!(
        (response.status().as_u16(), response.headers()["x-request-id"].as_bytes()),
        (200, &b"req-1"[..])
    );
    lost.assert();
    read.assert();
}

#[tokio::test]
async fn a_dropped_mock_listens_no_more() {
    let mock = JoinMock::start().unwrap();
    let url = format!("{}/jobs/7", mock.base_url());
    assert_eq!(reqwest::get(&url).await.unwrap().status(), 418);
    drop(mock);
    assert!(reqwest::get(&url).await.unwrap_err().is_connect());
}

#[tokio::test]
async fn what_has_no_method_is_mocked_with_httpmock_below_the_prefix() {
    let mock = JoinMock::start().unwrap();
    let scorecards = mock.server().mock(|when, then| {
        when.method("GET").path("/scorecards");
        then.status(200).body("[]");
    });
    let url = format!("{}/scorecards", mock.base_url());
    assert_eq!(reqwest::get(url).await.unwrap().text().await.unwrap(), "[]");
    scorecards.assert();
    assert!(mock.requests()[0].was_expected() && mock.requests()[0].operation().is_none());
}
