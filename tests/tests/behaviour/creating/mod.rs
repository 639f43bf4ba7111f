//! Creating an application once, whatever becomes of requests and answers.

mod settling;
mod storm;
mod together;

use std::time::Duration;

use join_sandbox::{Fault, JoinSandbox, Operation};
use join_sdk::types::{JobId, JobStatus};
use join_sdk::{ErrorKind, Join, NewApplication, RequestOptions, RetryPolicy, create::CreateOutcome};
use join_tests::sandbox;
use serde_json::json;

/// A client that waits shortly, a sandbox and a job of it.
async fn company() -> (Join, JoinSandbox, JobId) {
    let (join, sandbox) = sandbox().await;
    let job = join.jobs().list().status(JobStatus::Online).page(1).await.unwrap().rows.remove(0).unwrap().id;
    (hasty(&join), sandbox, job)
}

fn hasty(join: &Join) -> Join {
    let retry = RetryPolicy::default().backoff(Duration::ZERO, Duration::ZERO);
    join.with_options(RequestOptions::new().retry(retry).settle(Duration::from_millis(5)))
}

/// The same, and sends again after the settle time.
fn stubborn(join: &Join) -> Join {
    join.with_options(RequestOptions::new().resend_after_settle(true))
}

fn unkeyed(job: JobId, name: &str) -> NewApplication {
    NewApplication::new(job, "Ida", "Ney", format!("{name}@example.org")).unwrap()
}

fn ida(job: JobId) -> NewApplication {
    unkeyed(job, "ida.ney").external_id("inq_77").unwrap()
}

/// Plays a fault on the create of each of these numbers.
fn on_creates(sandbox: &JoinSandbox, numbers: impl IntoIterator<Item = u64>, fault: Fault) {
    let numbers: Vec<u64> = numbers.into_iter().collect();
    sandbox.before(move |arrival, _| {
        let strikes = arrival.operation == Operation::CreateApplication && numbers.contains(&arrival.number);
        if strikes { fault.clone() } else { Fault::None }
    });
}

fn creates(sandbox: &JoinSandbox) -> u64 {
    sandbox.received(Operation::CreateApplication)
}

fn looks(sandbox: &JoinSandbox) -> u64 {
    sandbox.received(Operation::ListApplications)
}

/// How many applications there are with this external id.
fn with_id(sandbox: &JoinSandbox, external_id: &str) -> usize {
    sandbox.external_ids().iter().filter(|id| *id == external_id).count()
}

async fn known(join: &Join, creation: &CreateOutcome) -> bool {
    let read = join.applications().get(creation.application().unwrap()).await.unwrap();
    read.integration_external_id.as_deref() == Some("inq_77")
        && read.candidate.unwrap().id == creation.candidate()
}

#[tokio::test]
async fn a_create_that_is_answered_sends_one_request() {
    let (join, sandbox, job) = company().await;
    let creation = join.applications().create(&ida(job)).await.unwrap();
    assert!(creation.was_created() && known(&join, &creation).await);
    assert_eq!((creates(&sandbox), looks(&sandbox)), (1, 0));
}

#[tokio::test]
async fn what_arrived_although_its_answer_was_lost_is_found_and_not_sent_again() {
    let (join, sandbox, job) = company().await;
    on_creates(&sandbox, [1], Fault::LoseAnswer);
    let creation = join.applications().create(&ida(job)).await.unwrap();
    assert!(creation.was_created() && known(&join, &creation).await);
    assert_eq!((creates(&sandbox), with_id(&sandbox, "inq_77")), (1, 1));
}

#[tokio::test]
async fn what_did_not_arrive_is_sent_again_by_choice_after_all_applications_were_looked_at() {
    let (join, sandbox, job) = company().await;
    on_creates(&sandbox, [1], Fault::LoseRequest);
    let before = sandbox.requests().len();
    let creation = stubborn(&join).applications().create(&ida(job)).await.unwrap();
    assert!(creation.was_created() && known(&join, &creation).await);
    assert_eq!((creates(&sandbox), with_id(&sandbox, "inq_77")), (2, 1));

    let requests = sandbox.requests().split_off(before);
    let second = requests.iter().rposition(|request| request.method == "POST").unwrap();
    let queries: Vec<&str> =
        requests[1..second].iter().map(|request| request.query.as_deref().unwrap()).collect();
    let of_job = format!("jobId={job}");
    assert!(queries.iter().all(|query| query.contains(&of_job)), "{queries:?}");
    let recent = |query: &&str| query.contains("updatedAtGte");
    assert!(recent(&queries[0]), "recent ones first: {queries:?}");
    assert!(!queries.iter().all(recent), "and then those of any time: {queries:?}");
}

#[tokio::test]
async fn a_server_error_may_hide_a_create_and_is_looked_behind() {
    let (join, sandbox, job) = company().await;
    // An answer from a hook that is called after the create took effect.
    sandbox.after(|arrival, _| match arrival.operation {
        Operation::CreateApplication => Fault::Status(502),
        _ => Fault::None,
    });
    let creation = join.applications().create(&ida(job)).await.unwrap();
    assert!(creation.was_created() && known(&join, &creation).await);
    assert_eq!((creates(&sandbox), with_id(&sandbox, "inq_77")), (1, 1));
}

#[tokio::test]
async fn what_shows_only_after_a_second_request_was_refused_is_found() {
    let (join, sandbox, job) = company().await;
    on_creates(&sandbox, [1], Fault::LoseAnswer);
    // The list lags until the second create has been refused.
    let mut refused = false;
    sandbox.before(move |arrival, _| {
        refused |= arrival.operation == Operation::CreateApplication && arrival.number == 2;
        let lags = arrival.operation == Operation::ListApplications && !refused;
        if lags { Fault::Answer(json!([])) } else { Fault::None }
    });
    let creation = stubborn(&join).applications().create(&ida(job)).await.unwrap();
    assert!(creation.was_created() && known(&join, &creation).await);
    assert_eq!((creates(&sandbox), with_id(&sandbox, "inq_77")), (2, 1));
}

#[tokio::test]
async fn a_request_that_arrives_within_the_settle_time_is_found_and_not_sent_again() {
    let (join, sandbox, job) = company().await;
    on_creates(&sandbox, [1], Fault::Late { after: Duration::from_millis(300) });
    let join = join.with_options(RequestOptions::new().settle(Duration::from_secs(5)));
    let creation = join.applications().create(&ida(job)).await.unwrap();
    assert!(creation.was_created() && known(&join, &creation).await);
    assert_eq!((creates(&sandbox), with_id(&sandbox, "inq_77")), (1, 1));
}

#[tokio::test]
async fn a_request_that_does_not_arrive_is_looked_for_some_times_and_not_sent_again() {
    let (join, sandbox, job) = company().await;
    on_creates(&sandbox, [1], Fault::LoseRequest);
    let error = join.applications().create(&ida(job)).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::UnknownOutcome, 1));
    assert!(error.may_have_been_applied());
    assert_eq!((creates(&sandbox), with_id(&sandbox, "inq_77")), (1, 0));
    assert!(looks(&sandbox) >= 8, "{} lookups", looks(&sandbox));
}

#[tokio::test]
async fn what_the_same_external_id_created_before_already_existed() {
    let (join, sandbox, job) = company().await;
    let first = join.applications().create(&ida(job)).await.unwrap();
    let again = join.applications().create(&ida(job)).await.unwrap();
    assert!(matches!(again, CreateOutcome::AlreadyExisted(_)), "{again:?}");
    assert_eq!((again.candidate(), again.application()), (first.candidate(), first.application()));
    assert_eq!((creates(&sandbox), with_id(&sandbox, "inq_77")), (2, 1));
}

#[tokio::test]
async fn a_person_who_applied_by_another_way_is_an_error_that_says_so() {
    let (join, sandbox, job) = company().await;
    join.applications().create(&unkeyed(job, "ida.ney")).await.unwrap();
    let error = join.applications().create(&ida(job)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AlreadyExists);
    assert!(error.to_string().contains("by another way"), "{error}");
    assert!(error.status().is_some() && error.api_error().is_some());
    assert!(!error.may_have_been_applied());
    assert_eq!(creates(&sandbox), 2);

    sandbox.before(|arrival, _| match arrival.operation {
        Operation::ListApplications => Fault::Status(503),
        _ => Fault::None,
    });
    let error = join.applications().create(&ida(job)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AlreadyExists);
    assert!(error.to_string().contains("could not be seen"), "{error}");
}

#[tokio::test]
async fn what_can_not_be_looked_for_is_unknown_and_not_sent_again() {
    let unreadable = json!([{ "id": "no number" }]);
    for blind in [Fault::Status(503), Fault::Status(401), Fault::LoseRequest, Fault::Answer(unreadable)] {
        let (join, sandbox, job) = company().await;
        on_creates(&sandbox, [1], Fault::LoseRequest);
        let fault = blind.clone();
        sandbox.before(move |arrival, _| match arrival.operation {
            Operation::ListApplications => fault.clone(),
            _ => Fault::None,
        });
        let error = join.applications().create(&ida(job)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnknownOutcome, "{blind:?}");
        assert!(error.may_have_been_applied() && !error.is_retryable());
        assert_eq!((error.operation(), error.attempts()), (Some("createApplication"), 1));
        assert!(error.to_string().contains("look for its external id"), "{error}");
        assert!(std::error::Error::source(&error).is_some());
        assert_eq!(creates(&sandbox), 1, "{blind:?}");
    }
}

#[tokio::test]
async fn requests_that_keep_getting_lost_leave_the_outcome_unknown() {
    let (join, sandbox, job) = company().await;
    on_creates(&sandbox, 1..=100, Fault::LoseRequest);
    let error = stubborn(&join).applications().create(&ida(job)).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::UnknownOutcome, 4));
    assert!(error.may_have_been_applied());
    assert_eq!((creates(&sandbox), with_id(&sandbox, "inq_77")), (4, 0));
}

#[tokio::test]
async fn a_call_that_may_be_tried_once_looks_and_sends_nothing_more() {
    for (fault, found) in [(Fault::LoseAnswer, true), (Fault::LoseRequest, false)] {
        let (join, sandbox, job) = company().await;
        on_creates(&sandbox, [1], fault);
        let join = join.with_options(RequestOptions::new().retry(RetryPolicy::never()));
        let creation = join.applications().create(&ida(job)).await;
        assert_eq!(creation.is_ok(), found, "{creation:?}");
        assert_eq!(creates(&sandbox), 1);
    }
}

#[tokio::test]
async fn a_refusal_after_a_lost_request_does_not_hide_that_it_was_lost() {
    let (join, sandbox, job) = company().await;
    on_creates(&sandbox, [1], Fault::LoseRequest);
    on_creates(&sandbox, [2], Fault::Status(422));
    let error = stubborn(&join).applications().create(&ida(job)).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::UnknownOutcome, 2));
    assert!(error.may_have_been_applied());
}

#[tokio::test]
async fn a_call_without_time_to_look_ends_unknown_and_not_late() {
    let (join, sandbox, job) = company().await;
    on_creates(&sandbox, [1], Fault::Delay(Duration::from_secs(30)));
    let join = join.with_options(RequestOptions::new().call_timeout(Duration::from_millis(200)));
    let error = join.applications().create(&ida(job)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnknownOutcome);
    assert_eq!((creates(&sandbox), looks(&sandbox)), (1, 0));
}

#[tokio::test]
async fn without_an_external_id_nothing_is_sent_twice_and_nothing_is_looked_for() {
    for fault in [Fault::LoseAnswer, Fault::LoseRequest, Fault::Status(503)] {
        let (join, sandbox, job) = company().await;
        on_creates(&sandbox, [1], fault);
        let error = join.applications().create(&unkeyed(job, "ida.ney")).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Transport | ErrorKind::Server), "{error:?}");
        assert!(error.may_have_been_applied());
        assert_eq!((creates(&sandbox), looks(&sandbox)), (1, 0));
    }
}

#[tokio::test]
async fn ensure_looks_first_and_creates_only_what_is_not_there() {
    let (join, sandbox, job) = company().await;
    let first = join.applications().ensure(&ida(job)).await.unwrap();
    assert!(first.was_created() && looks(&sandbox) > 0);
    let again = join.applications().ensure(&ida(job)).await.unwrap();
    assert!(!again.was_created());
    assert_eq!((again.candidate(), again.application()), (first.candidate(), first.application()));
    assert_eq!(creates(&sandbox), 1);
}

#[tokio::test]
async fn ensure_sends_nothing_where_it_can_not_look() {
    let (join, sandbox, job) = company().await;
    let error = join.applications().ensure(&unkeyed(job, "ida.ney")).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidInput, 0));
    sandbox.before(|arrival, _| match arrival.operation {
        Operation::ListApplications => Fault::Status(503),
        _ => Fault::None,
    });
    let error = join.applications().ensure(&ida(job)).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_applied()), (ErrorKind::Server, false));
    assert_eq!(creates(&sandbox), 0);
}

#[tokio::test]
async fn an_external_id_is_found_on_any_page_by_a_client_that_only_reads() {
    let (join, sandbox, job) = company().await;
    let creation = join.applications().create(&ida(job)).await.unwrap();
    for number in 0..110 {
        let other = unkeyed(job, &format!("other.{number}")).external_id(format!("inq_77{number}")).unwrap();
        join.applications().create(&other).await.unwrap();
    }
    let before = looks(&sandbox);
    let reader = join.read_only();
    let found = reader.applications().find(job, " inq_77 ").await.unwrap().unwrap();
    assert_eq!(Some(found.id), creation.application());
    assert!(looks(&sandbox) - before > 2, "it lies on the third page");
    assert_eq!(reader.applications().find(job, "inq_7").await.unwrap(), None);
    assert_eq!(reader.applications().find(JobId(job.0 + 1), "inq_77").await.unwrap(), None);
    let blank = reader.applications().find(job, " ").await.unwrap_err();
    assert_eq!((blank.kind(), blank.attempts()), (ErrorKind::InvalidInput, 0));
}

#[tokio::test]
async fn an_application_without_a_candidate_is_not_taken_for_a_success() {
    let (join, sandbox, job) = company().await;
    on_creates(&sandbox, [1], Fault::LoseAnswer);
    let row = json!([{ "id": 5, "integrationExternalId": "inq_77" }]);
    sandbox.before(move |arrival, _| match arrival.operation {
        Operation::ListApplications => Fault::Answer(row.clone()),
        _ => Fault::None,
    });
    let error = join.applications().create(&ida(job)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnknownOutcome);
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(source.contains("application 5 has the external id"), "{source}");
}
