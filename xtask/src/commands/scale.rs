//! `cargo xtask scale`: a fleet of workers on an invented clock, with the SDK's own cores.

use std::path::Path;

use crate::support::outcome::{CommandResult, Failure, Outcome};
use crate::support::process;

/// The test that is the simulation.
const TEST: &str = "testing::scale::";

/// Arguments of `scale`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// At most 100 workers instead of 1,000.
    #[arg(long)]
    quick: bool,
}

/// Runs the simulation, which prints its table itself.
pub(crate) fn run(root: &Path, args: &Args) -> CommandResult {
    let size = if args.quick { "quick" } else { "full" };
    let arguments = [
        "test",
        "--quiet",
        "--release",
        "--locked",
        "--package",
        "join-sdk",
        "--features",
        "testing",
        "--lib",
    ];
    let mut command = process::cargo(root, &arguments);
    command.args(["--", "--nocapture", TEST]).env("JOIN_SCALE", size);
    let status = command.status().map_err(|error| Failure::failed(format!("cargo can't be run: {error}")))?;
    if status.success() { Ok(Outcome::Clean) } else { Err(Failure::failed("the simulation failed")) }
}
