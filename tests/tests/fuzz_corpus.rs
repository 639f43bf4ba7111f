//! The corpora of the fuzz targets, replayed without a fuzzer.

use std::fs;
use std::path::PathBuf;

#[path = "../../fuzz/src/lib.rs"]
mod fuzz;

/// The files of a corpus, by name.
fn corpus(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(target);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

/// Runs the target on its corpus. One file at least comes past the first refusal: otherwise nothing is tested.
fn replay(target: &str) {
    let mut reached = false;
    for (path, input) in corpus(target) {
        println!("{}", path.display()); // shown where it fails
        reached |= fuzz::run(target, &input);
    }
    assert!(reached, "no file of the corpus of {target} reaches anything");
}

#[test]
fn bulk_rows() {
    replay("bulk_rows");
}

#[test]
fn cursors() {
    replay("cursors");
}

#[test]
fn decoding() {
    replay("decoding");
}

#[test]
fn file_names() {
    replay("file_names");
}

#[test]
fn journals() {
    replay("journals");
}

#[test]
fn lint() {
    replay("lint");
}

#[test]
fn mappings() {
    replay("mappings");
}

#[test]
fn quotas() {
    replay("quotas");
}

#[test]
fn responses() {
    replay("responses");
}

#[test]
fn tag_edits() {
    replay("tag_edits");
}

#[test]
fn every_target_has_a_program_and_a_test_here() {
    let manifest = include_str!("../../fuzz/Cargo.toml");
    let tests = include_str!("fuzz_corpus.rs");
    for (target, _) in fuzz::TARGETS {
        assert!(
            manifest.contains(&format!("path = \"fuzz_targets/{target}.rs\"")),
            "{target} in fuzz/Cargo.toml"
        );
        assert!(tests.contains(&format!("replay(\"{target}\");")), "{target} in this file");
    }
}
