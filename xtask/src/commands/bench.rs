//! `cargo xtask bench`: the measurements, by name.

use std::path::Path;

use crate::support::outcome::{CommandResult, Failure, Outcome};
use crate::support::process;

/// What is measured.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Which measurement: a bench of the tests.
    #[arg(value_enum)]
    bench: Bench,
    /// Parts of it, all unless named.
    parts: Vec<String>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Bench {
    /// What racing writers of tags lose, by policy.
    Tags,
    /// What opening a large journal takes.
    Journal,
    /// What reading lists takes.
    Lists,
    /// What a call takes.
    Transport,
}

impl Bench {
    fn name(self) -> &'static str {
        match self {
            Bench::Tags => "tags",
            Bench::Journal => "journal",
            Bench::Lists => "lists",
            Bench::Transport => "transport",
        }
    }
}

/// Runs it. It prints by itself.
pub(crate) fn run(root: &Path, args: &Args) -> CommandResult {
    let mut command = process::cargo(
        root,
        &["bench", "--locked", "--package", "join-tests", "--bench", args.bench.name(), "--"],
    );
    command.args(&args.parts);
    let status = command.status().map_err(|error| Failure::failed(format!("cargo can't be run: {error}")))?;
    if status.success() { Ok(Outcome::Clean) } else { Err(Failure::failed("the measurement failed")) }
}
