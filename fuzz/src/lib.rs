//! What the fuzz targets do with an input: call one part of the SDK, and check what has to hold for every input.
//!
//! `fuzz_targets/` runs them under the fuzzer, and `tests/tests/fuzz_corpus.rs` runs them on the corpora with stable Rust.

mod bulk_rows;
mod cursors;
mod decoding;
mod file_names;
mod journals;
mod lint;
mod mappings;
mod quotas;
mod responses;
mod server;
mod tag_edits;

/// A target: takes an input, and panics where a promise is broken. Returns whether the input came past the first refusal, so
/// that a corpus shows that it reaches something.
pub type Target = fn(&[u8]) -> bool;

/// All targets by name. Each has a file in `fuzz_targets` and a folder in `corpus`.
pub const TARGETS: &[(&str, Target)] = &[
    ("bulk_rows", bulk_rows::run),
    ("cursors", cursors::run),
    ("decoding", decoding::run),
    ("file_names", file_names::run),
    ("journals", journals::run),
    ("lint", lint::run),
    ("mappings", mappings::run),
    ("quotas", quotas::run),
    ("responses", responses::run),
    ("tag_edits", tag_edits::run),
];

/// Runs the target of this name.
pub fn run(name: &str, input: &[u8]) -> bool {
    let target = TARGETS.iter().find(|(known, _)| *known == name);
    let (_, target) = target.expect("the target is in the table");
    target(input)
}
