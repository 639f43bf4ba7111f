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
mod output;
mod private_file;
mod text;

use std::io::Write;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use commands::{
    applications, audit, auth, catalog, changes, decide, demo, doctor, jobs, notes, offices, record, sandbox,
    tags,
};
use exit::{ExitCode, Failure, Outcome};
use interrupt::{NOTHING_WRITTEN, or_interrupted};
use output::out::{self, Out};

/// The JOIN recruiting API on the command line.
#[derive(Parser)]
#[command(name = "joinctl", version, arg_required_else_help = true, max_term_width = 80)]
struct Cli {
    #[command(flatten)]
    account: account::flags::Flags,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Sign in and out, and choose among profiles: login, status, list, use, logout.
    #[command(subcommand)]
    Auth(auth::Command),
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
    #[command(
        after_help = "Example:\n  joinctl decide 9 --id inq_1 --owner persona: --set persona:status=ok \\\n        --note-from-receipt --journal decisions.jsonl --yes"
    )]
    Decide(decide::Options),
    /// Show the history of writes from an audit file or a journal.
    #[command(subcommand)]
    Audit(audit::Command),
    /// List the catalog for new jobs: categories, employment types, seniority levels.
    #[command(subcommand)]
    Catalog(catalog::Command),
    /// Print the changes in applications since the last run, one JSON object per line.
    #[command(
        after_help = "Examples:\n  joinctl changes --cursor join.cursor\n  joinctl changes --cursor join.cursor --watch 60 --job 7"
    )]
    Changes(changes::Options),
    /// Run a demo on a sandbox: read a hiring context, decide, write the outcome, read it back.
    #[command(after_help = "Example:\n  joinctl demo")]
    Demo(demo::Options),
    /// Compare the account with the API document, and print a report without personal data.
    #[command(after_help = doctor::EXAMPLES)]
    Doctor(doctor::Options),
    /// Record a program's session with the account without personal data, until interrupted.
    #[command(
        after_help = "Examples:\n  joinctl record --to session.jsonl\n  joinctl record --to session.jsonl --keep-tag-prefix persona:"
    )]
    Record(record::Options),
    /// Serve a local stand-in for JOIN until interrupted.
    #[command(after_help = sandbox::EXAMPLES)]
    Sandbox(sandbox::Options),
}

#[tokio::main]
async fn main() -> std::process::ExitCode {
    let mut out = Out::new();
    let cli =
        Cli::command().try_get_matches().and_then(|matches| Ok((Cli::from_arg_matches(&matches)?, matches)));
    let done = match cli {
        Ok((cli, matches)) => {
            account::choose(cli.account);
            match arguments::check(&matches).and_then(|()| account::check_command(&matches)) {
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
        // These five end what they have begun when they are interrupted.
        Command::Applications(command) => applications::run(command, out).await,
        Command::Tags(command) => tags::run(command, out).await,
        Command::Changes(options) => changes::run(options, out).await,
        Command::Record(options) => record::run(options, out).await,
        Command::Sandbox(options) => sandbox::run(options, out).await,
        Command::Auth(command) => or_interrupted(auth::run(command, out), NOTHING_WRITTEN).await,
        Command::Jobs(command) => or_interrupted(jobs::run(command, out), NOTHING_WRITTEN).await,
        Command::Offices(command) => or_interrupted(offices::run(command, out), NOTHING_WRITTEN).await,
        Command::Notes(command) => or_interrupted(notes::run(command, out), NOTHING_WRITTEN).await,
        Command::Decide(options) => or_interrupted(decide::run(options, out), NOTHING_WRITTEN).await,
        Command::Catalog(command) => or_interrupted(catalog::run(command, out), NOTHING_WRITTEN).await,
        Command::Demo(options) => {
            let message = "interrupted; what was written so far stays in JOIN";
            or_interrupted(demo::run(options, out), message).await
        }
        Command::Doctor(options) => or_interrupted(doctor::run(options, out), NOTHING_WRITTEN).await,
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The commands without commands of their own.
    fn leaves(command: &clap::Command, path: &str) -> Vec<(String, clap::Command)> {
        let inner: Vec<_> = command.get_subcommands().filter(|inner| inner.get_name() != "help").collect();
        if inner.is_empty() {
            return vec![(path.to_owned(), command.clone())];
        }
        inner.into_iter().flat_map(|inner| leaves(inner, &format!("{path} {}", inner.get_name()))).collect()
    }

    fn built() -> clap::Command {
        let mut command = Cli::command();
        command.build();
        command
    }

    /// The command lines of the examples, split as a shell does.
    fn examples(command: &clap::Command) -> Vec<Vec<String>> {
        let text = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let text = text.replace("\\\n", " ");
        let lines = text.lines().filter(|line| line.trim_start().starts_with("joinctl "));
        let split = |line: &str| -> Vec<String> {
            let quoted = line.split('"').enumerate();
            quoted
                .flat_map(|(at, part)| match at % 2 {
                    0 => part.split_whitespace().map(str::to_owned).collect(),
                    _ => vec![part.to_owned()],
                })
                .collect()
        };
        lines.map(split).collect()
    }

    #[test]
    fn every_argument_has_a_help_text() {
        for (path, command) in leaves(&built(), "joinctl") {
            assert!(command.get_about().is_some(), "{path}");
            for argument in command.get_arguments() {
                let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
                assert!(!help.trim().is_empty(), "{path}: {}", argument.get_id());
            }
        }
    }

    #[test]
    fn every_command_has_an_example_that_parses() {
        for (path, command) in leaves(&built(), "joinctl") {
            let examples = examples(&command);
            assert!(!examples.is_empty(), "{path} has no example");
            for example in examples {
                assert!(example.join(" ").starts_with(&path), "{path}: {example:?}");
                let matches = Cli::command().try_get_matches_from(&example);
                let matches = matches.unwrap_or_else(|error| panic!("{example:?}: {error}"));
                assert!(arguments::check(&matches).is_ok(), "{example:?}");
            }
        }
    }

    #[test]
    fn the_help_fits_into_80_columns() {
        let mut wide = Vec::new();
        for (path, mut command) in leaves(&built(), "joinctl") {
            for help in [command.render_help(), command.render_long_help()] {
                let help = help.to_string();
                let lines = help.lines().filter(|line| line.chars().count() > 80);
                wide.extend(lines.map(|line| format!("{path}: {line}")));
            }
        }
        assert!(wide.is_empty(), "{wide:#?}");
    }

    #[test]
    fn whatever_the_command_blank_texts_and_ids_below_1_are_refused() {
        for args in [
            &["tags", "show", "0"][..],
            &["applications", "get", "-3"],
            &["decide", "9", "--id", " ", "--owner", "p:", "--journal", "j"],
            &["notes", "add", "5", "--text", ""],
            &["offices", "create", "--country", "CH", "--city", " "],
            &["applications", "list", "--bom"],
            &["jobs", "list", "--output", "json", "--no-formula-guard"],
        ] {
            let args = [&["joinctl"], args].concat();
            let refused = match Cli::command().try_get_matches_from(&args) {
                Ok(matches) => arguments::check(&matches).is_err(),
                Err(error) => error.exit_code() == 2,
            };
            assert!(refused, "{args:?}");
        }
    }

    #[test]
    fn numbers_that_make_no_sense_are_refused() {
        for (args, wrong) in [
            (&["applications", "list", "--prefetch"][..], &["0", "33", "-1"][..]),
            (&["applications", "list", "--page-size"], &["0", "51"]),
            (&["applications", "list", "--page"], &["0", "-1"]),
            (&["applications", "export", "--to", "f", "--prefetch"], &["0", "33"]),
            (&["changes", "--cursor", "c", "--watch"], &["0", "99999999"]),
            (&["changes", "--cursor", "c", "--sweep-hours"], &["-1", "99999"]),
            (&["tags", "apply", "9", "--owner", "p:", "--settle"], &["-1", "nan", "inf", "1e9"]),
            (&["tags", "bulk", "--input", "f", "--journal", "j", "--concurrency"], &["0", "1000000"]),
            (&["sandbox", "--latency-ms"], &["-1", "99999999999"]),
            (&["sandbox", "--applications"], &["99999999999"]),
            (&["sandbox", "--quota"], &["0/1s", "5/0s", "5", "bucket:5/1s+0", "-1/s"]),
            (
                &["sandbox", "--variant"],
                &["page-cap=0", "stale-reads=-1", "late-answers=5", "late-answers=2d"],
            ),
            (&["sandbox", "--bind"], &["localhost", "0.0.0.0:80", "256.0.0.1"]),
            (&["sandbox", "--recruiter"], &["add a before write 0", "add a every 0s", "add a"]),
            (&["catalog", "categories", "--language"], &["german", "1"]),
        ] {
            for value in wrong {
                let args = [&["joinctl"], args, &[*value]].concat();
                assert!(Cli::try_parse_from(&args).is_err(), "{args:?}");
            }
        }
    }
}
