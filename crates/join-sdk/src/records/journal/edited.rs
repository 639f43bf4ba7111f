//! Converts the receipt of an edit to its journal outcome.

use join_client::types::Tag;

use super::entry::{EntryEnd, EntryOutcome, Intent};
use crate::error::{Error, Result};
use crate::records::audit::{HashKey, TagsRecord};
use crate::tags::{self, Receipt};

impl Intent {
    /// Fills in an edit's changes: own tags in clear, others' hashed with this key.
    pub(crate) fn edited(&self, edited: Result<&Receipt, &Error>, key: &HashKey) -> EntryOutcome {
        let (ending, receipt) = match edited {
            Ok(receipt) => (receipt.outcome.map_or(EntryEnd::Unknown, EntryEnd::from), Some(receipt)),
            Err(error) if error.may_have_been_applied() => (EntryEnd::Unknown, error.receipt()),
            Err(error) => (EntryEnd::Failed, error.receipt()),
        };
        let mut outcome = self.ended(ending);
        outcome.error = edited.err().map(|error| error.kind().as_str().to_owned());
        if let Some(receipt) = receipt {
            let count = |tags: &[Tag]| u64::try_from(tags.len()).ok();
            let (own, foreign): (Vec<&Tag>, Vec<&Tag>) =
                receipt.removed.iter().partition(|tag| receipt.owns(tag));
            outcome.added = receipt.added.clone();
            outcome.removed = own.into_iter().cloned().collect();
            outcome.foreign_removed = foreign.into_iter().map(|tag| key.hash_tag(tag)).collect();
            outcome.tags_before = count(&receipt.before);
            outcome.tags_after = count(&receipt.after);
            outcome.receipt = Some(Box::new(TagsRecord::of(receipt, key)));
        }
        outcome
    }
}

impl From<tags::EditOutcome> for EntryEnd {
    fn from(outcome: tags::EditOutcome) -> Self {
        match outcome {
            tags::EditOutcome::NoChange => EntryEnd::NoChange,
            tags::EditOutcome::Applied => EntryEnd::Applied,
            tags::EditOutcome::AppliedAfterMerge => EntryEnd::AppliedAfterMerge,
            tags::EditOutcome::Healed => EntryEnd::Healed,
        }
    }
}
