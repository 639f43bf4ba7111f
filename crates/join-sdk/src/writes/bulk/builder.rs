//! Builds a run: its rows, its journal, its limits.

use std::fmt;

use futures_util::stream::{self, BoxStream, Stream, StreamExt};
use serde::{Deserialize, Serialize};

use super::keys::{self, Repeats};
use super::queues::Row;
use super::run::{BulkRun, Settings};
use crate::call::handle::Handle;
use crate::error::{Error, Result};
use crate::records::journal::{Journal, RunKind};
use crate::tags::{ApplyOptions, CandidateRef, TagEdit};

/// One row of a run: an edit of one candidate's tags. As JSON:
/// `{"candidate": 5, "application": 9, "edit": {"owner": {"prefix": "persona:"}, "add": ["persona:verified"]}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BulkEdit {
    /// The candidate.
    #[serde(flatten)]
    pub candidate: CandidateRef,
    /// The edit of its tags.
    pub edit: TagEdit,
    /// The row's id in the journal. Rows with one id are one edit; only the first is written.
    ///
    /// Without an id the key comes from the row's content, so the same row has the same key in the next run. A repeated row in
    /// one input is another edit, and its key ends with a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

impl BulkEdit {
    /// Creates a row without an id.
    ///
    /// ```
    /// # fn main() -> join_sdk::Result<()> {
    /// use join_sdk::bulk::BulkEdit;
    /// use join_sdk::tags::{CandidateRef, Owner, TagEdit};
    /// use join_sdk::types::{ApplicationId, CandidateId};
    ///
    /// let edit = TagEdit::owned_by(Owner::with_prefix("persona:")?).add("persona:invited")?;
    /// let row = BulkEdit::new(CandidateRef::new(CandidateId(5), ApplicationId(9)), edit).id("invite/5");
    /// assert_eq!(row.key(), "invite/5");
    /// # Ok(()) }
    /// ```
    pub fn new(candidate: CandidateRef, edit: TagEdit) -> Self {
        Self { candidate, edit, id: None }
    }

    /// Sets the row's id in the journal.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// The row's key in the journal, at its first occurrence in the input.
    pub fn key(&self) -> String {
        self.id.clone().unwrap_or_else(|| keys::derived(self.candidate, &self.edit))
    }
}

/// A run over many candidates, not yet started: see [`Join::bulk_tags`](crate::Join::bulk_tags).
///
/// ```no_run
/// # async fn example(join: join_sdk::Join, edits: Vec<join_sdk::bulk::BulkEdit>) -> join_sdk::Result<()> {
/// use join_sdk::journal::Journal;
///
/// let run = join.bulk_tags_of(edits).journal(Journal::open("run.jsonl").await?).concurrency(16);
/// let mut run = run.actor("ada").reason("inquiry inq_123").start().await?;
/// while let Some(event) = run.next().await {
///     event?;
/// }
/// # Ok(()) }
/// ```
#[must_use = "a run does not begin until start() is awaited"]
pub struct BulkTags {
    handle: Handle,
    rows: BoxStream<'static, Result<Row>>,
    settings: Settings,
}

/// Applies edits to many candidates. The input can be millions of rows: memory holds only a window of them.
pub(crate) fn bulk_tags<S, E>(handle: &Handle, edits: S) -> BulkTags
where
    S: Stream<Item = Result<BulkEdit, E>> + Send + 'static,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let mut repeats = Repeats::default();
    let mut row = move |edit: BulkEdit| Row {
        key: if edit.id.is_some() { edit.key() } else { repeats.numbered(edit.key()) },
        candidate: edit.candidate,
        edit: Ok(edit.edit),
        desired: None,
        uncertain: false,
    };
    let rows = edits.map(move |edit| edit.map(&mut row).map_err(unreadable)).boxed();
    BulkTags::new(handle, RunKind::Bulk, "bulk".to_owned(), rows)
}

/// Applies edits to many candidates, from rows in memory.
pub(crate) fn bulk_tags_of<I>(handle: &Handle, edits: I) -> BulkTags
where
    I: IntoIterator<Item = BulkEdit>,
    I::IntoIter: Send + 'static,
{
    bulk_tags(handle, stream::iter(edits.into_iter().map(Ok::<_, Error>)))
}

/// A row of the input that can't be read.
pub(super) fn unreadable(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::invalid("a row of the input can't be read").with_source(source)
}

impl BulkTags {
    pub(super) fn new(
        handle: &Handle,
        kind: RunKind,
        run: String,
        rows: BoxStream<'static, Result<Row>>,
    ) -> Self {
        let settings = Settings {
            kind,
            run,
            journal: None,
            concurrency: 32,
            window: 1_024,
            apply: ApplyOptions::default(),
            dry_run: false,
            max_conflict_rate: 0.2,
        };
        Self { handle: handle.clone(), rows, settings }
    }

    /// Sets the journal for intents and outcomes. Use one file for each run, or one for all reconcile runs. Only a dry run works
    /// without a journal.
    pub fn journal(mut self, journal: Journal) -> Self {
        self.settings.journal = Some(journal);
        self
    }

    /// Concurrent candidates; 32 unless set. The quota bounds the requests in any case.
    ///
    /// With [`Verify::Settled`](crate::tags::Verify::Settled) each candidate takes a little over the settling time, so 32 of
    /// them make about 15 edits a second with 2 s.
    pub fn concurrency(mut self, candidates: usize) -> Self {
        self.settings.concurrency = candidates.max(1);
        self
    }

    /// Most input rows in memory; 1,024 unless set.
    pub fn window(mut self, rows: usize) -> Self {
        self.settings.window = rows.max(1);
        self
    }

    /// Sets how edits are applied. Its actor and reason apply where the run has none.
    pub fn apply(mut self, apply: ApplyOptions) -> Self {
        let attribution = self.settings.apply.attribution.or(&apply.attribution);
        self.settings.apply = ApplyOptions { attribution, ..apply };
        self
    }

    /// Sets the actor, for the journal and for receipts.
    pub fn actor(mut self, actor: impl Into<String>) -> Self {
        self.settings.apply = self.settings.apply.actor(actor);
        self
    }

    /// Sets the reason, for the journal and for receipts. Keep personal data out of it.
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        self.settings.apply = self.settings.apply.reason(reason);
        self
    }

    /// Sets the run's name in the journal. An undo names it.
    pub fn run_id(mut self, run: impl Into<String>) -> Self {
        self.settings.run = run.into();
        self
    }

    /// Plans only. The journal gets the same lines, with the outcome `planned`; nothing is written to JOIN.
    pub fn dry_run(mut self) -> Self {
        self.settings.dry_run = true;
        self
    }

    /// Sets the share of conflicting edits that stops the run; 0.2 unless set. It counts from the fiftieth edit on.
    pub fn max_conflict_rate(mut self, share: f64) -> Self {
        self.settings.max_conflict_rate = share;
        self
    }

    /// Starts the run.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) without a journal, unless it is a dry run;
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) when the journal can't be written.
    pub async fn start(self) -> Result<BulkRun> {
        if self.settings.journal.is_none() && !self.settings.dry_run {
            return Err(Error::invalid("a run that writes needs a journal"));
        }
        BulkRun::begin(self.handle, self.rows, self.settings).await
    }
}

impl fmt::Debug for BulkTags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BulkTags").field("settings", &self.settings).finish_non_exhaustive()
    }
}
