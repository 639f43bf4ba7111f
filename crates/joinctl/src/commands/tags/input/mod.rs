//! Reads the rows of a run. The whole input is checked before the first row is given out.

mod contradictions;
mod csv;
mod json;
#[cfg(test)]
mod properties;
mod rows;
mod source;

use std::path::Path;

use futures_util::stream::{self, BoxStream, StreamExt};
use join_sdk::bulk::{BulkEdit, DesiredTags};
use tokio::sync::mpsc;

use super::edit::OwnershipArgs;
use crate::exit::{Failure, Outcome};
use contradictions::{Contradictions, Wish};
use rows::{Placed, Row, Rows};
use source::Source;

/// Number of rows read ahead.
const AHEAD: usize = 64;

/// Problems that are listed one by one.
const MOST_PROBLEMS: usize = 20;

/// The rows of an input without problems.
pub(super) struct Input<T> {
    pub(super) rows: BoxStream<'static, Row<T>>,
    /// Their number. A pipe that is still open gives none.
    pub(super) total: Option<u64>,
}

/// Edits from JSON lines, or from CSV by the ending of the file.
pub(super) async fn edits(path: &Path, ownership: OwnershipArgs) -> Result<Input<BulkEdit>, Failure> {
    if !is_csv(path) {
        if ownership != OwnershipArgs::default() {
            let message = "--owner, --allow-foreign, --reuse-existing and --allow-large-removal are only for CSV; JSON rows hold their own";
            return Err(Failure::usage(message));
        }
        return checked(Source::open(path).await?, |source| json::rows(source, json::edit));
    }
    if ownership.owner.is_none() {
        return Err(Failure::usage("CSV input needs --owner, the prefix of your tags"));
    }
    checked(Source::open(path).await?, move |source| csv::rows(source, ownership.clone()))
}

/// Desired tags from JSON lines.
pub(super) async fn desired(path: &Path) -> Result<Input<DesiredTags>, Failure> {
    checked(Source::open(path).await?, |source| json::rows(source, json::desired))
}

fn is_csv(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"))
}

/// Reads the input once for its problems, and gives its rows out from a second reading.
fn checked<T: Wish + Send + 'static>(
    mut source: Source,
    read: impl Fn(Box<dyn std::io::Read + Send>) -> Result<Rows<T>, Failure>,
) -> Result<Input<T>, Failure> {
    let mut problems = Problems::default();
    let mut count = 0;
    for row in consistent(read(source.preview()?)?) {
        count += 1;
        if let Err(problem) = row {
            problems.add(problem);
        }
    }
    problems.none()?;
    let total = source.is_whole().then_some(count);
    let rows = streamed(consistent(read(source.whole()?)?))?;
    Ok(Input { rows, total })
}

/// Refuses the rows that contradict an earlier one.
fn consistent<T: Wish + Send + 'static>(rows: Rows<T>) -> impl Iterator<Item = Row<T>> + Send + 'static {
    let mut earlier = Contradictions::default();
    rows.map(move |Placed { place, row }| {
        let row = row.and_then(|row| earlier.check(&row, &place).map(|()| row));
        row.map_err(|problem| format!("{place}: {problem}"))
    })
}

/// Returns the rows as a stream. A thread reads them, so a slow input delays neither running edits nor an interrupt. The
/// process ends without waiting for the thread.
fn streamed<T: Send + 'static>(
    rows: impl Iterator<Item = Row<T>> + Send + 'static,
) -> std::io::Result<BoxStream<'static, Row<T>>> {
    let (sender, mut receiver) = mpsc::channel(AHEAD);
    std::thread::Builder::new().spawn(move || {
        for row in rows {
            if sender.blocking_send(row).is_err() {
                return;
            }
        }
    })?;
    Ok(stream::poll_fn(move |context| receiver.poll_recv(context)).boxed())
}

/// The problems of an input.
#[derive(Default)]
struct Problems {
    listed: Vec<String>,
    more: usize,
}

impl Problems {
    fn add(&mut self, problem: String) {
        match self.listed.len() < MOST_PROBLEMS {
            true => self.listed.push(problem),
            false => self.more += 1,
        }
    }

    fn none(self) -> Outcome {
        if self.listed.is_empty() {
            return Ok(());
        }
        let mut message = "the input has problems; nothing was written to JOIN".to_owned();
        self.listed.iter().for_each(|problem| message.push_str(&format!("\n  {problem}")));
        if self.more > 0 {
            message.push_str(&format!("\n  and {} more", self.more));
        }
        Err(Failure::usage(message))
    }
}
