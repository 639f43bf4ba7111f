//! Requests that are refused, each in JSON and none with a 5xx.

use join_sandbox::JoinSandbox;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{Caller, answer, error_type, new_application};

#[tokio::test]
async fn unknown_paths_and_numbers_are_not_found() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let caller = Caller::new(&sandbox);
    for path in ["", "/", "/nowhere", "/jobs/", "/jobs/1", "/applications/-1", "/../files/x"] {
        let (status, body) = caller.get(path).await;
        assert_eq!((status.as_u16(), error_type(&body)), (404, "NOT_FOUND"), "{path}");
    }
    for (path, body) in
        [("/candidates/1", json!({ "tags": [] })), ("/jobs/1/changeStatus", json!({ "status": "OFFLINE" }))]
    {
        assert_eq!(caller.send(Method::PATCH, path, body).await.0, 404, "{path}");
    }
    let (status, _) = caller.send(Method::POST, "/candidates/1/notes", json!({ "content": "x" })).await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn a_wrong_method_is_told_which_ones_are_right() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let response = Caller::new(&sandbox).request(Method::DELETE, "/jobs").send().await.unwrap();
    assert_eq!(response.status(), 405);
    assert!(response.headers()["allow"].to_str().unwrap().contains("POST"));
    assert_eq!(error_type(&response.json().await.unwrap()), "METHOD_NOT_ALLOWED");
}

#[tokio::test]
async fn one_wrong_field_of_a_new_application_is_named_but_not_quoted() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let good = new_application(caller.first_job().await, "zoe@example.com");
    let wrong = [
        ("/jobId", json!("seven-secret"), "jobId"),
        ("/candidate", json!(["secret"]), "candidate"),
        ("/candidate/email", json!("secret.example.com"), "candidate.email"),
        ("/candidate/email", json!("se cret@example.com"), "candidate.email"),
        ("/candidate/phone", json!("030 secret"), "candidate.phone"),
        ("/candidate/lastName", Value::Null, "candidate.lastName"),
        ("/candidate/firstName", json!("  "), "candidate.firstName"),
        ("/candidate/email", json!("secret@@example.com"), "candidate.email"),
        ("/candidate/phone", json!("+secret"), "candidate.phone"),
        ("/source", json!(7), "source"),
        ("/integrationExternalId", json!(" "), "integrationExternalId"),
        ("/integrationExternalId", json!(5), "integrationExternalId"),
        ("/documents", json!({ "0": "secret" }), "documents"),
        ("/documents/0", json!("secret"), "documents[0]"),
        ("/documents/0/data", json!("secret!"), "documents[0].data"),
        ("/documents/0/data", json!(""), "documents[0].data"),
        ("/documents/0/type", json!(7), "documents[0].type"),
        ("/documents/0/type", Value::Null, "documents[0].type"),
        ("/documents/0/name", json!(".."), "documents[0].name"),
        ("/documents/0/name", json!("s".repeat(256)), "documents[0].name"),
    ];
    for (pointer, value, name) in wrong {
        let mut body = good.clone();
        *body.pointer_mut(pointer).unwrap() = value;
        let (status, answer) = caller.send(Method::POST, "/applications", body).await;
        assert_eq!((status.as_u16(), error_type(&answer)), (422, "VALIDATION_ERROR"), "{pointer}");
        let message = answer["error"]["message"].as_str().unwrap();
        assert!(message.starts_with(name) && !message.contains("secret"), "{message}");
    }
    assert_eq!(caller.send(Method::POST, "/applications", good).await.0, 201);
}

#[tokio::test]
async fn one_wrong_field_of_the_other_writes_is_refused() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let job = caller.first_job().await;
    let candidate = caller.rows("/applications?pageSize=1").await[0]["candidate"]["id"].clone();
    let ad = json!({
        "title": "Welder", "description": "<p>Weld</p>", "categoryId": 104, "language": "en",
        "employmentTypeId": 1, "officeId": 3001,
    });
    let changed = |name: &str, value: Value| {
        let mut ad = ad.clone();
        ad[name] = value;
        ("POST", "/jobs".to_owned(), ad)
    };
    let tags = format!("/candidates/{candidate}");
    let notes = format!("/candidates/{candidate}/notes");
    let wrong = [
        changed("categoryId", json!("1")),
        changed("officeId", json!(3001.5)),
        changed("language", json!("english")),
        changed("language", json!("EN")),
        changed("status", json!(7)),
        changed("externalId", json!("")),
        changed("seniorityId", json!(true)),
        changed("cv", json!({})),
        changed("salary", json!({ "from": 1 })),
        changed(
            "salary",
            json!({ "from": -1, "currency": "EUR", "frequency": "PER_HOUR", "isShownOnJobAd": true }),
        ),
        changed("title", Value::Null),
        ("PATCH", format!("/jobs/{job}/changeStatus"), json!({ "status": null })),
        ("PATCH", format!("/jobs/{job}/changeStatus"), json!({})),
        ("PATCH", tags.clone(), json!({})),
        ("PATCH", tags.clone(), json!({ "tags": null })),
        ("PATCH", tags.clone(), json!({ "tags": "a" })),
        ("PATCH", tags, json!({ "tags": ["a", 1] })),
        ("POST", notes.clone(), json!({ "content": " " })),
        ("POST", notes, json!({ "content": 5 })),
        ("POST", "/offices".to_owned(), json!({ "city": "Berlin" })),
        ("POST", "/offices".to_owned(), json!({ "city": "Berlin", "countryIso": "DEU" })),
        ("POST", "/offices".to_owned(), json!({ "city": "Berlin", "countryIso": "DE", "isDefault": "yes" })),
    ];
    for (method, path, body) in wrong {
        let (status, answer) = caller.send(method.parse().unwrap(), &path, body.clone()).await;
        assert_eq!((status.as_u16(), error_type(&answer)), (422, "VALIDATION_ERROR"), "{path} {body}");
    }
}

#[tokio::test]
async fn a_number_in_a_body_that_leads_nowhere_is_not_found() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let ad = json!({
        "title": "Welder", "description": "<p>Weld</p>", "categoryId": 104, "language": "en",
        "employmentTypeId": 1, "officeId": 3001,
    });
    let wrong = [("categoryId", 1), ("officeId", 1), ("employmentTypeId", 99), ("seniorityId", 99)];
    for (name, value) in wrong {
        let mut ad = ad.clone();
        ad[name] = json!(value);
        let (status, answer) = caller.send(Method::POST, "/jobs", ad).await;
        assert_eq!((status.as_u16(), error_type(&answer)), (404, "NOT_FOUND"), "{name}");
        assert!(answer["error"]["message"].as_str().unwrap().starts_with(name), "{answer}");
    }
    assert_eq!(
        caller.send(Method::POST, "/applications", new_application(1, "zoe@example.com")).await.0,
        404
    );
}

#[tokio::test]
async fn a_word_of_an_open_set_is_taken_whatever_it_is() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let ad = json!({
        "title": "Welder", "description": "<p>Weld</p>", "categoryId": 104.0, "language": "en", "employmentTypeId": 1,
        "officeId": 3001, "status": "WAITING", "workplaceType": "ORBIT", "cv": "PERHAPS",
    });
    let (status, created) = caller.send(Method::POST, "/jobs", ad).await;
    assert_eq!(status, 201);
    let job = caller.rows("/jobs?status=WAITING").await.remove(0);
    assert_eq!((&job["id"], &job["workplaceType"]), (&created["id"], &json!("ORBIT")));
    assert!(caller.rows("/applications?hiringState=applied").await.is_empty());
    let change = json!({ "status": "PAUSED" });
    let path = format!("/jobs/{}/changeStatus", created["id"]);
    assert_eq!(caller.send(Method::PATCH, &path, change).await.0, 200);
    assert_eq!(caller.rows("/jobs?status=PAUSED").await.len(), 1);
    let mut application = new_application(created["id"].as_i64().unwrap(), "zoe@example.com");
    application["source"] = json!("PIGEON");
    application["documents"][0]["type"] = json!("DRAWING");
    assert_eq!(caller.send(Method::POST, "/applications", application).await.0, 201);
}

#[tokio::test]
async fn odd_bodies_and_addresses_never_make_the_server_fail() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let deep = "[".repeat(100_000);
    let bodies: [&[u8]; 14] = [
        b"",
        b"{",
        b"nul",
        b"null",
        b"7",
        b"[]",
        b"\"text\"",
        b"{}",
        b"\xff\xfe",
        b"{\"tags\":[\"\\ud800\"]}",
        b"{\"jobId\":1e400}",
        b"{\"jobId\":9223372036854775808}",
        b"<html>",
        deep.as_bytes(),
    ];
    let writes = [
        (Method::POST, "/jobs"),
        (Method::PATCH, "/jobs/410002/changeStatus"),
        (Method::POST, "/applications"),
        (Method::PATCH, "/candidates/20000001"),
        (Method::POST, "/candidates/20000001/notes"),
        (Method::POST, "/offices"),
    ];
    for (method, path) in writes {
        for body in bodies {
            let (status, answer) = answer(caller.request(method.clone(), path).body(body.to_vec())).await;
            assert_eq!((status.as_u16(), error_type(&answer)), (422, "VALIDATION_ERROR"), "{path}");
        }
    }
    let paths = [
        "/jobs/99999999999999999999",
        "/jobs/%ff",
        "/jobs/7%2f7",
        "/applications/-9223372036854775808",
        "/applications?page=%ff&pageSize=%00",
        "/applications?&&==&page",
        "/offices?cityNameLike=%F0%9F%A6%80",
        "/../files/50000001-0/%ff?signature=x",
        "/../files/-/-",
    ];
    for path in paths {
        let (status, _) = caller.get(path).await;
        assert!(status.is_success() || status.is_client_error(), "{path} {status}");
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_too_large() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let request = Caller::new(&sandbox).request(Method::POST, "/offices");
    let (status, body) = answer(request.body(vec![b' '; 32 * 1024 * 1024 + 1])).await;
    assert_eq!((status.as_u16(), error_type(&body)), (413, "PAYLOAD_TOO_LARGE"));
    assert!(sandbox.requests()[0].body.is_empty());
}
