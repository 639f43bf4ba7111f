//! `joinctl`: the JOIN recruiting API on the command line.

#![deny(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "they panic on a closed pipe: see `output::out`"
)]

mod account;
mod commands;
mod exit;
mod interrupt;
mod output;
mod private_file;
mod text;

use std::io::Write;
use std::path::PathBuf;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use commands::{applications, audit, catalog, changes, decide, demo, jobs, notes, offices, sandbox, tags};
use exit::{ExitCode, Failure, Outcome};
use interrupt::{NOTHING_WRITTEN, or_interrupted};
use output::out::{self, Out};
use output::spreadsheet;

/// The JOIN recruiting API on the command line.
#[derive(Parser)]
#[command(name = "joinctl", version, arg_required_else_help = true)]
struct Cli {
    /// Audit file: records the author, reason, time and outcome of each write. Defaults to JOIN_AUDIT_FILE.
    #[arg(long, global = true, value_name = "FILE")]
    audit: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Read and create applications: list, get, find, export, create.
    #[command(subcommand)]
    Applications(applications::Command),
    /// Read and write jobs: list, get, create, status.
    #[command(subcommand)]
    Jobs(jobs::Command),
    /// Read and create offices.
    #[command(subcommand)]
    Offices(offices::Command),
    /// Read and edit candidates' tags; tags of others stay. Only apply and --yes write.
    #[command(subcommand)]
    Tags(tags::Command),
    /// Write notes on candidates.
    #[command(subcommand)]
    Notes(notes::Command),
    /// Record a decision on a candidate: tags and a note. Repeated runs write each once.
    Decide(decide::Options),
    /// Show the history of writes from an audit file or a journal.
    #[command(subcommand)]
    Audit(audit::Command),
    /// List the catalog for new jobs: categories, employment types, seniority levels.
    #[command(subcommand)]
    Catalog(catalog::Command),
    /// Print the changes in applications since the last run, one JSON object per line.
    Changes(changes::Options),
    /// Run a demo on a sandbox: read a hiring context, decide, write the outcome, read it back.
    Demo(demo::Options),
    /// Serve a local stand-in for JOIN until interrupted.
    Sandbox(sandbox::Options),
}

#[tokio::main]
async fn main() -> std::process::ExitCode {
    let mut out = Out::new();
    let cli =
        Cli::command().try_get_matches().and_then(|matches| Ok((Cli::from_arg_matches(&matches)?, matches)));
    let done = match cli {
        Ok((cli, matches)) => {
            cli.audit.into_iter().for_each(account::record_in);
            match spreadsheet::check(&matches) {
                Ok(()) => run(cli.command, &mut out).await,
                refused => refused,
            }
        }
        Err(said) => return explain(&said),
    };
    // What was printed comes before the message on standard error.
    let printed = out.flush();
    match done.and(printed) {
        Ok(()) => ExitCode::Done.into(),
        Err(failure) => fail(&failure),
    }
}

async fn run(command: Command, out: &mut Out) -> Outcome {
    // It waits for nothing, so it may die of a signal as any program does.
    if !matches!(command, Command::Audit(_)) {
        interrupt::end_at_the_second()?;
    }
    match command {
        // These four end what they have begun when they are interrupted.
        Command::Applications(command) => applications::run(command, out).await,
        Command::Tags(command) => tags::run(command, out).await,
        Command::Changes(options) => changes::run(options, out).await,
        Command::Sandbox(options) => sandbox::run(options, out).await,
        Command::Jobs(command) => or_interrupted(jobs::run(command, out), NOTHING_WRITTEN).await,
        Command::Offices(command) => or_interrupted(offices::run(command, out), NOTHING_WRITTEN).await,
        Command::Notes(command) => or_interrupted(notes::run(command, out), NOTHING_WRITTEN).await,
        Command::Decide(options) => or_interrupted(decide::run(options, out), NOTHING_WRITTEN).await,
        Command::Catalog(command) => or_interrupted(catalog::run(command, out), NOTHING_WRITTEN).await,
        Command::Demo(options) => {
            let message = "interrupted; what was written so far stays in JOIN";
            or_interrupted(demo::run(options, out), message).await
        }
        Command::Audit(command) => audit::run(command, out),
    }
}

/// Prints the help, the version, or the error in the arguments.
fn explain(said: &clap::Error) -> std::process::ExitCode {
    if said.use_stderr() {
        // It quotes the arguments.
        out::report(said.render().to_string().trim_end());
        return u8::try_from(said.exit_code()).map_or(ExitCode::Failed.into(), std::process::ExitCode::from);
    }
    let printed = said.print().and_then(|()| std::io::stdout().flush());
    match printed {
        Err(error) => fail(&out::unwritable(error)),
        Ok(()) => {
            u8::try_from(said.exit_code()).map_or(ExitCode::Failed.into(), std::process::ExitCode::from)
        }
    }
}

fn fail(failure: &Failure) -> std::process::ExitCode {
    if !failure.message.is_empty() {
        out::report(&format!("error: {}", failure.message));
    }
    failure.code.into()
}
