//! Schemathesis: requests made from the document, all checks on the sandbox's responses, in all phases.

use std::fs;
use std::process::Command;

use serde_json::Value;

use super::super::servers::Sandbox;
use super::super::setting::Setting;
use super::super::verdict::{Judgement, grouped};
use crate::support::outcome::Failure;

const NAME: &str = "schemathesis";

pub(super) fn requests(setting: &Setting) -> Result<Judgement, Failure> {
    let work = setting.work(NAME)?;
    let report = work.join("report.json");
    let sandbox = Sandbox::start(setting, NAME)?;
    let mut command = Command::new(setting.tools.packages.python("schemathesis"));
    command
        .arg("--config-file")
        .arg(setting.tools.packages.settings("schemathesis.toml"))
        .arg("run")
        .arg(&setting.document);
    command
        .args(["--url", &sandbox.base_url, "--header", &format!("Authorization: {}", sandbox.token)])
        .args(["--phases", "examples,coverage,fuzzing,stateful", "--checks", "all", "--continue-on-failure"])
        .args([
            "--max-examples",
            &setting.examples.to_string(),
            "--seed",
            &setting.seed.to_string(),
            "--no-color",
        ])
        .args(["--report", "json", "--report-json-path"])
        .arg(&report);
    // Its own folder keeps the examples of earlier runs away.
    let finished = setting.finish(command.current_dir(&work), NAME)?;
    let text = fs::read_to_string(&report).unwrap_or_default();
    let (mut findings, cases) = read(&text);
    if findings.is_empty() {
        findings.extend(finished.finding());
    }
    let count = format!("{} operations, {} requests", setting.operations(), grouped(cases));
    Ok(Judgement { checked: "the sandbox", count, findings, exclusions: &[] })
}

/// The findings and the number of test cases in its report.
fn read(report: &str) -> (Vec<String>, u64) {
    let report: Value = serde_json::from_str(report).unwrap_or_default();
    let cases = report.pointer("/test_cases/generated").and_then(Value::as_u64).unwrap_or_default();
    let listed = ["failures", "errors"].into_iter().filter_map(|key| report.get(key)?.as_array()).flatten();
    let mut findings: Vec<String> = listed.map(|finding| format!("{finding:#}")).collect();
    for (warning, operations) in report.get("warnings").and_then(Value::as_object).into_iter().flatten() {
        let operations = operations.as_array().into_iter().flatten();
        findings.extend(operations.map(|operation| format!("warning {warning}: {operation}")));
    }
    (findings, cases)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_errors_and_warnings_are_findings() {
        let report = r#"{"test_cases": {"generated": 2550}, "failures": [{"operation": "GET /jobs"}], "errors": [{"title": "e"}],
            "warnings": {"missing_test_data": ["POST /jobs", "PATCH /x"], "missing_auth": []}}"#;
        let (findings, cases) = read(report);
        assert_eq!((findings.len(), cases), (4, 2550));
        assert!(findings[0].contains("GET /jobs"), "{findings:?}");
        assert_eq!(findings[2], "warning missing_test_data: \"POST /jobs\"");
        assert_eq!(read(""), (Vec::new(), 0));
    }
}
