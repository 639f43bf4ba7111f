//! The publishable packages of the workspace, in the order of publishing.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::support::metadata;
use crate::support::outcome::Failure;

/// A publishable package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Package {
    pub(super) name: String,
    pub(super) version: String,
    /// Our packages that it depends on, directly or not.
    pub(super) needs: BTreeSet<String>,
    /// Whether its manifest has settings for docs.rs.
    pub(super) is_documented: bool,
}

impl Package {
    /// The name of its archive and of the folder inside.
    pub(super) fn folder(&self) -> String {
        format!("{}-{}", self.name, self.version)
    }
}

/// The publishable packages, or the wanted ones with their dependencies, each after its dependencies.
pub(super) fn publishable(root: &Path, wanted: &[String]) -> Result<Vec<Package>, Failure> {
    let all = in_order(read(&metadata::members(root)?))?;
    if let Some(odd) = wanted.iter().find(|name| all.iter().all(|package| package.name != **name)) {
        return Err(Failure::Usage(format!("{odd} is not a publishable package")));
    }
    let is_wanted = |package: &Package| {
        let named = |name: &String| wanted.contains(name);
        let needed = |other: &Package| named(&other.name) && other.needs.contains(&package.name);
        wanted.is_empty() || named(&package.name) || all.iter().any(needed)
    };
    Ok(all.iter().filter(|package| is_wanted(package)).cloned().collect())
}

/// The publishable packages with their direct dependencies.
fn read(metadata: &Value) -> Vec<Package> {
    let entry = |package: &Value| {
        let dependencies = metadata::members_of(package, "dependencies");
        // Dependencies of tests are not part of the package's build.
        let own = dependencies.filter(|one| one.get("path").is_some_and(Value::is_string));
        let built = own.filter(|one| one.get("kind").and_then(Value::as_str) != Some("dev"));
        let needs = built.filter_map(|one| one.get("name")?.as_str().map(str::to_owned)).collect();
        let text = |key| package.get(key).and_then(Value::as_str).map(str::to_owned);
        let is_documented = package.pointer("/metadata/docs/rs").is_some();
        Some(Package { name: text("name")?, version: text("version")?, needs, is_documented })
    };
    let published = metadata::packages(metadata).filter(|package| metadata::is_published(package));
    published.filter_map(entry).collect()
}

/// Sorts the packages: each after its dependencies, otherwise by name.
fn in_order(mut waiting: Vec<Package>) -> Result<Vec<Package>, Failure> {
    waiting.sort_by(|one, other| one.name.cmp(&other.name));
    let mut done: Vec<Package> = Vec::new();
    while !waiting.is_empty() {
        let is_free =
            |package: &Package| package.needs.iter().all(|name| done.iter().any(|other| other.name == *name));
        let Some(index) = waiting.iter().position(is_free) else {
            let names: Vec<&str> = waiting.iter().map(|package| package.name.as_str()).collect();
            let message = "each depends on another of these, or on a package that is not published";
            return Err(Failure::failed(format!("{}: {message}", names.join(", "))));
        };
        let mut package = waiting.remove(index);
        let behind = done.iter().filter(|other| package.needs.contains(&other.name));
        let behind: Vec<String> = behind.flat_map(|other| other.needs.iter().cloned()).collect();
        package.needs.extend(behind);
        done.push(package);
    }
    Ok(done)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn package(name: &str, needs: &[&str]) -> Package {
        let needs = needs.iter().map(|name| (*name).to_owned()).collect();
        Package { name: name.to_owned(), version: "0.1.0".to_owned(), needs, is_documented: false }
    }

    #[test]
    fn each_package_comes_after_what_it_needs_and_knows_what_is_behind() {
        let order = in_order(vec![
            package("ctl", &["sandbox", "sdk"]),
            package("sdk", &["client"]),
            package("sandbox", &[]),
            package("client", &["codegen"]),
            package("codegen", &[]),
        ])
        .unwrap();
        let names: Vec<&str> = order.iter().map(|package| package.name.as_str()).collect();
        assert_eq!(names, ["codegen", "client", "sandbox", "sdk", "ctl"]);
        assert_eq!(order[4].needs, package("", &["client", "codegen", "sandbox", "sdk"]).needs);
    }

    #[test]
    fn a_need_that_is_not_published_is_named() {
        let message = in_order(vec![package("sdk", &["private"])]).unwrap_err().message().unwrap();
        assert_eq!(message, "sdk: each depends on another of these, or on a package that is not published");
    }

    #[test]
    fn what_is_not_published_or_only_tested_with_is_left_out() {
        let metadata = json!({"packages": [
            {"name": "xtask", "version": "0.1.0", "publish": [], "dependencies": []},
            {"name": "sdk", "version": "0.1.0", "publish": null, "dependencies": [
                {"name": "client", "path": "/x", "kind": null},
                {"name": "sandbox", "path": "/x", "kind": "dev"},
                {"name": "serde", "kind": null},
            ]},
        ]});
        assert_eq!(read(&metadata), [package("sdk", &["client"])]);
    }
}
