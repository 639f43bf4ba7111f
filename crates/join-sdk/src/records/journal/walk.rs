//! Rereads a journal: all entries, unsettled intents, a run backwards, a candidate's applied tags.

use std::collections::VecDeque;
use std::fmt;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use join_client::types::{CandidateId, Tag};

use super::changes::Changes;
use super::entry::{Entry, EntryOutcome, Intent};
use super::index::Candidates;
use super::lines::{self, Lines};
use super::open;
use super::state::{Inner, Journal, changed, damaged, lock, reading};
use crate::error::{Error, ErrorKind, Result};

/// Lines reread per batch.
const AT_ONCE: usize = 256;

/// The entries of a journal, from the first: see [`Journal::read`].
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
        open::check_beginning(&file, length)?;
        let end = lines::end_of_lines(&file, length).map_err(reading)?;
        let mut lines = Lines::between(&Arc::new(file), 0, end);
        if let Some(line) = lines.next().map_err(reading)? {
            open::read_head(line.text)?;
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
                Some(serde_json::from_slice(line.text).map_err(|_| damaged(number)))
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

/// Selected entries of a journal, reread in order.
///
/// ```no_run
/// # async fn example(journal: join_sdk::journal::Journal) -> join_sdk::Result<()> {
/// let mut rows = journal.unsettled();
/// println!("{} writes to check", rows.remaining());
/// while let Some(intent) = rows.next().await {
///     println!("{}", intent?.key);
/// }
/// # Ok(()) }
/// ```
pub struct JournalRows<T> {
    journal: Journal,
    places: std::vec::IntoIter<u64>,
    read: VecDeque<T>,
    pick: fn(Entry) -> Option<T>,
}

impl<T> JournalRows<T> {
    /// Returns the next entry; none at the end.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] when the file can't be read again.
    pub async fn next(&mut self) -> Option<Result<T>> {
        if self.read.is_empty() {
            let places: Vec<u64> = self.places.by_ref().take(AT_ONCE).collect();
            let entries = match self.journal.entries_at(places).await {
                Ok(entries) => entries,
                Err(error) => return Some(Err(error)),
            };
            for entry in entries {
                let Some(picked) = (self.pick)(entry) else { return Some(Err(changed())) };
                self.read.push_back(picked);
            }
        }
        self.read.pop_front().map(Ok)
    }

    /// The number of remaining entries.
    pub fn remaining(&self) -> usize {
        self.read.len() + self.places.len()
    }
}

impl<T> fmt::Debug for JournalRows<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JournalRows").field("remaining", &self.remaining()).finish_non_exhaustive()
    }
}

impl Journal {
    /// The intents without an outcome, in journal order. Check each one: it may have been written.
    ///
    /// ```no_run
    /// # async fn example(journal: join_sdk::journal::Journal) -> join_sdk::Result<()> {
    /// let mut intents = journal.unsettled();
    /// while let Some(intent) = intents.next().await {
    ///     println!("check {}", intent?.key);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn unsettled(&self) -> JournalRows<Intent> {
        let places = self.state_now().keys.unsettled();
        let pick = |entry| match entry {
            Entry::Intent(intent) => Some(intent),
            _ => None,
        };
        JournalRows { journal: self.clone(), places: places.into_iter(), read: VecDeque::new(), pick }
    }

    /// The outcomes of a run that changed tags or may have, the last one first. Of an edit that was killed after a write was
    /// sent, it is what that write would change, with the outcome [`Unknown`](super::EntryEnd::Unknown).
    ///
    /// ```no_run
    /// # async fn example(journal: join_sdk::journal::Journal) -> join_sdk::Result<()> {
    /// let mut outcomes = journal.outcomes_backwards("bulk").await?;
    /// while let Some(outcome) = outcomes.next().await {
    ///     println!("{}", outcome?.key);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] when the file can't be read.
    pub async fn outcomes_backwards(&self, run: &str) -> Result<JournalRows<EntryOutcome>> {
        let mut changes = Changes::of(run);
        let places = self
            .blocking(move |inner| {
                let end = lock(&inner.state).end;
                open::scan(&inner.file, 0, end, |offset, mark| changes.mark(offset, mark))?;
                Ok(changes.backwards())
            })
            .await?;
        let pick = |entry| match entry {
            Entry::Outcome(outcome) | Entry::Sending(outcome) => Some(outcome),
            _ => None,
        };
        Ok(JournalRows { journal: self.clone(), places: places.into_iter(), read: VecDeque::new(), pick })
    }

    /// The candidate's last applied own tags: those of the last reconcile run, and those of later intents. None without such a
    /// run in the journal.
    ///
    /// The first call reads the whole journal.
    ///
    /// ```no_run
    /// # async fn example(journal: join_sdk::journal::Journal) -> join_sdk::Result<()> {
    /// let tags = journal.last_applied(join_sdk::types::CandidateId(5)).await?;
    /// println!("{} own tags", tags.map_or(0, |tags| tags.len()));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] when the file can't be read.
    pub async fn last_applied(&self, candidate: CandidateId) -> Result<Option<Vec<Tag>>> {
        Ok(self.applied(candidate).await?.0)
    }

    /// The candidate's last applied own tags, and whether a run may have been killed while it wrote some of them.
    pub(crate) async fn applied(&self, candidate: CandidateId) -> Result<(Option<Vec<Tag>>, bool)> {
        let places = self.with_candidates(|known| known.applied(candidate.0)).await?;
        if places.is_empty() {
            return Ok((None, false));
        }
        let (mut tags, mut uncertain) = (Vec::<Tag>::new(), false);
        for entry in self.entries_at(places).await? {
            let desired = match entry {
                Entry::Intent(intent) => {
                    uncertain = uncertain || self.is_uncertain(&intent.key).await?;
                    intent.desired
                }
                Entry::Outcome(outcome) => outcome.desired,
                _ => None,
            };
            for tag in desired.ok_or_else(changed)? {
                if !tags.contains(&tag) {
                    tags.push(tag);
                }
            }
        }
        Ok((Some(tags), uncertain))
    }

    /// Whether an outcome saw tags on this candidate. Then a response without tags is not reliable.
    ///
    /// The first call reads the whole journal.
    ///
    /// ```no_run
    /// # async fn example(journal: join_sdk::journal::Journal) -> join_sdk::Result<()> {
    /// if journal.knew_tags(join_sdk::types::CandidateId(5)).await? {
    ///     println!("the candidate had tags once");
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] when the file can't be read.
    pub async fn knew_tags(&self, candidate: CandidateId) -> Result<bool> {
        self.with_candidates(|known| known.saw_tags(candidate.0)).await
    }

    /// Queries the candidate index, and builds it on first use.
    async fn with_candidates<T>(&self, ask: impl Fn(&Candidates) -> T) -> Result<T> {
        let _one_at_a_time = self.inner.building.lock().await;
        loop {
            if let Some(known) = &self.state_now().candidates {
                return Ok(ask(known));
            }
            self.blocking(build_candidates).await?;
        }
    }

    pub(crate) async fn entry_at(&self, place: u64) -> Result<Entry> {
        self.entries_at(vec![place]).await?.pop().ok_or_else(changed)
    }

    async fn entries_at(&self, places: Vec<u64>) -> Result<Vec<Entry>> {
        let read = |inner: &Inner| {
            let end = lock(&inner.state).end;
            let entry = |place| {
                let line = lines::line_at(&inner.file, place, end).map_err(reading)?;
                serde_json::from_slice(&line).map_err(|_| changed())
            };
            places.into_iter().map(entry).collect()
        };
        self.blocking(read).await
    }

    /// Reads on a thread that may block on the disk.
    async fn blocking<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Inner) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let inner = Arc::clone(&self.inner);
        let outcome = tokio::task::spawn_blocking(move || read(&inner)).await;
        outcome.map_err(|_| Error::new(ErrorKind::Io, "reading the journal failed"))?
    }
}

/// Builds the candidate index, with the lines written meanwhile.
fn build_candidates(inner: &Inner) -> Result<()> {
    let mut candidates = Candidates::default();
    let mut from = 0;
    loop {
        let mut state = lock(&inner.state);
        let end = state.end;
        if from == end {
            state.candidates = Some(candidates);
            return Ok(());
        }
        drop(state);
        open::scan(&inner.file, from, end, |offset, mark| candidates.mark(offset, mark))?;
        from = end;
    }
}
