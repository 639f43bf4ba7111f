//! `cargo xtask bench`: one benchmark by name, or all that stand side by side in one table.

mod benchmark;
mod builds;
mod machine;
mod peers;
mod row;
mod whole;

use std::io::Write;
use std::path::Path;

use crate::support::outcome::{CommandResult, Failure, Outcome};
use benchmark::Bench;

/// Arguments of `bench`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The benchmark to run. Default: all that docs/benchmarks.md compares, written there as one table.
    #[arg(value_enum)]
    bench: Option<Bench>,
    /// Parts of it. Default: all.
    parts: Vec<String>,
    /// As short as possible, to see that it works. Figures mean nothing, and no page is written.
    #[arg(long)]
    quick: bool,
    /// Only install the peers into target/peers.
    #[arg(long)]
    install: bool,
}

/// Runs one benchmark, or all.
pub(crate) fn run(root: &Path, args: &Args, out: &mut dyn Write) -> CommandResult {
    if args.install {
        if !matches!(args.bench, None | Some(Bench::Peers)) {
            return Err(Failure::Usage("--install is for peers only".to_owned()));
        }
        return Ok(if peers::install(root, out)? { Outcome::Clean } else { Outcome::Findings });
    }
    let Some(bench) = args.bench else { return whole::run(root, args.quick, out) };
    let rows = benchmark::measure(root, bench, &args.parts, args.quick, out)?;
    if !rows.is_empty() {
        write!(out, "\n{}", row::table(&rows))?;
    }
    Ok(Outcome::Clean)
}
