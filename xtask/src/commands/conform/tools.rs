//! The packages of the judges, installed into `target/conform`.

use std::io::Write;
use std::path::Path;

use super::judge::Judge;
use crate::support::outcome::Failure;
use crate::support::packages::Packages;
use crate::support::processes::Processes;
use crate::support::program::Program;

/// The folder of the installed packages, below the workspace.
pub(super) const FOLDER: &str = "target/conform";

/// The installed programs.
pub(super) struct Tools {
    pub(super) packages: Packages,
}

impl Tools {
    pub(super) fn new(root: &Path) -> Self {
        Self { packages: Packages::new(root, "the judges", "xtask/conform", FOLDER) }
    }

    /// The judge's packages with their pinned versions.
    pub(super) fn version(&self, judge: Judge) -> Result<String, Failure> {
        let find = if judge.is_python() { Packages::python_version } else { Packages::node_version };
        let one = |name: &&str| Ok(format!("{name} {}", find(&self.packages, name)?));
        Ok(judge.packages().iter().map(one).collect::<Result<Vec<_>, Failure>>()?.join(", "))
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
        let unjudged = |failure| match failure {
            Failure::Failed(reason) => {
                let advice = "nothing was judged; see that the registry can be reached, and run it again";
                Failure::failed(format!("{reason}\n{advice}"))
            }
            other => other,
        };
        if is_needed(&Program::Npm) {
            self.packages.install_node(processes, out).map_err(unjudged)?;
        }
        if is_needed(&Program::Python) {
            self.packages.install_python(processes, out).map_err(unjudged)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::support::packages::{NPM, PYTHON};

    fn tools() -> Tools {
        Tools::new(&Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
    }

    #[test]
    fn every_judge_is_pinned_to_an_exact_version() {
        for judge in Judge::ALL {
            let version = tools().version(*judge).unwrap();
            for package in version.split(", ") {
                let (_, number) = package.rsplit_once(' ').unwrap();
                assert!(number.split('.').all(|part| part.parse::<u32>().is_ok()), "{package}");
            }
        }
        let requirements = tools().packages.pinned(PYTHON[0]).unwrap();
        let is_exact = |line: &str| line.starts_with('#') || line.split_once("==").is_some();
        assert!(requirements.lines().all(is_exact), "{requirements}");
    }

    #[test]
    fn the_lock_file_names_no_registry_and_checks_each_package() {
        let lock: Value = serde_json::from_str(&tools().packages.pinned(NPM[1]).unwrap()).unwrap();
        let packages = lock["packages"].as_object().unwrap();
        for (path, package) in packages.iter().filter(|(path, _)| !path.is_empty()) {
            assert!(package.get("resolved").is_none(), "{path}");
            assert!(package.get("integrity").is_some() || package["inBundle"] == true, "{path}");
        }
    }
}
