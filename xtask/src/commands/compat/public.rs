//! The crates of others whose items stand in our public APIs: a new major version of one is a breaking change of ours.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::part::Verdict;
use crate::commands::rooms::workspace;
use crate::commands::surface;
use crate::support::outcome::Failure;
use crate::support::{marked_table, metadata};

/// The document with the table of these crates, below the workspace.
const DOCUMENT: &str = "docs/upgrading.md";

/// Compares the accepted APIs and the `pub use` lines with the table.
pub(super) fn check(root: &Path) -> Result<Verdict, Failure> {
    let read = |file: &str| {
        fs::read_to_string(root.join(file))
            .map_err(|error| Failure::failed(format!("{file} can't be read: {error}")))
    };
    let stated = stated(&read(DOCUMENT)?)?;
    let metadata = metadata::locked(root)?;
    let sources = workspace::packages(root)?;
    let mut findings = Vec::new();
    let mut all = BTreeSet::new();
    let crates = surface::present(root);
    for name in &crates {
        let package = metadata::packages(&metadata).find(|package| metadata::text(package, "name") == *name);
        let direct = package.map(direct).unwrap_or_default();
        let snapshot = read(&format!("{}/{name}.snap", surface::SNAPSHOTS))?;
        let mut found: BTreeSet<String> = roots(surface::listing_of(&snapshot));
        let files = sources.iter().filter(|source| source.name == *name).flat_map(|source| &source.files);
        found.extend(files.flat_map(|(_, text)| passed_on(text)).filter(|root| direct.contains_key(root)));
        let entries: BTreeSet<String> =
            found.iter().filter_map(|found| entry(found, &direct, &metadata)).collect();
        let none = BTreeSet::new();
        let stated = stated.get(*name).unwrap_or(&none);
        for new in entries.difference(stated) {
            let what = format!("the public API of {name} has items of {new}, which {DOCUMENT} does not list");
            findings.push(format!("{what}: wrap them in types of ours, or add the crate to the table"));
        }
        for gone in stated.difference(&entries) {
            let what =
                format!("{DOCUMENT} lists {gone} for {name}, and the public API has none of its items");
            findings.push(format!("{what}: take it out of the table"));
        }
        all.extend(entries);
    }
    Ok(Verdict::of(findings, format!("{} crates of others in {} APIs", all.len(), crates.len())))
}

/// The rows of the table: our crate, and the entries `NAME VERSION`.
fn stated(text: &str) -> Result<BTreeMap<String, BTreeSet<String>>, Failure> {
    let rows = marked_table::rows(text, "public")
        .map_err(|reason| Failure::failed(format!("{DOCUMENT}: {reason}")))?;
    let row = |cells: Vec<String>| match cells.as_slice() {
        [name, entries, ..] => {
            let entries = marked_table::names(entries).into_iter().map(|entry| entry.replace('`', ""));
            Ok((name.clone(), entries.collect()))
        }
        _ => Err(Failure::failed(format!("{DOCUMENT}: a row needs a crate and the crates in its API"))),
    };
    rows.into_iter().map(row).collect()
}

/// The crates that a listing names: the first segment of each path.
fn roots(listing: &str) -> BTreeSet<String> {
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | ':');
    let paths = listing.split(|letter| !is_part(letter));
    let root = |path: &str| path.split_once("::").map(|(root, _)| root.to_owned());
    paths.filter_map(root).filter(|root| root.starts_with(|letter: char| letter.is_lowercase())).collect()
}

/// The first segments of the `pub use` lines. The listing does not say where such an item comes from.
fn passed_on(source: &str) -> impl Iterator<Item = String> {
    let imports = source.lines().filter_map(|line| line.trim_start().strip_prefix("pub use "));
    imports.map(|path| path.split([':', ';', ' ']).next().unwrap_or_default().to_owned())
}

/// The direct dependencies by the name of their library, with the package and the requirement.
fn direct(package: &Value) -> BTreeMap<String, (String, String)> {
    let dependencies = metadata::members_of(package, "dependencies");
    let built = dependencies.filter(|one| metadata::text(one, "kind") != "dev");
    let entry = |one: &Value| {
        let (name, requirement) = (metadata::text(one, "name"), metadata::text(one, "req"));
        let library = one.get("rename").and_then(Value::as_str).unwrap_or(name).replace('-', "_");
        (library, (name.to_owned(), requirement.to_owned()))
    };
    built.map(entry).collect()
}

/// The entry of a crate by the name of its library. None for the standard library and for ours.
fn entry(library: &str, direct: &BTreeMap<String, (String, String)>, metadata: &Value) -> Option<String> {
    let is_ours =
        |name: &str| metadata::ours(metadata).any(|package| metadata::text(package, "name") == name);
    if let Some((name, requirement)) = direct.get(library) {
        return (!is_ours(name)).then(|| format!("{name} {}", compatible(requirement)));
    }
    // What one of the direct dependencies passes on, such as `serde_core`.
    let name = |package: &&Value| metadata::text(package, "name").replace('-', "_") == library;
    let package = metadata::packages(metadata).find(name)?;
    let package_name = metadata::text(package, "name");
    (!is_ours(package_name))
        .then(|| format!("{package_name} {}", compatible(metadata::text(package, "version"))))
}

/// The part of a version that a compatible one shares: `1` of `^1.4.1`, `0.13` of `=0.13.2`.
fn compatible(version: &str) -> String {
    let digits = version.trim_start_matches(['^', '=', '~', '>', ' ']);
    let mut parts = digits.split('.');
    match (parts.next(), parts.next()) {
        (Some("0"), Some(minor)) => format!("0.{minor}"),
        (major, _) => major.unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_crates_of_a_listing_are_the_first_segments_of_its_paths() {
        let listing = "pub fn a::B::c(&self, core::option::Option<&http::HeaderMap>) -> a::Result<b_c::D<'_>>
impl<'de> serde_core::de::Deserialize<'de> for a::B
pub fn a::d(impl core::convert::Into<T::Item>)";
        let expected = ["a", "b_c", "core", "http", "serde_core"].map(str::to_owned);
        assert_eq!(roots(listing), BTreeSet::from(expected));
    }

    #[test]
    fn a_public_import_names_the_crate_that_it_passes_on() {
        let source =
            "pub use http::{Method, header};\n    pub use bytes as raw;\nuse c::D;\npub(crate) use e::F;";
        assert_eq!(passed_on(source).collect::<Vec<_>>(), ["http", "bytes"]);
    }

    #[test]
    fn an_entry_has_the_part_of_the_version_that_compatible_ones_share() {
        let metadata = json!({"workspace_members": ["1"], "packages": [
            {"name": "ours", "version": "0.1.0", "id": "1"},
            {"name": "serde-core", "version": "1.0.228", "id": "2"},
        ]});
        let package = json!({"dependencies": [
            {"name": "ours", "req": "^0.1.0", "kind": null},
            {"name": "jiff", "req": "^1.0", "kind": null},
            {"name": "reqwest", "rename": "http-client", "req": "=0.13.4", "kind": null},
            {"name": "insta", "req": "^1.49", "kind": "dev"},
        ]});
        let direct = direct(&package);
        let found = |library| entry(library, &direct, &metadata);
        assert_eq!(found("jiff").as_deref(), Some("jiff 1"));
        assert_eq!(found("http_client").as_deref(), Some("reqwest 0.13"));
        assert_eq!(found("serde_core").as_deref(), Some("serde-core 1"));
        assert_eq!((found("core"), found("ours"), found("insta")), (None, None, None));
    }
}
