//! The public Rust API of each crate is the one that was accepted. Accept a change with `cargo xtask regen --only surface`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::process::Command;

fn check(name: &str) {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask")).args(["surface", name]).output().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    let listing = String::from_utf8(output.stdout).unwrap();
    insta::with_settings!({snapshot_path => "surface", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!(name, listing);
    });
}

#[test]
fn the_low_level_client_offers_what_was_accepted() {
    check("join-client");
}

#[test]
fn the_mocks_offer_what_was_accepted() {
    check("join-httpmock");
}

#[test]
fn the_sdk_offers_what_was_accepted() {
    check("join-sdk");
}

#[test]
fn every_crate_whose_api_is_kept_has_its_snapshot_and_its_test() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let tests = include_str!("surface.rs");
    for name in ["join-client", "join-httpmock", "join-sdk"] {
        if folder.join("../crates").join(name).is_dir() {
            assert!(folder.join("tests/surface").join(name).with_extension("snap").is_file(), "{name}");
            assert!(tests.contains(&format!("check({name:?});")), "{name}");
        }
    }
}

#[test]
fn a_crate_whose_api_is_not_kept_is_a_wrong_call() {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask")).args(["surface", "joinctl"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}
