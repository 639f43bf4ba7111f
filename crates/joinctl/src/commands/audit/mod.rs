//! `joinctl audit`: shows the history of writes.

mod journal;
mod record;
mod row;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use jiff::Timestamp;
use join_sdk::audit::FileSink;
use join_sdk::journal::Journal;
use join_sdk::types::CandidateId;

use row::HistoryRow;

use crate::exit::{Failure, Outcome};
use crate::output::listing::{self, Output};
use crate::output::out::{self, Out};
use crate::text::explained::explained;

/// The commands for records.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Show an audit file (--audit, JOIN_AUDIT_FILE) or a journal. Entries without an outcome come last.
    #[command(
        after_help = "Examples:\n  joinctl audit show audit.jsonl --candidate 5\n  joinctl audit show run.jsonl --since 2026-01-31T08:00:00Z"
    )]
    Show(Options),
}

#[derive(Args)]
pub(crate) struct Options {
    /// The audit file or the journal.
    file: PathBuf,
    /// Only writes to this candidate.
    #[arg(long, value_name = "ID")]
    candidate: Option<i64>,
    /// Only from this time on, RFC 3339 with a time zone.
    #[arg(long, value_name = "TIME")]
    since: Option<Timestamp>,
    #[command(flatten)]
    output: Output<HistoryRow>,
}

pub(crate) fn run(command: Command, out: &mut Out) -> Outcome {
    let Command::Show(options) = command;
    let mut sheet = options.output.sheet();
    out.exact(&sheet.head::<HistoryRow>()?)?;
    let wanted = |row: &HistoryRow| {
        let candidate = options.candidate.is_none_or(|id| row.candidate == Some(CandidateId(id)));
        candidate && options.since.is_none_or(|since| row.at >= since)
    };
    let mut unreadable = 0;
    for row in history(&options.file)? {
        match row {
            Ok(row) if wanted(&row) => out.exact(&sheet.row(&row)?)?,
            Ok(_) => {}
            Err(error) => {
                unreadable += 1;
                out::report(&format!("skipped: {}", explained(&error)));
            }
        }
    }
    sheet.foot(out)?;
    listing::all_readable(unreadable)
}

type HistoryRows = Box<dyn Iterator<Item = Result<HistoryRow, join_sdk::Error>>>;

fn history(path: &Path) -> Result<HistoryRows, Failure> {
    if is_journal(path)? {
        return Ok(Box::new(journal::history(Journal::read(path)?)));
    }
    Ok(Box::new(FileSink::read(path)?.map(|record| Ok(record::row_of(record?)))))
}

/// Returns whether the file is a journal, by its first line.
fn is_journal(path: &Path) -> Result<bool, Failure> {
    let unreadable = |error: std::io::Error| Failure::usage(format!("the file can't be read: {error}"));
    let mut beginning = Vec::new();
    File::open(path).map_err(unreadable)?.take(32).read_to_end(&mut beginning).map_err(unreadable)?;
    Ok(beginning.starts_with(br#"{"join_journal":"#))
}
