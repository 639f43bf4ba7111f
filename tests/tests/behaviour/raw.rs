//! What the SDK does not model goes the same way as everything else.

use join_sdk::{ErrorKind, Method};
use join_tests::{Answer, Script, sandbox};
use serde_json::{Value, json};

#[tokio::test]
async fn a_raw_read_has_the_token_the_query_and_the_head_of_the_answer() {
    let (join, sandbox) = sandbox().await;
    let request = join.raw().request(Method::GET, "/jobs").query("status", "ONLINE").query("pageSize", 2);
    let response = request.send::<Value>().await.unwrap();
    assert_eq!(response.get_ref().as_array().map(Vec::len), Some(2));
    assert!(response.request_id().is_some());
    assert_eq!(sandbox.requests()[0].query.as_deref(), Some("status=ONLINE&pageSize=2"));
}

#[tokio::test]
async fn a_raw_write_sends_its_body_once() {
    let script = Script::start([Answer::json(500, "{}")]).await;
    let join = script.client();
    let request = join.raw().request(Method::POST, "/scorecards").json(&json!({ "stars": 4 }));
    let error = request.send::<Value>().await.unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Server, Some("raw")));
    assert!(error.may_have_been_applied());
    let received = script.received();
    assert_eq!(received.len(), 1);
    assert_eq!(
        (received[0].path.as_str(), &received[0].body[..]),
        ("/v2/scorecards", &br#"{"stars":4}"#[..])
    );
    assert_eq!(received[0].headers["content-type"], "application/json");
}

#[tokio::test]
async fn a_raw_read_is_sent_again_and_its_answer_can_be_any_bytes() {
    let script = Script::start([Answer::html(502), Answer::new(200, "text/csv", "a;b\n")]).await;
    let response = script.client().raw().request(Method::GET, "/export").send_bytes().await.unwrap();
    assert_eq!((response.attempts(), &response.get_ref()[..]), (2, &b"a;b\n"[..]));
    let error = script.client().raw().request(Method::GET, "/export").send::<Value>().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn a_path_out_of_the_base_url_and_a_body_that_is_no_json_are_refused() {
    let (join, sandbox) = sandbox().await;
    for path in ["jobs", "//elsewhere.test/", "/../files/1", "/jobs?page=1", "http://elsewhere.test"] {
        let error = join.raw().request(Method::GET, path).query("a", 1).send_bytes().await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidInput, 0), "{path}");
    }
    let odd = std::collections::BTreeMap::from([((1, 2), 3)]);
    let error = join.raw().request(Method::POST, "/jobs").json(&odd).send_bytes().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(sandbox.requests().is_empty());
}

#[tokio::test]
async fn a_reader_reads_and_refuses_raw_writes() {
    let (join, sandbox) = sandbox().await;
    let reader = join.read_only();
    let jobs = reader.jobs().list().page(1).await.unwrap();
    let id = jobs.rows[0].as_ref().unwrap().id;
    assert_eq!(reader.jobs().get(id).await.unwrap().id, id);
    reader.raw().request(Method::GET, "/categories").send_bytes().await.unwrap();
    let before = sandbox.requests().len();
    for method in [Method::POST, Method::PATCH, Method::PUT, Method::DELETE] {
        let error = reader.raw().request(method, "/jobs").send_bytes().await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::ReadOnly, 0));
    }
    assert_eq!(sandbox.requests().len(), before);
}
