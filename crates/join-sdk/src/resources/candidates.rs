//! Candidates: notes. [`tags`](crate::tags) replaces their tags safely.

use std::sync::Arc;

use join_client::operations;
use join_client::types::{CandidateId, CreateNoteRequest, CreatedNote};

use super::note_text::NoteText;
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
    /// Adds a note of plain text for the hiring team; the candidate never sees it.
    ///
    /// The text is escaped, so that `a < b` and line breaks read as written: clients send notes as HTML, so JOIN probably shows
    /// them as HTML (evidence: inferred). [`add_note_html`](Self::add_note_html) sends HTML.
    ///
    /// It is retried only when the first request certainly had no effect: no connection, or status 429.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// join.candidates().add_note(join_sdk::types::CandidateId(5), "Score < 50,\nasked for a second document").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) for an empty note; nothing is sent. No way is known to list
    /// notes: when [`may_have_been_applied`](crate::Error::may_have_been_applied) is true, only a person can check in JOIN.
    pub fn add_note(self, candidate: CandidateId, text: impl Into<String>) -> Call<'a, CreatedNote> {
        self.send_note(candidate, &NoteText::Plain(text.into()))
    }

    /// Adds a note of HTML for the hiring team. It is sent as it is, so escape what comes from others.
    ///
    /// Working clients send HTML (evidence: client); which elements JOIN shows is unknown. Otherwise as
    /// [`add_note`](Self::add_note).
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// join.candidates().add_note_html(join_sdk::types::CandidateId(5), "<p>Identity <b>verified</b></p>").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`add_note`](Self::add_note).
    pub fn add_note_html(self, candidate: CandidateId, html: impl Into<String>) -> Call<'a, CreatedNote> {
        self.send_note(candidate, &NoteText::Html(html.into()))
    }

    pub(crate) fn send_note(self, candidate: CandidateId, text: &NoteText) -> Call<'a, CreatedNote> {
        let operation = &operations::CREATE_CANDIDATE_NOTE;
        let given = text.given();
        if given.trim().is_empty() {
            return Call::refused(self.handle, operation, Error::invalid("the note is empty"));
        }
        let note =
            NoteRecord { length: given.chars().count(), hash: self.handle.shared().audit_key.hash(given) };
        let about = RecordContext { note: Some(note), ..RecordContext::of(Subject::candidate(candidate)) };
        let body = Arc::new(CreateNoteRequest { content: text.content().into() });
        let call = self.handle.call(operation, move |client| {
            let body = Arc::clone(&body);
            async move { client.create_candidate_note(&candidate, &body).await }
        });
        call.about(about)
    }
}
