//! The quota: kept where answers tell of it, and shared by all clones of a client.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use join_sandbox::{JoinSandbox, RateLimit};
use join_sdk::types::JobId;
use join_sdk::{ApiToken, ErrorKind, Join, Quota, RequestOptions, telemetry::CallReport};
use join_tests::{Answer, Script, sandbox};

#[tokio::test]
async fn what_answers_tell_of_the_quota_can_be_seen() {
    let (join, _sandbox) = sandbox().await;
    assert_eq!(join.quota(), Quota::default());
    join.jobs().list().page(1).await.unwrap();
    let quota = join.clone().quota();
    assert_eq!((quota.limit, quota.remaining), (Some(1_000), Some(999)));
    assert_eq!(quota.held_for, None);
}

#[tokio::test]
async fn callers_of_one_client_keep_within_the_servers_limit() {
    let limit = RateLimit { requests: 20, window: Duration::from_secs(1) };
    let sandbox = JoinSandbox::builder().rate_limit(Some(limit)).start().await.unwrap();
    let refusals = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&refusals);
    let join = Join::builder(ApiToken::new(sandbox.token()).unwrap()).base_url(sandbox.base_url());
    let join = join.observer(move |call: &CallReport| {
        counter.fetch_add(call.rate_limited, Ordering::Relaxed);
    });
    let join = join.build().unwrap();
    let tasks: Vec<_> = (0..6)
        .map(|_| {
            let join = join.clone();
            tokio::spawn(async move {
                for _ in 0..10 {
                    join.offices().list().page(1).await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert!(refusals.load(Ordering::Relaxed) <= 2, "{refusals:?} refusals");
}

#[tokio::test]
async fn a_refusal_holds_every_clone_and_a_call_that_can_not_wait_is_told_so() {
    let script = Script::start([Answer::json(429, "{}").header("retry-after", "30")]).await;
    let join = script.client();
    let hasty = join.with_options(RequestOptions::new().call_timeout(Duration::from_millis(200)));
    assert_eq!(hasty.jobs().get(JobId(7)).await.unwrap_err().attempts(), 1);
    assert!(join.quota().held_for.is_some_and(|held| held > Duration::from_secs(20)));
    let error = hasty.clone().applications().list().page(1).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::RateLimited, 0));
    assert!(error.retry_after().is_some_and(|wait| wait > Duration::from_secs(20)));
    assert!(error.to_string().contains("quota is used up"), "{error}");
    assert_eq!(script.received().len(), 1, "nothing more was sent");
}

#[tokio::test]
async fn one_callers_refusal_is_anothers_wait() {
    let script = Script::start([
        Answer::json(429, "{}").header("retry-after", "1"),
        Answer::json(200, r#"{"id": 7}"#),
    ]);
    let script = script.await;
    let join = script.client();
    let once = RequestOptions::new().retry(join_sdk::RetryPolicy::never());
    join.with_options(once).jobs().get(JobId(7)).await.unwrap_err();
    let response = join.jobs().get(JobId(7)).response().await.unwrap();
    assert!(response.elapsed() > Duration::from_millis(900), "{:?}", response.elapsed());
    assert_eq!(response.attempts(), 1);
}

#[tokio::test]
async fn a_limit_of_zero_on_answers_that_come_is_no_quota() {
    for limit in ["0", "-1"] {
        let answer = Answer::json(200, r#"{"id": 7}"#).header("x-ratelimit-limit", limit);
        let answer = answer.header("x-ratelimit-remaining", "0").header("x-ratelimit-reset", "20");
        let script = Script::start([answer]).await;
        let join = script.client();
        for _ in 0..3 {
            let response = join.jobs().get(JobId(7)).response().await.unwrap();
            assert!(response.elapsed() < Duration::from_secs(5));
        }
        assert_eq!(join.quota(), Quota::default());
    }
}

#[tokio::test]
async fn a_remaining_count_of_zero_with_a_limit_holds_the_next_call() {
    let answer = Answer::json(200, r#"{"id": 7}"#).header("x-ratelimit-limit", "50");
    let answer = answer.header("x-ratelimit-remaining", "0").header("x-ratelimit-reset", "20");
    let script = Script::start([answer]).await;
    let join = script.client();
    join.jobs().get(JobId(7)).await.unwrap();
    assert!(join.quota().held_for.is_some_and(|held| held > Duration::from_secs(15)));
}
