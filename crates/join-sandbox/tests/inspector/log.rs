//! The log of requests: results, faults, pacing, retries.

use std::time::Duration;

use join_sandbox::{Fault, JoinSandbox, Operation, RateLimit};
use reqwest::Method;
use serde_json::json;

use crate::{Page, api, first_candidate, text};

const LOG: &str = "/_inspector/log";

/// The cells of the kept requests, newest first.
async fn rows(sandbox: &JoinSandbox) -> Vec<Vec<String>> {
    let page = Page::open(sandbox, LOG).await;
    let rows = page.all("tbody tr").into_iter();
    rows.map(|row| row.child_elements().map(text).collect()).collect()
}

async fn send(sandbox: &JoinSandbox, method: Method, path: &str) {
    // A cut connection is an error of the client, and what the test is about.
    let _ = api(sandbox, method, path).send().await;
}

#[tokio::test]
async fn a_request_has_its_number_operation_status_time_and_quota() {
    let sandbox = JoinSandbox::builder().applications(5).start().await.unwrap();
    let candidate = first_candidate(&sandbox);
    send(&sandbox, Method::GET, "/jobs?page=1").await;
    api(&sandbox, Method::PATCH, &format!("/candidates/{candidate}"))
        .json(&json!({ "tags": 1 }))
        .send()
        .await
        .unwrap();
    let rows = rows(&sandbox).await;
    assert_eq!((&*rows[1][0], &*rows[0][0]), ("#1", "#2"));
    assert_eq!(rows[1][1], "listJobs GET /v2/jobs?page=1");
    assert_eq!(rows[0][1], format!("updateCandidate candidate {candidate} PATCH /v2/candidates/{candidate}"));
    assert_eq!((&*rows[1][2], &*rows[0][2]), ("✓ 200", "! 422"));
    assert!(rows.iter().all(|row| row[3].contains("s at ")), "{rows:?}");
    assert!(rows[1][5].starts_with("999 of 1000"), "{rows:?}");
}

#[tokio::test]
async fn a_lost_answer_and_the_request_that_repeats_it_are_linked() {
    let sandbox = JoinSandbox::builder().applications(5).start().await.unwrap();
    sandbox.before(|request, _| match (request.operation, request.number) {
        (Operation::ListOffices, 1) => Fault::LoseAnswer,
        (Operation::ListOffices, 2) => Fault::Status(503),
        _ => Fault::None,
    });
    for path in ["/offices", "/offices?page=2", "/offices", "/jobs", "/offices", "/offices"] {
        send(&sandbox, Method::GET, path).await;
    }
    // Number 2 is the second request of the operation.
    let rows = rows(&sandbox).await;
    let shown: Vec<(&str, &str)> = rows.iter().rev().map(|row| (&*row[2], &*row[4])).collect();
    assert_eq!(shown[0].0, "✕ connection cut");
    assert_eq!(shown[1].0, "✕ 503");
    assert!(shown[2].1.starts_with("Attempt 2, after #1, waited "), "{shown:?}");
    assert!(shown[3].1.is_empty() && shown[4].1.is_empty() && shown[5].1.is_empty(), "{shown:?}");
    let page = Page::open(&sandbox, LOG).await;
    assert_eq!(page.one(".retry a").attr("href"), Some("/_inspector/log?request=1#request-1"));
    assert_eq!(page.all(".fault").len(), 2);
    assert_eq!(page.texts("#sums dd"), ["6", "2", "1", "0", "1", "0"]);
}

#[tokio::test]
async fn a_body_tells_two_writes_apart() {
    let sandbox = JoinSandbox::builder().applications(5).start().await.unwrap();
    sandbox.before(|request, _| if request.number == 1 { Fault::Status(500) } else { Fault::None });
    let path = format!("/candidates/{}/notes", first_candidate(&sandbox));
    for content in ["a", "b", "a"] {
        let _ = api(&sandbox, Method::POST, &path).json(&json!({ "content": content })).send().await;
    }
    let rows = rows(&sandbox).await;
    let retries: Vec<bool> = rows.iter().rev().map(|row| row[4].contains("Attempt 2, after #1")).collect();
    assert_eq!(retries, [false, false, true]);
}

#[tokio::test]
async fn a_retry_before_the_wait_of_a_429_is_over_is_too_early() {
    let limit = RateLimit { requests: 1, window: Duration::from_secs(600) };
    let sandbox = JoinSandbox::builder().applications(5).rate_limit(Some(limit)).start().await.unwrap();
    for _ in 0..3 {
        send(&sandbox, Method::GET, "/jobs").await;
    }
    let rows = rows(&sandbox).await;
    assert_eq!(rows[2][2], "✓ 200");
    assert_eq!(rows[1][2], "⏸ 429");
    assert!(
        rows[1][4].is_empty() && rows[1][5].contains("0 of 1") && rows[1][5].contains("asks to wait 600 s")
    );
    assert!(rows[0][4].starts_with("Attempt 2, after #2") && rows[0][4].ends_with("too early"), "{rows:?}");
    assert_eq!(Page::open(&sandbox, LOG).await.texts("#sums dd"), ["3", "0", "0", "2", "1", "1"]);
}

#[tokio::test]
async fn a_client_that_left_is_in_the_log() {
    let sandbox = JoinSandbox::builder()
        .applications(5)
        .answer_latency(Duration::from_secs(600))
        .start()
        .await
        .unwrap();
    let impatient = api(&sandbox, Method::GET, "/jobs").timeout(Duration::from_millis(100)).send().await;
    assert!(impatient.unwrap_err().is_timeout());
    // The server sees the end of the connection a moment later than its client.
    let row = tokio::time::timeout(Duration::from_secs(60), async {
        loop {
            if let Some(row) = rows(&sandbox).await.pop() {
                break row;
            }
        }
    });
    assert_eq!(row.await.unwrap()[2], "↩ client left");
}

#[tokio::test]
async fn a_file_s_name_and_the_token_are_not_in_the_log() {
    let sandbox = JoinSandbox::builder().applications(5).start().await.unwrap();
    let application = sandbox.applications_of(first_candidate(&sandbox))[0];
    let row = sandbox.recruiter().application(application).unwrap();
    let url = row["attachments"][0]["url"].as_str().unwrap();
    let file = reqwest::Client::new().get(url).header("Authorization", sandbox.token()).send().await.unwrap();
    assert_eq!(file.status(), 200);
    let page = Page::open(&sandbox, LOG).await;
    let all = text(page.one("html"));
    assert!(all.contains("downloadAttachment GET /files/…"), "{all}");
    let signature = url.rsplit('=').next().unwrap();
    assert!(!all.contains(signature) && !all.contains(sandbox.token()));
}

#[tokio::test]
async fn the_log_is_bounded_and_paged() {
    let sandbox = JoinSandbox::builder().applications(5).start().await.unwrap();
    let client = reqwest::Client::new();
    for _ in 0..1_010 {
        let url = format!("{}/seniorityLevels", sandbox.base_url());
        client.get(url).header("Authorization", sandbox.token()).send().await.unwrap();
    }
    let first = Page::open(&sandbox, LOG).await;
    assert_eq!(first.all("tbody tr").len(), 50);
    assert!(text(first.one(".pages .count")).contains("of 1,000 requests"));
    let last = Page::open(&sandbox, "/_inspector/log?page=20").await;
    assert_eq!(last.texts("tbody tr:last-child th"), ["#11"]);
    // The link to a request opens its page.
    let linked = Page::open(&sandbox, "/_inspector/log?request=11").await;
    assert_eq!(linked.texts("tr#request-11 th"), ["#11"]);
    let gone = Page::open(&sandbox, "/_inspector/log?request=10").await;
    assert!(text(gone.one("main")).contains("The log has no request #10."));
    // A page in the middle does not move, and so has no live part.
    assert!(last.all("script, [data-events]").is_empty());
    assert_eq!(first.all("script, [data-events]").len(), 2);
}
