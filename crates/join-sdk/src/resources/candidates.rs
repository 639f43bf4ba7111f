//! Candidates: notes. [`tags`](crate::tags) replaces their tags safely.

use std::sync::Arc;

use join_client::operations;
use join_client::types::{CandidateId, CreateNoteRequest, CreatedNote};

use super::resource;
use crate::call::Call;
use crate::call::recorded::RecordContext;
use crate::error::Error;
use crate::records::audit::{NoteRecord, Subject};

resource! {
    /// Notes on candidates: see [`Join::candidates`](crate::Join::candidates).
    Candidates
}

impl<'a> Candidates<'a> {
    /// Adds a note for the hiring team; the candidate never sees it. Whether JOIN reads it as plain text or as HTML is
    /// unknown.
    ///
    /// It is retried only when the first request certainly had no effect: no connection, or status 429.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// use join_sdk::types::CandidateId;
    ///
    /// join.candidates().add_note(CandidateId(5), "Called; calls back on Monday.").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) for an empty note; nothing is sent. Notes can't be
    /// listed: when [`may_have_been_applied`](crate::Error::may_have_been_applied) is true, only a person can check in JOIN.
    pub fn add_note(self, candidate: CandidateId, text: impl Into<String>) -> Call<'a, CreatedNote> {
        let operation = &operations::CREATE_CANDIDATE_NOTE;
        let text: String = text.into();
        if text.trim().is_empty() {
            return Call::refused(self.handle, operation, Error::invalid("the note is empty"));
        }
        let note =
            NoteRecord { length: text.chars().count(), hash: self.handle.shared().audit_key.hash(&text) };
        let about = RecordContext { note: Some(note), ..RecordContext::of(Subject::candidate(candidate)) };
        let body = Arc::new(CreateNoteRequest { content: text.into() });
        let call = self.handle.call(operation, move |client| {
            let body = Arc::clone(&body);
            async move { client.create_candidate_note(&candidate, &body).await }
        });
        call.about(about)
    }
}
