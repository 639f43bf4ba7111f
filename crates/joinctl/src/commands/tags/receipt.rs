//! The receipt file: the data to undo an edit, with the tags of others hashed.

use std::path::Path;

use join_sdk::audit::{HashKey, StoredTag, TagsRecord};
use join_sdk::tags::{CandidateRef, Owner, Receipt, TagEdit};
use join_sdk::types::{ApplicationId, CandidateId, Tag};
use serde::{Deserialize, Serialize};

use crate::exit::{ExitCode, Failure};

#[derive(Serialize, Deserialize)]
pub(crate) struct StoredReceipt {
    candidate: CandidateId,
    application: ApplicationId,
    owner: Owner,
    #[serde(skip_serializing_if = "Option::is_none")]
    actor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    tags: TagsRecord,
}

impl StoredReceipt {
    pub(crate) fn of(receipt: &Receipt, edit: &TagEdit) -> Result<Self, Failure> {
        Ok(Self {
            candidate: receipt.candidate,
            application: receipt.application,
            owner: edit.owner().clone(),
            actor: receipt.actor.clone(),
            reason: receipt.reason.clone(),
            tags: TagsRecord::of(receipt, &HashKey::random()?),
        })
    }

    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| Failure::usage(format!("the receipt can't be read: {error}")))?;
        serde_json::from_str(&text)
            .map_err(|error| Failure::usage(format!("the file is not a receipt: {error}")))
    }

    pub(crate) fn candidate(&self) -> CandidateRef {
        CandidateRef::new(self.candidate, self.application)
    }

    /// Returns the edit that undoes this one.
    pub(crate) fn inverse(&self) -> Result<TagEdit, Failure> {
        let clear = |tags: &[StoredTag]| -> Result<Vec<Tag>, Failure> {
            let clear = |tag: &StoredTag| match tag {
                StoredTag::Own(tag) => Ok(tag.clone()),
                StoredTag::Hashed { .. } => Err(Failure {
                    message: "the edit changed tags of others, and the receipt holds only their hashes"
                        .to_owned(),
                    code: ExitCode::Refused,
                }),
            };
            tags.iter().map(clear).collect()
        };
        let edit = TagEdit::owned_by(self.owner.clone()).allow_large_removal();
        let edit = clear(&self.tags.removed)?.into_iter().try_fold(edit, TagEdit::add)?;
        Ok(clear(&self.tags.added)?.into_iter().try_fold(edit, TagEdit::remove)?)
    }
}
