//! Reads the rows of a run from JSON lines or CSV, one by one.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, stdin};
use std::path::Path;

use futures_util::stream::{self, Stream};
use join_sdk::bulk::BulkEdit;
use join_sdk::tags::CandidateRef;
use join_sdk::types::{ApplicationId, CandidateId};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::sync::mpsc;

use super::edit::{Edit, OwnershipArgs};
use crate::exit::Failure;

/// Number of rows read ahead.
const AHEAD: usize = 64;

/// A row, or its error.
pub(super) type Row<T> = Result<T, String>;

/// Reads rows from a file, or from standard input for `-`.
pub(super) fn json_lines<T: DeserializeOwned>(
    path: &Path,
) -> Result<impl Iterator<Item = Row<T>> + Send + use<T>, Failure> {
    let lines = BufReader::new(open(path)?).lines().enumerate();
    Ok(lines.filter_map(|(index, line)| {
        let place = |error: &dyn std::fmt::Display| format!("line {}: {}", index + 1, unquoted(error));
        match line {
            Ok(line) if line.trim().is_empty() => None,
            Ok(line) => Some(serde_json::from_str(&line).map_err(|error| place(&error))),
            Err(error) => Some(Err(place(&error))),
        }
    }))
}

/// Returns the rows as a stream. A thread reads them, so a slow input delays neither running edits nor an interrupt. The
/// process ends without waiting for the thread.
pub(super) fn streamed<T: Send + 'static>(
    rows: impl Iterator<Item = Row<T>> + Send + 'static,
) -> std::io::Result<impl Stream<Item = Row<T>> + Send + 'static> {
    let (sender, mut receiver) = mpsc::channel(AHEAD);
    std::thread::Builder::new().spawn(move || {
        for row in rows {
            if sender.blocking_send(row).is_err() {
                return;
            }
        }
    })?;
    Ok(stream::poll_fn(move |context| receiver.poll_recv(context)))
}

/// A row of CSV. Tags are separated by semicolons.
#[derive(Deserialize)]
struct CsvRow {
    candidate: i64,
    application: i64,
    #[serde(default)]
    add: String,
    #[serde(default)]
    remove: String,
    #[serde(default)]
    set: String,
    #[serde(default)]
    id: Option<String>,
}

/// Rows of CSV with the columns `candidate`, `application` and any of `add`, `remove`, `set`, `id`.
pub(super) fn csv(
    path: &Path,
    ownership: OwnershipArgs,
) -> Result<impl Iterator<Item = Row<BulkEdit>> + Send + use<>, Failure> {
    if ownership.owner.is_none() {
        return Err(Failure::usage("CSV input needs --owner, the prefix of your tags"));
    }
    let reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(open(path)?);
    Ok(reader.into_deserialize::<CsvRow>().enumerate().map(move |(index, row)| {
        let place = |error: &dyn std::fmt::Display| format!("row {}: {}", index + 1, unquoted(error));
        let row = row.map_err(|error| place(&error))?;
        made(row, &ownership).map_err(|failure| place(&failure.message))
    }))
}

fn made(row: CsvRow, ownership: &OwnershipArgs) -> Result<BulkEdit, Failure> {
    let split = |cell: &str| -> Vec<String> {
        let tags = cell.split(';').map(str::trim);
        tags.filter(|tag| !tag.is_empty()).map(str::to_owned).collect()
    };
    let edit = Edit {
        ownership: ownership.clone(),
        add: split(&row.add),
        remove: split(&row.remove),
        set: split(&row.set),
    };
    Ok(BulkEdit {
        candidate: CandidateRef::new(CandidateId(row.candidate), ApplicationId(row.application)),
        edit: edit.made()?,
        id: row.id.filter(|id| !id.is_empty()),
    })
}

/// Removes the quoted value from an error: it may be personal data.
fn unquoted(error: &dyn std::fmt::Display) -> String {
    let message = error.to_string();
    match (message.find('"'), message.rfind('"')) {
        (Some(first), Some(last)) => {
            let (before, after) = (message.get(..first), message.get(last + 1..));
            format!("{}…{}", before.unwrap_or_default(), after.unwrap_or_default())
        }
        _ => message,
    }
}

/// Counts the rows, for progress. Returns none for input that can be read only once.
pub(super) fn count(path: &Path) -> Option<u64> {
    // A pipe gives its lines once only.
    if !std::fs::metadata(path).ok()?.is_file() {
        return None;
    }
    let lines = BufReader::new(File::open(path).ok()?).split(b'\n');
    let filled = lines.map_while(Result::ok).filter(|line| !line.trim_ascii().is_empty());
    let lines = u64::try_from(filled.count()).ok()?;
    Some(if is_csv(path) { lines.saturating_sub(1) } else { lines })
}

pub(super) fn is_csv(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"))
}

fn open(path: &Path) -> Result<Box<dyn Read + Send>, Failure> {
    if path == Path::new("-") {
        return Ok(Box::new(stdin()));
    }
    let file =
        File::open(path).map_err(|error| Failure::usage(format!("the input can't be read: {error}")))?;
    Ok(Box::new(file))
}
