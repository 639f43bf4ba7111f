//! The part of `regen` that runs the tests of the wire, on a workspace whose test is a stand-in for ours.

use super::*;

/// Keeps its snapshots as insta does, without building it.
const STAND_IN: &str = r#"
#[test]
fn every_operation_is_kept() {
    let (path, text) = (concat!(env!("CARGO_MANIFEST_DIR"), "/wire/listJobs.snap"), "GET /jobs\n");
    match std::env::var("INSTA_UPDATE").as_deref() {
        Ok("always") => std::fs::write(path, text).unwrap(),
        _ => assert_eq!(std::fs::read_to_string(path).unwrap(), text),
    }
}
"#;

/// The other test that `regen` runs, by its name.
const MAIN: &str = "\
mod wire;
mod document {
    #[test]
    fn all_operations_are_in_the_table_with_their_class() {}
}
";

const WIRE: &str = "tests/tests/behaviour/wire.rs";

fn with_a_test() -> TempDir {
    let folder = workspace();
    write(&folder, "Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"tests\"]\n");
    let package = "[package]\nname = \"join-tests\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
    write(&folder, "tests/Cargo.toml", package);
    write(&folder, "tests/src/lib.rs", "");
    write(&folder, "tests/tests/behaviour/main.rs", MAIN);
    write(&folder, WIRE, STAND_IN);
    write(&folder, "tests/wire/listJobs.snap", "GET /jobs\n");
    // What only a maintainer's workspace has; the parts that need it are tested elsewhere.
    fs::remove_dir_all(folder.path().join("crates")).unwrap();
    folder
}

const SURFACE: [&str; 3] = ["regen", "--only", "surface"];
const CHECK: [&str; 4] = ["regen", "--only", "surface", "--check"];

#[test]
fn a_snapshot_that_differs_is_shown_by_the_check_and_accepted_without_it() {
    let folder = with_a_test();
    let (code, words) = printed(&folder, &CHECK);
    assert!(code == 0 && words.ends_with("tests/wire: unchanged\n0 of 1 outputs stale\n"), "{words}");
    write(&folder, "tests/wire/listJobs.snap", "GET /postings\n");
    let (code, words) = printed(&folder, &CHECK);
    assert!(code == 1 && words.contains("tests/wire: stale\n") && words.contains("GET /postings"), "{words}");
    let command = "error: 1 of 1 outputs are stale; run `cargo xtask regen --only surface` and commit\n";
    assert!(words.ends_with(command), "{words}");
    assert_eq!(read(&folder, "tests/wire/listJobs.snap"), "GET /postings\n", "a check writes nothing");
    let (code, words) = printed(&folder, &SURFACE);
    assert!(code == 0 && words.ends_with("tests/wire: updated\n1 of 1 outputs updated\n"), "{words}");
    assert_eq!(printed(&folder, &CHECK).0, 0);
}

#[test]
fn the_snapshot_of_an_operation_that_is_gone_is_removed() {
    let folder = with_a_test();
    write(&folder, "tests/wire/listPostings.snap", "GET /postings\n");
    let (code, words) = printed(&folder, &SURFACE);
    assert!(code == 0 && words.contains("tests/wire: updated\n"), "{words}");
    assert!(!folder.path().join("tests/wire/listPostings.snap").exists());
}

#[test]
fn a_test_that_fails_over_something_else_is_not_taken_for_accepted() {
    let folder = with_a_test();
    edit(&folder, WIRE, "let (path", "panic!(\"listStages is not called\"); let (path");
    let (code, words) = printed(&folder, &SURFACE);
    assert!(code == 1 && words.contains("listStages is not called"), "{words}");
    assert!(
        words.ends_with(
            "error: tests/tests/behaviour/wire.rs fails for another reason than its snapshots: see above\n"
        ),
        "{words}"
    );
}

#[test]
fn a_run_in_which_one_of_the_names_matches_no_test_fails() {
    for (from, to, name) in [
        ("mod wire;", "#[path = \"wire.rs\"]\nmod requests;", "`wire::`"),
        ("fn all_operations", "fn no_operation", "`document::all_operations"),
    ] {
        let folder = with_a_test();
        // More tests than names, so that their number says nothing.
        let more = "\n#[test]\nfn one_more() {}\n#[test]\nfn another() {}\n";
        write(&folder, WIRE, &format!("{STAND_IN}{more}"));
        edit(&folder, "tests/tests/behaviour/main.rs", from, to);
        for args in [&SURFACE[..], &CHECK] {
            let (code, words) = printed(&folder, args);
            assert!(code == 1 && words.contains(&format!("matches {name}")), "{words}");
        }
    }
}
