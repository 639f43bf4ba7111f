//! `joinctl record` and `joinctl sandbox --from-recording`: a session goes into a file and comes out of it again.

#![cfg(unix)]

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

use crate::server::Server;

fn joinctl(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_joinctl"));
    command.args(args).env_remove("JOIN_API_TOKEN").env_remove("JOIN_BASE_URL").env_remove("JOIN_AUDIT_FILE");
    command
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// A running `joinctl record`.
struct Recorder {
    child: Child,
    stdout: BufReader<std::process::ChildStdout>,
    base_url: String,
}

impl Recorder {
    fn start(account: &Server, file: &Path, more: &[&str]) -> Self {
        let mut command = joinctl(&["record", "--to", file.to_str().unwrap()]);
        command.args(more).env("JOIN_BASE_URL", &account.base_url);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let line: Value = serde_json::from_str(&line).unwrap();
        Self { child, stdout, base_url: line["base_url"].as_str().unwrap().to_owned() }
    }

    /// The exit code, the rest of its output, and its messages, once it is interrupted.
    fn end(mut self) -> (i32, String, String) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", "INT", &id]).status().unwrap().success());
        let (mut printed, mut said) = (String::new(), String::new());
        self.stdout.read_to_string(&mut printed).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap().code().unwrap(), printed, said)
    }
}

fn run(base_url: &str, token: &str, args: &[&str]) -> Output {
    joinctl(args).env("JOIN_BASE_URL", base_url).env("JOIN_API_TOKEN", token).output().unwrap()
}

const LIST: [&str; 4] = ["applications", "list", "--output", "json"];

#[test]
fn a_recorded_session_is_replayed_without_what_it_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("session.jsonl");
    let account = Server::start(&["--applications", "20"]);
    let recorder = Recorder::start(&account, &file, &["--drop-unknown"]);
    let there = run(&recorder.base_url, &account.token, &LIST);
    assert!(there.status.success(), "{}", text(&there.stderr));
    let (code, printed, said) = recorder.end();
    assert_eq!(code, 0, "{said}");
    let summary: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(summary["exchanges"], 1, "{summary}");
    assert_eq!(summary["left_out"][0], "GET /applications response (200) $[].rating");
    assert!(said.contains("$[].rating; these are left out"), "{said}");

    let recorded = std::fs::read_to_string(&file).unwrap();
    let rows: Value = serde_json::from_slice(&there.stdout).unwrap();
    let rows = rows.as_array().unwrap();
    assert_eq!(rows.len(), 20);
    assert!(!recorded.contains(&account.token));
    for row in rows {
        let candidate = &row["candidate"];
        for field in ["email", "firstName", "lastName"] {
            let said = candidate[field].as_str().unwrap();
            assert!(said.len() < 3 || !recorded.contains(said), "{said}");
        }
    }

    let replay = Server::start(&["--from-recording", file.to_str().unwrap()]);
    let here = run(&replay.base_url, &replay.token, &LIST);
    assert!(here.status.success(), "{}", text(&here.stderr));
    let here: Value = serde_json::from_slice(&here.stdout).unwrap();
    // A word that the document doesn't know is another one there.
    let states = |rows: &[Value]| -> Vec<String> {
        let known = |row: &Value| {
            row["state"]
                .as_str()
                .filter(|state| ["ACTIVE", "HIRED", "REJECTED"].contains(state))
                .map(str::to_owned)
        };
        rows.iter().map(|row| known(row).unwrap_or_default()).collect()
    };
    assert_eq!(states(here.as_array().unwrap()), states(rows));
    let other = run(&replay.base_url, &replay.token, &["offices", "list"]);
    assert_eq!(other.status.code(), Some(3), "{}", text(&other.stderr));
}

#[test]
fn a_field_that_the_document_does_not_know_is_refused_and_no_file_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("session.jsonl");
    let account = Server::start(&["--applications", "20"]);
    let recorder = Recorder::start(&account, &file, &[]);
    assert!(run(&recorder.base_url, &account.token, &LIST).status.success());
    let (code, _, said) = recorder.end();
    assert_eq!(code, 5, "{said}");
    assert!(said.contains("$[].rating") && said.contains("--drop-unknown"), "{said}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn what_can_not_be_recorded_or_replayed_is_one_message_each() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let head = r#"{"joinRecording": 1, "exchanges": 2}"#;
    let line = r#"{"method": "GET", "path": "/v2/jobs", "status": 200}"#;
    for (path, words) in [
        (folder.path().join("nowhere.jsonl").to_str().unwrap().to_owned(), "can't be read"),
        (folder.path().to_str().unwrap().to_owned(), "can't be read"),
        (file("a.jsonl", "Adalberta"), "this is no recording"),
        (file("b.jsonl", r#"{"joinRecording": 2}"#), "has version 2"),
        (file("c.jsonl", &format!("{head}\n{line}\n")), "contradicts itself"),
        (file("d.jsonl", &format!("{head}\n{line}\n{{\"method\": \"Adalberta\"}}\n")), "line 3"),
    ] {
        let output = joinctl(&["sandbox", "--from-recording", &path]).output().unwrap();
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.starts_with(&format!("error: {path}: ")) && said.contains(words), "{said}");
        assert!(said.lines().count() == 1 && !said.contains("Adalberta"), "{said}");
        assert!(output.stdout.is_empty());
    }
    let good = file("e.jsonl", &format!("{head}\n{line}\n{line}\n"));
    for more in [["--seed", "7"], ["--applications", "7"]] {
        let output = joinctl(&["sandbox", "--from-recording", &good]).args(more).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    }
    let to = folder.path().join("f.jsonl");
    let to = to.to_str().unwrap();
    for (args, code) in [
        (&["record", "--to", to, "--base-url", "http://join.example/v2"][..], 2),
        (&["record", "--to", "/nowhere/at/all.jsonl"], 2),
        (&["record"], 2),
    ] {
        let output = joinctl(args).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{args:?}: {}", text(&output.stderr));
    }
}
