//! Prism: the SDK's requests against its mock, and its requests and the sandbox's responses through its proxy.

use std::process::Command;

use super::super::judge::Ours;
use super::super::servers::{Prism, Sandbox};
use super::super::setting::{self, Setting};
use super::super::verdict::{Exclusion, Judgement};
use super::super::views::FLAT;
use crate::support::flat::flat;
use crate::support::outcome::Failure;

const MOCK: &str = "prism-mock";
const PROXY: &str = "prism-proxy";

/// The mock answers only requests that keep to the document.
pub(super) fn mock(setting: &Setting) -> Result<Judgement, Failure> {
    let document = view(setting, MOCK)?;
    let prism = Prism::start(setting, MOCK, &["mock", &document])?;
    let mut findings = Vec::new();
    let calls = drive(setting, &prism, "any", MOCK, &mut findings)?;
    Ok(judgement("the SDK against its mock", calls, setting, findings))
}

/// The proxy refuses requests and responses that break the document.
pub(super) fn proxy(setting: &Setting) -> Result<Judgement, Failure> {
    let document = view(setting, PROXY)?;
    let sandbox = Sandbox::start(setting, PROXY)?;
    let prism = Prism::start(setting, PROXY, &["proxy", &document, &sandbox.base_url])?;
    let mut findings = Vec::new();
    let calls = drive(setting, &prism, &sandbox.token, PROXY, &mut findings)?;
    Ok(judgement("the SDK against the sandbox", calls, setting, findings))
}

fn judgement(checked: &'static str, calls: usize, setting: &Setting, findings: Vec<String>) -> Judgement {
    const EXCLUSIONS: &[Exclusion] = &[FLAT];
    let count = format!("{} operations, {calls} requests", setting.operations());
    Judgement { checked, count, findings, exclusions: EXCLUSIONS }
}

fn view(setting: &Setting, judge: &str) -> Result<String, Failure> {
    let path = setting.work(judge)?.join("join-api.json");
    setting::write(&path, &flat(&setting.value))?;
    Ok(path.to_string_lossy().into_owned())
}

/// Calls every operation, and returns the number of requests that Prism received.
fn drive(
    setting: &Setting,
    prism: &Prism,
    token: &str,
    log: &str,
    findings: &mut Vec<String>,
) -> Result<usize, Failure> {
    let mut driver = Command::new(setting.program(Ours::EveryOperation)?);
    driver.env("JOIN_BASE_URL", &prism.base_url).env("JOIN_API_TOKEN", token);
    let finished = setting.finish(&mut driver, &format!("{log}-sdk"))?;
    findings.extend(finished.finding());
    let (calls, violations) = read(&prism.output()?);
    findings.extend(violations);
    Ok(calls)
}

/// The number of requests, and the lines of the errors, in Prism's output.
fn read(output: &str) -> (usize, Vec<String>) {
    let calls = output.lines().filter(|line| line.ends_with("Request received")).count();
    let errors = output.lines().filter(|line| line.contains("✖  error"));
    (calls, errors.map(|line| line.trim().to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_and_violations_are_findings() {
        let output = "[1:0:0 PM] › [HTTP SERVER] get /jobs ℹ  info      Request received\n\
            [1:0:0 PM] ›     [VALIDATOR] ⚠  warning   Request did not pass the validation rules\n\
            [1:0:0 PM] ›     [VALIDATOR] ✖  error     Request query parameter pagesize must be <= 50\n\
            [1:0:1 PM] › [HTTP SERVER] post /jobs ℹ  info      Request received\n";
        let (calls, findings) = read(output);
        assert_eq!(calls, 2);
        assert_eq!(findings.len(), 1);
        assert!(findings[0].ends_with("pagesize must be <= 50"), "{findings:?}");
    }
}
