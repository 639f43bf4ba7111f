//! How the company treats tags that are sent, and reads that are behind.

use join_sandbox::{JoinSandbox, TagHandling, Tags};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{Caller, applied_twice, error_type};

async fn write(caller: &Caller<'_>, candidate: i64, tags: &[&str]) -> (u16, Value) {
    let path = format!("/candidates/{candidate}");
    let (status, body) = caller.send(Method::PATCH, &path, json!({ "tags": tags })).await;
    (status.as_u16(), body)
}

#[tokio::test]
async fn tags_are_kept_and_answered_as_the_handling_says() {
    let handling = TagHandling {
        trim: true,
        lowercase: true,
        deduplicate: true,
        reorder: true,
        ..TagHandling::default()
    };
    let sandbox = JoinSandbox::builder().tag_handling(handling).start().await.unwrap();
    let candidate = applied_twice(&sandbox);
    let caller = Caller::new(&sandbox);
    let (_, body) = write(&caller, candidate, &["B ", "a", "b"]).await;
    assert_eq!(body, json!({ "id": candidate, "tags": ["a", "b"] }));
    assert_eq!(sandbox.tags(candidate), Some(Tags::from(["a", "b"])));
    sandbox.set_tag_handling(TagHandling::default());
    let (_, body) = write(&caller, candidate, &["B ", "a", "b"]).await;
    assert_eq!(body["tags"], json!(["B ", "a", "b"]));
}

#[tokio::test]
async fn what_is_over_a_limit_is_refused_and_changes_nothing() {
    let sandbox = JoinSandbox::start().await.unwrap();
    sandbox.set_tag_handling(TagHandling {
        max_tags: Some(1),
        max_length: Some(3),
        ..TagHandling::default()
    });
    let candidate = applied_twice(&sandbox);
    let before = sandbox.tags(candidate);
    let caller = Caller::new(&sandbox);
    for tags in [&["a", "b"][..], &["abcd"]] {
        let (status, body) = write(&caller, candidate, tags).await;
        assert_eq!((status, error_type(&body)), (422, "VALIDATION_ERROR"));
        assert_eq!(sandbox.tags(candidate), before);
    }
    assert_eq!(write(&caller, candidate, &["äöü"]).await.0, 200);
}

#[tokio::test]
async fn the_answer_to_a_write_may_hold_no_tags() {
    let sandbox = JoinSandbox::builder().answer_tags(false).start().await.unwrap();
    let candidate = applied_twice(&sandbox);
    let caller = Caller::new(&sandbox);
    assert_eq!(write(&caller, candidate, &["a"]).await.1, json!({ "id": candidate }));
    sandbox.answer_tags(true);
    assert_eq!(write(&caller, candidate, &["a"]).await.1, json!({ "id": candidate, "tags": ["a"] }));
}

#[tokio::test]
async fn reads_after_a_write_show_the_set_from_before_as_often_as_told() {
    let sandbox = JoinSandbox::builder().stale_reads(2).start().await.unwrap();
    let candidate = applied_twice(&sandbox);
    sandbox.set_tags(candidate, ["old"]);
    let caller = Caller::new(&sandbox);
    let applications = sandbox.applications_of(candidate);
    let paths = applications.iter().map(|id| format!("/applications/{id}")).collect::<Vec<_>>();
    write(&caller, candidate, &["new"]).await;
    assert_eq!(sandbox.tags(candidate), Some(Tags::from(["new"])));
    let mut shown = Vec::new();
    for path in [&paths[0], &paths[1], &paths[0]] {
        shown.push(caller.get(path).await.1["candidate"]["tags"].clone());
    }
    assert_eq!(shown, [json!(["old"]), json!(["old"]), json!(["new"])]);
    sandbox.stale_reads(0);
    write(&caller, candidate, &["newer"]).await;
    assert_eq!(caller.get(&paths[0]).await.1["candidate"]["tags"], json!(["newer"]));
}
