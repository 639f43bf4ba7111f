//! `joinctl audit`: what was written and when, as a person reads it.

mod journal;
mod record;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use jiff::Timestamp;
use join_sdk::audit::AuditFile;
use join_sdk::journal::Journal;
use join_sdk::types::{CandidateId, Tag};
use serde::Serialize;

use crate::listing::{self, Output};
use crate::out::{self, Out};
use crate::sheet::{Row, Sheet};
use crate::{Failure, Outcome};

/// What to do with records.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Show what happened, from an audit file (--audit, JOIN_AUDIT_FILE) or a journal. What never ended comes last.
    Show(Options),
}

#[derive(Args)]
pub(crate) struct Options {
    /// The audit file or the journal.
    file: PathBuf,
    /// Only what was written to this candidate.
    #[arg(long, value_name = "ID")]
    candidate: Option<i64>,
    /// Only from this time on, RFC 3339 with zone.
    #[arg(long, value_name = "TIME")]
    since: Option<Timestamp>,
    #[command(flatten)]
    output: Output,
}

/// A line of the table.
#[derive(Serialize)]
struct Happening {
    at: Timestamp,
    who: Option<String>,
    why: Option<String>,
    /// Such as `candidate 5`.
    whom: String,
    candidate: Option<CandidateId>,
    what: String,
    outcome: String,
    /// What it is found again by: in a journal the key, in an audit file the external id.
    key: Option<String>,
}

impl Row for Happening {
    const COLUMNS: &'static [&'static str] = &["when", "who", "why", "whom", "what", "outcome", "key"];

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

pub(crate) fn run(command: Command, out: &mut Out) -> Outcome {
    let Command::Show(options) = command;
    let mut sheet = Sheet::new(options.output.format());
    write!(out, "{}", sheet.head::<Happening>()?)?;
    let wanted = |happening: &Happening| {
        let candidate = options.candidate.is_none_or(|id| happening.candidate == Some(CandidateId(id)));
        candidate && options.since.is_none_or(|since| happening.at >= since)
    };
    let mut unreadable = 0;
    for happening in happenings(&options.file)? {
        match happening {
            Ok(happening) if wanted(&happening) => write!(out, "{}", sheet.row(&happening)?)?,
            Ok(_) => {}
            Err(error) => {
                unreadable += 1;
                out::tell(&format!("skipped: {error}"));
            }
        }
    }
    write!(out, "{}", sheet.foot())?;
    listing::all_readable(unreadable)
}

type Happenings = Box<dyn Iterator<Item = Result<Happening, join_sdk::Error>>>;

fn happenings(path: &Path) -> Result<Happenings, Failure> {
    if is_journal(path)? {
        return Ok(Box::new(journal::happenings(Journal::read(path)?)));
    }
    Ok(Box::new(AuditFile::read(path)?.map(|record| Ok(record::told(record?)))))
}

/// The first line of a journal says so.
fn is_journal(path: &Path) -> Result<bool, Failure> {
    let unreadable = |error: std::io::Error| Failure::usage(format!("the file can't be read: {error}"));
    let mut beginning = Vec::new();
    File::open(path).map_err(unreadable)?.take(32).read_to_end(&mut beginning).map_err(unreadable)?;
    Ok(beginning.starts_with(br#"{"join_journal":"#))
}

/// Such as `+ persona:status=verified, - persona:pending, - 1 of others`.
fn changes(added: &[Tag], removed: &[Tag], foreign: usize) -> String {
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

fn with_error(words: &str, error: Option<String>) -> String {
    error.map_or_else(|| words.to_owned(), |error| format!("{words} ({error})"))
}
