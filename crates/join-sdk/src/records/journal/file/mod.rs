//! A journal in a file of JSON lines.

mod content;
mod format;
mod head;
mod journal;
mod lines;
mod open;
#[cfg(test)]
mod tests;
mod walk;

use std::path::Path;

use super::Journal;
use crate::error::{Error, ErrorKind, Result};

pub use self::walk::Entries;

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
        Ok(Self::on(opened.map_err(|_| Error::new(ErrorKind::Io, "opening the journal failed"))??))
    }

    /// Reads a journal's entries from the first on, also while another process writes it. Blocks.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] when the file can't be read, is not a journal, or comes from a newer version.
    pub fn read(path: impl AsRef<Path>) -> Result<Entries> {
        Entries::open(path.as_ref())
    }
}
