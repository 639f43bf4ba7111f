//! A decision as JSON: what a caller sends, and what comes back.

use std::collections::BTreeMap;

use join_actions::{ActionError, Personal};
use join_sdk::decisions::{Decision, DecisionReceipt};
use join_sdk::tags::{CandidateRef, EditOutcome, Owner, Receipt, TagEdit};
use join_sdk::types::{ApplicationId, CandidateId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The name of decisions in errors.
pub(crate) const NAME: &str = "decide";

/// What a caller decides on a candidate.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecisionInput {
    /// The caller's own key, such as an inquiry's. A decision is recorded once.
    id: String,
    /// An application of the candidate.
    application_id: i64,
    /// The prefix of the tags that the caller owns.
    owner: String,
    #[serde(default)]
    add_tags: Vec<String>,
    #[serde(default)]
    remove_tags: Vec<String>,
    /// Statuses by key: the tag `key=value` replaces the other ones of the key.
    #[serde(default)]
    set: BTreeMap<String, String>,
    note: Option<Personal>,
    /// Whether the note is HTML, sent as it is.
    #[serde(default)]
    note_is_html: bool,
    actor: Option<String>,
    reason: Option<String>,
}

impl DecisionInput {
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn has_note(&self) -> bool {
        self.note.is_some()
    }

    /// The decision on this candidate.
    pub(crate) fn of(self, candidate: CandidateId) -> Result<(CandidateRef, Decision), ActionError> {
        let wrong = |error: join_sdk::Error| ActionError::of(NAME, &error);
        let mut edit = TagEdit::owned_by(Owner::with_prefix(self.owner).map_err(wrong)?);
        for tag in self.add_tags {
            edit = edit.add(tag).map_err(wrong)?;
        }
        for tag in self.remove_tags {
            edit = edit.remove(tag).map_err(wrong)?;
        }
        for (key, value) in self.set {
            edit = edit.set_exclusive(key, value).map_err(wrong)?;
        }
        let mut decision = Decision::new(self.id, edit);
        decision = match self.note {
            None => decision,
            Some(html) if self.note_is_html => decision.note_html(html.as_str()),
            Some(text) => decision.note(text.as_str()),
        };
        if let Some(actor) = self.actor {
            decision = decision.actor(actor);
        }
        if let Some(reason) = self.reason {
            decision = decision.reason(reason);
        }
        Ok((CandidateRef::new(candidate, ApplicationId(self.application_id)), decision))
    }
}

/// What happened to the tags, in the words of the action that updates a candidate.
pub(crate) fn tags(receipt: Option<&Receipt>) -> Value {
    let Some(receipt) = receipt else { return json!("written_earlier") };
    json!(receipt.outcome.map_or("applied", EditOutcome::as_str))
}

/// What happened to a note.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct NoteStep {
    note: Option<String>,
    error: Option<ActionError>,
}

impl NoteStep {
    pub(crate) fn of(receipt: &DecisionReceipt) -> Self {
        let word = |was_written| if was_written { "written" } else { "already_written" };
        let note = receipt.note.as_ref().map(|note| word(note.was_written()).to_owned());
        Self { note, error: None }
    }

    /// The step of a note that may have been written: a person has to look.
    pub(crate) fn unknown(error: ActionError) -> Self {
        Self { note: Some("unknown".to_owned()), error: Some(error) }
    }
}

/// The answer to a decision.
pub(crate) fn output(id: &str, candidate: CandidateId, tags: &Value, note: &NoteStep) -> Value {
    json!({
        "schema_version": 1, "id": id, "candidate_id": candidate, "tags": tags, "note": note.note, "error": note.error,
    })
}
