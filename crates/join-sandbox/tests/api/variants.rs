//! Variants over a real socket: each changes what a client sees, at the start and while the sandbox runs.

use std::time::{Duration, Instant};

use join_sandbox::{JoinSandbox, Operation, PastEnd, TagHandling, Tags, Variant};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{Caller, applied_twice, new_application};

async fn started(variants: &[&str]) -> JoinSandbox {
    let builder = JoinSandbox::builder();
    variants
        .iter()
        .fold(builder, |builder, text| builder.variant(text.parse().unwrap()))
        .start()
        .await
        .unwrap()
}

#[tokio::test]
async fn pages_are_capped_and_filtered_and_end_as_the_variants_say() {
    let sandbox = started(&["page-cap=25", "past-end=404"]).await;
    let caller = Caller::new(&sandbox);
    let sizes =
        async || (caller.rows("/applications").await.len(), caller.get("/applications?page=99").await.0);
    assert_eq!(sizes().await, (25, StatusCode::NOT_FOUND));
    // While it runs, the next request sees the change.
    sandbox.set_variant(Variant::PageCap(10));
    assert_eq!(sizes().await, (10, StatusCode::NOT_FOUND));
    assert_eq!(sandbox.variants(), [Variant::PageCap(10), Variant::PastEnd(PastEnd::NotFound)]);
    sandbox.set_variants(["hide-every=2".parse().unwrap()]).unwrap();
    let ids = crate::ids(&caller.rows("/applications").await);
    assert!(ids.len() == 25 && ids.iter().all(|id| id % 2 == 1), "{ids:?}");
    assert_eq!(caller.get("/applications?page=99").await, (StatusCode::OK, json!([])));
    sandbox.set_variant("past-end=null".parse().unwrap());
    assert_eq!(caller.get("/jobs?page=99").await, (StatusCode::OK, Value::Null));
    sandbox.set_variant("past-end=204".parse().unwrap());
    let response = caller.request(Method::GET, "/offices?page=99").send().await.unwrap();
    assert_eq!((response.status().as_u16(), response.bytes().await.unwrap().len()), (204, 0));
}

#[tokio::test]
async fn a_page_size_over_50_is_refused_or_capped() {
    let sandbox = started(&[]).await;
    let caller = Caller::new(&sandbox);
    for large in ["51", "100", "9223372036854775807"] {
        let path = format!("/applications?pageSize={large}");
        sandbox.set_variants([]).unwrap();
        assert_eq!(caller.get(&path).await.0, 422, "{large}");
        sandbox.set_variant("large-pages=capped".parse().unwrap());
        assert_eq!(caller.rows(&path).await.len(), 50, "{large}");
    }
    for wrong in ["0", "-1", "many"] {
        assert_eq!(caller.get(&format!("/jobs?pageSize={wrong}")).await.0, 422, "{wrong}");
    }
}

async fn written(caller: &Caller<'_>, candidate: i64, tags: Value) -> (u16, Value) {
    let path = format!("/candidates/{candidate}");
    let (status, body) = caller.send(Method::PATCH, &path, json!({ "tags": tags })).await;
    (status.as_u16(), body)
}

#[tokio::test]
async fn tags_are_changed_as_the_variants_say() {
    let sandbox = started(&[]).await;
    let caller = Caller::new(&sandbox);
    let candidate = applied_twice(&sandbox);
    let sent = json!(["b ", "B ", "a", "a", "e\u{301}"]);
    for (variants, kept) in [
        (&["trim-tags"][..], json!(["b", "B", "a", "a", "e\u{301}"])),
        (&["lowercase-tags"], json!(["b ", "b ", "a", "a", "e\u{301}"])),
        (&["nfc-tags"], json!(["b ", "B ", "a", "a", "\u{e9}"])),
        (&["fold-case-tags"], json!(["b ", "a", "e\u{301}"])),
        (&["deduplicate-tags"], json!(["b ", "B ", "a", "e\u{301}"])),
        (&["reorder-tags"], json!(["B ", "a", "a", "b ", "e\u{301}"])),
        (&["trim-tags", "lowercase-tags", "deduplicate-tags", "reorder-tags"], json!(["a", "b", "e\u{301}"])),
    ] {
        sandbox.set_variants(variants.iter().map(|text| text.parse().unwrap())).unwrap();
        assert_eq!(written(&caller, candidate, sent.clone()).await.1["tags"], kept, "{variants:?}");
    }
    sandbox.set_variants(["max-tags=1".parse().unwrap(), "max-tag-length=3".parse().unwrap()]).unwrap();
    assert_eq!(written(&caller, candidate, json!(["a", "b"])).await.0, 422);
    assert_eq!(written(&caller, candidate, json!(["abcd"])).await.0, 422);
    assert_eq!(written(&caller, candidate, json!(["abc"])).await.0, 200);
}

#[tokio::test]
async fn what_other_methods_set_shows_as_a_variant_too() {
    let sandbox = JoinSandbox::builder().stale_reads(2).answer_tags(false).start().await.unwrap();
    sandbox.set_tag_handling(TagHandling { trim: true, ..TagHandling::default() });
    let shown: Vec<String> = sandbox.variants().iter().map(Variant::to_string).collect();
    assert_eq!(shown, ["trim-tags", "answers-without-tags", "stale-reads=2"]);
}

#[tokio::test]
async fn successful_writes_have_the_status_of_the_variant() {
    let sandbox = started(&[]).await;
    let caller = Caller::new(&sandbox);
    let (job, candidate) = (caller.first_job().await, applied_twice(&sandbox));
    for (variant, created, changed) in
        [("answers=by-operation", 201, 200), ("answers=200", 200, 200), ("answers=201", 201, 201)]
    {
        sandbox.set_variant(variant.parse().unwrap());
        let new = new_application(job, &format!("{created}{changed}@example.com"));
        let office = json!({ "countryIso": "DE", "city": "Berlin" });
        let note = json!({ "content": "called" });
        let ad = json!({
            "title": "Cook", "description": "", "categoryId": 101, "language": "de", "employmentTypeId": 1, "officeId": 1,
        });
        for (method, path, body, usual) in [
            (Method::POST, "/applications".to_owned(), new, created),
            (Method::POST, "/offices".to_owned(), office, created),
            (Method::POST, format!("/candidates/{candidate}/notes"), note, created),
            (Method::PATCH, format!("/candidates/{candidate}"), json!({ "tags": [] }), changed),
            (Method::PATCH, format!("/jobs/{job}/changeStatus"), json!({ "status": "ONLINE" }), changed),
        ] {
            let (status, _) = caller.send(method, &path, body).await;
            assert_eq!(status, usual, "{variant} {path}");
        }
        // A refusal stays one.
        assert_eq!(caller.send(Method::POST, "/jobs", ad).await.0, 422, "{variant}");
    }
}

#[tokio::test]
async fn the_state_stands_in_the_fields_that_the_variant_names() {
    let sandbox = started(&[]).await;
    let caller = Caller::new(&sandbox);
    let states = async || {
        let rows = caller.all_applications().await;
        let all = |field: &str, has: bool| {
            rows.iter().all(|row| row.get(field).is_some_and(Value::is_string) == has)
        };
        let none = |field: &str| rows.iter().all(|row| row.get(field).is_none());
        (all("state", true), none("state"), all("hiringState", true), none("hiringState"))
    };
    assert_eq!(states().await, (true, false, false, false));
    for (variant, expected) in [
        ("state-fields=state", (true, false, false, true)),
        ("state-fields=hiringState", (false, true, true, false)),
        ("state-fields=both", (true, false, true, false)),
    ] {
        sandbox.set_variant(variant.parse().unwrap());
        assert_eq!(states().await, expected, "{variant}");
    }
}

#[tokio::test]
async fn candidates_without_tags_are_shown_as_the_variant_says() {
    let sandbox = started(&[]).await;
    let caller = Caller::new(&sandbox);
    let candidate = applied_twice(&sandbox);
    let path = format!("/applications/{}", sandbox.applications_of(candidate)[0]);
    for (variant, shown) in
        [("untagged=absent", None), ("untagged=null", Some(Value::Null)), ("untagged=empty", Some(json!([])))]
    {
        sandbox.set_variant(variant.parse().unwrap());
        for tags in [Tags::Absent, Tags::Null, Tags::Set(Vec::new())] {
            sandbox.set_tags(candidate, tags);
            assert_eq!(caller.get(&path).await.1["candidate"].get("tags").cloned(), shown, "{variant}");
        }
        assert_eq!(written(&caller, candidate, json!([])).await.1.get("tags").cloned(), shown, "{variant}");
        // Tags stay what they are.
        sandbox.set_tags(candidate, ["a"]);
        assert_eq!(caller.get(&path).await.1["candidate"]["tags"], json!(["a"]), "{variant}");
    }
}

#[tokio::test]
async fn writes_without_tags_in_their_responses_and_reads_behind_them_are_variants() {
    let sandbox = started(&["answers-without-tags", "stale-reads=1"]).await;
    let caller = Caller::new(&sandbox);
    let candidate = applied_twice(&sandbox);
    sandbox.set_tags(candidate, ["old"]);
    assert_eq!(written(&caller, candidate, json!(["new"])).await.1, json!({ "id": candidate }));
    let path = format!("/applications/{}", sandbox.applications_of(candidate)[0]);
    for tags in ["old", "new"] {
        assert_eq!(caller.get(&path).await.1["candidate"]["tags"], json!([tags]));
    }
}

#[tokio::test]
async fn the_response_to_a_write_comes_late_and_the_write_took_effect_before() {
    let late = Duration::from_millis(400);
    let sandbox = started(&["late-answers=400ms"]).await;
    let caller = Caller::new(&sandbox);
    let candidate = applied_twice(&sandbox);
    let began = Instant::now();
    let mut write = Box::pin(written(&caller, candidate, json!(["new"])));
    let took_effect = async {
        while sandbox.tags(candidate) != Some(Tags::from(["new"])) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::select! {
        biased;
        () = took_effect => {}
        _ = &mut write => panic!("the write was answered at once"),
    }
    let (status, _) = write.await;
    assert!(status == 200 && began.elapsed() >= late, "{:?}", began.elapsed());
    // A read is not held back: it comes before a write that was sent first.
    let path = format!("/candidates/{candidate}");
    let write = caller.request(Method::PATCH, &path).json(&json!({ "tags": [] })).send();
    let read = async {
        while sandbox.received(Operation::UpdateCandidate) < 2 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        caller.rows("/jobs").await
    };
    tokio::select! {
        biased;
        _ = write => panic!("the write was answered at once"),
        _ = read => {}
    }
}

#[tokio::test]
async fn the_rate_limit_headers_and_retry_after_are_as_the_variants_say() {
    let sandbox = JoinSandbox::builder().quota("1/1h".parse::<join_sandbox::Quota>().unwrap());
    let sandbox = sandbox.start().await.unwrap();
    let caller = Caller::new(&sandbox);
    caller.get("/jobs").await;
    let headers = async || {
        let response = caller.request(Method::GET, "/jobs").send().await.unwrap();
        assert_eq!(response.status(), 429);
        let text = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        (text("retry-after"), text("x-ratelimit-reset"), text("date").unwrap())
    };
    let (seconds, reset, _) = headers().await;
    assert!(seconds.is_some() && seconds == reset);
    sandbox.set_variants(["no-rate-limit-headers".parse().unwrap()]).unwrap();
    let (seconds, reset, _) = headers().await;
    assert!(seconds.is_some_and(|seconds| seconds.parse::<u64>().is_ok()) && reset.is_none());
    sandbox.set_variant("retry-after=date".parse().unwrap());
    let (until, _, now) = headers().await;
    let time = |text: &str| jiff::fmt::rfc2822::parse(text).unwrap().timestamp();
    let wait = time(&until.unwrap()).duration_since(time(&now)).as_secs();
    assert!((3_500..=3_602).contains(&wait), "{wait}");
    sandbox.set_variants(["retry-after=none".parse().unwrap()]).unwrap();
    let (none, reset, _) = headers().await;
    assert!(none.is_none() && reset.is_some());
}

#[tokio::test]
async fn two_values_for_one_thing_are_refused_and_change_nothing() {
    let two: [Variant; 2] = ["page-cap=25".parse().unwrap(), "page-cap=10".parse().unwrap()];
    let error = JoinSandbox::builder().variant(two[0]).variant(two[1]).start().await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
    assert_eq!(error.to_string(), "page-cap=25 and page-cap=10 contradict each other; give one of them");
    let sandbox = started(&["trim-tags"]).await;
    assert!(sandbox.set_variants(two).is_err());
    assert_eq!(sandbox.variants(), [Variant::TrimTags]);
}
