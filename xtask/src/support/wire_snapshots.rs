//! The snapshots of the wire: updated or compared by running the tests that keep them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use join_codegen::document::Document;

use crate::support::outcome::Failure;
use crate::support::output::{Mode, report_state};
use crate::support::process::{cargo, finish};

const TEST: &str = "tests/tests/behaviour/wire.rs";
/// Snapshots, one file for each operation.
const FOLDER: &str = "tests/wire";
/// More snapshots, the table of operations among them.
const OTHERS: &str = "tests/tests/behaviour/snapshots";
const OWN_FILE: &str = "xtask/src/support/wire_snapshots.rs";
/// The names that select the tests.
const TESTS: [&str; 2] = ["wire::", "document::all_operations_are_in_the_table_with_their_class"];

/// Runs the tests. Returns whether the snapshots differed, or None in a workspace without the tests.
pub(crate) fn ensure(
    root: &Path,
    document: &Document,
    mode: Mode,
    out: &mut dyn Write,
) -> Result<Option<bool>, Failure> {
    if !root.join(TEST).is_file() {
        return Ok(None);
    }
    let started = Instant::now();
    let before = [files(root, FOLDER)?, files(root, OTHERS)?];
    let (update, state) = match mode {
        Mode::Write => ("always", "updated"),
        Mode::Check => ("no", "stale"),
    };
    if mode == Mode::Write {
        remove_orphans(root, document)?;
    }
    check_names(root)?;
    let mut command = tests(root);
    // One thread keeps the diffs of a check in order.
    let output = finish(command.arg("--test-threads=1").env("INSTA_UPDATE", update))?;
    let succeeded = output.status.success();
    let differed = match mode {
        Mode::Write => before != [files(root, FOLDER)?, files(root, OTHERS)?],
        Mode::Check => !succeeded,
    };
    report_state(out, FOLDER, if differed { state } else { "unchanged" }, started.elapsed())?;
    if !succeeded {
        out.write_all(&output.stdout)?;
        out.write_all(&output.stderr)?;
        if mode == Mode::Write {
            return Err(Failure::failed(format!(
                "{TEST} fails for another reason than its snapshots: see above"
            )));
        }
    }
    Ok(Some(differed))
}

/// The tests that keep the snapshots. Arguments of the test program follow.
fn tests(root: &Path) -> Command {
    // The features of the whole workspace: those of one package would build what is below it again.
    let arguments = ["test", "--quiet", "--workspace", "--test", "behaviour", "--"];
    let mut command = cargo(root, &arguments);
    command.args(TESTS);
    command
}

/// Fails if a name of [`TESTS`] matches no test: a filter without a match runs nothing, and succeeds.
fn check_names(root: &Path) -> Result<(), Failure> {
    let output = finish(tests(root).arg("--list"))?;
    // A build that fails shows why in the run that follows.
    let listing = String::from_utf8_lossy(&output.stdout);
    match TESTS.iter().find(|name| output.status.success() && !lists(&listing, name)) {
        Some(name) => Err(Failure::failed(format!(
            "no test of join-tests matches `{name}`, so no snapshot was compared; rename it in {OWN_FILE} too"
        ))),
        None => Ok(()),
    }
}

/// Whether a listing of tests has one that a filter matches.
fn lists(listing: &str, filter: &str) -> bool {
    listing.lines().filter_map(|line| line.strip_suffix(": test")).any(|name| name.contains(filter))
}

fn fails(error: &std::io::Error) -> Failure {
    Failure::failed(format!("{FOLDER}: {error}"))
}

/// The snapshots by file name. A missing folder holds none.
fn files(root: &Path, folder: &str) -> Result<BTreeMap<String, String>, Failure> {
    let folder = root.join(folder);
    if !folder.is_dir() {
        return Ok(BTreeMap::new());
    }
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(|error| fails(&error))? {
        let path = entry.map_err(|error| fails(&error))?.path();
        if path.extension().is_some_and(|extension| extension == "snap") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.insert(name, fs::read_to_string(&path).map_err(|error| fails(&error))?);
        }
    }
    Ok(files)
}

/// Removes the snapshots of removed operations, which the test would refuse.
fn remove_orphans(root: &Path, document: &Document) -> Result<(), Failure> {
    let known: BTreeSet<String> =
        document.operations().map(|operation| format!("{}.snap", operation.text("operationId"))).collect();
    for name in files(root, FOLDER)?.keys().filter(|name| !known.contains(*name)) {
        fs::remove_file(root.join(FOLDER).join(name)).map_err(|error| fails(&error))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_filter_needs_a_test_of_its_own() {
        let listing = "wire::one: test\nwire::two: test\nwire::three: benchmark\n";
        assert!(lists(listing, "wire::"));
        assert!(lists(listing, "wire::two"));
        assert!(!lists(listing, "wire::three"));
        assert!(!lists(listing, "document::"));
    }
}
