//! `joinctl`: the JOIN recruiting API on the command line.

#![deny(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "they panic on a closed pipe: see `output::out`"
)]

mod account;
mod arguments;
mod commands;
mod consent;
mod exit;
mod interrupt;
mod loopback;
mod output;
mod private_file;
mod text;

use std::io::Write;

use clap::error::ContextKind;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use commands::{
    actions, applications, attachments, audit, auth, candidates, catalog, changes, completions, decide, demo,
    doctor, jobs, man, mcp, notes, offices, raw, record, sandbox, tags,
};
use exit::{ExitCode, Failure, Outcome};
use interrupt::{NOTHING_WRITTEN, or_interrupted};
use output::colour;
use output::out::{self, Out};
use output::pager::Pager;
use output::settings::Settings;

/// The JOIN recruiting API on the command line.
#[derive(Parser)]
#[command(name = "joinctl", version, arg_required_else_help = true, max_term_width = 80, after_help = exit::CODES)]
struct Cli {
    #[command(flatten)]
    account: account::flags::Flags,
    #[command(flatten)]
    printing: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Sign in and out, and choose among profiles: login, status, list, use, logout.
    #[command(subcommand)]
    Auth(auth::Command),
    /// Run the steps of a workflow, JSON in and JSON out: list, schema, run, openapi, serve.
    #[command(subcommand)]
    Actions(actions::Command),
    /// Read and create applications: list, get, find, export, create.
    #[command(subcommand)]
    Applications(applications::Command),
    /// List the files of an application, and download one.
    #[command(subcommand)]
    Attachments(attachments::Command),
    /// Read candidates, which JOIN shows in applications: list, get.
    #[command(subcommand)]
    Candidates(candidates::Command),
    /// Read and write jobs: list, get, create, status.
    #[command(subcommand)]
    Jobs(jobs::Command),
    /// Read and create offices.
    #[command(subcommand)]
    Offices(offices::Command),
    /// Read and edit candidates' tags; tags of others stay.
    #[command(subcommand)]
    Tags(tags::Command),
    /// Write notes on candidates.
    #[command(subcommand)]
    Notes(notes::Command),
    /// Record a decision on a candidate: tags and a note. Repeated runs write each once.
    #[command(
        after_help = "Example:\n  joinctl decide 9 --id inq_1 --owner persona: --set persona:status=ok \\\n        --note-from-receipt --journal decisions.jsonl --yes"
    )]
    Decide(decide::Options),
    /// Show the history of writes from an audit file or a journal.
    #[command(subcommand)]
    Audit(audit::Command),
    /// Care for the database that machines share: migrate, status, purge.
    #[cfg(feature = "postgres")]
    #[command(subcommand)]
    State(commands::state::Command),
    /// List the catalog for new jobs: categories, employment types, seniority levels.
    #[command(subcommand)]
    Catalog(catalog::Command),
    /// Print the changes in applications since the last run, one JSON object per line.
    #[command(
        after_help = "Examples:\n  joinctl changes --cursor join.cursor\n  joinctl changes --cursor join.cursor --watch 60 --job 7"
    )]
    Changes(changes::Options),
    /// Serve agents by the Model Context Protocol (MCP), on standard input and output or over HTTP.
    Mcp(mcp::Options),
    /// Run a demo on a sandbox: read a hiring context, decide, write the outcome, read it back. With --profile or --base-url
    /// it runs on an account.
    #[command(after_help = "Examples:\n  joinctl demo\n  joinctl demo --profile test --dry-run")]
    Demo(demo::Options),
    /// Compare the account with the API document, and print a report without personal data.
    #[command(after_help = doctor::EXAMPLES)]
    Doctor(doctor::Options),
    /// Record a program's session with the account without personal data, until interrupted.
    #[command(
        after_help = "Examples:\n  joinctl record --to session.jsonl\n  joinctl record --to session.jsonl --keep-tag-prefix persona:"
    )]
    Record(record::Options),
    /// Send a request to any path of the API. GET and HEAD read; all others are never sent twice.
    #[command(
        after_help = "Examples:\n  joinctl raw GET /jobs --query status=ONLINE --query page=2\n  joinctl raw POST /offices --input office.json --yes"
    )]
    Raw(raw::Options),
    /// Print the completions of a shell. They know ids of jobs and names of profiles.
    #[command(
        after_help = "Examples:\n  joinctl completions bash\n  joinctl completions zsh\n  joinctl completions fish\n  joinctl completions powershell\n  joinctl completions elvish"
    )]
    Completions(completions::Options),
    /// Write the manual pages.
    #[command(after_help = "Examples:\n  joinctl man man1\n  joinctl man")]
    Man(man::Options),
    /// Serve a local stand-in for JOIN until interrupted.
    #[command(after_help = sandbox::EXAMPLES)]
    Sandbox(sandbox::Options),
}

fn main() -> std::process::ExitCode {
    completions::respond(Cli::command);
    start()
}

#[tokio::main]
async fn start() -> std::process::ExitCode {
    let mut out = Out::new();
    if let Some(when) = colour::asked(std::env::args_os()) {
        colour::choose(when);
    }
    let cli =
        Cli::command().try_get_matches().and_then(|matches| Ok((Cli::from_arg_matches(&matches)?, matches)));
    let done = match cli {
        Ok((cli, matches)) => {
            account::choose(cli.account);
            if !cli.printing.no_pager {
                out.page_with(Pager::find(&[account::flags::TOKEN, account::flags::STATE]));
            }
            let done = begin(cli.command, &matches, &mut out).await;
            account::leave().await;
            done
        }
        Err(said) => return explain(&said),
    };
    // What was printed comes before the message on standard error.
    let printed = out.finish();
    match done.and(printed) {
        Ok(()) => ExitCode::Done.into(),
        Err(failure) => fail(&failure),
    }
}

/// Checks the arguments and the account, and runs the command.
async fn begin(command: Command, matches: &clap::ArgMatches, out: &mut Out) -> Outcome {
    arguments::check(matches)?;
    account::check_command(matches).await?;
    run(command, out).await
}

async fn run(command: Command, out: &mut Out) -> Outcome {
    // It waits for nothing, so it may die of a signal as any program does.
    if !matches!(command, Command::Audit(_)) {
        interrupt::end_at_the_second()?;
    }
    match command {
        // These seven end what they have begun when they are interrupted.
        Command::Actions(command) => actions::run(command, out).await,
        Command::Mcp(options) => mcp::run(options, out).await,
        Command::Applications(command) => applications::run(command, out).await,
        Command::Tags(command) => tags::run(command, out).await,
        Command::Changes(options) => changes::run(options, out).await,
        Command::Record(options) => record::run(options, out).await,
        Command::Sandbox(options) => sandbox::run(options, out).await,
        Command::Auth(command) => or_interrupted(auth::run(command, out), NOTHING_WRITTEN).await,
        Command::Attachments(command) => {
            or_interrupted(attachments::run(command, out), NOTHING_WRITTEN).await
        }
        Command::Candidates(command) => or_interrupted(candidates::run(command, out), NOTHING_WRITTEN).await,
        Command::Raw(options) => or_interrupted(raw::run(options, out), NOTHING_WRITTEN).await,
        Command::Completions(options) => completions::run(&options, out),
        Command::Man(options) => man::run(&options, Cli::command(), out),
        Command::Jobs(command) => or_interrupted(jobs::run(command, out), NOTHING_WRITTEN).await,
        Command::Offices(command) => or_interrupted(offices::run(command, out), NOTHING_WRITTEN).await,
        Command::Notes(command) => or_interrupted(notes::run(command, out), NOTHING_WRITTEN).await,
        Command::Decide(options) => or_interrupted(decide::run(options, out), NOTHING_WRITTEN).await,
        #[cfg(feature = "postgres")]
        Command::State(command) => {
            or_interrupted(commands::state::run(command, out), "interrupted; it may have been done").await
        }
        Command::Catalog(command) => or_interrupted(catalog::run(command, out), NOTHING_WRITTEN).await,
        Command::Demo(options) => {
            let message = "interrupted; what was written so far stays in JOIN";
            or_interrupted(demo::run(options, out), message).await
        }
        Command::Doctor(options) => or_interrupted(doctor::run(options, out), NOTHING_WRITTEN).await,
        Command::Audit(command) => audit::run(command, out).await,
    }
}

/// Prints the help, the version, or the error in the arguments.
fn explain(said: &clap::Error) -> std::process::ExitCode {
    if said.use_stderr() {
        // It quotes the arguments.
        out::report(said.render().to_string().trim_end());
        if said.get(ContextKind::InvalidArg).is_some_and(|argument| argument.to_string() == "--state") {
            out::report(&format!("\n{}", arguments::STATE_FIRST));
        }
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

#[cfg(test)]
mod tests;
