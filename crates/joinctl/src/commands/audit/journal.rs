//! Reads a journal: outcomes, then entries without an outcome.

use std::collections::HashMap;

use join_sdk::journal::{CreateEntry, CreateIntent, Entry, EntryEnd, EntryOutcome, Intent, Run, WriteKind};
use join_sdk::types::CandidateId;

use super::row::{HistoryRow, changes, with_error};
use crate::commands::tags::ending_words;

/// Makes rows of entries.
#[derive(Default)]
pub(super) struct Reader {
    /// The run that the entries belong to.
    run: Option<Run>,
    /// Entries without an outcome so far.
    open: HashMap<String, Open>,
}

struct Open {
    row: HistoryRow,
    /// Whether a write may have been sent.
    sent: bool,
    /// What an earlier try under the same key sent, without an outcome.
    earlier: Option<String>,
}

const MAYBE: &str = "started, outcome missing; may have been written";
const APPLICATION: &str = "a new application";

impl Reader {
    /// The row of an entry that ends a write.
    pub(super) fn read(&mut self, entry: Entry) -> Option<HistoryRow> {
        match entry {
            Entry::Run(run) => {
                self.run = Some(run);
                None
            }
            Entry::Intent(intent) => {
                let key = intent.key.clone();
                let row = self.begun(intent);
                self.opened(key, row, false);
                None
            }
            Entry::Sending(sending) => {
                let key = sending.key.clone();
                let earlier = self.open.remove(&key).and_then(|begun| begun.earlier);
                let row = self.edited(sending, MAYBE.to_owned());
                self.open.insert(key, Open { row, sent: true, earlier });
                None
            }
            Entry::Outcome(outcome) => {
                let begun = self.open.remove(&outcome.key);
                let message = with_error(ending_words(outcome.outcome), outcome.error.clone());
                Some(after(begun.and_then(|begun| begun.earlier), self.edited(outcome, message)))
            }
            Entry::Create(intent) => {
                let key = intent.key.clone();
                let row = self.creating(intent);
                self.opened(key, row, true);
                None
            }
            Entry::Created(outcome) => Some(self.created(outcome)),
            _ => None,
        }
    }

    /// Keeps an entry until its outcome.
    fn opened(&mut self, key: String, row: HistoryRow, sent: bool) {
        let before = self.open.remove(&key);
        let earlier =
            before.and_then(|before| if before.sent { Some(before.row.what) } else { before.earlier });
        self.open.insert(key, Open { row, sent, earlier });
    }

    /// The writes without an outcome, the oldest first.
    pub(super) fn open_ones(self) -> impl Iterator<Item = HistoryRow> {
        let mut open: Vec<(String, Open)> = self.open.into_iter().collect();
        open.sort_by(|(one, its), (other, others)| (its.row.at, one).cmp(&(others.row.at, other)));
        open.into_iter().map(|(_, open)| after(open.earlier, open.row))
    }

    fn begun(&self, intent: Intent) -> HistoryRow {
        let what = written(intent.kind).to_owned();
        let message = match intent.dry_run {
            true => "planning started",
            false => MAYBE,
        };
        let caller = (intent.actor, intent.reason);
        self.row(intent.at, caller, intent.candidate, what, message.to_owned(), intent.key)
    }

    fn edited(&self, outcome: EntryOutcome, message: String) -> HistoryRow {
        let what = match outcome.kind {
            WriteKind::Tags => changes(&outcome.added, &outcome.removed, outcome.foreign_removed.len()),
            kind => written(kind).to_owned(),
        };
        let caller = (outcome.actor, outcome.reason);
        self.row(outcome.at, caller, outcome.candidate, what, message, outcome.key)
    }

    /// A create has a job, and no candidate yet.
    fn creating(&self, intent: CreateIntent) -> HistoryRow {
        HistoryRow {
            at: intent.at,
            who: intent.actor,
            why: intent.reason,
            whom: format!("job {}", intent.job),
            candidate: None,
            what: APPLICATION.to_owned(),
            outcome: MAYBE.to_owned(),
            key: Some(intent.key),
        }
    }

    fn created(&mut self, outcome: CreateEntry) -> HistoryRow {
        let begun = self.open.remove(&outcome.key);
        let (begun, earlier) = begun.map_or((None, None), |open| (Some(open.row), open.earlier));
        let words = match outcome.outcome {
            EntryEnd::NoChange => "exists already; nothing to create",
            ending => ending_words(ending),
        };
        let (who, why, job) = begun.map_or((None, None, None), |row| (row.who, row.why, Some(row.whom)));
        let application = outcome.application.map(|id| format!("application {id}"));
        let candidate = outcome.candidate.map(|id| format!("candidate {id}"));
        let row = HistoryRow {
            at: outcome.at,
            who,
            why,
            whom: candidate.or(application).or(job).unwrap_or_default(),
            candidate: outcome.candidate,
            what: APPLICATION.to_owned(),
            outcome: with_error(words, outcome.error),
            key: Some(outcome.key),
        };
        after(earlier, row)
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

/// Adds what an earlier try may have written.
fn after(earlier: Option<String>, mut row: HistoryRow) -> HistoryRow {
    if let Some(what) = earlier {
        row.outcome.push_str(&format!("; an earlier try may have written {what}"));
    }
    row
}

fn written(kind: WriteKind) -> &'static str {
    match kind {
        WriteKind::Tags => "tags",
        WriteKind::Note => "a note",
        WriteKind::Decision => "a decision",
        _ => "something else",
    }
}
