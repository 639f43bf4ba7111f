//! Clients in other languages, generated from the document, take the seven workflow steps on the sandbox.

use std::process::Command;

use super::super::servers::Sandbox;
use super::super::setting::{self, Setting};
use super::super::verdict::{Exclusion, Judgement};
use super::super::views::FLAT;
use crate::support::flat::flat;
use crate::support::outcome::Failure;
use crate::support::processes::Finished;

const PYTHON: &str = "python";
const TYPESCRIPT: &str = "typescript";
/// The steps of the workflow.
const STEPS: usize = 7;

/// The client by openapi-python-client. A warning while generating is a failure.
pub(super) fn python(setting: &Setting) -> Result<Judgement, Failure> {
    let work = setting.work(PYTHON)?;
    let document = work.join("join-api.json");
    setting::write(&document, &flat(&setting.value))?;
    let mut generate = Command::new(setting.tools.packages.python("openapi-python-client"));
    generate
        .args(["generate", "--fail-on-warning", "--meta", "none", "--output-path"])
        .arg(work.join("join_api"));
    generate
        .arg("--config")
        .arg(setting.tools.packages.settings("python-client.yaml"))
        .arg("--path")
        .arg(&document);
    let generated = setting.finish(&mut generate, "python-generate")?;
    let mut program = Command::new(setting.tools.packages.python("python"));
    program
        .arg(setting.tools.packages.settings("workflow.py"))
        .env("PYTHONPATH", &work)
        .env("PYTHONDONTWRITEBYTECODE", "1");
    judged(setting, PYTHON, generated, &mut program, &[FLAT])
}

/// The client by openapi-typescript and openapi-fetch. An error of types is a failure.
pub(super) fn typescript(setting: &Setting) -> Result<Judgement, Failure> {
    let work = setting.work(TYPESCRIPT)?;
    for file in ["workflow.ts", "tsconfig.json", "package.json"] {
        setting::copy(&setting.tools.packages.settings(file), &work.join(file))?;
    }
    let mut generate = Command::new(setting.tools.packages.node("openapi-typescript"));
    generate.arg(&setting.document).arg("--output").arg(work.join("join-api.d.ts"));
    setting.succeed(&mut generate, "typescript-generate")?;
    let mut compile = Command::new(setting.tools.packages.node("tsc"));
    let compiled = setting.finish(compile.arg("--project").arg(&work), "typescript-compile")?;
    let mut program = Command::new("node");
    program.arg(work.join("workflow.js"));
    judged(setting, TYPESCRIPT, compiled, &mut program, &[])
}

/// Takes the steps, if the client could be made.
fn judged(
    setting: &Setting,
    name: &str,
    made: Finished,
    program: &mut Command,
    exclusions: &'static [Exclusion],
) -> Result<Judgement, Failure> {
    let mut findings: Vec<String> = made.finding().into_iter().collect();
    let mut steps = 0;
    if findings.is_empty() {
        let sandbox = Sandbox::start(setting, name)?;
        program.env("SANDBOX_URL", &sandbox.base_url).env("SANDBOX_TOKEN", &sandbox.token);
        let finished = setting.finish(program, name)?;
        steps = finished.output.lines().filter(|line| line.starts_with("step ")).count();
        findings.extend(finished.finding());
    }
    if steps != STEPS && findings.is_empty() {
        findings.push(format!("{steps} of {STEPS} steps were taken"));
    }
    let checked = "the sandbox by a generated client";
    Ok(Judgement { checked, count: format!("{steps} steps"), findings, exclusions })
}
