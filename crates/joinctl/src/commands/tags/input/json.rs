//! Rows as JSON lines.

use std::io::{BufRead, BufReader, Read};

use join_sdk::bulk::{BulkEdit, DesiredTags};
use join_sdk::tags::{CandidateRef, Owner, TagEdit};
use join_sdk::types::{ApplicationId, CandidateId, Tag};
use serde::Deserialize;

use super::rows::{Placed, Row, Rows};
use crate::exit::Failure;
use crate::text::explained::explained;

/// Reads one object per line. Blank lines are skipped.
pub(super) fn rows<T: 'static>(
    input: Box<dyn Read + Send>,
    parse: fn(&str) -> Row<T>,
) -> Result<Rows<T>, Failure> {
    let lines = BufReader::new(input).split(b'\n').enumerate();
    Ok(Box::new(lines.filter_map(move |(index, line)| {
        let row = line.map_err(|error| error.to_string()).and_then(|line| {
            let text = String::from_utf8(line);
            text.map_err(|_| "not UTF-8; save the input as UTF-8".to_owned())
        });
        let row = match row {
            Ok(text) if text.trim().is_empty() => return None,
            Ok(text) => parse(text.trim()),
            Err(problem) => Err(problem),
        };
        Some(Placed { place: format!("line {}", index + 1), row })
    })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EditLine {
    candidate: i64,
    application: i64,
    edit: TagEdit,
    #[serde(default)]
    id: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DesiredLine {
    candidate: i64,
    application: i64,
    owner: Owner,
    tags: Vec<Tag>,
}

pub(super) fn edit(text: &str) -> Row<BulkEdit> {
    let line: EditLine = object(text)?;
    if line.edit.is_empty() {
        return Err("the edit is empty; it needs add, remove or exclusive".to_owned());
    }
    if line.id.as_deref().is_some_and(|id| id.trim().is_empty()) {
        return Err("the id is blank".to_owned());
    }
    let candidate = candidate(line.candidate, line.application)?;
    let row = BulkEdit::new(candidate, line.edit);
    Ok(match line.id {
        Some(id) => row.id(id),
        None => row,
    })
}

pub(super) fn desired(text: &str) -> Row<DesiredTags> {
    let line: DesiredLine = object(text)?;
    let candidate = candidate(line.candidate, line.application)?;
    let edit = TagEdit::owned_by(line.owner.clone());
    let added = line.tags.iter().try_fold(edit, |edit, tag| edit.add(tag.clone()));
    added.map_err(|error| explained(&error))?;
    Ok(DesiredTags::new(candidate, line.owner, line.tags))
}

/// Returns the pair of ids, which count from 1.
pub(super) fn candidate(candidate: i64, application: i64) -> Row<CandidateRef> {
    for (name, id) in [("candidate", candidate), ("application", application)] {
        if id < 1 {
            return Err(format!("the {name} is no id"));
        }
    }
    Ok(CandidateRef::new(CandidateId(candidate), ApplicationId(application)))
}

fn object<T: serde::de::DeserializeOwned>(text: &str) -> Row<T> {
    if text.starts_with('[') {
        return Err("a JSON array; the input is one object per line, without brackets around them".to_owned());
    }
    if !text.starts_with('{') {
        return Err("no JSON object; CSV is read from a file with the ending .csv".to_owned());
    }
    serde_json::from_str(text).map_err(|error| json_mistake(&error))
}

/// Removes the quoted value from an error, since it may be personal data, and the number of a line in a line.
fn json_mistake(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let message = message.strip_suffix(&place).unwrap_or(&message);
    let message = match (message.find('"'), message.rfind('"')) {
        (Some(first), Some(last)) => {
            let (before, after) = (message.get(..first), message.get(last + 1..));
            format!("{}…{}", before.unwrap_or_default(), after.unwrap_or_default())
        }
        _ => message.to_owned(),
    };
    if error.column() == 0 { message } else { format!("{message} (column {})", error.column()) }
}
