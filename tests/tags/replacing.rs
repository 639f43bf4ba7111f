//! Whole sets: replaced or cleared only where they are as expected; and undo.

use join_sandbox::{Fault, Operation};
use join_sdk::ErrorKind;
use join_sdk::tags::{CandidateRef, ClearAll, Outcome, ReplaceAll};
use join_sdk::types::{ApplicationId, CandidateId, Tag};

use super::{Desk, adding, once, own, quick, theirs_and};

fn tags(texts: &[String]) -> Vec<Tag> {
    texts.iter().map(|text| text.as_str().into()).collect()
}

#[tokio::test]
async fn a_set_that_is_the_expected_one_is_replaced() {
    let desk = Desk::open().await;
    let replace = ReplaceAll { expected: tags(&desk.tags()), new: vec!["a".into(), "b".into()] };
    let receipt = desk.join.tags(&desk.candidate).replace_all(replace.clone(), quick()).await.unwrap();
    assert_eq!(
        (receipt.outcome, desk.tags()),
        (Some(Outcome::Applied), vec!["a".to_owned(), "b".to_owned()])
    );
    // A second time there is nothing to do, whatever was expected.
    let receipt = desk.join.tags(&desk.candidate).replace_all(replace, quick()).await.unwrap();
    assert_eq!((receipt.outcome, desk.writes()), (Some(Outcome::NoChange), 1));
    assert_eq!(
        desk.join.tags(&desk.candidate).undo(&receipt, quick()).await.unwrap_err().kind(),
        ErrorKind::Refused
    );
}

#[tokio::test]
async fn a_set_that_is_another_one_is_not_touched() {
    let desk = Desk::open().await;
    let stale = || vec![Tag::from("long ago")];
    let handle = desk.join.tags(&desk.candidate);
    let replaced = handle.replace_all(ReplaceAll { expected: stale(), new: vec!["a".into()] }, quick()).await;
    assert_eq!(replaced.unwrap_err().kind(), ErrorKind::Conflict);
    let cleared = handle.clear_all(ClearAll { expected: stale() }, quick()).await;
    assert_eq!(cleared.unwrap_err().kind(), ErrorKind::Conflict);
    let emptied = ReplaceAll { expected: tags(&desk.tags()), new: vec![] };
    assert_eq!(handle.replace_all(emptied, quick()).await.unwrap_err().kind(), ErrorKind::Refused);
    assert_eq!((desk.writes(), desk.tags()), (0, theirs_and(&[])));
}

#[tokio::test]
async fn all_tags_are_cleared_when_that_is_said_by_name() {
    let desk = Desk::open().await;
    let clear = ClearAll { expected: tags(&desk.tags()) };
    let receipt = desk.join.tags(&desk.candidate).clear_all(clear, quick()).await.unwrap();
    assert_eq!((receipt.removed.len(), desk.tags()), (2, vec![]));
}

#[tokio::test]
async fn another_set_read_back_is_no_success_and_is_not_written_over() {
    let desk = Desk::open().await;
    desk.sandbox.answer_tags(false);
    desk.sandbox.after(|arrival, hand| {
        if arrival.operation == Operation::UpdateCandidate {
            hand.set_tags(arrival.candidate.unwrap(), vec!["by somebody else".to_owned()]);
        }
        Fault::None
    });
    let replace = ReplaceAll { expected: tags(&desk.tags()), new: vec!["a".into()] };
    let error = desk.join.tags(&desk.candidate).replace_all(replace, quick()).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_applied()), (ErrorKind::Unverified, true));
    assert_eq!((desk.tags(), desk.writes()), (vec!["by somebody else".to_owned()], 1));
}

#[tokio::test]
async fn what_others_add_to_a_replaced_set_later_is_no_loss_of_it() {
    let desk = Desk::open().await;
    desk.sandbox.after(|arrival, hand| {
        if arrival.operation == Operation::UpdateCandidate {
            hand.add_tag(arrival.candidate.unwrap(), "added since");
        }
        Fault::None
    });
    let replace = ReplaceAll { expected: tags(&desk.tags()), new: vec!["a".into()] };
    let receipt = desk.join.tags(&desk.candidate).replace_all(replace, quick()).await.unwrap();
    assert_eq!((receipt.outcome, desk.order().as_str()), (Some(Outcome::Applied), "RW"));
    assert_eq!(desk.tags(), ["a", "added since"]);
}

#[tokio::test]
async fn a_replaced_set_that_got_lost_is_told_as_lost_and_not_as_overwritten() {
    let desk = Desk::open().await;
    desk.on_write(1, Fault::LoseRequest);
    let replace = ReplaceAll { expected: tags(&desk.tags()), new: vec!["a".into()] };
    let handle = desk.join.tags(&desk.candidate);
    let error = handle.replace_all(replace.clone(), quick().max_attempts(1)).await.unwrap_err();
    assert_eq!((error.kind(), desk.writes(), desk.tags()), (ErrorKind::Transport, 1, theirs_and(&[])));
    // With an attempt left it is written again.
    desk.sandbox.clear_hooks();
    desk.on_write(2, Fault::LoseRequest);
    let receipt = handle.replace_all(replace, quick()).await.unwrap();
    assert_eq!((receipt.attempts, desk.writes(), desk.tags()), (2, 3, vec!["a".to_owned()]));
}

#[tokio::test]
async fn a_receipt_of_another_candidate_undoes_nothing() {
    let desk = Desk::open().await;
    let receipt = desk.join.tags(&desk.candidate).edit(&adding("p:a"), once()).await.unwrap();
    let id = desk.sandbox.candidates()[1];
    let other = CandidateRef::new(CandidateId(id), ApplicationId(desk.sandbox.applications_of(id)[0]));
    let error = desk.join.tags(&other).undo(&receipt, once()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), desk.writes()), (ErrorKind::InvalidInput, 0, 1));
}

#[tokio::test]
async fn an_edit_is_undone_by_its_inverse_and_what_others_did_since_stays() {
    let desk = Desk::open().await;
    desk.sandbox.set_tags(desk.id(), theirs_and(&["p:status=pending", "p:old"]));
    let handle = desk.join.tags(&desk.candidate);
    let edit = own().set_exclusive("p:status", "verified").unwrap().remove("p:old").unwrap();
    let receipt = handle.edit(&edit, once()).await.unwrap();
    desk.sandbox.add_tag(desk.id(), "added since");
    let undone = handle.undo(&receipt, once()).await.unwrap();
    assert_eq!(undone.outcome, Some(Outcome::Applied));
    assert_eq!(desk.tags(), theirs_and(&["added since", "p:status=pending", "p:old"]));
    let nothing = handle.edit(&adding("p:old"), once()).await.unwrap();
    let undone = handle.undo(&nothing, once()).await.unwrap();
    assert_eq!(undone.outcome, Some(Outcome::NoChange), "an edit that changed nothing is undone by nothing");
    assert_eq!(desk.tags(), theirs_and(&["added since", "p:status=pending", "p:old"]));
}
