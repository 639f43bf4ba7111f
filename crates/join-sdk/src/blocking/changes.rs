//! Feeds of changes.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use join_client::Raw;
use join_client::types::Application;

use super::runtime::Runtime;
use super::{Applications, List};
use crate::changes::{ApplicationRow, Change, Cursor, CursorStore};
use crate::error::Result;
use crate::lists::{OddFields, WithText};
use crate::resources::ApplicationFilter;

impl<Access> Applications<'_, Access> {
    /// A feed of changes in all of the company's applications. As [`List::changes`].
    pub fn changes(&self, store: impl CursorStore) -> ChangeFeed {
        self.list().changes(store)
    }
}

impl List<ApplicationFilter> {
    /// A feed of changes in these applications since the stored cursor, as
    /// [`List::changes`](crate::lists::List::changes) of the async client.
    pub fn changes(self, store: impl CursorStore) -> ChangeFeed {
        ChangeFeed { feed: self.list.changes(store), runtime: self.runtime, refused: false }
    }
}

impl List<WithText<ApplicationFilter>> {
    /// A feed of changes whose applications keep JOIN's own text, as that of a list without text.
    pub fn changes(self, store: impl CursorStore) -> ChangeFeed<Raw<Application>> {
        ChangeFeed { feed: self.list.changes(store), runtime: self.runtime, refused: false }
    }
}

/// A feed of changed applications: see [`List::changes`]. It delivers at least once.
///
/// It is an iterator that can return `None` and more changes later: `None` means that there is no change now, and the next
/// call polls again. With [`watch`](Self::watch) the iterator waits instead and has no end.
///
/// Errors are those of the async [`ChangeFeed::next`](crate::changes::ChangeFeed::next). The feed continues after each of them.
///
/// ```no_run
/// # fn example(join: join_sdk::blocking::Join) -> join_sdk::Result<()> {
/// use join_sdk::changes::{Change, FileStore};
///
/// let mut changes = join.applications().changes(FileStore::new("join.cursor"));
/// while let Some(change) = changes.next() {
///     match change? {
///         Change::Created(application) => println!("new: {}", application.id),
///         Change::Updated { application, what } => println!("{}: {what:?}", application.id),
///         _ => {}
///     }
///     changes.ack()?;
/// }
/// # Ok(()) }
/// ```
#[must_use]
pub struct ChangeFeed<A = Application> {
    feed: crate::changes::ChangeFeed<A>,
    runtime: Arc<Runtime>,
    refused: bool,
}

impl<A: ApplicationRow> ChangeFeed<A> {
    /// Sets the overlap of each poll before the watermark; 15 minutes unless set.
    pub fn overlap(self, overlap: Duration) -> Self {
        self.with(|feed| feed.overlap(overlap))
    }

    /// Sets the interval of full sweeps; 24 hours unless set. A sweep reads all applications, to find changes that the
    /// filter missed.
    pub fn sweep_every(self, interval: Duration) -> Self {
        self.with(|feed| feed.sweep_every(interval))
    }

    /// Polls continuously, as [`ChangeFeed::watch`](crate::changes::ChangeFeed::watch) does. The iterator then blocks its
    /// thread between polls and never returns `None`.
    pub fn watch(self, interval: Duration) -> Self {
        self.with(|feed| feed.watch(interval))
    }

    /// Acknowledges all changes that the iterator has returned. They are not returned again. The call saves the whole cursor
    /// before it returns; with many applications, acknowledge every hundred changes or so.
    ///
    /// # Errors
    ///
    /// As [`ChangeFeed::ack`](crate::changes::ChangeFeed::ack).
    pub fn ack(&mut self) -> Result<()> {
        self.runtime.run(self.feed.ack())
    }

    /// The acknowledged position; `None` before the first change is requested.
    pub fn cursor(&self) -> Option<&Cursor> {
        self.feed.cursor()
    }

    /// The fields that can't be read and are left out of the rows read so far.
    pub fn odd_fields(&self) -> &OddFields {
        self.feed.odd_fields()
    }

    /// Places of the last ended poll where rows may be missing. As
    /// [`ChangeFeed::gaps`](crate::changes::ChangeFeed::gaps).
    pub fn gaps(&self) -> u32 {
        self.feed.gaps()
    }

    fn with(self, set: impl FnOnce(crate::changes::ChangeFeed<A>) -> crate::changes::ChangeFeed<A>) -> Self {
        Self { feed: set(self.feed), ..self }
    }
}

impl<A: ApplicationRow> Iterator for ChangeFeed<A> {
    type Item = Result<Change<A>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.runtime.next(&mut self.refused, self.feed.next())
    }
}

impl<A> fmt::Debug for ChangeFeed<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.feed.fmt(f)
    }
}
