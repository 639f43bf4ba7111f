//! Rows as CSV, with the columns `candidate`, `application` and any of `add`, `remove`, `set`, `id`.

use std::io::Read;

use ::csv::{ReaderBuilder, StringRecord, Trim};
use join_sdk::bulk::BulkEdit;

use super::json::candidate;
use super::rows::{Placed, Row, Rows};
use crate::commands::tags::edit::{Edit, OwnershipArgs};
use crate::exit::Failure;
use crate::text::shown::excerpt;

const NEEDED: [&str; 2] = ["candidate", "application"];
const OPTIONAL: [&str; 4] = ["add", "remove", "set", "id"];
const COLUMNS: &str = "the columns are candidate, application, and any of add, remove, set, id";

/// Characters shown of the name of a column.
const MOST_LETTERS: usize = 40;

/// Checks the header, and reads the rows below it.
pub(super) fn rows(input: Box<dyn Read + Send>, ownership: OwnershipArgs) -> Result<Rows<BulkEdit>, Failure> {
    let mut reader = ReaderBuilder::new().trim(Trim::All).from_reader(input);
    let header = reader.headers().map_err(|error| refused(&explained(&error)))?.clone();
    let columns = Columns::of(&header).map_err(|problem| refused(&problem))?;
    Ok(Box::new(reader.into_records().enumerate().map(move |(index, record)| {
        let line = match &record {
            Ok(record) => record.position().map(::csv::Position::line),
            Err(error) => error.position().map(::csv::Position::line),
        };
        let line = line.map(|line| format!("line {line} ")).unwrap_or_default();
        let row = record.map_err(|error| explained(&error));
        let row = row.and_then(|record| columns.row(&record, &ownership));
        Placed { place: format!("{line}(row {})", index + 1), row }
    })))
}

fn refused(problem: &str) -> Failure {
    Failure::usage(format!("the header of the CSV input: {problem}; nothing was written to JOIN"))
}

/// The places of the columns.
struct Columns {
    candidate: usize,
    application: usize,
    rest: [Option<usize>; 4],
}

impl Columns {
    fn of(header: &StringRecord) -> Result<Self, String> {
        let names: Vec<&str> = header.iter().collect();
        let at = |name: &str| names.iter().position(|column| *column == name);
        if let (Some(candidate), Some(application)) = (at("candidate"), at("application")) {
            unknown_or_repeated(&names)?;
            return Ok(Self { candidate, application, rest: OPTIONAL.map(at) });
        }
        if names.iter().all(|name| name.is_empty()) {
            return Err(format!("it is missing; {COLUMNS}"));
        }
        for (sign, called) in [(';', "semicolons"), ('\t', "tabs"), ('|', "bars")] {
            if names.iter().any(|name| name.contains(sign)) {
                return Err(format!("the columns are separated by {called}; separate them by commas"));
            }
        }
        if names.iter().any(|name| name.parse::<i64>().is_ok()) {
            return Err(format!("it is missing, since the first line is a row; {COLUMNS}"));
        }
        unknown_or_repeated(&names)?;
        let missing: Vec<&str> = NEEDED.into_iter().filter(|name| at(name).is_none()).collect();
        Err(format!("it lacks {}; {COLUMNS}", missing.join(" and ")))
    }

    fn row(&self, record: &StringRecord, ownership: &OwnershipArgs) -> Row<BulkEdit> {
        let id = |at: usize, name: &str| {
            let id = record.get(at).and_then(|cell| cell.parse::<i64>().ok());
            id.ok_or_else(|| format!("the {name} is no id"))
        };
        let candidate = candidate(id(self.candidate, "candidate")?, id(self.application, "application")?)?;
        let [add, remove, set, key] =
            self.rest.map(|at| at.and_then(|at| record.get(at)).unwrap_or_default());
        let edit =
            Edit { ownership: ownership.clone(), add: tags(add)?, remove: tags(remove)?, set: tags(set)? };
        let edit = edit.made().map_err(|failure| failure.message)?;
        let id = Some(key.to_owned()).filter(|id| !id.is_empty());
        let row = BulkEdit::new(candidate, edit);
        Ok(match id {
            Some(id) => row.id(id),
            None => row,
        })
    }
}

fn unknown_or_repeated(names: &[&str]) -> Result<(), String> {
    for (index, name) in names.iter().enumerate() {
        let shown = excerpt(name, MOST_LETTERS);
        if name.is_empty() {
            return Err(format!("column {} has no name; {COLUMNS}", index + 1));
        }
        if !NEEDED.contains(name) && !OPTIONAL.contains(name) {
            return Err(format!("the column {shown} is unknown; {COLUMNS}"));
        }
        if names.iter().take(index).any(|earlier| earlier == name) {
            return Err(format!("the column {shown} is there twice"));
        }
    }
    Ok(())
}

/// Splits a cell at semicolons.
fn tags(cell: &str) -> Result<Vec<String>, String> {
    if cell.is_empty() {
        return Ok(Vec::new());
    }
    let tags: Vec<String> = cell.split(';').map(|tag| tag.trim().to_owned()).collect();
    match tags.iter().any(String::is_empty) {
        true => Err("a tag is blank: tags are separated by single semicolons".to_owned()),
        false => Ok(tags),
    }
}

/// The error without its place, which the row has.
fn explained(error: &::csv::Error) -> String {
    match error.kind() {
        ::csv::ErrorKind::Utf8 { .. } => "not UTF-8; save the input as UTF-8".to_owned(),
        ::csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("{len} cells instead of {expected_len}")
        }
        _ => error.to_string(),
    }
}
