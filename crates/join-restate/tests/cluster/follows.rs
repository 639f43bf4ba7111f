//! Followed change feeds.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use join_sandbox::{Fault, FaultRule, JoinSandbox, Operation};
use serde_json::{Value, json};

use crate::receiver::{FULL_DISK, LEASED};
use crate::server::{Caller, Cluster};

pub(crate) async fn each_change_reaches_the_service_of_the_caller(program: &Path) {
    let sandbox = JoinSandbox::builder().applications(450).start().await.unwrap();
    let candidate = sandbox.candidates()[3];
    sandbox.set_tags(candidate, ["hr:called"]);
    let mut cluster = Cluster::start(program, sandbox).await;
    let caller = cluster.caller();
    let start =
        json!({ "every_seconds": 1, "to": { "service": "Onboarding", "handler": "changed" } }).to_string();
    let (status, answer) = caller.call("JoinChanges/acme:hires/start", None, &start).await;
    assert_eq!((status, &answer["following"]), (200, &json!(true)), "{answer}");
    reached(&cluster, 450).await;

    cluster.kill_service();
    let application = cluster.sandbox.applications_of(candidate)[0];
    let edit = json!({ "application_id": application, "add_tags": ["idv:checked"] }).to_string();
    let (status, answer) =
        caller.call(&format!("JoinCandidate/acme:{candidate}/update_candidate"), None, &edit).await;
    assert_eq!(status, 200, "{answer}");
    let is_edit =
        |change: &Value| change["what"] == json!(["tags"]) && change["candidate_id"] == json!(candidate);
    while !cluster.received().iter().any(is_edit) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let (_, status) = caller.call("JoinChanges/acme:hires/status", None, "").await;
    assert_eq!((&status["following"], &status["failure"]), (&json!(true), &Value::Null), "{status}");

    caller.call("JoinChanges/acme:hires/stop", None, "").await;
    let (_, status) = caller.call("JoinChanges/acme:hires/status", None, "").await;
    assert_eq!(status["following"], json!(false), "{status}");

    // A feed without a store says so, and can be stopped.
    caller.call("JoinChanges/acme:no.store/start", None, &start).await;
    loop {
        let (_, status) = caller.call("JoinChanges/acme:no.store/status", None, "").await;
        if status["failure"].as_str().is_some_and(|failure| failure.contains("no store")) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let (status, _) = caller.call("JoinChanges/acme:no.store/stop", None, "").await;
    assert_eq!(status, 200);
}

pub(crate) async fn a_feed_with_a_lease_goes_on_after_the_most_batches_of_a_poll(program: &Path) {
    // A poll has 20 batches of 200.
    let sandbox = JoinSandbox::builder().applications(4_100).start().await.unwrap();
    let cluster = Cluster::start(program, sandbox).await;
    let caller = cluster.caller();
    start(&caller, LEASED).await;
    let status = polled(&caller, LEASED, 2).await;
    assert_eq!((&status["failure"], &status["changes"]), (&Value::Null, &json!(4_100)), "{status}");
}

pub(crate) async fn a_cursor_that_is_not_saved_is_reported_until_it_is(program: &Path) {
    let sandbox = JoinSandbox::builder().applications(450).start().await.unwrap();
    let cluster = Cluster::start(program, sandbox).await;
    let caller = cluster.caller();
    std::fs::write(cluster.path(FULL_DISK), "").unwrap();
    start(&caller, LEASED).await;
    let status = polled(&caller, LEASED, 1).await;
    assert_eq!(status["changes"], json!(200), "the batch comes again only with the next poll: {status}");
    let failure = status["failure"].as_str().unwrap();
    assert!(failure.contains("the cursor was not saved"), "{failure}");

    std::fs::remove_file(cluster.path(FULL_DISK)).unwrap();
    start(&caller, LEASED).await;
    let status = polled(&caller, LEASED, 2).await;
    assert_eq!((&status["failure"], &status["changes"]), (&Value::Null, &json!(650)), "{status}");
}

pub(crate) async fn a_row_of_a_full_batch_that_can_not_be_read_is_reported(program: &Path) {
    // It is a row of the first or the second page, and a page has at most 50 rows: it is in the first batch of three.
    let malformed = FaultRule::new(Operation::ListApplications, Fault::MalformedRow { number: 30 });
    let sandbox =
        JoinSandbox::builder().applications(450).fault_rule(malformed.at_most(1)).start().await.unwrap();
    let cluster = Cluster::start(program, sandbox).await;
    let caller = cluster.caller();
    start(&caller, "hires").await;
    let status = polled(&caller, "hires", 1).await;
    assert_eq!(status["changes"], json!(449), "{status}");
    assert!(status["failure"].is_string(), "{status}");

    start(&caller, "hires").await;
    let status = polled(&caller, "hires", 2).await;
    assert_eq!(status["failure"], Value::Null, "{status}");
}

/// Starts a feed whose second poll comes after the test, unless changes are left.
async fn start(caller: &Caller, feed: &str) {
    let start = json!({ "every_seconds": 3_600, "to": { "service": "Onboarding", "handler": "changed" } });
    let (status, answer) =
        caller.call(&format!("JoinChanges/acme:{feed}/start"), None, &start.to_string()).await;
    assert_eq!((status, &answer["following"]), (200, &json!(true)), "{answer}");
}

/// The status after so many polls.
async fn polled(caller: &Caller, feed: &str, polls: u64) -> Value {
    loop {
        let (_, status) = caller.call(&format!("JoinChanges/acme:{feed}/status"), None, "").await;
        if status["polls"].as_u64() >= Some(polls) {
            return status;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn reached(cluster: &Cluster, applications: usize) {
    loop {
        let received: BTreeSet<i64> =
            cluster.received().iter().filter_map(|change| change["application_id"].as_i64()).collect();
        if received.len() == applications {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
