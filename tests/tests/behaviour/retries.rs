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

/// A client that sends once.
fn hasty(script: &Script) -> Join {
    let join = Join::builder(ApiToken::new("4f7a9c").unwrap()).base_url(script.base_url());
    join.max_attempts(1).build().unwrap()
}

#[tokio::test]
async fn a_retry_after_of_zero_or_in_the_past_holds_as_long_as_none_at_all() {
    for value in
        ["0", "-1", "soon", "1000000000", "Sun, 06 Nov 1994 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"]
    {
        let script = Script::start([Answer::json(429, "{}").header("retry-after", value)]).await;
        let join = hasty(&script);
        let error = join.jobs().get(JobId(7)).await.unwrap_err();
        assert_eq!((error.kind(), error.retry_after()), (ErrorKind::RateLimited, None), "{value}");
        let held = join.quota().held_for;
        assert!(held.is_some_and(|held| held > Duration::from_millis(500)), "{value}: {held:?}");
    }
}

#[tokio::test]
async fn a_refusal_for_the_quota_says_when_to_come_again() {
    let script = Script::start([Answer::json(429, "{}").header("retry-after", "3600")]).await;
    let error = hasty(&script).jobs().get(JobId(7)).await.unwrap_err();
    assert_eq!(error.to_string(), "getJob: too many requests (status 429); try again in 60 minutes");
}

#[tokio::test]
async fn a_403_whose_headers_speak_of_the_quota_is_retried_like_a_429() {
    let said = |text: &str| Answer::json(403, format!(r#"{{"error": {{"message": "{text}"}}}}"#));
    let exhausted = said("Slow down").header("x-ratelimit-remaining", "0").header("x-ratelimit-reset", "1");
    for refused in [exhausted, said("Slow down").header("retry-after", "1")] {
        let script = Script::start([refused.clone(), Answer::json(201, "{}")]).await;
        patient(&script).candidates().add_note(CandidateId(5), "verified").await.unwrap();
        assert_eq!(script.received().len(), 2, "the first one was surely refused");
        let script = Script::start([refused]).await;
        let join = hasty(&script);
        let error = join.jobs().get(JobId(7)).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.retry_after()),
            (ErrorKind::RateLimited, Some(Duration::from_secs(1)))
        );
        assert!(join.quota().held_for.is_some(), "all callers wait");
    }
}

#[tokio::test]
async fn a_403_about_the_plan_or_the_user_is_no_refusal_for_the_quota() {
    let limited = |body: &'static str| {
        Answer::json(403, body).header("x-ratelimit-remaining", "0").header("retry-after", "1")
    };
    let plain = |name, value: &str| Answer::json(403, "{}").header(name, value);
    for (answer, kind) in [
        (limited(r#"{"error": {"message": "Upgrade to use the API"}}"#), ErrorKind::PlanRequired),
        (limited(r#"{"error": "Not part of your plan."}"#), ErrorKind::PlanRequired),
        (limited(r#"{"message": "Your subscription has ended"}"#), ErrorKind::PlanRequired),
        (limited("Your PLAN has no API"), ErrorKind::PlanRequired),
        (limited("<html>Plans and prices</html>"), ErrorKind::RateLimited),
        (limited(r#"{"message": "Planned maintenance"}"#), ErrorKind::RateLimited),
        (plain("retry-after", "0"), ErrorKind::Forbidden),
        (plain("x-ratelimit-remaining", "7"), ErrorKind::Forbidden),
        (plain("x-ratelimit-remaining", "0").header("x-ratelimit-limit", "0"), ErrorKind::Forbidden),
    ] {
        let script = Script::start([answer.clone()]).await;
        let error = hasty(&script).jobs().get(JobId(7)).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{:?}", answer.body);
    }
}

#[tokio::test]
async fn a_page_in_place_of_data_is_read_again_like_a_5xx() {
    let page = || Answer::html(200);
    let script =
        Script::start([page(), Answer::new(200, "text/plain", ""), Answer::json(200, r#"{"id": 7}"#)]);
    let script = script.await;
    assert_eq!(patient(&script).jobs().get(JobId(7)).await.unwrap().id, JobId(7));
    let script = Script::start([page(), Answer::json(200, r#"[{"id": 7}]"#)]).await;
    assert_eq!(patient(&script).jobs().list().page(1).await.unwrap().rows.len(), 1);
    let script = Script::start([page(), Answer::json(200, "7")]).await;
    let raw = patient(&script);
    assert_eq!(raw.raw().request(join_sdk::Method::GET, "/x").send::<u8>().await.unwrap().into_inner(), 7);

    for (answer, words) in [
        (page(), "an HTML page instead of JSON: a proxy, a login page or a maintenance page"),
        (Answer::json(200, "\n <!doctype html>"), "an HTML page instead of JSON"),
        (Answer::json(200, "\u{feff}<html>"), "an HTML page instead of JSON"),
        (Answer::new(200, "text/plain", "upstream is busy"), "is not JSON: a proxy may have answered"),
        (Answer::json(200, ""), "is not JSON: a proxy may have answered"),
    ] {
        let script = Script::start([answer]).await;
        let error = patient(&script).jobs().get(JobId(7)).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Decode, 3));
        assert!(error.is_retryable() && error.to_string().contains(words), "{error}");
    }
    let script = Script::start([Answer::json(200, r#"{"id": 7"#)]).await;
    let error = patient(&script).jobs().get(JobId(7)).await.unwrap_err();
    assert_eq!(
        (error.attempts(), error.is_retryable()),
        (1, false),
        "JOIN's own mistake comes again the same"
    );
}

#[tokio::test]
async fn a_write_whose_answer_is_a_page_is_not_sent_again() {
    let script = Script::start([Answer::html(200)]).await;
    let error = patient(&script).jobs().change_status(JobId(7), JobStatus::Offline).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Decode, 1));
    assert!(error.may_have_been_applied() && !error.is_retryable());
    assert!(error.to_string().contains("HTML page"), "{error}");
    assert_eq!(script.received().len(), 1);
    let error = patient(&script).candidates().add_note(CandidateId(5), "verified").await.unwrap_err();
    assert!(error.may_have_been_applied(), "{error}");
    assert_eq!(script.received().len(), 2);
    let empty = Script::start([Answer::new(200, "text/html", "")]).await;
    patient(&empty).candidates().add_note(CandidateId(5), "verified").await.unwrap();
}
