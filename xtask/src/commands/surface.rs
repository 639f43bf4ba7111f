//! `cargo xtask surface`: the public Rust API of the crates as text, from rustdoc's JSON of the pinned toolchain.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::thread::ScopedJoinHandle;
use std::time::Instant;

use clap::Args as Arguments;
use serde_json::Value;

use crate::support::listing;
use crate::support::metadata;
use crate::support::outcome::{CommandResult, Failure, Outcome};
use crate::support::output::Output;
use crate::support::process::{self, cargo};

/// The crates with a snapshot of their API.
const CRATES: &[&str] = &[
    "join-actions",
    "join-client",
    "join-httpmock",
    "join-postgres",
    "join-recorder",
    "join-restate",
    "join-sdk",
];
/// Features that add no item, and need the generator or a system library to build.
const WITHOUT: &[&str] = &["default", "codegen", "native-tls"];
/// The format of rustdoc's JSON that `public-api` of this version reads.
const FORMAT: u64 = 57;
const FOLDER: &str = "target/surface";
/// The folder of the accepted listings, below the workspace.
pub(crate) const SNAPSHOTS: &str = "xtask/tests/surface";
/// The header that insta writes.
const HEAD: &str = "---\nsource: xtask/tests/surface.rs\n---\n";

/// Arguments of `surface`.
#[derive(Arguments)]
pub(crate) struct Args {
    /// The crates to print. Default: every crate with a snapshot.
    #[arg(value_name = "CRATE")]
    crates: Vec<String>,
}

/// Prints the listings.
pub(crate) fn run(root: &Path, args: &Args, out: &mut dyn Write) -> CommandResult {
    let present = present(root);
    if let Some(odd) = args.crates.iter().find(|name| !present.contains(&name.as_str())) {
        return Err(Failure::Usage(format!("unknown crate {odd}: use one of {}", present.join(", "))));
    }
    let wanted: Vec<&str> = match args.crates.is_empty() {
        true => present,
        false => args.crates.iter().map(String::as_str).collect(),
    };
    for (_, text) in listings(root, &wanted)? {
        out.write_all(text.as_bytes())?;
    }
    Ok(Outcome::Clean)
}

/// The crates of [`CRATES`] that the workspace has.
pub(crate) fn present(root: &Path) -> Vec<&'static str> {
    let exists = |name: &&&str| root.join("crates").join(name).join("Cargo.toml").is_file();
    CRATES.iter().filter(exists).copied().collect()
}

/// The snapshots of the listings, as insta reads them.
pub(crate) fn snapshots(root: &Path) -> Result<Vec<Output>, Failure> {
    let started = Instant::now();
    let listings = listings(root, &present(root))?;
    let took = started.elapsed();
    let output = |(name, text)| Output {
        path: format!("{SNAPSHOTS}/{name}.snap"),
        text: format!("{HEAD}{text}"),
        took,
    };
    Ok(listings.into_iter().map(output).collect())
}

/// The listing in a snapshot.
pub(crate) fn listing_of(snapshot: &str) -> &str {
    snapshot.strip_prefix(HEAD).unwrap_or(snapshot)
}

/// The public API of each crate, in the order given.
pub(crate) fn listings<'a>(root: &Path, crates: &[&'a str]) -> Result<Vec<(&'a str, String)>, Failure> {
    if crates.is_empty() {
        return Ok(Vec::new());
    }
    check_toolchain(root)?;
    document(root, crates)?;
    // Reading rustdoc's JSON takes most of the time.
    std::thread::scope(|scope| {
        let begun: Vec<_> =
            crates.iter().map(|name| (*name, scope.spawn(move || listing(root, name)))).collect();
        let ended = |(name, thread): (_, ScopedJoinHandle<_>)| match thread.join() {
            Ok(listing) => Ok((name, listing?)),
            Err(_) => Err(Failure::failed(format!("the API of {name} can't be read: the reader panicked"))),
        };
        begun.into_iter().map(ended).collect()
    })
}

/// Refuses another toolchain than the pinned one, which sets the format of the JSON.
fn check_toolchain(root: &Path) -> Result<(), Failure> {
    let pinned = process::pinned(root).ok_or_else(|| {
        Failure::failed("rust-toolchain.toml names no channel: the public API needs a pinned toolchain")
    })?;
    let version = process::printed(&mut cargo(root, &["--version"]))?;
    if version.split(' ').nth(1) != Some(pinned.as_str()) {
        let message = format!("the public API needs Rust {pinned}, but this is {}", version.trim());
        return Err(Failure::failed(format!("{message}; run `rustup toolchain install {pinned}`")));
    }
    Ok(())
}

/// Writes rustdoc's JSON. The JSON is unstable, hence the bootstrap. Its own folder keeps the ordinary build fresh.
fn document(root: &Path, crates: &[&str]) -> Result<(), Failure> {
    let features = features(root, crates)?;
    let mut command = cargo(root, &["doc", "--no-deps", "--lib", "--quiet", "--no-default-features"]);
    command.args(["--target-dir", FOLDER, "--features", &features]);
    for name in crates {
        command.args(["--package", name]);
    }
    command.env("RUSTC_BOOTSTRAP", "1");
    command.env("RUSTDOCFLAGS", "-Zunstable-options --output-format json --cap-lints allow");
    process::printed(&mut command).map(drop).map_err(|failure| {
        let message = failure.message().unwrap_or_default();
        Failure::failed(format!("{message}\nthe crates do not build: fix them, then run this again"))
    })
}

/// Every feature of the crates that adds to their API.
fn features(root: &Path, crates: &[&str]) -> Result<String, Failure> {
    let mut all = Vec::new();
    for (name, features) in packages(root)? {
        if crates.contains(&name.as_str()) {
            let features = features.into_iter().filter(|feature| !WITHOUT.contains(&feature.as_str()));
            all.extend(features.map(|feature| format!("{name}/{feature}")));
        }
    }
    Ok(all.join(","))
}

/// The workspace's packages with their features.
fn packages(root: &Path) -> Result<BTreeMap<String, Vec<String>>, Failure> {
    let entry = |package: &Value| {
        let features = package.get("features")?.as_object()?.keys().cloned().collect();
        Some((package.get("name")?.as_str()?.to_owned(), features))
    };
    Ok(metadata::packages(&metadata::members(root)?).filter_map(entry).collect())
}

fn listing(root: &Path, name: &str) -> Result<String, Failure> {
    let path = root.join(FOLDER).join("doc").join(format!("{}.json", name.replace('-', "_")));
    check_format(&path)?;
    let api = public_api::Builder::from_rustdoc_json(&path).omit_blanket_impls(true).build();
    let api = api.map_err(|error| Failure::failed(format!("the API of {name} can't be read: {error}")))?;
    Ok(listing::condensed(api.items().map(ToString::to_string)))
}

fn check_format(path: &Path) -> Result<(), Failure> {
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::failed(format!("{} can't be read: {error}", path.display())))?;
    // It is the last member, and reading all of the file for it would double the time.
    let version = text.rsplit_once("\"format_version\":").map(|(_, rest)| rest);
    let digits = version.and_then(|rest| rest.split(|letter: char| !letter.is_ascii_digit()).next());
    match digits.and_then(|digits| digits.parse::<u64>().ok()) {
        Some(FORMAT) => Ok(()),
        other => Err(Failure::failed(format!(
            "rustdoc's JSON has the format {other:?}, and {FORMAT} is read: change public-api with the toolchain"
        ))),
    }
}
