//! What a journal holds: runs, intents, outcomes; and how they are written, one flat line each.

use std::collections::BTreeMap;

use jiff::Timestamp;
use join_client::types::{ApplicationId, CandidateId, Tag};
use serde::{Deserialize, Serialize};

use crate::records::audit::TagsRecord;
use crate::tags::{Owner, TagEdit};

/// A line of a journal. Fields that are not known here are passed over, so that an older SDK reads what a newer one wrote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Entry {
    /// A run over many candidates begins.
    Run(Run),
    /// Something is going to be written.
    Intent(Intent),
    /// What came of it.
    Outcome(EntryOutcome),
    /// A run has ended.
    End(End),
}

/// A run over many candidates begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// The run's own name.
    pub run: String,
    /// When it began.
    pub at: Timestamp,
    /// What it does.
    pub kind: RunKind,
    /// Whether it only looks what it would do.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
    /// Who runs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The SDK's version.
    pub sdk: String,
}

/// What a run does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RunKind {
    /// It applies edits.
    Bulk,
    /// It takes the edits of another run back.
    Undo,
    /// It brings tags to what is desired.
    Reconcile,
}

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Subject {
    /// Tags.
    Tags,
    /// A note.
    Note,
    /// A decision: tags, and a note on them.
    Decision,
}

/// Something is going to be written: on the disk before it is sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Intent {
    /// What this write is found again by.
    pub key: String,
    /// When it was meant.
    pub at: Timestamp,
    /// What is written.
    pub kind: Subject,
    /// Whose.
    pub candidate: CandidateId,
    /// The application through which the tags are read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<ApplicationId>,
    /// The run that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
    /// Who writes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether nothing is sent. Such lines say nothing of what was written, and are passed over when that is asked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
    /// The edit, as the caller gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edit: Option<TagEdit>,
    /// Desired tags. Reconcile runs only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desired: Option<Vec<Tag>>,
    /// The keyed hash of the note's text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_hash: Option<String>,
}

/// The outcome of an intent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EntryOutcome {
    /// The key of the intent.
    pub key: String,
    /// When it was known.
    pub at: Timestamp,
    /// What was written.
    pub kind: Subject,
    /// Whose.
    pub candidate: CandidateId,
    /// The application through which the tags are read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<ApplicationId>,
    /// The run that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
    /// Who writes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How it ended.
    pub outcome: EntryEnd,
    /// The kind of the failure, as [`ErrorKind::as_str`](crate::ErrorKind::as_str) gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Whose tags the edit touched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Owner>,
    /// Tags that the edit added.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<Tag>,
    /// Own tags that the edit removed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<Tag>,
    /// Keyed hashes of the tags of others that the edit removed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub foreign_removed: Vec<String>,
    /// How many tags there were before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags_before: Option<u64>,
    /// How many tags there were after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags_after: Option<u64>,
    /// Desired tags. Reconcile runs only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desired: Option<Vec<Tag>>,
    /// The keyed hash of the note's text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_hash: Option<String>,
    /// The receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Box<TagsRecord>>,
}

/// How an intent ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EntryEnd {
    /// There was nothing to change.
    NoChange,
    /// The tags were written.
    Applied,
    /// The tags were written, and with them what others had written in between.
    AppliedAfterMerge,
    /// The tags were written again, after others had overwritten them.
    Healed,
    /// The note was written.
    Written,
    /// It would have been written: the run only looked.
    Planned,
    /// Nothing was written.
    Failed,
    /// It may have been written.
    Unknown,
}

impl EntryEnd {
    /// Whether what was meant is there: written now, or there before.
    pub fn is_done(self) -> bool {
        !matches!(self, EntryEnd::Planned | EntryEnd::Failed | EntryEnd::Unknown)
    }
}

/// A run has ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct End {
    /// The run's own name.
    pub run: String,
    /// When it ended.
    pub at: Timestamp,
    /// How many candidates ended how.
    pub counts: BTreeMap<EntryEnd, u64>,
}

impl Intent {
    /// An intent with a key: a text of the caller's own, which comes back in files and messages, so nothing personal.
    pub fn new(key: impl Into<String>, kind: Subject, candidate: CandidateId) -> Self {
        Self {
            key: key.into(),
            at: Timestamp::now(),
            kind,
            candidate,
            application: None,
            run: None,
            actor: None,
            reason: None,
            dry_run: false,
            edit: None,
            desired: None,
            text_hash: None,
        }
    }

    /// What came of it, as far as the intent tells.
    pub fn ended(&self, outcome: EntryEnd) -> EntryOutcome {
        EntryOutcome {
            key: self.key.clone(),
            at: Timestamp::now(),
            kind: self.kind,
            candidate: self.candidate,
            application: self.application,
            run: self.run.clone(),
            actor: self.actor.clone(),
            reason: self.reason.clone(),
            outcome,
            error: None,
            owner: self.edit.as_ref().map(|edit| edit.owner().clone()),
            added: Vec::new(),
            removed: Vec::new(),
            foreign_removed: Vec::new(),
            tags_before: None,
            tags_after: None,
            desired: self.desired.clone(),
            text_hash: self.text_hash.clone(),
            receipt: None,
        }
    }
}

impl EntryOutcome {
    /// Whether it changed tags, so that it can be undone.
    pub fn changed_tags(&self) -> bool {
        let own = self.added.len() + self.removed.len();
        self.outcome.is_done() && own + self.foreign_removed.len() > 0
    }
}
