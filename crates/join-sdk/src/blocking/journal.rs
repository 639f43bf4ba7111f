//! The blocking journal: intents and outcomes of writes, on the disk.

use std::fmt;
use std::sync::Arc;

use join_client::types::{CandidateId, Tag};

use super::Join;
use super::runtime::Runtime;
use crate::error::Result;
use crate::records::journal::{Entry, EntryOutcome, Intent, JournalState};
use crate::writes::note_once::NoteSighting;

impl Join {
    /// The journal set in the builder.
    pub fn journal(&self) -> Option<Journal> {
        let journal = self.join.journal()?.clone();
        Some(Journal { journal, runtime: Arc::clone(&self.runtime) })
    }
}

/// A journal open for writing: the blocking front of [`Journal`](crate::journal::Journal). Clones share it; another process
/// can't open it meanwhile.
///
/// ```no_run
/// # fn example(token: join_sdk::ApiToken) -> join_sdk::Result<()> {
/// use join_sdk::blocking::{Join, Journal};
/// use join_sdk::types::CandidateId;
///
/// let journal = Journal::open("notes.jsonl")?;
/// let join = Join::builder(token).journal(journal.to_async()).build_blocking()?;
/// join.candidates().add_note_once(CandidateId(5), "inq_123/verified", "Identity verified")?;
/// for intent in journal.unsettled()? {
///     println!("check {}", intent?.key);
/// }
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Journal {
    pub(super) journal: crate::journal::Journal,
    pub(super) runtime: Arc<Runtime>,
}

impl Journal {
    /// The same open journal for the async client, and for [`JoinBuilder::journal`](crate::JoinBuilder::journal).
    pub fn to_async(&self) -> crate::journal::Journal {
        self.journal.clone()
    }

    /// Writes an intent. It is on the disk when the call returns.
    ///
    /// # Errors
    ///
    /// As [`Journal::intend`](crate::journal::Journal::intend).
    pub fn intend(&self, intent: &Intent) -> Result<()> {
        self.runtime.run(self.journal.intend(intent))
    }

    /// Writes an outcome. It is on the disk when the call returns.
    ///
    /// # Errors
    ///
    /// As [`intend`](Self::intend). The request was sent nevertheless.
    pub fn settle(&self, outcome: &EntryOutcome) -> Result<()> {
        self.runtime.run(self.journal.settle(outcome))
    }

    /// Writes any entry.
    ///
    /// # Errors
    ///
    /// As [`intend`](Self::intend).
    pub fn append(&self, entry: &Entry) -> Result<()> {
        self.runtime.run(self.journal.append(entry))
    }

    /// Records a person's finding on a note with an unknown outcome.
    ///
    /// # Errors
    ///
    /// As [`Journal::settle_note`](crate::journal::Journal::settle_note).
    pub fn settle_note(&self, key: &str, sighting: NoteSighting) -> Result<()> {
        self.runtime.run(self.journal.settle_note(key, sighting))
    }

    /// The state of a key.
    ///
    /// # Errors
    ///
    /// As [`Journal::state`](crate::journal::Journal::state).
    pub fn state(&self, key: &str) -> Result<JournalState> {
        self.runtime.run(self.journal.state(key))
    }

    /// Whether the journal records this key's intent as attained.
    ///
    /// # Errors
    ///
    /// As [`Journal::is_done`](crate::journal::Journal::is_done).
    pub fn is_done(&self, key: &str) -> Result<bool> {
        self.runtime.run(self.journal.is_done(key))
    }

    /// The last outcome of a key; none for an unknown key or an intent without an outcome.
    ///
    /// # Errors
    ///
    /// As [`Journal::settled`](crate::journal::Journal::settled).
    pub fn settled(&self, key: &str) -> Result<Option<EntryOutcome>> {
        self.runtime.run(self.journal.settled(key))
    }

    /// The last intent of a key, if it has no outcome.
    ///
    /// # Errors
    ///
    /// As [`Journal::intended`](crate::journal::Journal::intended).
    pub fn intended(&self, key: &str) -> Result<Option<Intent>> {
        self.runtime.run(self.journal.intended(key))
    }

    /// The intents without an outcome, in journal order. Check each one: it may have been written.
    ///
    /// # Errors
    ///
    /// As [`Journal::unsettled`](crate::journal::Journal::unsettled).
    pub fn unsettled(&self) -> Result<JournalRows<Intent>> {
        Ok(self.rows(self.runtime.run(self.journal.unsettled())?))
    }

    /// The tag-changing outcomes of a run, the last one first.
    ///
    /// # Errors
    ///
    /// As [`Journal::outcomes_backwards`](crate::journal::Journal::outcomes_backwards).
    pub fn outcomes_backwards(&self, run: &str) -> Result<JournalRows<EntryOutcome>> {
        Ok(self.rows(self.runtime.run(self.journal.outcomes_backwards(run))?))
    }

    /// The candidate's last applied own tags, as [`Journal::last_applied`](crate::journal::Journal::last_applied) returns them.
    ///
    /// # Errors
    ///
    /// As [`Journal::last_applied`](crate::journal::Journal::last_applied).
    pub fn last_applied(&self, candidate: CandidateId) -> Result<Option<Vec<Tag>>> {
        self.runtime.run(self.journal.last_applied(candidate))
    }

    /// Whether an outcome saw tags on this candidate. Then a response without tags is not reliable.
    ///
    /// # Errors
    ///
    /// As [`Journal::knew_tags`](crate::journal::Journal::knew_tags).
    pub fn knew_tags(&self, candidate: CandidateId) -> Result<bool> {
        self.runtime.run(self.journal.knew_tags(candidate))
    }

    fn rows<T>(&self, rows: crate::journal::JournalRows<T>) -> JournalRows<T> {
        JournalRows { rows, runtime: Arc::clone(&self.runtime), refused: false }
    }
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.journal.fmt(f)
    }
}

/// An iterator over selected entries of a journal: see [`Journal::unsettled`].
///
/// ```no_run
/// # fn example(journal: join_sdk::blocking::Journal) -> join_sdk::Result<()> {
/// let outcomes = journal.outcomes_backwards("bulk")?;
/// println!("{} edits changed tags", outcomes.remaining());
/// for outcome in outcomes {
///     println!("{}", outcome?.key);
/// }
/// # Ok(()) }
/// ```
#[must_use]
pub struct JournalRows<T> {
    rows: crate::journal::JournalRows<T>,
    runtime: Arc<Runtime>,
    refused: bool,
}

impl<T> JournalRows<T> {
    /// The number of remaining entries.
    pub fn remaining(&self) -> usize {
        self.rows.remaining()
    }
}

impl<T> Iterator for JournalRows<T> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Self::Item> {
        self.runtime.next(&mut self.refused, self.rows.next())
    }
}

impl<T> fmt::Debug for JournalRows<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rows.fmt(f)
    }
}
