//! Rows of JSON from files: edits of tags, and inputs of the actions.

use join_actions::{Action, ErrorKind};
use join_sdk::tags::{Owner, TagEdit};
use serde::Deserialize as _;
use serde_json::Value;

use super::tag_edits::written_and_read;

/// The input: a row of JSON on each line, with an edit under `edit`, or an edit, an owner or an action's input itself.
pub fn run(input: &[u8]) -> bool {
    let mut is_read = false;
    for line in input.split(|byte| *byte == b'\n').take(20) {
        let Ok(row) = serde_json::from_slice::<Value>(line) else { continue };
        if let Ok(edit) = TagEdit::deserialize(row.get("edit").unwrap_or(&row)) {
            is_read = true;
            written_and_read(&edit);
            let touched = edit.wanted().chain(edit.unwanted());
            let is_own = |tag: &join_sdk::types::Tag| edit.owner().owns(tag.as_str());
            assert!(edit.foreign_reason().is_some() || touched.into_iter().all(is_own));
        }
        if let Ok(owner) = Owner::deserialize(&row) {
            let text = serde_json::to_string(&owner).expect("an owner can be written");
            assert_eq!(serde_json::from_str::<Owner>(&text).ok(), Some(owner));
        }
        Action::every().for_each(|action| check(action, &row));
    }
    is_read
}

/// Errors lead to a place of the input, or to the object that lacks the field.
fn check(action: Action, input: &Value) {
    let Err(error) = action.check(input) else { return };
    assert_eq!(error.kind, ErrorKind::InvalidInput);
    assert!(!error.fields.is_empty());
    for field in &error.fields {
        let parent = field.pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
        assert!(input.pointer(parent).is_some(), "{action}: {field}");
    }
}
