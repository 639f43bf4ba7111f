//! What an edit would do, before it does it.

use std::fmt;

use jiff::Timestamp;
use join_client::types::Tag;
use serde::{Deserialize, Serialize};

use super::candidate::CandidateRef;
use super::edit::TagEdit;
use super::merge::Merge;
use super::receipt::EditId;

/// Something to know before a plan is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PlanWarning {
    /// JOIN answered null for the tags, which is taken for none.
    TagsWereNull,
    /// A tag that is there stands for one to be added that looks like it.
    ReusesExisting,
    /// Tags of others are touched.
    TouchesForeign,
    /// No tag is left.
    LeavesNone,
}

impl PlanWarning {
    fn message(self) -> &'static str {
        match self {
            PlanWarning::TagsWereNull => "JOIN answered null for the tags, which is taken for none",
            PlanWarning::ReusesExisting => {
                "a tag that is there stands for one to be added that looks like it"
            }
            PlanWarning::TouchesForeign => "tags of others are touched",
            PlanWarning::LeavesNone => "no tag is left",
        }
    }
}

/// What an edit would do to the tags that were there when it was planned. Made by
/// [`CandidateTags::plan`](crate::tag_edit::CandidateTags::plan), which only reads.
///
/// It can be stored as JSON and applied later: the tags are read again then. It holds the tags of others, which are
/// personal data; `Debug` hides them, `Display` and JSON don't.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TagPlan {
    /// The id under which the edit will be found.
    pub edit_id: EditId,
    /// Whose tags.
    pub candidate: CandidateRef,
    /// The intent.
    pub edit: TagEdit,
    /// When the tags were read.
    pub at: Timestamp,
    /// What was there.
    pub base: Vec<Tag>,
    /// What would be added.
    pub adds: Vec<Tag>,
    /// What would be removed.
    pub removes: Vec<Tag>,
    /// How many tags would pass through.
    pub keeps: usize,
    /// What would be there.
    pub result: Vec<Tag>,
    /// What to know before.
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

    /// Whether there is nothing to do.
    pub fn changes_nothing(&self) -> bool {
        self.adds.is_empty() && self.removes.is_empty()
    }
}

/// A diff for people: a line for each tag that comes or goes, and how many stay.
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

/// Without characters that would move the cursor: tags of others may hold anything.
fn printable(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}
