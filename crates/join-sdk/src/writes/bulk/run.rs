//! Executes a run: pulls rows, edits candidates concurrently, writes the journal.

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use futures_util::future::{BoxFuture, Either, select};
use futures_util::stream::{self, BoxStream, FuturesUnordered, Stream, StreamExt};
use join_client::types::CandidateId;

use super::progress::{BulkProgress, BulkStop};
use super::queues::{CandidateQueues, Group, Row};
use crate::access::ReadWrite;
use crate::call::handle::Handle;
use crate::error::{Error, Result};
use crate::records::journal::{End, Entry, EntryEnd, Intent, Journal, Run, RunKind, WriteKind};
use crate::tags::{ApplyOptions, CandidateRef, EditId, PlanWarning, Receipt, TagEdit, TagPlan};
use crate::writes::tag_edit::{CandidateTags, Journaled};

/// The settings of a run.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) kind: RunKind,
    pub(super) run: String,
    pub(super) journal: Option<Journal>,
    pub(super) concurrency: usize,
    pub(super) window: usize,
    pub(super) apply: ApplyOptions,
    pub(super) dry_run: bool,
    pub(super) max_conflict_rate: f64,
}

/// The end of one edit of a run.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct BulkEvent {
    /// The edit's key in the journal.
    pub key: String,
    /// The candidate.
    pub candidate: CandidateRef,
    /// The outcome.
    pub outcome: EntryEnd,
    /// Whether an earlier run, or an earlier row with the same id, did it already; nothing was sent.
    pub skipped: bool,
    /// The error of a failed edit.
    pub error: Option<Arc<Error>>,
    /// The receipt. Of edits written as one, the last one holds it.
    pub receipt: Option<Arc<Receipt>>,
    /// Whether JOIN returned null for the tags, treated as no tags. Of edits written as one, the last one says so.
    pub was_null: bool,
}

/// A running run: made by [`BulkTags::start`](super::BulkTags::start). It proceeds while [`next`](Self::next) is awaited.
///
/// A dropped run leaves its current edits half-way: the journal has the intents, and the next run checks them.
///
/// ```no_run
/// # async fn example(mut run: join_sdk::bulk::BulkRun) -> join_sdk::Result<()> {
/// while let Some(event) = run.next().await {
///     let event = event?;
///     println!("{} {:?}", event.key, event.outcome);
///     if run.progress().failed > 100 {
///         run.stop();
///     }
/// }
/// println!("{} applied, stopped by {:?}", run.progress().applied, run.stopped());
/// # Ok(()) }
/// ```
#[must_use = "a run goes on only while next() is awaited"]
pub struct BulkRun {
    handle: Handle,
    settings: Arc<Settings>,
    rows: Rows,
    input_ended: bool,
    queues: CandidateQueues,
    /// Keys that wait or run.
    open: HashSet<String>,
    under_way: FuturesUnordered<BoxFuture<'static, Ended>>,
    events: VecDeque<Result<BulkEvent>>,
    progress: BulkProgress,
    began: Instant,
    stopped: Option<BulkStop>,
    closed: bool,
}

type Rows = stream::Fuse<BoxStream<'static, Pulled>>;

/// The events of a run.
enum Came {
    Ended(Ended),
    Row(Option<Pulled>),
}

/// A row of the input, and whether the journal has it as done.
type Pulled = Result<(Row, Result<bool>)>;

/// Looks a row up in the journal.
async fn looked_up(journal: Option<Journal>, row: Result<Row>) -> Pulled {
    let row = row?;
    let is_done = match journal {
        Some(journal) => journal.is_done(&row.key).await,
        None => Ok(false),
    };
    Ok((row, is_done))
}

/// The finished candidate.
struct Ended {
    candidate: CandidateId,
    events: Vec<BulkEvent>,
    /// The journal could not be written.
    failure: Option<Error>,
}

impl BulkRun {
    pub(super) async fn begin(
        handle: Handle,
        rows: BoxStream<'static, Result<Row>>,
        settings: Settings,
    ) -> Result<Self> {
        if let Some(journal) = &settings.journal {
            let attribution = settings.apply.attribution.clone().or(&handle.settings().attribution);
            let run = Run {
                dry_run: settings.dry_run,
                actor: attribution.actor,
                reason: attribution.reason,
                ..Run::new(settings.run.as_str(), settings.kind)
            };
            journal.append(&Entry::Run(run)).await?;
        }
        let journal = settings.journal.clone();
        let rows = rows.then(move |row| looked_up(journal.clone(), row)).boxed();
        Ok(Self {
            handle,
            settings: Arc::new(settings),
            rows: rows.fuse(),
            input_ended: false,
            queues: CandidateQueues::default(),
            open: HashSet::new(),
            under_way: FuturesUnordered::new(),
            events: VecDeque::new(),
            progress: BulkProgress::default(),
            began: Instant::now(),
            stopped: None,
            closed: false,
        })
    }

    /// Returns the next finished edit; none at the end, or once a stopped run is idle. A dropped call loses nothing.
    ///
    /// # Errors
    ///
    /// The input's error, or [`ErrorKind::Io`](crate::ErrorKind::Io) when the journal can't be written: the run stops. A failed
    /// edit is an event, not an error.
    pub async fn next(&mut self) -> Option<Result<BulkEvent>> {
        loop {
            if let Some(event) = self.events.pop_front() {
                return Some(event);
            }
            self.send_out();
            let pulls = self.pulls();
            if !pulls && self.under_way.is_empty() {
                return self.close().await;
            }
            match self.whichever_comes_first(pulls).await {
                Came::Ended(ended) => self.ended(ended),
                Came::Row(row) => self.pulled(row),
            }
        }
    }

    /// Safe to drop: the next call returns what this one did not.
    async fn whichever_comes_first(&mut self, pulls: bool) -> Came {
        let row = async |rows: &mut Rows| Came::Row(rows.next().await);
        match (self.under_way.is_empty(), pulls) {
            (true, _) => row(&mut self.rows).await,
            (false, false) => self.under_way.next().await.map_or(Came::Row(None), Came::Ended),
            (false, true) => match select(self.under_way.next(), self.rows.next()).await {
                Either::Left((Some(ended), _)) => Came::Ended(ended),
                Either::Left((None, rows)) => Came::Row(rows.await),
                Either::Right((row, _)) => Came::Row(row),
            },
        }
    }

    /// Starts no further edits. Current edits finish; keep calling [`next`](Self::next) until it returns none.
    pub fn stop(&mut self) {
        self.stopped.get_or_insert(BulkStop::Asked);
    }

    /// The counts so far. Once [`next`](Self::next) returns none, they and [`stopped`](Self::stopped) are the summary.
    pub fn progress(&self) -> BulkProgress {
        self.progress
    }

    /// The reason for an early stop; none while the run proceeds or after its normal end.
    pub fn stopped(&self) -> Option<BulkStop> {
        self.stopped
    }

    /// The events as a stream.
    pub fn into_stream(self) -> impl Stream<Item = Result<BulkEvent>> + Send {
        stream::unfold(self, |mut run| async { Some((run.next().await?, run)) })
    }

    /// Whether to read more input now.
    fn pulls(&self) -> bool {
        !self.input_ended && self.stopped.is_none() && self.queues.waiting() < self.settings.window
    }

    fn send_out(&mut self) {
        while self.stopped.is_none()
            && self.under_way.len() < self.settings.concurrency
            && self.queues.is_ready()
        {
            let Some(group) = self.queues.take() else { return };
            let (handle, settings) = (self.handle.clone(), Arc::clone(&self.settings));
            self.under_way.push(Box::pin(async move { carry_out(&handle, &settings, group).await }));
        }
    }

    fn pulled(&mut self, row: Option<Pulled>) {
        match row {
            None => self.input_ended = true,
            Some(Ok((_, Err(error)))) => {
                self.stopped = Some(BulkStop::Journal);
                self.events.push_back(Err(error));
            }
            Some(Ok((row, Ok(is_done)))) if is_done || self.open.contains(&row.key) => {
                self.progress.skip();
                self.events.push_back(Ok(BulkEvent {
                    key: row.key,
                    candidate: row.candidate,
                    outcome: EntryEnd::NoChange,
                    skipped: true,
                    error: None,
                    receipt: None,
                    was_null: false,
                }));
            }
            Some(Ok((row, _))) => {
                self.open.insert(row.key.clone());
                self.queues.push(row);
            }
            Some(Err(error)) => {
                self.stopped = Some(BulkStop::Input);
                self.events.push_back(Err(error));
            }
        }
    }

    fn ended(&mut self, ended: Ended) {
        self.queues.ended(ended.candidate);
        self.progress.elapsed = self.began.elapsed();
        for event in ended.events {
            self.open.remove(&event.key);
            let kind = event.error.as_ref().map(|error| error.kind());
            self.progress.count(event.outcome, kind);
            let stop = self.progress.stop(kind, self.settings.max_conflict_rate);
            self.stopped = self.stopped.or(stop);
            self.events.push_back(Ok(event));
        }
        if let Some(error) = ended.failure {
            self.stopped = Some(BulkStop::Journal);
            self.events.push_back(Err(error));
        }
    }

    /// Writes the journal's last line, once.
    async fn close(&mut self) -> Option<Result<BulkEvent>> {
        let ends = !std::mem::replace(&mut self.closed, true) && self.stopped.is_none();
        let journal = self.settings.journal.as_ref().filter(|_| ends)?;
        let (run, counts) = (self.settings.run.clone(), self.progress.counts());
        let end = Entry::End(End::new(run, counts));
        journal.append(&end).await.err().map(|error| {
            self.stopped = Some(BulkStop::Journal);
            Err(error)
        })
    }
}

/// Writes the rows of one candidate: intents to the disk, the edit to JOIN, outcomes to the disk.
async fn carry_out(handle: &Handle, settings: &Settings, group: Group) -> Ended {
    let candidate = group.candidate;
    let mut writing = Writing { settings, candidate, events: Vec::new() };
    let failure = writing.run(handle, group).await.err();
    Ended { candidate: candidate.candidate(), events: writing.events, failure }
}

/// The handling of an edit.
enum Done {
    Wrote(Box<Receipt>),
    /// A dry run.
    Planned(Box<TagPlan>),
}

struct Writing<'a> {
    settings: &'a Settings,
    candidate: CandidateRef,
    events: Vec<BulkEvent>,
}

impl Writing<'_> {
    async fn run(&mut self, handle: &Handle, group: Group) -> Result<()> {
        let intents: Vec<Intent> = group.rows.iter().map(|row| self.intent(row)).collect();
        let journal = self.settings.journal.as_ref();
        let uncertain = self.is_uncertain(&group).await?;
        if let Some(journal) = journal {
            // Appended together, so that they share a sync.
            futures_util::future::try_join_all(intents.iter().map(|intent| journal.intend(intent))).await?;
        }
        let edited = match (&group.edit, group.rows.into_iter().next().map(|row| row.edit)) {
            (Some(edit), _) if self.settings.dry_run => self.plan(handle, edit).await,
            (Some(edit), _) => {
                let edited = self.edit(handle, edit, intents.last(), uncertain).await;
                edited.map(|receipt| Done::Wrote(Box::new(receipt)))
            }
            (None, Some(Err(refusal))) => Err(refusal),
            (None, _) => return Ok(()),
        };
        self.settle(journal, &intents, edited).await
    }

    /// Whether a killed run may have written one of the edits.
    async fn is_uncertain(&self, group: &Group) -> Result<bool> {
        for row in &group.rows {
            let earlier = match &self.settings.journal {
                Some(journal) => journal.is_uncertain(&row.key).await?,
                None => false,
            };
            if row.uncertain || earlier {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn edit(
        &self,
        handle: &Handle,
        edit: &TagEdit,
        last: Option<&Intent>,
        resumed: bool,
    ) -> Result<Receipt> {
        let tags = CandidateTags::<ReadWrite>::new(handle, self.candidate);
        let apply = self.settings.apply.clone();
        // Only a dry run has no journal.
        let (Some(journal), Some(intent)) = (&self.settings.journal, last) else {
            return tags.edit(edit, apply).await;
        };
        let known = journal.knew_tags(self.candidate.candidate()).await?;
        let apply = ApplyOptions { edit_id: Some(EditId::new(&intent.key)), ..apply };
        let apply = if known { apply.known_non_empty() } else { apply };
        tags.edit_journaled(edit, apply, Journaled { journal, intent, resumed }).await
    }

    async fn plan(&self, handle: &Handle, edit: &TagEdit) -> Result<Done> {
        let plan = CandidateTags::<ReadWrite>::new(handle, self.candidate).plan(edit).await?;
        Ok(Done::Planned(Box::new(plan)))
    }

    async fn settle(
        &mut self,
        journal: Option<&Journal>,
        intents: &[Intent],
        edited: Result<Done>,
    ) -> Result<()> {
        match edited {
            Ok(Done::Planned(plan)) => self.planned(journal, intents, &plan).await,
            Ok(Done::Wrote(receipt)) => self.written(journal, intents, Ok(*receipt)).await,
            Err(error) => self.written(journal, intents, Err(Arc::new(error))).await,
        }
    }

    /// Reports the edit under each of its keys. Only the last one lists added and removed tags, so that an undo runs once.
    async fn written(
        &mut self,
        journal: Option<&Journal>,
        intents: &[Intent],
        whole: Result<Receipt, Arc<Error>>,
    ) -> Result<()> {
        let mut outcomes = Vec::with_capacity(intents.len());
        let seen = whole.as_ref().map_or_else(|error| error.receipt(), Some);
        for (index, intent) in intents.iter().enumerate() {
            let is_last = index + 1 == intents.len();
            let hash_key = journal.map(Journal::hash_key);
            let full = hash_key.map(|key| intent.edited(whole.as_ref().map_err(|error| &**error), key));
            let mut outcome = full.unwrap_or_else(|| intent.ended(EntryEnd::Failed));
            if !is_last {
                (outcome.added, outcome.removed, outcome.receipt) = (Vec::new(), Vec::new(), None);
                outcome.foreign_removed = Vec::new();
            }
            self.events.push(BulkEvent {
                key: intent.key.clone(),
                candidate: self.candidate,
                outcome: outcome.outcome,
                skipped: false,
                error: whole.as_ref().err().cloned(),
                was_null: is_last && seen.is_some_and(|receipt| receipt.was_null),
                receipt: whole.as_ref().ok().filter(|_| is_last).cloned().map(Arc::new),
            });
            outcomes.push(outcome);
        }
        if let Some(journal) = journal {
            futures_util::future::try_join_all(outcomes.iter().map(|outcome| journal.settle(outcome)))
                .await?;
        }
        Ok(())
    }

    /// Recorded as planned even without a change: a later run may find one.
    async fn planned(&mut self, journal: Option<&Journal>, intents: &[Intent], plan: &TagPlan) -> Result<()> {
        let changes = !plan.changes_nothing();
        let was_null = plan.warnings.contains(&PlanWarning::TagsWereNull);
        for (index, intent) in intents.iter().enumerate() {
            if let Some(journal) = journal {
                journal.settle(&intent.ended(EntryEnd::Planned)).await?;
            }
            self.events.push(BulkEvent {
                key: intent.key.clone(),
                candidate: self.candidate,
                outcome: if changes { EntryEnd::Planned } else { EntryEnd::NoChange },
                skipped: false,
                error: None,
                receipt: None,
                was_null: was_null && index + 1 == intents.len(),
            });
        }
        Ok(())
    }

    fn intent(&self, row: &Row) -> Intent {
        Intent {
            application: Some(row.candidate.application()),
            run: Some(self.settings.run.clone()),
            dry_run: self.settings.dry_run,
            edit: row.edit.as_ref().ok().cloned(),
            desired: row.desired.clone(),
            ..Intent::new(&row.key, WriteKind::Tags, row.candidate.candidate())
        }
    }
}

impl fmt::Debug for BulkRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BulkRun")
            .field("progress", &self.progress)
            .field("under_way", &self.under_way.len())
            .field("stopped", &self.stopped)
            .finish_non_exhaustive()
    }
}
