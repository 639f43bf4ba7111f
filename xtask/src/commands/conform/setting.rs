//! What every judge needs: the tools, the document, a folder to work in, and programs of ours.

use std::env::consts::EXE_SUFFIX;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::judge::{Judge, Ours};
use super::tools::{FOLDER, Tools};
use crate::support::document;
use crate::support::outcome::Failure;
use crate::support::process::cargo;
use crate::support::processes::{Finished, Process, Processes};

/// The judges' output, below the workspace.
pub(super) const LOGS: &str = "target/conform/logs";

/// What a run of judges shares.
pub(super) struct Setting {
    pub(super) tools: Tools,
    pub(super) examples: u32,
    pub(super) seed: u32,
    /// The document's file, and what it holds.
    pub(super) document: PathBuf,
    pub(super) value: Value,
    root: PathBuf,
    processes: Processes,
    programs: Vec<(Ours, PathBuf)>,
}

impl Setting {
    pub(super) fn prepare(
        root: &Path,
        tools: Tools,
        processes: Processes,
        examples: u32,
        seed: u32,
    ) -> Result<Self, Failure> {
        // Judges have working folders of their own.
        let root = std::path::absolute(root)
            .map_err(|error| Failure::failed(format!("the workspace can't be found: {error}")))?;
        let value = serde_json::from_str(&document::read(&root)?)
            .map_err(|error| Failure::failed(format!("{} is no JSON: {error}", document::DOCUMENT)))?;
        let document = root.join(document::DOCUMENT);
        fresh(&root.join(LOGS))?;
        Ok(Self { tools, examples, seed, document, value, root, processes, programs: Vec::new() })
    }

    /// An empty folder for one judge.
    pub(super) fn work(&self, name: &str) -> Result<PathBuf, Failure> {
        let folder = self.root.join(FOLDER).join("work").join(name);
        fresh(&folder)?;
        Ok(folder)
    }

    /// The number of operations in the document.
    pub(super) fn operations(&self) -> usize {
        join_codegen::document::Document::new(self.value.clone()).operations().count()
    }

    /// Runs a program to its end. Its output is in the log of this name.
    pub(super) fn finish(&self, command: &mut Command, log: &str) -> Result<Finished, Failure> {
        self.processes.finish(alone(command), &self.log(log))
    }

    /// Runs a program that prepares a judgement: if it fails, nothing is judged.
    pub(super) fn succeed(&self, command: &mut Command, log: &str) -> Result<String, Failure> {
        self.processes.succeed(alone(command), &self.log(log))
    }

    /// Starts a server.
    pub(super) fn start(&self, command: &mut Command, log: &str) -> Result<Process, Failure> {
        self.processes.start(alone(command), &self.log(log))
    }

    /// Builds the programs of the workspace that these judges need, so that no judge's time holds a build.
    pub(super) fn build(&mut self, judges: &[Judge], out: &mut dyn Write) -> Result<(), Failure> {
        for ours in needed(judges) {
            let (package, binary) = ours.target();
            writeln!(out, "building {binary}")?;
            let mut build = cargo(&self.root, &["build", "--locked", "--package", package, "--bin", binary]);
            build.args(["--message-format", "json-render-diagnostics"]);
            let output = self.processes.succeed(&mut build, &self.log(&format!("build-{binary}")))?;
            let path = executable(&output, binary)
                .ok_or_else(|| Failure::failed(format!("cargo names no program {binary} of {package}")))?;
            self.programs.push((ours, path));
        }
        Ok(())
    }

    /// Takes the programs from the folder of this one.
    pub(super) fn take_built(&mut self, judges: &[Judge]) -> Result<(), Failure> {
        let own = std::env::current_exe()
            .map_err(|error| Failure::failed(format!("the path of this program is unknown: {error}")))?;
        for ours in needed(judges) {
            let path = own.with_file_name(format!("{}{EXE_SUFFIX}", ours.target().1));
            if !path.is_file() {
                let message =
                    format!("{} is not there: run `cargo test --workspace --no-run`", path.display());
                return Err(Failure::failed(message));
            }
            self.programs.push((ours, path));
        }
        Ok(())
    }

    /// The path of a built program.
    pub(super) fn program(&self, ours: Ours) -> Result<&Path, Failure> {
        let built = self.programs.iter().find(|(built, _)| *built == ours);
        built
            .map(|(_, path)| path.as_path())
            .ok_or_else(|| Failure::failed(format!("{} is not built", ours.target().1)))
    }

    fn log(&self, name: &str) -> PathBuf {
        self.root.join(LOGS).join(format!("{name}.log"))
    }
}

/// The programs of the workspace that these judges need.
fn needed(judges: &[Judge]) -> impl Iterator<Item = Ours> {
    Ours::ALL.into_iter().filter(|ours| judges.iter().any(|judge| judge.ours().contains(ours)))
}

/// Only this machine is talked to, without a proxy, and no tool reports its use.
fn alone(command: &mut Command) -> &mut Command {
    for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        command.env_remove(name);
    }
    command
        .envs([("NO_PROXY", "*"), ("no_proxy", "*"), ("REDOCLY_TELEMETRY", "off")])
        .envs([("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true"), ("SPECMATIC_DISABLE_TELEMETRY", "true")])
}

/// The path of a program in the messages of `cargo build`.
fn executable(messages: &str, binary: &str) -> Option<PathBuf> {
    messages.lines().find_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        let is_it = message.pointer("/target/name")?.as_str()? == binary;
        message.get("executable")?.as_str().filter(|_| is_it).map(PathBuf::from)
    })
}

/// Creates a folder anew, without its old content.
fn fresh(folder: &Path) -> Result<(), Failure> {
    let emptied = match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => fs::create_dir_all(folder),
    };
    emptied.map_err(|error| Failure::failed(format!("{} can't be emptied: {error}", folder.display())))
}

/// Writes a document as JSON.
pub(super) fn write(path: &Path, document: &Value) -> Result<(), Failure> {
    fs::write(path, format!("{document:#}\n")).map_err(|error| unwritable(path, &error))
}

/// Copies a settings file into a judge's folder.
pub(super) fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::copy(from, to).map(drop).map_err(|error| unwritable(to, &error))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::failed(format!("{} can't be written: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_found_among_what_cargo_prints() {
        let messages = "   Compiling joinctl\n\
            {\"target\":{\"name\":\"joinctl\"},\"executable\":null}\n\
            {\"target\":{\"name\":\"other\"},\"executable\":\"/t/other\"}\n\
            {\"target\":{\"name\":\"joinctl\"},\"executable\":\"/t/joinctl\"}\n";
        assert_eq!(executable(messages, "joinctl"), Some(PathBuf::from("/t/joinctl")));
        assert_eq!(executable(messages, "none"), None);
    }
}
