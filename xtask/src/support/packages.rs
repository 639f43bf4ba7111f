//! Packages of npm and PyPI, pinned by files below `xtask` and installed into a folder below `target`.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::outcome::Failure;
use crate::support::processes::Processes;

/// The files that pin the packages of npm.
pub(crate) const NPM: [&str; 2] = ["package.json", "package-lock.json"];
/// The file that pins the packages of PyPI.
pub(crate) const PYTHON: [&str; 1] = ["requirements.txt"];

/// Pinned packages, and their installed programs.
pub(crate) struct Packages {
    /// The pins, below the workspace.
    pins: &'static str,
    /// Where they are installed, below the workspace.
    target: &'static str,
    /// What the packages are, for messages.
    what: &'static str,
    settings: PathBuf,
    folder: PathBuf,
}

impl Packages {
    pub(crate) fn new(root: &Path, what: &'static str, pins: &'static str, target: &'static str) -> Self {
        // Installed programs run in working folders of their own.
        let root = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
        Self { pins, target, what, settings: root.join(pins), folder: root.join(target) }
    }

    /// The folder that they are installed into.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The program of a package of npm.
    pub(crate) fn node(&self, program: &str) -> PathBuf {
        self.folder.join("node_modules/.bin").join(program)
    }

    /// The program of a package of PyPI.
    pub(crate) fn python(&self, program: &str) -> PathBuf {
        self.folder.join("python/bin").join(program)
    }

    /// A file inside a package of npm.
    pub(crate) fn node_file(&self, file: &str) -> PathBuf {
        self.folder.join("node_modules").join(file)
    }

    /// A file beside the pins.
    pub(crate) fn settings(&self, file: &str) -> PathBuf {
        self.settings.join(file)
    }

    /// The text of a file that pins packages.
    pub(crate) fn pinned(&self, file: &str) -> Result<String, Failure> {
        fs::read_to_string(self.settings.join(file))
            .map_err(|error| Failure::failed(format!("{}/{file} can't be read: {error}", self.pins)))
    }

    /// The pinned version of a package of PyPI.
    pub(crate) fn python_version(&self, name: &str) -> Result<String, Failure> {
        in_requirements(&self.pinned(PYTHON[0])?, name).ok_or_else(|| self.unpinned(name))
    }

    /// The pinned version of a package of npm.
    pub(crate) fn node_version(&self, name: &str) -> Result<String, Failure> {
        in_package(&self.pinned(NPM[0])?, name).ok_or_else(|| self.unpinned(name))
    }

    fn unpinned(&self, name: &str) -> Failure {
        Failure::failed(format!("{} pins no version of {name}", self.pins))
    }

    /// Installs the packages of npm, unless they are there. Needs a registry only then.
    pub(crate) fn install_node(&self, processes: &Processes, out: &mut dyn Write) -> Result<(), Failure> {
        self.ensure("npm", &NPM, out, || {
            let mut npm = Command::new("npm");
            // No package's script is needed, and one of them reports the installation to a server.
            npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&self.folder);
            processes.succeed(&mut npm, &self.folder.join("npm.log"))
        })
    }

    /// Installs the packages of PyPI, unless they are there. Needs a registry only then.
    pub(crate) fn install_python(&self, processes: &Processes, out: &mut dyn Write) -> Result<(), Failure> {
        self.ensure("PyPI", &PYTHON, out, || {
            let mut venv = Command::new("python3");
            venv.args(["-m", "venv", "--clear", "python"]).current_dir(&self.folder);
            processes.succeed(&mut venv, &self.folder.join("venv.log"))?;
            let mut pip = Command::new(self.python("pip"));
            pip.args(["install", "--disable-pip-version-check", "--requirement", PYTHON[0]]);
            processes.succeed(pip.current_dir(&self.folder), &self.folder.join("pip.log"))
        })
    }

    /// Installs from one registry, unless the last installation was from the same files and came to its end.
    fn ensure(
        &self,
        registry: &str,
        files: &[&str],
        out: &mut dyn Write,
        install: impl FnOnce() -> Result<String, Failure>,
    ) -> Result<(), Failure> {
        let unwritable = |error| Failure::failed(format!("{} can't be written: {error}", self.target));
        fs::create_dir_all(&self.folder)
            .map_err(|error| Failure::failed(format!("{} can't be created: {error}", self.target)))?;
        let mut pins = String::new();
        for file in files {
            pins.push_str(&self.pinned(file)?);
        }
        let stamp = self.folder.join(format!("installed-from-{registry}"));
        if fs::read_to_string(&stamp).is_ok_and(|installed| installed == pins) {
            return Ok(());
        }
        writeln!(out, "installing {} from {registry} into {}", self.what, self.target)?;
        for file in files {
            fs::copy(self.settings.join(file), self.folder.join(file)).map_err(unwritable)?;
        }
        install().map_err(|failure| {
            let reason = failure.message().unwrap_or_default();
            Failure::failed(format!("{} from {registry} can't be installed: {reason}", self.what))
        })?;
        fs::write(&stamp, pins).map_err(unwritable)
    }
}

/// The version of a package in a `requirements.txt`.
fn in_requirements(text: &str, name: &str) -> Option<String> {
    text.lines().find_map(|line| Some(line.strip_prefix(name)?.strip_prefix("==")?.to_owned()))
}

/// The version of a package in a `package.json`.
fn in_package(text: &str, name: &str) -> Option<String> {
    let package: serde_json::Value = serde_json::from_str(text).ok()?;
    Some(package.get("dependencies")?.get(name)?.as_str()?.to_owned())
}
