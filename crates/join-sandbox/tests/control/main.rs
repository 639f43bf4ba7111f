//! The sandbox as its user steers it: faults by rule and by header, and the control API, over a real socket.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a failing step fails the test"
)]

mod api;
mod document;
mod headers;
mod rules;

use join_sandbox::JoinSandbox;
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

async fn sandbox_with(rules: &[&str]) -> JoinSandbox {
    let builder = rules.iter().fold(JoinSandbox::builder(), |builder, rule| {
        builder.fault_rule(rule.parse().unwrap_or_else(|error| panic!("{rule}: {error}")))
    });
    builder.start().await.unwrap()
}

/// A request with the token, to a path of the API such as `/jobs`.
fn request(sandbox: &JoinSandbox, method: Method, path: &str) -> RequestBuilder {
    let url = format!("{}{path}", sandbox.base_url());
    Client::new().request(method, url).header("Authorization", sandbox.token())
}

fn get(sandbox: &JoinSandbox, path: &str) -> RequestBuilder {
    request(sandbox, Method::GET, path)
}

/// A write of the tag `new`.
fn write(sandbox: &JoinSandbox, candidate: i64) -> RequestBuilder {
    request(sandbox, Method::PATCH, &format!("/candidates/{candidate}")).json(&json!({ "tags": ["new"] }))
}

/// The status, or 0 where the connection broke.
async fn status(request: RequestBuilder) -> u16 {
    request.send().await.map_or(0, |response| response.status().as_u16())
}

async fn statuses(times: usize, request: impl Fn() -> RequestBuilder) -> Vec<u16> {
    let mut statuses = Vec::new();
    for _ in 0..times {
        statuses.push(status(request()).await);
    }
    statuses
}

async fn answer(request: RequestBuilder) -> (StatusCode, Value) {
    let response = request.send().await.unwrap();
    (response.status(), response.json().await.unwrap())
}

fn message(body: &Value) -> &str {
    body["error"]["message"].as_str().unwrap()
}

/// A candidate whose tags are `old`.
fn candidate(sandbox: &JoinSandbox) -> i64 {
    let candidate = sandbox.candidates()[0];
    assert!(sandbox.set_tags(candidate, ["old"]));
    candidate
}

fn tags(sandbox: &JoinSandbox, candidate: i64) -> Vec<String> {
    sandbox.tags(candidate).unwrap().as_slice().to_vec()
}
