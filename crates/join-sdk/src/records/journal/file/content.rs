//! The content of a journal's file: the index in memory, the lines on the disk.

use std::fs::File;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::format::{reading, scan};
use super::lines;
use crate::error::Result;
use crate::records::journal::changes::Changes;
use crate::records::journal::entry::Entry;
use crate::records::journal::index::{Candidates, Keys, LineMeta};
use crate::records::journal::store::changed;
use crate::storage::json;

/// The file and its index.
pub(super) struct Content {
    pub(super) file: Arc<File>,
    pub(super) state: Mutex<State>,
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

impl State {
    pub(super) fn mark(&mut self, offset: u64, mark: &LineMeta) {
        self.keys.mark(offset, mark);
        self.creates.mark_create(offset, mark);
        if let Some(candidates) = &mut self.candidates {
            candidates.mark(offset, mark);
        }
    }
}

impl Content {
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn entries(&self, places: Vec<u64>) -> Result<Vec<Entry>> {
        let end = self.state().end;
        let entry = |place| {
            let line = lines::line_at(&self.file, place, end).map_err(reading)?;
            json::from_bytes(&line).map_err(|_| changed())
        };
        places.into_iter().map(entry).collect()
    }

    pub(super) fn changes(&self, mut changes: Changes) -> Result<Vec<u64>> {
        let end = self.state().end;
        scan(&self.file, 0, end, |offset, mark| changes.mark(offset, mark))?;
        Ok(changes.backwards())
    }

    /// Builds the candidate index, with the lines written meanwhile.
    pub(super) fn build_candidates(&self) -> Result<()> {
        let mut candidates = Candidates::default();
        let mut from = 0;
        loop {
            let mut state = self.state();
            let end = state.end;
            if from == end {
                state.candidates = Some(candidates);
                return Ok(());
            }
            drop(state);
            scan(&self.file, from, end, |offset, mark| candidates.mark(offset, mark))?;
            from = end;
        }
    }
}
