//! The crates of the workspace: their source files and what they depend on, as cargo names them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::metadata;
use crate::support::outcome::Failure;

/// One crate.
pub(crate) struct Package {
    pub(crate) name: String,
    /// The folder of its manifest, below the workspace.
    pub(super) folder: PathBuf,
    /// Crates of the workspace that it depends on, but for its tests.
    pub(super) dependencies: Vec<String>,
    /// The text of each hand-written source file, by its path below `src/`.
    pub(crate) files: BTreeMap<String, String>,
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
pub(crate) fn packages(root: &Path) -> Result<Vec<Package>, Failure> {
    let metadata = metadata::members(root)?;
    let text = |value: &Value, key: &str| metadata::text(value, key).to_owned();
    let top = PathBuf::from(text(&metadata, "workspace_root"));
    let mut packages = Vec::new();
    for package in metadata::packages(&metadata) {
        let manifest = PathBuf::from(text(package, "manifest_path"));
        let folder = manifest.parent().unwrap_or(&manifest);
        let dependencies = metadata::members_of(package, "dependencies");
        // A dependency of tests has a kind of its own, and a crate of the workspace a path.
        let ours = |dependency: &&Value| {
            dependency.get("path").is_some_and(Value::is_string) && text(dependency, "kind") != "dev"
        };
        let mut files = BTreeMap::new();
        read(&folder.join("src"), "", &mut files)?;
        packages.push(Package {
            name: text(package, "name"),
            folder: folder.strip_prefix(&top).unwrap_or(folder).to_owned(),
            dependencies: dependencies.filter(ours).map(|one| text(one, "name")).collect(),
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
