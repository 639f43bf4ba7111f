//! A journal: what is going to be written is on the disk before it is sent, and what came of it after.
//!
//! A run that was killed is resumed from it, a note that has a key is not written twice, and a whole run can be undone. It
//! is one file of JSON lines, which a person can read.

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

use self::index::{LineMeta, Place};
pub(crate) use self::state::Known;
use self::state::{Turn, changed};
use crate::error::{Error, ErrorKind, Result};
use crate::records::audit::HashKey;

pub use entry::{End, Entry, EntryEnd, EntryOutcome, Intent, Run, RunKind, Subject};
pub use state::{Journal, JournalState};
pub use walk::{Entries, JournalRows};

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
    pub async fn settle(&self, outcome: &EntryOutcome) -> Result<()> {
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
        let mark = LineMeta::of(&line).ok_or_else(unwritable)?;
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
    pub async fn settled(&self, key: &str) -> Result<Option<EntryOutcome>> {
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
}
