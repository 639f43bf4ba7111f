//! The control API: every operation, every answer against its document, and what each changes.

use join_sandbox::{Data, Fault, JoinSandbox, Tags};
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HOST, ORIGIN};
use serde_json::{Value, json};

use crate::document::Control;
use crate::{candidate, get, message, status, statuses, tags, write};

#[tokio::test]
async fn the_document_describes_each_answer_of_each_operation() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let control = Control::new(&sandbox);
    let candidate = candidate(&sandbox);
    sandbox.recruiter().add_note(candidate, "Called.");
    assert_eq!(status(write(&sandbox, candidate)).await, 200);

    // The successes.
    let document = control.done("getDocument", &[], None).await;
    assert_eq!(document["openapi"], "3.0.3");
    let rule = control.done("addFault", &[], Some(json!({ "rule": "reads:empty" }))).await;
    let writer = json!({ "writer": "recruiter add hr:called before write 3" });
    let writer = control.done("startWriter", &[], Some(writer)).await;
    control.done("setVariants", &[], Some(json!({ "variants": ["page-cap=5"] }))).await;
    control.done("setQuota", &[], Some(json!({ "quota": "100/10s" }))).await;
    control.done("setTags", &[candidate], Some(json!({ "tags": null }))).await;
    for id in ["getState", "getData", "listFaults", "listVariants", "getQuota", "listWriters", "listRequests"]
    {
        control.done(id, &[], None).await;
    }
    for id in ["getCandidate", "getHistory"] {
        control.done(id, &[candidate], None).await;
    }
    control.done("removeFault", &[rule["id"].as_i64().unwrap()], None).await;
    control.done("stopWriter", &[writer["id"].as_i64().unwrap()], None).await;
    for id in ["clearFaults", "stopWriters", "clearRequests"] {
        control.done(id, &[], None).await;
    }
    for id in ["settle", "expireAddresses", "reset"] {
        control.done(id, &[], Some(json!({}))).await;
    }

    // The refusals that are alike for all.
    for operation in control.operations() {
        let request = || control.request(&operation, &[]);
        let foreign = request().header(HOST, "sandbox.example");
        assert_eq!(control.send(&operation, foreign).await.0, 403, "{}", operation.id);
        if operation.id == "getDocument" {
            continue;
        }
        let without_token = control.without_token(&operation, &[]);
        assert_eq!(control.send(&operation, without_token).await.0, 401, "{}", operation.id);
        if operation.takes_body {
            let text = control.request(&operation, &[]).header(CONTENT_TYPE, "text/plain").body("{}");
            assert_eq!(control.send(&operation, text).await.0, 415, "{}", operation.id);
            let large = control.request(&operation, &[]).header(CONTENT_TYPE, "application/json");
            let large = large.body(vec![b' '; 32 * 1024 * 1024 + 1]);
            assert_eq!(control.send(&operation, large).await.0, 413, "{}", operation.id);
            let wrong = control.request(&operation, &[]).json(&json!({ "nonsense": 1 }));
            assert_eq!(control.send(&operation, wrong).await.0, 422, "{}", operation.id);
        }
        if operation.path.contains('{') {
            let body = json!({ "tags": [] });
            let unknown = control.request(&operation, &[i64::MAX]).json(&body);
            assert_eq!(control.send(&operation, unknown).await.0, 404, "{}", operation.id);
            if !operation.takes_body {
                let mut odd = operation.clone();
                odd.path = operation
                    .path
                    .replace("{ruleId}", "x")
                    .replace("{writerId}", "x")
                    .replace("{candidateId}", "x");
                let request = control.request(&odd, &[]);
                assert_eq!(control.send(&operation, request).await.0, 422, "{}", operation.id);
            }
        }
    }
    let odd = sandbox.control_url() + "/requests?bodies=yes";
    let odd = reqwest::Client::new().get(odd).header("Authorization", sandbox.token());
    let list = control.operations().into_iter().find(|operation| operation.id == "listRequests").unwrap();
    assert_eq!(control.send(&list, odd).await.0, 422);
    assert_eq!(control.unseen(), Vec::<String>::new());
}

#[tokio::test]
async fn a_path_of_the_document_takes_no_other_method_and_no_other_path_is_served() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let control = Control::new(&sandbox);
    let operations = control.operations();
    for operation in &operations {
        for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            if operations.iter().any(|other| other.path == operation.path && other.method == method) {
                continue;
            }
            let mut other = operation.clone();
            other.method = method;
            let request = control.request(&other, &[]).json(&json!({}));
            assert_eq!(status(request).await, 405, "{} {}", other.method, other.path);
        }
    }
    for path in ["", "/", "/nothing", "/faults/1/2", "/../v2/_sandbox"] {
        let url = format!("{}{path}", sandbox.control_url());
        let request = reqwest::Client::new().get(url).header("Authorization", sandbox.token());
        assert_eq!(status(request).await, 404, "{path}");
    }
}

#[tokio::test]
async fn rules_are_added_listed_and_removed() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let control = Control::new(&sandbox);
    let rule = control.done("addFault", &[], Some(json!({ "rule": "listJobs:status=503 #1" }))).await;
    assert_eq!(rule, json!({ "id": 1, "rule": "list-jobs:status=503#1", "requests": 0, "faults": 0 }));
    assert_eq!(statuses(2, || get(&sandbox, "/jobs")).await, [503, 200]);
    let rules = control.done("listFaults", &[], None).await;
    assert_eq!(rules, json!([{ "id": 1, "rule": "list-jobs:status=503#1", "requests": 2, "faults": 1 }]));
    control.done("addFault", &[], Some(json!({ "rule": "page" }))).await;
    assert_eq!(control.done("removeFault", &[1], None).await, json!({ "removed": 1 }));
    assert_eq!(control.call("removeFault", &[1], None).await.0, 404);
    assert_eq!(control.done("clearFaults", &[], None).await, json!({ "removed": 1 }));
    assert!(sandbox.fault_rules().is_empty());
}

#[tokio::test]
async fn bad_input_says_what_is_wrong_and_changes_nothing() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let control = Control::new(&sandbox);
    let candidate = candidate(&sandbox);
    let before = control.done("getState", &[], None).await;
    for (id, body, words) in [
        ("addFault", json!({}), "rule is required."),
        ("addFault", json!({ "rule": 7 }), "rule must be a string."),
        (
            "addFault",
            json!({ "rule": "writes:lose-anser" }),
            "rule is wrong: there is no fault \"lose-anser\"; did you mean lose-answer?",
        ),
        ("addFault", json!({ "rule": "empty#0" }), "rule is wrong: the requests are counted from 1."),
        (
            "addFault",
            json!({ "rules": "empty" }),
            "The body is wrong: there is no field \"rules\"; did you mean rule?",
        ),
        ("addFault", json!(["empty"]), "The body must be an object."),
        ("setVariants", json!({}), "variants is required."),
        ("setVariants", json!({ "variants": "trim-tags" }), "variants must be an array of strings."),
        (
            "setVariants",
            json!({ "variants": ["trim-tags", "page-cpa=5"] }),
            "variants[1] is wrong: there is no variant \"page-cpa\"; did you mean page-cap?",
        ),
        (
            "setVariants",
            json!({ "variants": ["page-cap=5", "page-cap=6"] }),
            "variants is wrong: page-cap=5 and page-cap=6 contradict each other",
        ),
        ("setQuota", json!({ "quota": "many" }), "quota is wrong: \"many\" is no quota"),
        ("setQuota", json!({ "quota": null }), "quota is required."),
        (
            "startWriter",
            json!({ "writer": "rival ad a every 1s" }),
            "writer is wrong: there is no edit \"ad\"; did you mean add?",
        ),
        ("setTags", json!({}), "tags is required."),
        ("setTags", json!({ "tags": [1] }), "tags must be an array of strings."),
        ("settle", json!({ "timeout": "soon" }), "timeout is wrong: timeout must be a duration"),
        ("settle", json!({ "timeout": 5 }), "timeout must be a string."),
        ("expireAddresses", json!({ "status": 99 }), "status must be from 200 to 999."),
        ("expireAddresses", json!({ "status": "403" }), "status must be an integer."),
        ("reset", json!({ "seed": 7 }), "The body must have no fields."),
    ] {
        let said = control.refused(id, &[candidate], body.clone()).await;
        assert!(said.starts_with(words), "{id} {body}: {said}");
        assert!(said.ends_with(['.', '?']), "{said}");
    }
    let operations = control.operations();
    let add = operations.iter().find(|operation| operation.id == "addFault").unwrap();
    let broken = control.request(add, &[]).header(CONTENT_TYPE, "application/json").body("{\"rule\":");
    let (_, body) = control.send(add, broken).await;
    assert_eq!(message(&body), "The body is not JSON: line 1, column 8.");
    assert_eq!(control.done("getState", &[], None).await, before);
    assert_eq!(tags(&sandbox, candidate), ["old"]);
}

#[tokio::test]
async fn a_page_of_another_site_changes_nothing() {
    let sandbox = JoinSandbox::builder().fault_rule("reads:empty".parse().unwrap()).start().await.unwrap();
    let control = Control::new(&sandbox);
    let own = sandbox.control_url();
    let own = own.strip_suffix("/_sandbox").unwrap();
    let other_scheme = own.replace("http://", "https://");
    for operation in control.operations().iter().filter(|operation| operation.method != Method::GET) {
        for origin in ["https://example.com", "http://localhost", "null", &other_scheme] {
            let request = control.request(operation, &[]).json(&json!({})).header(ORIGIN, origin);
            assert_eq!(control.send(operation, request).await.0, 403, "{} {origin}", operation.id);
        }
    }
    assert_eq!(sandbox.fault_rules().len(), 1);
    let clear = control.operations().into_iter().find(|operation| operation.id == "clearFaults").unwrap();
    let from_own_page = control.request(&clear, &[]).header(ORIGIN, own);
    assert_eq!(control.send(&clear, from_own_page).await.0, 200);
    assert!(sandbox.fault_rules().is_empty());
}

#[tokio::test]
async fn its_requests_are_no_traffic_of_the_api() {
    let limit = join_sandbox::RateLimit { requests: 1, window: std::time::Duration::from_secs(600) };
    let builder =
        JoinSandbox::builder().rate_limit(Some(limit)).fault_rule("all:lose-answer".parse().unwrap());
    let sandbox = builder.start().await.unwrap();
    sandbox.before(|_, _| Fault::LoseRequest);
    let control = Control::new(&sandbox);
    for _ in 0..5 {
        let state = control.done("getState", &[], None).await;
        assert_eq!(state["requests"], json!({ "served": 0, "kept": 0, "byOperation": {} }));
    }
    assert!(sandbox.requests().is_empty());
}

#[tokio::test]
async fn the_state_counts_the_company_and_the_requests() {
    let sandbox = JoinSandbox::builder().seed(7).applications(30).start().await.unwrap();
    let control = Control::new(&sandbox);
    sandbox.recruiter().add_note(sandbox.candidates()[0], "Called.");
    statuses(2, || get(&sandbox, "/jobs")).await;
    let state = control.done("getState", &[], None).await;
    assert_eq!((&state["seed"], &state["baseUrl"]), (&json!(7), &json!(sandbox.base_url())));
    let company = &state["company"];
    assert_eq!((&company["applications"], &company["notes"]), (&json!(30), &json!(1)));
    assert_eq!(company["candidates"], sandbox.candidates().len());
    assert_eq!(state["requests"], json!({ "served": 2, "kept": 2, "byOperation": { "listJobs": 2 } }));
    assert_eq!(
        (&state["quota"], &state["variants"], &state["writers"]),
        (&json!("unlimited"), &json!([]), &json!(0))
    );
}

#[tokio::test]
async fn variants_and_the_quota_are_set_while_the_sandbox_runs() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let control = Control::new(&sandbox);
    let variants =
        control.done("setVariants", &[], Some(json!({ "variants": ["page-cap=5", "past-end=404"] }))).await;
    assert_eq!(variants["variants"], json!(["page-cap=5", "past-end=404"]));
    assert!(variants["known"].as_array().unwrap().iter().any(|known| known["name"] == "trim-tags"));
    let (_, rows) = crate::answer(get(&sandbox, "/applications")).await;
    assert_eq!(rows.as_array().unwrap().len(), 5);
    assert_eq!(status(get(&sandbox, "/applications?page=99")).await, 404);
    let variants = control.done("setVariants", &[], Some(json!({ "variants": ["trim-tags"] }))).await;
    assert_eq!(variants["variants"], json!(["trim-tags"]));
    assert_eq!(status(get(&sandbox, "/applications?page=99")).await, 200);

    control.done("setQuota", &[], Some(json!({ "quota": "1/1h" }))).await;
    assert_eq!(statuses(2, || get(&sandbox, "/jobs")).await, [200, 429]);
    assert_eq!(control.done("getQuota", &[], None).await, json!({ "quota": "1/1h" }));
    control.done("setQuota", &[], Some(json!({ "quota": "unlimited" }))).await;
    assert_eq!(statuses(2, || get(&sandbox, "/jobs")).await, [200, 200]);
}

#[tokio::test]
async fn writers_start_and_stop() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let control = Control::new(&sandbox);
    let candidate = candidate(&sandbox);
    let text = "recruiter add hr:called after every write";
    let writer = control.done("startWriter", &[], Some(json!({ "writer": text }))).await;
    assert_eq!(writer["writer"], text);
    assert_eq!(control.done("listWriters", &[], None).await, json!([writer]));
    assert_eq!(status(write(&sandbox, candidate)).await, 200);
    assert_eq!(tags(&sandbox, candidate), ["new", "hr:called"]);
    control.done("stopWriter", &[writer["id"].as_i64().unwrap()], None).await;
    assert_eq!(status(write(&sandbox, candidate)).await, 200);
    assert_eq!(tags(&sandbox, candidate), ["new"]);
    assert_eq!(control.done("listWriters", &[], None).await, json!([]));
}

#[tokio::test]
async fn requests_are_listed_without_what_they_hold_unless_asked_for() {
    let sandbox = JoinSandbox::builder().recorded(2).start().await.unwrap();
    let control = Control::new(&sandbox);
    let candidate = candidate(&sandbox);
    assert_eq!(status(get(&sandbox, "/jobs")).await, 200);
    assert_eq!(status(write(&sandbox, candidate)).await, 200);
    let file = format!("{}/files/1/Ada%20Lovelace.pdf?secret=1", sandbox.base_url().trim_end_matches("/v2"));
    let file = reqwest::Client::new().get(file).header("Authorization", sandbox.token()).body(vec![0xff]);
    assert_eq!(status(file).await, 403);
    let listed = control.done("listRequests", &[], None).await;
    let path = format!("/v2/candidates/{candidate}");
    assert_eq!(
        listed,
        json!([
            { "number": 2, "operation": "updateCandidate", "method": "PATCH", "path": path, "bodyBytes": 16 },
            { "number": 3, "operation": "downloadAttachment", "method": "GET", "bodyBytes": 1 },
        ])
    );
    let list = control.operations().into_iter().find(|operation| operation.id == "listRequests").unwrap();
    let (_, whole) = control.send(&list, control.request(&list, &[]).query(&[("bodies", "true")])).await;
    assert_eq!(whole[0]["body"], "{\"tags\":[\"new\"]}");
    assert_eq!(
        (&whole[1]["path"], &whole[1]["query"]),
        (&json!("/files/1/Ada%20Lovelace.pdf"), &json!("secret=1"))
    );
    assert_eq!((&whole[1]["bodyBase64"], &whole[1]["body"]), (&json!("/w=="), &Value::Null));
    assert!(!whole.to_string().contains(sandbox.token()));
    assert_eq!(control.done("clearRequests", &[], None).await, json!({ "removed": 2 }));
    assert_eq!(status(get(&sandbox, "/jobs")).await, 200);
    assert_eq!(control.done("listRequests", &[], None).await[0]["number"], 4);
}

#[tokio::test]
async fn a_candidate_shows_its_tags_notes_and_history() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let control = Control::new(&sandbox);
    let candidate = candidate(&sandbox);
    sandbox.recruiter().add_note(candidate, "Called.");
    assert_eq!(status(write(&sandbox, candidate)).await, 200);
    let shown = control.done("setTags", &[candidate], Some(json!({ "tags": ["hr:met"] }))).await;
    let applications = sandbox.applications_of(candidate);
    assert_eq!(
        shown,
        json!({ "id": candidate, "tags": ["hr:met"], "notes": ["Called."], "applications": applications })
    );
    let history = control.done("getHistory", &[candidate], None).await;
    let events = history["events"].as_array().unwrap();
    let seen: Vec<_> = events
        .iter()
        .map(|event| (event["kind"].as_str().unwrap(), event["author"].as_str().unwrap()))
        .collect();
    assert_eq!(
        seen,
        [("tags", "recruiter"), ("note", "recruiter"), ("tags", "request 1"), ("tags", "recruiter")]
    );
    assert_eq!((&events[1]["content"], &events[2]["after"]), (&json!("Called."), &json!(["new"])));
    assert_eq!(history["requests"], json!([1]));
    for tags in [Tags::Null, Tags::Absent] {
        sandbox.set_tags(candidate, tags.clone());
        let shown = control.done("getCandidate", &[candidate], None).await;
        assert_eq!(shown.get("tags"), (tags == Tags::Null).then_some(&Value::Null));
    }
}

#[tokio::test]
async fn a_reset_goes_back_to_the_start() {
    let builder = JoinSandbox::builder().fault_rule("update-candidate:late=1h#1".parse().unwrap());
    let sandbox = builder.start().await.unwrap();
    let control = Control::new(&sandbox);
    let fresh = control.done("getState", &[], None).await;
    let first = sandbox.candidates()[0];
    let before = sandbox.tags(first);
    let candidate = candidate(&sandbox);
    assert_eq!(statuses(2, || write(&sandbox, candidate)).await, [0, 200]);
    control.done("addFault", &[], Some(json!({ "rule": "all:page" }))).await;
    control.done("setVariants", &[], Some(json!({ "variants": ["page-cap=5"] }))).await;
    control.done("setQuota", &[], Some(json!({ "quota": "1/1h" }))).await;
    control.done("startWriter", &[], Some(json!({ "writer": "rival add a every 1h" }))).await;
    let settled = control.done("settle", &[], Some(json!({ "timeout": "10ms" }))).await;
    assert_eq!(settled, json!({ "settled": false, "pendingDeliveries": 1 }));

    assert_eq!(control.done("reset", &[], Some(json!({}))).await, fresh);
    assert_eq!(sandbox.tags(first), before);
    assert!(sandbox.requests().is_empty());
    let rules = control.done("listFaults", &[], None).await;
    assert_eq!(rules, json!([{ "id": 1, "rule": "update-candidate:late=1h#1", "requests": 0, "faults": 0 }]));
    let settled = control.done("settle", &[], Some(json!({}))).await;
    assert_eq!(settled, json!({ "settled": true, "pendingDeliveries": 0 }));
    assert!(control.done("getHistory", &[candidate], None).await["events"].as_array().unwrap().is_empty());
    sandbox.add_tag(first, "hr:called");
    sandbox.reset();
    assert_eq!(sandbox.tags(first), before);
}

#[tokio::test]
async fn a_sandbox_with_data_of_its_own_goes_back_to_them() {
    let file = r#"{ "candidates": [{ "id": 7, "email": "ada@example.com", "tags": ["hr:called"] }] }"#;
    let data = Data::from_json(file).unwrap();
    let sandbox = JoinSandbox::builder().data(data).start().await.unwrap();
    let control = Control::new(&sandbox);
    sandbox.add_tag(7, "hr:met");
    let changed = control.done("getData", &[], None).await;
    assert_eq!(changed["candidates"][0]["tags"], json!(["hr:called", "hr:met"]));
    let copy = Data::from_json(changed.to_string()).unwrap();
    let copy = JoinSandbox::builder().data(copy).start().await.unwrap();
    assert_eq!(tags(&copy, 7), ["hr:called", "hr:met"]);
    control.done("reset", &[], Some(json!({}))).await;
    assert_eq!(tags(&sandbox, 7), ["hr:called"]);
}

#[tokio::test]
async fn a_reset_drops_a_late_delivery_which_never_takes_effect() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let control = Control::new(&sandbox);
    let candidate = candidate(&sandbox);
    let late = write(&sandbox, candidate).header("x-sandbox-fault", "late=200ms");
    assert_eq!(status(late).await, 0);
    control.done("reset", &[], Some(json!({}))).await;
    let after = sandbox.tags(candidate);
    // A delivery behind it in time has come: so has the time of the first.
    let other = sandbox.candidates()[1];
    assert_eq!(status(write(&sandbox, other).header("x-sandbox-fault", "late=400ms")).await, 0);
    let settled = control.done("settle", &[], Some(json!({}))).await;
    assert_eq!(settled["settled"], true);
    assert_eq!(tags(&sandbox, other), ["new"]);
    assert_eq!(sandbox.tags(candidate), after);
}

#[tokio::test]
async fn expired_addresses_answer_with_the_status() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let control = Control::new(&sandbox);
    let address = || async {
        let (_, rows) = crate::answer(get(&sandbox, "/applications")).await;
        let rows = rows.as_array().unwrap().clone();
        rows.iter().find_map(|row| row["attachments"][0]["url"].as_str().map(str::to_owned)).unwrap()
    };
    let download = |url: String| reqwest::Client::new().get(url).header("Authorization", sandbox.token());
    let old = address().await;
    assert_eq!(status(download(old.clone())).await, 200);
    let expired = control.done("expireAddresses", &[], Some(json!({ "status": 410 }))).await;
    assert_eq!(expired, json!({ "status": 410 }));
    assert_eq!(status(download(old)).await, 410);
    assert_eq!(status(download(address().await)).await, 200);
}
