//! The audit record of a write. It names no person: tags of others and notes are hashed.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use join_client::types::{ApplicationId, CandidateId, JobId, OfficeId, Tag};
use serde::{Deserialize, Serialize};

use super::hash::HashKey;
use crate::error::Error;
use crate::tags::{EditId, EditOutcome, ForeignChange, Receipt, RequestTrace};

/// One write: actor, target, time, outcome. One line of a [`FileSink`](super::FileSink).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Record {
    /// The start of the write, by this machine's clock.
    pub at: Timestamp,
    /// The operation's name in the API document, such as `createCandidateNote`; `raw` for the escape hatch.
    pub operation: String,
    /// The HTTP method.
    pub method: String,
    /// The caller's actor: see [`RequestOptions::actor`](crate::RequestOptions::actor).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// The caller's reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The written or created objects.
    #[serde(default)]
    pub subject: Subject,
    /// The outcome.
    pub outcome: RecordOutcome,
    /// The kind of the failure, from [`ErrorKind::as_str`](crate::ErrorKind::as_str).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The status of the last response.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The request ids of the responses, for the vendor's support.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub request_ids: Vec<String>,
    /// Requests sent.
    pub attempts: u32,
    /// Total time of the call; milliseconds in the file.
    #[serde(rename = "elapsed_ms", with = "millis")]
    pub elapsed: Duration,
    /// The written note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<NoteRecord>,
    /// The changes of the tags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<TagsRecord>,
    /// The SDK's version.
    pub sdk_version: String,
}

/// The target of a write.
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

/// The outcome of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Hash)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RecordOutcome {
    /// Written.
    Applied,
    /// Nothing to change; nothing was sent.
    Nothing,
    /// Not written.
    Failed,
    /// Possibly written.
    Unknown,
}

impl RecordOutcome {
    /// The outcome in snake_case, its stored form.
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

/// A note: its length, and its hash with the client's key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteRecord {
    /// Its length in characters.
    pub length: usize,
    /// The keyed hash of its text.
    pub hash: String,
}

/// The changes of a candidate's tags, from the receipt. Foreign tags are keyed hashes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TagsRecord {
    /// The edit's id.
    pub edit_id: EditId,
    /// The outcome, such as `applied_after_merge`; none when it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<EditOutcome>,
    /// The tags of the first read.
    pub before: Vec<StoredTag>,
    /// Whether JOIN returned null for the tags, treated as no tags.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub was_null: bool,
    /// The last sent set; none when nothing was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<Vec<StoredTag>>,
    /// The tags at the end, as far as known.
    pub after: Vec<StoredTag>,
    /// Tags added by the edit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<StoredTag>,
    /// Tags removed by the edit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<StoredTag>,
    /// Observed changes of others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub foreign_changes: Vec<StoredChange>,
    /// Time from the read's response to the write's response, summed over the writes: others' changes in between are lost.
    /// Milliseconds in the file.
    #[serde(rename = "exposure_ms", with = "millis")]
    pub exposure: Duration,
    /// The requests of the edit.
    pub requests: Vec<RequestTrace>,
}

/// A stored tag: own ones in clear, those of others hashed.
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

/// Changes of others during an edit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StoredChange {
    /// Tags that appeared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<StoredTag>,
    /// Tags that disappeared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<StoredTag>,
}

impl Record {
    /// The record as one line of JSON.
    pub fn to_json(&self) -> String {
        // Strings, numbers and lists of them always serialize.
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl TagsRecord {
    /// The receipt's content, with others' tags hashed with this key.
    ///
    /// ```no_run
    /// # fn example(receipt: join_sdk::tags::Receipt, key: join_sdk::audit::HashKey) -> join_sdk::Result<()> {
    /// use join_sdk::audit::TagsRecord;
    ///
    /// let record = TagsRecord::of(&receipt, &key);
    /// # Ok(()) }
    /// ```
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
            was_null: receipt.was_null,
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

/// Durations in milliseconds with three decimals.
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
