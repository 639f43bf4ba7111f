//! `cargo xtask compat`: what users may build the crates with, checked by building.

mod builds;
mod part;
mod public;
mod rust_version;
mod trees;

use std::io::Write;
use std::path::Path;
use std::time::Instant;

use crate::support::outcome::{CommandResult, Failure, Outcome};
use part::{Part, Verdict};

/// Arguments of `compat`.
#[derive(clap::Args)]
#[command(after_help = "\
A part whose tool is missing is skipped, with the command that installs it. Builds with other toolchains are in \
target/compat. Some features need OpenSSL and its headers.")]
pub(crate) struct Args {
    /// Run only this part. May be repeated.
    #[arg(long, value_enum, value_name = "PART", conflicts_with = "quick")]
    only: Vec<Part>,
    /// Run only the parts that build nothing.
    #[arg(long)]
    quick: bool,
}

/// Runs the parts one after another. Findings of one don't keep the others from running.
pub(crate) fn run(root: &Path, args: &Args, out: &mut dyn Write) -> CommandResult {
    let wanted = |part: &&Part| match args.quick {
        true => !part.builds(),
        false => args.only.is_empty() || args.only.contains(part),
    };
    let (mut passed, mut failed, mut skipped) = (0, 0, 0);
    for part in Part::ALL.iter().filter(wanted) {
        write!(out, "{}: ", part.name())?;
        out.flush()?;
        let started = Instant::now();
        let verdict = check(*part, root).inspect_err(|_| drop(writeln!(out, "stopped")))?;
        let took = started.elapsed().as_secs_f64();
        match verdict {
            Verdict::Passed(what) => {
                passed += 1;
                writeln!(out, "passed, {what} ({took:.1} s)")?;
            }
            Verdict::Failed(findings) => {
                failed += 1;
                writeln!(out, "FAILED ({took:.1} s)")?;
                for finding in findings {
                    writeln!(out, "  {}", finding.replace('\n', "\n  "))?;
                }
            }
            Verdict::Skipped { missing, install } => {
                skipped += 1;
                writeln!(out, "skipped, {missing} is not installed; run `{install}`")?;
            }
        }
    }
    writeln!(out, "of the parts {passed} passed, {failed} failed and {skipped} were skipped")?;
    Ok(if failed == 0 { Outcome::Clean } else { Outcome::Findings })
}

fn check(part: Part, root: &Path) -> Result<Verdict, Failure> {
    match part {
        Part::Public => public::check(root),
        Part::Declared => rust_version::declared(root),
        Part::Features => builds::features(root),
        Part::Msrv => rust_version::build(root),
        Part::Minimal => builds::minimal(root),
        Part::Wasm => builds::wasm(root),
    }
}
