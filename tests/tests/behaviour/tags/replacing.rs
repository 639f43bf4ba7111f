//! Whole sets: replaced or cleared only where they are as expected; and undo.

use join_sandbox::{Fault, Operation};
use join_sdk::ErrorKind;
use join_sdk::tags::{CandidateRef, ClearAll, EditOutcome, ReplaceAll};
use join_sdk::types::{ApplicationId, CandidateId, Tag};

use super::{adding, once, open, own, quick, theirs_and};

fn tags(texts: &[String]) -> Vec<Tag> {
    texts.iter().map(|text| text.as_str().into()).collect()
}

#[tokio::test]
async fn a_set_that_is_the_expected_one_is_replaced() {
    let fixture = open().await;
    let replace = ReplaceAll { expected: tags(&fixture.tags()), new: vec!["a".into(), "b".into()] };
    let receipt = fixture.join.tags(&fixture.candidate).replace_all(replace.clone(), quick()).await.unwrap();
    assert_eq!(
        (receipt.outcome, fixture.tags()),
        (Some(EditOutcome::Applied), vec!["a".to_owned(), "b".to_owned()])
    );
    // A second time there is nothing to do, whatever was expected.
    let receipt = fixture.join.tags(&fixture.candidate).replace_all(replace, quick()).await.unwrap();
    assert_eq!((receipt.outcome, fixture.writes()), (Some(EditOutcome::NoChange), 1));
    assert_eq!(
        fixture.join.tags(&fixture.candidate).undo(&receipt, quick()).await.unwrap_err().kind(),
        ErrorKind::Refused
    );
}

#[tokio::test]
async fn a_set_that_is_another_one_is_not_touched() {
    let fixture = open().await;
    let stale = || vec![Tag::from("long ago")];
    let handle = fixture.join.tags(&fixture.candidate);
    let replaced = handle.replace_all(ReplaceAll { expected: stale(), new: vec!["a".into()] }, quick()).await;
    assert_eq!(replaced.unwrap_err().kind(), ErrorKind::Conflict);
    let cleared = handle.clear_all(ClearAll { expected: stale() }, quick()).await;
    assert_eq!(cleared.unwrap_err().kind(), ErrorKind::Conflict);
    let emptied = ReplaceAll { expected: tags(&fixture.tags()), new: vec![] };
    assert_eq!(handle.replace_all(emptied, quick()).await.unwrap_err().kind(), ErrorKind::Refused);
    assert_eq!((fixture.writes(), fixture.tags()), (0, theirs_and(&[])));
}

#[tokio::test]
async fn all_tags_are_cleared_when_that_is_said_by_name() {
    let fixture = open().await;
    let clear = ClearAll { expected: tags(&fixture.tags()) };
    let receipt = fixture.join.tags(&fixture.candidate).clear_all(clear, quick()).await.unwrap();
    assert_eq!((receipt.removed.len(), fixture.tags()), (2, vec![]));
}

#[tokio::test]
async fn another_set_read_back_is_no_success_and_is_not_written_over() {
    let fixture = open().await;
    fixture.sandbox.answer_tags(false);
    fixture.sandbox.after(|arrival, hand| {
        if arrival.operation == Operation::UpdateCandidate {
            hand.set_tags(arrival.candidate.unwrap(), vec!["by somebody else".to_owned()]);
        }
        Fault::None
    });
    let replace = ReplaceAll { expected: tags(&fixture.tags()), new: vec!["a".into()] };
    let error = fixture.join.tags(&fixture.candidate).replace_all(replace, quick()).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_applied()), (ErrorKind::Unverified, true));
    assert_eq!((fixture.tags(), fixture.writes()), (vec!["by somebody else".to_owned()], 1));
}

#[tokio::test]
async fn what_others_add_to_a_replaced_set_later_is_no_loss_of_it() {
    let fixture = open().await;
    fixture.sandbox.after(|arrival, hand| {
        if arrival.operation == Operation::UpdateCandidate {
            hand.add_tag(arrival.candidate.unwrap(), "added since");
        }
        Fault::None
    });
    let replace = ReplaceAll { expected: tags(&fixture.tags()), new: vec!["a".into()] };
    let receipt = fixture.join.tags(&fixture.candidate).replace_all(replace, quick()).await.unwrap();
    assert_eq!((receipt.outcome, fixture.order().as_str()), (Some(EditOutcome::Applied), "RW"));
    assert_eq!(fixture.tags(), ["a", "added since"]);
}

#[tokio::test]
async fn a_replaced_set_that_got_lost_is_told_as_lost_and_not_as_overwritten() {
    let fixture = open().await;
    fixture.on_write(1, Fault::LoseRequest);
    let replace = ReplaceAll { expected: tags(&fixture.tags()), new: vec!["a".into()] };
    let handle = fixture.join.tags(&fixture.candidate);
    let error = handle.replace_all(replace.clone(), quick().max_attempts(1)).await.unwrap_err();
    assert_eq!((error.kind(), fixture.writes(), fixture.tags()), (ErrorKind::Transport, 1, theirs_and(&[])));
    // With an attempt left it is written again.
    fixture.sandbox.clear_hooks();
    fixture.on_write(2, Fault::LoseRequest);
    let receipt = handle.replace_all(replace, quick()).await.unwrap();
    assert_eq!((receipt.attempts, fixture.writes(), fixture.tags()), (2, 3, vec!["a".to_owned()]));
}

#[tokio::test]
async fn a_receipt_of_another_candidate_undoes_nothing() {
    let fixture = open().await;
    let receipt = fixture.join.tags(&fixture.candidate).edit(&adding("p:a"), once()).await.unwrap();
    let id = fixture.sandbox.candidates()[1];
    let other = CandidateRef::new(CandidateId(id), ApplicationId(fixture.sandbox.applications_of(id)[0]));
    let error = fixture.join.tags(&other).undo(&receipt, once()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), fixture.writes()), (ErrorKind::InvalidInput, 0, 1));
}

#[tokio::test]
async fn an_edit_is_undone_by_its_inverse_and_what_others_did_since_stays() {
    let fixture = open().await;
    fixture.sandbox.set_tags(fixture.id(), theirs_and(&["p:status=pending", "p:old"]));
    let handle = fixture.join.tags(&fixture.candidate);
    let edit = own().set_exclusive("p:status", "verified").unwrap().remove("p:old").unwrap();
    let receipt = handle.edit(&edit, once()).await.unwrap();
    fixture.sandbox.add_tag(fixture.id(), "added since");
    let undone = handle.undo(&receipt, once()).await.unwrap();
    assert_eq!(undone.outcome, Some(EditOutcome::Applied));
    assert_eq!(fixture.tags(), theirs_and(&["added since", "p:status=pending", "p:old"]));
    let nothing = handle.edit(&adding("p:old"), once()).await.unwrap();
    let undone = handle.undo(&nothing, once()).await.unwrap();
    assert_eq!(
        undone.outcome,
        Some(EditOutcome::NoChange),
        "an edit that changed nothing is undone by nothing"
    );
    assert_eq!(fixture.tags(), theirs_and(&["added since", "p:status=pending", "p:old"]));
}
