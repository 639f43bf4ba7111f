//! Lost requests and answers, late and second deliveries, refusals.

use std::time::Duration;

use join_sandbox::{Fault, Operation};
use join_sdk::tags::{EditOutcome, Verify};
use join_sdk::{ErrorKind, Join, RequestOptions};

use super::{SETTLE, adding, once, open, own, quick, theirs_and};

#[tokio::test]
async fn a_foreign_write_between_read_and_write_is_erased_and_the_own_tag_is_there() {
    let fixture = open().await;
    fixture.adds_before_write(1, "added in the window");
    let receipt = fixture.join.tags(&fixture.candidate).edit(&adding("p:a"), quick()).await.unwrap();
    // The one loss that no client can prevent, and that nothing shows.
    assert_eq!(fixture.tags(), theirs_and(&["p:a"]));
    assert_eq!((receipt.outcome, fixture.writes()), (Some(EditOutcome::Applied), 1));
    assert!(receipt.foreign_changes.is_empty());
}

#[tokio::test]
async fn own_tags_that_others_overwrote_are_healed_and_theirs_are_kept() {
    let fixture = open().await;
    // A service that read before and replaces the set once ours was seen.
    fixture.sandbox.before(|arrival, hand| {
        if arrival.operation == Operation::GetApplication && arrival.number == 3 {
            hand.set_tags(arrival.candidate.unwrap(), theirs_and(&["of another service"]));
        }
        Fault::None
    });
    fixture.sandbox.answer_tags(false);
    let receipt = fixture.join.tags(&fixture.candidate).edit(&adding("p:a"), quick()).await.unwrap();
    assert_eq!(receipt.outcome, Some(EditOutcome::Healed));
    assert_eq!(fixture.tags(), theirs_and(&["of another service", "p:a"]));
    assert_eq!(fixture.writes(), 2);
    assert_eq!(receipt.foreign_changes[0].added, ["of another service".into()]);
}

#[tokio::test]
async fn a_reply_that_is_lost_after_the_write_took_effect_is_read_back() {
    let fixture = open().await;
    fixture.on_write(1, Fault::LoseAnswer);
    let receipt = fixture.join.tags(&fixture.candidate).edit(&adding("p:a"), once()).await.unwrap();
    assert_eq!((fixture.writes(), fixture.tags()), (1, theirs_and(&["p:a"])));
    assert_eq!(receipt.outcome, Some(EditOutcome::Applied));
    // The last look comes no earlier than the attempt's timeout and the settling time.
    assert!(receipt.elapsed >= Duration::from_millis(250) + SETTLE, "{:?}", receipt.elapsed);
}

#[tokio::test]
async fn a_request_that_was_lost_is_written_again_on_a_fresh_read() {
    let fixture = open().await;
    fixture.sandbox.before(|arrival, hand| match (arrival.operation, arrival.number) {
        (Operation::UpdateCandidate, 1) => {
            hand.add_tag(arrival.candidate.unwrap(), "added meanwhile");
            Fault::LoseRequest
        }
        _ => Fault::None,
    });
    let receipt = fixture.join.tags(&fixture.candidate).edit(&adding("p:a"), once()).await.unwrap();
    assert_eq!((receipt.attempts, fixture.tags()), (2, theirs_and(&["added meanwhile", "p:a"])));
}

#[tokio::test]
async fn a_server_error_that_took_effect_is_not_written_again() {
    let fixture = open().await;
    fixture.on_write(1, Fault::StatusAfter(502));
    fixture.join.tags(&fixture.candidate).edit(&adding("p:a"), once()).await.unwrap();
    assert_eq!((fixture.writes(), fixture.tags()), (1, theirs_and(&["p:a"])));
}

#[tokio::test]
async fn a_request_that_arrives_late_is_waited_for_and_what_it_erased_is_told() {
    let fixture = open().await;
    fixture.sandbox.answer_tags(false);
    fixture.on_write(1, Fault::Late { after: Duration::from_millis(500) });
    // The write is sent again before the first one arrives, which erases what a recruiter added between.
    fixture.sandbox.after(|arrival, hand| {
        if arrival.operation == Operation::UpdateCandidate && arrival.number == 2 {
            hand.add_tag(arrival.candidate.unwrap(), "added between");
        }
        Fault::None
    });
    let join = patient(&fixture.join);
    let receipt = join.tags(&fixture.candidate).edit(&adding("p:a"), quick()).await.unwrap();
    fixture.sandbox.settled().await;
    assert_eq!((fixture.tags(), fixture.writes()), (theirs_and(&["p:a"]), 2));
    let lost = receipt.foreign_changes.iter().flat_map(|change| &change.removed);
    assert_eq!(lost.collect::<Vec<_>>(), [&"added between".into()], "the receipt tells what was erased");
}

#[tokio::test]
async fn another_edit_of_this_client_waits_until_nothing_can_arrive_late_any_more() {
    let fixture = open().await;
    fixture.on_write(1, Fault::Late { after: Duration::from_millis(200) });
    let (first, second) = (adding("p:first"), adding("p:second"));
    let tags = fixture.join.tags(&fixture.candidate);
    let second = async {
        // It begins while the first one is in doubt.
        while fixture.writes() == 0 {
            tokio::task::yield_now().await;
        }
        tags.edit(&second, once()).await
    };
    let (first, second) = tokio::join!(tags.edit(&first, once()), second);
    first.unwrap();
    second.unwrap();
    fixture.sandbox.settled().await;
    assert_eq!(fixture.tags(), theirs_and(&["p:first", "p:second"]));
}

#[tokio::test]
async fn what_a_second_delivery_erases_is_told_and_the_own_tags_are_there() {
    let fixture = open().await;
    fixture.sandbox.set_tags(fixture.id(), theirs_and(&["p:old"]));
    fixture.on_write(1, Fault::Twice { after: Duration::from_millis(200) });
    fixture.sandbox.after(|arrival, hand| {
        if arrival.operation == Operation::UpdateCandidate && arrival.number == 1 {
            hand.add_tag(arrival.candidate.unwrap(), "added between");
        }
        Fault::None
    });
    fixture.sandbox.answer_tags(false);
    let edit = own().add("p:a").unwrap().remove("p:old").unwrap();
    let patient = quick().settle(Duration::from_millis(600));
    let receipt = fixture.join.tags(&fixture.candidate).edit(&edit, patient).await.unwrap();
    assert_eq!((fixture.tags(), fixture.writes()), (theirs_and(&["p:a"]), 1));
    let changes = receipt.foreign_changes.iter();
    let added = changes.clone().flat_map(|change| &change.added);
    assert_eq!(added.collect::<Vec<_>>(), [&"added between".into()]);
    let removed = changes.flat_map(|change| &change.removed);
    assert_eq!(removed.collect::<Vec<_>>(), [&"added between".into()]);
}

#[tokio::test]
async fn own_tags_that_a_second_delivery_of_an_earlier_edit_erases_are_healed() {
    let fixture = open().await;
    fixture.on_write(1, Fault::Twice { after: Duration::from_millis(200) });
    let tags = fixture.join.tags(&fixture.candidate);
    tags.edit(&adding("p:first"), once()).await.unwrap();
    let patient = quick().settle(Duration::from_millis(600));
    let receipt = tags.edit(&adding("p:second"), patient).await.unwrap();
    assert_eq!((receipt.outcome, fixture.writes()), (Some(EditOutcome::Healed), 3));
    assert_eq!(fixture.tags(), theirs_and(&["p:first", "p:second"]));
}

#[tokio::test]
async fn after_a_429_the_tags_are_read_again_before_they_are_written() {
    let fixture = open().await;
    fixture.sandbox.before(|arrival, hand| match (arrival.operation, arrival.number) {
        (Operation::UpdateCandidate, 1) => {
            hand.add_tag(arrival.candidate.unwrap(), "added meanwhile");
            Fault::RateLimited { reset: Some(1) }
        }
        _ => Fault::None,
    });
    let receipt = fixture
        .join
        .tags(&fixture.candidate)
        .edit(&adding("p:a"), quick().verify(Verify::None))
        .await
        .unwrap();
    assert_eq!(fixture.order(), "RWRW");
    assert_eq!((receipt.attempts, fixture.tags()), (2, theirs_and(&["added meanwhile", "p:a"])));
    assert_eq!(receipt.foreign_changes[0].added, ["added meanwhile".into()]);
}

#[tokio::test]
async fn a_tag_that_another_service_set_meanwhile_stands_for_ours_however_it_is_written() {
    let fixture = open().await;
    fixture.sandbox.before(|arrival, hand| match (arrival.operation, arrival.number) {
        (Operation::UpdateCandidate, 1) => {
            hand.add_tag(arrival.candidate.unwrap(), "p:verified");
            Fault::RateLimited { reset: Some(1) }
        }
        _ => Fault::None,
    });
    let receipt = fixture.join.tags(&fixture.candidate).edit(&adding("p:Verified"), once()).await.unwrap();
    assert_eq!(receipt.loose, [("p:Verified".into(), "p:verified".into())]);
    assert_eq!((fixture.writes(), fixture.tags()), (1, theirs_and(&["p:verified"])));
}

#[tokio::test]
async fn refused_tags_are_told_once_a_read_has_shown_that_nothing_changed() {
    let fixture = open().await;
    fixture.on_write(1, Fault::Status(422));
    let error = fixture.join.tags(&fixture.candidate).edit(&adding("p:a"), quick()).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_applied()), (ErrorKind::TagRejected, false));
    assert_eq!((fixture.order().as_str(), fixture.tags()), ("RWR", theirs_and(&[])));
    assert_eq!(error.status().map(|status| status.as_u16()), Some(422));
    assert!(error.api_error().is_some());
}

#[tokio::test]
async fn a_write_that_is_refused_for_good_is_not_sent_again() {
    for (status, kind) in
        [(401, ErrorKind::Unauthorized), (403, ErrorKind::Forbidden), (404, ErrorKind::NotFound)]
    {
        let fixture = open().await;
        fixture.on_write(1, Fault::Status(status));
        let error = fixture.join.tags(&fixture.candidate).edit(&adding("p:a"), quick()).await.unwrap_err();
        assert_eq!((error.kind(), error.may_have_been_applied(), fixture.writes()), (kind, false, 1));
        assert!(error.receipt().is_some_and(|receipt| receipt.sent.is_some()));
    }
}

#[tokio::test]
async fn writes_that_keep_failing_end_with_what_they_failed_with_and_are_bounded() {
    let fixture = open().await;
    fixture.sandbox.before(|arrival, _| match arrival.operation {
        Operation::UpdateCandidate => Fault::Status(500),
        _ => Fault::None,
    });
    let error = fixture
        .join
        .tags(&fixture.candidate)
        .edit(&adding("p:a"), quick().max_attempts(3))
        .await
        .unwrap_err();
    assert_eq!((error.kind(), fixture.writes(), error.attempts()), (ErrorKind::Server, 3, 3));
    assert_eq!(fixture.tags(), theirs_and(&[]));
}

#[tokio::test]
async fn a_write_nobody_can_look_after_is_unknown() {
    let fixture = open().await;
    fixture.sandbox.before(|arrival, _| match (arrival.operation, arrival.number) {
        (Operation::UpdateCandidate, _) => Fault::LoseAnswer,
        (Operation::GetApplication, 2..) => Fault::Status(403),
        _ => Fault::None,
    });
    let error = fixture.join.tags(&fixture.candidate).edit(&adding("p:a"), quick()).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_applied()), (ErrorKind::UnknownOutcome, true));
    // Applied again, it does only what is missing.
    fixture.sandbox.clear_hooks();
    let again = fixture.join.tags(&fixture.candidate).edit(&adding("p:a"), quick()).await.unwrap();
    assert_eq!((again.outcome, fixture.writes()), (Some(EditOutcome::NoChange), 1));
}

#[tokio::test]
async fn a_deadline_ends_it_and_says_what_is_known() {
    // Before the write was seen, and after.
    for (settle, kind) in [(1_000, ErrorKind::UnknownOutcome), (10, ErrorKind::Unverified)] {
        let fixture = open().await;
        fixture.on_write(1, Fault::LoseAnswer);
        let hasty = quick().settle(Duration::from_millis(settle)).deadline(Duration::from_millis(500));
        let join = patient(&fixture.join);
        let error = join.tags(&fixture.candidate).edit(&adding("p:a"), hasty).await.unwrap_err();
        assert_eq!((error.kind(), error.may_have_been_applied()), (kind, true), "{error}");
        assert!(error.receipt().is_some_and(|receipt| receipt.elapsed < Duration::from_millis(500)));
        assert_eq!(fixture.writes(), 1);
    }
}

#[tokio::test]
async fn others_who_keep_writing_are_given_up_on_after_so_many_attempts() {
    let fixture = open().await;
    fixture.sandbox.answer_tags(false);
    fixture.sandbox.after(|arrival, hand| {
        if arrival.operation == Operation::UpdateCandidate {
            let theirs = vec!["vip".to_owned(), format!("theirs {}", arrival.number)];
            hand.set_tags(arrival.candidate.unwrap(), theirs);
        }
        Fault::None
    });
    let tags = fixture.join.tags(&fixture.candidate);
    let error = tags.edit(&adding("p:a"), quick().max_attempts(3)).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_applied()), (ErrorKind::Contended, true));
    let receipt = error.receipt().unwrap();
    assert_eq!((error.attempts(), receipt.attempts, fixture.writes()), (3, 3, 3));
    assert_eq!(receipt.after, ["vip".into(), "theirs 3".into()], "what was seen last");
    assert_eq!(receipt.foreign_changes.len(), 3);
    assert_eq!(receipt.outcome, None);
}

#[tokio::test]
async fn a_deadline_ends_a_quarrel_too() {
    let fixture = open().await;
    fixture.sandbox.answer_tags(false);
    fixture.sandbox.after(|arrival, hand| {
        if arrival.operation == Operation::UpdateCandidate {
            hand.set_tags(arrival.candidate.unwrap(), vec![format!("theirs {}", arrival.number)]);
        }
        Fault::None
    });
    let endless = quick().max_attempts(u32::MAX).deadline(Duration::from_millis(500));
    let error = fixture.join.tags(&fixture.candidate).edit(&adding("p:a"), endless).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_applied()), (ErrorKind::Contended, true));
    assert!(error.receipt().is_some_and(|receipt| receipt.attempts > 1));
}

#[tokio::test]
async fn an_edit_that_is_dropped_half_way_frees_the_candidate() {
    let fixture = open().await;
    fixture.on_write(1, Fault::Delay(Duration::from_millis(200)));
    let (join, candidate) = (fixture.join.clone(), fixture.candidate);
    let clone = join.clone();
    let dropped = tokio::spawn(async move { clone.tags(&candidate).edit(&adding("p:a"), once()).await });
    while fixture.writes() == 0 {
        tokio::task::yield_now().await;
    }
    dropped.abort();
    assert!(dropped.await.unwrap_err().is_cancelled());
    // What was dropped arrives all the same, and is healed.
    let patient = quick().settle(Duration::from_millis(600));
    join.tags(&candidate).edit(&adding("p:b"), patient).await.unwrap();
    assert_eq!(fixture.tags(), theirs_and(&["p:a", "p:b"]));
}

/// Waits longer for an answer, and so for what may arrive late.
fn patient(join: &Join) -> Join {
    join.with_options(RequestOptions::new().attempt_timeout(Duration::from_secs(1)))
}
