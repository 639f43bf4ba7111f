//! A run taken back: the inverse of each edit, the last one first.

use futures_util::stream::{self, StreamExt};

use super::Bulk;
use super::lanes::Row;
use crate::error::{Error, ErrorKind, Result};
use crate::join::Join;
use crate::journal::{Journal, Outcome, RunKind};
use crate::tags::{CandidateRef, TagEdit};

impl Join {
    /// A run that undoes another one, `bulk` unless it was given a name: the inverse of each of its edits, the last one
    /// first. Tags that others changed since stay as they are; the old sets are never put back.
    ///
    /// An edit that removed tags of others can't be undone, since the journal has only hashes of them: it ends as refused,
    /// and the rest is undone. Neither is an edit whose run was killed between the write and its outcome: the run that went
    /// on found its tags there already, and could not know whose they were.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// use join_sdk::journal::Journal;
    ///
    /// let done = Journal::open("run-2026-11.jsonl").await?;
    /// let mut run = join.undo_bulk(&done, None).await?.journal(Journal::open("undo.jsonl").await?).start().await?;
    /// while let Some(event) = run.next().await {
    ///     event?;
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] when the journal of the run can't be read.
    pub async fn undo_bulk(&self, done: &Journal, run: Option<&str>) -> Result<Bulk> {
        let outcomes = done.outcomes_backwards(run.unwrap_or("bulk")).await?;
        let rows = stream::unfold(outcomes, |mut outcomes| async {
            let outcome = outcomes.next().await?;
            Some((outcome.and_then(row), outcomes))
        });
        Ok(Bulk::new(self, RunKind::Undo, "undo".to_owned(), rows.boxed()))
    }
}

fn row(outcome: Outcome) -> Result<Row> {
    let application = outcome.application.ok_or_else(|| {
        Error::new(ErrorKind::Io, "an outcome of the journal names no application to read the tags through")
    })?;
    Ok(Row {
        key: format!("undo:{}", outcome.key),
        candidate: CandidateRef::new(outcome.candidate, application),
        edit: inverse(&outcome),
        desired: None,
    })
}

fn inverse(outcome: &Outcome) -> Result<TagEdit> {
    if !outcome.foreign_removed.is_empty() {
        let words = "the edit removed tags of others, of which the journal has only hashes";
        return Err(Error::new(ErrorKind::Refused, words));
    }
    let owner = outcome.owner.clone();
    let owner = owner
        .ok_or_else(|| Error::new(ErrorKind::Refused, "the journal does not say whose tags were edited"))?;
    TagEdit::inverse(owner, &outcome.added, &outcome.removed)
}
