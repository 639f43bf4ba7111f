//! Faults by the header of a request.

use reqwest::Method;
use serde_json::json;

use crate::{answer, candidate, get, message, request, sandbox_with, status, tags, write};

const HEADER: &str = "x-sandbox-fault";

#[tokio::test]
async fn a_header_plays_its_fault_on_its_request_alone() {
    let sandbox = sandbox_with(&[]).await;
    let candidate = candidate(&sandbox);
    assert_eq!(status(write(&sandbox, candidate).header(HEADER, "lose-request")).await, 0);
    assert_eq!(tags(&sandbox, candidate), ["old"]);
    assert_eq!(status(write(&sandbox, candidate).header(HEADER, "lose-answer")).await, 0);
    assert_eq!(tags(&sandbox, candidate), ["new"]);
    assert_eq!(status(write(&sandbox, candidate)).await, 200);
    assert_eq!(status(get(&sandbox, "/jobs").header("X-Sandbox-Fault", "status=418")).await, 418);
    let (_, body) = answer(get(&sandbox, "/jobs").header(HEADER, r#"answer={"a":"é:#2"}"#)).await;
    assert_eq!(body, json!({ "error": body["error"] }), "a header holds plain text");
    let (_, body) = answer(get(&sandbox, "/jobs").header(HEADER, r#"answer={"a":":#2"}"#)).await;
    assert_eq!(body, json!({ "a": ":#2" }));
}

#[tokio::test]
async fn a_header_comes_before_a_rule_and_can_spare_its_request() {
    let sandbox = sandbox_with(&["all:status=503"]).await;
    assert_eq!(status(get(&sandbox, "/jobs").header(HEADER, "status=504")).await, 504);
    assert_eq!(status(get(&sandbox, "/jobs").header(HEADER, "none")).await, 200);
    assert_eq!(sandbox.fault_rules()[0].requests, 0);
    assert_eq!(status(get(&sandbox, "/jobs")).await, 503);
}

#[tokio::test]
async fn a_bad_header_is_refused_with_what_is_wrong_and_nothing_is_written() {
    let sandbox = sandbox_with(&[]).await;
    let candidate = candidate(&sandbox);
    for (header, words) in [
        ("lose-anser", "there is no fault \"lose-anser\"; did you mean lose-answer?"),
        ("", "there is no fault \"\""),
        ("status=99999", "status needs a status from 200 to 999, such as status=503."),
        ("late", "late needs a duration"),
        ("writes:empty", "there is no fault \"writes:empty\""),
        ("empty#2", "there is no fault \"empty#2\""),
    ] {
        let (status, body) = answer(write(&sandbox, candidate).header(HEADER, header)).await;
        assert_eq!((status.as_u16(), &body["error"]["type"]), (422, &"VALIDATION_ERROR".into()), "{header}");
        let expected = format!("The header x-sandbox-fault is wrong: {words}");
        assert!(message(&body).starts_with(&expected), "{header}: {body}");
    }
    let twice = write(&sandbox, candidate).header(HEADER, "empty").header(HEADER, "page");
    assert!(message(&answer(twice).await.1).ends_with("it is there twice."));
    assert_eq!(tags(&sandbox, candidate), ["old"]);
}

#[tokio::test]
async fn a_header_without_the_token_is_refused_for_the_token() {
    let sandbox = sandbox_with(&[]).await;
    let request = reqwest::Client::new().get(format!("{}/jobs", sandbox.base_url()));
    assert_eq!(status(request.header(HEADER, "status=418")).await, 401);
}

#[tokio::test]
async fn a_fault_of_a_create_leaves_an_application_behind_or_none() {
    let sandbox = sandbox_with(&[]).await;
    let (_, jobs) = answer(get(&sandbox, "/jobs?status=ONLINE")).await;
    let before = sandbox.application_count();
    for (fault, email, more) in [("status=503", "a@example.com", 0), ("status-after=504", "b@example.com", 1)]
    {
        let body = json!({
            "jobId": jobs[0]["id"],
            "candidate": { "firstName": "Zoë", "lastName": "Okonkwo", "email": email },
            "source": "AGENCY",
        });
        let create = request(&sandbox, Method::POST, "/applications").json(&body).header(HEADER, fault);
        assert!(status(create).await >= 500);
        assert_eq!(sandbox.application_count(), before + more, "{fault}");
    }
}
