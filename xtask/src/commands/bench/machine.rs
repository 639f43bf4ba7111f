//! The machine that measures, in a sentence.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;

use crate::support::process;

/// Its date, cores, memory and system, and the Rust that builds.
pub(super) fn described(root: &Path) -> String {
    let date = printed(Command::new("date").args(["-u", "+%Y-%m-%d"]));
    let cores = thread::available_parallelism().map_or(0, usize::from);
    let model = field("/proc/cpuinfo", "model name").unwrap_or_else(|| "an unknown processor".to_owned());
    let memory = field("/proc/meminfo", "MemTotal").and_then(|text| {
        let kib: f64 = text.split_whitespace().next()?.parse().ok()?;
        Some(format!("{:.0} GiB", kib / 1024.0 / 1024.0))
    });
    let system = field("/etc/os-release", "PRETTY_NAME").unwrap_or_else(|| std::env::consts::OS.to_owned());
    let kernel = printed(Command::new("uname").args(["-sr"]));
    let mut rustc = Command::new("rustc");
    let rustc = printed(rustc.arg("--version").current_dir(root).env_remove("RUSTUP_TOOLCHAIN"));
    format!(
        "{date}, {cores} cores of {model} ({}), {} of memory, {}, {kernel}, {rustc}",
        std::env::consts::ARCH,
        memory.as_deref().unwrap_or("an unknown amount"),
        system.trim_matches('"')
    )
}

/// What a program prints. A program that fails has nothing to say.
fn printed(command: &mut Command) -> String {
    process::printed(command).map_or_else(|_| "unknown".to_owned(), |text| text.trim().to_owned())
}

/// The first value of a name, behind a colon or an equals sign.
fn field(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    Some(line.trim_start_matches(|letter: char| letter.is_whitespace() || ":=".contains(letter)).to_owned())
}
