//! What cargo reports on the workspace and its dependencies.

use std::path::Path;

use serde_json::Value;

use crate::support::outcome::Failure;
use crate::support::process::{self, cargo};

/// The members of the workspace with their manifests.
pub(crate) fn members(root: &Path) -> Result<Value, Failure> {
    metadata(root, &["--no-deps", "--offline"])
}

/// The members and all locked dependencies.
pub(crate) fn locked(root: &Path) -> Result<Value, Failure> {
    metadata(root, &["--locked"])
}

/// The packages of a report.
pub(crate) fn packages(metadata: &Value) -> impl Iterator<Item = &Value> {
    members_of(metadata, "packages")
}

/// The packages that are members of the workspace.
pub(crate) fn ours(metadata: &Value) -> impl Iterator<Item = &Value> {
    let is_member = |package: &&Value| {
        members_of(metadata, "workspace_members").any(|member| Some(member) == package.get("id"))
    };
    packages(metadata).filter(is_member)
}

/// Whether a package may be published.
pub(crate) fn is_published(package: &Value) -> bool {
    package.get("publish").and_then(Value::as_array).is_none_or(|registries| !registries.is_empty())
}

/// The members of a list in a JSON object. None for another value.
pub(crate) fn members_of<'a>(object: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    object.get(key).and_then(Value::as_array).into_iter().flatten()
}

/// A text in a JSON object. Empty for another value.
pub(crate) fn text<'a>(object: &'a Value, key: &str) -> &'a str {
    object.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn metadata(root: &Path, arguments: &[&str]) -> Result<Value, Failure> {
    let mut command = cargo(root, &["metadata", "--format-version", "1"]);
    let text = process::printed(command.args(arguments))?;
    serde_json::from_str(&text)
        .map_err(|error| Failure::failed(format!("`cargo metadata` printed no JSON: {error}")))
}
