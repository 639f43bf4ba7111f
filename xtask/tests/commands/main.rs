//! The commands as a maintainer runs them, on a workspace of their own.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod bench;
mod compat;
mod conform;
mod dist;
mod drift;
mod lint;
mod refusals;
mod regen;
mod rooms;
mod semver;
mod snapshots;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

const DOCUMENT: &str = "join-api.json";
const COPY: &str = "crates/join-client/join-api.json";
const GENERATED: &str = "crates/join-client/src/generated.rs";
const TABLES: [&str; 2] = ["docs/operations.md", "docs/coverage.md"];

/// Our document as it was when the tests were written.
const OURS: &str = include_str!("../document.json");

/// The workspace's file.
fn real(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file)).unwrap()
}

/// A workspace with a document that stays as it is, whatever becomes of ours, and what derives from it without a build.
fn workspace() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(&folder, DOCUMENT, OURS);
    let (code, words) = printed(&folder, &["regen"]);
    assert_eq!(code, 0, "{words}");
    folder
}

fn write(folder: &TempDir, file: &str, text: &str) {
    let path = folder.path().join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn read(folder: &TempDir, file: &str) -> String {
    fs::read_to_string(folder.path().join(file)).unwrap()
}

/// Replaces the first occurrence.
fn edit(folder: &TempDir, file: &str, from: &str, to: &str) {
    let text = read(folder, file);
    assert!(text.contains(from), "{file} has no {from}");
    write(folder, file, &text.replacen(from, to, 1));
}

/// Changes the document as a value.
fn change(folder: &TempDir, change: impl FnOnce(&mut Value)) {
    let mut value: Value = serde_json::from_str(&read(folder, DOCUMENT)).unwrap();
    change(&mut value);
    write(folder, DOCUMENT, &format!("{value:#}\n"));
}

fn run(folder: &TempDir, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).arg("--root").arg(folder.path()).args(args).output().unwrap()
}

fn git(folder: &TempDir, args: &[&str]) {
    let author = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
    let output = Command::new("git").current_dir(folder.path()).args(author).args(args).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Commits all of it.
fn commit(folder: &TempDir) {
    git(folder, &["init", "--quiet"]);
    git(folder, &["add", "."]);
    git(folder, &["commit", "--quiet", "--message", "before"]);
}

/// The exit code, and what was said, without the times that it took.
fn printed(folder: &TempDir, args: &[&str]) -> (i32, String) {
    let output = run(folder, args);
    let text = String::from_utf8([&output.stdout[..], &output.stderr].concat()).unwrap();
    (output.status.code().unwrap(), without_times(&text))
}

fn without_times(text: &str) -> String {
    let line = |line: &str| {
        let line =
            line.rsplit_once(" (").filter(|(_, rest)| rest.ends_with(" s)")).map_or(line, |(line, _)| line);
        let line =
            line.rsplit_once(", in ").filter(|(_, rest)| rest.ends_with(" s")).map_or(line, |(line, _)| line);
        format!("{line}\n")
    };
    text.lines().map(line).collect()
}
