//! Reads a journal's file from its first entry to its last, also while another process writes it.

use std::fmt;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use super::format::{check_beginning, damaged, read_head, reading};
use super::lines::{self, Lines};
use crate::error::{Error, Result};
use crate::records::journal::entry::Entry;
use crate::storage::json;

/// The entries of a journal, from the first: see [`Journal::read`](super::Journal::read).
///
/// An unreadable line is an error with its number; the others follow.
pub struct Entries {
    lines: Lines,
    ended: bool,
}

impl Entries {
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let opening = |error| Error::io("opening the journal", error);
        let file = File::open(path).map_err(opening)?;
        let length = file.metadata().map_err(opening)?.len();
        check_beginning(&file, length)?;
        let end = lines::end_of_lines(&file, length).map_err(reading)?;
        let mut lines = Lines::between(&Arc::new(file), 0, end);
        if let Some(line) = lines.next().map_err(reading)? {
            read_head(line.text)?;
        }
        Ok(Self { lines, ended: false })
    }
}

impl Iterator for Entries {
    type Item = Result<Entry>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        match self.lines.next() {
            Ok(Some(line)) => {
                let number = line.number;
                Some(json::from_bytes(line.text).map_err(|_| damaged(number)))
            }
            Ok(None) => None,
            Err(error) => {
                self.ended = true;
                Some(Err(reading(error)))
            }
        }
    }
}

impl fmt::Debug for Entries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entries").field("line", &self.lines.number()).finish_non_exhaustive()
    }
}
