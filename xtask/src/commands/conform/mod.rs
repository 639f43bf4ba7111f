//! `cargo xtask conform`: tools by others judge the document, the sandbox and the SDK.

mod judge;
mod judges;
mod report;
mod servers;
mod setting;
mod tools;
mod verdict;
mod views;

use std::io::Write;
use std::path::Path;
use std::time::Instant;

use crate::support::outcome::{CommandResult, Outcome};
use crate::support::output::{Mode, Output};
use crate::support::processes::Processes;
use judge::Judge;
use setting::Setting;
use tools::Tools;
use verdict::{Verdict, counted};

/// The examples of Schemathesis for each operation.
const EXAMPLES: u32 = 1000;
/// The same in a quick run.
const QUICK_EXAMPLES: u32 = 25;

/// Arguments of `conform`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Run with 25 examples an operation, and write no report.
    #[arg(long)]
    quick: bool,
    /// Run only this judge, and write no report. May be repeated.
    #[arg(long, value_enum, value_name = "JUDGE")]
    only: Vec<Judge>,
    /// Examples of Schemathesis for each operation. Default: 1,000; 25 with --quick.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    examples: Option<u32>,
    /// Seed of the requests that Schemathesis makes and the responses that Prism makes.
    #[arg(long, default_value_t = 1)]
    seed: u32,
    /// Only install the judges into target/conform.
    #[arg(long)]
    install: bool,
    /// Judge the programs beside this one, as `cargo test --workspace` has built them, and build none.
    #[arg(long)]
    built: bool,
}

/// Runs the judges one after another. Findings of one don't keep the others from running.
pub(crate) fn run(root: &Path, args: &Args, out: &mut dyn Write) -> CommandResult {
    let judges: Vec<Judge> = Judge::ALL
        .iter()
        .copied()
        .filter(|judge| args.only.is_empty() || args.only.contains(judge))
        .collect();
    let processes = Processes::new()?;
    let tools = Tools::new(root);
    tools.install(&judges, &processes, out)?;
    if args.install {
        return Ok(Outcome::Clean);
    }
    let examples = args.examples.unwrap_or(if args.quick { QUICK_EXAMPLES } else { EXAMPLES });
    let mut setting = Setting::prepare(root, tools, processes, examples, args.seed)?;
    match args.built {
        true => setting.take_built(&judges)?,
        false => setting.build(&judges, out)?,
    }
    let mut verdicts = Vec::new();
    for judge in judges {
        write!(out, "{}: ", judge.name())?;
        out.flush()?;
        let started = Instant::now();
        let result = judges::run(judge, &setting).inspect_err(|_| drop(writeln!(out, "stopped")))?;
        let verdict =
            Verdict { judge, version: setting.tools.version(judge)?, took: started.elapsed(), result };
        writeln!(out, "{}", verdict.line())?;
        for finding in &verdict.result.findings {
            writeln!(out, "  {}", finding.replace('\n', "\n  "))?;
        }
        verdicts.push(verdict);
    }
    conclude(root, args, &verdicts, out)
}

fn conclude(root: &Path, args: &Args, verdicts: &[Verdict], out: &mut dyn Write) -> CommandResult {
    let findings: usize = verdicts.iter().map(|verdict| verdict.result.findings.len()).sum();
    if args.only.is_empty() && !args.quick {
        let text = report::page(verdicts, args.examples.unwrap_or(EXAMPLES), args.seed);
        let took = verdicts.iter().map(|verdict| verdict.took).sum();
        Output { path: report::FILE.to_owned(), text, took }.ensure(root, Mode::Write, out)?;
    }
    let (judges, counted_findings) = (counted(verdicts.len(), "judge"), counted(findings, "finding"));
    writeln!(out, "{judges}, {counted_findings}; all output is in {}", setting::LOGS)?;
    Ok(if findings == 0 { Outcome::Clean } else { Outcome::Findings })
}
