//! Where a file is fetched from: the token goes to JOIN only, redirects as configured, and stale addresses are renewed.

use std::future::IntoFuture;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderMap, StatusCode, Uri};
use join_sdk::types::Application;
use join_sdk::{ErrorKind, RequestOptions, downloads::Redirects};
use join_tests::{Answer, Script, sandbox};

use super::{application, at, attachment, builder};

fn pdf() -> Answer {
    Answer::new(200, "application/pdf", "%PDF-")
}

fn to(place: &str) -> Answer {
    Answer::new(302, "text/plain", "").header("location", place)
}

#[tokio::test]
async fn the_token_does_not_go_to_another_host() {
    let elsewhere = Script::start([pdf()]).await;
    let (join, _sandbox) = sandbox().await;
    let error = join.attachments().download(&at(elsewhere.base_url())).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Refused, 0));
    assert!(elsewhere.received().is_empty());
    for url in ["http://files.join.com/cv.pdf", "https://files.join.com.evil.test/cv.pdf"] {
        assert_eq!(join.attachments().download(&at(url)).await.unwrap_err().kind(), ErrorKind::Refused);
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed_unless_asked_for() {
    let elsewhere = Script::start([pdf()]).await;
    let script = Script::start([to(elsewhere.base_url())]).await;
    let error = script.client().attachments().download(&at(script.base_url())).await.unwrap_err();
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::UnexpectedStatus, 302));
    assert_eq!(error.advice(), Some(join_sdk::Advice::FollowRedirects));
    assert!(elsewhere.received().is_empty());
}

#[tokio::test]
async fn a_redirect_is_followed_without_the_token() {
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = Script::start([pdf()]).await;
        let script = Script::start([Answer { status, ..to(elsewhere.base_url()) }]).await;
        let join = script.client();
        let request = join.attachments().download(&at(script.base_url()));
        let mut download = request.redirects(Redirects::FollowWithoutToken).await.unwrap();
        assert_eq!(download.chunk().await.unwrap().unwrap(), "%PDF-");
        assert_eq!(script.received()[0].headers["authorization"], "script-token");
        let received = elsewhere.received();
        assert_eq!((received.len(), received[0].method.as_str()), (1, "GET"));
        assert!(!received[0].headers.contains_key("authorization"));
        assert!(!received[0].headers.contains_key("referer"), "the signed address is not sent");
    }
}

#[tokio::test]
async fn headers_that_a_caller_adds_do_not_follow_a_redirect() {
    let elsewhere = Script::start([pdf()]).await;
    let script = Script::start([to(elsewhere.base_url())]).await;
    let options = RequestOptions::new().header("x-tenant", "acme").unwrap();
    let join = script.client().with_options(options);
    let request = join.attachments().download(&at(script.base_url()));
    request.redirects(Redirects::FollowWithoutToken).await.unwrap();
    assert_eq!(script.received()[0].headers["x-tenant"], "acme");
    assert!(!elsewhere.received()[0].headers.contains_key("x-tenant"));
}

#[tokio::test]
async fn a_redirect_back_to_join_does_not_bring_the_token_again() {
    let script = Script::start([to("/files/2?signature=1"), pdf()]).await;
    let join = script.client();
    let request = join.attachments().download(&at(script.base_url()));
    request.redirects(Redirects::FollowWithoutToken).await.unwrap();
    let received = script.received();
    assert_eq!(received[1].path, "/files/2?signature=1");
    assert!(received[0].headers.contains_key("authorization"));
    assert!(!received[1].headers.contains_key("authorization"));
}

#[tokio::test]
async fn redirects_that_lead_nowhere_safe_are_refused() {
    for (place, requests) in
        [("/round-and-round", 6), ("http://cdn.example/cv.pdf", 1), ("ftp://127.0.0.1/x", 1)]
    {
        let script = Script::start([to(place)]).await;
        let join = script.client();
        let request = join.attachments().download(&at(script.base_url()));
        let error = request.redirects(Redirects::FollowWithoutToken).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Refused, requests), "{place}");
        assert_eq!(script.received().len() as u32, requests, "{place}");
        assert!(!format!("{error} {error:?}").contains("cdn.example"), "{error:?}");
    }
    let script = Script::start([Answer::new(302, "text/plain", "")]).await;
    let join = script.client();
    let request = join.attachments().download(&at(script.base_url()));
    let error = request.redirects(Redirects::FollowWithoutToken).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedStatus, "it leads nowhere at all");
}

#[tokio::test]
async fn another_hosts_quota_and_refusals_are_not_taken_for_joins() {
    let limited = Answer::json(429, "{}").header("retry-after", "3600").header("x-ratelimit-remaining", "0");
    for (answer, kind) in [(limited, ErrorKind::RateLimited), (Answer::html(401), ErrorKind::Forbidden)] {
        let elsewhere = Script::start([answer]).await;
        let script = Script::start([to(elsewhere.base_url())]).await;
        let join = script.client();
        let request = join.attachments().download(&at(script.base_url()));
        let error = request.redirects(Redirects::FollowWithoutToken).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (kind, 2));
        assert!(!error.to_string().contains("token"), "{error}");
        assert_eq!(join.quota().held_for, None::<Duration>);
        assert_eq!(join.quota().remaining, None);
    }
}

#[tokio::test]
async fn a_stale_signature_says_so() {
    let (join, sandbox) = sandbox().await;
    let file = attachment(&join).await;
    let before = sandbox.requests().len();
    let stale = format!("{}0", file.url.unwrap().as_str());
    let error = join.attachments().download(&at(&stale)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Forbidden);
    assert_eq!(
        sandbox.requests().len() - before,
        1,
        "the owner of the file is unknown, so there is nothing to read again"
    );
    let error = join.attachments().download(&at("not an address")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}

/// The application with addresses that the server does not take any more.
fn gone_stale(application: &Application) -> Application {
    let mut json = serde_json::to_value(application).unwrap();
    for file in json["attachments"].as_array_mut().unwrap() {
        file["url"] = format!("{}0", file["url"].as_str().unwrap()).into();
    }
    serde_json::from_value(json).unwrap()
}

#[tokio::test]
async fn a_stale_address_is_renewed_by_reading_the_application_again() {
    let (join, _sandbox) = sandbox().await;
    let fresh = application(&join).await;
    let stale = gone_stale(&fresh);
    for (old, new) in stale.attachments.iter().flatten().zip(fresh.attachments.iter().flatten()) {
        let (mut renewed, mut straight) = (Vec::new(), Vec::new());
        join.attachments()
            .download_refreshing(&stale, old)
            .await
            .unwrap()
            .write_to(&mut renewed)
            .await
            .unwrap();
        join.attachments().download(new).await.unwrap().write_to(&mut straight).await.unwrap();
        assert_eq!(renewed, straight);
    }
}

/// A JOIN whose application 9 has its file at `/files/fresh`, which answers with this status; at any other address 403. Gives
/// the download of the address `/files/old` and the paths that were asked for.
async fn renewed(read: u16, file: &'static str, status: u16) -> (join_sdk::Result<()>, Vec<String>) {
    let paths = Arc::new(Mutex::new(Vec::new()));
    let asked = Arc::clone(&paths);
    let answer = move |headers: HeaderMap, uri: Uri| async move {
        asked.lock().unwrap().push(uri.path().to_owned());
        let host = headers["host"].to_str().unwrap();
        let (status, body) = match uri.path() {
            "/v2/applications/9" => (read, application_with(&format!("http://{host}{file}"))),
            "/files/fresh" => (status, "%PDF-".to_owned()),
            _ => (403, String::new()),
        };
        (StatusCode::from_u16(status).unwrap(), body)
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(axum::serve(listener, Router::new().fallback(answer)).into_future());
    let row: Application = serde_json::from_str(&application_with(&format!("{origin}/files/old"))).unwrap();
    let join = builder(&format!("{origin}/v2")).max_attempts(1).build().unwrap();
    let result = join.attachments().download_refreshing(&row, &row.attachments.as_ref().unwrap()[0]).await;
    server.abort();
    let paths = paths.lock().unwrap().clone();
    (result.map(drop), paths)
}

fn application_with(url: &str) -> String {
    let file = serde_json::json!({ "type": "CV", "name": "cv.pdf", "url": url });
    serde_json::json!({ "id": 9, "attachments": [file] }).to_string()
}

#[tokio::test]
async fn a_fresh_address_is_asked_for_once_and_no_more() {
    const OLD: &str = "/files/old";
    const READ: &str = "/v2/applications/9";
    const FRESH: &str = "/files/fresh";
    let (result, asked) = renewed(200, FRESH, 200).await;
    result.unwrap();
    assert_eq!(asked, [OLD, READ, FRESH]);

    let (result, asked) = renewed(200, FRESH, 403).await;
    let error = result.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Forbidden, 2));
    assert_eq!(asked, [OLD, READ, FRESH]);

    let (result, asked) = renewed(200, OLD, 200).await;
    assert_eq!(result.unwrap_err().kind(), ErrorKind::Forbidden, "the same address would do no better");
    assert_eq!(asked, [OLD, READ]);

    let (result, asked) = renewed(403, FRESH, 200).await;
    assert_eq!(result.unwrap_err().operation(), Some("downloadAttachment"));
    assert_eq!(asked, [OLD, READ]);

    let (result, _) = renewed(500, FRESH, 200).await;
    let error = result.unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Server, Some("getApplication")));
}
