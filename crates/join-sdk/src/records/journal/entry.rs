//! The entries of a journal: runs, intents, outcomes; one flat JSON line each.

use std::collections::BTreeMap;

use jiff::Timestamp;
use join_client::types::{ApplicationId, CandidateId, JobId, Tag};
use serde::{Deserialize, Serialize};

use crate::records::audit::TagsRecord;
use crate::tags::{Owner, TagEdit};

/// A line of a journal. Unknown fields are ignored, so an older SDK reads the lines of a newer one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Entry {
    /// The start of a run over many candidates.
    Run(Run),
    /// A planned write.
    Intent(Intent),
    /// What a write of tags adds and removes, on the disk before the write is sent. Its outcome is
    /// [`Unknown`](EntryEnd::Unknown), and remains so in the journal of a killed run.
    Sending(EntryOutcome),
    /// The outcome of an intent.
    Outcome(EntryOutcome),
    /// The end of a run.
    End(End),
    /// A create of an application that is sent now.
    Create(CreateIntent),
    /// The outcome of a create.
    Created(CreateEntry),
}

/// The start of a run over many candidates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Run {
    /// The run's own name.
    pub run: String,
    /// The start time.
    pub at: Timestamp,
    /// The kind of run.
    pub kind: RunKind,
    /// Whether it is a dry run.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
    /// The actor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// The reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The SDK's version.
    pub sdk: String,
}

/// The kind of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Hash)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RunKind {
    /// Applies edits.
    Bulk,
    /// Undoes the edits of another run.
    Undo,
    /// Reconciles tags with the desired ones.
    Reconcile,
}

/// The kind of the write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Hash)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WriteKind {
    /// Tags.
    Tags,
    /// A note.
    Note,
    /// A decision: tags and a note.
    Decision,
}

/// A planned write, on the disk before its request is sent.
///
/// ```
/// use join_sdk::journal::{EntryEnd, Intent, WriteKind};
/// use join_sdk::types::CandidateId;
///
/// let intent = Intent::new("inq_123", WriteKind::Note, CandidateId(5));
/// let outcome = intent.ended(EntryEnd::Written);
/// assert_eq!(outcome.key, "inq_123");
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Intent {
    /// The key of this write.
    pub key: String,
    /// The time of the intent.
    pub at: Timestamp,
    /// The kind of the write.
    pub kind: WriteKind,
    /// The candidate.
    pub candidate: CandidateId,
    /// The application that gives access to the tags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<ApplicationId>,
    /// The run, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
    /// The actor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// The reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether it belongs to a dry run. Lookups of writes ignore such lines.
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
#[non_exhaustive]
pub struct EntryOutcome {
    /// The key of the intent.
    pub key: String,
    /// The time of the outcome.
    pub at: Timestamp,
    /// The kind of the write.
    pub kind: WriteKind,
    /// The candidate.
    pub candidate: CandidateId,
    /// The application that gives access to the tags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<ApplicationId>,
    /// The run, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
    /// The actor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// The reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The outcome.
    pub outcome: EntryEnd,
    /// The kind of the failure, from [`ErrorKind::as_str`](crate::ErrorKind::as_str).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The owner of the edited tags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Owner>,
    /// Tags added by the edit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<Tag>,
    /// Own tags removed by the edit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<Tag>,
    /// Keyed hashes of others' tags removed by the edit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub foreign_removed: Vec<String>,
    /// The number of tags before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags_before: Option<u64>,
    /// The number of tags after.
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

/// The end of an intent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Hash)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EntryEnd {
    /// Nothing to change.
    NoChange,
    /// The tags were written.
    Applied,
    /// The tags were written after a merge with others' changes.
    AppliedAfterMerge,
    /// The tags were written again, after others overwrote them.
    Healed,
    /// The note was written.
    Written,
    /// Planned by a dry run; nothing was sent.
    Planned,
    /// Nothing was written.
    Failed,
    /// Possibly written.
    Unknown,
}

impl EntryEnd {
    /// Whether the intent was attained: written now, or present before.
    pub fn is_done(self) -> bool {
        !matches!(self, EntryEnd::Planned | EntryEnd::Failed | EntryEnd::Unknown)
    }
}

/// The end of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct End {
    /// The run's own name.
    pub run: String,
    /// The end time.
    pub at: Timestamp,
    /// The outcome counts of the candidates.
    pub counts: BTreeMap<EntryEnd, u64>,
}

/// A create of an application with an external id, on the disk before its request is sent.
///
/// After a restart it shows that a request may still arrive, so that the next create with the external id waits for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CreateIntent {
    /// The key of this write: job and external id.
    pub key: String,
    /// The time of the intent.
    pub at: Timestamp,
    /// The job.
    pub job: JobId,
    /// The external id, the caller's own key.
    pub external_id: String,
    /// The actor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// The reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The outcome of a create of an application.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CreateEntry {
    /// The key of the intent.
    pub key: String,
    /// The time of the outcome. Of an unknown outcome: the time at which its last request ended.
    pub at: Timestamp,
    /// [`Written`](EntryEnd::Written), [`NoChange`](EntryEnd::NoChange) where the application existed,
    /// [`Failed`](EntryEnd::Failed) or [`Unknown`](EntryEnd::Unknown).
    pub outcome: EntryEnd,
    /// The candidate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub candidate: Option<CandidateId>,
    /// The application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<ApplicationId>,
    /// The kind of the failure, from [`ErrorKind::as_str`](crate::ErrorKind::as_str).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl Run {
    /// Creates the start of a run, at the present time and with this SDK's version.
    ///
    /// ```
    /// use join_sdk::journal::{Run, RunKind};
    ///
    /// let run = Run::new("invite-2026-03", RunKind::Bulk);
    /// assert!(!run.dry_run && run.actor.is_none());
    /// ```
    pub fn new(run: impl Into<String>, kind: RunKind) -> Self {
        Self {
            run: run.into(),
            at: Timestamp::now(),
            kind,
            dry_run: false,
            actor: None,
            reason: None,
            sdk: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

impl End {
    /// Creates the end of a run, at the present time.
    ///
    /// ```
    /// use join_sdk::journal::{End, EntryEnd};
    ///
    /// let end = End::new("invite-2026-03", [(EntryEnd::Applied, 12)]);
    /// assert_eq!(end.counts[&EntryEnd::Applied], 12);
    /// ```
    pub fn new(run: impl Into<String>, counts: impl IntoIterator<Item = (EntryEnd, u64)>) -> Self {
        Self { run: run.into(), at: Timestamp::now(), counts: counts.into_iter().collect() }
    }
}

impl Intent {
    /// Creates an intent with a key. The key is the caller's text and appears in files and messages: keep personal data out of it.
    pub fn new(key: impl Into<String>, kind: WriteKind, candidate: CandidateId) -> Self {
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

    /// Creates an outcome with the intent's fields.
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
