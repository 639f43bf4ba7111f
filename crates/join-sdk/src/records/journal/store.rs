//! Where a journal is kept: a trait for a file, a database, or your own.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use join_client::BoxFuture;
use join_client::types::CandidateId;

use super::changes::Changes;
use super::entry::Entry;
use super::index::{Candidates, Keys, LineMeta};
use crate::error::{Error, ErrorKind, Result};
use crate::records::audit::HashKey;
use crate::shared::{Lease, StoreError};

/// Keeps the entries of a journal, such as a table of a database that several machines share. Used by
/// [`Journal::on`](super::Journal::on).
///
/// # What it must guarantee
///
/// - An entry is kept for good once [`append`](Self::append) returns: no crash loses it. Entries have rising places, in the
///   order of their keys' claims.
/// - One holder of a key's [claim](Self::claim) at a time. A lease whose holder died ends by itself; what the dead one left is in
///   the journal, and the next holder reads it there.
/// - Reads see every entry that was appended before, by any process.
/// - Of a dry run, whose entries say so, [`last`](Self::last) and [`places`](Self::places) return nothing.
///   [`JournalQuery::answer`] and [`Entry::write_key`] have these rules.
///
/// A table answers [`places`](Self::places) from the rows of the query's run or candidate:
///
/// ```
/// use join_sdk::journal::{Entry, JournalQuery};
///
/// fn places(query: JournalQuery<'_>, rows: &[(u64, Entry)]) -> Vec<u64> {
///     query.answer(rows.iter().map(|(place, entry)| (*place, entry)))
/// }
/// ```
///
/// `join_sdk::testing::conformance` checks an implementation.
pub trait JournalStore: fmt::Debug + Send + Sync + 'static {
    /// Keeps an entry for good.
    ///
    /// # Errors
    ///
    /// When it is not kept. The SDK then sends nothing.
    fn append<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Waits for the turn of the writers with this key, and takes it.
    ///
    /// # Errors
    ///
    /// When it can't be taken. The SDK then sends nothing.
    fn claim<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Box<dyn Lease>, StoreError>>;

    /// Returns the last intent or outcome of a key.
    ///
    /// # Errors
    ///
    /// When it can't be read.
    fn last<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Entry>, StoreError>>;

    /// Returns the last entry of a create with this key. One whose outcome is certain may be left out.
    ///
    /// # Errors
    ///
    /// When it can't be read.
    fn last_create<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Entry>, StoreError>>;

    /// Returns the places of the entries that answer a query, in its order.
    ///
    /// # Errors
    ///
    /// When they can't be read.
    fn places<'a>(&'a self, query: JournalQuery<'a>) -> BoxFuture<'a, Result<Vec<u64>, StoreError>>;

    /// Returns the entries at these places, in the same order.
    ///
    /// # Errors
    ///
    /// When one of them can't be read.
    fn entries(&self, places: Vec<u64>) -> BoxFuture<'_, Result<Vec<Entry>, StoreError>>;

    /// Whether an entry [saw tags](Entry::saw_tags) on the candidate.
    ///
    /// # Errors
    ///
    /// When it can't be read.
    fn saw_tags(&self, candidate: CandidateId) -> BoxFuture<'_, Result<bool, StoreError>>;

    /// The key of this journal's hashes. It stays the same, so that later runs can compare them.
    fn hash_key(&self) -> &HashKey;

    /// Whether the last entry of a key is an outcome that attained its intent.
    ///
    /// # Errors
    ///
    /// As [`last`](Self::last).
    fn is_done<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(async move {
            let last = self.last(key).await?;
            Ok(matches!(last, Some(Entry::Outcome(outcome)) if outcome.outcome.is_done()))
        })
    }
}

impl<S: JournalStore + ?Sized> JournalStore for Arc<S> {
    fn append<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<(), StoreError>> {
        (**self).append(entry)
    }

    fn claim<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Box<dyn Lease>, StoreError>> {
        (**self).claim(key)
    }

    fn last<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Entry>, StoreError>> {
        (**self).last(key)
    }

    fn last_create<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Entry>, StoreError>> {
        (**self).last_create(key)
    }

    fn places<'a>(&'a self, query: JournalQuery<'a>) -> BoxFuture<'a, Result<Vec<u64>, StoreError>> {
        (**self).places(query)
    }

    fn entries(&self, places: Vec<u64>) -> BoxFuture<'_, Result<Vec<Entry>, StoreError>> {
        (**self).entries(places)
    }

    fn saw_tags(&self, candidate: CandidateId) -> BoxFuture<'_, Result<bool, StoreError>> {
        (**self).saw_tags(candidate)
    }

    fn hash_key(&self) -> &HashKey {
        (**self).hash_key()
    }

    fn is_done<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<bool, StoreError>> {
        (**self).is_done(key)
    }
}

/// A question to a journal whose answer is a list of entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JournalQuery<'a> {
    /// The intents without an outcome.
    Unsettled,
    /// What a run changed or may have changed, the last entry first. The entries of this run answer it.
    ChangesOf(&'a str),
    /// The entries whose desired tags together were applied last. The entries of this candidate answer it.
    AppliedTo(CandidateId),
}

impl JournalQuery<'_> {
    /// Answers the query from the entries of its run or candidate, or from all entries, in the order of their places.
    ///
    /// ```
    /// use join_sdk::journal::{Entry, Intent, JournalQuery, WriteKind};
    /// use join_sdk::types::CandidateId;
    ///
    /// let entry = Entry::Intent(Intent::new("inq_123", WriteKind::Note, CandidateId(5)));
    /// assert_eq!(JournalQuery::Unsettled.answer([(7, &entry)]), [7]);
    /// ```
    pub fn answer<'a>(self, entries: impl IntoIterator<Item = (u64, &'a Entry)>) -> Vec<u64> {
        let lines =
            entries.into_iter().filter_map(|(place, entry)| Some((place, LineMeta::of_entry(entry)?)));
        match self {
            Self::Unsettled => {
                let mut keys = Keys::default();
                lines.for_each(|(place, line)| keys.mark(place, &line));
                keys.unsettled()
            }
            Self::ChangesOf(run) => {
                let mut changes = Changes::of(run);
                lines.for_each(|(place, line)| changes.mark(place, &line));
                changes.backwards()
            }
            Self::AppliedTo(candidate) => {
                let mut candidates = Candidates::default();
                lines.for_each(|(place, line)| candidates.mark(place, &line));
                candidates.applied(candidate.0)
            }
        }
    }
}

impl Entry {
    /// The key of an intent or an outcome, for [`JournalStore::last`]. None for other entries and in a dry run.
    ///
    /// ```
    /// use join_sdk::journal::{Entry, Intent, WriteKind};
    /// use join_sdk::types::CandidateId;
    ///
    /// let entry = Entry::Intent(Intent::new("inq_123", WriteKind::Note, CandidateId(5)));
    /// assert_eq!(entry.write_key(), Some("inq_123"));
    /// ```
    pub fn write_key(&self) -> Option<&str> {
        match (self, LineMeta::of_entry(self)?) {
            (Self::Intent(intent), LineMeta::Intent { .. }) => Some(&intent.key),
            (Self::Outcome(outcome), LineMeta::Outcome { .. }) => Some(&outcome.key),
            _ => None,
        }
    }

    /// The key of a create, for [`JournalStore::last_create`].
    pub fn create_key(&self) -> Option<&str> {
        match self {
            Self::Create(intent) => Some(&intent.key),
            Self::Created(entry) => Some(&entry.key),
            _ => None,
        }
    }

    /// The run, for [`JournalQuery::ChangesOf`].
    pub fn run(&self) -> Option<&str> {
        match self {
            Self::Run(run) => Some(&run.run),
            Self::End(end) => Some(&end.run),
            Self::Intent(intent) => intent.run.as_deref(),
            Self::Outcome(outcome) | Self::Sending(outcome) => outcome.run.as_deref(),
            Self::Create(_) | Self::Created(_) => None,
        }
    }

    /// The candidate, for [`JournalQuery::AppliedTo`] and for the removal of a person's data.
    pub fn candidate(&self) -> Option<CandidateId> {
        match self {
            Self::Intent(intent) => Some(intent.candidate),
            Self::Outcome(outcome) | Self::Sending(outcome) => Some(outcome.candidate),
            Self::Created(entry) => entry.candidate,
            Self::Run(_) | Self::End(_) | Self::Create(_) => None,
        }
    }

    /// Whether the candidate had tags by this entry, for [`JournalStore::saw_tags`].
    pub fn saw_tags(&self) -> bool {
        LineMeta::of_entry(self).is_some_and(|line| line.saw_tags())
    }
}

/// Selected entries of a journal, reread in order.
///
/// ```no_run
/// # async fn example(journal: join_sdk::journal::Journal) -> join_sdk::Result<()> {
/// let mut rows = journal.unsettled().await?;
/// println!("{} writes to check", rows.remaining());
/// while let Some(intent) = rows.next().await {
///     println!("{}", intent?.key);
/// }
/// # Ok(()) }
/// ```
pub struct JournalRows<T> {
    pub(super) store: Arc<dyn JournalStore>,
    pub(super) places: std::vec::IntoIter<u64>,
    pub(super) read: VecDeque<T>,
    pub(super) pick: fn(Entry) -> Option<T>,
}

/// Entries reread per batch.
const AT_ONCE: usize = 256;

impl<T> JournalRows<T> {
    /// Returns the next entry; none at the end.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] when the journal can't be read again.
    pub async fn next(&mut self) -> Option<Result<T>> {
        if self.read.is_empty() {
            let places: Vec<u64> = self.places.by_ref().take(AT_ONCE).collect();
            let entries = match self.store.entries(places).await {
                Ok(entries) => entries,
                Err(error) => return Some(Err(reading(error))),
            };
            for entry in entries {
                let Some(picked) = (self.pick)(entry) else { return Some(Err(changed())) };
                self.read.push_back(picked);
            }
        }
        self.read.pop_front().map(Ok)
    }

    /// The number of remaining entries.
    pub fn remaining(&self) -> usize {
        self.read.len() + self.places.len()
    }
}

impl<T> fmt::Debug for JournalRows<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JournalRows").field("remaining", &self.remaining()).finish_non_exhaustive()
    }
}

pub(super) fn reading(error: StoreError) -> Error {
    Error::of_store("reading the journal", error)
}

/// An entry changed after its first read.
pub(super) fn changed() -> Error {
    Error::new(ErrorKind::Io, "another program changed the journal while it was open; open it again")
}
