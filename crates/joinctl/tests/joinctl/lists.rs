//! `joinctl` reads lists, writes them in each form, and resumes what was interrupted.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::server::Server;

impl Server {
    /// Standard output of a command that must succeed.
    fn shown(&self, args: &[&str]) -> String {
        let output = self.joinctl(args).output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", stderr(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.shown(args)).unwrap()
    }
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

/// A folder, and a path in it.
fn file(name: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    (folder, path)
}

#[test]
fn a_list_comes_as_a_page_or_whole_in_each_form() {
    let server = Server::start(&[]);
    let count =
        |args: &[&str]| server.json(&[&["applications", "list"], args].concat()).as_array().unwrap().len();
    assert_eq!((count(&[]), count(&["--page", "3"])), (50, 20));
    assert_eq!((count(&["--all"]), count(&["--complete", "--prefetch", "8"])), (120, 120));
    let lines = |form: &str| server.shown(&["applications", "list", "--all", "--output", form]);
    assert!(lines("ndjson").lines().all(|line| serde_json::from_str::<Value>(line).unwrap()["id"].is_i64()));
    let csv = lines("csv");
    let mut csv = csv::Reader::from_reader(csv.as_bytes());
    let records: Vec<_> = csv.records().map(Result::unwrap).collect();
    assert_eq!(records.len(), 120);
    assert!(records.iter().all(|row| row.iter().all(|cell| !cell.starts_with(['=', '-', '@', '\'']))));
    assert!(
        records.iter().any(|row| row.iter().any(|cell| cell.starts_with('+'))),
        "phone numbers begin with +"
    );
    let marked = server.shown(&["applications", "list", "--output", "csv", "--bom"]);
    assert!(marked.starts_with("\u{feff}id,"), "{marked}");
    assert_eq!(lines("table").lines().count(), 121);
}

#[test]
fn filters_narrow_a_list() {
    let server = Server::start(&[]);
    let hired = server.json(&["applications", "list", "--all", "--state", "HIRED"]);
    let hired = hired.as_array().unwrap();
    assert!(!hired.is_empty() && hired.len() < 120);
    let online = server.json(&["jobs", "list", "--status", "ONLINE"]);
    assert!(online.as_array().unwrap().iter().all(|job| job["status"] == "ONLINE"));
    let offices = server.json(&["offices", "list", "--country", "CH"]);
    assert_eq!(offices.as_array().unwrap().len(), 1);
}

#[test]
fn a_job_is_created_offline_by_names_and_then_changed() {
    let server = Server::start(&[]);
    let (_folder, description) = file("ad.html");
    std::fs::write(&description, "<p>Pipelines.</p>").unwrap();
    let create = [
        "jobs",
        "create",
        "--title",
        "Data engineer",
        "--description",
        description.to_str().unwrap(),
        "--category",
        "backend development",
        "--employment-type",
        "full-time",
        "--office",
        "ch/zürich",
        "--language",
        "en",
        "--yes",
    ];
    let id = server.json(&create)["id"].to_string();
    assert_eq!(server.json(&["jobs", "get", &id])["status"], "OFFLINE");
    server.shown(&["jobs", "status", &id, "ONLINE", "--yes"]);
    assert_eq!(server.json(&["jobs", "get", &id])["status"], "ONLINE");
    let details = "--external-id ENG-9 --workplace REMOTE --remote COUNTRY --seniority senior --cv OPTIONAL --salary-from 15.50 \
                   --salary-currency EUR --salary-frequency PER_HOUR --show-salary";
    let details: Vec<&str> = details.split_whitespace().collect();
    let id = server.json(&[&create[..], &details].concat())["id"].to_string();
    let job = server.json(&["jobs", "get", &id]);
    assert_eq!((&job["externalId"], &job["workplaceType"]), (&"ENG-9".into(), &"REMOTE".into()));
    assert_eq!((&job["remoteType"], &job["seniorityId"]), (&"COUNTRY".into(), &3.into()));
    assert_eq!((&job["salary"]["from"], &job["salary"]["frequency"]), (&15.5.into(), &"PER_HOUR".into()));
    let mut unknown = create;
    unknown[7] = "astrology";
    assert_eq!(server.joinctl(&unknown).output().unwrap().status.code(), Some(3));
}

#[test]
fn an_office_is_created_once() {
    let server = Server::start(&[]);
    let create = ["offices", "create", "--country", "PT", "--city", "Porto", "--yes"];
    let (first, second) = (server.json(&create), server.json(&create));
    assert_eq!((&first["created"], &second["created"]), (&Value::Bool(true), &Value::Bool(false)));
    assert_eq!(first["id"], second["id"]);
}

#[test]
fn the_catalog_is_searched_by_name() {
    let server = Server::start(&[]);
    let found = server.json(&["catalog", "categories", "lager", "--language", "de"]);
    assert_eq!(found[0]["id"], 301);
    assert_eq!(server.json(&["catalog", "employment-types"]).as_array().unwrap().len(), 6);
    assert_eq!(server.json(&["catalog", "seniority-levels"]).as_array().unwrap().len(), 5);
}

#[test]
fn what_does_not_exist_ends_with_3() {
    let server = Server::start(&[]);
    assert_eq!(server.joinctl(&["applications", "get", "1"]).output().unwrap().status.code(), Some(3));
}

#[test]
fn an_export_takes_files_along_and_leaves_what_is_there() {
    let server = Server::start(&["--applications", "12"]);
    let (folder, path) = file("all.ndjson");
    let files = folder.path().join("files");
    let (path, dir) = (path.to_str().unwrap(), files.to_str().unwrap());
    server.shown(&["applications", "export", "--to", path, "--attachments", dir, "--complete"]);
    let rows: Vec<Value> = std::fs::read_to_string(path)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(rows.len(), 12);
    for row in &rows {
        let there = std::fs::read_dir(files.join(row["id"].to_string())).map_or(0, Iterator::count);
        assert_eq!(there, row["attachments"].as_array().unwrap().len(), "{}", row["id"]);
    }
    let one = rows.iter().find(|row| !row["attachments"].as_array().unwrap().is_empty()).unwrap();
    let id = one["id"].to_string();
    let kept = std::fs::read_dir(files.join(&id)).unwrap().next().unwrap().unwrap().path();
    std::fs::write(&kept, "kept").unwrap();
    server.shown(&["applications", "get", &id, "--attachments", dir]);
    assert_eq!(std::fs::read_to_string(&kept).unwrap(), "kept");

    let output = server.joinctl(&["applications", "export", "--to", path]).output().unwrap();
    assert_eq!(output.status.code(), Some(5));
    assert!(stderr(&output).contains("already exists"));
}

#[cfg(unix)]
#[test]
fn an_interrupted_export_leaves_whole_rows_says_how_to_go_on_and_does() {
    let server = Server::start(&["--applications", "5000", "--latency-ms", "25"]);
    let (_folder, path) = file("all.csv");
    let args =
        ["applications", "export", "--format", "csv", "--prefetch", "1", "--to", path.to_str().unwrap()];
    let child = server.joinctl(&args).stderr(Stdio::piped()).spawn().unwrap();
    // It has begun to listen for signals by the time that its checkpoint is there.
    let checkpoint = path.with_file_name("all.csv.resume");
    while !checkpoint.exists() {
        std::thread::yield_now();
    }
    assert!(Command::new("kill").args(["-s", "INT", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    assert!(stderr(&output).contains("the same command resumes"), "{}", stderr(&output));
    let ids = || -> Vec<i64> {
        let mut rows = csv::Reader::from_path(&path).unwrap();
        rows.records().map(|row| row.unwrap()[0].parse().unwrap()).collect()
    };
    let before = ids().len();
    assert!(before < 5000);
    server.shown(&args);
    let mut all = ids();
    all.sort_unstable();
    all.dedup();
    assert_eq!((all.len(), ids().len()), (5000, 5000));
    assert!(!checkpoint.exists());
}

#[test]
fn changes_come_once_as_lines_and_a_foreign_cursor_is_refused() {
    let server = Server::start(&["--applications", "70"]);
    let (_folder, cursor) = file("cursor");
    let args = ["changes", "--cursor", cursor.to_str().unwrap()];
    let first = server.shown(&args);
    assert_eq!(first.lines().count(), 70);
    let line: Value = serde_json::from_str(first.lines().next().unwrap()).unwrap();
    assert_eq!(line["change"], "created");
    assert!(line["application"]["id"].is_i64());
    assert_eq!(server.shown(&args), "");
    let output = server.joinctl(&[&args[..], &["--state", "HIRED"]].concat()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    std::fs::write(&cursor, "rubbish").unwrap();
    let output = server.joinctl(&args).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("damaged"), "{}", stderr(&output));
}
