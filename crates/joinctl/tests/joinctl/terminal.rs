//! What JOIN sends reaches a terminal escaped and programs as it is; what JOIN said is told, and so is a write without its
//! report.

use std::process::{Command, Output, Stdio};

use serde_json::json;

use crate::fixture::{Fixture, text};
use crate::replies::{Replies, Reply};

/// Colors, a C1 control, text from right to left, a zero-width character, a new line, and a tab.
const EVIL: &str = "x\u{1b}]0;own\u{7}\u{9b}31m\u{202e}fdp\u{200b}\u{2066}\r\nerror: all\tdone";

fn joinctl(server: &Replies, args: &[&str]) -> Output {
    command(server, args).output().unwrap()
}

fn command(server: &Replies, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_joinctl"));
    command.args(args).env("JOIN_BASE_URL", &server.base_url).env("JOIN_API_TOKEN", "s3cr3t-t0ken-4f7a9c");
    command.env_remove("JOIN_AUDIT_FILE");
    command
}

fn application() -> serde_json::Value {
    json!({
        "id": 9, "state": EVIL, "integrationExternalId": "key",
        "job": {"id": 7, "title": EVIL}, "currentStage": {"name": EVIL}, "source": {"product": EVIL},
        "candidate": {
            "id": 5, "firstName": EVIL, "lastName": EVIL, "email": EVIL, "phoneNumber": EVIL, "tags": [EVIL]
        },
        "attachments": [{"type": EVIL, "name": EVIL}],
    })
}

fn evil(line: &str) -> Option<Reply> {
    let path = line.split([' ', '?']).nth(1)?;
    let first = line.contains("page=1&") || line.ends_with("page=1") || !line.contains("page=");
    Some(match path {
        "/v2/applications/9" => Reply::json(200, &application()),
        "/v2/applications" if first => Reply::json(200, &json!([application()])),
        "/v2/jobs" if first => {
            Reply::json(200, &json!([{"id": 7, "title": EVIL, "status": EVIL, "language": EVIL}]))
        }
        "/v2/offices" if first => Reply::json(200, &json!([{"id": 1, "city": EVIL, "name": EVIL}])),
        _ if path.starts_with("/v2/categories") || !first => Reply::json(200, &json!([])),
        _ => return None,
    })
}

fn is_safe(shown: &str) -> bool {
    !shown.chars().any(|letter| {
        (letter.is_control() && letter != '\n')
            || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}'..='\u{200f}')
    })
}

#[test]
fn nothing_from_outside_steers_the_terminal() {
    let server = Replies::start(evil);
    for args in [
        &["applications", "list", "--output", "table"][..],
        &["applications", "get", "9", "--output", "table"],
        &["applications", "find", "--job", "7", "--external-id", "key", "--output", "table"],
        &["jobs", "list", "--output", "table"],
        &["offices", "list", "--output", "table"],
        &["tags", "show", "9", "--output", "table"],
        &["attachments", "list", "9", "--output", "table"],
        &["candidates", "list", "--output", "table"],
        &["candidates", "get", "9", "--output", "table"],
        &[
            "tags",
            "plan",
            "9",
            "--owner",
            "x",
            "--remove",
            EVIL,
            "--allow-foreign",
            "me",
            "--output",
            "table",
        ],
    ] {
        let output = joinctl(&server, args);
        let shown = text(&output.stdout);
        assert!(output.status.success(), "{args:?}: {}", text(&output.stderr));
        assert!(is_safe(shown) && shown.contains("\\u{202e}fdp"), "{args:?}: {shown:?}");
        assert!(!shown.lines().any(|line| line.starts_with("error: all")), "{shown}");
    }
}

#[test]
fn programs_get_the_text_as_it_is() {
    let server = Replies::start(evil);
    let output = joinctl(&server, &["applications", "get", "9", "--output", "json"]);
    let read: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(read["candidate"]["firstName"], EVIL);
    let output = joinctl(&server, &["tags", "show", "9", "--output", "json"]);
    let read: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(read["tags"], json!([EVIL]));
    let output = joinctl(&server, &["applications", "list", "--output", "csv"]);
    let mut rows = csv::Reader::from_reader(output.stdout.as_slice());
    assert_eq!(&rows.records().next().unwrap().unwrap()[4], EVIL);
}

#[test]
fn what_join_said_is_told_escaped_and_bounded() {
    for status in [400, 403, 413, 422] {
        let server = Replies::start(move |_| {
            let said = json!({
                "error": {
                    "type": "VALIDATION_ERROR",
                    "message": format!("too {EVIL} {} s3cr3t-t0ken-4f7a9c", "long ".repeat(1_000)),
                    "details": [{"param": format!("status{EVIL}"), "msg": "is s3cr3t-t0ken-4f7a9c"}],
                }
            });
            Some(Reply::json(status, &said))
        });
        let output = joinctl(&server, &["jobs", "status", "7", "OFFLINE", "--yes"]);
        let words = text(&output.stderr);
        assert!(!output.status.success() && output.stdout.is_empty());
        for part in ["VALIDATION_ERROR", "too x\\u{1b}]0;own", "status", "is (the token)"] {
            assert!(words.contains(part), "{status} {part}: {words}");
        }
        assert!(is_safe(words) && words.len() < 2_000 && !words.contains("s3cr3t"), "{status}: {words}");
        assert!(!words.contains("api_error") && words.trim_end().lines().count() == 1, "{words}");
    }
}

#[test]
fn a_rate_limit_says_when_to_come_again() {
    let server = Replies::start(|_| Some(Reply::json(429, &json!({})).header("retry-after: 7200")));
    let output = joinctl(&server, &["jobs", "list"]);
    let words = text(&output.stderr);
    assert_eq!(output.status.code(), Some(6), "{words}");
    assert!(words.contains("try again in 7200 s, at ") && words.contains(" UTC"), "{words}");
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_write_is_told_where_standard_output_cannot_be_written() {
    let fixture = Fixture::open().await;
    let (candidate, application) = (fixture.candidate.to_string(), fixture.application.clone());
    fixture.rows("rows.jsonl", "p:b");
    let edit = ["tags", "apply", &application, "--owner", "p:", "--add", "p:a", "--settle", "0", "--yes"];
    let bulk = ["tags", "bulk", "--input", "rows.jsonl", "--journal", "j", "--verify", "none", "--yes"];
    let commands = [
        (vec!["notes", "add", &candidate, "--text", "Hello", "--yes"], candidate.clone()),
        (vec!["offices", "create", "--country", "CH", "--city", "Chur", "--yes"], "\"id\":".to_owned()),
        (edit.to_vec(), format!("the tags of candidate {candidate}")),
        (bulk.to_vec(), "\"applied\":".to_owned()),
    ];
    for (args, named) in commands {
        let mut command = fixture.command(&args);
        command
            .stdout(std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap())
            .stderr(Stdio::piped());
        let output = fixture.output(command).await;
        let words = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{args:?}: {words}");
        assert!(words.contains("standard output can't be written"), "{words}");
        assert!(words.contains("it was written to JOIN") && words.contains(&named), "{args:?}: {words}");
    }
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = fixture.command(&["notes", "add", &candidate, "--text", "Hello", "--yes"]);
    command.stdout(writer).stderr(Stdio::piped());
    let output = fixture.output(command).await;
    assert_eq!(output.status.code(), Some(141));
    assert!(text(&output.stderr).contains("it was written to JOIN"), "{}", text(&output.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_has_gone_ends_a_list_quietly() {
    let fixture = Fixture::open().await;
    for form in ["table", "json", "ndjson", "csv"] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = fixture.command(&["applications", "list", "--all", "--output", form]);
        command.stdout(writer).stderr(Stdio::piped());
        let output = fixture.output(command).await;
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(141), ""), "{form}");
    }
}
