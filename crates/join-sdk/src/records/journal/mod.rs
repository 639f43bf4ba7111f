//! A journal: what is going to be written is on the disk before it is sent, and what came of it after.
//!
//! A run that was killed is resumed from it, a note that has a key is not written twice, and a whole run can be undone. It
//! is one file of JSON lines, which a person can read.

mod edited;
mod entry;
mod index;
mod lines;
mod open;
mod walk;

use std::fmt;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use entry::{End, Ending, Entry, Intent, Outcome, Run, RunKind, Subject};
pub use walk::{Entries, Selection};

use crate::error::{Error, ErrorKind, Result};
use crate::records::audit::HashKey;
use crate::registry::Keyed;
use crate::storage::append::Appender;
use index::{Candidates, Keys, Mark, Place};

/// Held by who writes under a key.
pub(crate) type Turn = tokio::sync::Mutex<()>;

/// A journal that is open for writing. Clones share it; another process can't open it in the meantime.
///
/// It takes about 50 bytes of memory for each key, and nothing for a line.
///
/// ```
/// # #[tokio::main]
/// # async fn main() -> join_sdk::Result<()> {
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("journal.jsonl");
/// use join_sdk::journal::{Entry, Ending, Intent, Journal, JournalState, Subject};
/// use join_sdk::types::CandidateId;
///
/// let journal = Journal::open(&path).await?;
/// let intent = Intent::new("inq_123", Subject::Note, CandidateId(5));
/// journal.intend(&intent).await?; // on the disk
/// // ... it is sent ...
/// journal.settle(&intent.ended(Ending::Written)).await?;
/// assert_eq!(journal.state("inq_123"), JournalState::Settled);
///
/// for entry in Journal::read(&path)? {
///     println!("{:?}", entry?);
/// }
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Journal {
    inner: Arc<Inner>,
}

struct Inner {
    // Dropped first: it waits until the thread has written all, and only then the file is closed and its lock given back.
    appender: Appender<Mark>,
    file: Arc<File>,
    state: Arc<Mutex<State>>,
    hash_key: HashKey,
    /// Held while the index of candidates is built, so that it is built once.
    building: tokio::sync::Mutex<()>,
    claims: Keyed<String, Turn>,
}

/// What is known of the lines that are on the disk.
#[derive(Default)]
struct State {
    keys: Keys,
    /// Built when it is asked for.
    candidates: Option<Candidates>,
    /// Where the last line ends.
    end: u64,
}

/// What a journal knows of a key. What was only planned, by a dry run, is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JournalState {
    /// The key is in no line.
    Unknown,
    /// There is an intent without an outcome: it may have been written.
    Intended,
    /// There is an outcome, which [`Journal::settled`] gives.
    Settled,
}

/// The last line of a key.
#[derive(Debug)]
pub(crate) enum Known {
    Intended(Intent),
    Settled(Outcome),
}

impl Known {
    pub(crate) fn subject(&self) -> Subject {
        match self {
            Known::Intended(intent) => intent.kind,
            Known::Settled(outcome) => outcome.kind,
        }
    }
}

impl Journal {
    /// Opens the journal in this file, or begins one, readable by its owner only. Its folder must exist.
    ///
    /// The last line, if it is torn, is cut off: it was never acknowledged.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`] when another process, or this one, has it open: wait, or take another file.
    /// [`ErrorKind::Io`] when the file can't be read or written, is no journal, was written by a newer version, or a line in
    /// its midst can't be read; the message gives its number. Look at the line; if it can be spared, take it out.
    pub async fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref().to_owned();
        let opened = tokio::task::spawn_blocking(move || open::open(&path)).await;
        opened.map_err(|_| Error::new(ErrorKind::Io, "opening the journal failed"))?
    }

    /// The entries of a journal, from the first on, also while another process writes it. Reading blocks.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] when the file can't be read, is no journal, or was written by a newer version.
    pub fn read(path: impl AsRef<Path>) -> Result<Entries> {
        Entries::open(path.as_ref())
    }

    /// Writes down what is going to be done. It is on the disk when this is done; those that come together share a sync.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] when it could not be written, which also ends all that comes later: send nothing. Open the journal
    /// anew when there is room.
    pub async fn intend(&self, intent: &Intent) -> Result<()> {
        self.append(&Entry::Intent(intent.clone())).await
    }

    /// Writes down what came of an intent. It is on the disk when this is done.
    ///
    /// # Errors
    ///
    /// As [`intend`](Self::intend). What was sent is done nevertheless.
    pub async fn settle(&self, outcome: &Outcome) -> Result<()> {
        self.append(&Entry::Outcome(outcome.clone())).await
    }

    /// Writes down any entry.
    ///
    /// # Errors
    ///
    /// As [`intend`](Self::intend).
    pub async fn append(&self, entry: &Entry) -> Result<()> {
        let unwritable = || Error::invalid("the entry can't be written as a line");
        let mut line = serde_json::to_vec(entry).map_err(|_| unwritable())?;
        let mark = Mark::of(&line).ok_or_else(unwritable)?;
        line.push(b'\n');
        self.inner.appender.append(line, mark).await.map_err(|error| Error::io("writing the journal", error))
    }

    /// What is known of a key.
    pub fn state(&self, key: &str) -> JournalState {
        match self.state_now().keys.known(key) {
            None => JournalState::Unknown,
            Some(Place::Intended(_)) => JournalState::Intended,
            Some(Place::Settled(_)) => JournalState::Settled,
        }
    }

    /// The last outcome of a key; none where there is an intent without one, or nothing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] when the line can't be read again.
    pub async fn settled(&self, key: &str) -> Result<Option<Outcome>> {
        Ok(self.known(key).await?.and_then(|known| match known {
            Known::Settled(outcome) => Some(outcome),
            Known::Intended(_) => None,
        }))
    }

    /// The last intent of a key, where it has no outcome.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] when the line can't be read again.
    pub async fn intended(&self, key: &str) -> Result<Option<Intent>> {
        Ok(self.known(key).await?.and_then(|known| match known {
            Known::Intended(intent) => Some(intent),
            Known::Settled(_) => None,
        }))
    }

    /// Whether what was meant under this key is there, as far as the journal knows.
    pub fn is_done(&self, key: &str) -> bool {
        self.state_now().keys.is_done(key)
    }

    /// What is known of a key, with its line read again.
    pub(crate) async fn known(&self, key: &str) -> Result<Option<Known>> {
        let place = self.state_now().keys.known(key);
        let Some(Place::Intended(offset) | Place::Settled(offset)) = place else { return Ok(None) };
        match self.entry_at(offset).await? {
            Entry::Intent(intent) => Ok(Some(Known::Intended(intent))),
            Entry::Outcome(outcome) => Ok(Some(Known::Settled(outcome))),
            _ => Err(changed()),
        }
    }

    /// Held by who writes under this key, so that others in this process wait for what comes of it.
    pub(crate) fn turn(&self, key: &str) -> Arc<Turn> {
        self.inner.claims.of(key.to_owned())
    }

    /// Keys that the journal knows.
    pub fn keys(&self) -> usize {
        self.state_now().keys.len()
    }

    /// The key by which this journal hashes: drawn when it was begun, and kept in its first line, so that a later run can
    /// compare.
    pub(crate) fn hash_key(&self) -> &HashKey {
        &self.inner.hash_key
    }

    fn state_now(&self) -> MutexGuard<'_, State> {
        lock(&self.inner.state)
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    fn mark(&mut self, offset: u64, mark: &Mark) {
        self.keys.mark(offset, mark);
        if let Some(candidates) = &mut self.candidates {
            candidates.mark(offset, mark);
        }
    }
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let syncs = self.inner.appender.syncs();
        f.debug_struct("Journal").field("keys", &self.keys()).field("syncs", &syncs).finish_non_exhaustive()
    }
}

fn reading(error: io::Error) -> Error {
    Error::io("reading the journal", error)
}

/// A line is not what it was when it was read first.
fn changed() -> Error {
    Error::new(ErrorKind::Io, "the journal was changed by somebody else while it was open; open it anew")
}

fn damaged(line: u64) -> Error {
    let words = "of the journal can't be read; look at it, and take it out if it can be spared";
    Error::new(ErrorKind::Io, format!("line {line} {words}"))
}

#[cfg(test)]
mod tests;
