//! Prints the differences: a table for people, JSON for programs.

use std::collections::BTreeSet;
use std::io::Write;

use join_codegen::lint::printable;
use serde_json::{Value, json};

use super::compare::Difference;
use super::severity::Severity;
use crate::support::outcome::Failure;

/// Prints a table, with the help and the patch under each row.
pub(super) fn table(
    differences: &[Difference],
    unresolved: &BTreeSet<String>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let rows: Vec<[String; 6]> = differences.iter().map(row).collect();
    let head =
        ["severity", "what", "operation", "field", "ours -> theirs", "our evidence"].map(str::to_owned);
    let widths: Vec<usize> = (0..head.len())
        .map(|column| {
            let width = |row: &[String; 6]| row.get(column).map_or(0, |cell| cell.chars().count());
            rows.iter().chain([&head]).map(width).max().unwrap_or(0)
        })
        .collect();
    let line = |row: &[String; 6]| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    if !rows.is_empty() {
        writeln!(out, "{}", line(&head))?;
    }
    for (difference, row) in differences.iter().zip(&rows) {
        writeln!(out, "{}", line(row))?;
        writeln!(out, "    = help: {}", printable(&difference.suggestion.advice))?;
        for step in &difference.suggestion.patch {
            writeln!(out, "    = patch: {step}")?;
        }
    }
    for reference in unresolved {
        writeln!(out, "note: {} is not in the files, so it was not compared", printable(reference))?;
    }
    let count = |severity| count(differences, severity);
    writeln!(
        out,
        "{} contradictions, {} gaps, {} notes",
        count(Severity::Contradiction),
        count(Severity::Gap),
        count(Severity::Note)
    )?;
    Ok(())
}

fn row(difference: &Difference) -> [String; 6] {
    let dash = |text: &str| if text.is_empty() { "-".to_owned() } else { printable(text).into_owned() };
    [
        difference.severity.name().to_owned(),
        difference.kind.name().to_owned(),
        printable(&difference.operations.join(", ")).into_owned(),
        dash(&difference.field),
        format!("{} -> {}", dash(&difference.ours), dash(&difference.theirs)),
        dash(difference.evidence.as_deref().unwrap_or_default()),
    ]
}

fn count(differences: &[Difference], severity: Severity) -> usize {
    differences.iter().filter(|difference| difference.severity == severity).count()
}

/// Prints one JSON object.
pub(super) fn json(
    differences: &[Difference],
    unresolved: &BTreeSet<String>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let entry = |difference: &Difference| -> Value {
        json!({
            "kind": difference.kind.name(),
            "severity": difference.severity.name(),
            "operations": difference.operations,
            "field": difference.field,
            "ours": difference.ours,
            "theirs": difference.theirs,
            "evidence": difference.evidence,
            "pointer": difference.pointer,
            "advice": difference.suggestion.advice,
            "patch": difference.suggestion.patch,
        })
    };
    let whole = json!({
        "version": 1,
        "contradictions": count(differences, Severity::Contradiction),
        "gaps": count(differences, Severity::Gap),
        "notes": count(differences, Severity::Note),
        "unresolved": unresolved,
        "differences": differences.iter().map(entry).collect::<Vec<_>>(),
    });
    writeln!(out, "{whole:#}")?;
    Ok(())
}
