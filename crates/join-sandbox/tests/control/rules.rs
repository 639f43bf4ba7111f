//! Faults by rule.

use std::time::{Duration, Instant};

use join_sandbox::{Fault, FaultRule, JoinSandbox, Operation, Operations};
use reqwest::Method;

use crate::{answer, candidate, get, request, sandbox_with, status, statuses, tags, write};

#[tokio::test]
async fn a_rule_strikes_the_requests_it_names_and_no_others() {
    let sandbox = sandbox_with(&["update-candidate:lose-answer#2"]).await;
    let candidate = candidate(&sandbox);
    assert_eq!(statuses(3, || get(&sandbox, "/jobs")).await, [200, 200, 200]);
    assert_eq!(statuses(3, || write(&sandbox, candidate)).await, [200, 0, 200]);
    let rule = &sandbox.fault_rules()[0];
    assert_eq!((rule.requests, rule.faults), (3, 1));
}

#[tokio::test]
async fn reads_and_writes_have_rules_of_their_own() {
    let sandbox = sandbox_with(&["reads:status=503#1-2", "writes:status=504#/2 x1"]).await;
    let candidate = candidate(&sandbox);
    assert_eq!(statuses(3, || get(&sandbox, "/jobs")).await, [503, 503, 200]);
    assert_eq!(statuses(5, || write(&sandbox, candidate)).await, [200, 504, 200, 200, 200]);
}

#[tokio::test]
async fn a_share_strikes_the_same_requests_for_the_same_seed() {
    let mut runs = Vec::new();
    for seed in [1, 1, 2] {
        let rule = FaultRule::new(Operations::Reads, Fault::Status(503)).percent(50.0);
        let sandbox = JoinSandbox::builder().seed(seed).fault_rule(rule).start().await.unwrap();
        runs.push(statuses(30, || get(&sandbox, "/offices")).await);
    }
    assert_eq!(runs[0], runs[1]);
    assert_ne!(runs[0], runs[2]);
    assert!(runs[0].contains(&200) && runs[0].contains(&503));
}

#[tokio::test]
async fn rules_come_and_go_while_the_sandbox_runs_and_count_from_their_start() {
    let sandbox = JoinSandbox::start().await.unwrap();
    assert_eq!(status(get(&sandbox, "/jobs")).await, 200);
    let first = sandbox.add_fault_rule("list-jobs:status=503#1".parse().unwrap());
    let second = sandbox.add_fault_rule("all:status=504".parse().unwrap());
    assert_eq!(statuses(2, || get(&sandbox, "/jobs")).await, [503, 504]);
    assert!(sandbox.remove_fault_rule(second) && !sandbox.remove_fault_rule(second));
    assert_eq!(status(get(&sandbox, "/jobs")).await, 200);
    let left: Vec<_> = sandbox.fault_rules().iter().map(|rule| (rule.id, rule.rule.to_string())).collect();
    assert_eq!(left, [(first, "list-jobs:status=503#1".to_owned())]);
    sandbox.clear_fault_rules();
    assert!(sandbox.fault_rules().is_empty());
}

#[tokio::test]
async fn a_refused_request_is_not_counted_and_a_spared_one_gets_no_other_fault() {
    let sandbox = sandbox_with(&["get-job:none", "all:status=503#2"]).await;
    let refused = reqwest::get(format!("{}/jobs", sandbox.base_url())).await.unwrap();
    assert_eq!(refused.status(), 401);
    assert_eq!(statuses(3, || get(&sandbox, "/jobs")).await, [200, 503, 200]);
    assert_eq!(status(get(&sandbox, "/jobs/1")).await, 404);
    assert_eq!(sandbox.fault_rules()[0].requests, 1);
}

#[tokio::test]
async fn a_hook_comes_before_a_rule() {
    let sandbox = sandbox_with(&["all:status=503"]).await;
    sandbox.before(|request, _| match request.operation {
        Operation::ListJobs => Fault::Status(418),
        _ => Fault::None,
    });
    assert_eq!(status(get(&sandbox, "/jobs")).await, 418);
    assert_eq!(status(get(&sandbox, "/offices")).await, 503);
}

#[tokio::test]
async fn a_truncated_body_ends_in_its_middle_and_its_request_took_effect() {
    let sandbox = sandbox_with(&["update-candidate:truncated"]).await;
    let candidate = candidate(&sandbox);
    let response = write(&sandbox, candidate).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let length = response.content_length().unwrap();
    let error = response.bytes().await.unwrap_err();
    assert!(error.is_body() || error.is_decode(), "{error:?} of {length} bytes");
    assert_eq!(tags(&sandbox, candidate), ["new"]);
}

#[tokio::test]
async fn half_of_a_truncated_body_arrives() {
    let sandbox = sandbox_with(&["all:truncated"]).await;
    let mut response = get(&sandbox, "/categories").send().await.unwrap();
    let length = response.content_length().unwrap() as usize;
    let mut read = 0;
    let broken = loop {
        match response.chunk().await {
            Ok(Some(chunk)) => read += chunk.len(),
            Ok(None) => break false,
            Err(_) => break true,
        }
    };
    assert!(broken);
    assert_eq!(read, length / 2);
}

#[tokio::test]
async fn a_slow_body_comes_in_two_halves() {
    const PAUSE: Duration = Duration::from_millis(300);
    let sandbox = sandbox_with(&["list-categories:slow-body=300ms"]).await;
    let whole = get(&sandbox, "/employmentTypes").send().await.unwrap().bytes().await.unwrap();
    assert!(!whole.is_empty());
    let sent = Instant::now();
    let mut response = get(&sandbox, "/categories").send().await.unwrap();
    let length = response.content_length().unwrap() as usize;
    let mut body = response.chunk().await.unwrap().unwrap().to_vec();
    if sent.elapsed() < PAUSE {
        assert_eq!(body.len(), length / 2);
    }
    while let Some(chunk) = response.chunk().await.unwrap() {
        body.extend_from_slice(&chunk);
    }
    assert!(sent.elapsed() >= PAUSE && body.len() == length);
    assert!(serde_json::from_slice::<Vec<serde_json::Value>>(&body).is_ok());
}

#[tokio::test]
async fn a_malformed_row_leaves_the_others_as_they_are() {
    let sandbox = sandbox_with(&[
        "list-jobs:malformed-row=2",
        "list-offices:malformed-row=99",
        "get-job:malformed-row",
    ])
    .await;
    let (_, rows) = answer(get(&sandbox, "/jobs")).await;
    let ids: Vec<bool> = rows.as_array().unwrap().iter().map(|row| row["id"].is_i64()).collect();
    assert_eq!((&ids[..3], &rows[1]["id"]), (&[true, false, true][..], &"malformed".into()));
    let (_, rows) = answer(get(&sandbox, "/offices")).await;
    assert!(rows.as_array().unwrap().iter().all(|row| row["id"].is_i64()));
    let (_, job) = answer(get(&sandbox, &format!("/jobs/{}", ids.len()))).await;
    assert!(job["id"].is_null() || job["id"] == "malformed");
}

#[tokio::test]
async fn an_error_page_has_its_status_and_its_request_takes_no_effect() {
    let sandbox = sandbox_with(&["writes:page=502"]).await;
    let candidate = candidate(&sandbox);
    let response = write(&sandbox, candidate).send().await.unwrap();
    assert_eq!(
        (response.status().as_u16(), &response.headers()["content-type"]),
        (502, &"text/html; charset=utf-8".parse().unwrap())
    );
    assert_eq!(tags(&sandbox, candidate), ["old"]);
}

#[tokio::test]
async fn a_rule_for_files_strikes_downloads() {
    let sandbox = sandbox_with(&["download-attachment:status=410"]).await;
    let (_, rows) = answer(get(&sandbox, "/applications")).await;
    let url = rows.as_array().unwrap().iter().find_map(|row| row["attachments"][0]["url"].as_str()).unwrap();
    let path = url.strip_prefix(sandbox.base_url().trim_end_matches("/v2")).unwrap();
    let address = format!("/..{path}");
    assert_eq!(status(request(&sandbox, Method::GET, &address)).await, 410);
}
