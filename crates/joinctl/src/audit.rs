//! `joinctl audit`: what was written and when, as a person reads it.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use jiff::Timestamp;
use join_sdk::audit::{AuditFile, AuditOutcome, AuditRecord, StoredTag};
use join_sdk::journal::{Entry, Journal, Subject};
use join_sdk::types::{CandidateId, Tag};
use serde::Serialize;

use crate::listing::Output;
use crate::out::Out;
use crate::sheet::{Format, Row, Sheet};
use crate::tags::ending_words;
use crate::{Failure, Outcome};

/// What to do with records.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Show what happened, oldest first, from an audit file (JOIN_AUDIT_FILE) or a journal.
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
    candidate: Option<CandidateId>,
    what: String,
    outcome: String,
}

impl Row for Happening {
    const COLUMNS: &'static [&'static str] = &["when", "who", "why", "candidate", "what", "outcome"];

    fn cells(&self) -> Vec<String> {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        vec![
            self.at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
            text(&self.who),
            text(&self.why),
            self.candidate.map(|id| id.to_string()).unwrap_or_default(),
            self.what.clone(),
            self.outcome.clone(),
        ]
    }
}

pub(crate) fn run(command: Command, out: &mut Out) -> Outcome {
    let Command::Show(options) = command;
    let mut sheet = Sheet::new(Format::or_usual(Some(options.output.format())));
    write!(out, "{}", sheet.head::<Happening>()?)?;
    let wanted = |happening: &Happening| {
        let candidate = options.candidate.is_none_or(|id| happening.candidate == Some(CandidateId(id)));
        candidate && options.since.is_none_or(|since| happening.at >= since)
    };
    for happening in happenings(&options.file)? {
        let happening = happening?;
        if wanted(&happening) {
            write!(out, "{}", sheet.row(&happening)?)?;
        }
    }
    write!(out, "{}", sheet.foot())
}

type Happenings = Box<dyn Iterator<Item = Result<Happening, Failure>>>;

fn happenings(path: &Path) -> Result<Happenings, Failure> {
    if is_journal(path)? {
        let mut run = (None, None);
        let told = move |entry: Result<Entry, join_sdk::Error>| match entry {
            Ok(Entry::Run(begun)) => {
                run = (begun.actor.clone(), begun.reason.clone());
                None
            }
            Ok(entry) => of_entry(entry, &run).map(Ok),
            Err(error) => Some(Err(error.into())),
        };
        return Ok(Box::new(Journal::read(path)?.filter_map(told)));
    }
    Ok(Box::new(AuditFile::read(path)?.map(|record| Ok(of_record(record?)))))
}

/// The first line of a journal says so.
fn is_journal(path: &Path) -> Result<bool, Failure> {
    let unreadable = |error: std::io::Error| Failure::usage(format!("the file can't be read: {error}"));
    let mut beginning = Vec::new();
    File::open(path).map_err(unreadable)?.take(32).read_to_end(&mut beginning).map_err(unreadable)?;
    Ok(beginning.starts_with(br#"{"join_journal":"#))
}

fn of_entry(entry: Entry, run: &(Option<String>, Option<String>)) -> Option<Happening> {
    let outcome = match entry {
        Entry::Outcome(outcome) => outcome,
        // An intent says nothing until it has come to something, or never does.
        _ => return None,
    };
    let what = match outcome.kind {
        Subject::Tags => changes(&outcome.added, &outcome.removed, outcome.foreign_removed.len()),
        Subject::Note => "a note".to_owned(),
        Subject::Decision => "a decision".to_owned(),
        _ => "something else".to_owned(),
    };
    let (who, why) = run.clone();
    let words = ending_words(outcome.outcome);
    let outcome_words = outcome.error.map_or(words.to_owned(), |error| format!("{words} ({error})"));
    let what = format!("{what} [{}]", outcome.key);
    Some(Happening {
        at: outcome.at,
        who,
        why,
        candidate: Some(outcome.candidate),
        what,
        outcome: outcome_words,
    })
}

fn of_record(record: AuditRecord) -> Happening {
    let what = match (&record.tags, &record.note) {
        (Some(tags), _) => {
            let own = |tags: &[StoredTag]| -> Vec<Tag> {
                tags.iter()
                    .filter_map(|tag| match tag {
                        StoredTag::Own(tag) => Some(tag.clone()),
                        StoredTag::Hashed { .. } => None,
                    })
                    .collect()
            };
            let removed = own(&tags.removed);
            let foreign = tags.removed.len() - removed.len();
            changes(&own(&tags.added), &removed, foreign)
        }
        (None, Some(note)) => format!("a note of {} characters", note.length),
        (None, None) => operation_words(&record.operation).to_owned(),
    };
    let words = match record.outcome {
        AuditOutcome::Applied => "written",
        AuditOutcome::Nothing => "nothing to change",
        AuditOutcome::Failed => "not written",
        AuditOutcome::Unknown => "may have been written",
        _ => "unknown to this version",
    };
    Happening {
        at: record.at,
        who: record.actor,
        why: record.reason,
        candidate: record.subject.candidate,
        what,
        outcome: record.error.map_or(words.to_owned(), |error| format!("{words} ({error})")),
    }
}

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

fn operation_words(operation: &str) -> &str {
    match operation {
        "createApplication" => "a new application",
        "createJob" => "a new job",
        "changeJobStatus" => "a job's status",
        "createOffice" => "a new office",
        "createCandidateNote" => "a note",
        other => other,
    }
}
