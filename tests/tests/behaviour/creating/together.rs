//! Callers in one process who create the same external id at the same time.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use join_sandbox::{Fault, Operation};
use join_sdk::types::JobId;
use join_sdk::{ErrorKind, RequestOptions, create::CreateOutcome};
use tokio::sync::Notify;

use super::{company, creates, hasty, ida, on_creates, unkeyed, with_id};

#[tokio::test]
async fn twenty_callers_of_one_external_id_send_one_request() {
    let (join, sandbox, job) = company().await;
    let tasks = (0..20).map(|_| {
        let join = join.clone();
        async move { join.applications().create(&ida(job)).await.unwrap() }
    });
    let creations = join_all(tasks).await;
    assert_eq!(creations.iter().filter(|creation| creation.was_created()).count(), 1);
    let mut ids: Vec<_> = creations.iter().map(CreateOutcome::application).collect();
    ids.dedup();
    assert_eq!((ids.len(), creates(&sandbox)), (1, 1));
}

#[tokio::test]
async fn clients_with_other_options_and_those_who_look_first_wait_as_well() {
    let (join, sandbox, job) = company().await;
    on_creates(&sandbox, [1], Fault::Delay(Duration::from_millis(200)));
    let other = join.with_options(RequestOptions::new().call_timeout(Duration::from_secs(60)));
    let new = ida(job);
    let (one, two) = futures_util::join!(join.applications().create(&new), other.applications().ensure(&new));
    assert!(one.unwrap().was_created() && !two.unwrap().was_created());
    assert_eq!((creates(&sandbox), with_id(&sandbox, "inq_77")), (1, 1));
}

#[tokio::test]
async fn the_same_external_id_in_another_job_is_another_application() {
    let (join, sandbox, job) = company().await;
    let jobs = join.jobs().list().page(1).await.unwrap().rows;
    let other: JobId = jobs.into_iter().map(|job| job.unwrap().id).find(|id| *id != job).unwrap();
    let (here, there) = (ida(job), ida(other));
    let (one, two) =
        futures_util::join!(join.applications().create(&here), join.applications().create(&there));
    assert!(one.unwrap().was_created() && two.unwrap().was_created());
    assert_eq!((creates(&sandbox), with_id(&sandbox, "inq_77")), (2, 2));
}

#[tokio::test]
async fn who_waits_for_a_call_that_is_dropped_looks_first_and_goes_by_itself() {
    for (fault, created) in [(Fault::LoseAnswer, false), (Fault::LoseRequest, true)] {
        let (join, sandbox, job) = company().await;
        let join = join.with_options(RequestOptions::new().settle(Duration::from_secs(60)));
        on_creates(&sandbox, [1], fault);
        let arrived = Arc::new(Notify::new());
        let tell = Arc::clone(&arrived);
        sandbox.before(move |arrival, _| {
            if arrival.operation == Operation::CreateApplication {
                tell.notify_one();
            }
            Fault::None
        });
        let leader = tokio::spawn({
            let join = join.clone();
            async move { join.applications().create(&ida(job)).await }
        });
        arrived.notified().await;
        let quick = hasty(&join);
        let new = ida(job);
        let mut follower = Box::pin(quick.applications().create(&new));
        let waits = tokio::time::timeout(Duration::from_millis(50), &mut follower).await;
        assert!(waits.is_err(), "the first one settles for a minute: {waits:?}");
        leader.abort();
        assert_eq!(follower.await.unwrap().was_created(), created);
        assert_eq!(with_id(&sandbox, "inq_77"), 1);
        assert_eq!(creates(&sandbox), if created { 2 } else { 1 });
    }
}

#[tokio::test]
async fn who_waits_for_a_call_that_certainly_failed_goes_by_itself() {
    let (join, sandbox, job) = company().await;
    on_creates(&sandbox, [1], Fault::Status(422));
    let new = ida(job);
    let (one, two) = futures_util::join!(join.applications().create(&new), join.applications().create(&new));
    assert_eq!(one.unwrap_err().kind(), ErrorKind::Validation);
    assert!(two.unwrap().was_created());
    let methods: Vec<String> = sandbox.requests().into_iter().map(|request| request.method).collect();
    let posts: Vec<usize> = (0..methods.len()).filter(|at| methods[*at] == "POST").collect();
    assert!(posts.len() == 2, "{methods:?}");
}

#[tokio::test]
async fn who_waits_does_so_until_its_own_deadline() {
    let (join, sandbox, job) = company().await;
    on_creates(&sandbox, [1], Fault::Delay(Duration::from_secs(30)));
    let impatient = join.with_options(RequestOptions::new().call_timeout(Duration::from_millis(100)));
    let new = ida(job);
    let mut leader = Box::pin(join.applications().create(&new));
    let mut follower = Box::pin(impatient.applications().create(&new));
    let error = tokio::select! {
        biased;
        _ = &mut leader => panic!("it is delayed"),
        ended = &mut follower => ended.unwrap_err(),
    };
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 0));
    assert!(!error.may_have_been_applied() && error.to_string().contains("another call was busy"), "{error}");
    assert_eq!(creates(&sandbox), 1);
}

#[tokio::test]
async fn callers_without_an_external_id_do_not_wait_for_each_other() {
    let (join, sandbox, job) = company().await;
    let (one, two) = (unkeyed(job, "ida"), unkeyed(job, "eda"));
    let (one, two) = futures_util::join!(join.applications().create(&one), join.applications().create(&two));
    assert!(one.unwrap().was_created() && two.unwrap().was_created());
    assert_eq!(creates(&sandbox), 2);
}
