//! What is recorded of a write. Nothing in it names a person: tags of others and notes are hashed.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use join_client::types::{ApplicationId, CandidateId, JobId, OfficeId, Tag};
use serde::{Deserialize, Serialize};

use super::hash::HashKey;
use crate::error::Error;
use crate::tags::{EditId, EditOutcome, ForeignChange, Receipt, RequestTrace};

/// One write: who, what, when, what came of it. One line of an [`FileSink`](super::FileSink).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Record {
    /// When the write began, by this machine's clock.
    pub at: Timestamp,
    /// The operation's name in the API document, such as `createCandidateNote`; `raw` for the escape hatch.
    pub operation: String,
    /// The HTTP method.
    pub method: String,
    /// Who wrote, as the caller said: see [`RequestOptions::actor`](crate::RequestOptions::actor).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// Why, as the caller said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What was written to, or came to be.
    #[serde(default)]
    pub subject: Subject,
    /// What came of it.
    pub outcome: RecordOutcome,
    /// The kind of the failure, as [`ErrorKind::as_str`](crate::ErrorKind::as_str) gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The status of the last answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The request ids that the answers carried, for the vendor's support.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub request_ids: Vec<String>,
    /// Requests that were sent.
    pub attempts: u32,
    /// Time from the call to its end; in the file in milliseconds.
    #[serde(rename = "elapsed_ms", with = "millis")]
    pub elapsed: Duration,
    /// The note that was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<NoteRecord>,
    /// What was done to the tags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<TagsRecord>,
    /// The SDK's version.
    pub sdk_version: String,
}

/// What a write was about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Subject {
    /// The candidate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub candidate: Option<CandidateId>,
    /// The application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<ApplicationId>,
    /// The job.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<JobId>,
    /// The office.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<OfficeId>,
    /// The caller's own key of an application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
}

impl Subject {
    pub(crate) fn candidate(id: CandidateId) -> Self {
        Self { candidate: Some(id), ..Self::default() }
    }

    pub(crate) fn job(id: JobId) -> Self {
        Self { job: Some(id), ..Self::default() }
    }
}

/// What came of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RecordOutcome {
    /// It was done.
    Applied,
    /// There was nothing to do, and nothing was sent.
    Nothing,
    /// It was not done.
    Failed,
    /// It may have been done.
    Unknown,
}

impl RecordOutcome {
    /// The outcome in snake_case, as it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            RecordOutcome::Applied => "applied",
            RecordOutcome::Nothing => "nothing",
            RecordOutcome::Failed => "failed",
            RecordOutcome::Unknown => "unknown",
        }
    }
}

impl fmt::Display for RecordOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A note: how long it was, and its hash by the client's key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteRecord {
    /// Its length in characters.
    pub length: usize,
    /// The keyed hash of its text.
    pub hash: String,
}

/// What was done to a candidate's tags, from the receipt. Tags that are not the edit's own are keyed hashes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TagsRecord {
    /// The edit's id.
    pub edit_id: EditId,
    /// How it ended, such as `applied_after_merge`; none when it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<EditOutcome>,
    /// The tags that were read.
    pub before: Vec<StoredTag>,
    /// The whole set that was sent last; none when nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<Vec<StoredTag>>,
    /// The tags that were there at the end, as far as is known.
    pub after: Vec<StoredTag>,
    /// What the edit added.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<StoredTag>,
    /// What the edit removed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<StoredTag>,
    /// What others were seen to change in the meantime.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub foreign_changes: Vec<StoredChange>,
    /// From the answer to the read until the answer to the write, summed over the writes: what others wrote in between is
    /// lost. In the file in milliseconds.
    #[serde(rename = "exposure_ms", with = "millis")]
    pub exposure: Duration,
    /// The requests of the edit.
    pub requests: Vec<RequestTrace>,
}

/// A tag as it is stored: own ones in clear, those of others hashed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum StoredTag {
    /// A tag of the edit's owner.
    Own(Tag),
    /// A tag of others.
    Hashed {
        /// Its keyed hash.
        hash: String,
    },
}

/// What others changed while an edit was under way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StoredChange {
    /// Tags that were not there before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<StoredTag>,
    /// Tags that were there before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<StoredTag>,
}

impl Record {
    /// The record as one line of JSON.
    pub fn to_json(&self) -> String {
        // Strings, numbers and lists of them can always be written.
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl TagsRecord {
    /// What a receipt says, with the tags of others hashed by this key.
    pub fn of(receipt: &Receipt, key: &HashKey) -> Self {
        let stored = |tags: &[Tag]| -> Vec<StoredTag> {
            let stored = |tag: &Tag| match receipt.owns(tag) {
                true => StoredTag::Own(tag.clone()),
                false => StoredTag::Hashed { hash: key.hash_tag(tag) },
            };
            tags.iter().map(stored).collect()
        };
        let change = |change: &ForeignChange| StoredChange {
            added: stored(&change.added),
            removed: stored(&change.removed),
        };
        Self {
            edit_id: receipt.edit_id.clone(),
            outcome: receipt.outcome,
            before: stored(&receipt.before),
            sent: receipt.sent.as_deref().map(stored),
            after: stored(&receipt.after),
            added: stored(&receipt.added),
            removed: stored(&receipt.removed),
            foreign_changes: receipt.foreign_changes.iter().map(change).collect(),
            exposure: receipt.exposure,
            requests: receipt.requests.clone(),
        }
    }
}

/// Durations as milliseconds with three places.
mod millis {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(crate) fn serialize<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        let micros = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
        serializer.serialize_f64(micros as f64 / 1e3)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        let millis = f64::deserialize(deserializer)?;
        Duration::try_from_secs_f64(millis / 1e3).map_err(D::Error::custom)
    }
}

impl RecordOutcome {
    pub(crate) fn of(error: &Error) -> Self {
        if error.may_have_been_applied() { RecordOutcome::Unknown } else { RecordOutcome::Failed }
    }
}

impl Record {
    pub(crate) fn of_tags(receipt: &Receipt, failure: Option<&Error>, key: &HashKey) -> Self {
        let operation = &join_client::operations::UPDATE_CANDIDATE;
        let requests = receipt.requests.iter();
        Record {
            at: receipt.at,
            operation: operation.id.to_owned(),
            method: operation.method.to_owned(),
            actor: receipt.actor.clone(),
            reason: receipt.reason.clone(),
            subject: Subject {
                candidate: Some(receipt.candidate),
                application: Some(receipt.application),
                ..Subject::default()
            },
            outcome: match failure {
                Some(error) => RecordOutcome::of(error),
                None if receipt.sent.is_none() => RecordOutcome::Nothing,
                None => RecordOutcome::Applied,
            },
            error: failure.map(|error| error.kind().as_str().to_owned()),
            status: receipt.requests.last().and_then(|request| request.status),
            request_ids: requests.filter_map(|request| request.request_id.clone()).collect(),
            attempts: receipt.attempts,
            elapsed: receipt.elapsed,
            note: None,
            tags: Some(TagsRecord::of(receipt, key)),
            sdk_version: receipt.sdk_version.to_owned(),
        }
    }
}
