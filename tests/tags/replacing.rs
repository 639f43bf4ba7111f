//! Whole sets: replaced or cleared only where they are as expected; and undo.

use join_sandbox::{Fault, Operation};
use join_sdk::ErrorKind;
use join_sdk::tags::{ClearAll, Outcome, ReplaceAll};
use join_sdk::types::Tag;

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
