//! Reads a journal: outcomes, then entries without an outcome.

use std::collections::HashMap;
use std::iter;

use join_sdk::journal::{Entries, Entry, EntryOutcome, Intent, Run, Subject};
use join_sdk::types::CandidateId;

use super::row::{HistoryRow, changes, with_error};
use crate::commands::tags::ending_words;

/// Returns the outcomes in order, then the intents without one.
pub(super) fn history(
    mut entries: Entries,
) -> impl Iterator<Item = Result<HistoryRow, join_sdk::Error>> + use<> {
    let mut reader = Reader::default();
    let mut ended = false;
    iter::from_fn(move || {
        while !ended {
            match entries.next() {
                Some(Ok(entry)) => match reader.read(entry) {
                    Some(row) => return Some(Ok(row)),
                    None => continue,
                },
                Some(Err(error)) => return Some(Err(error)),
                None => ended = true,
            }
        }
        reader.next_open().map(Ok)
    })
}

#[derive(Default)]
struct Reader {
    /// The run that the entries belong to.
    run: Option<Run>,
    /// Intents without an outcome so far.
    open: HashMap<String, HistoryRow>,
}

impl Reader {
    fn read(&mut self, entry: Entry) -> Option<HistoryRow> {
        match entry {
            Entry::Run(run) => {
                self.run = Some(run);
                None
            }
            Entry::Intent(intent) => {
                self.open.insert(intent.key.clone(), self.begun(intent));
                None
            }
            Entry::Outcome(outcome) => {
                self.open.remove(&outcome.key);
                Some(self.ended(outcome))
            }
            _ => None,
        }
    }

    /// The oldest first.
    fn next_open(&mut self) -> Option<HistoryRow> {
        let oldest = self.open.iter().min_by_key(|(key, row)| (row.at, *key))?;
        let key = oldest.0.clone();
        self.open.remove(&key)
    }

    fn begun(&self, intent: Intent) -> HistoryRow {
        let what = subject(intent.kind).to_owned();
        let message = match intent.dry_run {
            true => "planning started",
            false => "started, outcome missing; may have been written",
        };
        let caller = (intent.actor, intent.reason);
        self.row(intent.at, caller, intent.candidate, what, message.to_owned(), intent.key)
    }

    fn ended(&self, outcome: EntryOutcome) -> HistoryRow {
        let what = match outcome.kind {
            Subject::Tags => changes(&outcome.added, &outcome.removed, outcome.foreign_removed.len()),
            kind => subject(kind).to_owned(),
        };
        let message = with_error(ending_words(outcome.outcome), outcome.error);
        let caller = (outcome.actor, outcome.reason);
        self.row(outcome.at, caller, outcome.candidate, what, message, outcome.key)
    }

    fn row(
        &self,
        at: jiff::Timestamp,
        (who, why): (Option<String>, Option<String>),
        candidate: CandidateId,
        what: String,
        outcome: String,
        key: String,
    ) -> HistoryRow {
        let run = self.run.as_ref();
        HistoryRow {
            at,
            who: who.or_else(|| run.and_then(|run| run.actor.clone())),
            why: why.or_else(|| run.and_then(|run| run.reason.clone())),
            whom: format!("candidate {candidate}"),
            candidate: Some(candidate),
            what,
            outcome,
            key: Some(key),
        }
    }
}

fn subject(kind: Subject) -> &'static str {
    match kind {
        Subject::Tags => "tags",
        Subject::Note => "a note",
        Subject::Decision => "a decision",
        _ => "something else",
    }
}
