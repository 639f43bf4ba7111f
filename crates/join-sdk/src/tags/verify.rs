//! How a write is looked at afterwards.

use std::time::Duration;

use join_client::types::Tag;
use serde::{Deserialize, Serialize};

use super::merge::{Intent, TagMatch, same_set};

/// How often a write is looked at before it counts as done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Verify {
    /// Not at all, unless its outcome is ambiguous.
    None,
    /// At once: from the answer to the write if it tells the tags, else by a read.
    Once,
    /// At once, and again after the settling time: a writer that read before this write and wrote after it is noticed, and
    /// the own tags are healed.
    #[default]
    Settled,
}

/// When a write is looked for that can't be seen yet, after the first look.
pub(crate) const POLLS: [Duration; 2] = [Duration::from_millis(250), Duration::from_millis(750)];

/// What a look after a write shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Look {
    /// Wanted tags are there and unwanted ones are not. Pairs of a wanted tag and the one that stands for it.
    Landed(Vec<(Tag, Tag)>),
    /// The set from before the write.
    NotVisible,
    /// Neither: somebody else wrote.
    Overwritten,
}

/// Tells what is seen after `before` was overwritten by an intent.
pub(crate) fn look(intent: &Intent, before: &[Tag], seen: &[Tag]) -> Look {
    let again = intent.on(seen, TagMatch::Loosely);
    if again.changes_nothing() {
        Look::Landed(again.loose)
    } else if same_set(before, seen) {
        Look::NotVisible
    } else {
        Look::Overwritten
    }
}
