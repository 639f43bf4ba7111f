//! The journal in memory: the index, the file, and the lock on both.

use std::fmt;
use std::fs::File;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::entry::{EntryOutcome, Intent, WriteKind};
use super::index::{Candidates, Keys, LineMeta};
use crate::error::{Error, ErrorKind};
use crate::records::audit::HashKey;
use crate::registry::WeakRegistry;
use crate::storage::append::Appender;

/// The guard for writes under a key.
pub(crate) type Turn = tokio::sync::Mutex<()>;

/// A journal open for writing. Clones share it; another process can't open it meanwhile.
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
/// assert_eq!(journal.state("inq_123"), JournalState::Settled);
///
/// for entry in Journal::read(&path)? {
///     println!("{:?}", entry?);
/// }
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Journal {
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    // Dropped first: it waits for the thread to write everything; then the file closes and releases its lock.
    pub(super) appender: Appender<LineMeta>,
    pub(super) file: Arc<File>,
    pub(super) state: Arc<Mutex<State>>,
    pub(super) hash_key: HashKey,
    /// Held during the build of the candidate index, so that it is built once.
    pub(super) building: tokio::sync::Mutex<()>,
    pub(super) claims: WeakRegistry<String, Turn>,
}

/// The index of the lines on the disk.
#[derive(Default)]
pub(super) struct State {
    pub(super) keys: Keys,
    /// Creates whose outcome is not certain.
    pub(super) creates: Keys,
    /// Built on first use.
    pub(super) candidates: Option<Candidates>,
    /// The end of the last line.
    pub(super) end: u64,
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
    pub(super) fn state_now(&self) -> MutexGuard<'_, State> {
        lock(&self.inner.state)
    }
}

pub(super) fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    pub(super) fn mark(&mut self, offset: u64, mark: &LineMeta) {
        self.keys.mark(offset, mark);
        self.creates.mark_create(offset, mark);
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

pub(super) fn reading(error: io::Error) -> Error {
    Error::io("reading the journal", error)
}

/// A line changed after its first read.
pub(super) fn changed() -> Error {
    Error::new(ErrorKind::Io, "another program changed the journal while it was open; open it again")
}

pub(super) fn damaged(line: u64) -> Error {
    let message = "of the journal can't be read; inspect it, and delete it if it is not needed";
    Error::new(ErrorKind::Io, format!("line {line} {message}"))
}
