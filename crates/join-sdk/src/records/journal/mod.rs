//! The journal: each intent is on the disk before its request is sent, each outcome after.
//!
//! It resumes a killed run, keeps a keyed note from a second write, and undoes a whole run. It is one file of JSON lines,
//! readable by people.

mod changes;
mod edited;
mod entry;
#[cfg(feature = "files")]
mod file;
#[cfg_attr(not(feature = "files"), expect(dead_code, reason = "a file asks more of it than a store"))]
mod index;
mod store;

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use join_client::types::{CandidateId, Tag};

use self::store::{changed, reading};
use crate::error::{Error, ErrorKind, Result};
use crate::records::audit::HashKey;
use crate::shared::Lease;

pub use entry::{
    CreateEntry, CreateIntent, End, Entry, EntryEnd, EntryOutcome, Intent, Run, RunKind, WriteKind,
};
#[cfg(feature = "files")]
pub use file::Entries;
pub use store::{JournalQuery, JournalRows, JournalStore};

/// A journal open for writing. Clones share it. Another process can't open the same file meanwhile; for several machines there is
/// [`on`](Self::on).
///
/// Takes about 50 bytes of memory for each key, none for a line.
///
/// ```
/// # #[tokio::main]
/// # async fn main() -> join_sdk::Result<()> {
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("journal.jsonl");
/// use join_sdk::journal::{Entry, EntryEnd, Intent, Journal, JournalState, WriteKind};
/// use join_sdk::types::CandidateId;
///
/// let journal = Journal::open(&path).await?;
/// let intent = Intent::new("inq_123", WriteKind::Note, CandidateId(5));
/// journal.intend(&intent).await?; // on the disk
/// // ... it is sent ...
/// journal.settle(&intent.ended(EntryEnd::Written)).await?;
/// assert_eq!(journal.state("inq_123").await?, JournalState::Settled);
///
/// for entry in Journal::read(&path)? {
///     println!("{:?}", entry?);
/// }
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Journal {
    store: Arc<dyn JournalStore>,
}

/// The journal's state of a key. Dry runs do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JournalState {
    /// No line has the key.
    Unknown,
    /// An intent without an outcome: possibly written.
    Intended,
    /// An outcome: see [`Journal::settled`].
    Settled,
}

/// The last line of a key.
#[derive(Debug)]
pub(crate) enum Known {
    Intended(Intent),
    Settled(EntryOutcome),
}

impl Known {
    pub(crate) fn kind(&self) -> WriteKind {
        match self {
            Known::Intended(intent) => intent.kind,
            Known::Settled(outcome) => outcome.kind,
        }
    }
}

impl Journal {
    /// Opens a journal on a store of your own, such as a table that several machines share.
    ///
    /// ```
    /// # fn example(store: impl join_sdk::journal::JournalStore, token: join_sdk::ApiToken) -> join_sdk::Result<()> {
    /// use join_sdk::{Join, journal::Journal};
    ///
    /// let join = Join::builder(token).journal(Journal::on(store)).build()?;
    /// # Ok(()) }
    /// ```
    pub fn on(store: impl JournalStore) -> Self {
        Self { store: Arc::new(store) }
    }

    /// Writes an intent. It is on the disk when the call returns; concurrent writes share a sync.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] when the write fails; all later writes fail too: send nothing. Open the journal again when the disk has
    /// space.
    pub async fn intend(&self, intent: &Intent) -> Result<()> {
        self.append(&Entry::Intent(intent.clone())).await
    }

    /// Writes an outcome. It is on the disk when the call returns.
    ///
    /// # Errors
    ///
    /// As [`intend`](Self::intend). The request was sent nevertheless.
    pub async fn settle(&self, outcome: &EntryOutcome) -> Result<()> {
        self.append(&Entry::Outcome(outcome.clone())).await
    }

    /// Writes any entry.
    ///
    /// ```no_run
    /// # async fn example(
    /// #     journal: join_sdk::journal::Journal,
    /// #     intent: join_sdk::journal::Intent,
    /// # ) -> join_sdk::Result<()> {
    /// use join_sdk::journal::Entry;
    ///
    /// journal.append(&Entry::Intent(intent)).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`intend`](Self::intend).
    pub async fn append(&self, entry: &Entry) -> Result<()> {
        self.store.append(entry).await.map_err(|error| Error::of_store("writing the journal", error))
    }

    /// The state of a key.
    ///
    /// ```no_run
    /// # async fn example(journal: join_sdk::journal::Journal) -> join_sdk::Result<()> {
    /// println!("{:?}", journal.state("inq_123").await?);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] when the journal can't be read again.
    pub async fn state(&self, key: &str) -> Result<JournalState> {
        Ok(match self.known(key).await? {
            None => JournalState::Unknown,
            Some(Known::Intended(_)) => JournalState::Intended,
            Some(Known::Settled(_)) => JournalState::Settled,
        })
    }

    /// The last outcome of a key; none for an unknown key or an intent without an outcome.
    ///
    /// ```no_run
    /// # async fn example(journal: join_sdk::journal::Journal) -> join_sdk::Result<()> {
    /// if let Some(outcome) = journal.settled("inq_123").await? {
    ///     println!("{:?} at {}", outcome.outcome, outcome.at);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] when the journal can't be read again.
    pub async fn settled(&self, key: &str) -> Result<Option<EntryOutcome>> {
        Ok(self.known(key).await?.and_then(|known| match known {
            Known::Settled(outcome) => Some(outcome),
            Known::Intended(_) => None,
        }))
    }

    /// The last intent of a key, if it has no outcome.
    ///
    /// ```no_run
    /// # async fn example(journal: join_sdk::journal::Journal) -> join_sdk::Result<()> {
    /// if let Some(intent) = journal.intended("inq_123").await? {
    ///     println!("possibly written, planned at {}", intent.at);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] when the journal can't be read again.
    pub async fn intended(&self, key: &str) -> Result<Option<Intent>> {
        Ok(self.known(key).await?.and_then(|known| match known {
            Known::Intended(intent) => Some(intent),
            Known::Settled(_) => None,
        }))
    }

    /// Whether the journal records this key's intent as attained.
    ///
    /// ```no_run
    /// # async fn example(journal: join_sdk::journal::Journal) -> join_sdk::Result<()> {
    /// if !journal.is_done("inq_123").await? {
    ///     println!("to do");
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] when the journal can't be read again.
    pub async fn is_done(&self, key: &str) -> Result<bool> {
        self.store.is_done(key).await.map_err(reading)
    }

    /// The intents without an outcome, in journal order. Check each one: it may have been written.
    ///
    /// ```no_run
    /// # async fn example(journal: join_sdk::journal::Journal) -> join_sdk::Result<()> {
    /// let mut intents = journal.unsettled().await?;
    /// while let Some(intent) = intents.next().await {
    ///     println!("check {}", intent?.key);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] when the journal can't be read.
    pub async fn unsettled(&self) -> Result<JournalRows<Intent>> {
        let pick = |entry| match entry {
            Entry::Intent(intent) => Some(intent),
            _ => None,
        };
        self.rows(JournalQuery::Unsettled, pick).await
    }

    /// The outcomes of a run that changed tags or may have, the last one first. Of an edit that was killed after a write was
    /// sent, it is what that write would change, with the outcome [`Unknown`](EntryEnd::Unknown).
    ///
    /// ```no_run
    /// # async fn example(journal: join_sdk::journal::Journal) -> join_sdk::Result<()> {
    /// let mut outcomes = journal.outcomes_backwards("bulk").await?;
    /// while let Some(outcome) = outcomes.next().await {
    ///     println!("{}", outcome?.key);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] when the journal can't be read.
    pub async fn outcomes_backwards(&self, run: &str) -> Result<JournalRows<EntryOutcome>> {
        let pick = |entry| match entry {
            Entry::Outcome(outcome) | Entry::Sending(outcome) => Some(outcome),
            _ => None,
        };
        self.rows(JournalQuery::ChangesOf(run), pick).await
    }

    async fn rows<T>(&self, query: JournalQuery<'_>, pick: fn(Entry) -> Option<T>) -> Result<JournalRows<T>> {
        let places = self.store.places(query).await.map_err(reading)?;
        Ok(JournalRows {
            store: Arc::clone(&self.store),
            places: places.into_iter(),
            read: VecDeque::new(),
            pick,
        })
    }

    /// The candidate's last applied own tags: those of the last reconcile run, and those of later intents. None without such a
    /// run in the journal.
    ///
    /// The first call reads the whole file of a journal.
    ///
    /// ```no_run
    /// # async fn example(journal: join_sdk::journal::Journal) -> join_sdk::Result<()> {
    /// let tags = journal.last_applied(join_sdk::types::CandidateId(5)).await?;
    /// println!("{} own tags", tags.map_or(0, |tags| tags.len()));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] when the journal can't be read.
    pub async fn last_applied(&self, candidate: CandidateId) -> Result<Option<Vec<Tag>>> {
        Ok(self.applied(candidate).await?.0)
    }

    /// The candidate's last applied own tags, and whether a run may have been killed while it wrote some of them.
    pub(crate) async fn applied(&self, candidate: CandidateId) -> Result<(Option<Vec<Tag>>, bool)> {
        let places = self.store.places(JournalQuery::AppliedTo(candidate)).await.map_err(reading)?;
        if places.is_empty() {
            return Ok((None, false));
        }
        let (mut tags, mut uncertain) = (Vec::<Tag>::new(), false);
        for entry in self.store.entries(places).await.map_err(reading)? {
            let desired = match entry {
                Entry::Intent(intent) => {
                    uncertain = uncertain || self.is_uncertain(&intent.key).await?;
                    intent.desired
                }
                Entry::Outcome(outcome) => outcome.desired,
                _ => None,
            };
            for tag in desired.ok_or_else(changed)? {
                if !tags.contains(&tag) {
                    tags.push(tag);
                }
            }
        }
        Ok((Some(tags), uncertain))
    }

    /// Whether an outcome saw tags on this candidate. Then a response without tags is not reliable.
    ///
    /// The first call reads the whole file of a journal.
    ///
    /// ```no_run
    /// # async fn example(journal: join_sdk::journal::Journal) -> join_sdk::Result<()> {
    /// if journal.knew_tags(join_sdk::types::CandidateId(5)).await? {
    ///     println!("the candidate had tags once");
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] when the journal can't be read.
    pub async fn knew_tags(&self, candidate: CandidateId) -> Result<bool> {
        self.store.saw_tags(candidate).await.map_err(reading)
    }

    /// The last entry of a key.
    pub(crate) async fn known(&self, key: &str) -> Result<Option<Known>> {
        match self.store.last(key).await.map_err(reading)? {
            None => Ok(None),
            Some(Entry::Intent(intent)) => Ok(Some(Known::Intended(intent))),
            Some(Entry::Outcome(outcome)) => Ok(Some(Known::Settled(outcome))),
            Some(_) => Err(changed()),
        }
    }

    /// Whether an earlier try of this key may have written: it has no outcome, or an unknown one.
    pub(crate) async fn is_uncertain(&self, key: &str) -> Result<bool> {
        Ok(match self.known(key).await? {
            None => false,
            Some(Known::Intended(_)) => true,
            Some(Known::Settled(outcome)) => outcome.outcome == EntryEnd::Unknown,
        })
    }

    /// The last entry of a create.
    pub(crate) async fn known_create(&self, key: &str) -> Result<Option<Entry>> {
        self.store.last_create(key).await.map_err(reading)
    }

    /// Waits for the turn of the writers under this key, those of other processes that share the journal included.
    pub(crate) async fn claim(&self, key: &str, longest: Duration) -> Result<Box<dyn Lease>> {
        let claimed = tokio::time::timeout(longest, self.store.claim(key)).await;
        let busy =
            |_| Error::new(ErrorKind::Timeout, "another call was busy with the same key; nothing was sent");
        claimed.map_err(busy)?.map_err(|error| {
            let message = "the turn of the key could not be taken; nothing was sent";
            Error::new(ErrorKind::Refused, message).with_source(error)
        })
    }

    /// The hash key of this journal: random at creation and stored in it, so that later runs can compare hashes.
    pub(crate) fn hash_key(&self) -> &HashKey {
        self.store.hash_key()
    }
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Journal").field("store", &self.store).finish()
    }
}
