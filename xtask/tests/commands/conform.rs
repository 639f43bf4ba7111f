//! `cargo xtask conform` where it can't judge: one clear message, and nothing is left running.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use super::*;

const SETTINGS: [&str; 3] =
    ["xtask/conform/package.json", "xtask/conform/package-lock.json", "xtask/conform/requirements.txt"];

/// A workspace with the pinned packages, and a folder `bin` of programs, the only ones that are found.
fn workspace_with(programs: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in SETTINGS {
        write(&folder, file, &real(file));
    }
    for (name, script) in programs {
        let file = format!("bin/{name}");
        write(&folder, &file, &format!("#!/bin/sh\n{script}\n"));
        fs::set_permissions(folder.path().join(&file), fs::Permissions::from_mode(0o755)).unwrap();
    }
    folder
}

fn command(folder: &TempDir, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.env("PATH", folder.path().join("bin")).arg("--root").arg(folder.path()).arg("conform").args(args);
    command
}

/// The exit code, and what was said.
fn said(folder: &TempDir, args: &[&str]) -> (i32, String) {
    let output = command(folder, args).output().unwrap();
    let text = [&output.stdout[..], &output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(text).unwrap())
}

/// A program that has this version, and does something else when it is called otherwise.
fn with_version(version: &str, otherwise: &str) -> String {
    format!("if [ \"$1\" = --version ]; then echo '{version}'; else\n{otherwise}\nfi")
}

#[test]
fn a_judge_that_is_not_known_is_refused_with_the_names_of_all() {
    let (code, words) = said(&workspace_with(&[]), &["--only", "swagger"]);
    assert_eq!(code, 2, "{words}");
    for name in ["swagger", "validator", "prism-proxy", "schemathesis"] {
        assert!(words.contains(name), "{name}: {words}");
    }
}

#[test]
fn every_program_that_is_missing_or_too_old_is_named_with_its_remedy() {
    let programs = [("java", "echo 'openjdk 11.0.2 2019-01-15'"), ("npm", "echo 10.2.0"), ("node", "exit 1")];
    let folder = workspace_with(&programs);
    let (code, words) = said(&folder, &[]);
    assert_eq!(code, 1, "{words}");
    let expected = "error: node does not print its version: install Node.js 20.19 or later\n\
        python3 is missing: install Python 3.11 or later with venv and pip\n\
        java is 11.0: install a Java runtime, 17 or later (Debian: default-jre-headless)\n\
        nothing was run; install it, or choose other judges with --only\n";
    assert_eq!(words, expected);
    let (_, words) = said(&folder, &["--only", "validator"]);
    assert!(words.starts_with("error: python3 is missing") && !words.contains("java"), "{words}");
}

#[test]
fn a_registry_that_can_not_be_reached_stops_it_before_anything_is_judged() {
    let npm = with_version("10.2.0", "echo 'npm error network ECONNREFUSED' >&2; exit 1");
    let folder = workspace_with(&[("node", "echo v20.19.0"), ("npm", &npm)]);
    // The second time as well: a failed installation does not count as one.
    for _ in 0..2 {
        let (code, words) = said(&folder, &["--install", "--only", "redocly"]);
        assert_eq!(code, 1, "{words}");
        assert!(words.contains("the judges from npm can't be installed: npm ended with"), "{words}");
        assert!(words.contains("npm error network ECONNREFUSED\n"), "{words}");
        assert!(words.contains("nothing was judged; see that the registry can be reached"), "{words}");
    }
}

#[test]
fn what_is_installed_from_the_same_files_is_not_installed_again() {
    let npm = with_version("10.2.0", "echo installing >> npm-calls");
    let folder = workspace_with(&[("node", "echo v20.19.0"), ("npm", &npm)]);
    let installs = |count: usize| {
        let (code, words) = said(&folder, &["--install", "--only", "redocly", "--only", "prism-mock"]);
        assert_eq!(code, 0, "{words}");
        assert_eq!(read(&folder, "target/conform/npm-calls").lines().count(), count);
    };
    installs(1);
    installs(1);
    edit(&folder, "xtask/conform/package.json", "\"dependencies\"", "\"dependencies\" ");
    installs(2);
}

#[test]
fn an_interruption_ends_what_it_started() {
    // It says its number once it runs, and would run for ten minutes.
    let npm = with_version(
        "10.2.0",
        "echo $$ > ../../started.new; mv ../../started.new ../../started; exec sleep 600",
    );
    let folder = workspace_with(&[("node", "echo v20.19.0"), ("npm", &npm)]);
    let path = std::env::join_paths([folder.path().join("bin"), "/usr/bin".into(), "/bin".into()]).unwrap();
    let mut command = command(&folder, &["--install", "--only", "redocly"]);
    let mut child = command.env("PATH", path).stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    while !folder.path().join("started").exists() {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it was interrupted");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let signalled = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(signalled.success());
    let mut words = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut words).unwrap();
    assert!(words.contains("interrupted; every program that it started has been ended"), "{words}");
    assert_eq!(child.wait().unwrap().code(), Some(1));
    let started = read(&folder, "started");
    let alive = Command::new("kill").args(["-0", started.trim()]).stderr(Stdio::null()).status().unwrap();
    assert!(!alive.success(), "npm still runs");
}
