//! Complete reads of a changing list. Every row that is present throughout is returned, once.

use std::collections::HashMap;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_util::stream::Stream;
use jiff::{SignedDuration, Timestamp};
use join_client::Operation;

use crate::error::{ErrorKind, Result};
use crate::lists::List;
use crate::lists::odd::OddFields;
use crate::lists::page::{FetchPage, Filter, PageRequest, PageResponse, RowFilter, not_advancing};
use crate::lists::pager::{Key, NotAdvancing};
use crate::lists::prefetch::PrefetchQueue;
use crate::lists::scan::{Pace, Scan, Step};
use crate::lists::watermark::Watermark;
use crate::lists::window::Window;

/// Maximum passes over a list that keeps changing.
const MOST_PASSES: u32 = 8;

/// No further pass starts after this many times as many requests as the longest pass has pages, and
/// [`FREE_REQUESTS`] more.
const MOST_REQUESTS_PER_PAGE: u32 = 4;

/// Requests that the passes over any list may cost, however short it is.
const FREE_REQUESTS: u32 = 32;

/// Overlap of the first closing pass, before the start of the first pass: writes may show up late.
const OVERLAP: SignedDuration = SignedDuration::from_mins(15);

/// Overlap of later closing passes, which read the changes made during the previous pass.
const SHORT_OVERLAP: SignedDuration = SignedDuration::from_secs(2);

/// The summary of a complete read: see [`List::complete`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct ScanSummary {
    /// Rows from JOIN, each counted once. Includes unreadable rows and rows dropped by a client-side filter.
    pub rows: u64,
    /// Unreadable rows among them.
    pub unreadable: u64,
    /// Fields that can't be read and are left out, each counted once a row: see [`CompleteScan::odd_fields`].
    pub odd_fields: u64,
    /// Repeated rows that were dropped. Responses overlap on purpose, so each long list has some.
    pub duplicates: u64,
    /// Rows found only by a closing pass: they arrived, or moved, during the read.
    pub late_arrivals: u64,
    /// Passes, the closing ones included.
    pub passes: u32,
    /// Pages requested. Retries of a request do not count.
    pub requests: u32,
    /// Places where rows may be missing, because the list moved faster than it could be read.
    pub gaps: u32,
    /// Whether the read is known to be complete: every row that was in the list from start to end was returned. False until
    /// the stream ends.
    pub complete: bool,
    /// Why an ended read is not known to be complete.
    pub reason: Option<IncompleteReason>,
}

/// Why a read is not known to be complete: see [`ScanSummary::reason`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IncompleteReason {
    /// Rows moved faster than they could be read: [`gaps`](ScanSummary::gaps) counts the places.
    Gaps,
    /// The list kept changing until the limit of passes or requests was reached.
    KeptChanging,
}

impl IncompleteReason {
    /// The reason in words.
    pub fn as_str(self) -> &'static str {
        match self {
            IncompleteReason::Gaps => "rows moved faster than they could be read",
            IncompleteReason::KeptChanging => "the list kept changing",
        }
    }
}

impl fmt::Display for IncompleteReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The pure core of a complete read: its state and its next step.
#[derive(Debug)]
pub(crate) struct CompleteCore {
    scan: Scan,
    pace: Pace,
    /// Pages of the longest pass.
    pages: u32,
    /// Whether JOIN can filter the list by change time.
    narrows: bool,
    horizon: Watermark,
    since: Option<Timestamp>,
    /// The rows seen, each in the state in which it was read last.
    seen: HashMap<i64, Option<Timestamp>>,
    /// New rows of this pass.
    fresh: u64,
    /// Rows of this pass that are new or changed.
    moved: u64,
    /// Passes in a row without such rows.
    quiet: u32,
    requests_before: u32,
    summary: ScanSummary,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Reading,
    Failed,
    Done,
}

impl CompleteCore {
    pub(crate) fn new(pace: Pace, narrows: bool) -> Self {
        let mut horizon = Watermark::default();
        horizon.begin();
        Self {
            scan: Scan::new(pace, 0),
            pace,
            pages: 0,
            narrows,
            horizon,
            since: None,
            seen: HashMap::new(),
            fresh: 0,
            moved: 0,
            quiet: 0,
            requests_before: 0,
            summary: ScanSummary { passes: 1, ..ScanSummary::default() },
            state: State::Reading,
        }
    }

    pub(crate) fn begin(&mut self) -> Option<(Window, Option<Timestamp>)> {
        if self.state != State::Reading {
            return None;
        }
        let window = self.scan.begin()?;
        self.summary.requests = self.requests_before + self.scan.requests();
        Some((window, self.since))
    }

    /// Processes the response to the first request. Returns which rows are new, and whether to discard the requests after
    /// it.
    pub(crate) fn accept(
        &mut self,
        window: Window,
        keys: &[Key],
        now: Timestamp,
    ) -> Result<(Vec<bool>, bool), NotAdvancing> {
        self.horizon.see(keys, now);
        let is_older = |key: &Key| key.changed.is_some() && key.changed < self.since;
        // The server ignores the filter, so that its list is the whole one.
        self.narrows &= !keys.iter().any(is_older);
        let step = self.scan.accept(window, keys);
        let new: Vec<bool> = keys.iter().map(|key| self.is_new(key)).collect();
        let fresh = new.iter().filter(|new| **new).count() as u64;
        self.fresh += fresh;
        self.summary.rows += fresh;
        self.summary.duplicates += keys.len() as u64 - fresh;
        if self.summary.passes > 1 {
            self.summary.late_arrivals += fresh;
        }
        let ended = self.scan.has_ended();
        let step = step.inspect_err(|_| self.state = State::Done)?;
        if ended {
            self.end_pass();
        }
        Ok((new, ended || step == Step::Back))
    }

    /// A row without a number has no identity; overlaps would return it twice, so only its first pass counts.
    fn is_new(&mut self, key: &Key) -> bool {
        let Some(id) = key.id else { return self.summary.passes == 1 };
        let before = self.seen.insert(id, key.changed);
        self.moved += u64::from(before != Some(key.changed));
        before.is_none()
    }

    fn end_pass(&mut self) {
        self.requests_before += self.scan.requests();
        self.summary.gaps += self.scan.gaps();
        self.pages = self.pages.max(self.scan.pages());
        self.pace.size = self.scan.size();
        let narrowed = self.since.is_some() && self.narrows;
        let sound = self.scan.gaps() == 0 && !self.scan.is_reordered();
        self.quiet = if self.moved == 0 { self.quiet + 1 } else { 0 };
        // A single response shows its whole list at one moment. Where many rows have the latest time, or JOIN can't filter by
        // time, passes without changes or new rows must suffice.
        let rests = if narrowed { self.scan.filled() <= 1 || self.quiet > 1 } else { self.fresh == 0 };
        let closed = self.summary.passes > 1 && sound && rests;
        let most = self.pages.saturating_mul(MOST_REQUESTS_PER_PAGE).saturating_add(FREE_REQUESTS);
        if closed || self.summary.passes >= MOST_PASSES || self.requests_before >= most {
            self.summary.complete = closed;
            self.summary.reason = match (closed, self.scan.gaps()) {
                (true, _) => None,
                (false, 0) => Some(IncompleteReason::KeptChanging),
                (false, _) => Some(IncompleteReason::Gaps),
            };
            self.state = State::Done;
            return;
        }
        // Only a sound pass is worth closing by its changes. After any other one, the whole list is read again.
        let overlap = if narrowed { SHORT_OVERLAP } else { OVERLAP };
        let floor = self.horizon.floor().filter(|_| self.narrows && sound);
        self.since = floor.and_then(|floor| floor.checked_sub(overlap).ok());
        self.horizon.begin();
        self.scan = Scan::new(self.pace, self.scan.fullest());
        self.fresh = 0;
        self.moved = 0;
        self.summary.passes += 1;
    }

    pub(crate) fn summary(&self) -> ScanSummary {
        self.summary
    }

    fn fail(&mut self) {
        self.scan.fail();
        self.state = State::Failed;
    }

    fn retry(&mut self) {
        if self.state == State::Failed {
            self.state = State::Reading;
        }
    }
}

/// A stream of all rows of a changing list: see [`List::complete`].
///
/// ```no_run
/// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
/// let mut rows = join.applications().list().complete();
/// while let Some(row) = rows.next().await {
///     match row {
///         Ok(application) => println!("{}", application.id),
///         Err(error) if error.row().is_some() => eprintln!("skipped: {error}"),
///         Err(error) if error.is_retryable() => rows.retry(), // the page once more
///         Err(error) => return Err(error),
///     }
/// }
/// # Ok(()) }
/// ```
#[must_use]
pub struct CompleteScan<T> {
    fetch: FetchPage<T>,
    closing: CompleteCore,
    ahead: PrefetchQueue<(Window, Option<Timestamp>), PageResponse<T>>,
    row_filter: RowFilter<T>,
    rows: vec::IntoIter<Result<T>>,
    operation: &'static Operation,
    odd: OddFields,
}

impl<F: Filter> List<F> {
    /// Reads every row of a changing list, each once. Rows that are present from start to end are returned, although rows
    /// arrive, change, move and leave during the read. [`CompleteScan::summary`] reports the result.
    ///
    /// Responses overlap, so the scan detects and fetches a row that moves across a page boundary; this takes about one
    /// request in five more than [`rows`](Self::rows). Then closing passes read the changes since the start, until one of
    /// them finds none left (applications; jobs and offices, which JOIN can't filter by time, are read again until a pass
    /// finds no new row). The scan starts at the first page, and chooses its page sizes from
    /// [`page_size`](Self::page_size) downwards, but not below 20 unless the server returns smaller pages. The number of
    /// requests has a bound: a list that changes too fast ends with a summary that says so.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// let mut rows = join.applications().list().complete();
    /// while let Some(row) = rows.next().await {
    ///     println!("{}", row?.id);
    /// }
    /// let summary = rows.summary();
    /// println!("{} rows in {} requests, complete: {}", summary.rows, summary.requests, summary.complete);
    /// # Ok(()) }
    /// ```
    pub fn complete(self) -> CompleteScan<F::Row> {
        let narrows = self.filter.since(Timestamp::UNIX_EPOCH).is_some();
        let pace = self.pace();
        let (fetch, row_filter) = (self.fetch(), self.into_row_filter());
        CompleteScan {
            fetch,
            closing: CompleteCore::new(pace, narrows),
            ahead: PrefetchQueue::new(),
            row_filter,
            rows: Vec::new().into_iter(),
            operation: F::OPERATION,
            odd: OddFields::default(),
        }
    }
}

impl<T: Send + 'static> CompleteScan<T> {
    /// Returns the next row; `None` at the end. Errors are as in [`List::rows`].
    ///
    /// Dropping the future loses no row: the next call resumes where this one stopped.
    pub async fn next(&mut self) -> Option<Result<T>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// Retries the failed page. Earlier rows are not repeated.
    pub fn retry(&mut self) {
        self.closing.retry();
    }

    /// The summary so far; final after the end.
    pub fn summary(&self) -> ScanSummary {
        ScanSummary { odd_fields: self.odd.total(), ..self.closing.summary() }
    }

    /// The fields that can't be read and are left out of the rows so far.
    pub fn odd_fields(&self) -> &OddFields {
        &self.odd
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        loop {
            if let Some(row) = self.rows.next() {
                return Poll::Ready(Some(row));
            }
            while let Some((window, since)) = self.closing.begin() {
                let request = PageRequest { page: window.page, size: window.size, since };
                self.ahead.push((window, since), (self.fetch)(request));
            }
            let Some(((window, _), answer)) = ready!(self.ahead.poll_next(context)) else {
                return Poll::Ready(None);
            };
            let answer = match answer {
                Err(error)
                    if error.kind() == ErrorKind::NotFound && self.closing.scan.ends_where_absent(window) =>
                {
                    Ok(PageResponse::empty())
                }
                answer => answer,
            };
            match answer.and_then(|answer| self.take(window, answer)) {
                Ok(rows) => self.rows = rows.into_iter(),
                Err(error) => {
                    self.closing.fail();
                    self.ahead.clear();
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }

    fn take(&mut self, window: Window, answer: PageResponse<T>) -> Result<Vec<Result<T>>> {
        let taken = self.closing.accept(window, &answer.keys, Timestamp::now());
        let (new, forget) = taken.map_err(|_| not_advancing(self.operation, window.page))?;
        if forget {
            self.ahead.clear();
        }
        self.odd.extend(&answer.odd);
        let mut rows = Vec::new();
        for (row, new) in answer.rows.into_iter().zip(new) {
            self.closing.summary.unreadable += u64::from(new && row.is_err());
            if new && self.row_filter.passes(&row) {
                rows.push(row);
            }
        }
        Ok(rows)
    }
}

// No field is structurally pinned.
impl<T> Unpin for CompleteScan<T> {}

impl<T: Send + 'static> Stream for CompleteScan<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl<T> fmt::Debug for CompleteScan<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CompleteScan").field("summary", &self.closing.summary).finish_non_exhaustive()
    }
}
