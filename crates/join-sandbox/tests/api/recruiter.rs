//! What a sandbox's owner may look at and do past the API.

use join_sandbox::{JoinSandbox, Tags};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{Caller, applied_twice, new_application};

#[tokio::test]
async fn tags_that_are_set_null_or_absent_are_told_apart() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let candidate = applied_twice(&sandbox);
    let path = format!("/applications/{}", sandbox.applications_of(candidate)[0]);
    for (tags, shown) in [
        (Tags::Absent, None),
        (Tags::Null, Some(Value::Null)),
        (Tags::Set(Vec::new()), Some(json!([]))),
        (Tags::from(["a", "b"]), Some(json!(["a", "b"]))),
    ] {
        assert!(sandbox.set_tags(candidate, tags.clone()));
        assert_eq!(sandbox.tags(candidate), Some(tags));
        assert_eq!(caller.get(&path).await.1["candidate"].get("tags").cloned(), shown);
    }
    assert_eq!(sandbox.tags(7), None);
    assert!(!sandbox.set_tags(7, ["a"]) && !sandbox.add_tag(7, "a") && !sandbox.remove_tag(7, "a"));
}

#[tokio::test]
async fn a_recruiter_adds_and_removes_one_tag_at_a_time() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let candidate = applied_twice(&sandbox);
    sandbox.set_tags(candidate, Tags::Absent);
    assert!(sandbox.add_tag(candidate, "a") && sandbox.add_tag(candidate, "b"));
    assert!(!sandbox.add_tag(candidate, "a"));
    assert_eq!(sandbox.tags(candidate), Some(Tags::from(["a", "b"])));
    assert!(sandbox.remove_tag(candidate, "a") && !sandbox.remove_tag(candidate, "a"));
    assert!(sandbox.recruiter().remove_tag(candidate, "b"));
    assert_eq!(sandbox.tags(candidate), Some(Tags::Set(Vec::new())));
}

#[tokio::test]
async fn a_recruiters_change_touches_all_applications_of_the_candidate() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let candidate = applied_twice(&sandbox);
    sandbox.set_tags(candidate, ["a"]);
    sandbox.add_tag(candidate, "hr: new");
    // What changes nothing doesn't touch them.
    sandbox.add_tag(candidate, "a");
    sandbox.remove_tag(candidate, "b");
    let rows = Caller::new(&sandbox).rows("/applications?updatedAtGte=2026-03-02T08:00:02Z").await;
    let touched: Vec<i64> = rows.iter().rev().map(|row| row["id"].as_i64().unwrap()).collect();
    assert_eq!(touched, sandbox.applications_of(candidate));
    assert!(rows.iter().all(|row| row["lastUpdatedAt"] == "2026-03-02T08:00:02.000Z"));
}

#[tokio::test]
async fn applications_and_their_external_ids_are_counted() {
    let sandbox = JoinSandbox::builder().applications(0).start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let jobs = caller.rows("/jobs?status=ONLINE").await;
    for job in &jobs[..2] {
        let body = new_application(job["id"].as_i64().unwrap(), "zoe@example.com");
        assert_eq!(caller.send(Method::POST, "/applications", body).await.0, 201);
    }
    assert_eq!((sandbox.application_count(), sandbox.candidates().len()), (2, 1));
    assert_eq!(sandbox.applications_of(sandbox.candidates()[0]).len(), 2);
    assert_eq!(sandbox.external_ids(), ["inq_123", "inq_123"]);
    assert!(sandbox.applications_of(7).is_empty());
}
