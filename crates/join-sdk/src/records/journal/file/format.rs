//! The format of a journal's file: the first line, with the version and the salt, and a scan of the lines.

use std::fs::File;
use std::io;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::lines::{self, Lines};
use crate::error::{Error, ErrorKind, Result};
use crate::records::audit::HashKey;
use crate::records::journal::index::LineMeta;
use crate::storage::json;

/// The written format version; newer ones are refused.
const VERSION: u32 = 1;

/// The first bytes of every journal.
const BEGINNING: &[u8] = b"{\"join_journal\":";

/// The first line.
#[derive(Serialize, Deserialize)]
struct Head {
    join_journal: u32,
    at: Timestamp,
    sdk: String,
    /// The salt of this journal's hashes.
    salt: String,
}

#[derive(Deserialize)]
struct Version {
    join_journal: u32,
}

/// Refuses a file that is not a journal before any cut. A torn first line may be present in any part, with zeros after it.
pub(super) fn check_beginning(file: &File, length: u64) -> Result<()> {
    let mut first = [0; BEGINNING.len()];
    let there = usize::try_from(length).unwrap_or(usize::MAX).min(first.len());
    let first = first.get_mut(..there).unwrap_or_default();
    lines::fill_at(file, first, 0).map_err(reading)?;
    let zeros = first.iter().rev().take_while(|byte| **byte == 0).count();
    let written = first.get(..first.len() - zeros).unwrap_or_default();
    if BEGINNING.starts_with(written) {
        Ok(())
    } else {
        Err(Error::new(ErrorKind::Io, "the file is not a journal; it was not changed; use another file"))
    }
}

/// The salt and the first line of a new journal.
pub(super) fn begin() -> Result<(String, Vec<u8>)> {
    let head = Head {
        join_journal: VERSION,
        at: Timestamp::now(),
        sdk: env!("CARGO_PKG_VERSION").to_owned(),
        salt: HashKey::random()?.hash("journal"),
    };
    let mut line = serde_json::to_vec(&head)
        .map_err(|_| Error::new(ErrorKind::Io, "the journal's first line can't be written"))?;
    line.push(b'\n');
    Ok((head.salt, line))
}

/// The salt from the first line.
pub(super) fn read_head(line: &[u8]) -> Result<String> {
    let version: Version = json::from_bytes(line).map_err(|_| damaged(1))?;
    if version.join_journal > VERSION {
        let message =
            "the journal was written by a newer version of the SDK; use that version, or a new file";
        return Err(Error::new(ErrorKind::Io, message));
    }
    let head: Head = json::from_bytes(line).map_err(|_| damaged(1))?;
    Ok(head.salt)
}

/// Scans the lines between two offsets, and returns the salt if the first line is among them.
pub(super) fn scan(
    file: &Arc<File>,
    from: u64,
    end: u64,
    mut seen: impl FnMut(u64, &LineMeta),
) -> Result<String> {
    let mut lines = Lines::between(file, from, end);
    let mut salt = String::new();
    loop {
        let number = lines.number() + 1;
        let line = match lines.next() {
            Ok(Some(line)) => line,
            Ok(None) => return Ok(salt),
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => return Err(damaged(number)),
            Err(error) => return Err(reading(error)),
        };
        if line.offset == 0 {
            salt = read_head(line.text)?;
        } else {
            let mark = LineMeta::of_line(line.text).ok_or_else(|| damaged(number))?;
            seen(line.offset, &mark);
        }
    }
}

pub(super) fn reading(error: io::Error) -> Error {
    Error::io("reading the journal", error)
}

pub(super) fn damaged(line: u64) -> Error {
    let message = "of the journal can't be read; inspect it, and delete it if it is not needed";
    Error::new(ErrorKind::Io, format!("line {line} {message}"))
}
