//! Plans an edit: the preview of its changes and warnings.

use std::fmt;

use jiff::Timestamp;
use join_client::types::Tag;
use serde::{Deserialize, Serialize};

use super::candidate::CandidateRef;
use super::edit::TagEdit;
use super::merge::Merge;
use super::receipt::EditId;

/// A warning to read before applying a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PlanWarning {
    /// JOIN returned null for the tags, treated as no tags.
    TagsWereNull,
    /// An existing look-alike replaces a tag to add.
    ReusesExisting,
    /// The edit touches tags of others.
    TouchesForeign,
    /// The edit leaves no tags.
    LeavesNone,
}

impl PlanWarning {
    fn message(self) -> &'static str {
        match self {
            PlanWarning::TagsWereNull => "JOIN returned null for the tags; treated as no tags",
            PlanWarning::ReusesExisting => "an existing look-alike replaces a tag to add",
            PlanWarning::TouchesForeign => "the edit touches tags of others",
            PlanWarning::LeavesNone => "the edit leaves no tags",
        }
    }
}

/// A preview of an edit on the tags read at planning time. Made by
/// [`CandidateTags::plan`](crate::tag_edit::CandidateTags::plan), which only reads.
///
/// Store it as JSON and apply it later: the tags are read again then. It holds the tags of others, which are personal data;
/// `Debug` hides them, `Display` and JSON don't.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TagPlan {
    /// The edit's id.
    pub edit_id: EditId,
    /// The candidate.
    pub candidate: CandidateRef,
    /// The edit.
    pub edit: TagEdit,
    /// When the tags were read.
    pub at: Timestamp,
    /// The tags at planning time.
    pub base: Vec<Tag>,
    /// Tags to add.
    pub adds: Vec<Tag>,
    /// Tags to remove.
    pub removes: Vec<Tag>,
    /// The number of untouched tags.
    pub keeps: usize,
    /// The tags afterwards.
    pub result: Vec<Tag>,
    /// Warnings.
    pub warnings: Vec<PlanWarning>,
}

impl TagPlan {
    pub(crate) fn new(
        candidate: CandidateRef,
        edit: TagEdit,
        base: Vec<Tag>,
        was_null: bool,
        merge: Merge,
    ) -> Self {
        let foreign = |tag: &Tag| !edit.owner().owns(tag.as_str());
        let touched = merge.added.iter().chain(&merge.removed).any(foreign);
        let warnings = [
            (was_null, PlanWarning::TagsWereNull),
            (!merge.loose.is_empty(), PlanWarning::ReusesExisting),
            (touched, PlanWarning::TouchesForeign),
            (merge.result.is_empty() && !base.is_empty(), PlanWarning::LeavesNone),
        ];
        let warnings = warnings.into_iter().filter_map(|(so, warning)| so.then_some(warning)).collect();
        Self {
            edit_id: EditId::random(),
            at: Timestamp::now(),
            keeps: merge.kept(),
            candidate,
            edit,
            base,
            adds: merge.added,
            removes: merge.removed,
            result: merge.result,
            warnings,
        }
    }

    /// Whether the plan changes nothing.
    pub fn changes_nothing(&self) -> bool {
        self.adds.is_empty() && self.removes.is_empty()
    }
}

/// A diff for people: a line for each added or removed tag, and the number kept.
impl fmt::Display for TagPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (sign, tags) in [('+', &self.adds), ('-', &self.removes)] {
            for tag in tags {
                writeln!(f, "{sign} {}", printable(tag.as_str()))?;
            }
        }
        write!(f, "= {} kept", self.keeps)?;
        for warning in &self.warnings {
            write!(f, "\n! {}", warning.message())?;
        }
        Ok(())
    }
}

/// Escapes characters that would move the cursor: tags of others may hold anything.
fn printable(text: &str) -> String {
    let mut shown = String::new();
    for letter in text.chars() {
        match letter.is_control() {
            true => shown.extend(letter.escape_default()),
            false => shown.push(letter),
        }
    }
    shown
}
