//! A row of the history, as a table shows it.

use jiff::Timestamp;
use join_sdk::types::{CandidateId, Tag};
use serde::Serialize;

use crate::output::row::Row;

/// One row of the history.
#[derive(Serialize)]
pub(super) struct HistoryRow {
    pub(super) at: Timestamp,
    pub(super) who: Option<String>,
    pub(super) why: Option<String>,
    /// Such as `candidate 5`.
    pub(super) whom: String,
    pub(super) candidate: Option<CandidateId>,
    pub(super) what: String,
    pub(super) outcome: String,
    /// The key in a journal, the external id in an audit file.
    pub(super) key: Option<String>,
}

impl Row for HistoryRow {
    const COLUMNS: &'static [&'static str] = &["when", "who", "why", "whom", "what", "outcome", "key"];
    const DISPENSABLE: &'static [&'static str] = &["key", "why", "who"];
    const PATHS: &'static [(&'static str, &'static str)] = &[("when", "at")];
    const FIELDS: &'static [&'static str] = &["at", "candidate"];

    fn cells(&self) -> Vec<String> {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        vec![
            self.at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
            text(&self.who),
            text(&self.why),
            self.whom.clone(),
            self.what.clone(),
            self.outcome.clone(),
            text(&self.key),
        ]
    }
}

/// Such as `+ persona:status=verified, - persona:pending, - 1 of others`.
pub(super) fn changes(added: &[Tag], removed: &[Tag], foreign: usize) -> String {
    let signed = |sign: char, tags: &[Tag]| -> Vec<String> {
        tags.iter().map(|tag| format!("{sign} {}", tag.as_str())).collect()
    };
    let mut words = signed('+', added);
    words.extend(signed('-', removed));
    if foreign > 0 {
        words.push(format!("- {foreign} of others"));
    }
    if words.is_empty() { "tags".to_owned() } else { words.join(", ") }
}

pub(super) fn with_error(words: &str, error: Option<String>) -> String {
    error.map_or_else(|| words.to_owned(), |error| format!("{words} ({error})"))
}
