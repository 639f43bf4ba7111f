//! `joinctl tags`: show, plan, apply, undo, bulk, reconcile.

mod bulk;
mod edit;
mod input;
mod null;
mod receipt;
mod rows;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use join_sdk::tags::{CandidateRef, PlanWarning, Receipt, TagEdit, TagPlan};
use serde_json::json;

pub(crate) use bulk::ending_words;
pub(crate) use edit::{ApplyArgs, CandidateArgs, Edit};
pub(crate) use null::warn_of_null;
use receipt::StoredReceipt;
use rows::{TagChange, TagRow};

use crate::consent::Consent;
use crate::exit::{ExitCode, Failure, Outcome};
use crate::interrupt::{NOTHING_WRITTEN, or_interrupted};
use crate::output::format;
use crate::output::listing::{self, Output};
use crate::output::out::{self, Out};
use crate::private_file::PrivateFile;
use crate::text::counted;
use crate::text::shown::{lines, one_line};
use crate::{account, interrupt};

/// The commands for tags.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Show a candidate's current tags.
    #[command(after_help = "Example:\n  joinctl tags show 9")]
    Show {
        #[command(flatten)]
        target: CandidateArgs,
        #[command(flatten)]
        output: Output<TagRow>,
    },
    /// Show the plan of an edit. Writes nothing.
    #[command(
        after_help = "Example:\n  joinctl tags plan 9 --owner persona: --add persona:seen --save plan.json"
    )]
    Plan(PlanOptions),
    /// Apply an edit or a saved plan.
    #[command(
        after_help = "Examples:\n  joinctl tags apply 9 --owner persona: --set persona:status=ok --yes\n  joinctl tags apply 9 --plan plan.json --strict --receipt receipt.json --yes"
    )]
    Apply(ApplyOptions),
    /// Undo an edit by its receipt.
    #[command(after_help = "Example:\n  joinctl tags undo --receipt receipt.json --yes")]
    Undo(UndoOptions),
    /// Apply edits to many candidates, or undo such a run.
    #[command(
        after_help = "Examples:\n  joinctl tags bulk --input rows.jsonl --journal run.jsonl --yes\n  joinctl tags bulk --input rows.csv --owner persona: --journal run.jsonl\n  joinctl tags bulk --undo run.jsonl --journal undo.jsonl --yes"
    )]
    Bulk(bulk::Options),
    /// Reconcile own tags with the desired ones.
    #[command(
        after_help = "Example:\n  joinctl tags reconcile --input desired.jsonl --journal state.jsonl --yes"
    )]
    Reconcile(bulk::ReconcileOptions),
}

#[derive(Args)]
pub(crate) struct PlanOptions {
    #[command(flatten)]
    target: CandidateArgs,
    #[command(flatten)]
    edit: Edit,
    /// File for the plan, for apply --plan. It holds the tags of others in clear text.
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    #[command(flatten)]
    output: Output<TagChange>,
}

#[derive(Args)]
pub(crate) struct ApplyOptions {
    #[command(flatten)]
    target: CandidateArgs,
    #[command(flatten)]
    edit: Edit,
    /// Plan to apply instead of an edit.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["owner", "add", "remove", "set", "allow_foreign", "reuse_existing", "allow_large_removal"])]
    plan: Option<PathBuf>,
    /// Write only if the tags still match the plan.
    #[arg(long, requires = "plan")]
    strict: bool,
    #[command(flatten)]
    apply: ApplyArgs,
    /// File for the receipt, for undo. It holds hashes of the tags of others.
    #[arg(long, value_name = "FILE")]
    receipt: Option<PathBuf>,
    #[command(flatten)]
    consent: Consent,
    #[command(flatten)]
    output: Output<TagChange>,
}

#[derive(Args)]
pub(crate) struct UndoOptions {
    /// The receipt that apply wrote.
    #[arg(long, value_name = "FILE")]
    receipt: PathBuf,
    #[command(flatten)]
    apply: ApplyArgs,
    #[command(flatten)]
    consent: Consent,
    #[command(flatten)]
    output: Output<TagChange>,
}

pub(crate) async fn run(command: Command, out: &mut Out) -> Outcome {
    match command {
        Command::Show { target, output } => {
            or_interrupted(show(&target, &output, out), NOTHING_WRITTEN).await
        }
        Command::Plan(options) => or_interrupted(plan(&options, out), NOTHING_WRITTEN).await,
        Command::Apply(options) => or_interrupted(apply(&options, out), NOTHING_WRITTEN).await,
        Command::Undo(options) => or_interrupted(undo(&options, out), NOTHING_WRITTEN).await,
        // These two end what they have begun when they are interrupted.
        Command::Bulk(options) => bulk::run(options, out).await,
        Command::Reconcile(options) => bulk::reconcile(options, out).await,
    }
}

async fn show(target: &CandidateArgs, output: &Output<TagRow>, out: &mut Out) -> Outcome {
    let join = account::connect().await?;
    let candidate = target.find(&join).await?;
    let tags = join.tags(&candidate).read_nullable().await?;
    warn_of_null(tags.is_none(), candidate.candidate());
    let tags = tags.unwrap_or_default();
    let shown = json!({
        "candidate": candidate.candidate(), "application": candidate.application(), "tags": tags,
    });
    let lines = || tags.iter().map(|tag| one_line(tag.as_str()) + "\n").collect();
    out.exact(&listing::document(&shown, &TagRow::all(tags.as_slice()), lines, output)?)
}

async fn plan(options: &PlanOptions, out: &mut Out) -> Outcome {
    let edit = options.edit.made()?;
    let join = account::connect().await?;
    let candidate = options.target.find(&join).await?;
    let plan = join.tags(&candidate).plan(&edit).await?;
    if let Some(path) = &options.save {
        PrivateFile::begin(path)?.write(&(format::json(&plan)? + "\n"))?;
    }
    show_plan(&plan, &options.output, out)
}

fn show_plan(plan: &TagPlan, output: &Output<TagChange>, out: &mut Out) -> Outcome {
    warn_of_null(plan.warnings.contains(&PlanWarning::TagsWereNull), plan.candidate.candidate());
    let text = || lines(&format!("{plan}\n"));
    out.exact(&listing::document(plan, &TagChange::planned(plan), text, output)?)
}

async fn apply(options: &ApplyOptions, out: &mut Out) -> Outcome {
    let mut plan = options.plan.as_deref().map(read_plan).transpose()?;
    let edit = match &plan {
        Some(plan) => plan.edit.clone(),
        None => options.edit.made()?,
    };
    let how = options.apply.apply()?;
    // Before anything is written, so that a receipt that has no place stops it.
    let file = options.receipt.as_deref().map(PrivateFile::begin).transpose()?;
    let join = account::connect().await?;
    let candidate = options.target.find(&join).await?;
    let (tags, look) = (join.tags(&candidate), show_command(&candidate));
    if !options.consent.is_yes() {
        let now = tags.plan(&edit).await?;
        if let Some(saved) = &plan {
            check_saved(saved, &now, options.strict)?;
        }
        if !agreed(options.consent, &now, &options.output, out).await? {
            return withheld(options.consent, &now);
        }
        plan = Some(plan.unwrap_or(now));
    }
    let applied = async {
        match plan {
            Some(plan) if options.strict => tags.apply(plan, how.strict()).await,
            Some(plan) => tags.apply(plan, how).await,
            None => tags.edit(&edit, how).await,
        }
    };
    let applied = interrupt::or_unknown(applied, &look).await?;
    // Also of a write that failed: it says what was seen and sent.
    let receipt = applied.as_ref().map_or_else(join_sdk::Error::receipt, Some);
    warn_of_null(receipt.is_some_and(|receipt| receipt.was_null), candidate.candidate());
    if let (Some(file), Some(receipt)) = (file, receipt) {
        let text = format::json(&StoredReceipt::of(receipt, &edit)?)? + "\n";
        file.write(&text).map_err(|failure| {
            Failure::new(format!(
                "the tags were edited; the receipt could not be written: {}",
                failure.message
            ))
        })?;
    }
    let receipt = applied.map_err(|error| Failure::from(error).find_out_by(look))?;
    show_receipt(&receipt, &edit, &options.output, out)
}

/// Returns whether to write. Where not, it has shown the plan. One that changes nothing needs no answer.
async fn agreed(
    consent: Consent,
    plan: &TagPlan,
    output: &Output<TagChange>,
    out: &mut Out,
) -> Result<bool, Failure> {
    let candidate = plan.candidate.candidate();
    let agreed = !plan.changes_nothing() && {
        consent.given(format_args!("Tags of candidate {candidate}:\n{plan}")).await?
    };
    if !agreed {
        show_plan(plan, output, out)?;
    }
    Ok(agreed)
}

/// Ends a command that has shown its plan.
fn withheld(consent: Consent, plan: &TagPlan) -> Outcome {
    match plan.changes_nothing() {
        true => {
            out::report("nothing to change");
            Ok(())
        }
        false => consent.withheld(),
    }
}

/// Fails if the saved plan is of another candidate or, where it is strict, of other tags.
fn check_saved(saved: &TagPlan, now: &TagPlan, strict: bool) -> Outcome {
    if saved.candidate != now.candidate {
        return Err(Failure::usage("the plan is of another candidate; nothing was written to JOIN"));
    }
    if strict && saved.base != now.base {
        let message = "the tags are no longer those of the plan; nothing was written to JOIN. Plan again";
        return Err(Failure::with(ExitCode::Refused, message));
    }
    Ok(())
}

async fn undo(options: &UndoOptions, out: &mut Out) -> Outcome {
    let stored = StoredReceipt::read(&options.receipt)?;
    let edit = stored.inverse()?;
    let how = options.apply.apply()?;
    let join = account::connect().await?;
    let candidate = stored.candidate();
    if !options.consent.is_yes() {
        let plan = join.tags(&candidate).plan(&edit).await?;
        if !agreed(options.consent, &plan, &options.output, out).await? {
            return withheld(options.consent, &plan);
        }
    }
    let (tags, look) = (join.tags(&candidate), show_command(&candidate));
    let edited = interrupt::or_unknown(tags.edit(&edit, how), &look).await?;
    let seen = edited.as_ref().map_or_else(join_sdk::Error::receipt, Some);
    warn_of_null(seen.is_some_and(|receipt| receipt.was_null), candidate.candidate());
    let receipt = edited.map_err(|error| Failure::from(error).find_out_by(look))?;
    show_receipt(&receipt, &edit, &options.output, out)
}

/// Returns the command that shows the outcome of a write.
fn show_command(candidate: &CandidateRef) -> String {
    format!("joinctl tags show {}", candidate.application())
}

fn show_receipt(receipt: &Receipt, edit: &TagEdit, output: &Output<TagChange>, out: &mut Out) -> Outcome {
    let wrote = !receipt.added.is_empty() || !receipt.removed.is_empty();
    let (stored, rows) = (StoredReceipt::of(receipt, edit)?, TagChange::done(receipt));
    let done = format!("the tags of candidate {}", receipt.candidate);
    let shown = listing::document(&stored, &rows, || receipt_lines(receipt), output);
    let shown = shown.map_err(|failure| if wrote { failure.although_written(&done) } else { failure })?;
    if wrote { out.written(&shown, &done) } else { out.exact(&shown) }
}

fn receipt_lines(receipt: &Receipt) -> String {
    let mut shown = String::new();
    for (sign, tags) in [('+', &receipt.added), ('-', &receipt.removed)] {
        for tag in tags {
            shown += &format!("{sign} {}\n", one_line(tag.as_str()));
        }
    }
    let exposure = receipt.exposure.as_secs_f64() * 1_000.0;
    let others = counted(receipt.foreign_changes.len() as u64, "change", "changes");
    let exposed = format!("writes by others were at risk for {exposure:.0} ms");
    shown + &lines(&format!("{receipt}\n{exposed}; {others} by others seen\n"))
}

fn read_plan(path: &Path) -> Result<TagPlan, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::usage(format!("the plan can't be read: {error}")))?;
    serde_json::from_str(&text).map_err(|error| Failure::usage(format!("the file is not a plan: {error}")))
}
