//! `joinctl` passes JOIN's own text on, and an odd field costs one field.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::{Command, Output};

use serde_json::{Value, json};

/// Serves rows as the only page of each list, and the first of them as each application and job.
fn serve(rows: &'static [&'static str]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}/v2", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
            let asked = lines.next().unwrap_or_default();
            lines.find(String::is_empty);
            let first_page = asked.contains("page=1&") || asked.contains("page=1 ");
            let body = match asked.contains("/applications?") || asked.contains("/jobs?") {
                true if first_page => format!("[{}]", rows.join(" ,\n")),
                true => "[]".to_owned(),
                false => rows[0].to_owned(),
            };
            let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length";
            let _ = write!(stream, "{head}: {}\r\n\r\n{body}", body.len());
        }
    });
    base
}

fn joinctl(base: &str, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_joinctl"));
    command.args(args).env("JOIN_BASE_URL", base).env("JOIN_API_TOKEN", "t");
    let output = command.output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", stderr(&output));
    output
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

const UNKNOWN: &str = r#"{"id": 1, "createdAt": "2026-11-01T11:00:00.5+01:00", "rating": 12345678901234567890.10, "customFields": [{"name": "Visa", "value": "yes"}], "integrationExternalId": "inq_1", "job": {"id": 7}, "candidate": {"id": 5, "tags": ["vip"]}}"#;
const BROKEN: &str = "{\n  \"id\": 2,\n  \"note\": \"a  b\"\n}";

#[test]
fn json_is_joins_own_text_one_row_a_line() {
    let base = serve(&[UNKNOWN, BROKEN]);
    let lines = format!("{UNKNOWN}\n{{\"id\":2,\"note\":\"a  b\"}}\n");
    for args in [&["--all"][..], &["--complete"], &[]] {
        let ndjson = joinctl(&base, &[&["applications", "list", "--output", "ndjson"], args].concat());
        assert_eq!((stdout(&ndjson), stderr(&ndjson)), (lines.as_str(), ""), "{args:?}");
    }
    for list in ["applications", "jobs"] {
        let json = joinctl(&base, &[list, "list", "--output", "json"]);
        let rows: Vec<Value> = serde_json::from_slice(&json.stdout).unwrap();
        assert_eq!((&rows[0]["customFields"][0]["value"], &rows[1]["note"]), (&json!("yes"), &json!("a  b")));
    }
    for get in [
        &["applications", "get", "1"][..],
        &["jobs", "get", "1"],
        &["applications", "find", "--job", "7", "--external-id", "inq_1"],
    ] {
        let one = joinctl(&base, &[get, &["--output", "json"]].concat());
        assert_eq!(stdout(&one), format!("{UNKNOWN}\n"), "{get:?}");
    }
}

#[test]
fn an_export_and_the_changes_pass_the_text_on() {
    let base = serve(&[UNKNOWN, BROKEN]);
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    joinctl(&base, &["applications", "export", "--to", &path("all.ndjson")]);
    let written = std::fs::read_to_string(path("all.ndjson")).unwrap();
    assert_eq!(written, format!("{UNKNOWN}\n{{\"id\":2,\"note\":\"a  b\"}}\n"));
    joinctl(&base, &["applications", "export", "--format", "csv", "--to", &path("all.csv")]);
    let written = std::fs::read_to_string(path("all.csv")).unwrap();
    assert!(written.starts_with("id,created,") && !written.contains("Visa"), "{written}");
    let changes = joinctl(&base, &["changes", "--cursor", &path("cursor")]);
    assert!(stdout(&changes).contains(&format!(r#""application":{UNKNOWN}}}"#)), "{}", stdout(&changes));
}

#[test]
fn each_kind_of_odd_field_is_told_once_a_command() {
    let base = serve(&[
        r#"{"id": 1, "candidate": {"id": 5, "country": 3, "firstName": "Ada"}, "job": {}}"#,
        r#"{"id": 2, "candidate": {"id": null, "firstName": null, "tags": null}}"#,
        r#"{"id": 3, "candidate": {"id": 6, "country": "GB"}}"#,
        r#"{"id": 4, "screeningQuestions": [{"question": "?", "answer": ["German", "English"]}]}"#,
    ]);
    let table = "warning: 2 rows: the field candidate.country can't be read and is left out
warning: 1 row: the field candidate.id can't be read and is left out
warning: 1 row: the field job can't be read and is left out
";
    for args in [&["--all"][..], &["--complete"], &[]] {
        let csv = joinctl(&base, &[&["applications", "list", "--output", "csv"], args].concat());
        assert_eq!((stderr(&csv), stdout(&csv).lines().count()), (table, 5));
        assert!(stdout(&csv).lines().nth(1).unwrap().contains(",5,Ada,"));
    }
    let json = joinctl(&base, &["applications", "list", "--all", "--output", "ndjson"]);
    let first =
        "warning: 2 rows: the field candidate.country has an unexpected form and is passed on as it is\n";
    assert!(stderr(&json).starts_with(first) && stderr(&json).lines().count() == 3, "{}", stderr(&json));
    assert!(stdout(&json).contains(r#""answer": ["German", "English"]"#));
    let get = joinctl(&base, &["applications", "get", "1", "--output", "csv"]);
    assert_eq!(
        stderr(&get),
        "warning: the field candidate.country can't be read and is left out\nwarning: the field job can't be read and is left out\n"
    );
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("all.csv");
    let to = to.to_str().unwrap();
    let export = joinctl(&base, &["applications", "export", "--format", "csv", "--to", to]);
    assert_eq!(stderr(&export), table);
}
