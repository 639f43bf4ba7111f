//! The document before those who read documents only.

use std::process::Command;

use super::super::setting::Setting;
use super::super::verdict::Judgement;
use crate::support::outcome::Failure;

/// Whether it is OpenAPI at all.
pub(super) fn validator(setting: &Setting) -> Result<Judgement, Failure> {
    let mut command = Command::new(setting.tools.packages.python("openapi-spec-validator"));
    command.args(["--validation-errors", "all", "--schema", "3.0"]);
    linted(setting, &mut command, "validator")
}

/// All rules of Spectral, down to its hints.
pub(super) fn spectral(setting: &Setting) -> Result<Judgement, Failure> {
    let mut command = Command::new(setting.tools.packages.node("spectral"));
    command
        .args(["lint", "--fail-severity", "hint", "--ruleset"])
        .arg(setting.tools.packages.settings("spectral.yaml"));
    linted(setting, &mut command, "spectral")
}

/// The recommended rules of Redocly. It ends with 0 after warnings, so its lines are read.
pub(super) fn redocly(setting: &Setting) -> Result<Judgement, Failure> {
    let mut command = Command::new(setting.tools.packages.node("redocly"));
    command
        .args(["lint", "--format", "github-actions", "--config"])
        .arg(setting.tools.packages.settings("redocly.yaml"));
    let finished = setting.finish(command.arg(&setting.document), "redocly")?;
    let problems = finished.output.lines().filter(|line| line.starts_with("::"));
    let mut findings: Vec<String> = problems.map(str::to_owned).collect();
    if findings.is_empty() {
        findings.extend(finished.finding());
    }
    Ok(judgement(setting, findings))
}

fn linted(setting: &Setting, command: &mut Command, log: &str) -> Result<Judgement, Failure> {
    let finished = setting.finish(command.arg(&setting.document), log)?;
    Ok(judgement(setting, finished.finding().into_iter().collect()))
}

fn judgement(setting: &Setting, findings: Vec<String>) -> Judgement {
    let count = format!("{} operations", setting.operations());
    Judgement { checked: "the document", count, findings, exclusions: &[] }
}
