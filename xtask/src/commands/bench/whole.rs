//! All benchmarks that stand side by side in `docs/benchmarks.md`, in one run and one table.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use super::benchmark::{Bench, measure};
use super::machine;
use super::row::{self, Row};
use crate::support::doc_tables;
use crate::support::outcome::{CommandResult, Failure, Outcome};
use crate::support::output::{Mode, Output};
use crate::support::processes::INTERRUPTED;

/// The page with the table, below the workspace.
const PAGE: &str = "docs/benchmarks.md";
/// The name of the section that is written.
const SECTION: &str = "cargo xtask bench";

/// The parts of the table, each with what runs.
const GROUPS: &[(&str, Bench, &[&str])] = &[
    ("Overhead of a call", Bench::Transport, &["overhead"]),
    ("Instructions", Bench::Calls, &[]),
    ("Lists", Bench::Lists, &["sync", "decoding"]),
    ("Quota", Bench::Transport, &["pacing"]),
    ("Tag edits", Bench::Tags, &["table", "exposure"]),
    ("Bulk", Bench::Bulk, &[]),
    ("Sandbox", Bench::Sandbox, &["requests"]),
    ("Builds", Bench::Builds, &["debug"]),
    ("Peers", Bench::Peers, &[]),
];

/// What a group measured, or why it did not.
struct Group {
    title: &'static str,
    rows: Result<Vec<Row>, String>,
}

/// Runs all, and writes the table unless it is a quick run. A group that fails is named, and the others run.
pub(super) fn run(root: &Path, quick: bool, out: &mut dyn Write) -> CommandResult {
    let started = Instant::now();
    let mut groups = Vec::new();
    for (title, bench, parts) in GROUPS {
        writeln!(out, "\n{title}:")?;
        // A quick build has parts of its own.
        let parts = if quick && *bench == Bench::Builds { &[] } else { *parts };
        let parts: Vec<String> = parts.iter().map(|part| (*part).to_owned()).collect();
        let rows = match measure(root, *bench, &parts, quick, out) {
            Ok(rows) => Ok(rows),
            Err(Failure::Failed(reason)) if reason != INTERRUPTED => {
                writeln!(out, "not measured: {reason}")?;
                Err(reason.lines().next().unwrap_or_default().to_owned())
            }
            Err(other) => return Err(other),
        };
        groups.push(Group { title, rows });
    }
    let text = section(&groups, &machine::described(root), started.elapsed());
    if quick {
        write!(out, "\n{text}")?;
    } else {
        let page = fs::read_to_string(root.join(PAGE))
            .map_err(|error| Failure::failed(format!("{PAGE} can't be read: {error}")))?;
        let text = doc_tables::include(&page, SECTION, &text)?;
        Output { path: PAGE.to_owned(), text, took: started.elapsed() }.ensure(root, Mode::Write, out)?;
    }
    Ok(if groups.iter().all(|group| group.rows.is_ok()) { Outcome::Clean } else { Outcome::Findings })
}

/// The section of the page.
fn section(groups: &[Group], machine: &str, took: Duration) -> String {
    let minutes = took.as_secs_f64() / 60.0;
    let mut text = format!(
        "{machine}. The run took {minutes:.0} minutes. Figures are medians, with the least and the most in brackets. Rounds alternate\n\
         between both sides, and the ratio is that of each round. Servers, the sandbox among them, share the cores.\n\n"
    );
    text.push_str(row::HEAD);
    for Group { title, rows } in groups {
        text.push_str(&format!("| **{title}** | | | | |\n"));
        match rows {
            Ok(rows) => text.extend(rows.iter().map(Row::line)),
            Err(reason) => text.push_str(&format!("| not measured: {reason} | – | – | – | – |\n")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_group_has_its_rows_or_says_why_not() {
        let row = Row {
            measured: "a read, µs".into(),
            ours: vec![3.0],
            with: "x".into(),
            theirs: vec![2.0],
            reason: None,
        };
        let groups = [
            Group { title: "Calls", rows: Ok(vec![row]) },
            Group { title: "Sandbox", rows: Err("wrk is missing".to_owned()) },
        ];
        let text = section(&groups, "2 cores", Duration::from_secs(600));
        assert!(text.starts_with("2 cores. The run took 10 minutes."), "{text}");
        assert!(text.contains("| **Calls** | | | | |\n| a read, µs | 3 | x | 2 | 1.50 |\n"), "{text}");
        let last = "| **Sandbox** | | | | |\n| not measured: wrk is missing | – | – | – | – |\n";
        assert!(text.ends_with(last), "{text}");
    }
}
