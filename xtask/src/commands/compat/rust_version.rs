//! The oldest Rust of each crate: as declared, and by a build with it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::builds;
use super::part::Verdict;
use super::trees::{self, Build, Declared, Features, Rust};
use crate::support::metadata;
use crate::support::outcome::Failure;
use crate::support::process::cargo;

/// The documents that state the versions, in a line with [`WORDS`].
const DOCUMENTS: [&str; 2] = ["README.md", "docs/upgrading.md"];
const WORDS: &str = "or newer";

/// No dependency asks for a newer Rust than our crates, and the documents state each version.
pub(super) fn declared(root: &Path) -> Result<Verdict, Failure> {
    let metadata = metadata::locked(root)?;
    let declared = trees::declared(&metadata);
    let builds = trees::builds(root, &metadata)?;
    let mut findings: Vec<String> = builds.iter().flat_map(|build| newer(build, &declared)).collect();
    for package in metadata::ours(&metadata).filter(|package| metadata::is_published(package)) {
        let stated = Rust::parse(metadata::text(package, "rust_version"));
        findings.extend(unreached(metadata::text(package, "name"), stated, &builds));
    }
    let needed: BTreeSet<Rust> = builds.iter().map(|build| build.needed).collect();
    for file in DOCUMENTS {
        let text = fs::read_to_string(root.join(file))
            .map_err(|error| Failure::failed(format!("{file} can't be read: {error}")))?;
        findings.extend(unstated(file, &text, &needed));
    }
    let versions: Vec<String> = needed.iter().map(|rust| rust.short()).collect();
    Ok(Verdict::of(findings, format!("{} builds with Rust {}", builds.len(), versions.join(", "))))
}

/// The packages of a build that ask for a newer Rust than our crates in it.
fn newer(build: &Build, declared: &Declared) -> Vec<String> {
    let asks = build.packages.iter().filter_map(|id| Some((id, *declared.get(id)?)));
    let newer = asks.filter(|(_, rust)| *rust > build.needed);
    let finding = |((name, version), rust): (&trees::Id, Rust)| {
        let (package, features, needed) = (&build.package, build.features.argument(), build.needed.short());
        format!("{package} {features} asks for Rust {needed}, and {name} {version} in it for {rust}")
    };
    newer.map(finding).collect()
}

/// A crate that no set of features builds with the Rust that it declares.
fn unreached(name: &str, stated: Option<Rust>, builds: &[Build]) -> Option<String> {
    let least = builds.iter().filter(|build| build.package == name).map(|build| build.needed).min()?;
    let stated = stated.filter(|stated| *stated != least)?;
    let what = format!(
        "{name} declares Rust {}, and its dependencies of ours ask for {}",
        stated.short(),
        least.short()
    );
    Some(format!("{what}: raise its rust-version"))
}

/// The versions that a document does not state.
fn unstated(file: &str, text: &str, needed: &BTreeSet<Rust>) -> Vec<String> {
    let line = text.lines().find(|line| line.contains("Rust") && line.contains(WORDS)).unwrap_or_default();
    let missing = needed.iter().map(|rust| rust.short()).filter(|rust| !line.contains(rust.as_str()));
    missing.map(|rust| format!("{file} has no Rust {rust} in its line `Rust … {WORDS}`")).collect()
}

/// Checks each crate with the oldest Rust that it is declared to build with.
pub(super) fn build(root: &Path) -> Result<Verdict, Failure> {
    let groups = groups(trees::builds(root, &metadata::locked(root)?)?);
    let mut versions: Vec<String> = groups.keys().map(|(rust, _)| rust.to_string()).collect();
    versions.dedup();
    for version in &versions {
        if let Some(skipped) = builds::without_toolchain(root, version)? {
            return Ok(skipped);
        }
    }
    let mut findings = Vec::new();
    for ((rust, features), packages) in &groups {
        let toolchain = format!("+{rust}");
        let mut command = cargo(root, &[&toolchain, "check", "--quiet", "--locked", features.argument()]);
        command.args(["--target-dir", builds::FOLDER]);
        findings.extend(builds::finding(&mut command, packages)?);
    }
    let crates: BTreeSet<&String> = groups.values().flatten().collect();
    Ok(Verdict::of(findings, format!("{} crates with Rust {}", crates.len(), versions.join(", "))))
}

/// The crates to build with each Rust: with all features, and without any where that takes an older Rust.
fn groups(builds: Vec<Build>) -> BTreeMap<(Rust, Features), Vec<String>> {
    let all: BTreeMap<String, Rust> = builds
        .iter()
        .filter(|build| build.features == Features::All)
        .map(|build| (build.package.clone(), build.needed))
        .collect();
    let mut groups: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for build in builds {
        let is_older = all.get(&build.package).is_some_and(|rust| build.needed < *rust);
        if build.features == Features::All || is_older {
            groups.entry((build.needed, build.features)).or_default().push(build.package);
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rust(text: &str) -> Rust {
        Rust::parse(text).unwrap()
    }

    fn build(package: &str, features: Features, needed: &str) -> Build {
        let packages = [("serde", "1.0.0"), ("sqlx", "0.9.0")];
        let packages = packages.map(|(name, version)| (name.to_owned(), version.to_owned()));
        Build { package: package.to_owned(), features, needed: rust(needed), packages: packages.into() }
    }

    #[test]
    fn a_dependency_that_asks_for_a_newer_rust_is_found() {
        let asks = |text| Declared::from([(("sqlx".to_owned(), "0.9.0".to_owned()), rust(text))]);
        let build = build("sdk", Features::All, "1.88");
        assert_eq!(newer(&build, &asks("1.88.0")), [""; 0]);
        let expected = "sdk --all-features asks for Rust 1.88, and sqlx 0.9.0 in it for 1.88.1";
        assert_eq!(newer(&build, &asks("1.88.1")), [expected]);
    }

    #[test]
    fn a_declared_version_that_no_features_reach_is_found() {
        let builds = [build("ctl", Features::All, "1.94"), build("ctl", Features::None, "1.90")];
        assert_eq!(unreached("ctl", Some(rust("1.90")), &builds), None);
        let finding = unreached("ctl", Some(rust("1.88")), &builds).unwrap();
        assert!(finding.contains("declares Rust 1.88") && finding.contains("for 1.90"), "{finding}");
    }

    #[test]
    fn a_version_that_a_document_lacks_is_found() {
        let needed = BTreeSet::from([rust("1.88"), rust("1.94")]);
        assert_eq!(unstated("a.md", "1.94\nRust 1.88 or newer, 1.94 for b.\n", &needed), [""; 0]);
        assert_eq!(unstated("a.md", "1.94\nRust 1.88 or newer.\n", &needed).len(), 1);
        assert_eq!(unstated("a.md", "", &needed).len(), 2);
    }

    #[test]
    fn a_crate_is_built_without_features_only_where_that_takes_an_older_rust() {
        let groups = groups(vec![
            build("sdk", Features::All, "1.88"),
            build("sdk", Features::None, "1.88"),
            build("ctl", Features::All, "1.94"),
            build("ctl", Features::None, "1.88"),
        ]);
        let names = |needed, features| groups.get(&(rust(needed), features)).unwrap().join(" ");
        assert_eq!(groups.len(), 3);
        assert_eq!(names("1.88", Features::All), "sdk");
        assert_eq!(names("1.88", Features::None), "ctl");
        assert_eq!(names("1.94", Features::All), "ctl");
    }
}
