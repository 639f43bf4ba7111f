//! What a failed call says.

use join_sdk::types::{CandidateId, JobId, JobStatus};
use join_sdk::{Error, ErrorKind, Join, NewApplication};
use join_tests::{Answer, Script, client, sandbox};

async fn read(answer: Answer) -> Error {
    let script = Script::start([answer]).await;
    script.client().jobs().get(JobId(7)).await.unwrap_err()
}

async fn create(join: &Join) -> Error {
    let application = NewApplication::new(JobId(7), "Ada", "Lovelace", "ada@example.com").unwrap();
    join.applications().create(&application).await.unwrap_err()
}

fn said(message: &str) -> String {
    format!(r#"{{"error": {{"type": "SOME_TYPE", "message": "{message}"}}}}"#)
}

#[tokio::test]
async fn a_wrong_token_is_explained_and_a_pasted_scheme_is_taken_off() {
    let (_, sandbox) = sandbox().await;
    let error = client(sandbox.base_url(), "wrong").jobs().list().page(1).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Unauthorized, 1));
    assert!(error.to_string().contains("rejected the token"), "{error}");
    assert!(error.to_string().contains("Advanced or Enterprise"), "{error}");
    assert!(error.request_id().is_some());

    let pasted = format!("Bearer {}", sandbox.token());
    client(sandbox.base_url(), &pasted).jobs().list().page(1).await.unwrap();
}

#[tokio::test]
async fn each_status_has_its_kind() {
    for (status, message, kind) in [
        (400, "bad", ErrorKind::Validation),
        (401, "no", ErrorKind::Unauthorized),
        (402, "pay", ErrorKind::PlanRequired),
        (403, "not yours", ErrorKind::Forbidden),
        (403, "Please upgrade your plan", ErrorKind::PlanRequired),
        (404, "gone", ErrorKind::NotFound),
        (409, "Candidate already exists", ErrorKind::AlreadyExists),
        (409, "changed", ErrorKind::Conflict),
        (422, "Application Already Exists for this job", ErrorKind::AlreadyExists),
        (422, "pageSize", ErrorKind::Validation),
        (418, "tea", ErrorKind::UnexpectedStatus),
        (302, "elsewhere", ErrorKind::UnexpectedStatus),
    ] {
        let message = format!("{message}, ada@example.com");
        let error = read(Answer::json(status, said(&message))).await;
        assert_eq!((error.kind(), error.attempts()), (kind, 1), "{status} {message}");
        assert_eq!(error.status().unwrap().as_u16(), status);
        let detail = error.api_error().unwrap();
        assert_eq!(detail.type_.as_deref(), Some("SOME_TYPE"));
        assert_eq!(detail.message.as_ref().unwrap().as_str(), message);
        assert!(!format!("{error} {error:?}").contains("ada@example.com"), "{error:?}");
    }
}

#[tokio::test]
async fn a_message_at_the_top_level_is_understood_too() {
    let error = read(Answer::json(422, r#"{"message": "pageSize must not be greater than 50"}"#)).await;
    assert_eq!(
        error.api_error().unwrap().message.as_ref().unwrap().as_str(),
        "pageSize must not be greater than 50"
    );
}

#[tokio::test]
async fn what_already_exists_is_told_whatever_the_status() {
    for status in [400, 403, 404, 409, 412, 422, 500] {
        let error = read(Answer::json(status, said("This application already exists"))).await;
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::AlreadyExists, 1), "{status}");
    }
}

#[tokio::test]
async fn messages_of_single_fields_are_kept_and_not_printed() {
    for body in [
        r#"[{"param": "email", "msg": "ada@example.com is taken"}, {"param": "phone", "msg": "too short"}]"#,
        r#"{"errors": [{"field": "email", "message": "ada@example.com is taken"}, {"path": "phone", "msg": "too short"}]}"#,
        r#"{"error": {"type": "X", "message": "no", "details": [{"property": "email", "message": "ada@example.com is taken"}, {"field": "phone", "message": "too short"}]}}"#,
    ] {
        let error = read(Answer::json(422, body)).await;
        assert_eq!(error.kind(), ErrorKind::Validation);
        let detail: Vec<_> = error
            .field_errors()
            .iter()
            .map(|detail| (detail.field.as_deref(), detail.message.as_str()))
            .collect();
        assert_eq!(detail, [(Some("email"), "ada@example.com is taken"), (Some("phone"), "too short")]);
        assert!(!format!("{error:?} {:?}", error.field_errors()).contains("ada@example.com"));
    }
    let loose = read(Answer::json(422, r#"{"errors": ["phone is too short", 7]}"#)).await;
    assert_eq!(loose.field_errors()[0].message.as_str(), "phone is too short");
    assert_eq!(loose.field_errors()[0].field, None);
}

#[tokio::test]
async fn a_body_that_is_no_json_keeps_its_status_and_its_first_bytes() {
    let html = format!("<html>{}</html>", "x".repeat(100_000));
    let error = read(Answer::new(403, "text/html", html).header("x-request-id", "req-1")).await;
    assert_eq!((error.kind(), error.request_id()), (ErrorKind::Forbidden, Some("req-1")));
    assert_eq!(error.body().unwrap().len(), 4096);
    assert!(error.body().unwrap().starts_with(b"<html>"));
    assert!(error.api_error().is_none());
    assert!(!format!("{error} {error:?}").contains("xxx"));
}

#[tokio::test]
async fn an_answer_that_can_not_be_read_names_the_place_and_none_of_the_values() {
    let error = read(Answer::json(200, r#"{"id": ["ada@example.com"], "title": "Cook"}"#)).await;
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.to_string(), "getJob: the response can't be read at `id` (status 200)");
    assert_eq!(error.path(), Some("id"));
    assert!(!format!("{error:?}").contains("ada"));
    let error = read(Answer::new(200, "text/html", "<html>login</html>")).await;
    assert!(error.to_string().starts_with("getJob: the server sent an HTML page instead of JSON"), "{error}");
    assert!(!format!("{error:?}").contains("<html>"));
}

#[tokio::test]
async fn a_write_knows_whether_it_may_have_been_applied() {
    for (answer, may) in [
        (Answer::json(422, said("bad")), false),
        (Answer::json(401, said("no")), false),
        (Answer::json(500, said("oops")), true),
        (Answer::html(502), true),
        (Answer::json(200, r#"{"candidateId": "five"}"#), true),
        (Answer::json(200, r#"[1"#), true),
    ] {
        let script = Script::start([answer.clone()]).await;
        let error = create(&script.client()).await;
        assert_eq!(error.may_have_been_applied(), may, "{}", answer.status);
        assert_eq!(script.received().len(), 1, "a create is sent once");
        assert_eq!(error.to_string().contains("may have been applied"), may);
    }
    // Nobody listens: nothing was sent.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let token = join_sdk::ApiToken::new("4f7a9c").unwrap();
    let join = Join::builder(token).base_url(format!("http://{free}/v2")).max_attempts(1).build().unwrap();
    let error = create(&join).await;
    assert_eq!((error.kind(), error.may_have_been_applied()), (ErrorKind::Connect, false));
    // A read has nothing to apply.
    assert!(!read(Answer::json(200, "{}")).await.may_have_been_applied());
}

/// The last attempt alone would say that nothing was changed.
#[tokio::test]
async fn an_earlier_attempt_that_may_have_been_applied_is_not_forgotten() {
    let script = Script::start([Answer::json(500, "{}"), Answer::json(422, said("bad"))]).await;
    let error = script.client().jobs().change_status(JobId(7), JobStatus::Offline).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Validation, 2));
    assert!(error.may_have_been_applied());
}

#[tokio::test]
async fn a_write_whose_answer_is_unknown_or_empty_has_succeeded() {
    for body in ["", "{}", "[]", "null", r#""ok""#, r#"{"success": true}"#] {
        let script = Script::start([Answer::json(200, body)]).await;
        script.client().candidates().add_note(CandidateId(5), "verified").await.unwrap();
        script.client().jobs().change_status(JobId(5), JobStatus::Offline).await.unwrap();
    }
    let script = Script::start([Answer { status: 204, headers: vec![], body: Default::default() }]).await;
    script.client().candidates().add_note(CandidateId(5), "verified").await.unwrap();
}

#[test]
fn errors_can_be_passed_between_threads_and_are_small() {
    fn passed<T: Send + Sync + 'static>() {}
    passed::<Error>();
    assert!(size_of::<Error>() <= 16);
}

#[tokio::test]
async fn https_to_a_server_that_speaks_no_tls_is_no_connection() {
    let (_, sandbox) = sandbox().await;
    let base = sandbox.base_url().replace("http://", "https://");
    let token = join_sdk::ApiToken::new(sandbox.token()).unwrap();
    let join = Join::builder(token).base_url(base).max_attempts(1).build().unwrap();
    assert_eq!(join.jobs().get(JobId(7)).await.unwrap_err().kind(), ErrorKind::Connect);
    assert!(sandbox.requests().is_empty());
}
