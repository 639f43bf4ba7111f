//! The public Rust API of each crate is the one that was accepted. Accept a change with `cargo xtask regen --only surface`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};
use std::process::Command;

use similar::TextDiff;

/// The accepted listings, in the order of the crates.
fn snapshots() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/surface");
    let mut files: Vec<_> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// One call for all crates: those of a call are built with the same features, and others would build them again.
#[test]
fn every_crate_offers_what_was_accepted() {
    let listing = |file: &PathBuf| {
        let snapshot = std::fs::read_to_string(file).unwrap();
        snapshot.split_once("\n---\n").unwrap().1.to_owned()
    };
    let accepted: String = snapshots().iter().map(listing).collect();
    let output = Command::new(env!("CARGO_BIN_EXE_xtask")).arg("surface").output().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    let offered = String::from_utf8(output.stdout).unwrap();
    let difference = TextDiff::from_lines(&accepted, &offered).unified_diff().to_string();
    assert!(difference.is_empty(), "{difference}\naccept it with `cargo xtask regen --only surface`");
}

#[test]
fn every_crate_whose_api_is_kept_has_its_snapshot() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
    let names: Vec<_> =
        snapshots().iter().map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    for name in ["join-client", "join-httpmock", "join-sdk"] {
        assert_eq!(crates.join(name).is_dir(), names.iter().any(|kept| kept == name), "{name}");
    }
}

#[test]
fn a_crate_whose_api_is_not_kept_is_a_wrong_call() {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask")).args(["surface", "joinctl"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}
