//! What is built for each of our crates, and the Rust version that each package declares.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use serde_json::Value;

use crate::support::metadata;
use crate::support::outcome::Failure;
use crate::support::process::{self, cargo};

/// A version of Rust.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rust(u32, u32, u32);

impl Rust {
    /// Reads `1.88` or `1.94.0`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.').map(|part| part.parse().ok());
        Some(Rust(parts.next()??, parts.next()??, parts.next().unwrap_or(Some(0))?))
    }

    /// The version as documents state it.
    pub(super) fn short(self) -> String {
        format!("{}.{}", self.0, self.1)
    }
}

impl fmt::Display for Rust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

/// A package by name and version.
pub(super) type Id = (String, String);

/// What each package declares.
pub(super) type Declared = BTreeMap<Id, Rust>;

/// The features of a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Features {
    All,
    None,
}

impl Features {
    pub(super) fn argument(self) -> &'static str {
        match self {
            Features::All => "--all-features",
            Features::None => "--no-default-features",
        }
    }
}

/// One of our crates with a set of features.
#[derive(Debug)]
pub(super) struct Build {
    pub(super) package: String,
    pub(super) features: Features,
    /// What our crates in the build ask for.
    pub(super) needed: Rust,
    /// All packages of the build, on any system, dependencies of tests left out.
    pub(super) packages: BTreeSet<Id>,
}

/// The versions that packages declare.
pub(super) fn declared(metadata: &Value) -> Declared {
    let entry = |package| Some((id(package), Rust::parse(metadata::text(package, "rust_version"))?));
    metadata::packages(metadata).filter_map(entry).collect()
}

/// Each published crate with all features, and without any if it has some.
pub(super) fn builds(root: &Path, metadata: &Value) -> Result<Vec<Build>, Failure> {
    let declared = declared(metadata);
    let ours: BTreeSet<Id> = metadata::ours(metadata).map(id).collect();
    let mut builds = Vec::new();
    for package in metadata::ours(metadata).filter(|package| metadata::is_published(package)) {
        let has_features =
            package.get("features").and_then(Value::as_object).is_some_and(|all| !all.is_empty());
        let sets = if has_features { &[Features::All, Features::None][..] } else { &[Features::All] };
        for features in sets {
            let packages = packages(root, metadata::text(package, "name"), *features)?;
            let needed = packages.intersection(&ours).filter_map(|id| declared.get(id)).max();
            let needed = *needed.ok_or_else(|| {
                Failure::failed(format!("{} declares no rust-version", metadata::text(package, "name")))
            })?;
            let package = metadata::text(package, "name").to_owned();
            builds.push(Build { package, features: *features, needed, packages });
        }
    }
    Ok(builds)
}

fn id(package: &Value) -> Id {
    (metadata::text(package, "name").to_owned(), metadata::text(package, "version").to_owned())
}

fn packages(root: &Path, name: &str, features: Features) -> Result<BTreeSet<Id>, Failure> {
    let mut command = cargo(root, &["tree", "--quiet", "--locked", "--package", name, features.argument()]);
    command.args(["--edges", "normal,build", "--target", "all", "--prefix", "none", "--format", "{p}"]);
    let tree = process::printed(&mut command)?;
    Ok(tree.lines().filter_map(line).collect())
}

/// The package of a line such as `serde v1.0.228 (*)`.
fn line(line: &str) -> Option<Id> {
    let mut words = line.split(' ');
    Some((words.next()?.to_owned(), words.next()?.strip_prefix('v')?.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        let parsed = |text| Rust::parse(text).unwrap();
        assert!(parsed("1.100") > parsed("1.94.1") && parsed("1.94.1") > parsed("1.94"));
        assert_eq!(parsed("1.88"), parsed("1.88.0"));
        assert_eq!((parsed("1.88").to_string(), parsed("1.88.0").short()), ("1.88.0".into(), "1.88".into()));
        assert_eq!((Rust::parse("1"), Rust::parse("1.x")), (None, None));
    }

    #[test]
    fn lines_of_a_tree_are_packages() {
        let read = |text| line(text).unwrap();
        assert_eq!(read("serde v1.0.228 (*)"), ("serde".to_owned(), "1.0.228".to_owned()));
        assert_eq!(read("a v0.1.0 (/b/c d)"), ("a".to_owned(), "0.1.0".to_owned()));
        assert_eq!(line(""), None);
    }
}
