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

/// The outcome of a successful tag write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EditOutcome {
    /// The tags were as desired; nothing was written.
    NoChange,
    /// Written on the expected set.
    Applied,
    /// Written after a merge with others' changes since the plan.
    AppliedAfterMerge,
    /// Written, overwritten by others, and written again.
    Healed,
}

impl EditOutcome {
    /// The outcome in snake_case, its stored form.
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

/// The id of one edit, in receipts and journals.
///
/// ```
/// use join_sdk::tags::{ApplyOptions, EditId};
///
/// let mine = ApplyOptions::default().edit_id(EditId::new("inq_123/1"));
/// let drawn = ApplyOptions::default().edit_id(EditId::random()); // as without the option
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EditId(String);

impl EditId {
    /// Creates an id from your own, such as an inquiry's.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// Creates a random id.
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

/// Changes of others during an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ForeignChange {
    /// Tags that appeared.
    pub added: Vec<Tag>,
    /// Tags that disappeared. Somebody removed them, or a write overwrote them.
    pub removed: Vec<Tag>,
}

impl ForeignChange {
    /// The differences between the foreign tags of two sets, apart from a server's text normalization.
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

/// The kind of an edit's request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RequestKind {
    /// A read of the application, for its candidate's tags.
    Read,
    /// A write of the whole set.
    Write,
}

/// One request of an edit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RequestTrace {
    /// The kind of request.
    pub kind: RequestKind,
    /// When it was sent.
    pub at: Timestamp,
    /// Milliseconds until the response or the failure.
    pub elapsed_ms: f64,
    /// The status of the response.
    pub status: Option<u16>,
    /// The request id of the response, for the vendor's support.
    pub request_id: Option<String>,
    /// The kind of its failure.
    pub failure: Option<String>,
}

/// The record of one tag write: actor, reason, time, sets read and sent, outcome.
///
/// It holds the tags of others, which are personal data. A [`Sink`](crate::records::audit::Sink) gets them as keyed hashes.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Receipt {
    /// The edit.
    pub edit_id: EditId,
    /// The actor.
    pub actor: Option<String>,
    /// The reason.
    pub reason: Option<String>,
    /// The candidate.
    pub candidate: CandidateId,
    /// The application that gave access to the tags.
    pub application: ApplicationId,
    /// The outcome; none when it failed.
    pub outcome: Option<EditOutcome>,
    /// The start.
    pub at: Timestamp,
    /// Total time, waits included.
    pub elapsed: Duration,
    /// The set of the first read.
    pub before: Vec<Tag>,
    /// The set of the last write; none when nothing was sent.
    pub sent: Option<Vec<Tag>>,
    /// The set of the last read.
    pub after: Vec<Tag>,
    /// Tags added by this edit.
    pub added: Vec<Tag>,
    /// Tags removed by this edit.
    pub removed: Vec<Tag>,
    /// Wanted tags and their look-alikes: the server changed case, blanks or normalization.
    pub loose: Vec<(Tag, Tag)>,
    /// Whether JOIN returned null for the tags, treated as no tags.
    pub was_null: bool,
    /// Changes of others during the edit, as far as visible.
    pub foreign_changes: Vec<ForeignChange>,
    /// All requests, in order.
    pub requests: Vec<RequestTrace>,
    /// Writes sent.
    pub attempts: u32,
    /// Time in which another writer's change would have been erased unseen: from the read's response to the write's response,
    /// summed over the writes.
    pub exposure: Duration,
    /// The version of this SDK.
    pub sdk_version: &'static str,
    pub(crate) owner: Option<Owner>,
}

impl Receipt {
    /// Whether a tag is the edit's own. A replaced set has no own tags.
    pub(crate) fn owns(&self, tag: &Tag) -> bool {
        self.owner.as_ref().is_some_and(|owner| owner.owns(tag.as_str()))
    }

    /// The inverse edit: it adds the removed tags and removes the added ones.
    ///
    /// ```no_run
    /// # fn example(receipt: join_sdk::tags::Receipt) -> join_sdk::Result<()> {
    /// let undo = receipt.inverse()?;
    /// println!("{} tags to add again", undo.wanted().count());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`] when the whole set was replaced: no edit can undo that. Replace it again.
    pub fn inverse(&self) -> Result<TagEdit> {
        let owner = self.owner.clone().ok_or_else(|| {
            Error::new(ErrorKind::Refused, "a replaced set can't be undone by an edit; replace it again")
        })?;
        TagEdit::inverse(owner, &self.added, &self.removed)
    }
}

impl Error {
    /// The receipt of a failed tag write: all reads and writes until the failure.
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
        if self.was_null {
            write!(f, ", null in JOIN taken for no tags")?;
        }
        if let Some(reason) = &self.reason {
            write!(f, " ({reason})")?;
        }
        Ok(())
    }
}
