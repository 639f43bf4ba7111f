//! `joinctl sandbox --data`: a company from a file, and what an unusable file says.

use std::path::PathBuf;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::server::Server;

fn joinctl(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_joinctl")).arg("sandbox").args(args).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn file(folder: &TempDir, content: &str) -> PathBuf {
    let path = folder.path().join("company.json");
    std::fs::write(&path, content).unwrap();
    path
}

/// What a sandbox with a file says that must not start.
fn refused(path: &str) -> String {
    let output = joinctl(&["--data", path]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(output.stdout.is_empty());
    let said = text(&output.stderr);
    assert_eq!(said.matches("error: ").count(), 1, "{said}");
    said.to_owned()
}

#[test]
fn the_company_is_that_of_the_file() {
    let folder = TempDir::new().unwrap();
    let path = file(
        &folder,
        r#"{
            "jobs": [{ "id": 7, "title": "Cook" }],
            "candidates": [{ "id": 20, "firstName": "Ada", "tags": ["hr:called"] }],
            "applications": [{ "id": 500, "job": 7, "candidate": 20 }]
        }"#,
    );
    let server = Server::start(&["--data", path.to_str().unwrap(), "--seed", "3"]);
    let output = server.joinctl(&["applications", "get", "500", "--output", "json"]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let shown: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(shown["candidate"]["tags"], serde_json::json!(["hr:called"]));
    assert_eq!(shown["job"]["title"], "Cook");
}

#[test]
fn an_unusable_file_is_one_message_with_all_its_problems() {
    let folder = TempDir::new().unwrap();
    let path = file(
        &folder,
        r#"{
            "jobs": [{ "id": 7 }, { "id": 7 }],
            "candidates": [{ "id": 20, "email": "ada@example.com" }],
            "applications": [{ "job": 8, "candidate": 20 }, { "job": 7, "candidate": 20, "createdAt": "today" }]
        }"#,
    );
    let said = refused(path.to_str().unwrap());
    let expected = format!(
        "error: the data file {} can't be used: 3 problems are in it\n  \
         /jobs/1/id is that of /jobs/0 too\n  \
         /applications/0/job is neither the id nor the externalId of a job in the file\n  \
         /applications/1/createdAt must be a time such as 2026-03-02T08:00:00Z: RFC 3339 with a zone\n",
        path.display()
    );
    assert_eq!(said, expected);
}

#[test]
fn a_file_that_cannot_be_read_and_one_that_is_not_json_say_so() {
    let folder = TempDir::new().unwrap();
    let missing = folder.path().join("none.json");
    assert!(refused(missing.to_str().unwrap()).contains("can't be used: it can't be read: No such file"));
    assert!(refused(folder.path().to_str().unwrap()).contains("can't be used: it can't be read: "));
    let path = file(&folder, "{\n  \"jobs\": [,]\n}");
    let said = refused(path.to_str().unwrap());
    assert!(said.ends_with("can't be used: it is not JSON: line 2, column 12\n"), "{said}");
}

#[test]
fn a_file_and_a_number_of_seeded_applications_contradict_each_other() {
    let output = joinctl(&["--data", "company.json", "--applications", "5"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("cannot be used with"), "{output:?}");
}

#[test]
fn the_schema_of_files_is_printed() {
    let output = joinctl(&["--data-schema"]);
    assert!(output.status.success() && output.stderr.is_empty());
    let schema: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(schema["title"], "Data of a JOIN sandbox");
}
