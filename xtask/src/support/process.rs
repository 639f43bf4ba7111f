//! Other programs that a command runs.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::support::outcome::Failure;

/// The pinned cargo. The toolchain that started this command is not passed on.
pub(crate) fn cargo(root: &Path, args: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(root).env_remove("RUSTUP_TOOLCHAIN").args(args);
    command
}

/// The Rust version that `rust-toolchain.toml` pins.
pub(crate) fn pinned(root: &Path) -> Option<String> {
    let text = fs::read_to_string(root.join("rust-toolchain.toml")).ok()?;
    let channel = text.lines().find_map(|line| line.strip_prefix("channel = "))?;
    Some(channel.trim_matches('"').to_owned())
}

/// Writes a package's manifest, and beside it the versions and the toolchain that the workspace is tested with.
pub(crate) fn write_package(root: &Path, folder: &Path, manifest: &str) -> Result<(), Failure> {
    fs::write(folder.join("Cargo.toml"), manifest)
        .and_then(|()| fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")))
        .and_then(|_| fs::copy(root.join("rust-toolchain.toml"), folder.join("rust-toolchain.toml")))
        .map(drop)
        .map_err(|error| {
            Failure::failed(format!("a package can't be written to {}: {error}", folder.display()))
        })
}

/// Runs a program to its end, whatever its status.
pub(crate) fn finish(command: &mut Command) -> Result<Output, Failure> {
    let program = command.get_program().to_string_lossy().into_owned();
    command.output().map_err(|error| Failure::failed(format!("{program} can't be run: {error}")))
}

/// Runs a program and returns its standard output. A failure holds its standard error.
pub(crate) fn printed(command: &mut Command) -> Result<String, Failure> {
    let output = finish(command)?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr);
        return Err(Failure::failed(format!("{}\n{}", shown(command), message.trim_end())));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The command line, followed by `failed:`.
pub(crate) fn shown(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy()];
    words.extend(command.get_args().map(|argument| argument.to_string_lossy()));
    format!("`{}` failed:", words.join(" "))
}
