//! Token, rate limit, headers, recording, start and stop.

use std::time::Duration;

use join_sandbox::{JoinSandbox, RateLimit};
use reqwest::{Client, Method};

use crate::{Caller, answer, error_type};

#[tokio::test]
async fn only_the_raw_token_opens_the_door() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let url = format!("{}/jobs", sandbox.base_url());
    let client = Client::new();
    for token in ["", "wrong", &format!("{} x", sandbox.token()), &sandbox.token().to_uppercase()] {
        let (status, body) = answer(client.get(&url).header("Authorization", token)).await;
        assert_eq!((status.as_u16(), error_type(&body)), (401, "UNAUTHORIZED"));
    }
    let (status, _) = answer(client.get(&url)).await;
    assert_eq!(status, 401);
    let (status, _) = answer(client.get(&url).header("Authorization", sandbox.token())).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn a_bearer_token_is_refused_with_the_reason() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let request = Client::new().get(format!("{}/jobs", sandbox.base_url())).bearer_auth(sandbox.token());
    let (status, body) = answer(request).await;
    assert_eq!(status, 401);
    assert!(body["error"]["message"].as_str().unwrap().contains("raw token without a scheme word"));
}

#[tokio::test]
async fn each_answer_carries_a_request_id_and_the_rate_limit() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let caller = Caller::new(&sandbox);
    for (number, path) in (1..).zip(["/jobs", "/nowhere", "/applications?page=0", "/jobs/1"]) {
        let response = caller.request(Method::GET, path).send().await.unwrap();
        assert_eq!(response.headers()["x-request-id"], format!("sandbox-{number:08}"));
        for name in ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"] {
            assert!(response.headers()[name].to_str().unwrap().parse::<u32>().unwrap() > 0, "{name}");
        }
    }
}

#[tokio::test]
async fn what_is_over_the_rate_limit_is_told_how_long_to_wait() {
    let limit = RateLimit { requests: 2, window: Duration::from_secs(60) };
    let sandbox = JoinSandbox::builder().rate_limit(Some(limit)).start().await.unwrap();
    let caller = Caller::new(&sandbox);
    caller.rows("/jobs").await;
    caller.rows("/jobs").await;
    let response = caller.request(Method::GET, "/jobs").send().await.unwrap();
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["x-ratelimit-remaining"], "0");
    assert_eq!(response.headers()["retry-after"], response.headers()["x-ratelimit-reset"]);
    assert_eq!(error_type(&response.json().await.unwrap()), "RATE_LIMITED");
}

#[tokio::test]
async fn the_latest_thousand_requests_are_recorded_without_showing_in_debug() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let caller = Caller::new(&sandbox);
    for number in 0..1001 {
        caller.request(Method::GET, &format!("/offices?cityNameLike={number}")).send().await.unwrap();
    }
    caller.request(Method::PATCH, "/candidates/7").body("secret body").send().await.unwrap();
    let requests = sandbox.requests();
    assert_eq!(requests.len(), 1000);
    assert_eq!(requests[0].query.as_deref(), Some("cityNameLike=2"));
    let last = requests.last().unwrap();
    assert_eq!((last.method.as_str(), last.path.as_str()), ("PATCH", "/v2/candidates/7"));
    assert_eq!(&last.body[..], b"secret body");
    assert!(last.headers.contains(&("authorization".to_owned(), sandbox.token().to_owned())));
    let debug = format!("{requests:?}{sandbox:?}{:?}", JoinSandbox::builder().token("own-token"));
    assert!(
        !debug.contains("secret body") && !debug.contains(sandbox.token()) && !debug.contains("own-token")
    );
    assert!(!debug.contains("cityNameLike"));
}

#[tokio::test]
async fn dropping_the_sandbox_stops_it_and_frees_the_port() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let client = Client::new();
    let url = format!("{}/jobs", sandbox.base_url());
    assert_eq!(client.get(&url).send().await.unwrap().status(), 401);
    let port: u16 = url.rsplit(':').next().unwrap().split('/').next().unwrap().parse().unwrap();
    drop(sandbox);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(client.get(&url).send().await.is_err());
    JoinSandbox::builder().port(port).start().await.unwrap();
}

#[tokio::test]
async fn a_shutdown_does_not_wait_for_idle_connections() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let url = format!("{}/jobs", sandbox.base_url());
    let client = Client::new();
    client.get(&url).send().await.unwrap().bytes().await.unwrap();
    tokio::time::timeout(Duration::from_secs(2), sandbox.shutdown()).await.unwrap();
    assert!(client.get(&url).send().await.is_err());
}
