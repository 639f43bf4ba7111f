//! Defines how a tag write is verified.

use std::time::Duration;

use join_client::types::Tag;
use serde::{Deserialize, Serialize};

use super::merge::{Intent, TagMatch, same_set};

/// How thoroughly to verify a write.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Verify {
    /// No check, unless the outcome is ambiguous.
    None,
    /// One check at once: from the write's response if it has the tags, else by a read.
    Once,
    /// A check at once, and another after the settling time. It detects a writer that read before this write and wrote after it,
    /// and heals the own tags.
    #[default]
    Settled,
}

/// Poll times for a write that does not appear yet, after the first check.
pub(crate) const POLLS: [Duration; 2] = [Duration::from_millis(250), Duration::from_millis(750)];

/// The result of a check after a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Look {
    /// Wanted tags are present and unwanted ones absent. Pairs of a wanted tag and its look-alike in the set.
    Landed(Vec<(Tag, Tag)>),
    /// The set from before the write.
    NotVisible,
    /// Another set: somebody else wrote.
    Overwritten,
}

/// Compares the current set with the intent and with `before`, the overwritten set.
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
