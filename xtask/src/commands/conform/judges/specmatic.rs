//! Specmatic: contract tests of the sandbox, with valid requests and with each kind of invalid one.

use std::process::Command;

use super::super::servers::Sandbox;
use super::super::setting::{self, Setting};
use super::super::verdict::{Exclusion, Judgement, grouped};
use super::super::views::{self, EXACT, FLAT, PATTERNS};
use crate::support::flat::flat;
use crate::support::outcome::Failure;

const NAME: &str = "specmatic";
const EXCLUSIONS: &[Exclusion] = &[
    FLAT,
    EXACT,
    PATTERNS,
    Exclusion {
        what: "does not ask for the responses 401, 403, 404, 409, 413, 429 and 500",
        why: "it asks for a status of an error only by an example of the request that leads to it; Schemathesis covers them",
    },
    Exclusion {
        what: "accepts fields that the document does not have",
        why: "the sandbox adds one on purpose: clients must bear fields that JOIN adds",
    },
    Exclusion {
        what: "makes at most 10 combinations of a request's fields",
        why: "all of them are more than 10,000 for a new job alone",
    },
];

pub(super) fn contract_tests(setting: &Setting) -> Result<Judgement, Failure> {
    let work = setting.work(NAME)?;
    let view = views::with_plain_patterns(views::exact(flat(&setting.value)));
    setting::write(&work.join("join-api.json"), &view)?;
    setting::copy(&setting.tools.packages.settings("specmatic.yaml"), &work.join("specmatic.yaml"))?;
    // It finds the dictionary by this name.
    setting::copy(
        &setting.tools.packages.settings("dictionary.yaml"),
        &work.join("join-api_dictionary.yaml"),
    )?;
    let sandbox = Sandbox::start(setting, NAME)?;
    let mut command = Command::new("java");
    command
        .arg("-jar")
        .arg(setting.tools.packages.node_file("specmatic/specmatic.jar"))
        .arg("test")
        .current_dir(&work);
    command.env("SANDBOX_URL", &sandbox.base_url).env("SANDBOX_TOKEN", &sandbox.token);
    let finished = setting.finish(&mut command, NAME)?;
    let (tests, mut findings) = read(&finished.output);
    if findings.is_empty() {
        findings.extend(finished.finding());
    }
    if tests == 0 && findings.is_empty() {
        findings.push("it ran no test".to_owned());
    }
    let count = format!("{} operations, {} tests", setting.operations(), grouped(tests));
    Ok(Judgement { checked: "the sandbox", count, findings, exclusions: EXCLUSIONS })
}

/// The number of tests, and each failed one with its reasons.
fn read(output: &str) -> (u64, Vec<String>) {
    let summary = output.lines().rev().find_map(|line| line.trim().strip_prefix("Tests run: "));
    let tests = summary.and_then(|rest| rest.split(',').next()?.parse().ok()).unwrap_or_default();
    let (_, failed) = output.split_once("Unsuccessful Scenarios:").unwrap_or_default();
    let failed = failed.split_once("Tests run: ").map_or(failed, |(failed, _)| failed);
    let mut findings: Vec<String> = Vec::new();
    for line in failed.lines().filter(|line| !line.trim().is_empty()) {
        match findings.last_mut() {
            Some(finding) if !line.starts_with("  \"") => {
                finding.push('\n');
                finding.push_str(line.trim());
            }
            _ => findings.push(line.trim().to_owned()),
        }
    }
    (tests, findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failed_scenario_is_a_finding_with_its_reason() {
        let output = "Testing\n\nUnsuccessful Scenarios:\n  \"Scenario: GET /jobs -> 200 FAILED\"\n        Reason:\n  \n      \
            expected status 200 but 401\n\n  \"Scenario: POST /jobs -> 201 FAILED\"\n        Reason:\n    odd\n\n\
            Tests run: 794, Successes: 792, Failures: 2, WIP: 0, Errors: 0\n\nExecuted at 1\n";
        let (tests, findings) = read(output);
        assert_eq!(tests, 794);
        assert_eq!(findings.len(), 2);
        assert_eq!(
            findings[0],
            "\"Scenario: GET /jobs -> 200 FAILED\"\nReason:\nexpected status 200 but 401"
        );
        assert_eq!(read("Tests run: 89, Successes: 89, Failures: 0, WIP: 0, Errors: 0\n"), (89, Vec::new()));
    }
}
