//! Tag edits of many candidates, from an iterator of rows to an iterator of events.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use futures_util::stream;

use super::runtime::Runtime;
use super::{Join, Journal};
use crate::bulk::{BulkEdit, BulkEvent, BulkProgress, BulkStop, DesiredTags};
use crate::error::Result;
use crate::tags::ApplyOptions;

impl Join {
    /// A run that applies edits to many candidates, as [`Join::bulk_tags`](crate::Join::bulk_tags) does. The input can have
    /// millions of rows: memory holds only a window of them. An unreadable row ends the run.
    ///
    /// The run pulls rows while it waits. The input must not call a blocking client: such a call fails with
    /// [`ErrorKind::Config`](crate::ErrorKind::Config). Collect those rows first.
    pub fn bulk_tags<I, E>(&self, edits: I) -> BulkTags
    where
        I: IntoIterator<Item = std::result::Result<BulkEdit, E>>,
        I::IntoIter: Send + 'static,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        self.run_of(self.join.bulk_tags(stream::iter(edits)))
    }

    /// As above, from rows in memory.
    pub fn bulk_tags_of<I>(&self, edits: I) -> BulkTags
    where
        I: IntoIterator<Item = BulkEdit>,
        I::IntoIter: Send + 'static,
    {
        self.run_of(self.join.bulk_tags_of(edits))
    }

    /// A run that brings candidates' own tags to the desired state, as [`Join::reconcile_tags`](crate::Join::reconcile_tags)
    /// does. The input must not call a blocking client, as in [`bulk_tags`](Self::bulk_tags).
    ///
    /// ```no_run
    /// # fn example(join: join_sdk::blocking::Join, desired: Vec<join_sdk::bulk::DesiredTags>) -> join_sdk::Result<()> {
    /// use join_sdk::blocking::Journal;
    ///
    /// let journal = Journal::open("desired.jsonl")?;
    /// let mut run = join.reconcile_tags(&journal, desired.into_iter().map(Ok::<_, std::io::Error>)).start()?;
    /// for event in &mut run {
    ///     event?;
    /// }
    /// println!("{} healed or added", run.progress().applied);
    /// # Ok(()) }
    /// ```
    pub fn reconcile_tags<I, E>(&self, journal: &Journal, desired: I) -> BulkTags
    where
        I: IntoIterator<Item = std::result::Result<DesiredTags, E>>,
        I::IntoIter: Send + 'static,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        self.run_of(self.join.reconcile_tags(&journal.journal, stream::iter(desired)))
    }

    /// A run that undoes another run, `bulk` unless a name is given, as [`Join::undo_bulk`](crate::Join::undo_bulk) does.
    ///
    /// ```no_run
    /// # fn example(join: join_sdk::blocking::Join) -> join_sdk::Result<()> {
    /// use join_sdk::blocking::Journal;
    ///
    /// let done = Journal::open("run-2026-11.jsonl")?;
    /// for event in join.undo_bulk(&done, None)?.journal(Journal::open("undo.jsonl")?).start()? {
    ///     event?;
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Join::undo_bulk`](crate::Join::undo_bulk).
    pub fn undo_bulk(&self, done: &Journal, run: Option<&str>) -> Result<BulkTags> {
        Ok(self.run_of(self.run(self.join.undo_bulk(&done.journal, run))?))
    }

    fn run_of(&self, tags: crate::bulk::BulkTags) -> BulkTags {
        BulkTags { tags, runtime: Arc::clone(&self.runtime) }
    }
}

/// A run over many candidates, not yet started: see [`Join::bulk_tags`].
///
/// ```no_run
/// # fn example(join: join_sdk::blocking::Join, rows: Vec<join_sdk::bulk::BulkEdit>) -> join_sdk::Result<()> {
/// use join_sdk::blocking::Journal;
///
/// let journal = Journal::open("run-2026-11.jsonl")?;
/// let run = join.bulk_tags_of(rows).journal(journal).reason("inquiries of November").concurrency(8);
/// for event in run.start()? {
///     println!("{:?}", event?.outcome);
/// }
/// # Ok(()) }
/// ```
#[must_use = "a run does not begin until start() is called"]
pub struct BulkTags {
    tags: crate::bulk::BulkTags,
    runtime: Arc<Runtime>,
}

impl BulkTags {
    /// Sets the journal for intents and outcomes. Use one file for each run, or one for all reconcile runs. Only a dry run works
    /// without a journal.
    pub fn journal(self, journal: Journal) -> Self {
        self.with(|tags| tags.journal(journal.journal))
    }

    /// Sets the number of concurrent candidates; 32 unless set. The quota bounds the requests in any case.
    pub fn concurrency(self, candidates: usize) -> Self {
        self.with(|tags| tags.concurrency(candidates))
    }

    /// Sets the most input rows in memory; 1,024 unless set.
    pub fn window(self, rows: usize) -> Self {
        self.with(|tags| tags.window(rows))
    }

    /// Sets how edits are applied. Its actor and reason apply where the run has none.
    pub fn apply(self, apply: ApplyOptions) -> Self {
        self.with(|tags| tags.apply(apply))
    }

    /// Sets the actor, for the journal and for receipts.
    pub fn actor(self, actor: impl Into<String>) -> Self {
        self.with(|tags| tags.actor(actor))
    }

    /// Sets the reason, for the journal and for receipts. Keep personal data out of it.
    pub fn reason(self, reason: impl Into<String>) -> Self {
        self.with(|tags| tags.reason(reason))
    }

    /// Sets the run's name in the journal. An undo names it.
    pub fn run_id(self, run: impl Into<String>) -> Self {
        self.with(|tags| tags.run_id(run))
    }

    /// Plans only. The journal gets the same lines, with the outcome `planned`; nothing is written to JOIN.
    pub fn dry_run(self) -> Self {
        self.with(crate::bulk::BulkTags::dry_run)
    }

    /// Sets the share of conflicting edits that stops the run; 0.2 unless set. It counts from the fiftieth edit on.
    pub fn max_conflict_rate(self, share: f64) -> Self {
        self.with(|tags| tags.max_conflict_rate(share))
    }

    /// Starts the run.
    ///
    /// # Errors
    ///
    /// As [`BulkTags::start`](crate::bulk::BulkTags::start).
    pub fn start(self) -> Result<BulkRun> {
        let run = self.runtime.run(self.tags.start())?;
        Ok(BulkRun { run, runtime: self.runtime, refused: false })
    }

    fn with(self, set: impl FnOnce(crate::bulk::BulkTags) -> crate::bulk::BulkTags) -> Self {
        Self { tags: set(self.tags), ..self }
    }
}

impl fmt::Debug for BulkTags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tags.fmt(f)
    }
}

/// A running run: an iterator over its finished edits, made by [`BulkTags::start`]. It proceeds while the caller waits for an
/// event, not between.
///
/// It ends with the input, or once a stopped run is idle. An item is an error when the input fails or the journal can't be
/// written: the run stops. A failed edit is an event, not an error. A dropped run leaves its current edits half-way: the
/// journal has the intents, and the next run checks them.
///
/// ```no_run
/// # fn example(mut run: join_sdk::blocking::BulkRun) -> join_sdk::Result<()> {
/// while let Some(event) = run.next() {
///     println!("{} ({} done)", event?.key, run.progress().done);
///     if run.progress().done >= 1_000 {
///         run.stop();
///     }
/// }
/// println!("{:?}", run.stopped());
/// # Ok(()) }
/// ```
#[must_use = "a run goes on only while its events are read"]
pub struct BulkRun {
    run: crate::bulk::BulkRun,
    runtime: Arc<Runtime>,
    refused: bool,
}

impl BulkRun {
    /// Starts no further edits. Current edits finish; continue until the iterator ends.
    pub fn stop(&mut self) {
        self.run.stop();
    }

    /// The counts so far. After the end, they and [`stopped`](Self::stopped) are the summary.
    pub fn progress(&self) -> BulkProgress {
        self.run.progress()
    }

    /// The reason for an early stop; none while the run proceeds or after its normal end.
    pub fn stopped(&self) -> Option<BulkStop> {
        self.run.stopped()
    }
}

impl Iterator for BulkRun {
    type Item = Result<BulkEvent>;

    fn next(&mut self) -> Option<Self::Item> {
        self.runtime.next(&mut self.refused, self.run.next())
    }
}

impl fmt::Debug for BulkRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.run.fmt(f)
    }
}
