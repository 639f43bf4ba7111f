//! `joinctl tags bulk` and `reconcile`: many candidates, with a journal.

use std::collections::HashSet;
use std::future::Future;
use std::path::{Path, PathBuf};

use clap::builder::RangedU64ValueParser;
use clap::{Args, ValueHint};
use join_sdk::journal::EntryEnd;
use join_sdk::{
    Join,
    bulk::{BulkProgress, BulkRun, BulkStop, BulkTags},
};
use serde_json::json;

use super::edit::{ApplyArgs, OwnershipArgs};
use super::input::{self, Input};
use super::null::null_words;
use crate::account::{self, Location};
use crate::consent::Consent;
use crate::exit::{ExitCode, Failure, Outcome};
use crate::interrupt::{self, Interrupts};
use crate::output::out::{self, Out};
use crate::output::progress::Line;
use crate::text::counted;
use crate::text::explained::explained;
use crate::text::shown::one_line;

#[derive(Args)]
pub(crate) struct Options {
    /// Rows: JSON lines, or CSV by its ending; - for JSON lines from standard input. A JSON line is
    /// {"candidate": 5, "application": 9, "edit": {"owner": {"prefix": "persona:"}, "add": ["persona:a"]}}; CSV has the
    /// columns candidate, application, and any of add, remove, set and id, with tags separated by semicolons,
    /// and needs --owner. The input is checked before anything is written; a pipe that pauses, as far as it has come.
    #[arg(long, value_name = "FILE", required_unless_present = "undo")]
    input: Option<PathBuf>,
    /// Undo the run in this journal.
    #[arg(long, value_name = "JOURNAL", value_parser = Location::parser(), value_hint = ValueHint::AnyPath,
        conflicts_with_all = ["input", "owner", "allow_foreign", "reuse_existing", "allow_large_removal"])]
    undo: Option<Location>,
    /// Name of the run to undo. The keys of a reconcile run begin with it. Defaults to bulk.
    #[arg(long, value_name = "NAME", requires = "undo", conflicts_with = "input")]
    run_id: Option<String>,
    #[command(flatten)]
    ownership: OwnershipArgs,
    #[command(flatten)]
    run: RunOptions,
}

#[derive(Args)]
pub(crate) struct ReconcileOptions {
    /// JSON lines: {"candidate": 5, "application": 9, "owner": {"prefix": "persona:"}, "tags": ["persona:verified"]}
    #[arg(long, value_name = "FILE")]
    input: PathBuf,
    #[command(flatten)]
    run: RunOptions,
}

/// The options that bulk and reconcile share.
#[derive(Args)]
pub(crate) struct RunOptions {
    /// Journal, used to resume: a file, or db:NAME in the shared state. The same command continues after an interrupt or a
    /// crash. The plan goes to JOURNAL.plan.
    #[arg(long, value_name = "JOURNAL", value_parser = Location::parser(), value_hint = ValueHint::AnyPath)]
    journal: Location,
    /// Maximum number of candidates edited concurrently, 1 to 1000. The quota still limits the requests.
    #[arg(long, value_name = "N", default_value_t = 32, value_parser = RangedU64ValueParser::<usize>::new().range(1..=1000))]
    concurrency: usize,
    /// Maximum share of edits with conflicts before the run stops.
    #[arg(long, value_name = "SHARE", default_value_t = 0.2, value_parser = share)]
    max_conflict_rate: f64,
    #[command(flatten)]
    apply: ApplyArgs,
    #[command(flatten)]
    consent: Consent,
}

pub(crate) async fn run(options: Options, out: &mut Out) -> Outcome {
    let join = account::connect().await?;
    let begin = async |pass: Pass| {
        let (bulk, total) = match (&options.undo, &options.input) {
            (Some(done), _) => (undo(&join, done, &options).await?, None),
            (None, Some(path)) => {
                let edits = or_interrupted_reading(input::edits(path, options.ownership.clone())).await?;
                (join.bulk_tags(edits.rows), edits.total)
            }
            (None, None) => return Err(Failure::usage("--input is required: the file with the rows")),
        };
        let journal = options.run.journal_of(pass).journal().await?;
        Ok((bulk.journal(journal), total))
    };
    by_consent(&options.run, options.input.as_deref(), begin, out).await
}

pub(crate) async fn reconcile(options: ReconcileOptions, out: &mut Out) -> Outcome {
    let join = account::connect().await?;
    let begin = async |pass: Pass| {
        let Input { rows, total } = or_interrupted_reading(input::desired(&options.input)).await?;
        let journal = options.run.journal_of(pass).journal().await?;
        // What was applied last is in the journal itself, also when this only looks.
        let bulk = match pass == Pass::Plan && options.run.journal.is_begun().await? {
            true => join.reconcile_tags(&options.run.journal.journal().await?, rows).journal(journal),
            false => join.reconcile_tags(&journal, rows),
        };
        Ok((bulk, total))
    };
    by_consent(&options.run, Some(&options.input), begin, out).await
}

/// What a run does with its edits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pass {
    Plan,
    Write,
}

/// Plans the run, unless the options allow it already, and writes once it is agreed.
async fn by_consent(
    options: &RunOptions,
    input: Option<&Path>,
    begin: impl AsyncFn(Pass) -> Result<(BulkTags, Option<u64>), Failure>,
    out: &mut Out,
) -> Outcome {
    let consent = options.consent;
    if !consent.is_yes() {
        let planned = carry_out(begin(Pass::Plan).await?, options, Pass::Plan, out).await?;
        if planned == 0 {
            out::report("nothing to do");
            return Ok(());
        }
        // What came through a pipe can't be read again after the answer.
        if !input.is_none_or(Path::is_file) {
            return consent.withheld();
        }
        out.flush()?;
        let edits = counted(planned, "edit", "edits");
        let journal = options.journal_of(Pass::Plan).quoted();
        let plan = format!("{edits} to write; joinctl audit show {journal} lists them");
        if !consent.given(plan).await? {
            return consent.withheld();
        }
    }
    let written = carry_out(begin(Pass::Write).await?, options, Pass::Write, out).await?;
    if written == 0 {
        out::report("nothing to do");
    }
    Ok(())
}

/// Returns the run that undoes another one.
async fn undo(join: &Join, done: &Location, options: &Options) -> Result<BulkTags, Failure> {
    if *done == options.run.journal {
        return Err(Failure::usage("--undo and --journal must name different journals"));
    }
    // Opened, a journal that is not there is begun.
    if !done.is_begun().await? {
        let why = match done {
            Location::File(_) => "no such file",
            Location::Shared(_) => "the shared state has none of this name",
        };
        return Err(Failure::usage(format!("the journal of the run can't be read: {why}")));
    }
    Ok(join.undo_bulk(&done.journal().await?, options.run_id.as_deref()).await?)
}

/// Parses a share from 0 to 1.
fn share(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "a number from 0 to 1".to_owned())
}

/// Waits for the input, which can be a slow pipe, or for an interrupt.
async fn or_interrupted_reading<T>(
    reading: impl Future<Output = Result<Input<T>, Failure>>,
) -> Result<Input<T>, Failure> {
    let mut interrupts = Interrupts::listen()?;
    tokio::select! {
        biased;
        () = interrupts.wait() => Err(Failure::with(ExitCode::Interrupted, interrupt::NOTHING_WRITTEN)),
        read = reading => read,
    }
}

impl RunOptions {
    fn journal_of(&self, pass: Pass) -> Location {
        match pass {
            Pass::Plan => self.journal.plan(),
            Pass::Write => self.journal.clone(),
        }
    }
}

/// Runs the edits and shows the summary. Returns the number of edits that it planned, or looked at to write.
async fn carry_out(
    (bulk, total): (BulkTags, Option<u64>),
    options: &RunOptions,
    pass: Pass,
    out: &mut Out,
) -> Result<u64, Failure> {
    let bulk = bulk.apply(options.apply.apply()?).concurrency(options.concurrency);
    let bulk = bulk.max_conflict_rate(options.max_conflict_rate);
    let mut run = if pass == Pass::Write { bulk } else { bulk.dry_run() }.start().await?;
    let mut interrupts = Interrupts::listen()?;
    let line = Line::new(total);
    let (mut failure, mut unknown, mut nulls) = (None, 0_u64, HashSet::new());
    loop {
        let event = tokio::select! {
            biased;
            () = interrupts.wait(), if run.stopped().is_none() => {
                run.stop();
                continue;
            }
            event = run.next() => event,
        };
        match event {
            None => break,
            Some(Ok(event)) => {
                let candidate = event.candidate.candidate();
                if event.was_null && nulls.insert(candidate) {
                    out::report(&null_words(candidate));
                }
                if let Some(error) = &event.error {
                    out::report(&format!(
                        "candidate {candidate} ({}): {}",
                        one_line(&event.key),
                        explained(error)
                    ));
                }
                unknown += u64::from(event.outcome == EntryEnd::Unknown);
                let progress = run.progress();
                line.show(progress.done, |took| summary(&progress, total, took));
            }
            Some(Err(error)) => failure = Some(Failure::from(error)),
        }
    }
    drop(line);
    let progress = run.progress();
    let journal = options.journal_of(pass);
    let shown = show_summary(&progress, &journal, out);
    match (judge(&run, &journal, failure, unknown), shown) {
        (Ok(()), shown) => shown.map(|()| if pass == Pass::Plan { progress.planned } else { progress.done }),
        (Err(failure), Ok(())) => Err(failure),
        // Both are news: one says what is in JOIN, the other what is not.
        (Err(failure), Err(Failure { message, .. })) => Err(failure.and(&message)),
    }
}

/// Such as `1200 of 2000: 1104 written, 3 merged, 1 healed, 2 conflicts, 0 failed, 40 s left`.
fn summary(progress: &BulkProgress, total: Option<u64>, took: std::time::Duration) -> String {
    let of = total.map(|total| format!(" of {total}")).unwrap_or_default();
    let written = progress.applied + progress.merged + progress.healed;
    let mut message = format!(
        "{}{of}: {written} written, {} merged, {} healed, {}, {} failed",
        progress.done,
        progress.merged,
        progress.healed,
        counted(progress.conflicts, "conflict", "conflicts"),
        progress.failed + progress.unknown
    );
    // What an earlier run did takes no time, so it says nothing of the rest.
    let tried = progress.done - progress.skipped;
    if let Some(left) = total.and_then(|total| total.checked_sub(progress.done)).filter(|_| tried > 0) {
        let seconds = took.as_secs_f64() / tried as f64 * left as f64;
        message.push_str(&format!(", {seconds:.0} s left"));
    }
    message
}

fn show_summary(progress: &BulkProgress, journal: &Location, out: &mut Out) -> Outcome {
    let summary = json!({
        "done": progress.done,
        "applied": progress.applied,
        "merged": progress.merged,
        "healed": progress.healed,
        "unchanged": progress.unchanged,
        "skipped": progress.skipped,
        "planned": progress.planned,
        "conflicts": progress.conflicts,
        "failed": progress.failed,
        "unknown": progress.unknown,
        "seconds": (progress.elapsed.as_secs_f64() * 1_000.0).round() / 1_000.0,
        "journal": journal.to_string(),
    });
    let written = progress.applied + progress.merged + progress.healed;
    if written > 0 { out.written_json(&summary) } else { out.json(&summary) }
}

/// Returns the result of a run. `unknown` edits may have been written; some of them count as conflicts.
fn judge(run: &BulkRun, journal: &Location, failure: Option<Failure>, unknown: u64) -> Outcome {
    let Some(Failure { mut message, mut code }) = failure.or_else(|| shortfall(run, unknown)) else {
        return Ok(());
    };
    let first = if run.stopped() == Some(BulkStop::Input) { "fix the input, and " } else { "" };
    message
        .push_str(&format!("; {first}run the same command again to resume: {}", interrupt::same_command()));
    if unknown > 0 {
        message.push_str(&format!("\nedits with an unknown outcome: {unknown}"));
        code = if code == ExitCode::Interrupted { code } else { ExitCode::Unknown };
    }
    if unknown > 0 || code == ExitCode::Unknown {
        message.push_str(&format!("\nfind out: joinctl audit show {}", journal.quoted()));
    }
    Err(Failure { message, code })
}

/// Returns the failure of a run that stopped or missed edits.
fn shortfall(run: &BulkRun, unknown: u64) -> Option<Failure> {
    let progress = run.progress();
    let missing = progress.failed + progress.conflicts + progress.unknown - unknown;
    let (message, code) = match run.stopped() {
        Some(BulkStop::Asked) => ("interrupted; running edits have ended", ExitCode::Interrupted),
        Some(BulkStop::Access) => ("stopped: JOIN denies access with this token", ExitCode::Auth),
        Some(BulkStop::TagsUnknown) => (
            "stopped: JOIN did not return the tags of a candidate; if only one is affected, remove its row",
            ExitCode::Refused,
        ),
        Some(BulkStop::Conflicts) => ("stopped: too many conflicts with other writers", ExitCode::Refused),
        Some(BulkStop::Journal) => {
            ("stopped: the journal or the record of a write can't be written", ExitCode::Failed)
        }
        Some(_) => ("stopped", ExitCode::Failed),
        None if missing > 0 => return Some(Failure::new(format!("edits that were not written: {missing}"))),
        None if unknown > 0 => ("the run has ended", ExitCode::Unknown),
        None => return None,
    };
    Some(Failure { message: message.to_owned(), code })
}

/// Returns the message for an ending.
pub(crate) fn ending_words(ending: EntryEnd) -> &'static str {
    match ending {
        EntryEnd::NoChange => "nothing to change",
        EntryEnd::Applied => "written",
        EntryEnd::AppliedAfterMerge => "written, merged with changes by others",
        EntryEnd::Healed => "written again after an overwrite by others",
        EntryEnd::Written => "written",
        EntryEnd::Planned => "planned only",
        EntryEnd::Failed => "not written",
        EntryEnd::Unknown => "may have been written",
        _ => "unsupported by this version",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_counts_what_this_run_has_tried() {
        let mut progress = BulkProgress::default();
        (progress.done, progress.skipped, progress.applied, progress.merged) = (1_500, 1_000, 499, 1);
        let took = std::time::Duration::from_secs(50);
        assert_eq!(
            summary(&progress, Some(2_000), took),
            "1500 of 2000: 500 written, 1 merged, 0 healed, 0 conflicts, 0 failed, 50 s left"
        );
        assert!(summary(&progress, None, took).starts_with("1500: "), "nobody knows how much is left");
        assert!(!summary(&BulkProgress::default(), Some(0), took).contains("left"));
    }
}
