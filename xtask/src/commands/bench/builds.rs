//! `cargo xtask bench builds`: what a program costs to build with the SDK, and written by hand on reqwest.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::Command;

use super::row::Row;
use crate::support::outcome::Failure;
use crate::support::process;

const SDK: &str = include_str!("../../../builds/sdk.rs");
const BY_HAND: &str = include_str!("../../../builds/by_hand.rs");

/// Builds with its arguments, then has the shell print the CPU time of what it waited for.
const TIMED: &str = r#""$@"; status=$?; times; exit $status"#;

/// The dependencies of both programs beside the client.
const RUNTIME: &str = r#"tokio = { version = "1", features = ["macros", "rt-multi-thread"] }"#;

/// One program, and how it asks for its client.
struct Program {
    name: &'static str,
    main: &'static str,
    /// The lines of its dependencies. `{root}` stands for the root of this repository.
    dependencies: &'static str,
}

const PROGRAMS: &[Program] = &[
    Program {
        name: "by-hand",
        main: BY_HAND,
        dependencies: r#"reqwest = { version = "0.13.4", default-features = false, features = ["gzip", "json", "query", "rustls"] }
serde = { version = "1", features = ["derive"] }"#,
    },
    Program {
        name: "checked-in",
        main: SDK,
        dependencies: r#"join-sdk = { path = "{root}/crates/join-sdk", default-features = false, features = ["rustls"] }"#,
    },
    Program { name: "codegen", main: SDK, dependencies: r#"join-sdk = { path = "{root}/crates/join-sdk" }"# },
];

/// The ways to build, each with the arguments of cargo.
const PROFILES: &[(&str, &[&str])] =
    &[("debug", &["build"]), ("release", &["build", "--release"]), ("check", &["check"])];

/// What one build took.
struct Cost {
    cpu: f64,
    crates: usize,
    /// CPU seconds of the next build, after a change of the program.
    again: f64,
    /// Bytes of the stripped program.
    size: Option<u64>,
}

/// Builds each program clean in each profile, prints a table, and compares CPU seconds. `parts` are names of programs and
/// profiles; none means all.
pub(super) fn measure(root: &Path, parts: &[String], out: &mut dyn Write) -> Result<Vec<Row>, Failure> {
    let known = |part: &str| {
        PROGRAMS.iter().any(|program| program.name == part) || PROFILES.iter().any(|(name, _)| *name == part)
    };
    if let Some(part) = parts.iter().find(|part| !known(part)) {
        let names = PROGRAMS.iter().map(|program| program.name).chain(PROFILES.iter().map(|(name, _)| *name));
        let names: Vec<_> = names.collect();
        return Err(Failure::Usage(format!("{part:?} is no part of builds: {}", names.join(", "))));
    }
    let root = &std::path::absolute(root)
        .map_err(|error| Failure::failed(format!("the workspace can't be found: {error}")))?;
    // A kind of part of which none is named is wanted whole.
    let wanted = |name: &str, kind: &[&str]| {
        parts.iter().any(|part| part == name) || !parts.iter().any(|part| kind.contains(&part.as_str()))
    };
    let programs: Vec<_> = PROGRAMS.iter().map(|program| program.name).collect();
    let profiles: Vec<_> = PROFILES.iter().map(|(name, _)| *name).collect();
    let mut rows = Vec::new();
    writeln!(out, "| profile | program | CPU s | crates | CPU s after a change | stripped MB |")?;
    writeln!(out, "| --- | --- | --- | --- | --- | --- |")?;
    for (profile, arguments) in PROFILES.iter().filter(|(name, _)| wanted(name, &profiles)) {
        let mut by_hand = None;
        for program in PROGRAMS.iter().filter(|program| wanted(program.name, &programs)) {
            let Cost { cpu, crates, again, size } = program.build(root, profile, arguments)?;
            let size = size.map_or_else(|| "–".to_owned(), |size| format!("{:.2}", size as f64 / 1e6));
            writeln!(out, "| {profile} | {} | {cpu:.0} | {crates} | {again:.1} | {size} |", program.name)?;
            match by_hand {
                None if program.name == "by-hand" => by_hand = Some(cpu),
                None => {}
                Some(by_hand) => rows.push(Row {
                    measured: format!("a {profile} build of a program ({}), CPU s", program.name),
                    ours: vec![cpu],
                    with: "the same by hand on reqwest".to_owned(),
                    theirs: vec![by_hand],
                    reason: None,
                }),
            }
        }
    }
    Ok(rows)
}

impl Program {
    /// Builds the program in a fresh folder, changes it, and builds it again.
    fn build(&self, root: &Path, profile: &str, arguments: &[&str]) -> Result<Cost, Failure> {
        let folder = tempfile::tempdir().map_err(unusable)?;
        let dependencies = self.dependencies.replace("{root}", &root.display().to_string());
        let package = "name = \"program\"\nversion = \"0.0.0\"\nedition = \"2024\"";
        let manifest = format!(
            "[package]\n{package}\n\n[dependencies]\n{dependencies}\n{RUNTIME}\n\n\
             [profile.release]\nstrip = \"symbols\"\n\n[workspace]\n"
        );
        process::write_package(root, folder.path(), &manifest)?;
        fs::create_dir(folder.path().join("src")).map_err(unusable)?;
        let main = folder.path().join("src/main.rs");
        fs::write(&main, self.main).map_err(unusable)?;
        // Downloads are not part of a build.
        process::printed(&mut process::cargo(folder.path(), &["fetch", "--quiet"]))?;
        let (cpu, crates) = timed(folder.path(), arguments)?;
        fs::write(&main, format!("{}\n// changed\n", self.main)).map_err(unusable)?;
        let (again, _) = timed(folder.path(), arguments)?;
        let program = folder.path().join("target/release/program");
        let size = (profile == "release").then(|| fs::metadata(program)).transpose().map_err(unusable)?;
        // The program itself is no dependency.
        Ok(Cost { cpu, crates: crates.saturating_sub(1), again, size: size.map(|file| file.len()) })
    }
}

fn unusable(error: io::Error) -> Failure {
    Failure::failed(format!("the program's folder can't be written or read: {error}"))
}

/// Runs cargo; returns the CPU seconds of it and all its children, and the number of crates that it compiled or checked.
fn timed(folder: &Path, arguments: &[&str]) -> Result<(f64, usize), Failure> {
    let mut command = Command::new("sh");
    command.args(["-c", TIMED, "sh", "cargo"]).args(arguments).args(["--offline", "--color", "never"]);
    command.current_dir(folder).env_remove("RUSTUP_TOOLCHAIN").env_remove("CARGO_TARGET_DIR");
    let output = process::finish(&mut command)?;
    let log = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(Failure::failed(format!("the program can't be built:\n{}", log.trim_end())));
    }
    let crates = log.lines().filter_map(|line| {
        let line = line.trim_start();
        line.strip_prefix("Compiling ").or_else(|| line.strip_prefix("Checking "))
    });
    let crates: std::collections::BTreeSet<_> = crates.collect();
    let cpu = cpu(&String::from_utf8_lossy(&output.stdout))
        .ok_or_else(|| Failure::failed("the shell prints no CPU times that can be read"))?;
    Ok((cpu, crates.len()))
}

/// The seconds in the last line of the shell's `times`: user and system of its children, as `1m2.34s 0m5.60s`.
fn cpu(times: &str) -> Option<f64> {
    let line = times.lines().next_back()?;
    line.split_whitespace()
        .map(|time| {
            let (minutes, seconds) = time.strip_suffix('s')?.split_once('m')?;
            Some(minutes.parse::<f64>().ok()? * 60.0 + seconds.parse::<f64>().ok()?)
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cpu_time_is_that_of_the_children() {
        assert_eq!(cpu("0m0.01s 0m0.00s\n1m40.50s 0m19.25s\n"), Some(119.75));
        assert_eq!(cpu("1.0 2.0\n"), None);
        assert_eq!(cpu(""), None);
    }

    #[test]
    fn a_part_that_is_none_is_refused() {
        let failure = measure(Path::new("."), &["weekly".to_owned()], &mut Vec::new()).unwrap_err();
        assert!(matches!(failure, Failure::Usage(message) if message.contains("by-hand")));
    }
}
