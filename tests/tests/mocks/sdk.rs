//! The mocks with the SDK: what is matched, what is answered, and what each scenario does to it.

use std::time::Duration;

use join_client::types::{HiringState, JobId, JobStatus};
use join_httpmock::{
    JoinMock, a_created_application, a_created_job, a_job, an_application, an_office, an_updated_candidate,
    scenarios,
};
use join_sdk::tags::{ApplyOptions, CandidateRef, Owner, TagEdit};
use join_sdk::types::{ApplicationId, CandidateId, CategoryId, EmploymentTypeId, OfficeId};
use join_sdk::{ErrorKind, NewApplication, NewJob, RetryPolicy};
use serde_json::json;

use super::{builder, client};

#[tokio::test]
async fn a_list_is_matched_by_its_typed_parameters_times_and_words_included() {
    let mock = JoinMock::start().unwrap();
    let since = "2026-02-16T08:15:00.250Z".parse().unwrap();
    let listed = mock.list_applications(|when, then| {
        when.job_id(7).hiring_state("HIRED").job_external_id("eng/1 & 2");
        then.ok([an_application()])
    });
    let recent = mock.list_applications(|when, then| {
        when.job_id(None).hiring_state(None).updated_at_gte(since).page_size(20).page(1);
        then.empty()
    });
    let join = client(&mock);
    let list = join.applications().list().job(JobId(7)).hiring_state(HiringState::Hired);
    assert_eq!(list.job_external_id("eng/1 & 2").page(1).await.unwrap().rows.len(), 1);
    let list = join.applications().list().updated_since(since).page_size(20);
    assert_eq!(list.page(1).await.unwrap().rows.len(), 0);
    listed.assert();
    recent.assert();
    mock.assert_all_expected();
}

#[tokio::test]
async fn only_the_raw_token_is_authorized() {
    let mock = JoinMock::start().unwrap();
    let read = mock.get_job(|when, then| (when.job_id(7).authorized("another"), then.ok(a_job())));
    let error = client(&mock).jobs().get(JobId(7)).await.unwrap_err();
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::UnexpectedStatus, 418));
    assert_eq!(read.calls(), 0);
}

#[tokio::test]
async fn no_request_carries_a_version_header() {
    let mock = JoinMock::start().unwrap();
    let read = mock.get_job(|when, then| {
        when.into_inner().header_missing("api-version");
        then.ok(a_job())
    });
    client(&mock).jobs().get(JobId(7)).await.unwrap();
    read.assert();
}

#[tokio::test]
async fn the_path_prefix_is_the_caller_s() {
    for (given, end) in [("", ""), ("/", ""), ("/v3", "/v3"), ("gateway/join/", "/gateway/join")] {
        let mock = JoinMock::start_at(given).unwrap();
        assert!(mock.base_url().ends_with(end) && !mock.base_url().ends_with('/'), "{}", mock.base_url());
        let read = mock.get_job(|when, then| (when.job_id(7), then.ok(a_job())));
        client(&mock).jobs().get(JobId(7)).await.unwrap();
        read.assert();
    }
}

#[tokio::test]
async fn writes_are_matched_by_their_whole_body_or_by_a_part() {
    let mock = JoinMock::start().unwrap();
    let created = mock.create_job(|when, then| {
        when.body_includes(json!({"title": "Welder", "status": "OFFLINE"}));
        then.success(201, a_created_job().with_id(8))
    });
    let new = NewJob::builder("Welder", "<p>Weld.</p>").unwrap();
    let new = new.category(CategoryId(1)).employment_type(EmploymentTypeId(2)).office(OfficeId(3));
    let new = new.language("en").unwrap().build().unwrap();
    let join = client(&mock);
    assert_eq!(join.jobs().create(&new).await.unwrap().id, JobId(8));
    created.assert();

    let archived = mock.change_job_status(|when, then| {
        let body = join_client::types::ChangeJobStatusRequest { status: JobStatus::Archived };
        when.job_id(8).body(&body);
        then.ok(join_httpmock::a_changed_job())
    });
    join.jobs().change_status(JobId(8), JobStatus::Archived).await.unwrap();
    archived.assert();
    mock.assert_all_expected();
}

#[tokio::test]
async fn a_tag_edit_keeps_the_recruiter_s_tags() {
    let mock = JoinMock::start().unwrap();
    let before = ["vip"];
    let after = ["vip", "persona:status=verified"];
    // The reads after the write show what was written.
    let first = mock.get_application(|_, then| then.ok(an_application().with_tags(before)).up_to_n_times(1));
    mock.get_application(|_, then| then.ok(an_application().with_tags(after)));
    let written = mock.update_candidate(|when, then| {
        when.candidate_id(5).body_includes(json!({"tags": after}));
        then.ok(an_updated_candidate().with_tags(after))
    });
    let edit = TagEdit::owned_by(Owner::with_prefix("persona:").unwrap());
    let edit = edit.set_exclusive("persona:status", "verified").unwrap();
    let candidate = CandidateRef::new(CandidateId(5), ApplicationId(42));
    let quick = ApplyOptions::default().settle(Duration::from_millis(20));
    client(&mock).tags(&candidate).edit(&edit, quick).await.unwrap();
    first.assert();
    written.assert();
    mock.assert_all_expected();
}

#[tokio::test]
async fn refusals_of_each_kind_are_told_apart() {
    let mock = JoinMock::start().unwrap();
    mock.get_job(|when, then| (when.job_id(1), then.api_error(404, "not_found", "No such job")));
    mock.get_job(|when, then| (when.job_id(2), then.api_error(422, "validation", "Odd")));
    mock.get_job(|when, then| (when.job_id(3), then.html(403)));
    mock.get_job(|when, then| (when.job_id(4), then.json(418, json!([]))));
    mock.get_job(|when, then| (when.job_id(5), then.reset()));
    mock.get_job(|when, then| (when.job_id(6), then.rate_limited(3_600)));
    let join = builder(&mock).retry(RetryPolicy::never()).build().unwrap();
    let mut errors = Vec::new();
    for id in 1..=6 {
        errors.push(join.jobs().get(JobId(id)).await.unwrap_err());
    }
    let expected = [
        ErrorKind::NotFound,
        ErrorKind::Validation,
        ErrorKind::Forbidden,
        ErrorKind::UnexpectedStatus,
        ErrorKind::Transport,
        ErrorKind::RateLimited,
    ];
    assert_eq!(errors.iter().map(|error| error.kind()).collect::<Vec<_>>(), expected);
    assert_eq!(errors[5].retry_after(), Some(Duration::from_secs(3_600)));
    mock.assert_all_expected();
    let api_error = errors[0].api_error().unwrap();
    assert_eq!(api_error.type_.as_deref(), Some("not_found"));
    assert_eq!(api_error.message.as_ref().unwrap().as_str(), "No such job");
}

#[tokio::test]
async fn a_create_whose_response_is_lost_is_found_in_the_list() {
    let mock = JoinMock::start().unwrap();
    let lost = scenarios::reset_after_commit(&mock);
    let new = NewApplication::new(JobId(9), "Ida", "Ney", "ida.ney@example.com").unwrap();
    let new = new.external_id("inq_77").unwrap();
    let creation = client(&mock).applications().create(&new).await.unwrap();
    assert!(creation.was_created());
    assert_eq!((creation.candidate(), creation.application()), (CandidateId(5), Some(ApplicationId(42))));
    lost.assert();
    mock.assert_all_expected();
}

#[tokio::test]
async fn a_create_that_is_sent_blindly_again_fails_the_scenario() {
    let mock = JoinMock::start().unwrap();
    let lost = scenarios::reset_after_commit(&mock);
    let new = join_httpmock::a_create_application_request().into_json();
    let url = format!("{}/applications", mock.base_url());
    let send = || reqwest::Client::new().post(&url).json(&new).send();
    assert!(send().await.is_err());
    assert_eq!(send().await.unwrap().status(), 409);
    let failure = super::failures::caught(|| lost.assert());
    assert!(failure.contains("the create of createApplication: 2 calls, exactly 1 expected"), "{failure}");
}

#[tokio::test]
async fn a_create_is_answered_with_either_status() {
    for status in [200, 201] {
        let mock = JoinMock::start().unwrap();
        mock.create_application(|_, then| then.success(status, a_created_application().with_candidate_id(6)));
        let new = NewApplication::new(JobId(9), "Ida", "Ney", "ida.ney@example.com").unwrap();
        let creation = client(&mock).applications().create(&new).await.unwrap();
        assert_eq!(creation.candidate(), CandidateId(6));
    }
}

#[tokio::test]
async fn a_body_that_stops_halfway_goes_on_after_the_pause() {
    let mock = JoinMock::start().unwrap();
    let slow = scenarios::slow_body(&mock, an_application(), Duration::from_millis(50));
    let read = client(&mock).applications().get(ApplicationId(42)).await.unwrap();
    assert_eq!(read, an_application().build().unwrap());
    slow.assert();
}

#[tokio::test]
async fn every_operation_gets_the_page_for_people() {
    let mock = JoinMock::start().unwrap();
    let refused = scenarios::html_401(&mock);
    let join = client(&mock);
    let kinds = [
        join.jobs().get(JobId(7)).await.unwrap_err().kind(),
        join.applications().list().page(1).await.unwrap_err().kind(),
        join.candidates().add_note(CandidateId(5), "Hello").await.unwrap_err().kind(),
        join.catalog().seniority_levels().await.unwrap_err().kind(),
    ];
    assert_eq!(kinds, [ErrorKind::Unauthorized; 4]);
    assert_eq!(refused.calls(), 4);
    refused.assert();
    mock.assert_all_expected();
}

#[tokio::test]
async fn a_scenario_serves_each_list_with_pages() {
    let mock = JoinMock::start().unwrap();
    let scenarios = [
        scenarios::three_pages(&mock, (1..=5).map(|id| a_job().with_id(id))),
        scenarios::three_pages(&mock, (1..=5).map(|id| an_application().with_id(id))),
        scenarios::three_pages(&mock, (1..=5).map(|id| an_office().with_id(id))),
    ];
    let join = client(&mock);
    let (mut jobs, mut applications) = (join.jobs().list().rows(), join.applications().list().rows());
    let mut offices = join.offices().list().rows();
    let mut counts = [0; 3];
    while let Some(row) = jobs.next().await {
        counts[0] += row.map(|_| 1).unwrap();
    }
    while let Some(row) = applications.next().await {
        counts[1] += row.map(|_| 1).unwrap();
    }
    while let Some(row) = offices.next().await {
        counts[2] += row.map(|_| 1).unwrap();
    }
    assert_eq!(counts, [5; 3]);
    scenarios.iter().for_each(scenarios::Scenario::assert);
}
