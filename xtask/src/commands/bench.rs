//! `cargo xtask bench`: the benchmarks, by name.

use std::path::Path;

use crate::support::outcome::{CommandResult, Failure, Outcome};
use crate::support::process;

/// Arguments of `bench`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The benchmark to run.
    #[arg(value_enum)]
    bench: Bench,
    /// Parts of it. Default: all.
    parts: Vec<String>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Bench {
    /// Lost updates of racing tag writers, by policy.
    Tags,
    /// Opening a large journal.
    Journal,
    /// Reading lists.
    Lists,
    /// The overhead of a call.
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

/// Runs the benchmark, which prints its results itself.
pub(crate) fn run(root: &Path, args: &Args) -> CommandResult {
    let mut command = process::cargo(
        root,
        &["bench", "--locked", "--package", "join-tests", "--bench", args.bench.name(), "--"],
    );
    command.args(&args.parts);
    let status = command.status().map_err(|error| Failure::failed(format!("cargo can't be run: {error}")))?;
    if status.success() { Ok(Outcome::Clean) } else { Err(Failure::failed("the benchmark failed")) }
}
