//! The packages of the judges, installed into `target/conform`.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::judge::Judge;
use super::processes::Processes;
use super::program::Program;
use crate::support::outcome::Failure;

/// The pinned packages and the settings of the judges, below the workspace.
pub(super) const SETTINGS: &str = "xtask/conform";
/// The folder of the installed packages, below the workspace.
pub(super) const FOLDER: &str = "target/conform";
/// The files that pin the packages.
const NPM: [&str; 2] = ["package.json", "package-lock.json"];
const PYTHON: [&str; 1] = ["requirements.txt"];

/// The installed programs.
pub(super) struct Tools {
    settings: PathBuf,
    folder: PathBuf,
}

impl Tools {
    pub(super) fn new(root: &Path) -> Self {
        // Judges have working folders of their own.
        let root = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
        Self { settings: root.join(SETTINGS), folder: root.join(FOLDER) }
    }

    /// The program of a package of npm.
    pub(super) fn node(&self, program: &str) -> PathBuf {
        self.folder.join("node_modules/.bin").join(program)
    }

    /// The program of a package of PyPI.
    pub(super) fn python(&self, program: &str) -> PathBuf {
        self.folder.join("python/bin").join(program)
    }

    /// A file inside a package of npm.
    pub(super) fn node_file(&self, file: &str) -> PathBuf {
        self.folder.join("node_modules").join(file)
    }

    /// A settings file of the judges.
    pub(super) fn settings(&self, file: &str) -> PathBuf {
        self.settings.join(file)
    }

    fn pinned(&self, file: &str) -> Result<String, Failure> {
        fs::read_to_string(self.settings.join(file))
            .map_err(|error| Failure::failed(format!("{SETTINGS}/{file} can't be read: {error}")))
    }

    /// The judge's packages with their pinned versions.
    pub(super) fn version(&self, judge: Judge) -> Result<String, Failure> {
        let text = self.pinned(if judge.is_python() { PYTHON[0] } else { NPM[0] })?;
        let find = if judge.is_python() { in_requirements } else { in_package };
        let one = |name: &&str| match find(&text, name) {
            Some(version) => Ok(format!("{name} {version}")),
            None => Err(Failure::failed(format!("{SETTINGS} pins no version of {name}"))),
        };
        Ok(judge.packages().iter().map(one).collect::<Result<Vec<_>, _>>()?.join(", "))
    }

    /// Installs what the judges need, unless it is there. Needs a registry only then.
    pub(super) fn install(
        &self,
        judges: &[Judge],
        processes: &Processes,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        let is_needed = |program: &Program| judges.iter().any(|judge| judge.programs().contains(program));
        let faults: Vec<String> =
            Program::ALL.into_iter().filter(is_needed).filter_map(Program::fault).collect();
        if !faults.is_empty() {
            let advice = "nothing was run; install it, or choose other judges with --only";
            return Err(Failure::failed(format!("{}\n{advice}", faults.join("\n"))));
        }
        fs::create_dir_all(&self.folder)
            .map_err(|error| Failure::failed(format!("{FOLDER} can't be created: {error}")))?;
        if is_needed(&Program::Npm) {
            self.ensure("npm", &NPM, out, || {
                let mut npm = Command::new("npm");
                // No package's script is needed, and one of them reports the installation to a server.
                npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&self.folder);
                processes.succeed(&mut npm, &self.folder.join("npm.log"))
            })?;
        }
        if is_needed(&Program::Python) {
            self.ensure("PyPI", &PYTHON, out, || {
                let mut venv = Command::new("python3");
                venv.args(["-m", "venv", "--clear", "python"]).current_dir(&self.folder);
                processes.succeed(&mut venv, &self.folder.join("venv.log"))?;
                let mut pip = Command::new(self.python("pip"));
                pip.args(["install", "--disable-pip-version-check", "--requirement", "requirements.txt"]);
                processes.succeed(pip.current_dir(&self.folder), &self.folder.join("pip.log"))
            })?;
        }
        Ok(())
    }

    /// Installs from one registry, unless the last installation was from the same files and came to its end.
    fn ensure(
        &self,
        registry: &str,
        files: &[&str],
        out: &mut dyn Write,
        install: impl FnOnce() -> Result<String, Failure>,
    ) -> Result<(), Failure> {
        let unwritable = |error| Failure::failed(format!("{FOLDER} can't be written: {error}"));
        let mut pins = String::new();
        for file in files {
            pins.push_str(&self.pinned(file)?);
        }
        let stamp = self.folder.join(format!("installed-from-{registry}"));
        if fs::read_to_string(&stamp).is_ok_and(|installed| installed == pins) {
            return Ok(());
        }
        writeln!(out, "installing the judges from {registry} into {FOLDER}")?;
        for file in files {
            fs::copy(self.settings.join(file), self.folder.join(file)).map_err(unwritable)?;
        }
        install().map_err(|failure| {
            let reason = failure.message().unwrap_or_default();
            let advice = "nothing was judged; see that the registry can be reached, and run it again";
            Failure::failed(format!("the judges from {registry} can't be installed: {reason}\n{advice}"))
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
    let package: Value = serde_json::from_str(text).ok()?;
    Some(package.get("dependencies")?.get(name)?.as_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
    }

    #[test]
    fn every_judge_is_pinned_to_an_exact_version() {
        let tools = Tools::new(&root());
        for judge in Judge::ALL {
            let version = tools.version(*judge).unwrap();
            for package in version.split(", ") {
                let (_, number) = package.rsplit_once(' ').unwrap();
                assert!(number.split('.').all(|part| part.parse::<u32>().is_ok()), "{package}");
            }
        }
        let requirements = tools.pinned("requirements.txt").unwrap();
        let is_exact = |line: &str| line.starts_with('#') || line.split_once("==").is_some();
        assert!(requirements.lines().all(is_exact), "{requirements}");
    }

    #[test]
    fn the_lock_file_names_no_registry_and_checks_each_package() {
        let lock: Value =
            serde_json::from_str(&Tools::new(&root()).pinned("package-lock.json").unwrap()).unwrap();
        let packages = lock["packages"].as_object().unwrap();
        for (path, package) in packages.iter().filter(|(path, _)| !path.is_empty()) {
            assert!(package.get("resolved").is_none(), "{path}");
            assert!(package.get("integrity").is_some() || package["inBundle"] == true, "{path}");
        }
    }
}
