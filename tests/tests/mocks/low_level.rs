//! The mocks with the low-level client alone: every operation once.

use join_client::types::*;
use join_client::{Client, Inner, operations};
use join_httpmock::*;

fn client(mock: &JoinMock) -> Client {
    let mut headers = reqwest::header::HeaderMap::new();
    headers.insert("authorization", mock.token().parse().unwrap());
    let http = reqwest::Client::builder().default_headers(headers).build().unwrap();
    Client::new_with_client(mock.base_url().parse().unwrap(), http, Inner::default())
}

#[tokio::test]
async fn every_operation_is_mocked_and_answers_its_type() {
    let mock = JoinMock::start().unwrap();
    let token = mock.token();
    let job = a_create_job_request().build().unwrap();
    let application = a_create_application_request().build().unwrap();
    let tags = an_update_candidate_request().build().unwrap();
    let note = a_create_note_request().build().unwrap();
    let office = a_create_office_request().build().unwrap();
    let status = a_change_job_status_request().build().unwrap();
    let mocks = [
        mock.list_jobs(|when, then| {
            when.authorized(token).page(2).page_size(50).status(JobStatus::Online).content(true);
            then.ok([a_job()])
        }),
        mock.create_job(|when, then| (when.authorized(token).body(&job), then.success(201, a_created_job()))),
        mock.get_job(|when, then| (when.authorized(token).job_id(7), then.ok(a_job()))),
        mock.change_job_status(|when, then| {
            when.authorized(token).job_id(7).body(&status);
            then.ok(a_changed_job())
        }),
        mock.list_applications(|when, then| (when.authorized(token).page(None), then.ok([an_application()]))),
        mock.create_application(|when, then| {
            when.authorized(token).body(&application);
            then.ok(a_created_application())
        }),
        mock.get_application(|when, then| {
            when.authorized(token).application_id(42);
            then.ok(an_application())
        }),
        mock.update_candidate(|when, then| {
            when.authorized(token).candidate_id(5).body(&tags);
            then.ok(an_updated_candidate())
        }),
        mock.create_candidate_note(|when, then| {
            when.authorized(token).candidate_id(5).body(&note);
            then.ok(a_created_note())
        }),
        mock.list_offices(|when, then| {
            when.authorized(token).city_name_like("Köln & Bonn").country_code("DE");
            then.ok([an_office()])
        }),
        mock.create_office(|when, then| (when.authorized(token).body(&office), then.ok(a_created_office()))),
        mock.list_categories(|when, then| (when.authorized(token).language("de"), then.ok([a_category()]))),
        mock.list_employment_types(|when, then| {
            when.authorized(token).language(None);
            then.ok([an_employment_type()])
        }),
        mock.list_seniority_levels(|when, then| (when.authorized(token), then.ok([a_seniority_level()]))),
    ];
    let mocked: Vec<&str> = mocks.iter().map(|mock| mock.operation().id).collect();
    let all: Vec<&str> = operations::ALL.iter().map(|operation| operation.id).collect();
    assert_eq!(mocked, all, "an operation has no call here");

    let client = client(&mock);
    let online = JobStatus::Online;
    let jobs = client.list_jobs(Some(true), Some(2), Some(50), Some(&online)).await.unwrap().into_inner();
    assert!(jobs.odd_fields().is_empty() && jobs.iter().all(Result::is_ok));
    client.create_job(&job).await.unwrap();
    assert_eq!(*client.get_job(&JobId(7)).await.unwrap(), a_job().build().unwrap());
    client.change_job_status(&JobId(7), &status).await.unwrap();
    client.list_applications(None, None, None, None, None, None).await.unwrap();
    client.create_application(&application).await.unwrap();
    let read = client.get_application(&ApplicationId(42)).await.unwrap();
    assert_eq!(*read, an_application().build().unwrap());
    client.update_candidate(&CandidateId(5), &tags).await.unwrap();
    client.create_candidate_note(&CandidateId(5), &note).await.unwrap();
    client.list_offices(Some("Köln & Bonn"), Some("DE"), None, None).await.unwrap();
    client.create_office(&office).await.unwrap();
    client.list_categories(Some("de")).await.unwrap();
    client.list_employment_types(None).await.unwrap();
    client.list_seniority_levels(None).await.unwrap();
    mocks.iter().for_each(Mock::assert);
    mock.assert_all_expected();
}

#[tokio::test]
async fn another_value_of_a_parameter_is_another_request() {
    let mock = JoinMock::start().unwrap();
    let read = mock.get_job(|when, then| (when.job_id(7), then.ok(a_job())));
    let listed = mock.list_jobs(|when, then| (when.page(1), then.ok([a_job()])));
    let client = client(&mock);
    assert!(client.get_job(&JobId(77)).await.is_err());
    assert!(client.list_jobs(None, Some(11), None, None).await.is_err());
    assert!(client.list_jobs(None, None, None, None).await.is_err());
    assert_eq!((read.calls(), listed.calls()), (0, 0));
    assert_eq!(mock.requests().iter().filter(|request| request.was_expected()).count(), 0);
}
