//! Writes a keyed note once. The journal decides whether to send; a person settles unknown outcomes.

use std::time::Duration;

use join_client::operations;
use join_client::types::{CandidateId, CreatedNote};

use crate::error::{Advice, Error, ErrorKind, Result};
use crate::records::journal::{EntryEnd, EntryOutcome, Intent, Journal, Known, WriteKind};
use crate::resources::Candidates;
use crate::resources::input::looks_like_email;
use crate::resources::note_text::NoteText;

/// The result of a note with a key.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum NoteOutcome {
    /// Written by this call.
    Written(CreatedNote),
    /// Written by an earlier call. Nothing was sent.
    Earlier,
}

impl NoteOutcome {
    /// Whether this call wrote the note.
    pub fn was_written(&self) -> bool {
        matches!(self, NoteOutcome::Written(_))
    }
}

/// The next step for a note, from its key's state in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Send,
    /// The note exists.
    Leave,
    /// The note may exist; only a person can check.
    Ask,
    Refuse(&'static str),
}

const ANOTHER: &str = "the key belongs to a note with another text or on another candidate";
const NO_NOTE: &str = "the key does not belong to a note";

fn step(wanted: &Intent, known: Option<&Known>) -> Step {
    let same = |candidate: CandidateId, hash: &Option<String>| {
        candidate == wanted.candidate && *hash == wanted.text_hash
    };
    match known {
        None => Step::Send,
        Some(known) if known.kind() != WriteKind::Note => Step::Refuse(NO_NOTE),
        // The note is not there, so the key is free.
        Some(Known::Settled(outcome)) if outcome.outcome == EntryEnd::Failed => Step::Send,
        Some(Known::Settled(outcome)) if !same(outcome.candidate, &outcome.text_hash) => {
            Step::Refuse(ANOTHER)
        }
        Some(Known::Settled(outcome)) if outcome.outcome.is_done() => Step::Leave,
        Some(Known::Intended(intent)) if !same(intent.candidate, &intent.text_hash) => Step::Refuse(ANOTHER),
        Some(_) => Step::Ask,
    }
}

impl Candidates<'_> {
    /// Adds a note of plain text at most once for each key. The text is escaped as by [`add_note`](Self::add_note).
    ///
    /// A second call with the same key sends nothing. The key is your own, such as an inquiry's id and the note's subject. The
    /// journal stores it, so keep personal data out of it.
    ///
    /// The intent is on the disk before the note is sent, so this holds across crashes. Two concurrent calls with the same key
    /// send one note.
    ///
    /// ```no_run
    /// # async fn example(token: join_sdk::ApiToken) -> join_sdk::Result<()> {
    /// use join_sdk::{Join, journal::Journal, types::CandidateId};
    ///
    /// let journal = Journal::open("notes.jsonl").await?;
    /// let join = Join::builder(token).journal(journal).build()?;
    /// let note = join.candidates().add_note_once(CandidateId(5), "inq_123/verified", "Identity verified").await?;
    /// println!("written now: {}", note.was_written());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// - [`ErrorKind::Config`] without a [journal](crate::JoinBuilder::journal), [`ErrorKind::InvalidInput`] for an empty note
    ///   or an unusable key: nothing was sent.
    /// - [`ErrorKind::Refused`] when the key belongs to another note: nothing was sent.
    /// - [`ErrorKind::UnknownOutcome`] when it was sent, now or earlier, and no response came, or the process ended in between.
    ///   No way is known to list notes, so only a person can check; record the finding with [`Journal::settle_note`]. Until then each
    ///   call with the key fails with this kind.
    /// - [`ErrorKind::Io`] when the journal could not be written. Before sending: nothing was sent. After it:
    ///   [`may_have_been_applied`](Error::may_have_been_applied) is true.
    /// - Otherwise the call's error; nothing was written. Try again with the same key.
    pub async fn add_note_once(
        self,
        candidate: CandidateId,
        key: impl Into<String>,
        text: impl Into<String>,
    ) -> Result<NoteOutcome> {
        self.write_once(candidate, key.into(), NoteText::Plain(text.into())).await
    }

    /// Adds a note of HTML at most once for each key. It is sent as it is, so escape what comes from others.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// use join_sdk::types::CandidateId;
    ///
    /// let html = "<p>Identity <b>verified</b></p>";
    /// join.candidates().add_note_html_once(CandidateId(5), "inq_123/verified", html).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`add_note_once`](Self::add_note_once).
    pub async fn add_note_html_once(
        self,
        candidate: CandidateId,
        key: impl Into<String>,
        html: impl Into<String>,
    ) -> Result<NoteOutcome> {
        self.write_once(candidate, key.into(), NoteText::Html(html.into())).await
    }

    pub(crate) async fn write_once(
        self,
        candidate: CandidateId,
        key: String,
        text: NoteText,
    ) -> Result<NoteOutcome> {
        check(&key, text.given())?;
        let message = "notes that are written once need a journal; nothing was sent";
        let needed = || Error::new(ErrorKind::Config, message).with_advice(Advice::UseJournal);
        let journal = self.handle.journal().ok_or_else(needed)?;
        let mine = journal.claim(&key, self.handle.settings().call_timeout).await?;
        let mut intent = Intent::new(key, WriteKind::Note, candidate);
        intent.text_hash = Some(journal.hash_key().hash(text.given()));
        let caller = self.handle.settings();
        (intent.actor, intent.reason) = (caller.attribution.actor.clone(), caller.attribution.reason.clone());
        match step(&intent, journal.known(&intent.key).await?.as_ref()) {
            Step::Send => {}
            Step::Leave => return Ok(NoteOutcome::Earlier),
            Step::Ask => return Err(unknown(0)),
            Step::Refuse(message) => return Err(Error::new(ErrorKind::Refused, message)),
        }
        journal.intend(&intent).await?;
        let may = || match mine.is_held() {
            true => Ok(()),
            false => {
                let message = "the key's turn was lost before the note was sent; nothing was sent; try again";
                Err(Error::new(ErrorKind::Refused, message))
            }
        };
        let sent = self.send_note(candidate, &text).only_if(may).await;
        if sent.as_ref().is_err_and(|error| error.attempts() == 0) && !mine.is_held() {
            // Another process may have the key, so its entries are the ones that count.
            return sent.map(NoteOutcome::Written);
        }
        let (ending, failure) = match &sent {
            Ok(_) => (EntryEnd::Written, None),
            Err(error) => (ended(error), Some(error.kind().as_str().to_owned())),
        };
        let kept = journal.settle(&EntryOutcome { error: failure, ..intent.ended(ending) }).await;
        match sent {
            Ok(note) => kept.map(|()| NoteOutcome::Written(note)).map_err(written_but_not_kept),
            Err(error) if ending == EntryEnd::Unknown => Err(unknown(error.attempts()).with_source(error)),
            Err(error) => Err(error),
        }
    }
}

fn check(key: &str, text: &str) -> Result<()> {
    if key.trim().is_empty() {
        return Err(Error::invalid("the note's key is blank"));
    }
    if looks_like_email(key.trim()) {
        return Err(Error::invalid("the note's key looks like an e-mail address; use a key of your own"));
    }
    if text.trim().is_empty() {
        return Err(Error::invalid("the note is empty"));
    }
    Ok(())
}

/// Classifies a failed call. A success in JOIN with a missing record counts as success.
fn ended(error: &Error) -> EntryEnd {
    match error.status() {
        Some(status) if error.kind() == ErrorKind::Io && status.is_success() => EntryEnd::Written,
        _ if error.may_have_been_applied() => EntryEnd::Unknown,
        _ => EntryEnd::Failed,
    }
}

fn unknown(attempts: u32) -> Error {
    let message = "the note may have been written, and no way is known to list notes: look at the candidate in JOIN, then record \
                 in the journal what you saw";
    let error = Error::new(ErrorKind::UnknownOutcome, message).with_advice(Advice::SettleNote);
    error.of(&operations::CREATE_CANDIDATE_NOTE, attempts, true)
}

fn written_but_not_kept(error: Error) -> Error {
    let message = "the note was written, but the journal could not record it; do not send it again";
    error.with_message(message).of(&operations::CREATE_CANDIDATE_NOTE, 1, true)
}

/// A person's finding on a note with an unknown outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoteSighting {
    /// The note exists.
    Written,
    /// The note does not exist; the key may send it again.
    Missing,
}

impl Journal {
    /// Records a person's finding on a note with an unknown outcome.
    ///
    /// ```no_run
    /// # async fn example(journal: join_sdk::journal::Journal) -> join_sdk::Result<()> {
    /// use join_sdk::note_once::NoteSighting;
    ///
    /// journal.settle_note("inq_123/verified", NoteSighting::Missing).await?; // looked up in JOIN
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] when the key is not that of a note whose outcome is unknown; [`ErrorKind::Io`] when the journal
    /// can't be written.
    pub async fn settle_note(&self, key: &str, sighting: NoteSighting) -> Result<()> {
        let _mine = self.claim(key, Duration::MAX).await?;
        let ending = match sighting {
            NoteSighting::Written => EntryEnd::Written,
            NoteSighting::Missing => EntryEnd::Failed,
        };
        let outcome = match self.known(key).await? {
            Some(Known::Intended(intent)) if intent.kind == WriteKind::Note => intent.ended(ending),
            Some(Known::Settled(outcome))
                if outcome.kind == WriteKind::Note && outcome.outcome == EntryEnd::Unknown =>
            {
                EntryOutcome { outcome: ending, at: jiff::Timestamp::now(), error: None, ..outcome }
            }
            _ => return Err(Error::invalid("the key is not that of a note whose outcome is unknown")),
        };
        self.settle(&outcome).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(text: &str, candidate: i64) -> Intent {
        let mut intent = Intent::new("k", WriteKind::Note, CandidateId(candidate));
        intent.text_hash = Some(text.to_owned());
        intent
    }

    #[test]
    fn a_note_is_sent_only_when_it_is_surely_not_there() {
        let wanted = note("hash", 5);
        let settled = |intent: Intent, ending: EntryEnd| Known::Settled(intent.ended(ending));
        for (known, expected) in [
            (None, Step::Send),
            (Some(settled(wanted.clone(), EntryEnd::Written)), Step::Leave),
            (Some(settled(wanted.clone(), EntryEnd::Failed)), Step::Send),
            (Some(settled(note("other", 6), EntryEnd::Failed)), Step::Send),
            (Some(settled(wanted.clone(), EntryEnd::Unknown)), Step::Ask),
            (Some(Known::Intended(wanted.clone())), Step::Ask),
            (Some(settled(note("other", 5), EntryEnd::Written)), Step::Refuse(ANOTHER)),
            (Some(settled(note("hash", 6), EntryEnd::Written)), Step::Refuse(ANOTHER)),
            (Some(settled(note("other", 5), EntryEnd::Unknown)), Step::Refuse(ANOTHER)),
            (Some(Known::Intended(note("hash", 6))), Step::Refuse(ANOTHER)),
            (
                Some(Known::Intended(Intent { kind: WriteKind::Tags, ..wanted.clone() })),
                Step::Refuse(NO_NOTE),
            ),
        ] {
            assert_eq!(step(&wanted, known.as_ref()), expected, "{known:?}");
        }
    }
}
