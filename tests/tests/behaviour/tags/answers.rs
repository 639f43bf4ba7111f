//! What a server may make of tags: stale, null, absent, changed, of somebody else.

use std::time::Duration;

use join_sandbox::{Fault, Operation, TagHandling, Tags};
use join_sdk::ErrorKind;
use join_sdk::audit::{HashKey, TagsRecord};
use join_sdk::tags::{EditOutcome, PlanWarning};
use serde_json::json;

use super::{THEIRS, adding, once, open, own, quick, theirs_and};

#[tokio::test]
async fn a_write_that_does_not_show_yet_is_looked_for_again_and_not_repeated() {
    for stale in [1, 2] {
        let fixture = open().await;
        fixture.sandbox.answer_tags(false);
        fixture.sandbox.stale_reads(stale);
        let receipt = fixture.join.tags(&fixture.candidate).edit(&adding("p:a"), once()).await.unwrap();
        assert_eq!((receipt.outcome, fixture.writes()), (Some(EditOutcome::Applied), 1));
        assert_eq!(fixture.reads(), 2 + u64::from(stale));
        assert!(receipt.elapsed >= Duration::from_millis(250));
    }
}

#[tokio::test]
async fn a_write_that_never_shows_ends_bounded_and_unverified() {
    let fixture = open().await;
    fixture.sandbox.answer_tags(false);
    fixture.sandbox.stale_reads(u32::MAX);
    let error =
        fixture.join.tags(&fixture.candidate).edit(&adding("p:a"), once().max_attempts(1)).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.may_have_been_applied(), fixture.writes()),
        (ErrorKind::Unverified, true, 1)
    );
}

#[tokio::test]
async fn reads_that_always_show_the_same_end_bounded_however_many_attempts_there_are() {
    let fixture = open().await;
    let id = fixture.id();
    let before = fixture.sandbox.recruiter().application(fixture.candidate.application().0).unwrap();
    fixture.sandbox.answer_tags(false);
    fixture.sandbox.before(move |arrival, _| match arrival.operation {
        Operation::GetApplication => Fault::Answer(before.clone()),
        _ => Fault::None,
    });
    let error =
        fixture.join.tags(&fixture.candidate).edit(&adding("p:a"), once().max_attempts(2)).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_applied()), (ErrorKind::Unverified, true));
    assert_eq!((fixture.writes(), fixture.sandbox.tags(id)), (2, Some(theirs_and(&["p:a"]).into())));
    // At once, after 250 ms and after 1,000 ms for each write.
    assert_eq!(fixture.order(), "RWRRRRWRRR");
}

#[tokio::test]
async fn a_server_that_changes_texts_is_taken_at_its_word_and_the_receipt_tells() {
    for (handling, stored) in [
        (TagHandling { lowercase: true, ..TagHandling::default() }, "p:verified"),
        (TagHandling { reorder: true, ..TagHandling::default() }, "p:Verified"),
        (TagHandling { deduplicate: true, trim: true, nfc: true, ..TagHandling::default() }, "p:Verified"),
    ] {
        let fixture = open().await;
        fixture.sandbox.set_tag_handling(handling.clone());
        let receipt =
            fixture.join.tags(&fixture.candidate).edit(&adding("p:Verified"), quick()).await.unwrap();
        assert_eq!((receipt.outcome, fixture.writes()), (Some(EditOutcome::Applied), 1), "{handling:?}");
        assert!(fixture.tags().contains(&stored.to_owned()));
        assert_eq!(receipt.loose.is_empty(), stored == "p:Verified");
        assert!(receipt.foreign_changes.is_empty(), "what a server makes of a text is no change by others");
        // Applied again, with the word that stands for it.
        let again = adding("p:Verified").reuse_existing();
        let receipt = fixture.join.tags(&fixture.candidate).edit(&again, quick()).await.unwrap();
        assert_eq!(receipt.outcome, Some(EditOutcome::NoChange));
    }
}

#[tokio::test]
async fn a_server_that_trims_tags_of_others_does_not_make_it_write_again() {
    let fixture = open().await;
    fixture.sandbox.set_tags(fixture.id(), vec![" vip ".to_owned(), "vip".to_owned()]);
    fixture.sandbox.set_tag_handling(TagHandling { trim: true, deduplicate: true, ..TagHandling::default() });
    fixture.join.tags(&fixture.candidate).edit(&adding("p:a"), quick()).await.unwrap();
    let sent = fixture.sandbox.requests().into_iter().find(|request| request.method == "PATCH").unwrap();
    let sent: serde_json::Value = serde_json::from_slice(&sent.body).unwrap();
    assert_eq!(sent, json!({"tags": [" vip ", "vip", "p:a"]}), "byte for byte, and nothing but tags");
    assert_eq!(fixture.writes(), 1);
}

#[tokio::test]
async fn null_is_taken_for_no_tags_and_flagged_and_refused_where_tags_are_known() {
    let fixture = open().await;
    let planned = fixture.join.tags(&fixture.candidate).plan(&adding("p:a")).await.unwrap();
    fixture.sandbox.set_tags(fixture.id(), Tags::Null);
    let tags = fixture.join.tags(&fixture.candidate);
    let refused = tags.apply(planned, quick()).await.unwrap_err();
    assert_eq!((refused.kind(), fixture.writes()), (ErrorKind::Refused, 0));
    let refused = tags.edit(&adding("p:a"), quick().known_non_empty()).await.unwrap_err();
    assert_eq!((refused.kind(), fixture.writes()), (ErrorKind::Refused, 0));
    assert_eq!((tags.read().await.unwrap().len(), tags.read_nullable().await.unwrap()), (0, None));
    let planned = tags.plan(&adding("p:a")).await.unwrap();
    assert_eq!(planned.warnings, [PlanWarning::TagsWereNull]);
    let receipt = tags.edit(&adding("p:a"), quick()).await.unwrap();
    assert_eq!(tags.read_nullable().await.unwrap(), Some(vec!["p:a".into()]));
    assert!(receipt.was_null && receipt.to_string().contains("null in JOIN taken for no tags"), "{receipt}");
    let stored = TagsRecord::of(&receipt, &HashKey::random().unwrap());
    assert!(serde_json::to_string(&stored).unwrap().contains(r#""was_null":true"#));
    assert_eq!((fixture.tags(), fixture.writes()), (vec!["p:a".to_owned()], 1));
}

#[tokio::test]
async fn a_null_that_is_still_answered_after_the_write_is_waited_out() {
    let fixture = open().await;
    fixture.sandbox.set_tags(fixture.id(), Tags::Null);
    fixture.sandbox.answer_tags(false);
    fixture.sandbox.stale_reads(1);
    let receipt = fixture.join.tags(&fixture.candidate).edit(&adding("p:a"), once()).await.unwrap();
    assert_eq!((receipt.outcome, fixture.writes()), (Some(EditOutcome::Applied), 1));
}

#[tokio::test]
async fn absent_tags_are_never_overwritten() {
    let fixture = open().await;
    fixture.sandbox.set_tags(fixture.id(), Tags::Absent);
    let tags = fixture.join.tags(&fixture.candidate);
    assert_eq!(tags.read().await.unwrap_err().kind(), ErrorKind::TagsUnknown);
    assert_eq!(tags.plan(&adding("p:a")).await.unwrap_err().kind(), ErrorKind::TagsUnknown);
    assert_eq!(tags.edit(&adding("p:a"), quick()).await.unwrap_err().kind(), ErrorKind::TagsUnknown);
    assert_eq!(fixture.writes(), 0);
}

#[tokio::test]
async fn another_candidate_in_the_answer_is_refused() {
    let fixture = open().await;
    let application = fixture.candidate.application().0;
    fixture.sandbox.before(move |arrival, _| match arrival.operation {
        Operation::GetApplication => {
            Fault::Answer(json!({"id": application, "candidate": {"id": 1, "tags": THEIRS}}))
        }
        _ => Fault::None,
    });
    let tags = fixture.join.tags(&fixture.candidate);
    assert_eq!(tags.edit(&adding("p:a"), quick()).await.unwrap_err().kind(), ErrorKind::Refused);
    assert_eq!(tags.read().await.unwrap_err().kind(), ErrorKind::Refused);
    assert_eq!(fixture.writes(), 0);
}

#[tokio::test]
async fn tags_that_go_absent_after_the_write_leave_it_told_as_possibly_applied() {
    let fixture = open().await;
    fixture.sandbox.answer_tags(false);
    fixture.sandbox.after(|arrival, hand| {
        if arrival.operation == Operation::UpdateCandidate {
            hand.set_tags(arrival.candidate.unwrap(), Tags::Absent);
        }
        Fault::None
    });
    let error = fixture.join.tags(&fixture.candidate).edit(&adding("p:a"), quick()).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_applied()), (ErrorKind::TagsUnknown, true));
}

#[tokio::test]
async fn tags_that_go_null_after_the_write_are_not_taken_for_none() {
    let fixture = open().await;
    fixture.sandbox.answer_tags(false);
    fixture.sandbox.after(|arrival, hand| {
        if arrival.operation == Operation::UpdateCandidate {
            hand.set_tags(arrival.candidate.unwrap(), Tags::Null);
        }
        Fault::None
    });
    let error = fixture.join.tags(&fixture.candidate).edit(&adding("p:a"), quick()).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_applied()), (ErrorKind::Refused, true));
    assert_eq!(fixture.writes(), 1, "a second write would hold nothing but our tag");
}

#[tokio::test]
async fn an_answer_to_the_write_that_tells_other_tags_is_not_believed_before_a_read() {
    let fixture = open().await;
    fixture.on_write(1, Fault::Answer(json!({"id": fixture.id(), "tags": ["of somebody else"]})));
    let receipt = fixture.join.tags(&fixture.candidate).edit(&adding("p:a"), once()).await.unwrap();
    assert_eq!((receipt.outcome, fixture.order().as_str()), (Some(EditOutcome::Applied), "RWR"));
    assert!(receipt.foreign_changes.is_empty());
    assert_eq!(receipt.after.len(), fixture.tags().len());
}

#[tokio::test]
async fn the_last_tag_is_really_removed() {
    let fixture = open().await;
    fixture.sandbox.set_tags(fixture.id(), vec!["p:a".to_owned()]);
    let edit = own().remove("p:a").unwrap();
    fixture.join.tags(&fixture.candidate).edit(&edit, quick()).await.unwrap();
    let sent = fixture.sandbox.requests().into_iter().find(|request| request.method == "PATCH").unwrap();
    assert_eq!(&sent.body[..], br#"{"tags":[]}"#);
    assert_eq!(fixture.sandbox.tags(fixture.id()), Some(Tags::Set(vec![])));
}
