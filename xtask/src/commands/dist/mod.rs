//! `cargo xtask dist --dry-run`: packages the publishable crates and builds each package as its users do.

mod packages;

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use clap::Args as Arguments;

use crate::support::outcome::{CommandResult, Failure, Outcome};
use crate::support::process::{self, cargo};
use packages::Package;

/// The folder of the packages and their builds. The builds share their dependencies.
const FOLDER: &str = "target/dist";
const FEATURES: &[(&str, &[&str])] = &[
    ("no default features", &["--no-default-features"]),
    ("default features", &[]),
    ("all features", &["--all-features"]),
];
/// Lines of a failed build that are shown.
const MOST_LINES: usize = 12;

/// Arguments of `dist`.
#[derive(Arguments)]
pub(crate) struct Args {
    /// Publish nothing. To publish, run `cargo publish` in the printed order.
    #[arg(long, required = true)]
    dry_run: bool,
    /// Only these packages and their dependencies.
    #[arg(long = "package", value_name = "NAME")]
    packages: Vec<String>,
}

/// Packages and builds. A failed build is reported, and the others continue.
pub(crate) fn run(root: &Path, args: &Args, out: &mut dyn Write) -> CommandResult {
    // The required flag makes plain that this command does not publish.
    let _ = args.dry_run;
    let packages = packages::publishable(root, &args.packages)?;
    let outside = tempfile::tempdir()
        .map_err(|error| Failure::failed(format!("a temporary folder can't be created: {error}")))?;
    make(root, &packages)?;
    for package in &packages {
        unpack(root, package, outside.path())?;
    }
    let names: Vec<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    writeln!(out, "in the order of publishing: {}", names.join(", "))?;
    let (mut all, mut failed) = (0, 0);
    for package in &packages {
        let site = Site { root, outside: outside.path(), package, all: &packages };
        writeln!(out, "{}", site.described()?)?;
        let results = site.builds(out)?;
        all += results.len();
        failed += results.iter().filter(|succeeded| !**succeeded).count();
    }
    writeln!(out, "{} of {all} builds succeeded", all - failed)?;
    Ok(if failed == 0 { Outcome::Clean } else { Outcome::Findings })
}

/// Makes the archives. Each is built later, outside the workspace.
fn make(root: &Path, packages: &[Package]) -> Result<(), Failure> {
    let mut command =
        cargo(root, &["package", "--quiet", "--no-verify", "--allow-dirty", "--target-dir", FOLDER]);
    for package in packages {
        command.args(["--package", &package.name]);
    }
    process::printed(&mut command).map(drop)
}

fn archive(root: &Path, package: &Package) -> PathBuf {
    root.join(FOLDER).join("package").join(format!("{}.crate", package.folder()))
}

fn unpack(root: &Path, package: &Package, into: &Path) -> Result<(), Failure> {
    let mut tar = Command::new("tar");
    // Dated now: the archive dates all files alike, so cargo would not rebuild a changed one.
    tar.arg("-xzmf").arg(archive(root, package)).arg("-C").arg(into);
    process::printed(&mut tar).map(drop)
}

/// An unpacked package outside the workspace.
struct Site<'a> {
    root: &'a Path,
    outside: &'a Path,
    package: &'a Package,
    all: &'a [Package],
}

impl Site<'_> {
    fn folder(&self) -> PathBuf {
        self.outside.join(self.package.folder())
    }

    /// The pinned cargo in the package's folder. Our other packages come from their folders, not from the registry.
    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = cargo(&self.folder(), arguments);
        // Outside the workspace no file names the toolchain.
        if let Some(toolchain) = process::pinned(self.root) {
            command.env("RUSTUP_TOOLCHAIN", toolchain);
        }
        for needed in self.all.iter().filter(|other| self.package.needs.contains(&other.name)) {
            let path = self.outside.join(needed.folder());
            command.arg("--config").arg(format!("patch.crates-io.{}.path={path:?}", needed.name));
        }
        command
    }

    fn described(&self) -> Result<String, Failure> {
        let packed = fs::metadata(archive(self.root, self.package)).map_or(0, |data| data.len());
        let unpacked = size(&self.folder());
        let dependencies = self.dependencies()?;
        let kib = |bytes: u64| format!("{:.1} KiB", bytes as f64 / 1024.0);
        Ok(format!(
            "{} {}: {} packed, {} unpacked, dependencies with default features: {dependencies}",
            self.package.name,
            self.package.version,
            kib(packed),
            kib(unpacked)
        ))
    }

    /// The number of packages in a user's build, build scripts included.
    fn dependencies(&self) -> Result<usize, Failure> {
        let arguments = ["tree", "--quiet", "--prefix", "none", "--format", "{p}", "--edges", "normal,build"];
        let tree = process::printed(&mut self.cargo(&arguments))?;
        let names: BTreeSet<&str> =
            tree.lines().map(|line| line.trim_end_matches(" (*)")).filter(|line| !line.is_empty()).collect();
        // The package itself is one of them.
        Ok(names.len().saturating_sub(1))
    }

    /// Builds with each set of features, and builds the documentation. Returns which builds succeeded.
    fn builds(&self, out: &mut dyn Write) -> Result<Vec<bool>, Failure> {
        let mut results = Vec::new();
        for (name, features) in FEATURES {
            let mut command = self.cargo(&["build", "--quiet"]);
            command.args(*features).arg("--target-dir").arg(self.root.join(FOLDER).join("build"));
            // Nobody debugs these builds, and debug information takes time.
            command.env("CARGO_PROFILE_DEV_DEBUG", "0");
            results.push(finish(name, &mut command, out)?);
        }
        if self.package.is_documented {
            // docs.rs has a nightly toolchain, which marks the items that need a feature.
            let mut command = self.cargo(&["doc", "--quiet", "--no-deps", "--all-features"]);
            command.arg("--target-dir").arg(self.root.join(FOLDER).join("docs"));
            command.env("RUSTC_BOOTSTRAP", "1").env("RUSTDOCFLAGS", "--cfg docsrs --deny warnings");
            results.push(finish("documentation as on docs.rs", &mut command, out)?);
        }
        Ok(results)
    }
}

/// Runs a build and reports its result.
fn finish(name: &str, command: &mut Command, out: &mut dyn Write) -> Result<bool, Failure> {
    let started = Instant::now();
    let output = process::finish(command)?;
    let succeeded = output.status.success();
    let state = if succeeded { "built" } else { "FAILED" };
    writeln!(out, "  {name}: {state} ({:.2} s)", started.elapsed().as_secs_f64())?;
    if !succeeded {
        let message = String::from_utf8_lossy(&output.stderr);
        for line in message.lines().filter(|line| !line.trim().is_empty()).take(MOST_LINES) {
            writeln!(out, "    {line}")?;
        }
    }
    Ok(succeeded)
}

/// The size of all files below a folder. Unreadable files count as 0.
fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(data) if data.is_dir() && entry.file_name() != OsStr::new("target") => size(&entry.path()),
            Ok(data) if data.is_file() => data.len(),
            _ => 0,
        })
        .sum()
}
