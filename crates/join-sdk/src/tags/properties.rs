//! Properties of every edit on every set.

use std::collections::BTreeSet;

use join_client::types::Tag;
use proptest::collection::vec;
use proptest::prelude::*;

use super::edit::TagEdit;
use super::limits::TagLimits;
use super::merge::{Intent, Merge, Refusal, TagMatch, same_set};
use super::owner::Owner;
use super::text::fold;
use crate::error::Advice;

/// A small universe of tags, so that edits and sets overlap: own ones, own ones of a key, and those of others.
const NAMES: &[&str] = &[
    "persona:a",
    "persona:b",
    "persona:C",
    "persona:c",
    "persona:status=new",
    "persona:status=done",
    "persona:status=Done",
    "persona:level=1",
    "persona:level=2",
    "vip",
    "VIP",
    "hr: call",
    "x",
    "persona",
    "é",
];

fn tag() -> impl Strategy<Value = Tag> {
    prop::sample::select(NAMES).prop_map(Tag::from)
}

fn set() -> impl Strategy<Value = Vec<Tag>> {
    vec(tag(), 0..12).prop_map(|tags| {
        let mut unique: Vec<Tag> = Vec::new();
        tags.into_iter().for_each(|tag| {
            if !unique.contains(&tag) {
                unique.push(tag)
            }
        });
        unique
    })
}

/// Instructions for an edit, in order; refused ones are skipped.
#[derive(Debug, Clone)]
enum RateLimitInfo {
    Add(Tag),
    Remove(Tag),
    Set(&'static str, &'static str),
}

fn edit() -> impl Strategy<Value = TagEdit> {
    let set = (
        prop::sample::select(&["persona:status", "persona:level"][..]),
        prop::sample::select(&["new", "done", "1", "2"][..]),
    );
    let instruction = prop_oneof![
        tag().prop_map(RateLimitInfo::Add),
        tag().prop_map(RateLimitInfo::Remove),
        set.prop_map(|(key, value)| RateLimitInfo::Set(key, value)),
    ];
    (vec(instruction, 0..5), any::<bool>()).prop_map(|(instructions, large)| {
        let edit = TagEdit::owned_by(Owner::with_prefix("persona:").unwrap());
        let edit = if large { edit.allow_large_removal() } else { edit };
        instructions.into_iter().fold(edit, |edit, instruction| {
            let next = match instruction {
                RateLimitInfo::Add(tag) => edit.clone().add(tag),
                RateLimitInfo::Remove(tag) => edit.clone().remove(tag),
                RateLimitInfo::Set(key, value) => edit.clone().set_exclusive(key, value),
            };
            next.unwrap_or(edit)
        })
    })
}

fn merge(edit: &TagEdit, current: &[Tag]) -> Result<Merge, Refusal> {
    Intent::Edit(edit.clone()).merge(current, TagMatch::Exactly, &TagLimits::default())
}

fn is_foreign(tag: &Tag) -> bool {
    !tag.as_str().starts_with("persona:")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn tags_of_others_pass_through_byte_for_byte_and_in_order(edit in edit(), current in set()) {
        if let Ok(merge) = merge(&edit, &current) {
            let foreign = |tags: &[Tag]| tags.iter().filter(|tag| is_foreign(tag)).cloned().collect::<Vec<_>>();
            prop_assert_eq!(foreign(&merge.result), foreign(&current));
            let intent = Intent::Edit(edit.clone());
            prop_assert!(current.iter().all(|tag| intent.is_foreign(tag) == is_foreign(tag)));
            let (kept, added) = merge.result.split_at(merge.kept());
            prop_assert!(current.iter().filter(|tag| kept.contains(tag)).eq(kept), "kept tags keep their order");
            prop_assert_eq!(added, &merge.added[..]);
        }
    }

    #[test]
    fn what_an_edit_wants_is_there_and_what_it_does_not_want_is_not(edit in edit(), current in set()) {
        if let Ok(merge) = merge(&edit, &current) {
            prop_assert!(edit.wanted().all(|tag| merge.result.contains(tag)));
            prop_assert!(!edit.unwanted().iter().any(|tag| merge.result.contains(tag)));
            for (key, value) in edit.wanted().filter_map(|tag| tag.as_str().split_once('=')) {
                let of_key = |tag: &&Tag| tag.as_str().strip_prefix(key).is_some_and(|rest| rest.starts_with('='));
                let sets = edit.keys().any(|set| set == key);
                prop_assert!(!sets || merge.result.iter().filter(of_key).count() == 1, "{key} {value}");
            }
        }
    }

    #[test]
    fn a_second_time_changes_nothing(edit in edit(), current in set()) {
        if let Ok(once) = merge(&edit, &current) {
            let twice = merge(&edit, &once.result).unwrap();
            prop_assert!(twice.changes_nothing());
            prop_assert_eq!(twice.result, once.result);
        }
    }

    #[test]
    fn an_edit_and_its_inverse_give_the_original_set(edit in edit(), current in set()) {
        if let Ok(there) = merge(&edit, &current) {
            let inverse = TagEdit::inverse(edit.owner().clone(), &there.added, &there.removed).unwrap();
            let back = Intent::Edit(inverse).on(&there.result, TagMatch::Exactly);
            prop_assert!(same_set(&back.result, &current));
        }
    }

    #[test]
    fn two_edits_in_one_do_what_they_do_one_after_the_other(first in edit(), second in edit(), current in set()) {
        let first = first.allow_large_removal();
        let second = second.allow_large_removal();
        if let Some(both) = first.then(&second) {
            let on = |edit: &TagEdit, tags: &[Tag]| Intent::Edit(edit.clone()).on(tags, TagMatch::Exactly).result;
            prop_assert!(same_set(&on(&both, &current), &on(&second, &on(&first, &current))));
        }
    }

    #[test]
    fn near_duplicates_are_refused_or_reused(edit in edit(), current in set()) {
        let alike = |tag: &&Tag| current.iter().any(|there| there != *tag && fold(there.as_str()) == fold(tag.as_str()));
        match merge(&edit, &current) {
            Ok(merge) => {
                let kept = &merge.result[..merge.kept()];
                let twins = merge.added.iter().filter(|tag| {
                    kept.iter().any(|there| fold(there.as_str()) == fold(tag.as_str()))
                });
                prop_assert_eq!(twins.count(), 0);
            }
            Err(Refusal::NearDuplicate) => {
                prop_assert!(edit.wanted().any(|tag| alike(&tag)));
                let reusing = merge(&edit.reuse_existing(), &current);
                prop_assert!(!matches!(reusing, Err(Refusal::NearDuplicate)));
            }
            Err(_) => {}
        }
    }

    #[test]
    fn look_alikes_stand_in_for_wanted_tags_and_stay(edit in edit(), current in set()) {
        let merge = Intent::Edit(edit.clone()).on(&current, TagMatch::Loosely);
        prop_assert_eq!(&merge, &Intent::Edit(edit.clone().reuse_existing()).on(&current, TagMatch::Exactly));
        let is_alike = |tag: &Tag, there: &Tag| fold(there.as_str()) == fold(tag.as_str());
        let stays = |there: &&Tag| !edit.unwanted().contains(there);
        for tag in edit.wanted().filter(|tag| !current.contains(tag)) {
            let has_stand_in = current.iter().filter(stays).any(|there| is_alike(tag, there));
            prop_assert_eq!(merge.added.contains(tag), !has_stand_in);
            prop_assert_eq!(merge.loose.iter().any(|(wanted, _)| wanted == tag), has_stand_in);
        }
        prop_assert!(merge.loose.iter().all(|(tag, there)| is_alike(tag, there) && current.contains(there)));
        let goes = |tag: &&Tag| {
            let stands_in = merge.loose.iter().any(|(_, there)| there == *tag);
            !stands_in && (edit.unwanted().contains(tag) || edit.is_ousted(tag))
        };
        prop_assert!(current.iter().filter(goes).eq(&merge.removed));
        let kept = current.iter().filter(|tag| !goes(tag));
        prop_assert!(kept.chain(&merge.added).eq(&merge.result));
    }

    #[test]
    fn a_replaced_set_names_what_comes_and_what_goes(expected in set(), current in set(), new in set()) {
        let replace = Intent::Replace { expected: expected.clone(), new: new.clone() };
        let without = |tags: &[Tag], others: &[Tag]| -> Vec<Tag> {
            tags.iter().filter(|tag| !others.contains(tag)).cloned().collect()
        };
        let merge = replace.on(&current, TagMatch::Exactly);
        prop_assert_eq!(&merge.added, &without(&new, &current));
        prop_assert_eq!(&merge.removed, &without(&current, &new));
        prop_assert_eq!((&merge.result, &merge.loose), (&new, &vec![]));
        prop_assert!(new.iter().all(|tag| replace.is_foreign(tag)));
        let as_set = |tags: &[Tag]| tags.iter().cloned().collect::<BTreeSet<Tag>>();
        for other in [&expected, &new, &current] {
            prop_assert_eq!(same_set(other, &current), as_set(other) == as_set(&current));
        }
        let allowed = same_set(&expected, &current) || same_set(&new, &current);
        let merged = replace.merge(&current, TagMatch::Exactly, &TagLimits::default());
        prop_assert_eq!(merged, if allowed { Ok(merge) } else { Err(Refusal::NotExpected) });
    }

    #[test]
    fn a_replaced_set_is_found_behind_look_alikes(new in set(), others in set()) {
        let folds = |tags: &[Tag], tag: &Tag| tags.iter().any(|there| fold(there.as_str()) == fold(tag.as_str()));
        let replace = Intent::Replace { expected: vec![], new: new.clone() };
        let shown: Vec<Tag> = new.iter().map(|tag| tag.as_str().to_uppercase().into()).collect();
        let merge = replace.on(&shown, TagMatch::Loosely);
        prop_assert!(merge.changes_nothing(), "{merge:?}");
        prop_assert!(merge.loose.iter().all(|(tag, there)| tag != there && fold(tag.as_str()) == fold(there.as_str())));
        let merge = replace.on(&others, TagMatch::Loosely);
        let missing = |tags: &[Tag], of: &[Tag]| -> Vec<Tag> {
            of.iter().filter(|tag| !folds(tags, tag)).cloned().collect()
        };
        prop_assert_eq!((merge.added, merge.removed), (missing(&others, &new), missing(&new, &others)));
    }

    #[test]
    fn an_edit_survives_being_written_as_json(edit in edit()) {
        let text = serde_json::to_string(&edit).unwrap();
        prop_assert_eq!(serde_json::from_str::<TagEdit>(&text).unwrap(), edit);
    }
}

fn owned() -> TagEdit {
    TagEdit::owned_by(Owner::with_prefix("persona:").unwrap())
}

fn tags(texts: &[&str]) -> Vec<Tag> {
    texts.iter().map(|text| Tag::from(*text)).collect()
}

#[test]
fn a_refusal_says_what_it_refuses_and_which_setting_would_allow_it() {
    for (refusal, says, advice) in [
        (Refusal::NearDuplicate, "looks like an existing one", Some(Advice::ReuseExisting)),
        (Refusal::TooMany, "more tags than the limit", None),
        (Refusal::TooLong, "longer than the limit", None),
        (Refusal::LargeRemoval, "more than five tags", Some(Advice::AllowLargeRemoval)),
        (Refusal::NotExpected, "not the expected ones", None),
    ] {
        assert!(refusal.message().contains(says), "{refusal:?}");
        assert_eq!(refusal.advice(), advice);
    }
}

#[test]
fn a_large_removal_is_refused_unless_it_is_allowed() {
    let remove = |names: &[&str]| names.iter().fold(owned(), |edit, name| edit.remove(*name).unwrap());
    let six = ["persona:1", "persona:2", "persona:3", "persona:4", "persona:5", "persona:6"];
    let many: Vec<Tag> = tags(&six).into_iter().chain((0..20).map(|n| format!("other {n}").into())).collect();
    assert!(merge(&remove(&six[..5]), &many).is_ok());
    assert_eq!(merge(&remove(&six), &many).unwrap_err(), Refusal::LargeRemoval);
    assert!(merge(&remove(&six).allow_large_removal(), &many).is_ok());
    // Half of a set.
    assert_eq!(merge(&remove(&six[..2]), &tags(&six[..4])).unwrap_err(), Refusal::LargeRemoval);
    assert!(merge(&remove(&six[..2]), &tags(&six[..5])).is_ok());
    assert_eq!(merge(&remove(&six[..3]), &tags(&six)).unwrap_err(), Refusal::LargeRemoval);
    // One tag is never many, and a swapped status is not a removal.
    assert_eq!(merge(&remove(&six[..1]), &tags(&six[..1])).unwrap().result, []);
    let swap = owned().set_exclusive("persona:status", "done").unwrap().remove("persona:1").unwrap();
    assert!(merge(&swap, &tags(&["persona:status=new", "persona:1"])).is_ok());
}

#[test]
fn limits_stop_what_grows_and_let_shrink_what_is_over_them() {
    let limits = TagLimits::default().count(2).length(9);
    let merge = |edit: TagEdit, current: &[&str]| {
        Intent::Edit(edit).merge(&tags(current), TagMatch::Exactly, &limits)
    };
    assert_eq!(merge(owned().add("persona:a").unwrap(), &["x", "y"]).unwrap_err(), Refusal::TooMany);
    assert!(merge(owned().add("persona:a").unwrap(), &["x"]).is_ok(), "the limit itself is allowed");
    let swap = owned().add("persona:b").unwrap().remove("persona:a").unwrap();
    assert!(merge(swap, &["x", "y", "persona:a"]).is_ok(), "it does not grow");
    assert_eq!(merge(owned().add("persona:ab").unwrap(), &[]).unwrap_err(), Refusal::TooLong);
    assert!(merge(owned().remove("persona:a").unwrap(), &["x", "y", "z", "persona:a"]).is_ok());
    assert!(merge(owned().set_exclusive("persona:", "é").unwrap(), &[]).is_err(), "ten characters");
}

#[test]
fn only_the_owners_tags_can_be_named_unless_a_reason_is_given() {
    assert!(owned().add("vip").is_err() && owned().remove("vip").is_err());
    assert!(owned().set_exclusive("status", "x").is_err());
    assert!(owned().allow_foreign(" ").is_err());
    let edit = owned().allow_foreign("the recruiter asked for it").unwrap().remove("vip").unwrap();
    assert_eq!(merge(&edit, &tags(&["vip", "x"])).unwrap().result, tags(&["x"]));
    let list = TagEdit::owned_by(Owner::with_tags(["ours"]).unwrap());
    assert!(list.clone().add("ours").is_ok() && list.add("ours too").is_err());
}

#[test]
fn a_key_that_is_set_decides_about_all_of_its_tags() {
    let set = owned().set_exclusive("persona:status", "done").unwrap();
    assert!(
        set.clone().add("persona:status=new").is_err() && set.clone().remove("persona:status=done").is_err()
    );
    assert!(owned().set_exclusive("persona:a=b", "c").is_err());
    let merged =
        merge(&set, &tags(&["persona:status=new", "x", "persona:status=", "persona:statusless"])).unwrap();
    assert_eq!(merged.result, tags(&["x", "persona:statusless", "persona:status=done"]));
}

#[test]
fn an_edit_in_a_file_is_held_to_the_same_rules() {
    let read = |text: &str| serde_json::from_str::<TagEdit>(text);
    let good =
        r#"{"owner": {"prefix": "persona:"}, "add": ["persona:a"], "exclusive": {"persona:status": "done"}}"#;
    assert_eq!(
        read(good).unwrap(),
        owned().add("persona:a").unwrap().set_exclusive("persona:status", "done").unwrap()
    );
    for bad in [
        r#"{"owner": {"prefix": "persona:"}, "add": ["vip"]}"#,
        r#"{"owner": {"prefix": " "}}"#,
        r#"{"owner": {"tags": []}}"#,
        r#"{"add": ["persona:a"]}"#,
        r#"{"owner": {"prefix": "persona:"}, "adds": ["persona:a"]}"#,
    ] {
        assert!(read(bad).is_err(), "{bad}");
    }
}
