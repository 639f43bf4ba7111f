//! The benchmarks by name: programs of the workspace, and what is measured from outside.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{ChildStdout, Command, Stdio};

use super::row::Row;
use super::{builds, peers};
use crate::support::outcome::Failure;
use crate::support::process;

/// The variable that makes benchmarks short.
const QUICK: &str = "JOIN_BENCH_QUICK";

/// A benchmark.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Bench {
    /// CPU seconds, crates and size of a program with the SDK, and by hand on reqwest.
    Builds,
    /// Many tag edits as one run, under a quota and beside a loop.
    Bulk,
    /// Instructions of a call, of a page and of a tag edit. Needs valgrind.
    Calls,
    /// Opening a large journal.
    Journal,
    /// Reading lists.
    Lists,
    /// The same work by clients of others. Needs Node.js, Python 3 and Java.
    Peers,
    /// Start, speed and memory of the sandbox. Needs wrk and curl.
    Sandbox,
    /// Lost updates of racing tag writers, by policy.
    Tags,
    /// The overhead of a call.
    Transport,
}

impl Bench {
    /// The programs that have to be on the machine. Those of peers are looked for by themselves.
    fn needs(self) -> &'static [&'static str] {
        match self {
            Bench::Calls => &["valgrind"],
            Bench::Sandbox => &["wrk", "curl"],
            _ => &[],
        }
    }

    /// The parts of a quick run that names none.
    fn quick_parts(self) -> &'static [&'static str] {
        match self {
            // A build can't be short: only one is made, and compared with nothing.
            Bench::Builds => &["check", "by-hand"],
            _ => &[],
        }
    }
}

/// Runs a benchmark, which prints as it goes; returns what it compared.
pub(super) fn measure(
    root: &Path,
    bench: Bench,
    parts: &[String],
    quick: bool,
    out: &mut dyn Write,
) -> Result<Vec<Row>, Failure> {
    let quick_parts: Vec<String> = bench.quick_parts().iter().map(|part| (*part).to_owned()).collect();
    let parts = if quick && parts.is_empty() { &quick_parts } else { parts };
    let (package, target) = match bench {
        Bench::Builds => return builds::measure(root, parts, out),
        Bench::Peers => return peers::measure(root, parts, quick, out),
        Bench::Bulk => ("join-tests", "bulk"),
        Bench::Calls => ("join-tests", "calls"),
        Bench::Journal => ("join-tests", "journal"),
        Bench::Lists => ("join-tests", "lists"),
        Bench::Sandbox => ("join-sandbox", "speed"),
        Bench::Tags => ("join-tests", "tags"),
        Bench::Transport => ("join-tests", "transport"),
    };
    for program in bench.needs() {
        process::finish(Command::new(program).arg("--version")).map_err(|failure| match failure {
            Failure::Failed(reason) => Failure::failed(format!("{reason}; install {program}")),
            other => other,
        })?;
    }
    let mut command =
        process::cargo(root, &["bench", "--locked", "--package", package, "--bench", target, "--"]);
    command.args(parts).stdout(Stdio::piped());
    if quick {
        command.env(QUICK, "1");
    }
    let failed = |what: &str| Failure::failed(format!("the benchmark {target} {what}"));
    let mut child =
        command.spawn().map_err(|error| Failure::failed(format!("cargo can't be run: {error}")))?;
    let rows = rows(target, child.stdout.take(), out);
    if rows.is_err() {
        // What cargo started ends at its next line, which nobody reads.
        let _ = child.kill();
    }
    let status = child.wait().map_err(|error| failed(&format!("can't be waited for: {error}")))?;
    let rows = rows?;
    if status.success() { Ok(rows) } else { Err(failed(&format!("failed: {status}"))) }
}

/// Passes on the lines for people, and returns the rows.
fn rows(target: &str, printed: Option<ChildStdout>, out: &mut dyn Write) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    for line in printed.map(BufReader::new).into_iter().flat_map(BufRead::lines) {
        let line = line.map_err(|error| {
            Failure::failed(format!("the output of the benchmark {target} can't be read: {error}"))
        })?;
        match Row::read(&line) {
            Some(row) => rows.push(row),
            None => writeln!(out, "{line}")?,
        }
    }
    Ok(rows)
}
