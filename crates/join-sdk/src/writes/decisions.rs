//! Records a decision on a candidate: tags and a note, resumable through the journal.

use std::fmt;

use join_client::types::{CandidateId, Tag};

use crate::access::ReadWrite;
use crate::call::handle::Handle;
use crate::call::options::RequestOptions;
use crate::error::{Advice, Error, ErrorKind, Result};
use crate::records::journal::{EntryOutcome, Intent, Journal, Known, WriteKind};
use crate::resources::Candidates;
use crate::resources::note_text::NoteText;
use crate::tags::{ApplyOptions, CandidateRef, EditId, EditOutcome, Receipt, TagEdit};
use crate::writes::note_once::NoteOutcome;
use crate::writes::tag_edit::{CandidateTags, Journaled};

/// A decision on a candidate, under your own id, such as an inquiry's. Recorded by [`Decisions::record`].
///
/// ```no_run
/// # async fn example(token: join_sdk::ApiToken, application: join_sdk::types::Application) -> join_sdk::Result<()> {
/// use join_sdk::tags::{CandidateRef, Owner, TagEdit};
/// use join_sdk::{Join, journal::Journal, decisions::Decision};
///
/// let join = Join::builder(token).journal(Journal::open("decisions.jsonl").await?).build()?;
/// let tags = TagEdit::owned_by(Owner::with_prefix("persona:")?).set_exclusive("persona:status", "verified")?;
/// let decision = Decision::new("inq_123", tags)
///     .note("Identity verified")
///     .reason("documents and selfie agree")
///     .actor("acme-idv");
/// let receipt = join.decisions().record(&CandidateRef::of(&application)?, decision).await?;
/// println!("{receipt}");
/// # Ok(()) }
/// ```
#[derive(Clone)]
#[must_use]
pub struct Decision {
    id: String,
    tags: TagEdit,
    note: Option<Note>,
    apply: ApplyOptions,
}

#[derive(Clone)]
enum Note {
    Given(NoteText),
    FromReceipt,
}

/// The receipt of a recorded decision.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct DecisionReceipt {
    /// The decision's id.
    pub id: String,
    /// The receipt of the tags; none when an earlier call wrote them.
    pub tags: Option<Receipt>,
    /// Whether the note was written by this call or by an earlier one; none when the decision has no note.
    pub note: Option<NoteOutcome>,
}

/// The steps of a decision to do.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Tags,
    All,
}

/// Decisions on candidates: see [`Join::decisions`](crate::Join::decisions).
#[derive(Debug, Clone, Copy)]
pub struct Decisions<'a> {
    handle: &'a Handle,
}

impl Decision {
    /// Creates a decision that edits these tags. The id appears in files and messages: keep personal data out of it.
    pub fn new(id: impl Into<String>, tags: TagEdit) -> Self {
        Self { id: id.into(), tags, note: None, apply: ApplyOptions::default() }
    }

    /// Adds a note of plain text once the tags are written. It is escaped, so that it reads as written.
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.note = Some(Note::Given(NoteText::Plain(text.into())));
        self
    }

    /// Adds a note of HTML once the tags are written. It is sent as it is.
    pub fn note_html(mut self, html: impl Into<String>) -> Self {
        self.note = Some(Note::Given(NoteText::Html(html.into())));
        self
    }

    /// Adds a note that lists the added and removed own tags, the reason and the actor.
    pub fn note_from_receipt(mut self) -> Self {
        self.note = Some(Note::FromReceipt);
        self
    }

    /// Sets the reason, for receipts and records. Keep personal data out of it.
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        self.apply = self.apply.reason(reason);
        self
    }

    /// Sets the actor, for receipts and records.
    pub fn actor(mut self, actor: impl Into<String>) -> Self {
        self.apply = self.apply.actor(actor);
        self
    }

    /// Sets how the tags are applied. Its actor and reason apply where the decision has none.
    pub fn apply(mut self, apply: ApplyOptions) -> Self {
        let attribution = self.apply.attribution.or(&apply.attribution);
        self.apply = ApplyOptions { attribution, ..apply };
        self
    }
}

impl<'a> Decisions<'a> {
    pub(crate) fn new(handle: &'a Handle) -> Self {
        Self { handle }
    }

    /// Writes the tags, then the note, and journals each step. A second call with the same id does only the missing steps. A note
    /// is never sent twice.
    ///
    /// ```no_run
    /// # async fn example(
    /// #     join: join_sdk::Join,
    /// #     candidate: join_sdk::tags::CandidateRef,
    /// #     decision: join_sdk::decisions::Decision,
    /// # ) -> join_sdk::Result<()> {
    /// let receipt = join.decisions().record(&candidate, decision).await?;
    /// println!("{receipt}");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] without [`JoinBuilder::journal`](crate::JoinBuilder::journal); [`ErrorKind::Refused`] when the id
    /// belongs to another decision; for the tags as [`CandidateTags::apply`](crate::tag_edit::CandidateTags::apply), and then the
    /// note was not sent; for the note as [`Candidates::add_note_once`](crate::resources::Candidates::add_note_once). Call it
    /// again to continue, unless the kind is [`ErrorKind::UnknownOutcome`] of a note: only a person can check whether it exists.
    pub async fn record(self, candidate: &CandidateRef, decision: Decision) -> Result<DecisionReceipt> {
        self.attributed(candidate, decision, Part::All).await
    }

    /// Writes the tags only, as the first step of [`record`](Self::record), which does the rest: for engines that keep each
    /// step. Returns the receipt; none when an earlier call wrote the tags.
    ///
    /// ```no_run
    /// # async fn example(
    /// #     join: join_sdk::Join,
    /// #     candidate: join_sdk::tags::CandidateRef,
    /// #     decision: join_sdk::decisions::Decision,
    /// # ) -> join_sdk::Result<()> {
    /// join.decisions().record_tags(&candidate, decision.clone()).await?;
    /// let receipt = join.decisions().record(&candidate, decision).await?; // the note
    /// println!("{receipt}");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`record`](Self::record) for the tags.
    pub async fn record_tags(self, candidate: &CandidateRef, decision: Decision) -> Result<Option<Receipt>> {
        self.attributed(candidate, decision, Part::Tags).await.map(|receipt| receipt.tags)
    }

    async fn attributed(
        self,
        candidate: &CandidateRef,
        decision: Decision,
        part: Part,
    ) -> Result<DecisionReceipt> {
        if decision.id.trim().is_empty() {
            return Err(Error::invalid("the decision's id is blank"));
        }
        let handle = self.handle.with_options(RequestOptions::attributed(decision.apply.attribution.clone()));
        Decisions::new(&handle).recorded(candidate, decision, part).await
    }

    async fn recorded(
        self,
        candidate: &CandidateRef,
        decision: Decision,
        part: Part,
    ) -> Result<DecisionReceipt> {
        let journal = self.handle.journal().ok_or_else(|| {
            Error::new(ErrorKind::Config, "decisions need a journal; nothing was sent")
                .with_advice(Advice::UseJournal)
        })?;
        let intent = self.intent(journal, candidate, &decision)?;
        let longest = decision.apply.deadline.max(self.handle.settings().call_timeout);
        let _mine = journal.claim(&intent.key, longest).await?;
        if taken_up(journal, &intent).await? {
            let note = decision.note.map(|_| NoteOutcome::Earlier);
            return Ok(DecisionReceipt { id: decision.id, tags: None, note });
        }
        let (tags, outcome) = self.write_tags(journal, candidate, &intent, &decision).await?;
        if part == Part::Tags {
            return Ok(DecisionReceipt { id: decision.id, tags, note: None });
        }
        let note = match text(&decision, &outcome) {
            Some(text) => Some(self.write_note(candidate.candidate(), &decision.id, text).await?),
            None => None,
        };
        journal
            .settle(&EntryOutcome {
                tags_before: outcome.tags_before,
                tags_after: outcome.tags_after,
                ..intent.ended(outcome.outcome)
            })
            .await?;
        Ok(DecisionReceipt { id: decision.id, tags, note })
    }

    async fn write_tags(
        self,
        journal: &Journal,
        candidate: &CandidateRef,
        whole: &Intent,
        decision: &Decision,
    ) -> Result<(Option<Receipt>, EntryOutcome)> {
        let intent =
            Intent { key: tags_key(&decision.id), kind: WriteKind::Tags, text_hash: None, ..whole.clone() };
        if let Some(outcome) = journal.settled(&intent.key).await?.filter(|outcome| outcome.outcome.is_done())
        {
            return Ok((None, outcome));
        }
        let resumed = journal.is_uncertain(&intent.key).await?;
        let known = journal.knew_tags(intent.candidate).await?;
        let apply = ApplyOptions { edit_id: Some(EditId::new(&decision.id)), ..decision.apply.clone() };
        journal.intend(&intent).await?;
        let apply = if known { apply.known_non_empty() } else { apply };
        let journaled = Journaled { journal, intent: &intent, resumed };
        let tags = CandidateTags::<ReadWrite>::new(self.handle, *candidate);
        let edited = tags.edit_journaled(&decision.tags, apply, journaled).await;
        let outcome = intent.edited(edited.as_ref(), journal.hash_key());
        journal.settle(&outcome).await?;
        Ok((Some(edited?), outcome))
    }

    /// The intent of the whole decision. Its hash identifies the content.
    fn intent(self, journal: &Journal, candidate: &CandidateRef, decision: &Decision) -> Result<Intent> {
        let edit = serde_json::to_string(&decision.tags);
        let edit = edit.map_err(|_| Error::invalid("the decision's edit can't be written as JSON"))?;
        let note = match &decision.note {
            None => "none",
            Some(Note::Given(text)) => text.given(),
            Some(Note::FromReceipt) => "from the receipt",
        };
        let caller = self.handle.settings();
        Ok(Intent {
            actor: caller.attribution.actor.clone(),
            reason: caller.attribution.reason.clone(),
            application: Some(candidate.application()),
            edit: Some(decision.tags.clone()),
            text_hash: Some(journal.hash_key().hash(&format!("{edit}\n{note}"))),
            ..Intent::new(format!("decision:{}", decision.id), WriteKind::Decision, candidate.candidate())
        })
    }

    async fn write_note(self, candidate: CandidateId, id: &str, text: NoteText) -> Result<NoteOutcome> {
        Candidates::<ReadWrite>::new(self.handle).write_once(candidate, note_key(id), text).await
    }
}

/// Whether an earlier call did everything. If not, the journal now has the intent.
async fn taken_up(journal: &Journal, intent: &Intent) -> Result<bool> {
    let (done, candidate, hash) = match journal.known(&intent.key).await? {
        None => return journal.intend(intent).await.map(|()| false),
        Some(Known::Intended(known)) => (false, known.candidate, known.text_hash),
        Some(Known::Settled(known)) => (true, known.candidate, known.text_hash),
    };
    if (candidate, &hash) == (intent.candidate, &intent.text_hash) {
        return Ok(done);
    }
    Err(Error::new(ErrorKind::Refused, "another decision was recorded under this id"))
}

/// The note's text. It depends only on the outcome, so a restart gives the same text.
fn text(decision: &Decision, tags: &EntryOutcome) -> Option<NoteText> {
    match decision.note.as_ref()? {
        Note::Given(text) => Some(text.clone()),
        Note::FromReceipt => Some(NoteText::Plain(note_text(decision, tags))),
    }
}

fn note_text(decision: &Decision, tags: &EntryOutcome) -> String {
    let signed = |sign: &str, tags: &[Tag]| -> Vec<String> {
        tags.iter().map(|tag| format!("{sign} {}", tag.as_str())).collect()
    };
    let mut lines = signed("+", &tags.added);
    lines.extend(signed("-", &tags.removed));
    if lines.is_empty() {
        lines.push("Tags unchanged".to_owned());
    }
    lines.extend(decision.apply.attribution.reason.as_ref().map(|reason| format!("Why: {reason}")));
    lines.extend(decision.apply.attribution.actor.as_ref().map(|actor| format!("By: {actor}")));
    lines.push(format!("Decision: {}", decision.id));
    lines.join("\n")
}

fn tags_key(id: &str) -> String {
    format!("decision:{id}/tags")
}

fn note_key(id: &str) -> String {
    format!("decision:{id}/note")
}

/// One line for people: `inq_123: tags applied, note written`.
impl fmt::Display for DecisionReceipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tags = self.tags.as_ref().and_then(|receipt| receipt.outcome);
        write!(f, "{}: tags {}", self.id, tags.map_or("written earlier", EditOutcome::as_str))?;
        match &self.note {
            Some(note) if note.was_written() => f.write_str(", note written"),
            Some(_) => f.write_str(", note written earlier"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Decision {
    /// Without the note.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decision").field("id", &self.id).field("tags", &self.tags).finish_non_exhaustive()
    }
}
