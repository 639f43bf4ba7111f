//! The record of one tag write.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use join_client::types::{ApplicationId, CandidateId, Tag};
use serde::{Deserialize, Serialize};

use super::edit::TagEdit;
use super::owner::Owner;
use super::text::fold;
use crate::error::{Error, ErrorKind, Result};

/// How a tag write that succeeded ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EditOutcome {
    /// Everything was as it should be; nothing was written.
    NoChange,
    /// Written on the set that was expected.
    Applied,
    /// Others had changed the set since the plan was made; the edit was applied to what they left.
    AppliedAfterMerge,
    /// Written, overwritten by others, and written again.
    Healed,
}

impl EditOutcome {
    /// The outcome in snake_case, as it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            EditOutcome::NoChange => "no_change",
            EditOutcome::Applied => "applied",
            EditOutcome::AppliedAfterMerge => "applied_after_merge",
            EditOutcome::Healed => "healed",
        }
    }
}

impl fmt::Display for EditOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The id of one edit, for finding it again in receipts and journals.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EditId(String);

impl EditId {
    /// An id of your own, such as an inquiry's.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// A new id that no other edit has.
    pub fn random() -> Self {
        Self(format!("{:032x}", fastrand::u128(..)))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EditId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Tags of others that came and went while an edit was under way.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ForeignChange {
    /// Tags that were not there before.
    pub added: Vec<Tag>,
    /// Tags that were there before. Somebody removed them, or a write overwrote them.
    pub removed: Vec<Tag>,
}

impl ForeignChange {
    /// What differs among the foreign tags of two sets, but for what a server makes of a text.
    pub(crate) fn between(
        before: &[Tag],
        after: &[Tag],
        is_foreign: impl Fn(&Tag) -> bool,
    ) -> Option<ForeignChange> {
        if before == after {
            return None;
        }
        let missing = |from: &[Tag], of: &[Tag]| -> Vec<Tag> {
            let there: HashSet<String> = from.iter().map(|tag| fold(tag.as_str())).collect();
            let foreign = of.iter().filter(|tag| is_foreign(tag));
            foreign.filter(|tag| !there.contains(&fold(tag.as_str()))).cloned().collect()
        };
        let change = ForeignChange { added: missing(before, after), removed: missing(after, before) };
        (!change.added.is_empty() || !change.removed.is_empty()).then_some(change)
    }
}

/// Whether a request of an edit read or wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RequestKind {
    /// The application was read for its candidate's tags.
    Read,
    /// The tags were replaced.
    Write,
}

/// One request of an edit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RequestTrace {
    /// What it did.
    pub kind: RequestKind,
    /// When it was made.
    pub at: Timestamp,
    /// Milliseconds until it was answered or had failed.
    pub elapsed_ms: f64,
    /// The status of the answer.
    pub status: Option<u16>,
    /// The request id of the answer, for the vendor's support.
    pub request_id: Option<String>,
    /// The kind of its failure.
    pub failure: Option<String>,
}

/// What a tag write did: who, why, when, what was there, what was sent, what came of it.
///
/// It holds the tags of others, which are personal data; what is stored of it by an [`Sink`](crate::records::audit::Sink) has
/// them hashed with a key.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Receipt {
    /// The edit.
    pub edit_id: EditId,
    /// Who wrote.
    pub actor: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// The candidate.
    pub candidate: CandidateId,
    /// The application that the tags were read through.
    pub application: ApplicationId,
    /// How it ended; none when it failed.
    pub outcome: Option<EditOutcome>,
    /// When it began.
    pub at: Timestamp,
    /// From the beginning to the end, waits included.
    pub elapsed: Duration,
    /// What the first read showed.
    pub before: Vec<Tag>,
    /// What the last write sent; none when nothing was sent.
    pub sent: Option<Vec<Tag>>,
    /// What was seen last.
    pub after: Vec<Tag>,
    /// Tags that this edit added to what was there.
    pub added: Vec<Tag>,
    /// Tags that this edit removed from what was there.
    pub removed: Vec<Tag>,
    /// Wanted tags, and those that stand for them: the server changed case, blanks or normalization.
    pub loose: Vec<(Tag, Tag)>,
    /// Whether JOIN answered null for the tags, which was taken for none.
    pub was_null: bool,
    /// What others changed while the edit was under way, as far as it could be seen.
    pub foreign_changes: Vec<ForeignChange>,
    /// All requests, in order.
    pub requests: Vec<RequestTrace>,
    /// Writes that were sent.
    pub attempts: u32,
    /// Time in which a write by somebody else would have been erased unseen: from the answer to the read until the answer
    /// to the write, summed over the writes.
    pub exposure: Duration,
    /// The version of this SDK.
    pub sdk_version: &'static str,
    pub(crate) owner: Option<Owner>,
}

impl Receipt {
    /// Whether a tag is the edit's own. Of a replaced set none is.
    pub(crate) fn owns(&self, tag: &Tag) -> bool {
        self.owner.as_ref().is_some_and(|owner| owner.owns(tag.as_str()))
    }

    /// The edit that undoes this one: it adds what this one removed and removes what it added.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`] when the whole set was replaced: there is no edit that undoes that. Replace it again.
    pub fn inverse(&self) -> Result<TagEdit> {
        let owner = self.owner.clone().ok_or_else(|| {
            Error::new(ErrorKind::Refused, "a replaced set can't be undone by an edit; replace it again")
        })?;
        TagEdit::inverse(owner, &self.added, &self.removed)
    }
}

impl Error {
    /// Of a tag write that failed: what was seen and sent until then.
    pub fn receipt(&self) -> Option<&Receipt> {
        self.evidence()
    }

    pub(crate) fn with_receipt(self, receipt: Receipt) -> Self {
        self.with_evidence(Arc::new(receipt))
    }
}

/// One line for people, without any tag: `applied: 1 added, 0 removed, 3 there now, 1 writes (inquiry inq_123)`.
impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = self.outcome.map_or("failed", EditOutcome::as_str);
        write!(f, "{outcome}: {} added, {} removed", self.added.len(), self.removed.len())?;
        write!(f, ", {} there now, {} writes", self.after.len(), self.attempts)?;
        if let Some(reason) = &self.reason {
            write!(f, " ({reason})")?;
        }
        Ok(())
    }
}
