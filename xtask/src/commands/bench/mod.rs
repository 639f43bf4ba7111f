//! `cargo xtask bench`: the benchmarks, by name.

mod builds;

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
    /// CPU seconds, crates and size of a program with the SDK, and by hand on reqwest.
    Builds,
    /// Lost updates of racing tag writers, by policy.
    Tags,
    /// Instructions of a call, of a page and of a tag edit. Needs valgrind.
    Calls,
    /// Opening a large journal.
    Journal,
    /// Reading lists.
    Lists,
    /// Start, speed and memory of the sandbox. Needs wrk and curl.
    Sandbox,
    /// The overhead of a call.
    Transport,
}

impl Bench {
    /// Its package and its name there. The builds are measured from outside.
    fn target(self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Bench::Builds => return None,
            Bench::Tags => ("join-tests", "tags"),
            Bench::Calls => ("join-tests", "calls"),
            Bench::Journal => ("join-tests", "journal"),
            Bench::Lists => ("join-tests", "lists"),
            Bench::Sandbox => ("join-sandbox", "speed"),
            Bench::Transport => ("join-tests", "transport"),
        })
    }
}

/// Runs the benchmark, which prints its results itself.
pub(crate) fn run(root: &Path, args: &Args) -> CommandResult {
    let Some((package, bench)) = args.bench.target() else {
        return builds::run(root, &args.parts);
    };
    let mut command =
        process::cargo(root, &["bench", "--locked", "--package", package, "--bench", bench, "--"]);
    command.args(&args.parts);
    let status = command.status().map_err(|error| Failure::failed(format!("cargo can't be run: {error}")))?;
    if status.success() { Ok(Outcome::Clean) } else { Err(Failure::failed("the benchmark failed")) }
}
