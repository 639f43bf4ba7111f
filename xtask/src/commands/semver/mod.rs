//! `cargo xtask semver`: the version that the changes of the public API since the last release require.

mod changes;
mod version;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use clap::Args as Arguments;

use crate::commands::surface;
use crate::support::outcome::{CommandResult, Failure, Outcome};
use crate::support::output::{Mode, Output};
use crate::support::process;
use changes::{Change, Level};
use version::Version;

/// The folder of the listings of released versions, below the workspace.
const BASELINE: &str = "xtask/baseline";

/// Arguments of `semver`.
#[derive(Arguments)]
#[command(after_help = "\
Compares the public API with the baseline of the last release that CHANGELOG.md names, and prints patch, minor or major \
with the reasons. Below 1.0.0 a major change requires the next minor version, any other change the next patch.
Exit code 1: the version in Cargo.toml is lower than required. With --since only the level is printed.")]
pub(crate) struct Args {
    /// Record the public API as the baseline of this version, as part of its release.
    #[arg(long, value_name = "VERSION")]
    record: Option<String>,
    /// Compare with the accepted snapshots of this git revision instead of the last release.
    #[arg(long, value_name = "REVISION", conflicts_with = "record")]
    since: Option<String>,
}

/// Compares, or records.
pub(crate) fn run(root: &Path, args: &Args, out: &mut dyn Write) -> CommandResult {
    if let Some(text) = &args.record {
        let version = Version::parse(text)
            .ok_or_else(|| Failure::Usage(format!("{text} is not a version such as 1.2.3")))?;
        return record(root, version, out);
    }
    if let Some(revision) = &args.since {
        let changes = since_revision(root, revision)?;
        let level = report(&changes, out)?;
        writeln!(out, "{level}: {} since {revision}", counted(&changes))?;
        return Ok(Outcome::Clean);
    }
    let changelog = read(root, "CHANGELOG.md")?;
    let Some(last) = version::last_release(&changelog) else {
        writeln!(out, "CHANGELOG.md names no release yet: no compatibility to check.")?;
        writeln!(out, "To record the API of a release: cargo xtask semver --record VERSION")?;
        return Ok(Outcome::Clean);
    };
    let changes = since_release(root, last)?;
    let level = report(&changes, out)?;
    let needed = last.after(level);
    writeln!(out, "{level}: {} since {last}; the next version is {needed}", counted(&changes))?;
    let manifest = read(root, "Cargo.toml")?;
    let stated = version::of_workspace(&manifest)
        .ok_or_else(|| Failure::failed("Cargo.toml has no [workspace.package] version"))?;
    if changes.is_empty() || stated >= needed {
        return Ok(Outcome::Clean);
    }
    writeln!(out, "Cargo.toml has version {stated}: set it to {needed}")?;
    Ok(Outcome::Findings)
}

/// Prints the changes with their reasons. Returns the highest level.
fn report(changes: &[Change], out: &mut dyn Write) -> Result<Level, Failure> {
    for change in changes {
        writeln!(out, "{change}")?;
    }
    Ok(changes.iter().map(|change| change.level).max().unwrap_or(Level::Patch))
}

fn counted(changes: &[Change]) -> String {
    match changes.len() {
        0 => "the public API has not changed".to_owned(),
        1 => "1 change of the public API".to_owned(),
        some => format!("{some} changes of the public API"),
    }
}

fn since_release(root: &Path, last: Version) -> Result<Vec<Change>, Failure> {
    let folder = format!("{BASELINE}/{last}");
    if !root.join(&folder).is_dir() {
        let message =
            format!("{folder} is missing: check out {last} and run cargo xtask semver --record {last}");
        return Err(Failure::failed(message));
    }
    let entries = fs::read_dir(root.join(&folder))
        .map_err(|error| Failure::failed(format!("{folder} can't be read: {error}")))?;
    let mut recorded = BTreeMap::new();
    for entry in entries.flatten() {
        let file = entry.file_name().to_string_lossy().into_owned();
        if let Some(name) = file.strip_suffix(".txt") {
            recorded.insert(name.to_owned(), read(root, &format!("{folder}/{file}"))?);
        }
    }
    compared(root, &recorded)
}

/// Compares with the accepted snapshots of a revision.
fn since_revision(root: &Path, revision: &str) -> Result<Vec<Change>, Failure> {
    let git = |args: &[&str]| process::printed(Command::new("git").current_dir(root).args(args));
    let files = git(&["ls-tree", "--name-only", revision, &format!("{}/", surface::SNAPSHOTS)])?;
    let mut accepted = BTreeMap::new();
    for file in files.lines() {
        let name = file.rsplit('/').next().and_then(|file| file.strip_suffix(".snap"));
        if let Some(name) = name {
            let text = git(&["show", &format!("{revision}:./{file}")])?;
            accepted.insert(name.to_owned(), surface::listing_of(&text).to_owned());
        }
    }
    compared(root, &accepted)
}

/// The changes from older listings to the current ones.
fn compared(root: &Path, before: &BTreeMap<String, String>) -> Result<Vec<Change>, Failure> {
    let mut changes = Vec::new();
    let present = surface::present(root);
    for (name, now) in surface::listings(root, &present)? {
        match before.get(name) {
            Some(before) => changes.extend(changes::between(before, &now)),
            None => changes.push(Change::new(Level::Minor, name.to_owned(), "a new crate".to_owned())),
        }
    }
    for name in before.keys().filter(|name| !present.contains(&name.as_str())) {
        changes.push(Change::new(Level::Major, name.clone(), "the crate was removed".to_owned()));
    }
    Ok(changes)
}

fn record(root: &Path, version: Version, out: &mut dyn Write) -> CommandResult {
    for (name, text) in surface::listings(root, &surface::present(root))? {
        let output = Output { path: format!("{BASELINE}/{version}/{name}.txt"), text, took: Duration::ZERO };
        output.ensure(root, Mode::Write, out)?;
    }
    Ok(Outcome::Clean)
}

fn read(root: &Path, file: &str) -> Result<String, Failure> {
    fs::read_to_string(root.join(file))
        .map_err(|error| Failure::failed(format!("{file} can't be read: {error}")))
}
