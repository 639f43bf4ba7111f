//! What is refused for safety, before anything is sent, and plans.

use join_sandbox::TagHandling;
use join_sdk::tags::{EditOutcome, PlanWarning, TagLimits, TagPlan};
use join_sdk::{ApiToken, ErrorKind, Join, Method};
use serde_json::json;

use super::{adding, once, open, own, quick, theirs_and};

#[tokio::test]
async fn a_tag_that_looks_like_one_that_is_there_is_refused_or_reused() {
    let fixture = open().await;
    fixture.sandbox.set_tags(fixture.id(), theirs_and(&["p:Verified"]));
    let tags = fixture.join.tags(&fixture.candidate);
    for alike in ["p:verified", "p:VERIFIED", "p:ｖerified"] {
        assert_eq!(tags.plan(&adding(alike)).await.unwrap_err().kind(), ErrorKind::Refused, "{alike}");
        assert_eq!(tags.edit(&adding(alike), quick()).await.unwrap_err().kind(), ErrorKind::Refused);
    }
    let reusing = adding("p:verified").reuse_existing();
    assert_eq!(tags.plan(&reusing).await.unwrap().warnings, [PlanWarning::ReusesExisting]);
    assert_eq!(tags.edit(&reusing, quick()).await.unwrap().outcome, Some(EditOutcome::NoChange));
    assert_eq!(fixture.writes(), 0);
}

#[tokio::test]
async fn large_removals_need_to_be_allowed_by_name() {
    let fixture = open().await;
    let many: Vec<String> = (0..6).map(|number| format!("p:{number}")).collect();
    let named: Vec<&str> = many.iter().map(String::as_str).collect();
    fixture.sandbox.set_tags(fixture.id(), theirs_and(&named));
    let edit = named.iter().fold(own(), |edit, tag| edit.remove(*tag).unwrap());
    let tags = fixture.join.tags(&fixture.candidate);
    assert_eq!(tags.edit(&edit, quick()).await.unwrap_err().kind(), ErrorKind::Refused);
    assert_eq!(fixture.writes(), 0);
    tags.edit(&edit.allow_large_removal(), once()).await.unwrap();
    assert_eq!(fixture.tags(), theirs_and(&[]));
}

#[tokio::test]
async fn limits_are_checked_before_anything_is_sent() {
    let fixture = open().await;
    let limited = |limits: TagLimits| {
        let join = Join::builder(ApiToken::new(fixture.sandbox.token()).unwrap())
            .base_url(fixture.sandbox.base_url());
        join.tag_limits(limits).build().unwrap()
    };
    for limits in [TagLimits::default().count(2), TagLimits::default().length(2)] {
        let error = limited(limits).tags(&fixture.candidate).edit(&adding("p:a"), quick()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Refused);
    }
    assert_eq!(fixture.writes(), 0);
    // JOIN's own limits are unknown. One that is met is an error, and nothing has changed.
    fixture.sandbox.set_tag_handling(TagHandling { max_tags: Some(2), ..TagHandling::default() });
    let error = fixture.join.tags(&fixture.candidate).edit(&adding("p:a"), quick()).await.unwrap_err();
    assert_eq!((error.kind(), fixture.tags()), (ErrorKind::TagRejected, theirs_and(&[])));
}

#[tokio::test]
async fn errors_and_receipts_print_no_tag() {
    let fixture = open().await;
    fixture.sandbox.set_tags(fixture.id(), theirs_and(&["p:Secret"]));
    let tags = fixture.join.tags(&fixture.candidate);
    let error = tags.edit(&adding("p:secret"), quick()).await.unwrap_err();
    let receipt = tags.edit(&adding("p:other"), once()).await.unwrap();
    for printed in [format!("{error} {error:?} {:?}", error.receipt()), format!("{receipt} {receipt:?}")] {
        for word in ["ecret", "vip", "Hired", "p:other"] {
            assert!(!printed.contains(word), "{word} in {printed}");
        }
    }
}

#[tokio::test]
async fn a_plan_reads_only_and_shows_what_it_would_do() {
    let fixture = open().await;
    fixture.sandbox.set_tags(fixture.id(), theirs_and(&["p:status=pending", "p:old"]));
    let edit = own().set_exclusive("p:status", "verified").unwrap().remove("p:old").unwrap();
    let plan = fixture.join.tags(&fixture.candidate).plan(&edit).await.unwrap();
    assert_eq!(plan.to_string(), "+ p:status=verified\n- p:status=pending\n- p:old\n= 2 kept");
    assert_eq!((plan.base.len(), plan.keeps, plan.result.len(), plan.changes_nothing()), (4, 2, 3, false));
    assert_eq!(fixture.order(), "R");
    // Kept as text and applied later.
    let kept: TagPlan = serde_json::from_str(&serde_json::to_string(&plan).unwrap()).unwrap();
    assert_eq!(kept, plan);
    let receipt = fixture.join.tags(&fixture.candidate).apply(kept, once()).await.unwrap();
    assert_eq!((receipt.outcome, receipt.edit_id), (Some(EditOutcome::Applied), plan.edit_id));
    assert_eq!(fixture.tags(), theirs_and(&["p:status=verified"]));
}

#[tokio::test]
async fn a_plan_is_merged_with_what_was_written_since_or_refused_when_it_is_strict() {
    let fixture = open().await;
    let tags = fixture.join.tags(&fixture.candidate);
    let plan = tags.plan(&adding("p:a")).await.unwrap();
    fixture.sandbox.add_tag(fixture.id(), "added since");
    let error = tags.apply(plan.clone(), quick().strict()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.may_have_been_applied(), fixture.writes()),
        (ErrorKind::Conflict, false, 0)
    );
    let receipt = tags.apply(plan, quick()).await.unwrap();
    assert_eq!(
        (receipt.outcome, fixture.tags()),
        (Some(EditOutcome::AppliedAfterMerge), theirs_and(&["added since", "p:a"]))
    );
}

#[tokio::test]
async fn a_plan_of_another_candidate_is_refused() {
    let fixture = open().await;
    let plan = fixture.join.tags(&fixture.candidate).plan(&adding("p:a")).await.unwrap();
    let text = serde_json::to_string(&plan).unwrap();
    let other = text.replace(&format!(r#""candidate":{}"#, fixture.id()), r#""candidate":1"#);
    assert_ne!(text, other);
    let other: TagPlan = serde_json::from_str(&other).unwrap();
    let error = fixture.join.tags(&fixture.candidate).apply(other, quick()).await.unwrap_err();
    assert_eq!((error.kind(), fixture.writes()), (ErrorKind::InvalidInput, 0));
}

#[tokio::test]
async fn a_client_that_refuses_writes_reads_and_plans() {
    let fixture = open().await;
    let join =
        Join::builder(ApiToken::new(fixture.sandbox.token()).unwrap()).base_url(fixture.sandbox.base_url());
    let join = join.refuse_writes().build().unwrap();
    let tags = join.tags(&fixture.candidate);
    tags.plan(&adding("p:a")).await.unwrap();
    let error = tags.edit(&adding("p:a"), quick()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.may_have_been_applied(), fixture.writes()),
        (ErrorKind::ReadOnly, false, 0)
    );
    let note = join.candidates().add_note(fixture.candidate.candidate(), "Verified").await.unwrap_err();
    assert_eq!((note.kind(), note.attempts()), (ErrorKind::ReadOnly, 0));
    // By type, reading and planning is all there is.
    join.read_only().tags(&fixture.candidate).plan(&adding("p:a")).await.unwrap();
}

#[tokio::test]
async fn the_escape_hatch_does_not_replace_tags() {
    let fixture = open().await;
    let path = format!("/candidates/{}", fixture.id());
    for method in [Method::PATCH, Method::PUT] {
        let raw = fixture.join.raw().request(method, &path).json(&json!({"tags": []}));
        let error = raw.send::<serde_json::Value>().await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Refused, 0));
    }
    assert_eq!((fixture.writes(), fixture.tags()), (0, theirs_and(&[])));
}
