//! `cargo xtask semver` on a small workspace with a released version.

use super::*;

const LIB: &str = "//! A crate.\n/// A job.\npub struct Job {\n    /// Its number.\n    pub id: i64,\n}\n";

fn released() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n\n[workspace.package]\nversion = \"0.1.0\"\n";
    write(&folder, "Cargo.toml", manifest);
    write(&folder, "rust-toolchain.toml", &real("rust-toolchain.toml"));
    write(&folder, "CHANGELOG.md", "# Changelog\n\n## Unreleased\n\n## [0.1.0] - 2026-11-25\n");
    let package = "[package]\nname = \"join-client\"\nversion.workspace = true\nedition = \"2024\"\n";
    write(&folder, "crates/join-client/Cargo.toml", package);
    write(&folder, "crates/join-client/src/lib.rs", LIB);
    let (code, words) = printed(&folder, &["semver", "--record", "0.1.0"]);
    assert_eq!((code, words.as_str()), (0, "xtask/baseline/0.1.0/join-client.txt: updated\n"));
    folder
}

#[test]
fn the_level_comes_with_its_reasons_and_the_version_has_to_follow() {
    let folder = released();
    let nothing = "patch: the public API has not changed since 0.1.0; the next version is 0.1.1\n";
    assert_eq!(printed(&folder, &["semver"]), (0, nothing.to_owned()));

    edit(
        &folder,
        "crates/join-client/src/lib.rs",
        "//! A crate.",
        "//! A crate.\n/// An office.\npub struct Office;",
    );
    let (code, words) = printed(&folder, &["semver"]);
    assert_eq!(code, 1);
    assert!(words.starts_with("minor  pub struct join_client::Office\n       added\n"), "{words}");
    assert!(words.ends_with("Cargo.toml has version 0.1.0: set it to 0.1.1\n"), "{words}");

    edit(&folder, "crates/join-client/src/lib.rs", "pub id: i64", "pub id: u64");
    let (_, words) = printed(&folder, &["semver"]);
    let reason = "major  pub join_client::Job::id: u64\n       it was: pub join_client::Job::id: i64\n";
    assert!(words.starts_with(reason), "{words}");
    assert!(
        words.contains("major: 2 changes of the public API since 0.1.0; the next version is 0.2.0\n"),
        "{words}"
    );
    edit(&folder, "Cargo.toml", "0.1.0", "0.2.0");
    assert_eq!(printed(&folder, &["semver"]).0, 0);
}

#[test]
fn without_a_release_or_without_its_baseline_it_says_what_to_do() {
    let folder = released();
    fs::remove_dir_all(folder.path().join("xtask")).unwrap();
    let (code, words) = printed(&folder, &["semver"]);
    assert!(
        code == 1 && words.contains("xtask/baseline/0.1.0 is missing: check out 0.1.0 and run"),
        "{words}"
    );
    write(&folder, "CHANGELOG.md", "# Changelog\n\n## Unreleased\n");
    let (code, words) = printed(&folder, &["semver"]);
    assert!(code == 0 && words.starts_with("CHANGELOG.md names no release yet"), "{words}");
    assert_eq!(printed(&folder, &["semver", "--record", "one"]).0, 2);
}

#[test]
fn any_revision_can_be_compared_with_by_the_snapshots_that_it_holds() {
    let folder = released();
    let listing = String::from_utf8(run(&folder, &["surface", "join-client"]).stdout).unwrap();
    let head = "---\nsource: xtask/tests/surface.rs\n---\n";
    write(&folder, "xtask/tests/surface/join-client.snap", &format!("{head}{listing}"));
    write(&folder, ".gitignore", "target\n");
    commit(&folder);
    let nothing = "patch: the public API has not changed since HEAD\n";
    assert_eq!(printed(&folder, &["semver", "--since", "HEAD"]), (0, nothing.to_owned()));
    edit(&folder, "crates/join-client/src/lib.rs", "pub struct Job", "pub struct Posting");
    let (code, words) = printed(&folder, &["semver", "--since", "HEAD"]);
    assert!(code == 0 && words.contains("major  pub struct join_client::Job\n       removed\n"), "{words}");
    assert!(
        words.contains("\nmajor: ") && words.ends_with(" changes of the public API since HEAD\n"),
        "{words}"
    );
    assert_eq!(printed(&folder, &["semver", "--since", "nowhere"]).0, 1);
}
