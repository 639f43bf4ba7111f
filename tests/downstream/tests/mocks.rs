//! Each branch of the recorder and of the service, with mocks of JOIN.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::response::Response;
use identity_service::recorder::Recorder;
use identity_service::service;
use join_httpmock::{
    JoinMock, a_created_application, a_created_note, an_application, an_updated_candidate, scenarios,
};
use join_sdk::journal::Journal;
use join_sdk::types::JobId;
use join_sdk::{ApiToken, Join, RetryPolicy};
use serde_json::{Value, json};
use tempfile::TempDir;

const BEFORE: [&str; 2] = ["vip", "idv:status=pending"];
const AFTER: [&str; 2] = ["vip", "idv:status=verified"];

/// The service on a mock, and the folder of its journal.
async fn service(mock: &JoinMock) -> (axum::Router, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(folder.path().join("decisions.jsonl")).await.unwrap();
    let join = Join::builder(ApiToken::new(mock.token()).unwrap()).base_url(mock.base_url());
    let join = join.journal(journal).retry(RetryPolicy::never()).build().unwrap();
    let recorder = Recorder::new(join).settle(Duration::from_millis(20));
    (service::router(recorder, "secret"), folder)
}

/// Delivers an inquiry, and returns the status and the body.
async fn deliver(mock: &JoinMock, inquiry: &Value) -> (StatusCode, String) {
    let (router, _folder) = service(mock).await;
    read(call(router, "secret", inquiry).await).await
}

async fn call(mut router: axum::Router, secret: &str, inquiry: &Value) -> Response {
    let request = Request::post("/inquiries").header(service::SECRET, secret);
    let request = request.header("content-type", "application/json");
    let request = request.body(Body::from(inquiry.to_string())).unwrap();
    tower_service::Service::call(&mut router, request).await.unwrap()
}

async fn read(response: Response) -> (StatusCode, String) {
    let status = response.status();
    let body = axum::body::to_bytes(response.into_body(), 65_536).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

fn approved() -> Value {
    json!({"inquiry": "inq_1", "outcome": "approved", "application": 42})
}

fn person() -> Value {
    let person = json!({"job": 7, "firstName": "Ada", "lastName": "Lovelace", "email": "ada@example.com"});
    json!({"inquiry": "inq_1", "outcome": "approved", "person": person})
}

/// JOIN with an application whose tags are written once.
fn taggable(mock: &JoinMock) -> [join_httpmock::Mock<'_>; 2] {
    // It is read for its candidate and for its tags; what is read after the write shows the write.
    mock.get_application(|when, then| {
        when.application_id(42);
        then.ok(an_application().with_tags(BEFORE)).up_to_n_times(2)
    });
    mock.get_application(|when, then| (when.application_id(42), then.ok(an_application().with_tags(AFTER))));
    let tagged = mock.update_candidate(|when, then| {
        when.candidate_id(5).authorized(mock.token()).body_includes(json!({"tags": AFTER}));
        then.ok(an_updated_candidate().with_tags(AFTER))
    });
    let noted = mock.create_candidate_note(|when, then| {
        when.candidate_id(5).body_includes(json!({"content": "Identity verified (inq_1)"}));
        then.success(201, a_created_note())
    });
    [tagged, noted]
}

#[tokio::test]
async fn an_approval_is_a_tag_beside_the_recruiter_s_and_a_note() {
    let mock = JoinMock::start().unwrap();
    let written = taggable(&mock);
    let (status, body) = deliver(&mock, &approved()).await;
    assert_eq!(
        (status, body.as_str()),
        (StatusCode::OK, r#"{"recorded":"inq_1: tags applied, note written"}"#)
    );
    written.iter().for_each(join_httpmock::Mock::assert);
    mock.assert_all_expected();
}

#[tokio::test]
async fn a_person_who_has_not_applied_is_entered_under_the_inquiry_s_id() {
    let mock = JoinMock::start().unwrap();
    let looked = mock.list_applications(|when, then| (when.job_id(JobId(7)), then.json(200, json!([]))));
    let created = mock.create_application(|when, then| {
        when.body_includes(json!({"jobId": 7, "integrationExternalId": "inq_1"}));
        then.success(201, a_created_application())
    });
    mock.get_application(|_, then| then.ok(an_application().with_tags(BEFORE)).up_to_n_times(1));
    mock.get_application(|_, then| then.ok(an_application().with_tags(AFTER)));
    mock.update_candidate(|_, then| then.ok(an_updated_candidate().with_tags(AFTER)));
    mock.create_candidate_note(|_, then| then.success(201, a_created_note()));
    assert_eq!(deliver(&mock, &person()).await.0, StatusCode::OK);
    created.assert();
    assert!(looked.calls() > 0, "it is looked for before it is created");
    mock.assert_all_expected();
}

#[tokio::test]
async fn a_missing_or_wrong_secret_reaches_nothing() {
    let mock = JoinMock::start().unwrap();
    for secret in ["", "secre", "secret2", "Secret"] {
        let (router, _folder) = service(&mock).await;
        assert_eq!(call(router, secret, &approved()).await.status(), StatusCode::UNAUTHORIZED, "{secret:?}");
    }
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn what_is_no_inquiry_is_refused_and_not_quoted() {
    let mock = JoinMock::start().unwrap();
    for odd in [
        json!({"inquiry": "ada@example.com"}),
        json!([]),
        json!({"inquiry": "i", "outcome": "no", "application": 1}),
    ] {
        let (status, body) = deliver(&mock, &odd).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!body.contains("ada"), "{body}");
    }
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn an_application_that_join_does_not_know_is_not_found() {
    let mock = JoinMock::start().unwrap();
    mock.get_application(|_, then| then.api_error(404, "not_found", "No such application"));
    assert_eq!(deliver(&mock, &approved()).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_rate_limit_of_join_asks_the_verifier_to_wait() {
    let mock = JoinMock::start().unwrap();
    mock.get_application(|_, then| then.rate_limited(30));
    let (router, _folder) = service(&mock).await;
    let response = call(router, "secret", &approved()).await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(response.headers()["retry-after"], "30");
}

#[tokio::test]
async fn a_refused_token_is_for_the_operator_and_not_for_the_verifier() {
    let mock = JoinMock::start().unwrap();
    let refused = scenarios::html_401(&mock);
    let (status, body) = deliver(&mock, &approved()).await;
    assert_eq!(status, StatusCode::BAD_GATEWAY);
    assert!(body.contains("token") && !body.contains(mock.token()), "{body}");
    refused.assert();
}

#[tokio::test]
async fn a_person_who_applied_by_another_way_needs_a_person() {
    let mock = JoinMock::start().unwrap();
    mock.list_applications(|_, then| then.json(200, json!([])));
    mock.create_application(|_, then| then.api_error(409, "conflict", "The candidate already exists"));
    assert_eq!(deliver(&mock, &person()).await.0, StatusCode::CONFLICT);
}
