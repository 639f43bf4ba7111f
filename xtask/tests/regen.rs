//! `cargo xtask regen` as a maintainer runs it, on a workspace of its own.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

const DOCUMENT: &str = "join-api.json";
const COPY: &str = "crates/join-client/join-api.json";
const GENERATED: &str = "crates/join-client/src/generated.rs";

/// A workspace with the real document and what was derived from it.
fn workspace() -> TempDir {
    let real = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("crates/join-client/src")).unwrap();
    for file in [DOCUMENT, COPY, GENERATED] {
        fs::copy(real.join(file), folder.path().join(file)).unwrap();
    }
    folder
}

fn xtask(folder: &TempDir, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).arg("--root").arg(folder.path()).args(args).output().unwrap()
}

/// What a run says, and whether it succeeded.
fn told(output: &Output) -> (bool, String) {
    let text = [&output.stdout[..], &output.stderr].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}

fn edit(folder: &TempDir, file: &str, from: &str, to: &str) {
    let path = folder.path().join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} has no {from}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn nothing_to_do_is_said_and_writes_nothing() {
    let folder = workspace();
    let (done, words) = told(&xtask(&folder, &["regen", "--check"]));
    assert!(done, "{words}");
    assert_eq!(words, format!("{COPY}: unchanged\n{GENERATED}: unchanged\n"));
}

#[test]
fn a_stale_file_fails_the_check_with_a_diff_and_the_command() {
    let folder = workspace();
    edit(&folder, GENERATED, "pub struct JobId", "pub struct JobIdd");
    let before = fs::read(folder.path().join(GENERATED)).unwrap();
    let (done, words) = told(&xtask(&folder, &["regen", "--check"]));
    assert!(!done);
    assert!(words.contains(&format!("{GENERATED}: stale")), "{words}");
    assert!(words.contains("-    pub struct JobIdd(pub i64);\n+    pub struct JobId(pub i64);"), "{words}");
    assert!(
        words.ends_with("error: 1 of 2 files are stale; run `cargo xtask regen` and commit\n"),
        "{words}"
    );
    assert_eq!(fs::read(folder.path().join(GENERATED)).unwrap(), before, "a check writes nothing");
}

#[test]
fn a_changed_document_is_written_through_and_then_checks() {
    let folder = workspace();
    edit(&folder, DOCUMENT, "\"HIRED\"", "\"HIRED\", \"WITHDRAWN\"");
    let (done, words) = told(&xtask(&folder, &["regen", "--check"]));
    assert!(!done);
    assert!(words.contains("+        Withdrawn,") && words.contains("2 of 2 files are stale"), "{words}");
    assert!(told(&xtask(&folder, &["regen"])).0);
    assert!(told(&xtask(&folder, &["regen", "--check"])).0);
}

#[test]
fn a_document_that_breaks_a_rule_is_refused_and_nothing_is_written() {
    let folder = workspace();
    let before = fs::read(folder.path().join(GENERATED)).unwrap();
    edit(&folder, DOCUMENT, "\"2XX\"", "\"200\"");
    let (done, words) = told(&xtask(&folder, &["regen"]));
    assert!(!done);
    assert!(words.contains("error[R02 one-answer]"), "{words}");
    assert!(words.contains("--> join-api.json#/paths/~1jobs/get/responses/200"), "{words}");
    assert_eq!(fs::read(folder.path().join(GENERATED)).unwrap(), before);
}

#[test]
fn a_document_that_is_missing_or_no_json_is_named() {
    let folder = workspace();
    fs::write(folder.path().join(DOCUMENT), "{").unwrap();
    let (done, words) = told(&xtask(&folder, &["regen"]));
    assert!(!done && words.starts_with("error: join-api.json: the document is no JSON"), "{words}");
    fs::remove_file(folder.path().join(DOCUMENT)).unwrap();
    let (done, words) = told(&xtask(&folder, &["regen"]));
    assert!(!done && words.starts_with("error: join-api.json can't be read"), "{words}");
}
