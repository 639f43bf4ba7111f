//! Outputs of the actions that write. Each says what happened, and has what an audit needs.

use jiff::Timestamp;
use join_sdk::types::{ApplicationId, CandidateId, JobId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Time, version};
use crate::error::ActionError;
use crate::personal::Personal;

/// Who wrote what and when, for an audit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Audit {
    /// The id of this write, drawn by this program.
    pub edit_id: String,
    /// The request ids of JOIN's responses to the writes, in their order.
    pub request_ids: Vec<String>,
    /// Who wrote, as given in the input.
    pub actor: Option<String>,
    /// Why it was written, as given in the input.
    pub reason: Option<String>,
    /// When the write began.
    #[schemars(with = "Time")]
    pub at: Timestamp,
}

impl Audit {
    pub(crate) fn new(edit_id: String, actor: Option<String>, reason: Option<String>, at: Timestamp) -> Self {
        Self { edit_id, request_ids: Vec::new(), actor, reason, at }
    }
}

/// What happened to an application to create.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "Created Application")]
#[non_exhaustive]
pub struct CreatedApplication {
    /// The version of this output.
    #[schemars(schema_with = "version")]
    pub schema_version: u32,
    /// What happened.
    pub outcome: ApplicationOutcome,
    /// The application's id; null where JOIN did not say it.
    #[schemars(with = "Option<i64>")]
    pub application_id: Option<ApplicationId>,
    /// The candidate's id; null where it is unknown.
    #[schemars(with = "Option<i64>")]
    pub candidate_id: Option<CandidateId>,
    /// The candidate's page in JOIN.
    pub candidate_url: Option<String>,
    /// The job's id.
    #[schemars(with = "i64")]
    pub job_id: JobId,
    /// The caller's own key of the application, if one was given.
    pub integration_external_id: Option<String>,
    /// Who wrote what and when.
    #[serde(flatten)]
    pub audit: Audit,
    /// Why the ids are unknown, and what to do; null where they are known.
    pub error: Option<ActionError>,
}

/// What happened to an application to create.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
#[non_exhaustive]
pub enum ApplicationOutcome {
    /// It was created.
    Created,
    /// It was there already; nothing was created.
    AlreadyExisted,
    /// It may have been created. The error says what to do.
    Unknown,
}

/// What happened to a candidate's tags.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "Updated Candidate")]
#[non_exhaustive]
pub struct UpdatedCandidate {
    /// The version of this output.
    #[schemars(schema_with = "version")]
    pub schema_version: u32,
    /// What happened.
    pub outcome: CandidateOutcome,
    /// The candidate's id.
    #[schemars(with = "i64")]
    pub candidate_id: CandidateId,
    /// The application through which the tags were read.
    #[schemars(with = "Option<i64>")]
    pub application_id: Option<ApplicationId>,
    /// The candidate's page in JOIN.
    pub candidate_url: String,
    /// The tags before; null where they were not read.
    pub tags_before: Option<Vec<Personal>>,
    /// The tags after; null where they were not read.
    pub tags_after: Option<Vec<Personal>>,
    /// The tags that this write added; null where the tags before are unknown.
    pub added: Option<Vec<Personal>>,
    /// The tags that this write removed; null where the tags before are unknown.
    pub removed: Option<Vec<Personal>>,
    /// Whether others changed tags during the write.
    pub changed_by_others: bool,
    /// Who wrote what and when.
    #[serde(flatten)]
    pub audit: Audit,
    /// Why the outcome is unknown, and what to do; null where it is known.
    pub error: Option<ActionError>,
}

/// What happened to a candidate's tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
#[non_exhaustive]
pub enum CandidateOutcome {
    /// The tags were as desired, or nothing was asked. Nothing was written.
    NoChange,
    /// Written on the tags that were read.
    Applied,
    /// Written after a merge with changes of others.
    AppliedAfterMerge,
    /// Written, overwritten by others, and written again.
    Healed,
    /// Written without a look at the tags before.
    ReplacedUnchecked,
    /// It may have been written. The error says what to do.
    Unknown,
}

/// What happened to a note.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "Created Note")]
#[non_exhaustive]
pub struct CreatedNote {
    /// The version of this output.
    #[schemars(schema_with = "version")]
    pub schema_version: u32,
    /// What happened.
    pub outcome: NoteOutcome,
    /// The candidate's id.
    #[schemars(with = "i64")]
    pub candidate_id: CandidateId,
    /// The candidate's page in JOIN.
    pub candidate_url: String,
    /// The note's key, if one was given.
    pub key: Option<String>,
    /// Who wrote what and when.
    #[serde(flatten)]
    pub audit: Audit,
    /// Why the outcome is unknown, and what to do; null where it is known.
    pub error: Option<ActionError>,
}

/// What happened to a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
#[non_exhaustive]
pub enum NoteOutcome {
    /// It was written.
    Written,
    /// An earlier run with the same key wrote it. Nothing was sent.
    AlreadyWritten,
    /// It may have been written. The error says what to do.
    Unknown,
}
