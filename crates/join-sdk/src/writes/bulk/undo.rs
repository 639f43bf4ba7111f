//! Undoes a run: applies the inverse of each edit, the last one first.

use futures_util::stream::{self, StreamExt};

use super::builder::BulkTags;
use super::keys::Repeats;
use super::queues::Row;
use crate::call::handle::Handle;
use crate::error::{Error, ErrorKind, Result};
use crate::records::journal::{EntryEnd, EntryOutcome, Journal, RunKind};
use crate::tags::{CandidateRef, TagEdit};

/// A run that undoes another one, `bulk` unless it was given a name: the inverse of each of its edits, the last one
pub(crate) async fn undo_bulk(handle: &Handle, done: &Journal, run: Option<&str>) -> Result<BulkTags> {
    let outcomes = done.outcomes_backwards(run.unwrap_or("bulk")).await?;
    let rows = stream::unfold((outcomes, Repeats::default()), |(mut outcomes, mut repeats)| async {
        let row = outcomes.next().await?.and_then(|outcome| row(outcome, &mut repeats));
        Some((row, (outcomes, repeats)))
    });
    Ok(BulkTags::new(handle, RunKind::Undo, "undo".to_owned(), rows.boxed()))
}

fn row(outcome: EntryOutcome, repeats: &mut Repeats) -> Result<Row> {
    let application = outcome.application.ok_or_else(|| {
        Error::new(ErrorKind::Io, "an outcome of the journal names no application to read the tags through")
    })?;
    // An edit that was killed and written again has several changes under its key.
    let key = match repeats.count(&outcome.key) {
        1 => format!("undo:{}", outcome.key),
        times => format!("undo {times}:{}", outcome.key),
    };
    Ok(Row {
        key,
        candidate: CandidateRef::new(outcome.candidate, application),
        edit: inverse(&outcome),
        desired: None,
        uncertain: outcome.outcome == EntryEnd::Unknown,
    })
}

fn inverse(outcome: &EntryOutcome) -> Result<TagEdit> {
    if !outcome.foreign_removed.is_empty() {
        let message =
            "the edit removed tags of others, and the journal has only their hashes; nothing was sent";
        return Err(Error::new(ErrorKind::Refused, message));
    }
    let owner = outcome.owner.clone();
    let owner = owner
        .ok_or_else(|| Error::new(ErrorKind::Refused, "the journal does not say whose tags were edited"))?;
    TagEdit::inverse(owner, &outcome.added, &outcome.removed)
}
