//! Polls applications for changes, since JOIN has no webhooks. At-least-once.

mod change;
mod cursor;
mod feed;
#[cfg(test)]
mod simulation;
mod store;

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use join_client::types::Application;
use join_client::{BoxFuture, Raw};
use tokio::time::Instant;

pub use change::{ApplicationRow, Aspect, Change};
pub use cursor::Cursor;
pub use store::{CursorSaved, CursorStore, CursorVersion, FileStore, Following, MemoryStore, StoredCursor};

use crate::error::{Error, ErrorKind, Result};
use crate::lists::odd::OddFields;
use crate::lists::page::{FetchPage, Filter, PageRequest, PageResponse, RowFilter, not_advancing};
use crate::lists::prefetch::PrefetchQueue;
use crate::lists::scan::{Pace, Scan, Step};
use crate::lists::window::Window;
use crate::lists::{List, WithText};
use crate::resources::{ApplicationFilter, Applications};
use crate::shared::{Lease, StoreError};
use change::digests;
pub(crate) use cursor::Known;
use feed::ChangeKind;
pub(crate) use feed::Feed;

const USUAL_OVERLAP: Duration = Duration::from_secs(15 * 60);
const USUAL_SWEEP: Duration = Duration::from_secs(24 * 60 * 60);

/// The longest pause after failures, unless the interval is longer.
const LONGEST_PAUSE: Duration = Duration::from_secs(15 * 60);

type Question = BoxFuture<'static, std::result::Result<Following, StoreError>>;

/// A feed of changed applications: see [`List::changes`].
///
/// ```no_run
/// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
/// use std::time::Duration;
/// use join_sdk::changes::FileStore;
///
/// let changes = join.applications().changes(FileStore::new("join.cursor"));
/// let mut changes = changes.watch(Duration::from_secs(60)).sweep_every(Duration::from_secs(6 * 3600));
/// while let Some(change) = changes.next().await {
///     println!("{}", change?.application().id);
///     changes.ack().await?;
/// }
/// # Ok(()) }
/// ```
#[must_use]
pub struct ChangeFeed<A = Application> {
    fetch: FetchPage<A>,
    pace: Pace,
    row_filter: RowFilter<A>,
    scope: String,
    store: Arc<dyn CursorStore>,
    /// The version of the cursor that was loaded or saved last.
    version: CursorVersion,
    /// The question for the lease. A call that is dropped leaves it to the next one: asked twice, a feed meets its own lease.
    /// Only its owner asks; the mutex lets threads share the feed.
    following: Mutex<Option<Question>>,
    /// Held by the feed's one follower.
    lease: Option<Box<dyn Lease>>,
    overlap: Duration,
    sweep_every: Duration,
    watch: Option<Duration>,
    /// `None` until the store is read.
    feed: Option<Feed>,
    poll: Option<Running<A>>,
    /// Rows read and not returned yet.
    waiting: VecDeque<Row<A>>,
    /// Unreadable rows already reported: each poll reads them again.
    unreadable: HashSet<i64>,
    unsaved: bool,
    gaps: u32,
    failures: u32,
    wake: Option<Instant>,
    odd: OddFields,
}

/// A row with its number, if that is readable.
type Row<A> = (Option<i64>, Result<A>);

/// A running poll.
struct Running<A> {
    scan: Scan,
    since: Option<Timestamp>,
    ahead: PrefetchQueue<Window, PageResponse<A>>,
}

impl<Access> Applications<'_, Access> {
    /// A feed of changes in all of the company's applications. As [`List::changes`].
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// use join_sdk::changes::MemoryStore;
    ///
    /// let mut changes = join.applications().changes(MemoryStore::default());
    /// while let Some(change) = changes.next().await {
    ///     println!("{}", change?.application().id);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn changes(&self, store: impl CursorStore) -> ChangeFeed {
        self.list().changes(store)
    }
}

impl List<ApplicationFilter> {
    /// A feed of changes in these applications since the stored cursor.
    ///
    /// JOIN has no webhooks, so the feed polls. A poll requests the changes since its watermark less an
    /// [`overlap`](ChangeFeed::overlap), and returns each row and state once. The first poll, and
    /// [periodic sweeps](ChangeFeed::sweep_every), read all applications. Delivery is at-least-once: changes that were not
    /// [acknowledged](ChangeFeed::ack) are returned again after a restart. The feed does not report applications that leave
    /// the list, because they are deleted or no longer match its filter.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// use join_sdk::changes::{Change, FileStore};
    ///
    /// let mut changes = join.applications().changes(FileStore::new("join.cursor"));
    /// while let Some(change) = changes.next().await {
    ///     match change? {
    ///         Change::Created(application) => println!("new: {}", application.id),
    ///         Change::Updated { application, what } => println!("{}: {what:?}", application.id),
    ///         _ => {}
    ///     }
    ///     changes.ack().await?;
    /// }
    /// # Ok(()) }
    /// ```
    pub fn changes(self, store: impl CursorStore) -> ChangeFeed {
        let scope = self.filter.scope();
        ChangeFeed::new(self, scope, store)
    }
}

impl List<WithText<ApplicationFilter>> {
    /// A feed of changes whose applications keep JOIN's own text, as that of a list without text.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// use join_sdk::changes::FileStore;
    ///
    /// let mut changes = join.applications().list().with_text().changes(FileStore::new("join.cursor"));
    /// while let Some(change) = changes.next().await {
    ///     println!("{}", change?.application().text);
    ///     changes.ack().await?;
    /// }
    /// # Ok(()) }
    /// ```
    pub fn changes(self, store: impl CursorStore) -> ChangeFeed<Raw<Application>> {
        let scope = self.filter.0.scope();
        ChangeFeed::new(self, scope, store)
    }
}

impl<A: ApplicationRow> ChangeFeed<A> {
    fn new<F: Filter<Row = A>>(list: List<F>, scope: String, store: impl CursorStore) -> Self {
        ChangeFeed {
            fetch: list.fetch(),
            pace: list.pace(),
            scope,
            row_filter: list.into_row_filter(),
            store: Arc::new(store),
            following: Mutex::new(None),
            version: CursorVersion::default(),
            lease: None,
            overlap: USUAL_OVERLAP,
            sweep_every: USUAL_SWEEP,
            watch: None,
            feed: None,
            poll: None,
            waiting: VecDeque::new(),
            unreadable: HashSet::new(),
            unsaved: false,
            gaps: 0,
            failures: 0,
            wake: None,
            odd: OddFields::default(),
        }
    }

    /// The overlap of each poll before the watermark; 15 minutes unless set. If JOIN shows a change later than this, only
    /// the next sweep finds it.
    pub fn overlap(mut self, overlap: Duration) -> Self {
        self.overlap = overlap;
        self
    }

    /// The interval of full sweeps; every 24 hours unless set. A sweep reads all applications, to find changes that the
    /// filter missed.
    pub fn sweep_every(mut self, interval: Duration) -> Self {
        self.sweep_every = interval;
        self
    }

    /// Polls continuously: [`next`](Self::next) then never returns `None`. A poll starts this long after the end of the
    /// previous one, a tenth more or less; after failures the pause doubles each time, up to 15 minutes.
    pub fn watch(mut self, interval: Duration) -> Self {
        self.watch = Some(interval);
        self
    }

    /// Returns the next change; `None` when there is none now. The call after a `None` polls again. Dropping the future
    /// loses no change.
    ///
    /// # Errors
    ///
    /// With [`Error::row`]: an unreadable application, reported once per process. With
    /// [`Error::page`] only: an unreadable page; the next call retries it, at once unless the feed
    /// [watches](Self::watch). [`ErrorKind::Io`]: the store failed. [`ErrorKind::InvalidInput`]: the cursor belongs to a
    /// list with other filters. [`ErrorKind::Refused`]: another process follows the feed; one that watches waits instead.
    pub async fn next(&mut self) -> Option<Result<Change<A>>> {
        loop {
            if let Some(at) = self.wake {
                tokio::time::sleep_until(at).await;
                self.wake = None;
            }
            match self.open().await {
                Ok(true) => {}
                Ok(false) => continue,
                Err(error) => return Some(Err(self.failed(error))),
            }
            if let Some(change) = self.take_waiting() {
                return Some(change);
            }
            match poll_fn(|context| self.poll_answer(context)).await {
                Ok(true) => self.failures = 0,
                Ok(false) => match self.end_poll().await {
                    Ok(()) if self.watch.is_some() => self.pause(),
                    Ok(()) => return None,
                    Err(error) => return Some(Err(self.failed(error))),
                },
                Err(error) => return Some(Err(self.failed(error))),
            }
        }
    }

    /// Acknowledges all changes that [`next`](Self::next) has returned. They are not returned again. The call saves the
    /// whole cursor before it returns; with many applications, acknowledge every hundred changes or so.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] when the store failed. The changes stay acknowledged in this process, and the next call saves them.
    /// [`ErrorKind::Conflict`] when another process follows the feed by now: they are not saved, and returned again there.
    pub async fn ack(&mut self) -> Result<()> {
        if let Some(feed) = &mut self.feed {
            self.unsaved |= feed.acknowledge();
        }
        self.save().await
    }

    /// The acknowledged position; `None` before the first call of [`next`](Self::next).
    pub fn cursor(&self) -> Option<&Cursor> {
        self.feed.as_ref().map(Feed::cursor)
    }

    /// The fields that can't be read and are left out of the rows read so far.
    pub fn odd_fields(&self) -> &OddFields {
        &self.odd
    }

    /// Places of the last ended poll where rows may be missing, because the list moved faster than it could be read. The
    /// next poll requests the same changes again.
    pub fn gaps(&self) -> u32 {
        self.gaps
    }

    async fn save(&mut self) -> Result<()> {
        if let Some(feed) = self.feed.as_ref().filter(|_| self.unsaved) {
            let saved = self.store.save(feed.cursor(), self.version).await;
            match saved.map_err(|error| Error::of_store("saving the cursor", error))? {
                CursorSaved::Saved(version) => self.version = version,
                CursorSaved::Overtaken => {
                    self.forget();
                    let message = "another process follows this feed now; what this one acknowledged last was not saved, and the \
                                   other one gets it again";
                    return Err(Error::new(ErrorKind::Conflict, message));
                }
            }
            self.unsaved = false;
        }
        Ok(())
    }

    /// Becomes the follower, and reads the store. False when another process follows the feed: the next call waits.
    async fn open(&mut self) -> Result<bool> {
        if self.lease.as_ref().is_some_and(|lease| !lease.is_held()) {
            self.forget();
        }
        if self.lease.is_none() {
            let store = Arc::clone(&self.store);
            let question = || -> Question { Box::pin(async move { store.follow().await }) };
            let following = self.following.get_mut().unwrap_or_else(PoisonError::into_inner);
            let answer = following.get_or_insert_with(question).await;
            *following = None;
            match answer.map_err(|error| Error::of_store("following the feed", error))? {
                Following::Active(lease) => self.lease = Some(lease),
                Following::Standby { retry_in } if self.watch.is_some() => {
                    self.wake = Some(Instant::now() + retry_in);
                    return Ok(false);
                }
                Following::Standby { .. } => {
                    let message = "another process follows this feed; nothing was read";
                    return Err(Error::new(ErrorKind::Refused, message));
                }
            }
        }
        if self.feed.is_some() {
            return Ok(true);
        }
        let stored = self.store.load().await.map_err(|error| Error::of_store("loading the cursor", error))?;
        self.version = stored.as_ref().map(|stored| stored.version).unwrap_or_default();
        let mut cursor = stored.map(|stored| stored.cursor).unwrap_or_default();
        if cursor.scope.get_or_insert_with(|| self.scope.clone()) != &self.scope {
            let message =
                "the cursor belongs to a list with other filters; give each list a store of its own";
            return Err(Error::new(ErrorKind::InvalidInput, message));
        }
        let long = |time: Duration| SignedDuration::try_from(time).unwrap_or(SignedDuration::MAX);
        self.feed = Some(Feed::new(cursor, long(self.overlap), long(self.sweep_every)));
        Ok(true)
    }

    /// Forgets where the feed stands, since another process follows it. Once this one follows again, it reads the store.
    fn forget(&mut self) {
        (self.feed, self.poll, self.lease) = (None, None, None);
        self.waiting.clear();
        self.unsaved = false;
    }

    /// Takes waiting rows until one is a change.
    fn take_waiting(&mut self) -> Option<Result<Change<A>>> {
        let feed = self.feed.as_mut()?;
        while let Some((id, row)) = self.waiting.pop_front() {
            let application = match row {
                Ok(application) => Box::new(application),
                Err(_) if id.is_some_and(|id| !self.unreadable.insert(id)) => continue,
                Err(error) => return Some(Err(error)),
            };
            let read = application.application();
            let known = Known { changed: read.last_updated_at, digests: Some(digests(read)) };
            match feed.give(read.id.0, known) {
                Some(ChangeKind::Created) => return Some(Ok(Change::Created(application))),
                Some(ChangeKind::Updated(what)) => return Some(Ok(Change::Updated { application, what })),
                None => {}
            }
        }
        None
    }

    /// Reads the next response of the poll; starts a poll if none runs. False when the poll has ended.
    fn poll_answer(&mut self, context: &mut Context<'_>) -> Poll<Result<bool>> {
        let Some(feed) = &mut self.feed else { return Poll::Ready(Ok(false)) };
        let pace = self.pace;
        let poll = self.poll.get_or_insert_with(|| Running {
            since: feed.begin(Timestamp::now()),
            scan: Scan::new(pace, 0),
            ahead: PrefetchQueue::new(),
        });
        while let Some(window) = poll.scan.begin() {
            let request = PageRequest { page: window.page, size: window.size, since: poll.since };
            poll.ahead.push(window, (self.fetch)(request));
        }
        let Some((window, answer)) = ready!(poll.ahead.poll_next(context)) else {
            return Poll::Ready(Ok(false));
        };
        match answer {
            Ok(answer) => Poll::Ready(self.take_answer(window, answer).map(|()| true)),
            Err(error) if error.kind() == ErrorKind::NotFound && poll.scan.ends_where_absent(window) => {
                Poll::Ready(self.take_answer(window, PageResponse::empty()).map(|()| true))
            }
            Err(error) => {
                poll.scan.fail();
                poll.ahead.clear();
                Poll::Ready(Err(error))
            }
        }
    }

    fn take_answer(&mut self, window: Window, answer: PageResponse<A>) -> Result<()> {
        let (Some(feed), Some(poll)) = (&mut self.feed, &mut self.poll) else { return Ok(()) };
        let Ok(step) = poll.scan.accept(window, &answer.keys) else {
            // Such a poll never ends; the next call starts another.
            self.poll = None;
            return Err(not_advancing(ApplicationFilter::OPERATION, window.page));
        };
        if step == Step::Back || poll.scan.has_ended() {
            poll.ahead.clear();
        }
        feed.see(&answer.keys, Timestamp::now());
        self.odd.extend(&answer.odd);
        let rows = answer.keys.iter().map(|key| key.id).zip(answer.rows);
        self.waiting.extend(rows.filter(|(_, row)| self.row_filter.passes(row)));
        Ok(())
    }

    /// Ends the poll. When every change is acknowledged already, no later call would acknowledge the poll's end.
    async fn end_poll(&mut self) -> Result<()> {
        if let (Some(feed), Some(poll)) = (&mut self.feed, self.poll.take()) {
            self.gaps = poll.scan.gaps();
            feed.end(self.gaps);
            if feed.is_settled() {
                self.unsaved |= feed.acknowledge();
            }
        }
        self.save().await
    }

    fn pause(&mut self) {
        if let Some(interval) = self.watch {
            let longer = interval.saturating_mul(1 << self.failures.min(16));
            let pause = longer.min(interval.max(LONGEST_PAUSE)).mul_f64(0.9 + 0.2 * fastrand::f64());
            self.wake = Some(Instant::now() + pause);
        }
    }

    fn failed(&mut self, error: Error) -> Error {
        self.failures = self.failures.saturating_add(1);
        self.pause();
        error
    }
}

impl<A> fmt::Debug for ChangeFeed<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChangeFeed").field("store", &self.store).finish_non_exhaustive()
    }
}
