//! Another program that a command runs.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::support::outcome::Failure;

/// The pinned cargo: whatever toolchain this command was started by is not handed on.
pub(crate) fn cargo(root: &Path, args: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(root).env_remove("RUSTUP_TOOLCHAIN").args(args);
    command
}

/// The version of Rust that the workspace is pinned to.
pub(crate) fn pinned(root: &Path) -> Option<String> {
    let text = fs::read_to_string(root.join("rust-toolchain.toml")).ok()?;
    let channel = text.lines().find_map(|line| line.strip_prefix("channel = "))?;
    Some(channel.trim_matches('"').to_owned())
}

/// Runs it to its end.
pub(crate) fn finish(command: &mut Command) -> Result<Output, Failure> {
    let program = command.get_program().to_string_lossy().into_owned();
    command.output().map_err(|error| Failure::failed(format!("{program} can't be run: {error}")))
}

/// Runs it and gives what it printed; a failure holds what it complained of.
pub(crate) fn printed(command: &mut Command) -> Result<String, Failure> {
    let output = finish(command)?;
    if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr);
        return Err(Failure::failed(format!("{}\n{}", shown(command), words.trim_end())));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The command as one would type it, with what it came to.
fn shown(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy()];
    words.extend(command.get_args().map(|argument| argument.to_string_lossy()));
    format!("`{}` failed:", words.join(" "))
}
