//! `joinctl audit`: shows the history of writes, and removes it from the shared state.

mod journal;
#[cfg(feature = "postgres")]
mod purge;
mod record;
mod row;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use clap::{Args, Subcommand, ValueHint};
use jiff::Timestamp;
use join_sdk::audit::FileSink;
use join_sdk::journal::Journal;
use join_sdk::types::CandidateId;

use journal::Reader;
use row::HistoryRow;

use crate::account::{self, Location};
use crate::exit::{Failure, Outcome};
use crate::output::listing::{self, Output};
use crate::output::out::{self, Out};
use crate::text::explained::explained;

/// The commands for records.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Show an audit file (--audit, JOIN_AUDIT_FILE), a journal, or the audit of the shared state. Entries without an outcome come last.
    #[command(
        after_help = "Examples:\n  joinctl audit show audit.jsonl --candidate 5\n  joinctl audit show run.jsonl --since 2026-01-31T08:00:00Z\n  joinctl audit show db:decisions"
    )]
    Show(Options),
    /// Remove records from the audit of the shared state: those of a candidate, or old ones. Of this account's company only.
    #[cfg(feature = "postgres")]
    #[command(
        after_help = "Examples:\n  joinctl audit purge --before 2026-01-31 --dry-run\n  joinctl audit purge --candidate 5 --yes"
    )]
    Purge(purge::Options),
}

#[derive(Args)]
pub(crate) struct Options {
    /// The audit file, or the journal: a file, or db:NAME in the shared state. Defaults to the audit of the shared state.
    #[arg(value_name = "FILE", value_parser = Location::parser(), value_hint = ValueHint::AnyPath)]
    file: Option<Location>,
    /// Only writes to this candidate.
    #[arg(long, value_name = "ID")]
    candidate: Option<i64>,
    /// Only from this time on, RFC 3339 with a time zone.
    #[arg(long, value_name = "TIME")]
    since: Option<Timestamp>,
    #[command(flatten)]
    output: Output<HistoryRow>,
}

pub(crate) async fn run(command: Command, out: &mut Out) -> Outcome {
    match command {
        Command::Show(options) => show(&options, out).await,
        #[cfg(feature = "postgres")]
        Command::Purge(options) => purge::run(&options, out).await,
    }
}

async fn show(options: &Options, out: &mut Out) -> Outcome {
    let mut sheet = options.output.sheet();
    out.exact(&sheet.head::<HistoryRow>()?)?;
    let mut shown = |row: HistoryRow| {
        let candidate = options.candidate.is_none_or(|id| row.candidate == Some(CandidateId(id)));
        match candidate && options.since.is_none_or(|since| row.at >= since) {
            true => out.exact(&sheet.row(&row)?),
            false => Ok(()),
        }
    };
    let unreadable = match &options.file {
        None => {
            account::state().await?.each_record(|record| shown(record::row_of(record))).await?;
            0
        }
        Some(Location::Shared(name)) => {
            let mut reader = Reader::default();
            let read = |entry| reader.read(entry).map_or(Ok(()), &mut shown);
            account::state().await?.each_entry(name, read).await?;
            reader.open_ones().try_for_each(&mut shown)?;
            0
        }
        Some(Location::File(path)) if is_journal(path)? => {
            let mut reader = Reader::default();
            let read = |entry| reader.read(entry).map_or(Ok(()), &mut shown);
            let unreadable = each(Journal::read(path)?, read)?;
            reader.open_ones().try_for_each(&mut shown)?;
            unreadable
        }
        Some(Location::File(path)) => each(FileSink::read(path)?, |record| shown(record::row_of(record)))?,
    };
    sheet.foot(out)?;
    listing::all_readable(unreadable)
}

/// Hands over what can be read, reports the rest, and returns its number.
fn each<T>(
    read: impl Iterator<Item = Result<T, join_sdk::Error>>,
    mut to: impl FnMut(T) -> Outcome,
) -> Result<u64, Failure> {
    let mut unreadable = 0;
    for item in read {
        match item {
            Ok(item) => to(item)?,
            Err(error) => {
                unreadable += 1;
                out::report(&format!("skipped: {}", explained(&error)));
            }
        }
    }
    Ok(unreadable)
}

/// Returns whether the file is a journal, by its first line.
fn is_journal(path: &Path) -> Result<bool, Failure> {
    let unreadable = |error: std::io::Error| Failure::usage(format!("the file can't be read: {error}"));
    let mut beginning = Vec::new();
    File::open(path).map_err(unreadable)?.take(32).read_to_end(&mut beginning).map_err(unreadable)?;
    Ok(beginning.starts_with(br#"{"join_journal":"#))
}
