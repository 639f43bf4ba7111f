//! Merges an intent into a set of tags. Pure, and the same for plans, writes, repeats and checks.

use std::collections::{HashMap, HashSet};

use join_client::types::Tag;

use super::edit::TagEdit;
use super::limits::TagLimits;
use super::text::fold;
use crate::error::Advice;

/// The intended change of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Intent {
    Edit(TagEdit),
    /// A new whole set, if the current one is the expected one.
    Replace {
        expected: Vec<Tag>,
        new: Vec<Tag>,
    },
}

/// The rule for an existing tag to count as a wanted one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TagMatch {
    /// Byte for byte.
    Exactly,
    /// As a person reads it: for a server that folds case, trims or normalizes what was sent.
    Loosely,
}

/// The changes of an edit in a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Merge {
    pub(crate) result: Vec<Tag>,
    pub(crate) added: Vec<Tag>,
    pub(crate) removed: Vec<Tag>,
    /// Wanted tags and their look-alikes in the set.
    pub(crate) loose: Vec<(Tag, Tag)>,
}

/// The reason to send nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    NearDuplicate,
    TooMany,
    TooLong,
    LargeRemoval,
    NotExpected,
}

impl Refusal {
    pub(crate) fn message(self) -> &'static str {
        match self {
            Refusal::NearDuplicate => {
                "a tag to add looks like an existing one; an edit can reuse that one if it is allowed to"
            }
            Refusal::TooMany => "the candidate would have more tags than the limit allows",
            Refusal::TooLong => "a tag to add is longer than the limit allows",
            Refusal::LargeRemoval => {
                "more than five tags, or half of the set, would be removed; an edit does so only if it is allowed to"
            }
            Refusal::NotExpected => "the tags are not the expected ones",
        }
    }

    /// The setting that would allow the edit.
    pub(crate) fn advice(self) -> Option<Advice> {
        match self {
            Refusal::NearDuplicate => Some(Advice::ReuseExisting),
            Refusal::LargeRemoval => Some(Advice::AllowLargeRemoval),
            Refusal::TooMany | Refusal::TooLong | Refusal::NotExpected => None,
        }
    }
}

impl Merge {
    pub(crate) fn changes_nothing(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }

    /// Tags that pass through.
    pub(crate) fn kept(&self) -> usize {
        self.result.len() - self.added.len()
    }
}

impl Intent {
    /// Applies the edit to a set, without checking the allowances.
    pub(crate) fn on(&self, current: &[Tag], alike: TagMatch) -> Merge {
        match self {
            Intent::Edit(edit) => edited(edit, current, alike),
            Intent::Replace { new, .. } => replaced(new, current, alike),
        }
    }

    /// Applies the intent to a set, if the result may be sent.
    pub(crate) fn merge(
        &self,
        current: &[Tag],
        alike: TagMatch,
        limits: &TagLimits,
    ) -> Result<Merge, Refusal> {
        let merge = self.on(current, alike);
        if merge.changes_nothing() {
            return Ok(merge);
        }
        check_limits(&merge, current, limits)?;
        match self {
            Intent::Edit(edit) => check_edit(edit, &merge, current)?,
            Intent::Replace { expected, .. } => {
                if !same_set(expected, current) {
                    return Err(Refusal::NotExpected);
                }
            }
        }
        Ok(merge)
    }

    /// Whether a tag is foreign.
    pub(crate) fn is_foreign(&self, tag: &Tag) -> bool {
        match self {
            Intent::Edit(edit) => !edit.owner().owns(tag.as_str()),
            Intent::Replace { .. } => true,
        }
    }
}

fn edited(edit: &TagEdit, current: &[Tag], alike: TagMatch) -> Merge {
    let mut merge = Merge {
        result: Vec::with_capacity(current.len() + 1),
        added: vec![],
        removed: vec![],
        loose: vec![],
    };
    let staying = || current.iter().filter(|tag| !edit.unwanted().contains(tag));
    let loosely = (alike == TagMatch::Loosely || edit.reuses_existing()).then(|| Folded::of(staying()));
    for tag in edit.wanted().filter(|tag| !current.contains(tag)) {
        match loosely.as_ref().and_then(|folded| folded.find(tag)) {
            Some(there) => merge.loose.push((tag.clone(), there.clone())),
            None => merge.added.push(tag.clone()),
        }
    }
    for tag in current {
        let stands_in = merge.loose.iter().any(|(_, there)| there == tag);
        if !stands_in && (edit.unwanted().contains(tag) || edit.is_ousted(tag)) {
            merge.removed.push(tag.clone());
        } else {
            merge.result.push(tag.clone());
        }
    }
    merge.result.extend(merge.added.iter().cloned());
    merge
}

fn replaced(new: &[Tag], current: &[Tag], alike: TagMatch) -> Merge {
    let mut merge = Merge { result: new.to_vec(), added: vec![], removed: vec![], loose: vec![] };
    let folded = (alike == TagMatch::Loosely).then(|| (Folded::of(current.iter()), Folded::of(new.iter())));
    for tag in new.iter().filter(|tag| !current.contains(tag)) {
        match folded.as_ref().and_then(|(current, _)| current.find(tag)) {
            Some(there) => merge.loose.push((tag.clone(), there.clone())),
            None => merge.added.push(tag.clone()),
        }
    }
    let is_new =
        |tag: &Tag| new.contains(tag) || folded.as_ref().is_some_and(|(_, new)| new.find(tag).is_some());
    merge.removed = current.iter().filter(|tag| !is_new(tag)).cloned().collect();
    merge
}

/// Tags by folded text.
struct Folded<'a>(HashMap<String, &'a Tag>);

impl<'a> Folded<'a> {
    fn of(tags: impl Iterator<Item = &'a Tag>) -> Self {
        Self(tags.map(|tag| (fold(tag.as_str()), tag)).collect())
    }

    fn find(&self, tag: &Tag) -> Option<&'a Tag> {
        self.0.get(&fold(tag.as_str())).copied()
    }
}

fn check_limits(merge: &Merge, current: &[Tag], limits: &TagLimits) -> Result<(), Refusal> {
    if merge.added.iter().any(|tag| tag.as_str().chars().count() > limits.length) {
        return Err(Refusal::TooLong);
    }
    if merge.result.len() > limits.count && merge.result.len() > current.len() {
        return Err(Refusal::TooMany);
    }
    Ok(())
}

fn check_edit(edit: &TagEdit, merge: &Merge, current: &[Tag]) -> Result<(), Refusal> {
    if !merge.added.is_empty() {
        let folded = Folded::of(merge.result.iter().take(merge.kept()));
        if merge.added.iter().any(|tag| folded.find(tag).is_some()) {
            return Err(Refusal::NearDuplicate);
        }
    }
    if !edit.allows_large_removal() && is_large(edit, merge, current) {
        return Err(Refusal::LargeRemoval);
    }
    Ok(())
}

/// A swapped status is not a removal, and one tag is never a large removal.
fn is_large(edit: &TagEdit, merge: &Merge, current: &[Tag]) -> bool {
    let keys: HashSet<&str> = merge.removed.iter().filter_map(|tag| edit.ousting_key(tag)).collect();
    let removed = merge.removed.len() - keys.len();
    removed > 5 || (removed > 1 && removed * 2 >= current.len())
}

/// Whether two lists hold the same tags, in any order and number.
pub(crate) fn same_set(one: &[Tag], other: &[Tag]) -> bool {
    one == other || one.iter().collect::<HashSet<_>>() == other.iter().collect::<HashSet<_>>()
}
