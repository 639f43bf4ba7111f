//! The blocking front of the journal and the audit log in files.

use std::path::Path;
use std::sync::Arc;

use super::journal::Journal;
use super::runtime::Runtime;
use crate::error::Result;
use crate::records::audit::FileSink;
use crate::records::journal::Entries;

impl Journal {
    /// Opens or creates a journal file, readable by its owner only. Its folder must exist.
    ///
    /// # Errors
    ///
    /// As [`Journal::open`](crate::journal::Journal::open).
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let runtime = Arc::new(Runtime::start()?);
        let journal = runtime.run(crate::journal::Journal::open(path))?;
        Ok(Self { journal, runtime })
    }

    /// Reads a journal's entries from the first on, also while another process writes it.
    ///
    /// # Errors
    ///
    /// As [`Journal::read`](crate::journal::Journal::read).
    pub fn read(path: impl AsRef<Path>) -> Result<Entries> {
        crate::journal::Journal::read(path)
    }
}

impl FileSink {
    /// Opens or creates the file, as [`open`](Self::open), in a program without an async runtime.
    ///
    /// ```no_run
    /// # fn example(token: join_sdk::ApiToken) -> join_sdk::Result<()> {
    /// use join_sdk::{Join, audit::FileSink};
    ///
    /// let join = Join::builder(token).audit(FileSink::open_blocking("join-audit.jsonl")?).build_blocking()?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open); also [`ErrorKind::Config`](crate::ErrorKind::Config) on a thread of an async runtime.
    pub fn open_blocking(path: impl AsRef<Path>) -> Result<Self> {
        Runtime::start()?.run(Self::open(path))
    }
}
