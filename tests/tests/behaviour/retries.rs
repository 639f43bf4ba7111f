//! What is sent again, and what is not.

use std::time::Duration;

use join_sdk::types::{ApplicationId, CandidateId, JobId, JobStatus};
use join_sdk::{ApiToken, ErrorKind, Join};
use join_tests::{Answer, Script};

fn patient(script: &Script) -> Join {
    Join::builder(ApiToken::new("4f7a9c").unwrap())
        .base_url(script.base_url())
        .max_attempts(3)
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_read_is_sent_again_until_it_succeeds() {
    let script =
        Script::start([Answer::html(502), Answer::json(503, "{}"), Answer::json(200, r#"{"id": 7}"#)]).await;
    assert_eq!(patient(&script).jobs().get(JobId(7)).await.unwrap().id, JobId(7));
    assert_eq!(script.received().len(), 3);
}

#[tokio::test]
async fn a_read_gives_up_after_the_most_attempts() {
    let script = Script::start([Answer::json(500, "{}")]).await;
    let error = patient(&script).applications().get(ApplicationId(7)).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Server, 3));
    assert_eq!(script.received().len(), 3);
}

#[tokio::test]
async fn a_status_change_is_sent_again_for_it_changes_nothing_more() {
    let script = Script::start([Answer::json(500, "{}"), Answer::json(200, r#"{"id": 7}"#)]).await;
    patient(&script).jobs().change_status(JobId(7), JobStatus::Offline).await.unwrap();
    assert_eq!(script.received().len(), 2);
}

#[tokio::test]
async fn a_note_is_sent_again_only_after_it_was_surely_refused() {
    let limited = Answer::json(429, "{}").header("x-ratelimit-reset", "1");
    let script = Script::start([limited, Answer::json(201, "{}")]).await;
    patient(&script).candidates().add_note(CandidateId(5), "verified").await.unwrap();
    assert_eq!(script.received().len(), 2);

    let script = Script::start([Answer::json(500, "{}")]).await;
    let error = patient(&script).candidates().add_note(CandidateId(5), "verified").await.unwrap_err();
    assert!(error.may_have_been_applied());
    assert_eq!(script.received().len(), 1);
}

#[tokio::test]
async fn a_wait_that_is_too_long_is_told_and_not_waited_for() {
    let script = Script::start([Answer::json(429, "{}").header("retry-after", "3600")]).await;
    let error = patient(&script).jobs().get(JobId(7)).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::RateLimited, 1));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
}

#[tokio::test]
async fn a_reset_given_as_a_point_in_time_does_no_harm() {
    let script = Script::start([Answer::json(429, "{}").header("x-ratelimit-reset", "1790000000")]).await;
    let join = Join::builder(ApiToken::new("4f7a9c").unwrap()).base_url(script.base_url()).max_attempts(1);
    let error = join.build().unwrap().jobs().get(JobId(7)).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(1)), "it lies in the past");
}

/// Takes a connection and never answers.
async fn silent() -> (tokio::net::TcpListener, Join) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/v2", listener.local_addr().unwrap());
    let join = Join::builder(ApiToken::new("4f7a9c").unwrap()).base_url(base);
    let join = join.attempt_timeout(Duration::from_millis(50)).max_attempts(2).build().unwrap();
    (listener, join)
}

#[tokio::test]
async fn no_answer_in_time_is_a_timeout_and_a_write_may_have_landed() {
    let (_listener, join) = silent().await;
    let error = join.jobs().get(JobId(7)).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 2));
    assert!(!error.may_have_been_applied());
    let error = join.candidates().add_note(CandidateId(5), "verified").await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1));
    assert!(error.may_have_been_applied());
}
