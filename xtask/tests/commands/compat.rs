//! `cargo xtask compat` on a small workspace in which something is planted.

use super::*;

const UPGRADING: &str = "docs/upgrading.md";
const SNAPSHOT: &str = "xtask/tests/surface/join-sdk.snap";

/// A crate of ours, and one of others in its API.
fn sdk() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let package = |name: &str, version: &str, rust: &str, rest: &str| {
        format!(
            "[package]\nname = \"{name}\"\nversion = \"{version}\"\nedition = \"2024\"\nrust-version = \"{rust}\"\n{rest}"
        )
    };
    let root = "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\nexclude = [\"other\"]\n";
    write(&folder, "Cargo.toml", root);
    let needs =
        "[features]\nmore = []\n[dependencies]\nother-one = { path = \"../../other\", version = \"2.1\" }\n";
    write(&folder, "crates/join-sdk/Cargo.toml", &package("join-sdk", "0.1.0", "1.88", needs));
    write(&folder, "crates/join-sdk/src/lib.rs", "pub use other_one::One;\n");
    write(&folder, "other/Cargo.toml", &package("other-one", "2.1.0", "1.86", ""));
    write(&folder, "other/src/lib.rs", "pub struct One;\n");
    write(&folder, "README.md", "Needs Rust 1.88 or newer.\n");
    let table = "<!-- public:begin -->\n| a | b |\n| --- | --- |\n| join-sdk | `other-one` 2 |\n<!-- public:end -->\n";
    write(&folder, UPGRADING, &format!("Rust 1.88 or newer.\n{table}"));
    write(&folder, SNAPSHOT, "pub mod join_sdk\npub use join_sdk::One\n");
    let lock =
        Command::new("cargo").current_dir(folder.path()).args(["generate-lockfile", "--offline"]).output();
    assert!(lock.unwrap().status.success());
    folder
}

#[track_caller]
fn finds(folder: &TempDir, words: &str) {
    let (code, said) = printed(folder, &["compat", "--quick"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains(words), "{said}");
    assert!(said.ends_with("of the parts 1 passed, 1 failed and 0 were skipped\n"), "{said}");
}

#[test]
fn a_workspace_in_order_passes() {
    let (code, said) = printed(&sdk(), &["compat", "--quick"]);
    let expected = "public: passed, 1 crates of others in 1 APIs\ndeclared: passed, 2 builds with Rust 1.88\n\
        of the parts 2 passed, 0 failed and 0 were skipped\n";
    assert_eq!((code, said.as_str()), (0, expected));
}

#[test]
fn a_type_of_a_crate_that_the_table_lacks_is_found_in_signatures_and_imports() {
    let folder = sdk();
    edit(&folder, UPGRADING, "`other-one` 2", "–");
    finds(
        &folder,
        "the public API of join-sdk has items of other-one 2, which docs/upgrading.md does not list",
    );
    write(&folder, "crates/join-sdk/src/lib.rs", "");
    write(&folder, SNAPSHOT, "pub fn join_sdk::one(&other_one::One)\n");
    finds(&folder, "the public API of join-sdk has items of other-one 2");
}

#[test]
fn a_row_whose_crate_is_no_longer_public_or_has_another_version_is_found() {
    let folder = sdk();
    write(&folder, "crates/join-sdk/src/lib.rs", "");
    finds(&folder, "lists other-one 2 for join-sdk, and the public API has none of its items");
    let folder = sdk();
    edit(&folder, UPGRADING, "`other-one` 2", "`other-one` 1");
    finds(&folder, "has items of other-one 2");
}

#[test]
fn a_dependency_that_asks_for_a_newer_rust_is_found() {
    let folder = sdk();
    edit(&folder, "other/Cargo.toml", "1.86", "1.89");
    finds(&folder, "join-sdk --no-default-features asks for Rust 1.88, and other-one 2.1.0 in it for 1.89.0");
}

#[test]
fn a_version_that_the_documents_lack_is_found() {
    let folder = sdk();
    edit(&folder, "README.md", "1.88", "1.85");
    finds(&folder, "README.md has no Rust 1.88 in its line");
}

#[test]
fn parts_without_their_tools_are_skipped_with_the_command_that_installs_them() {
    let folder = sdk();
    let empty = tempfile::tempdir().unwrap();
    // The toolchain's own programs: neither rustup nor a subcommand from elsewhere.
    let programs = Path::new(env!("CARGO")).parent().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("--root")
        .arg(folder.path())
        .args(["compat", "--only", "features", "--only", "msrv", "--only", "minimal", "--only", "wasm"])
        .env("PATH", programs)
        .env("CARGO_HOME", empty.path())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}{}", String::from_utf8_lossy(&output.stderr));
    for words in [
        "cargo-hack is not installed; run `cargo install cargo-hack --locked`",
        "Rust 1.88.0 is not installed; run `rustup toolchain install 1.88.0 --profile minimal`",
        "Rust nightly is not installed; run `rustup toolchain install nightly --profile minimal`",
        "run `rustup target add wasm32-unknown-unknown`",
        "of the parts 0 passed, 0 failed and 4 were skipped\n",
    ] {
        assert!(said.contains(words), "{words} is missing: {said}");
    }
    assert_eq!(printed(&folder, &["compat", "--quick", "--only", "wasm"]).0, 2);
}
