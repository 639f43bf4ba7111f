//! Requests that arrive late: they are waited for, by the same call and by later ones.

use std::time::{Duration, Instant};

use join_sandbox::{Fault, Operation};
use join_sdk::journal::Journal;
use join_sdk::{ErrorKind, Join, RequestOptions};

use super::{company, creates, ida, looks, on_creates, with_id};

fn settling(join: &Join, time: Duration) -> Join {
    join.with_options(RequestOptions::new().settle(time))
}

fn with_time(join: &Join, time: Duration) -> Join {
    join.with_options(RequestOptions::new().call_timeout(time))
}

#[tokio::test]
async fn answers_that_are_lost_or_late_by_any_time_never_make_two_applications() {
    for after in [0, 1, 10, 100, 700, 2_500] {
        let (join, sandbox, job) = company().await;
        on_creates(&sandbox, [1], Fault::Late { after: Duration::from_millis(after) });
        let creation =
            settling(&join, Duration::from_secs(20)).applications().create(&ida(job)).await.unwrap();
        sandbox.settled().await;
        assert!(creation.was_created());
        assert_eq!((creates(&sandbox), with_id(&sandbox, "inq_77")), (1, 1), "{after} ms late");
    }
}

#[tokio::test]
async fn a_later_ensure_waits_for_the_rest_of_the_settle_time() {
    let (join, sandbox, job) = company().await;
    on_creates(&sandbox, [1], Fault::Late { after: Duration::from_millis(800) });
    let join = settling(&join, Duration::from_secs(3));
    let error =
        with_time(&join, Duration::from_millis(200)).applications().create(&ida(job)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnknownOutcome);
    let creation = join.applications().ensure(&ida(job)).await.unwrap();
    assert!(!creation.was_created());
    assert_eq!((creates(&sandbox), with_id(&sandbox, "inq_77")), (1, 1));
}

#[tokio::test]
async fn a_later_call_without_time_to_wait_says_so_and_sends_nothing() {
    let (join, sandbox, job) = company().await;
    on_creates(&sandbox, [1], Fault::LoseRequest);
    let join = with_time(&settling(&join, Duration::from_secs(60)), Duration::from_millis(200));
    assert_eq!(join.applications().create(&ida(job)).await.unwrap_err().kind(), ErrorKind::UnknownOutcome);
    for again in [join.applications().ensure(&ida(job)).await, join.applications().create(&ida(job)).await] {
        let error = again.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::UnknownOutcome, 0));
        assert!(error.may_have_been_applied() && error.to_string().contains("settle time"), "{error}");
    }
    assert_eq!(creates(&sandbox), 1);
}

#[tokio::test]
async fn after_the_settle_time_ensure_sends_what_is_not_there() {
    let (join, sandbox, job) = company().await;
    on_creates(&sandbox, [1], Fault::LoseRequest);
    let join = settling(&join, Duration::from_millis(50));
    assert_eq!(join.applications().create(&ida(job)).await.unwrap_err().kind(), ErrorKind::UnknownOutcome);
    assert!(join.applications().ensure(&ida(job)).await.unwrap().was_created());
    assert_eq!((creates(&sandbox), with_id(&sandbox, "inq_77")), (2, 1));
}

#[tokio::test]
async fn the_journal_makes_a_restarted_process_wait() {
    let (_, sandbox, job) = company().await;
    on_creates(&sandbox, [1], Fault::Late { after: Duration::from_millis(1_000) });
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    let process = async || {
        let begun = Instant::now();
        // The record of a dropped call is written behind its back, and holds the journal until then.
        let mut journal = Journal::open(&path).await;
        while journal.is_err() && begun.elapsed() < Duration::from_secs(10) {
            tokio::time::sleep(Duration::from_millis(5)).await;
            journal = Journal::open(&path).await;
        }
        let journal = journal.unwrap();
        Join::builder(join_sdk::ApiToken::new(sandbox.token()).unwrap())
            .base_url(sandbox.base_url())
            .journal(journal)
            .settle(Duration::from_secs(4))
            .build()
            .unwrap()
    };
    // The first process is killed while it waits for the response.
    let first = process().await;
    let killed =
        tokio::time::timeout(Duration::from_millis(300), first.applications().create(&ida(job))).await;
    assert!(killed.is_err());
    drop(first);
    let second = process().await;
    let started = Instant::now();
    assert!(!second.applications().ensure(&ida(job)).await.unwrap().was_created());
    assert!(started.elapsed() < Duration::from_secs(4), "found as soon as it is there");
    assert_eq!((creates(&sandbox), with_id(&sandbox, "inq_77")), (1, 1));
    drop(second);
    // The outcome is recorded, so the next process does not wait.
    let third = process().await;
    let before = looks(&sandbox);
    assert!(!third.applications().ensure(&ida(job)).await.unwrap().was_created());
    assert!(looks(&sandbox) - before <= 6);
}

#[tokio::test]
async fn a_certain_failure_leaves_nothing_to_wait_for() {
    let (join, sandbox, job) = company().await;
    on_creates(&sandbox, [1], Fault::Status(422));
    let join = settling(&join, Duration::from_secs(60));
    assert_eq!(join.applications().create(&ida(job)).await.unwrap_err().kind(), ErrorKind::Validation);
    assert!(join.applications().create(&ida(job)).await.unwrap().was_created());
    assert_eq!(creates(&sandbox), 2);
}

#[tokio::test]
async fn a_server_that_refuses_the_time_filter_is_looked_through_without_it() {
    let (join, sandbox, job) = company().await;
    on_creates(&sandbox, [1], Fault::LoseAnswer);
    let seen = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let refused = std::sync::Arc::clone(&seen);
    sandbox.before(move |arrival, _| {
        let filtered =
            arrival.operation == Operation::ListApplications && arrival.path.contains("updatedAtGte");
        if filtered {
            refused.lock().unwrap().push(arrival.path.clone());
        }
        if filtered { Fault::Status(422) } else { Fault::None }
    });
    let creation = join.applications().create(&ida(job)).await.unwrap();
    assert!(creation.was_created());
    assert_eq!((creates(&sandbox), with_id(&sandbox, "inq_77")), (1, 1));
}
