//! Tags: what an edit accepts, and what a merge does to a set. The tags of others pass through.

use join_sdk::ErrorKind;
use join_sdk::tags::{CandidateRef, Owner, TagEdit, TagPlan};
use join_sdk::types::{ApplicationId, CandidateId, Tag};
use serde_json::json;

use super::server::{answered, response};

/// The input: a line for the owner's prefix, and lines of one sign and a text each. The signs: `.` a tag that is there, `+` and
/// `-` to add and to remove, `=` to set a key, with a `=` between key and value, `*` a reason for touching tags of others, `~` to
/// reuse look-alikes, `!` to allow a large removal.
pub fn run(input: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(input) else { return false };
    let mut lines = text.lines();
    let Ok(owner) = Owner::with_prefix(lines.next().unwrap_or_default()) else { return false };
    let mut current: Vec<Tag> = Vec::new();
    let mut edit = TagEdit::owned_by(owner.clone());
    for line in lines.take(40) {
        let mut letters = line.chars();
        let sign = letters.next();
        let text = letters.as_str();
        let next = match sign {
            Some('.') => {
                let tag = Tag::from(text);
                if !current.contains(&tag) {
                    current.push(tag);
                }
                continue;
            }
            Some('+') => edit.clone().add(text),
            Some('-') => edit.clone().remove(text),
            Some('=') => text
                .split_once('=')
                .map_or(Ok(edit.clone()), |(key, value)| edit.clone().set_exclusive(key, value)),
            Some('*') => edit.clone().allow_foreign(text),
            Some('~') => Ok(edit.clone().reuse_existing()),
            Some('!') => Ok(edit.clone().allow_large_removal()),
            _ => continue,
        };
        // A refused part is left out.
        edit = next.unwrap_or(edit);
    }
    written_and_read(&edit);
    let Some(plan) = planned(&edit, &current) else { return false };
    let foreign =
        |tags: &[Tag]| tags.iter().filter(|tag| !owner.owns(tag.as_str())).cloned().collect::<Vec<_>>();
    if edit.foreign_reason().is_none() {
        assert_eq!(foreign(&plan.result), foreign(&current), "the tags of others pass through in order");
    }
    assert_eq!(plan.base, current);
    assert_eq!(plan.keeps + plan.adds.len(), plan.result.len());
    assert_eq!(plan.keeps + plan.removes.len(), current.len());
    let is_wanted = |tag: &Tag| edit.wanted().any(|wanted| wanted == tag);
    assert!(plan.adds.iter().all(is_wanted));
    assert!(plan.result.iter().all(|tag| current.contains(tag) || is_wanted(tag)), "nothing is invented");
    let reused: Vec<_> = edit.wanted().filter(|tag| !plan.result.contains(tag)).collect();
    let reuses = format!("{:?}", plan.warnings).contains("ReusesExisting");
    assert!(reused.is_empty() || reuses, "what is wanted is there");
    assert!(
        reuses || !edit.unwanted().iter().any(|tag| plan.result.contains(tag)),
        "what is unwanted is gone"
    );
    let again = planned(&edit, &plan.result).expect("an edit that was made can be made again");
    assert_eq!((&again.adds, &again.removes), (&vec![], &vec![]), "a second time changes nothing");
    true
}

/// The plan of an edit on a set; none where the edit is refused.
fn planned(edit: &TagEdit, current: &[Tag]) -> Option<TagPlan> {
    let body = json!({ "id": 9, "candidate": { "id": 5, "tags": current } }).to_string();
    let candidate = CandidateRef::new(CandidateId(5), ApplicationId(9));
    let plan =
        answered(response(200, "", body.as_bytes()), async |join| join.tags(&candidate).plan(edit).await);
    match plan {
        Ok(plan) => {
            let text = serde_json::to_string(&plan).expect("a plan can be written");
            let again: TagPlan = serde_json::from_str(&text).expect("what was written can be read");
            assert_eq!(again, plan);
            Some(plan)
        }
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::Refused, "{error}");
            None
        }
    }
}

/// An edit is written as what is read as the same edit.
pub fn written_and_read(edit: &TagEdit) {
    let text = serde_json::to_string(edit).expect("an edit can be written");
    let again: TagEdit = serde_json::from_str(&text).expect("what was written can be read");
    assert_eq!(&again, edit);
}
