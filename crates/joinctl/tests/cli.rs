//! `joinctl` as a person or a script runs it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output, Stdio};

fn joinctl(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_joinctl"));
    command.args(args).env_remove("JOIN_API_TOKEN").env_remove("JOIN_BASE_URL");
    command
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// A sandbox in a process of its own, killed when dropped.
struct Server {
    child: Child,
    base_url: String,
    token: String,
}

impl Server {
    fn start(args: &[&str]) -> Self {
        let mut child = joinctl(&[&["sandbox"], args].concat()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let line: serde_json::Value = serde_json::from_str(&line).unwrap();
        let member = |name: &str| line[name].as_str().unwrap().to_owned();
        Self { base_url: member("base_url"), token: member("token"), child }
    }

    fn demo(&self, token: &str) -> Output {
        joinctl(&["demo", "--base-url", &self.base_url]).env("JOIN_API_TOKEN", token).output().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_demo_shows_each_step_and_what_changed() {
    let output = joinctl(&["demo"]).output().unwrap();
    let shown = text(&output.stdout);
    assert!(output.status.success(), "{shown}{}", text(&output.stderr));
    assert!(output.stderr.is_empty());
    for number in 1..=8 {
        assert!(shown.contains(&format!("\n{number}/8  ")), "{shown}");
    }
    let verdict = |line: &str| line.trim_end_matches('│').rsplit('┆').next().map(str::trim) == Some("yes");
    assert_eq!(shown.lines().filter(|line| verdict(line)).count(), 7, "{shown}");
    assert!(shown.contains("persona:status=verified"));
    assert!(shown.ends_with("Everything that was read back is what was meant.\n"));
}

#[test]
fn the_demo_runs_again_and_again_on_another_server() {
    let server = Server::start(&["--seed", "7", "--applications", "300"]);
    for _ in 0..2 {
        let output = server.demo(&server.token);
        assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
        assert!(text(&output.stdout).contains("unreadable"), "notes can't be listed");
    }
}

/// As in a build that is shut off from its system.
#[cfg(target_os = "linux")]
#[test]
fn the_demo_runs_on_a_system_without_certificates() {
    let nowhere = |args: &[&str]| {
        let mut command = joinctl(args);
        command.env("SSL_CERT_FILE", "/nonexistent").env("SSL_CERT_DIR", "/nonexistent");
        command
    };
    assert!(nowhere(&["demo"]).output().unwrap().status.success());
    let mut command = nowhere(&["demo", "--base-url", "https://127.0.0.1:9/v2"]);
    let output = command.env("JOIN_API_TOKEN", "4f7a9c").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("can't be set up: user agent or TLS"));
}

#[test]
fn a_wrong_token_ends_the_demo_with_the_reason() {
    let server = Server::start(&["--token", "4f7a9c"]);
    assert_eq!(server.token, "4f7a9c");
    let output = server.demo("wrong-token");
    assert_eq!(output.status.code(), Some(4));
    let told = text(&output.stderr);
    assert!(told.starts_with("error: listJobs: JOIN does not take the token"), "{told}");
    assert!(told.contains("Advanced or Enterprise"), "{told}");
    assert!(!told.contains("wrong-token"));
}

#[test]
fn a_demo_on_a_real_account_needs_a_token_and_a_yes() {
    let output = joinctl(&["demo", "--base-url", "https://api.join.com/v2"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("JOIN_API_TOKEN is not set"));
    let mut command = joinctl(&["demo", "--base-url", "https://api.join.com/v2"]);
    let output = command.env("JOIN_API_TOKEN", "4f7a9c").output().unwrap();
    assert_eq!(output.status.code(), Some(5));
    assert!(text(&output.stderr).contains("--yes"));
}

#[test]
fn a_typo_is_a_usage_error() {
    for args in [&["demmo"][..], &["demo", "--bas-url", "x"], &["sandbox", "--port", "70000"], &[]] {
        assert_eq!(joinctl(args).output().unwrap().status.code(), Some(2), "{args:?}");
    }
}

#[test]
fn a_port_that_is_taken_is_an_error() {
    let server = Server::start(&[]);
    let port = server.base_url.rsplit(':').next().unwrap().trim_end_matches("/v2").to_owned();
    let output = joinctl(&["sandbox", "--port", &port]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains(&format!("can't listen on port {port}")));
}

#[cfg(unix)]
#[test]
fn the_sandbox_ends_well_when_it_is_interrupted_or_terminated() {
    for signal in ["INT", "TERM"] {
        let mut server = Server::start(&[]);
        let pid = server.child.id().to_string();
        assert!(Command::new("kill").args(["-s", signal, &pid]).status().unwrap().success());
        assert_eq!(server.child.wait().unwrap().code(), Some(0), "{signal}");
    }
}
