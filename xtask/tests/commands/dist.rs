//! `cargo xtask dist` on a small workspace: what builds only inside it is found.

use super::*;

fn two_crates() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(&folder, "Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n");
    write(&folder, "rust-toolchain.toml", &real("rust-toolchain.toml"));
    let package = |name: &str, rest: &str| {
        let head = format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
        format!("{head}description = \"A crate.\"\nlicense = \"MIT\"\n{rest}")
    };
    write(&folder, "crates/low/Cargo.toml", &package("join-low-of-a-test", "[features]\nmore = []\n"));
    write(&folder, "crates/low/src/lib.rs", "pub fn one() -> i64 { 1 }\n");
    let needs = "[dependencies]\njoin-low-of-a-test = { path = \"../low\", version = \"0.1.0\" }\n";
    let needs = format!("{needs}\n[package.metadata.docs.rs]\nall-features = true\n");
    write(&folder, "crates/high/Cargo.toml", &package("join-high-of-a-test", &needs));
    write(
        &folder,
        "crates/high/src/lib.rs",
        "#![cfg_attr(docsrs, feature(doc_cfg))]\npub fn two() -> i64 { join_low_of_a_test::one() + 1 }\n",
    );
    write(&folder, "crates/tool/Cargo.toml", &package("join-tool-of-a-test", "publish = false\n"));
    write(&folder, "crates/tool/src/lib.rs", "");
    folder
}

#[test]
fn packages_are_built_outside_the_workspace_in_the_order_of_publishing() {
    let folder = two_crates();
    let (code, words) = printed(&folder, &["dist", "--dry-run"]);
    assert_eq!(code, 0, "{words}");
    let order = "in the order of publishing: join-low-of-a-test, join-high-of-a-test\n";
    assert!(words.starts_with(order), "{words}");
    assert!(
        words.contains("packed, ") && words.contains("unpacked, dependencies with default features: 1\n"),
        "{words}"
    );
    assert!(words.contains("  documentation as on docs.rs: built\n"), "{words}");
    assert!(words.ends_with("7 of 7 builds succeeded\n"), "{words}");
}

#[test]
fn a_package_that_builds_only_inside_the_workspace_or_without_a_feature_is_found() {
    let folder = two_crates();
    // The archives date their files all alike, so a second run must not take the first one's builds for its own.
    assert_eq!(printed(&folder, &["dist", "--dry-run"]).0, 0);
    write(&folder, "text.txt", "1");
    let text = "#[cfg(feature = \"more\")]\npub const TEXT: &str = include_str!(\"../../../text.txt\");\n";
    edit(&folder, "crates/low/src/lib.rs", "pub fn", &format!("{text}pub fn"));
    let (code, words) = printed(&folder, &["dist", "--dry-run"]);
    assert_eq!(code, 1, "{words}");
    assert!(
        words.contains("  default features: built\n  all features: FAILED\n    error: couldn't read"),
        "{words}"
    );
    assert!(words.ends_with("6 of 7 builds succeeded\n"), "{words}");
}

#[test]
fn a_part_can_be_asked_for_and_comes_with_what_it_needs() {
    let folder = two_crates();
    let (_, words) = printed(&folder, &["dist", "--dry-run", "--package", "join-low-of-a-test"]);
    assert!(words.ends_with("3 of 3 builds succeeded\n"), "{words}");
    assert_eq!(printed(&folder, &["dist", "--dry-run", "--package", "join-tool-of-a-test"]).0, 2);
    assert_eq!(printed(&folder, &["dist"]).0, 2);
}
