//! What a failing test says: the operation and what came, and nothing personal.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;

use join_httpmock::{ApplicationBuilder, JoinMock, Mock, a_job, an_application, operations, scenarios};
use join_sdk::types::{CandidateId, JobId};

use super::client;

/// The message of a failing assertion.
pub(crate) fn caught(assert: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(assert)).unwrap_err();
    payload.downcast_ref::<String>().cloned().unwrap_or_default()
}

#[tokio::test]
async fn a_mock_that_is_not_met_says_what_came_instead_without_token_text_or_address() {
    let mock = JoinMock::start().unwrap();
    let read = mock.get_job(|when, then| (when.job_id(7).authorized("s3cret"), then.ok(a_job())));
    let listed = mock.list_applications(|_, then| then.ok([an_application()]));
    let join = client(&mock);
    join.jobs().get(JobId(8)).await.unwrap_err();
    join.applications().list().job_external_id("ada@example.com").page(1).await.unwrap();
    join.candidates().add_note(CandidateId(5), "Ada is a spy").await.unwrap_err();
    let failure = caught(|| read.assert());
    assert_eq!(
        failure,
        "getJob was expected 1 time, and came 0 times\nthe requests that came:\
         \n  GET /jobs/{jobId}: no mock expected it\
         \n  GET /applications?jobExternalId=…&page=1&pageSize=50: answered 200\
         \n  POST /candidates/{candidateId}/notes: no mock expected it"
    );
    let failure = caught(|| listed.assert_calls(2));
    assert!(failure.starts_with("listApplications was expected 2 times, and came 1 time\n"), "{failure}");
    let failure = caught(|| mock.assert_all_expected());
    assert!(failure.starts_with("2 requests came that no mock expects\n"), "{failure}");
    for secret in ["s3cret", mock.token(), "ada@example", "spy"] {
        assert!(!failure.contains(secret), "{failure}");
    }
}

#[tokio::test]
async fn a_client_with_another_base_url_is_named_as_the_cause() {
    let mock = JoinMock::start().unwrap();
    let read = mock.get_job(|_, then| then.ok(a_job()));
    let failure = caught(|| read.assert());
    assert!(failure.ends_with("no request came: does the client use the base URL of the mock?"), "{failure}");

    let root = mock.base_url().trim_end_matches("/v2").to_owned();
    for path in ["/jobs/7", "/v22/jobs/7", "/v2"] {
        assert_eq!(reqwest::get(format!("{root}{path}")).await.unwrap().status(), 418, "{path}");
    }
    let failure = caught(|| mock.assert_all_expected());
    assert_eq!(failure.matches("GET a path outside the prefix of the base URL").count(), 3, "{failure}");
}

#[tokio::test]
async fn an_unexpected_request_gets_an_error_of_join_s_form_that_says_so_and_is_not_repeated() {
    let mock = JoinMock::start().unwrap();
    let error = client(&mock).jobs().get(JobId(7)).await.unwrap_err();
    let api_error = error.api_error().unwrap();
    assert_eq!(api_error.type_.as_deref(), Some("no_mock"));
    assert_eq!(api_error.message.as_ref().unwrap().as_str(), "No mock expects GET /jobs/{jobId}");
    assert_eq!((error.attempts(), mock.requests().len()), (1, 1));
}

#[tokio::test]
async fn a_404_that_a_mock_answers_is_an_expected_one() {
    let mock = JoinMock::start().unwrap();
    let read = mock.get_job(|_, then| then.api_error(404, "not_found", "Request did not match any job"));
    client(&mock).jobs().get(JobId(7)).await.unwrap_err();
    read.assert();
    mock.assert_all_expected();
    assert_eq!(mock.requests()[0].status(), Some(404));
}

/// Runs itself in a process of its own, where it fails, since what a failing test prints is only seen from outside.
#[test]
fn a_failing_test_prints_what_no_mock_expected() {
    const FAILS: &str = "JOIN_TESTS_FAIL_ON_PURPOSE";
    if std::env::var_os(FAILS).is_some() {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let mock = JoinMock::start().unwrap();
        let join = client(&mock);
        runtime.block_on(async { join.jobs().get(JobId(7)).await }).unwrap();
        return;
    }
    let name = "failures::a_failing_test_prints_what_no_mock_expected";
    let mut test = Command::new(std::env::current_exe().unwrap());
    let output = test.env(FAILS, "1").args(["--exact", name, "--nocapture"]).output().unwrap();
    let printed = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(
        printed.contains("the requests that came:\n  GET /jobs/{jobId}: no mock expected it"),
        "{printed}"
    );
}

#[test]
fn a_success_with_another_status_is_refused_where_it_is_written() {
    let mock = JoinMock::start().unwrap();
    let failure = caught(|| {
        mock.get_job(|_, then| then.success(404, a_job()));
    });
    assert!(failure.contains("404 is no success"), "{failure}");
}

#[test]
fn what_a_test_holds_can_move_between_threads() {
    fn moves<T: Send + Sync>() {}
    moves::<JoinMock>();
    moves::<Mock<'_>>();
    moves::<scenarios::Scenario<'_>>();
    moves::<ApplicationBuilder>();
    moves::<operations::GetJobWhen>();
    moves::<operations::GetJobThen>();
}

#[test]
fn debug_shows_neither_token_nor_bodies() {
    let mock = JoinMock::start().unwrap();
    let read = mock.get_application(|when, then| {
        let when = when.authorized("s3cret");
        assert_eq!(format!("{when:?}"), "GetApplicationWhen");
        let then = then.ok(an_application());
        assert_eq!(format!("{then:?}"), "GetApplicationThen");
    });
    let shown = format!("{mock:?} {read:?}");
    assert!(!shown.contains("s3cret") && !shown.contains("Ada"), "{shown}");
}
