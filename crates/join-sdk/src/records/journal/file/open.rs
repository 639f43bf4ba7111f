//! Opens a journal's file: takes the lock, checks the first line, cuts a torn last line, indexes the rest.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::{Arc, Mutex};

use super::content::{Content, State};
use super::format::{begin, check_beginning, reading, scan};
use super::journal::FileJournal;
use super::lines;
use crate::error::{Error, ErrorKind, Result};
use crate::records::audit::HashKey;
use crate::storage::append::{self, AfterFailure, Appender};

pub(super) fn open(path: &Path) -> Result<FileJournal> {
    let opening = |error| Error::io("opening the journal", error);
    let file = append::open(path).map_err(opening)?;
    take_lock(&file)?;
    let length = file.metadata().map_err(opening)?.len();
    check_beginning(&file, length)?;
    let end = lines::end_of_lines(&file, length).map_err(reading)?;
    if end < length {
        file.set_len(end).and_then(|()| file.sync_all()).map_err(opening)?;
    }
    let file = Arc::new(file);
    let mut state = State { end, ..State::default() };
    let (salt, first_line) = match end {
        0 => begin()?,
        _ => (scan(&file, 0, end, |offset, mark| state.mark(offset, mark))?, Vec::new()),
    };
    let content = Arc::new(Content { file: Arc::clone(&file), state: Mutex::new(state) });
    let kept = Arc::clone(&content);
    let appender =
        Appender::start(Arc::clone(&file), first_line, end, AfterFailure::Stop, move |place, mark| {
            let mut state = kept.state();
            state.mark(place.start, &mark);
            state.end = place.end;
        });
    let appender = appender.map_err(opening)?;
    let hash_key = HashKey::new(salt);
    let (building, claims) = Default::default();
    Ok(FileJournal { appender, content, hash_key, building, claims })
}

/// Takes the writer lock: two writers would not see each other's intents.
fn take_lock(file: &File) -> Result<()> {
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => {
            let message =
                "the journal is already open, here or in another process; close it, or use another file";
            Err(Error::new(ErrorKind::Refused, message))
        }
        Err(TryLockError::Error(error)) => Err(Error::io("locking the journal", error)),
    }
}
