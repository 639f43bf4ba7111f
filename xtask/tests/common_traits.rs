//! Public types have `Debug` and can move between threads, read from the accepted surface.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A type without a trait that the others have.
struct Exception {
    item: &'static str,
    reason: &'static str,
}

const NOT_SYNC: [Exception; 4] = [
    Exception {
        item: "join_sdk::bulk::BulkTags",
        reason: "it holds the caller's stream, which only has to be Send",
    },
    Exception { item: "join_sdk::bulk::BulkRun", reason: "as above" },
    Exception { item: "join_sdk::blocking::BulkTags", reason: "as above" },
    Exception { item: "join_sdk::blocking::BulkRun", reason: "as above" },
];

/// The accepted surfaces of all crates that have one.
fn surfaces() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/surface");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let texts: Vec<String> = files.map(|path| fs::read_to_string(path).unwrap()).collect();
    assert!(texts.len() > 1, "there are surfaces to read");
    texts
}

/// The last part of a path, without generics. A type is listed under each path, and its traits under one.
fn last(path: &str) -> &str {
    let path = path.split(['<', '(', ' ']).next().unwrap_or_default();
    path.rsplit("::").next().unwrap_or_default()
}

/// The structs and enums of a surface.
fn types(surface: &str) -> BTreeSet<&str> {
    surface
        .lines()
        .filter_map(|line| line.strip_prefix("#[non_exhaustive] ").unwrap_or(line).strip_prefix("pub "))
        .filter_map(|item| item.strip_prefix("struct ").or_else(|| item.strip_prefix("enum ")))
        .map(last)
        .collect()
}

/// The paths of the types with this line of an implementation, such as ` core::fmt::Debug for `.
fn implementors<'a>(surface: &'a str, of: &str) -> BTreeSet<&'a str> {
    surface
        .lines()
        .filter(|line| line.starts_with("impl"))
        .filter_map(|line| line.split_once(of))
        .map(|(_, path)| path.split(['<', ' ']).next().unwrap_or_default())
        .collect()
}

#[test]
fn each_public_type_has_debug() {
    let surfaces = surfaces();
    let found: usize = surfaces.iter().map(|surface| types(surface).len()).sum();
    assert!(found > 100, "the listing has another format: {found} types");
    for surface in &surfaces {
        let types = types(surface);
        let shown: BTreeSet<&str> =
            implementors(surface, " core::fmt::Debug for ").into_iter().map(last).collect();
        let silent: Vec<_> = types.difference(&shown).collect();
        assert!(silent.is_empty(), "these types need Debug, without personal data: {silent:?}");
    }
}

#[test]
fn each_public_type_can_move_to_another_thread() {
    for surface in &surfaces() {
        let bound: BTreeSet<_> = implementors(surface, " !core::marker::Send for ");
        assert!(bound.is_empty(), "these types are not Send: {bound:?}");
    }
}

#[test]
fn each_public_type_can_be_shared_between_threads_but_for_runs_over_a_stream() {
    let surfaces = surfaces();
    let found: BTreeSet<&str> =
        surfaces.iter().flat_map(|surface| implementors(surface, " !core::marker::Sync for ")).collect();
    let excepted: BTreeSet<&str> = NOT_SYNC.iter().map(|exception| exception.item).collect();
    let more: Vec<_> = found.difference(&excepted).collect();
    assert!(more.is_empty(), "these types are not Sync: {more:?}");
    for Exception { item, reason } in &NOT_SYNC {
        assert!(found.contains(item), "{item} needs no exception ({reason})");
    }
}

#[test]
fn a_planted_type_is_found() {
    let surface = "pub struct a::Plain
#[non_exhaustive] pub enum a::Shown<'a>
impl<'a> core::fmt::Debug for a::Shown<'a>
impl<T> !core::marker::Send for a::Plain where T: b::C";
    assert_eq!(types(surface).into_iter().collect::<Vec<_>>(), ["Plain", "Shown"]);
    assert!(implementors(surface, " core::fmt::Debug for ").contains("a::Shown"));
    assert!(implementors(surface, " !core::marker::Send for ").contains("a::Plain"));
}
