//! A desk to work at: a sandbox in this process, a candidate with tags of a recruiter, and a folder to work in.

#![allow(dead_code, reason = "not every test program uses all of it")]

use std::process::{Command, Output, Stdio};
use std::time::Duration;

use join_sandbox::{JoinSandbox, Operation};
use serde_json::Value;

pub(crate) const THEIRS: [&str; 2] = ["vip", "Hired by hand"];

/// A sandbox in this process, a candidate with tags of a recruiter, and a folder to work in.
pub(crate) struct Desk {
    pub(crate) sandbox: JoinSandbox,
    pub(crate) folder: tempfile::TempDir,
    pub(crate) candidate: i64,
    pub(crate) application: String,
}

impl Desk {
    pub(crate) async fn open() -> Self {
        let sandbox = JoinSandbox::builder().applications(60).start().await.unwrap();
        let candidate = sandbox.candidates()[0];
        for id in sandbox.candidates() {
            sandbox.set_tags(id, THEIRS.map(str::to_owned).to_vec());
        }
        let application = sandbox.applications_of(candidate)[0].to_string();
        Self { sandbox, folder: tempfile::tempdir().unwrap(), candidate, application }
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_joinctl"));
        command.args(args).env("JOIN_BASE_URL", self.sandbox.base_url());
        command.env("JOIN_API_TOKEN", self.sandbox.token()).env_remove("JOIN_AUDIT_FILE");
        command.current_dir(self.folder.path());
        command
    }

    pub(crate) async fn run(&self, args: &[&str]) -> Output {
        self.output(self.command(args)).await
    }

    /// On another thread, since the sandbox answers on this one.
    pub(crate) async fn output(&self, mut command: Command) -> Output {
        tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
    }

    /// What it printed, of a command that succeeds.
    pub(crate) async fn done(&self, args: &[&str]) -> String {
        let output = self.run(args).await;
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", text(&output.stderr));
        text(&output.stdout).to_owned()
    }

    pub(crate) async fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.done(args).await).unwrap()
    }

    /// The exit code and the words of a command that fails.
    pub(crate) async fn failed(&self, args: &[&str]) -> (i32, String) {
        let output = self.run(args).await;
        (output.status.code().unwrap(), text(&output.stderr).to_owned())
    }

    /// What a command ends with that is interrupted once something has come about. Its input stays open.
    #[cfg(unix)]
    pub(crate) async fn interrupted(&self, args: &[&str], input: &str, once: impl Fn() -> bool) -> Output {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        std::io::Write::write_all(&mut stdin, input.as_bytes()).unwrap();
        while !once() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let id = child.id().to_string();
        assert!(Command::new("kill").args(["-s", "INT", &id]).status().unwrap().success());
        let output = tokio::task::spawn_blocking(move || child.wait_with_output().unwrap()).await.unwrap();
        drop(stdin);
        output
    }

    pub(crate) fn tags(&self) -> Vec<String> {
        self.sandbox.tags(self.candidate).unwrap().as_slice().to_vec()
    }

    pub(crate) fn writes(&self) -> u64 {
        self.sandbox.received(Operation::UpdateCandidate)
    }

    /// The command line of an edit of the candidate.
    pub(crate) fn edit<'a>(&'a self, command: &'a str, more: &[&'a str]) -> Vec<&'a str> {
        let quick = ["--settle", "0.02"];
        let mut args = vec!["tags", command, &self.application, "--owner", "p:"];
        args.extend(more);
        if command == "apply" {
            args.extend(quick);
        }
        args
    }

    pub(crate) fn rows(&self, name: &str, tag: &str) -> usize {
        let mut lines = String::new();
        for id in self.sandbox.candidates() {
            let application = self.sandbox.applications_of(id)[0];
            let edit = serde_json::json!({"owner": {"prefix": "p:"}, "add": [tag]});
            lines += &(serde_json::json!({"candidate": id, "application": application, "edit": edit})
                .to_string()
                + "\n");
        }
        std::fs::write(self.folder.path().join(name), &lines).unwrap();
        lines.lines().count()
    }
}

pub(crate) fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

pub(crate) fn theirs_and(own: &[&str]) -> Vec<String> {
    THEIRS.iter().chain(own).map(|tag| (*tag).to_owned()).collect()
}
