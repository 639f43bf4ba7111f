//! The action that adds a note.

use join_sdk::journal::JournalState;
use join_sdk::note_once;

use super::Actions;
use crate::action::Action;
use crate::error::{ActionError, ErrorKind};
use crate::input::{CreateCandidateNote, NoteFormat};
use crate::output::{CreatedNote, Effect, NoteOutcome, Plan, SCHEMA_VERSION};

const ACTION: Action = Action::CreateCandidateNote;

impl Actions {
    /// Adds a note to a candidate. With a key, at most once.
    ///
    /// No way is known to read notes, so a note that may have been written is the outcome `unknown`, and is not sent again.
    ///
    /// ```no_run
    /// # async fn example(actions: join_actions::Actions) -> Result<(), join_actions::ActionError> {
    /// use join_actions::input::CreateCandidateNote;
    /// use join_sdk::types::CandidateId;
    ///
    /// let note = CreateCandidateNote::new(CandidateId(70001), "Identity verified");
    /// println!("{:?}", actions.create_candidate_note(note).await?.outcome);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] for a key without a journal; otherwise the call's error. Nothing was written.
    pub async fn create_candidate_note(
        &self,
        input: CreateCandidateNote,
    ) -> Result<CreatedNote, ActionError> {
        ACTION.check_typed(&input)?;
        self.add_note(input).await
    }

    pub(super) async fn add_note(&self, input: CreateCandidateNote) -> Result<CreatedNote, ActionError> {
        let write = self.begin(input.actor.as_ref(), input.reason.as_ref());
        let candidate = input.candidate_id;
        let mut output = CreatedNote {
            schema_version: SCHEMA_VERSION,
            outcome: NoteOutcome::Written,
            candidate_id: candidate,
            candidate_url: candidate.page(),
            key: input.key.clone(),
            audit: write.audit,
            error: None,
        };
        let (candidates, content) = (write.join.candidates(), input.content.as_str());
        let ended = match (input.key, input.format) {
            (Some(key), NoteFormat::Text) => once(candidates.add_note_once(candidate, key, content).await),
            (Some(key), NoteFormat::Html) => {
                once(candidates.add_note_html_once(candidate, key, content).await)
            }
            (None, NoteFormat::Text) => {
                candidates.add_note(candidate, content).await.map(|_| NoteOutcome::Written)
            }
            (None, NoteFormat::Html) => {
                candidates.add_note_html(candidate, content).await.map(|_| NoteOutcome::Written)
            }
        };
        output.audit.request_ids = write.ids.list();
        match ended {
            Ok(outcome) => output.outcome = outcome,
            Err(error) => {
                let error = ActionError::of(ACTION.name(), &error);
                if !error.is_unknown_outcome() {
                    return Err(error);
                }
                output.outcome = NoteOutcome::Unknown;
                output.error = Some(error);
            }
        }
        Ok(output)
    }

    pub(super) async fn plan_note(&self, input: CreateCandidateNote) -> Result<Plan, ActionError> {
        let path = format!("/candidates/{}/notes", input.candidate_id);
        let letters = input.content.as_str().chars().count();
        let writes =
            Plan::new(ACTION.name(), Effect::Writes, format!("Adds a note of {letters} characters."))
                .request("POST", path);
        let Some(key) = &input.key else {
            return Ok(writes.warning("not_repeatable", "without a key a second run adds a second note"));
        };
        let Some(journal) = self.join.journal() else {
            let message = "notes that are written once need a journal; nothing would be sent";
            return Err(ActionError::new(ACTION.name(), ErrorKind::Config, message));
        };
        let read = |error| ActionError::of(ACTION.name(), &error);
        let state = journal.state(key).await.map_err(read)?;
        if journal.is_done(key).await.map_err(read)? {
            let summary = "An earlier run wrote the note of this key.";
            return Ok(Plan::new(ACTION.name(), Effect::Nothing, summary));
        }
        if state == JournalState::Intended {
            let summary = "An earlier run may have written the note of this key; a person has to look first.";
            return Ok(Plan::new(ACTION.name(), Effect::Nothing, summary));
        }
        Ok(writes)
    }
}

fn once(ended: join_sdk::Result<note_once::NoteOutcome>) -> join_sdk::Result<NoteOutcome> {
    ended
        .map(|outcome| if outcome.was_written() { NoteOutcome::Written } else { NoteOutcome::AlreadyWritten })
}
