//! The crates of the workspace: their source files and what they depend on, as cargo names them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::support::outcome::Failure;

/// One crate.
pub(super) struct Package {
    pub(super) name: String,
    /// The folder of its manifest, below the workspace.
    pub(super) folder: PathBuf,
    /// Crates of the workspace that it depends on, but for its tests.
    pub(super) dependencies: Vec<String>,
    /// The text of each hand-written source file, by its path below `src/`.
    pub(super) files: BTreeMap<String, String>,
}

/// A file or a folder at the top of a crate.
pub(super) struct Room {
    pub(super) name: String,
    pub(super) files: usize,
    pub(super) lines: usize,
}

impl Package {
    /// The rooms of the crate. Its root file is not a room.
    pub(super) fn rooms(&self) -> Vec<Room> {
        let mut rooms: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for (file, text) in &self.files {
            if let Some(name) = room(file) {
                let (files, lines) = rooms.entry(name).or_default();
                *files += 1;
                *lines += text.lines().count();
            }
        }
        let room = |(name, (files, lines)): (&str, _)| Room { name: name.to_owned(), files, lines };
        rooms.into_iter().map(room).collect()
    }
}

/// The room of a file. None for the root of a crate.
pub(super) fn room(file: &str) -> Option<&str> {
    let first = file.split('/').next().unwrap_or(file);
    let name = first.strip_suffix(".rs").unwrap_or(first);
    (!matches!(file, "lib.rs" | "main.rs")).then_some(name)
}

/// All crates of the workspace with a `src` folder.
pub(super) fn packages(root: &Path) -> Result<Vec<Package>, Failure> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root)
        .output()
        .map_err(|error| Failure::failed(format!("cargo metadata can't be run: {error}")))?;
    if !output.status.success() {
        let reason = String::from_utf8_lossy(&output.stderr);
        return Err(Failure::failed(format!("cargo metadata failed: {}", reason.trim())));
    }
    let metadata: Value = serde_json::from_slice(&output.stdout)
        .map_err(|error| Failure::failed(format!("the output of cargo metadata can't be read: {error}")))?;
    let text =
        |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let listed = metadata.get("packages").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let top = PathBuf::from(text(&metadata, "workspace_root"));
    let mut packages = Vec::new();
    for package in listed {
        let manifest = PathBuf::from(text(package, "manifest_path"));
        let folder = manifest.parent().unwrap_or(&manifest);
        let dependencies = package.get("dependencies").and_then(Value::as_array);
        // A dependency of tests has a kind of its own, and a crate of the workspace a path.
        let ours = |dependency: &&Value| {
            dependency.get("path").is_some_and(Value::is_string) && text(dependency, "kind") != "dev"
        };
        let mut files = BTreeMap::new();
        read(&folder.join("src"), "", &mut files)?;
        packages.push(Package {
            name: text(package, "name"),
            folder: folder.strip_prefix(&top).unwrap_or(folder).to_owned(),
            dependencies: dependencies
                .into_iter()
                .flatten()
                .filter(ours)
                .map(|one| text(one, "name"))
                .collect(),
            files,
        });
    }
    packages.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(packages)
}

fn read(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) -> Result<(), Failure> {
    let failed =
        |error: std::io::Error| Failure::failed(format!("{} can't be read: {error}", folder.display()));
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if entry.file_type().map_err(failed)?.is_dir() {
            read(&entry.path(), &format!("{path}/"), files)?;
        } else if name.ends_with(".rs") && name != "generated.rs" {
            files.insert(path, fs::read_to_string(entry.path()).map_err(failed)?);
        }
    }
    Ok(())
}
