//! Hooks and the faults that they play.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use join_sandbox::{Fault, IncomingRequest, JoinSandbox, Operation, Tags};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::{Caller, answer, applied_twice, error_type};

const SOON: Duration = Duration::from_millis(20);

/// A sandbox in which one candidate has the tag `base`, and that candidate.
async fn sandbox() -> (JoinSandbox, i64) {
    let sandbox = JoinSandbox::start().await.unwrap();
    let candidate = applied_twice(&sandbox);
    sandbox.set_tags(candidate, ["base"]);
    (sandbox, candidate)
}

/// Lets the fault happen to the first write of tags.
fn once(fault: Fault) -> impl FnMut(&IncomingRequest) -> Fault + Send + 'static {
    let mut left = Some(fault);
    move |request| match request.operation {
        Operation::UpdateCandidate => left.take().unwrap_or(Fault::None),
        _ => Fault::None,
    }
}

fn patch(caller: &Caller<'_>, candidate: i64, tags: &[&str]) -> RequestBuilder {
    caller.request(Method::PATCH, &format!("/candidates/{candidate}")).json(&json!({ "tags": tags }))
}

/// Writes the tag `new` under the fault and gives the status, or nothing when the connection broke.
async fn written_under(sandbox: &JoinSandbox, candidate: i64) -> Option<u16> {
    let answered = patch(&Caller::new(sandbox), candidate, &["new"]).send().await;
    answered.ok().map(|response| response.status().as_u16())
}

fn is(sandbox: &JoinSandbox, candidate: i64, tags: &[&str]) -> bool {
    sandbox.tags(candidate).unwrap().as_slice() == tags
}

#[tokio::test]
async fn a_lost_request_takes_no_effect_and_a_lost_answer_was_for_one_that_did() {
    for (fault, after) in [(Fault::LoseRequest, "base"), (Fault::LoseAnswer, "new")] {
        let (sandbox, candidate) = sandbox().await;
        let mut fault = once(fault);
        sandbox.before(move |request, _| fault(request));
        assert_eq!(written_under(&sandbox, candidate).await, None);
        assert!(is(&sandbox, candidate, &[after]));
        assert_eq!(written_under(&sandbox, candidate).await, Some(200));
        assert_eq!(sandbox.received(Operation::UpdateCandidate), 2);
    }
}

#[tokio::test]
async fn a_cut_connection_is_reset_without_a_byte() {
    for fault in [Fault::LoseRequest, Fault::LoseAnswer, Fault::Late { after: SOON }] {
        let (sandbox, _) = sandbox().await;
        sandbox.before(move |_, _| fault.clone());
        let host = sandbox.base_url()["http://".len()..].trim_end_matches("/v2").to_owned();
        let token = sandbox.token().to_owned();
        let read = tokio::task::spawn_blocking(move || {
            let mut stream = TcpStream::connect(&host).unwrap();
            let head = format!("GET /v2/jobs HTTP/1.1\r\nhost: {host}\r\nauthorization: {token}\r\n\r\n");
            stream.write_all(head.as_bytes()).unwrap();
            stream.read(&mut [0; 100])
        });
        assert_eq!(read.await.unwrap().unwrap_err().kind(), ErrorKind::ConnectionReset);
    }
}

#[tokio::test]
async fn a_failure_before_the_effect_has_none_and_one_after_it_has() {
    let (sandbox, candidate) = sandbox().await;
    let mut fault = once(Fault::Status(503));
    sandbox.before(move |request, _| fault(request));
    let (status, body) = answer(patch(&Caller::new(&sandbox), candidate, &["new"])).await;
    assert_eq!((status.as_u16(), error_type(&body)), (503, "PLAYED_FAULT"));
    assert!(is(&sandbox, candidate, &["base"]));
    let mut fault = once(Fault::Status(500));
    sandbox.after(move |request, _| fault(request));
    assert_eq!(written_under(&sandbox, candidate).await, Some(500));
    assert!(is(&sandbox, candidate, &["new"]));
}

#[tokio::test]
async fn a_number_that_is_no_final_status_fails_with_500() {
    let (sandbox, candidate) = sandbox().await;
    for number in [0, 100, 999, 1_000] {
        sandbox.clear_hooks();
        sandbox.before(move |_, _| Fault::Status(number));
        let status = written_under(&sandbox, candidate).await.unwrap();
        assert_eq!(status, if number == 999 { 999 } else { 500 });
    }
}

#[tokio::test]
async fn a_played_rate_limit_tells_how_long_to_wait_or_nothing() {
    let (sandbox, candidate) = sandbox().await;
    for (reset, announced) in [(Some(7), Some("7")), (None, None)] {
        sandbox.clear_hooks();
        sandbox.before(move |_, _| Fault::RateLimited { reset });
        let response = patch(&Caller::new(&sandbox), candidate, &["new"]).send().await.unwrap();
        assert_eq!(response.status(), 429);
        let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap());
        assert_eq!(header("x-ratelimit-reset"), announced);
        assert_eq!(header("x-ratelimit-remaining"), announced.map(|_| "0"));
        assert_eq!(header("retry-after"), None);
        assert!(is(&sandbox, candidate, &["base"]));
    }
}

#[tokio::test]
async fn a_late_request_takes_effect_after_its_connection_broke() {
    let (sandbox, candidate) = sandbox().await;
    let mut fault = once(Fault::Late { after: Duration::from_secs(1) });
    sandbox.before(move |request, _| fault(request));
    assert_eq!(written_under(&sandbox, candidate).await, None);
    assert!(is(&sandbox, candidate, &["base"]));
    sandbox.settled().await;
    assert!(is(&sandbox, candidate, &["new"]));
    assert_eq!(sandbox.received(Operation::UpdateCandidate), 1);
}

#[tokio::test]
async fn a_request_that_comes_twice_erases_what_was_written_meanwhile() {
    let (sandbox, candidate) = sandbox().await;
    let mut fault = once(Fault::Twice { after: Duration::from_secs(1) });
    sandbox.before(move |request, _| fault(request));
    assert_eq!(written_under(&sandbox, candidate).await, Some(200));
    assert!(sandbox.add_tag(candidate, "hr"));
    assert!(is(&sandbox, candidate, &["new", "hr"]));
    sandbox.settled().await;
    assert!(is(&sandbox, candidate, &["new"]));
}

#[tokio::test]
async fn a_delayed_request_takes_effect_even_if_the_client_gave_up() {
    let (sandbox, candidate) = sandbox().await;
    sandbox.before(|_, _| Fault::Delay(Duration::from_secs(1)));
    let request = tokio::spawn(patch(&Caller::new(&sandbox), candidate, &["new"]).send());
    while sandbox.received(Operation::UpdateCandidate) == 0 {
        assert!(!request.is_finished());
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    request.abort();
    assert!(is(&sandbox, candidate, &["base"]));
    sandbox.settled().await;
    assert!(is(&sandbox, candidate, &["new"]));
}

#[tokio::test]
async fn a_delayed_answer_is_for_a_request_that_took_effect_before() {
    let (sandbox, candidate) = sandbox().await;
    sandbox.after(|_, _| Fault::Delay(Duration::from_secs(60)));
    let request = patch(&Caller::new(&sandbox), candidate, &["new"]);
    assert!(request.timeout(Duration::from_secs(2)).send().await.unwrap_err().is_timeout());
    assert!(is(&sandbox, candidate, &["new"]));
}

#[tokio::test]
async fn an_answer_can_be_replaced_by_one_of_another_candidate() {
    let (sandbox, candidate) = sandbox().await;
    let application = sandbox.applications_of(candidate)[0];
    sandbox.after(move |request, recruiter| {
        assert_eq!((request.candidate, request.status), (Some(candidate), Some(200)));
        let mut body = recruiter.application(application).unwrap();
        body["candidate"]["id"] = json!(7);
        Fault::Answer(body)
    });
    let (status, body) = Caller::new(&sandbox).get(&format!("/applications/{application}")).await;
    assert_eq!((status.as_u16(), &body["candidate"]["id"]), (200, &json!(7)));
    assert_eq!(body["candidate"]["tags"], json!(["base"]));
}

#[tokio::test]
async fn a_hook_writes_between_a_read_and_a_write() {
    let (sandbox, candidate) = sandbox().await;
    sandbox.before(move |request, recruiter| {
        if request.operation == Operation::UpdateCandidate {
            assert_eq!(request.candidate, Some(candidate));
            let body: Value = serde_json::from_slice(&request.body).unwrap();
            assert_eq!(body, json!({ "tags": ["new"] }));
            assert!(recruiter.add_tag(candidate, "hr: too early"));
        }
        Fault::None
    });
    sandbox.after(move |_, recruiter| {
        recruiter.add_tag(candidate, "hr: after");
        recruiter.add_note(candidate, "called");
        Fault::None
    });
    assert_eq!(written_under(&sandbox, candidate).await, Some(200));
    assert!(is(&sandbox, candidate, &["new", "hr: after"]));
    assert_eq!(sandbox.notes(candidate), ["called"]);
}

#[tokio::test]
async fn hooks_see_each_request_in_turn_with_its_number_and_the_first_fault_counts() {
    let (sandbox, candidate) = sandbox().await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    sandbox.before(|request, _| Fault::Status(if request.number == 2 { 418 } else { 501 }));
    sandbox.before(move |request, _| {
        log.lock().unwrap().push((
            request.operation,
            request.number,
            request.path.clone(),
            request.candidate,
        ));
        Fault::LoseRequest
    });
    let caller = Caller::new(&sandbox);
    assert_eq!(caller.get("/jobs").await.0, 501);
    assert_eq!(written_under(&sandbox, candidate).await, Some(501));
    assert_eq!(caller.get("/jobs").await.0, 418);
    assert_eq!(caller.get("/applications/7").await.0, 501);
    let expected = [
        (Operation::ListJobs, 1, "/v2/jobs".to_owned(), None),
        (Operation::UpdateCandidate, 1, format!("/v2/candidates/{candidate}"), Some(candidate)),
        (Operation::ListJobs, 2, "/v2/jobs".to_owned(), None),
        (Operation::GetApplication, 1, "/v2/applications/7".to_owned(), None),
    ];
    assert_eq!(*seen.lock().unwrap(), expected);
    sandbox.clear_hooks();
    assert_eq!(caller.get("/jobs").await.0, 200);
}

#[tokio::test]
async fn a_hook_may_ask_the_sandbox_itself() {
    let (sandbox, candidate) = sandbox().await;
    let sandbox = Arc::new(sandbox);
    let inner = Arc::downgrade(&sandbox);
    sandbox.before(move |_, _| {
        let sandbox = inner.upgrade().unwrap();
        sandbox.set_tags(candidate, Tags::Null);
        assert_eq!(sandbox.tags(candidate), Some(Tags::Null));
        Fault::None
    });
    assert_eq!(written_under(&sandbox, candidate).await, Some(200));
}

#[tokio::test]
async fn what_is_refused_at_the_door_reaches_no_hook() {
    let (sandbox, _) = sandbox().await;
    sandbox.before(|_, _| Fault::LoseRequest);
    let response = reqwest::get(format!("{}/jobs", sandbox.base_url())).await.unwrap();
    assert_eq!(response.status(), 401);
    assert_eq!(sandbox.received(Operation::ListJobs), 1);
}

#[tokio::test]
async fn neither_a_fault_nor_an_arrival_shows_a_body() {
    let (sandbox, candidate) = sandbox().await;
    let shown = Arc::new(Mutex::new(String::new()));
    let log = Arc::clone(&shown);
    sandbox.after(move |request, recruiter| {
        let fault = Fault::Answer(json!("secret"));
        *log.lock().unwrap() = format!("{request:?} {recruiter:?} {fault:?}");
        fault
    });
    let (_, body) = answer(patch(&Caller::new(&sandbox), candidate, &["secret"])).await;
    assert_eq!(body, "secret");
    let shown = shown.lock().unwrap();
    assert!(shown.contains("UpdateCandidate") && !shown.contains("secret"), "{shown}");
}

#[tokio::test]
async fn a_page_comes_in_place_of_the_answer_and_before_it_the_request_takes_no_effect() {
    for (is_before, tag) in [(true, "base"), (false, "new")] {
        let (sandbox, candidate) = sandbox().await;
        let mut fault = once(Fault::Page);
        match is_before {
            true => sandbox.before(move |request, _| fault(request)),
            false => sandbox.after(move |request, _| fault(request)),
        }
        let response = patch(&Caller::new(&sandbox), candidate, &["new"]).send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8");
        assert!(response.text().await.unwrap().starts_with("<!DOCTYPE html>"));
        assert!(is(&sandbox, candidate, &[tag]));
    }
}
