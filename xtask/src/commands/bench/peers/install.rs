//! The peers, made ready below `target/peers`.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::peer::Peer;
use crate::support::document;
use crate::support::flat::flat;
use crate::support::outcome::Failure;
use crate::support::packages::Packages;
use crate::support::process;
use crate::support::processes::Processes;

/// The folder of everything that is installed, generated and built, below the workspace.
const FOLDER: &str = "target/peers";
/// The settings of openapi-python-client, which `conform` has as well.
const PYTHON_CLIENT: &str = "xtask/conform/python-client.yaml";

const LIB: &str = include_str!("../../../../peers/rust/lib.rs");
/// The programs in Rust. All but that of a generated client are built whatever else is missing.
const PROGRAMS: [(&str, &str); 4] = [
    ("sandbox", include_str!("../../../../peers/rust/bin/sandbox.rs")),
    ("sdk", include_str!("../../../../peers/rust/bin/sdk.rs")),
    ("by_hand", include_str!("../../../../peers/rust/bin/by_hand.rs")),
    ("openapi_generator", include_str!("../../../../peers/rust/bin/openapi_generator.rs")),
];

/// One package for all, so that they share their libraries. `{root}` stands for the root of this repository.
const MANIFEST: &str = r#"[package]
name = "peers"
version = "0.0.0"
edition = "2024"

[dependencies]
fastrand = "2"
futures-util = "0.3"
join-sandbox = { path = "{root}/crates/join-sandbox" }
join-sdk = { path = "{root}/crates/join-sdk", default-features = false, features = ["rustls"] }
reqwest = { version = "0.13.4", default-features = false, features = ["gzip", "json", "query", "rustls"] }
rustix = { version = "1", features = ["time", "use-libc"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
tokio = { version = "1", features = ["macros", "rt-multi-thread", "sync", "time"] }
"#;
/// The generated client, and its one library that the workspace does not pin.
const GENERATED: &str = r#"generated = { path = "../openapi-generator", default-features = false, features = ["rustls"] }
serde_with = "=3.25.0""#;

/// A peer, and its program with the first arguments, or why there is none.
pub(super) struct Installed {
    pub(super) peer: Peer,
    pub(super) program: Result<Vec<PathBuf>, String>,
}

/// Where peers are made ready.
pub(super) struct Workshop {
    root: PathBuf,
    packages: Packages,
    pub(super) processes: Processes,
}

impl Workshop {
    pub(super) fn new(root: &Path) -> Result<Self, Failure> {
        let root = std::path::absolute(root)
            .map_err(|error| Failure::failed(format!("the workspace can't be found: {error}")))?;
        let packages = Packages::new(&root, "the peers", "xtask/peers", FOLDER);
        fs::create_dir_all(packages.folder()).map_err(unwritable)?;
        Ok(Self { root, packages, processes: Processes::new()? })
    }

    /// The peer's name with its pinned version.
    pub(super) fn title(&self, peer: Peer) -> Result<String, Failure> {
        let python = |name: &str| self.packages.python_version(name);
        Ok(match peer {
            Peer::Sdk => "this SDK".to_owned(),
            Peer::ByHand => "reqwest and `serde_json` by hand".to_owned(),
            Peer::OpenapiGenerator => {
                format!("OpenAPI Generator {}, Rust", python("openapi-generator-cli")?)
            }
            Peer::OpenapiPythonClient => {
                format!("openapi-python-client {}", python("openapi-python-client")?)
            }
            Peer::OpenapiPythonClientFlat => {
                format!("openapi-python-client {}, flat document", python("openapi-python-client")?)
            }
            Peer::OpenapiFetch => format!("openapi-fetch {}", self.packages.node_version("openapi-fetch")?),
        })
    }

    /// The path of a built program of Rust.
    pub(super) fn built(&self, program: &str) -> PathBuf {
        self.packages.folder().join("rust/target/release").join(program)
    }

    /// The log of a program.
    pub(super) fn log(&self, name: &str) -> PathBuf {
        self.packages.folder().join(format!("{name}.log"))
    }

    /// Installs and builds all peers. One that can't be has the reason in place of its program.
    pub(super) fn install(&self, out: &mut dyn Write) -> Result<Vec<Installed>, Failure> {
        let mut all = Vec::new();
        for peer in Peer::ALL {
            let program = self.ready(peer, out);
            all.push(Installed { peer, program });
        }
        let with_generated = all.iter().any(|one| one.peer == Peer::OpenapiGenerator && one.program.is_ok());
        writeln!(out, "building the peers in Rust")?;
        if let Err(failure) = self.build(with_generated) {
            if !with_generated {
                return Err(failure);
            }
            // The generated client may be what fails.
            self.build(false)?;
            let reason = reason(failure);
            all.iter_mut()
                .filter(|one| one.peer == Peer::OpenapiGenerator)
                .for_each(|one| one.program = Err(reason.clone()));
        }
        for Installed { peer, program } in &all {
            if let Err(reason) = program {
                writeln!(out, "{}: {reason}", self.title(*peer)?)?;
            }
        }
        Ok(all)
    }

    /// Everything but the build of programs in Rust.
    fn ready(&self, peer: Peer, out: &mut dyn Write) -> Result<Vec<PathBuf>, String> {
        let faults: Vec<String> = peer.needs().iter().filter_map(|program| program.fault()).collect();
        if !faults.is_empty() {
            return Err(format!("not installed: {}", faults.join("; ")));
        }
        let not_installed = |failure| format!("not installed: {}", reason(failure));
        let folder = self.packages.folder();
        match peer {
            Peer::Sdk | Peer::ByHand => Ok(vec![self.built(peer.program())]),
            Peer::OpenapiGenerator => {
                self.packages.install_python(&self.processes, out).map_err(not_installed)?;
                let mut generate = Command::new(self.packages.python("openapi-generator-cli"));
                generate.args(["generate", "--generator-name", "rust", "--output", "openapi-generator"]);
                generate.args(["--additional-properties", "library=reqwest,packageName=generated"]);
                generate.arg("--input-spec").arg(self.root.join(document::DOCUMENT)).current_dir(folder);
                self.generate(peer, &mut generate).map_err(not_installed)?;
                Ok(vec![self.built(peer.program())])
            }
            Peer::OpenapiPythonClient | Peer::OpenapiPythonClientFlat => {
                self.packages.install_python(&self.processes, out).map_err(not_installed)?;
                let program = self.python_client(peer).map_err(not_installed)?;
                Ok(vec![self.packages.python("python"), program])
            }
            Peer::OpenapiFetch => {
                self.packages.install_node(&self.processes, out).map_err(not_installed)?;
                let program = self.copy("openapi_fetch.mjs", folder).map_err(not_installed)?;
                Ok(vec![PathBuf::from("node"), program])
            }
        }
    }

    fn generate(&self, peer: Peer, command: &mut Command) -> Result<(), Failure> {
        self.processes.succeed(command, &self.log(&format!("{}-generate", peer.program()))).map(drop)
    }

    /// Makes the client in Python from the document as it is, or flat, in a folder with its program.
    fn python_client(&self, peer: Peer) -> Result<PathBuf, Failure> {
        let folder = self.packages.folder().join(peer.program());
        fs::create_dir_all(&folder).map_err(unwritable)?;
        let mut text = document::read(&self.root)?;
        if peer == Peer::OpenapiPythonClientFlat {
            let value = serde_json::from_str(&text)
                .map_err(|error| Failure::failed(format!("{} is no JSON: {error}", document::DOCUMENT)))?;
            text = flat(&value).to_string();
        }
        fs::write(folder.join(document::DOCUMENT), text).map_err(unwritable)?;
        let mut generate = Command::new(self.packages.python("openapi-python-client"));
        generate.args(["generate", "--meta", "none", "--overwrite", "--output-path", "join_api"]);
        generate.args(["--path", document::DOCUMENT, "--config"]).arg(self.root.join(PYTHON_CLIENT));
        self.generate(peer, generate.current_dir(&folder))?;
        self.copy("openapi_python_client.py", &folder)
    }

    /// Copies a program to the packages that it needs.
    fn copy(&self, program: &str, folder: &Path) -> Result<PathBuf, Failure> {
        let copy = folder.join(program);
        fs::copy(self.packages.settings(program), &copy).map_err(unwritable)?;
        Ok(copy)
    }

    /// Builds the programs in Rust, that of the generated client only where there is one.
    fn build(&self, with_generated: bool) -> Result<(), Failure> {
        let folder = self.packages.folder().join("rust");
        let bin = folder.join("src/bin");
        fs::create_dir_all(&bin).map_err(unwritable)?;
        let generated = if with_generated { GENERATED } else { "" };
        let manifest = MANIFEST.replace("{root}", &self.root.display().to_string());
        process::write_package(&self.root, &folder, &format!("{manifest}{generated}\n\n[workspace]\n"))?;
        fs::write(folder.join("src/lib.rs"), LIB).map_err(unwritable)?;
        for (name, text) in PROGRAMS {
            let file = bin.join(format!("{name}.rs"));
            if with_generated || name != Peer::OpenapiGenerator.program() {
                fs::write(file, text).map_err(unwritable)?;
            } else if file.exists() {
                fs::remove_file(file).map_err(unwritable)?;
            }
        }
        let mut build = process::cargo(&folder, &["build", "--release"]);
        build.env_remove("CARGO_TARGET_DIR");
        self.processes.succeed(&mut build, &self.log("build")).map(drop)
    }
}

fn reason(failure: Failure) -> String {
    let message = failure.message().unwrap_or_default();
    // A table's cell holds one line.
    message.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

fn unwritable(error: std::io::Error) -> Failure {
    Failure::failed(format!("{FOLDER} can't be written: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_peer_of_a_registry_is_pinned() {
        let workshop = Packages::new(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join(".."),
            "the peers",
            "xtask/peers",
            FOLDER,
        );
        for package in ["openapi-generator-cli", "openapi-python-client"] {
            assert!(
                workshop.python_version(package).unwrap().starts_with(|first: char| first.is_ascii_digit())
            );
        }
        assert!(workshop.node_version("openapi-fetch").unwrap().contains('.'));
        let requirements = workshop.pinned("requirements.txt").unwrap();
        assert!(
            requirements.lines().all(|line| line.starts_with('#') || line.contains("==")),
            "{requirements}"
        );
    }
}
