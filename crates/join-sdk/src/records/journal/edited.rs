//! Converts an edit to its journal entries: what a write changes, and the outcome from the receipt.

use join_client::types::Tag;

use super::entry::{EntryEnd, EntryOutcome, Intent};
use crate::error::{Error, Result};
use crate::records::audit::{HashKey, TagsRecord};
use crate::tags::{self, Receipt, TagEdit};

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
            outcome.list(&receipt.added, &receipt.removed, key, |tag| receipt.owns(tag));
            outcome.tags_before = count(receipt.before.len());
            outcome.tags_after = count(receipt.after.len());
            outcome.receipt = Some(Box::new(TagsRecord::of(receipt, key)));
        }
        outcome
    }

    /// What the writes of an edit add and remove in a set of `before` tags, while nobody knows whether they arrive.
    pub(crate) fn sending(
        &self,
        before: usize,
        added: &[Tag],
        removed: &[Tag],
        key: &HashKey,
    ) -> EntryOutcome {
        let owner = self.edit.as_ref().map(TagEdit::owner);
        let mut sending = EntryOutcome { desired: None, ..self.ended(EntryEnd::Unknown) };
        sending.list(added, removed, key, |tag| owner.is_some_and(|owner| owner.owns(tag.as_str())));
        sending.tags_before = count(before);
        sending
    }
}

impl EntryOutcome {
    /// Lists the changes: own tags in clear, removed ones of others as hashes.
    fn list(&mut self, added: &[Tag], removed: &[Tag], key: &HashKey, owns: impl Fn(&Tag) -> bool) {
        let (own, foreign): (Vec<&Tag>, Vec<&Tag>) = removed.iter().partition(|tag| owns(tag));
        self.added = added.to_vec();
        self.removed = own.into_iter().cloned().collect();
        self.foreign_removed = foreign.into_iter().map(|tag| key.hash_tag(tag)).collect();
    }
}

fn count(tags: usize) -> Option<u64> {
    u64::try_from(tags).ok()
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
