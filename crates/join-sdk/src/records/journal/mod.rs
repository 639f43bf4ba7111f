//! The journal: each intent is on the disk before its request is sent, each outcome after.
//!
//! It resumes a killed run, keeps a keyed note from a second write, and undoes a whole run. It is one file of JSON lines,
//! readable by people.

mod changes;
mod edited;
mod entry;
mod index;
mod lines;
mod open;
mod state;
#[cfg(test)]
mod tests;
mod walk;

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;

use self::index::{LineMeta, Place};
pub(crate) use self::state::Known;
use self::state::{Turn, changed};
use crate::error::{Error, ErrorKind, Result};
use crate::records::audit::HashKey;

pub use entry::{
    CreateEntry, CreateIntent, End, Entry, EntryEnd, EntryOutcome, Intent, Run, RunKind, WriteKind,
};
pub use state::{Journal, JournalState};
pub use walk::{Entries, JournalRows};

impl Journal {
    /// Opens or creates a journal file, readable by its owner only. Its folder must exist.
    ///
    /// A torn last line is cut off: it was never acknowledged.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`] when another process, or this one, has it open: wait, or use another file.
    /// [`ErrorKind::Io`] when the file can't be read or written, is not a journal, comes from a newer version, or has an
    /// unreadable line before its last; the message has the line's number. Inspect the line; delete it if it is not needed.
    pub async fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref().to_owned();
        let opened = tokio::task::spawn_blocking(move || open::open(&path)).await;
        opened.map_err(|_| Error::new(ErrorKind::Io, "opening the journal failed"))?
    }

    /// Reads a journal's entries from the first on, also while another process writes it. Blocks.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] when the file can't be read, is not a journal, or comes from a newer version.
    pub fn read(path: impl AsRef<Path>) -> Result<Entries> {
        Entries::open(path.as_ref())
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
        let unwritable = || Error::invalid("the entry can't be written as a line");
        let mut line = serde_json::to_vec(entry).map_err(|_| unwritable())?;
        let mark = LineMeta::of(&line).ok_or_else(unwritable)?;
        line.push(b'\n');
        self.inner.appender.append(line, mark).await.map_err(|error| Error::io("writing the journal", error))
    }

    /// The state of a key.
    pub fn state(&self, key: &str) -> JournalState {
        match self.state_now().keys.known(key) {
            None => JournalState::Unknown,
            Some(Place::Intended(_)) => JournalState::Intended,
            Some(Place::Settled(_)) => JournalState::Settled,
        }
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
    /// [`ErrorKind::Io`] when the line can't be read again.
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
    /// [`ErrorKind::Io`] when the line can't be read again.
    pub async fn intended(&self, key: &str) -> Result<Option<Intent>> {
        Ok(self.known(key).await?.and_then(|known| match known {
            Known::Intended(intent) => Some(intent),
            Known::Settled(_) => None,
        }))
    }

    /// Whether the journal records this key's intent as attained.
    ///
    /// ```no_run
    /// # fn example(journal: join_sdk::journal::Journal) -> join_sdk::Result<()> {
    /// if !journal.is_done("inq_123") {
    ///     println!("to do");
    /// }
    /// # Ok(()) }
    /// ```
    pub fn is_done(&self, key: &str) -> bool {
        self.state_now().keys.is_done(key)
    }

    /// The state of a key, with its line read again.
    pub(crate) async fn known(&self, key: &str) -> Result<Option<Known>> {
        let place = self.state_now().keys.known(key);
        let Some(Place::Intended(offset) | Place::Settled(offset)) = place else { return Ok(None) };
        match self.entry_at(offset).await? {
            Entry::Intent(intent) => Ok(Some(Known::Intended(intent))),
            Entry::Outcome(outcome) => Ok(Some(Known::Settled(outcome))),
            _ => Err(changed()),
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

    /// When a create with this key was sent last, or ended, without a certain outcome.
    pub(crate) async fn unsettled_create(&self, key: &str) -> Result<Option<Timestamp>> {
        let place = self.state_now().creates.known(key);
        let Some(Place::Intended(offset) | Place::Settled(offset)) = place else { return Ok(None) };
        match self.entry_at(offset).await? {
            Entry::Create(intent) => Ok(Some(intent.at)),
            Entry::Created(outcome) => Ok(Some(outcome.at)),
            _ => Err(changed()),
        }
    }

    /// The guard for writes under this key. Other writers in this process wait for it.
    pub(crate) fn turn(&self, key: &str) -> Arc<Turn> {
        self.inner.claims.of(key.to_owned())
    }

    /// The number of known keys.
    pub fn keys(&self) -> usize {
        self.state_now().keys.len()
    }

    /// The hash key of this journal: random at creation, stored in the first line, so that later runs can compare hashes.
    pub(crate) fn hash_key(&self) -> &HashKey {
        &self.inner.hash_key
    }
}
