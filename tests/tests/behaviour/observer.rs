//! The report of each call to an observer.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use join_sdk::types::{CandidateId, JobId};
use join_sdk::{ApiToken, ErrorKind, Join, RetryPolicy, telemetry::CallReport};
use join_tests::{Answer, Script};

/// A client that is quick to try again, and the reports of its calls.
fn observed(script: &Script) -> (Join, Arc<Mutex<Vec<CallReport>>>) {
    let reports = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&reports);
    let quick = RetryPolicy::default().max_attempts(2).backoff(Duration::ZERO, Duration::ZERO);
    let join = Join::builder(ApiToken::new("4f7a9c").unwrap()).base_url(script.base_url()).retry(quick);
    let join = join.observer(move |report: &CallReport| seen.lock().unwrap().push(report.clone()));
    (join.build().unwrap(), reports)
}

#[tokio::test]
async fn an_observer_is_told_once_of_each_call_what_it_took() {
    let body = r#"{"id": 7}"#;
    let refused = Answer::json(429, "{}").header("retry-after", "0");
    let script = Script::start([refused, Answer::json(200, body), Answer::json(500, "{}")]).await;
    let (join, reports) = observed(&script);
    join.jobs().get(JobId(7)).await.unwrap();
    join.candidates().add_note(CandidateId(5), "verified").await.unwrap_err();
    join.candidates().add_note(CandidateId(5), " ").await.unwrap_err();
    let reports = reports.lock().unwrap();
    let [read, note] = &reports[..] else { panic!("what was not sent is no call: {reports:?}") };
    assert_eq!((read.operation, read.failure, read.status), ("getJob", None, Some(200)));
    assert_eq!((read.attempts, read.rate_limited, read.received), (2, 1, body.len() as u64 + 2));
    assert!(read.elapsed >= read.waited);
    assert_eq!(
        (note.operation, note.failure, note.status),
        ("createCandidateNote", Some(ErrorKind::Server), Some(500))
    );
}
