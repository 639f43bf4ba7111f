//! Faults by chance, latency with jitter, and how much is recorded.

use std::time::Duration;

use join_sandbox::{Fault, Faults, JoinSandbox, Latency, Operation, Operations};
use reqwest::Method;
use serde_json::json;
use tokio::time::Instant;

use crate::Caller;

/// What becomes of sixty writes of a tag of their own: the status, and whether it took effect.
async fn sixty_writes(sandbox: &JoinSandbox) -> Vec<(Option<u16>, bool)> {
    let caller = Caller::new(sandbox);
    let candidate = sandbox.candidates()[0];
    let mut outcomes = Vec::new();
    for number in 0..60 {
        let tag = number.to_string();
        let request = caller.request(Method::PATCH, &format!("/candidates/{candidate}"));
        let answered = request.json(&json!({ "tags": [tag] })).send().await;
        let kept = sandbox.tags(candidate).unwrap().as_slice() == [tag];
        outcomes.push((answered.ok().map(|response| response.status().as_u16()), kept));
    }
    outcomes
}

#[tokio::test]
async fn the_same_seed_strikes_the_same_requests_in_each_sandbox() {
    let faults = Faults {
        lost_requests: 0.15,
        lost_answers: 0.15,
        rate_limited: 0.15,
        server_errors: 0.3,
        operations: Operations::Writes,
        ..Faults::default()
    };
    let first = JoinSandbox::builder().faults(faults.clone()).start().await.unwrap();
    let second = JoinSandbox::start().await.unwrap();
    second.set_faults(faults);
    let outcomes = sixty_writes(&first).await;
    assert_eq!(outcomes, sixty_writes(&second).await);
    for outcome in [
        (None, false),
        (None, true),
        (Some(200), true),
        (Some(429), false),
        (Some(503), false),
        (Some(503), true),
    ] {
        assert!(outcomes.contains(&outcome), "{outcome:?}");
    }
    second.set_faults(Faults::default());
    assert!(sixty_writes(&second).await.iter().all(|outcome| *outcome == (Some(200), true)));
}

#[tokio::test]
async fn faults_of_writes_leave_reads_alone() {
    let faults = Faults { lost_requests: 1.0, operations: Operations::Writes, ..Faults::default() };
    let sandbox = JoinSandbox::builder().faults(faults).start().await.unwrap();
    assert_eq!(Caller::new(&sandbox).get("/jobs").await.0, 200);
    assert!(sixty_writes(&sandbox).await.iter().all(|outcome| *outcome == (None, false)));
}

#[tokio::test]
async fn a_late_delivery_by_chance_takes_effect_at_last() {
    let faults = Faults { late: 1.0, after: Duration::from_secs(1), ..Faults::default() };
    let sandbox = JoinSandbox::builder().faults(faults).start().await.unwrap();
    let candidate = sandbox.candidates()[0];
    let request = Caller::new(&sandbox).request(Method::PATCH, &format!("/candidates/{candidate}"));
    request.json(&json!({ "tags": ["late"] })).send().await.unwrap_err();
    assert_ne!(sandbox.tags(candidate).unwrap().as_slice(), ["late"]);
    sandbox.settled().await;
    assert_eq!(sandbox.tags(candidate).unwrap().as_slice(), ["late"]);
}

#[tokio::test]
async fn a_hooks_fault_comes_before_one_by_chance() {
    let faults = Faults { lost_requests: 1.0, ..Faults::default() };
    let sandbox = JoinSandbox::builder().faults(faults).start().await.unwrap();
    sandbox.before(|request, _| match request.number {
        1 => Fault::Status(418),
        _ => Fault::None,
    });
    let caller = Caller::new(&sandbox);
    assert_eq!(caller.get("/jobs").await.0, 418);
    caller.request(Method::GET, "/jobs").send().await.unwrap_err();
}

#[tokio::test]
async fn both_ways_take_their_time_and_the_effect_lies_between() {
    let way = Latency::Uniform { least: Duration::from_millis(150), most: Duration::from_millis(200) };
    let sandbox = JoinSandbox::builder().latency(way).answer_latency(way).start().await.unwrap();
    let recruiter = sandbox.recruiter();
    let candidate = sandbox.candidates()[0];
    let started = Instant::now();
    let (handled, at) = std::sync::mpsc::channel();
    sandbox.after(move |_, _| {
        assert_eq!(recruiter.tags(candidate).unwrap().as_slice(), ["new"]);
        handled.send(Instant::now()).unwrap();
        Fault::None
    });
    let request = Caller::new(&sandbox).request(Method::PATCH, &format!("/candidates/{candidate}"));
    request.json(&json!({ "tags": ["new"] })).send().await.unwrap();
    let at = at.try_recv().unwrap();
    let least = Duration::from_millis(150);
    assert!(at - started >= least && at.elapsed() >= least);
}

#[tokio::test]
async fn as_many_requests_are_recorded_as_wanted_and_all_are_counted() {
    for (wanted, kept) in [(0, 0), (2, 2), (5_000, 3)] {
        let sandbox = JoinSandbox::builder().recorded(wanted).start().await.unwrap();
        let caller = Caller::new(&sandbox);
        for _ in 0..3 {
            caller.rows("/jobs").await;
        }
        assert_eq!(sandbox.requests().len(), kept);
        assert_eq!(sandbox.received(Operation::ListJobs), 3);
    }
}
