//! The parts that build: sets of features, lowest versions of dependencies, and wasm.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::part::Verdict;
use crate::support::metadata;
use crate::support::outcome::Failure;
use crate::support::process::{self, cargo};

/// The folder of the builds with another toolchain than the pinned one.
pub(super) const FOLDER: &str = "target/compat";
/// The lock file with the lowest versions. The workspace's own stays as it is.
const LOWEST: &str = "target/compat/minimal/Cargo.lock";
const WASM: &str = "wasm32-unknown-unknown";
/// Lines of a failed build that are shown: as many from its first error on, and from its end.
const MOST_LINES: usize = 20;
/// Features that are left out of the sets: the first is one of the sets, and the second adds no item.
const WITHOUT: &str = "default,codegen";
/// Features of which a set has at most one: their combinations differ in the HTTP client's choice only.
const ONE_OF: &str = "rustls,rustls-no-provider,native-tls";

/// Clippy with each set of features.
pub(super) fn features(root: &Path) -> Result<Verdict, Failure> {
    if !process::finish(&mut cargo(root, &["hack", "--version"]))?.status.success() {
        return Ok(skipped("cargo-hack", "cargo install cargo-hack --locked"));
    }
    let packages = published(root)?;
    let mut command = cargo(root, &["hack", "clippy", "--locked", "--keep-going", "--feature-powerset"]);
    command.args(["--exclude-features", WITHOUT, "--mutually-exclusive-features", ONE_OF]);
    with(&mut command, &packages).args(["--", "--deny", "warnings"]);
    let output = process::finish(&mut command)?;
    let words = String::from_utf8_lossy(&output.stderr);
    let findings = if output.status.success() { Vec::new() } else { vec![excerpt(&words)] };
    Ok(Verdict::of(findings, format!("{} sets of features of {} crates", sets(&words), packages.len())))
}

/// The number of builds, as cargo-hack counts them: `on join-sdk (3/31)`.
fn sets(words: &str) -> usize {
    let count = |line: &str| line.rsplit_once('/')?.1.strip_suffix(')')?.parse().ok();
    words.lines().filter(|line| line.starts_with("info: running ")).find_map(count).unwrap_or(0)
}

/// Checks the published crates with the lowest versions of their direct dependencies.
pub(super) fn minimal(root: &Path) -> Result<Verdict, Failure> {
    if let Some(skipped) = without_toolchain(root, "nightly")? {
        return Ok(skipped);
    }
    let folder = root.join(LOWEST);
    let folder = folder.parent().unwrap_or(root);
    fs::create_dir_all(folder)
        .map_err(|error| Failure::failed(format!("{} can't be created: {error}", folder.display())))?;
    let lock = format!("resolver.lockfile-path={LOWEST:?}");
    let nightly = ["+nightly", "--config", &lock];
    let mut update = cargo(root, &nightly);
    update.args(["update", "--quiet", "-Zdirect-minimal-versions"]);
    let mut findings = Vec::from_iter(failed(&mut update)?);
    let packages = published(root)?;
    if findings.is_empty() {
        let mut check = cargo(root, &nightly);
        findings.extend(finding(
            check.args(["check", "--quiet", "--locked", "--target-dir", FOLDER]),
            &packages,
        )?);
    }
    Ok(Verdict::of(findings, format!("the lowest versions of {} crates", packages.len())))
}

/// Checks join-client for wasm.
pub(super) fn wasm(root: &Path) -> Result<Verdict, Failure> {
    let install = format!("rustup target add {WASM}");
    let mut list = Command::new("rustup");
    list.current_dir(root).env_remove("RUSTUP_TOOLCHAIN").args(["target", "list", "--installed"]);
    let installed = process::printed(&mut list).unwrap_or_default();
    if !installed.lines().any(|line| line == WASM) {
        return Ok(skipped(&format!("the target {WASM}"), &install));
    }
    let mut command = cargo(root, &["check", "--quiet", "--locked", "--target", WASM]);
    let findings = finding(&mut command, &["join-client".to_owned()])?;
    Ok(Verdict::of(Vec::from_iter(findings), format!("join-client for {WASM}")))
}

/// What a part ends with where a toolchain is missing.
pub(super) fn without_toolchain(root: &Path, name: &str) -> Result<Option<Verdict>, Failure> {
    let is_installed =
        process::finish(&mut cargo(root, &[&format!("+{name}"), "--version"]))?.status.success();
    let install = format!("rustup toolchain install {name} --profile minimal");
    Ok((!is_installed).then(|| skipped(&format!("Rust {name}"), &install)))
}

/// The finding of a failed build of packages.
pub(super) fn finding(command: &mut Command, packages: &[String]) -> Result<Option<String>, Failure> {
    failed(with(command, packages))
}

fn failed(command: &mut Command) -> Result<Option<String>, Failure> {
    let output = process::finish(command)?;
    let words = String::from_utf8_lossy(&output.stderr);
    Ok((!output.status.success()).then(|| format!("{}\n{}", process::shown(command), excerpt(&words))))
}

fn with<'a>(command: &'a mut Command, packages: &[String]) -> &'a mut Command {
    for package in packages {
        command.args(["--package", package]);
    }
    command
}

fn published(root: &Path) -> Result<Vec<String>, Failure> {
    let metadata = metadata::members(root)?;
    let published = metadata::ours(&metadata).filter(|package| metadata::is_published(package));
    Ok(published.map(|package| metadata::text(package, "name").to_owned()).collect())
}

fn skipped(missing: &str, install: &str) -> Verdict {
    Verdict::Skipped { missing: missing.to_owned(), install: install.to_owned() }
}

/// The first error, and the end, where cargo-hack lists what failed.
fn excerpt(words: &str) -> String {
    let lines: Vec<&str> = words.lines().filter(|line| !line.trim().is_empty()).collect();
    let first = lines.iter().position(|line| line.starts_with("error")).unwrap_or(0);
    let end = lines.len().saturating_sub(MOST_LINES);
    if end <= first + MOST_LINES {
        return lines.get(first..).unwrap_or_default().join("\n");
    }
    let begin = lines.get(first..first + MOST_LINES).unwrap_or_default();
    [begin, &["…"], lines.get(end..).unwrap_or_default()].concat().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sets_are_counted_as_cargo_hack_does() {
        let words =
            "info: running `cargo clippy --no-default-features` on a (1/31)\n    Checking b v0.1.0 (/c/9)\n";
        assert_eq!((sets(words), sets("")), (31, 0));
    }

    #[test]
    fn a_failed_build_is_a_finding_with_its_command_and_its_errors() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let found = finding(&mut cargo(root, &["check", "--offline"]), &["no-such-crate".to_owned()]);
        let found = found.unwrap().unwrap();
        assert!(found.starts_with("`cargo check --offline --package no-such-crate` failed:\n"), "{found}");
        assert!(found.contains("did not match any packages"), "{found}");
        assert_eq!(failed(&mut cargo(root, &["--version"])).unwrap(), None);
    }

    #[test]
    fn a_failed_build_is_shown_from_its_first_error_and_from_its_end() {
        let lines = |range: std::ops::RangeInclusive<u32>| range.map(|line| format!("line {line}\n\n"));
        let words: String =
            lines(1..=9).chain(["error: wrong\n".to_owned()]).chain(lines(10..=100)).collect();
        let shown = excerpt(&words);
        assert!(shown.starts_with("error: wrong\nline 10\n"), "{shown}");
        assert!(shown.contains("\nline 28\n…\nline 81\n") && shown.ends_with("line 100"), "{shown}");
        assert_eq!(excerpt("one\nerror: two\nthree\n"), "error: two\nthree");
        assert_eq!(excerpt("one"), "one");
    }
}
