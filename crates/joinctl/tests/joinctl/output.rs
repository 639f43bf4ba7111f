//! What the commands print: the formats, the fields, the filters, and the colours.

use join_sandbox::Operation;
use serde_json::{Value, json};

use crate::fixture::{Fixture, text};

const FORMATS: [&str; 4] = ["table", "json", "ndjson", "csv"];

/// Every command that prints rows or an object, on the data of the fixture.
async fn commands(fixture: &Fixture) -> Vec<Vec<String>> {
    let id = fixture.application.as_str();
    let job = fixture.json(&["applications", "get", id]).await["job"]["id"].to_string();
    let key = "key-1";
    let new = ["--first-name", "Ada", "--last-name", "Byron", "--email", "ada@example.com"];
    let create = ["applications", "create", "--job", &job, "--external-id", key, "--yes"];
    fixture.done(&[&create[..], &new].concat()).await;
    let edit = fixture.edit("apply", &["--add", "p:x", "--receipt", "receipt.json"]);
    fixture.done(&[&edit[..], &["--audit", "audit.jsonl"]].concat()).await;
    let lines = [
        format!("applications list --job {job}"),
        format!("applications get {id}"),
        format!("applications find --job {job} --external-id {key}"),
        format!("attachments list {id}"),
        format!("candidates list --job {job}"),
        format!("candidates get {id}"),
        "jobs list".to_owned(),
        format!("jobs get {job}"),
        "offices list".to_owned(),
        "catalog categories".to_owned(),
        "catalog employment-types".to_owned(),
        "catalog seniority-levels".to_owned(),
        format!("tags show {id}"),
        format!("tags plan {id} --owner p: --add p:y"),
        format!("tags apply {id} --owner p: --add p:y --dry-run"),
        format!("tags apply {id} --owner p: --add p:x --yes --settle 0.02"),
        "tags undo --receipt receipt.json --dry-run".to_owned(),
        "audit show audit.jsonl".to_owned(),
        "auth list".to_owned(),
        "auth status".to_owned(),
    ];
    lines.iter().map(|line| line.split(' ').map(str::to_owned).collect()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_prints_the_format_that_was_asked_for() {
    let fixture = Fixture::open().await;
    for command in commands(&fixture).await {
        for format in FORMATS {
            let mut args: Vec<&str> = command.iter().map(String::as_str).collect();
            args.extend(["--output", format]);
            let mut run = fixture.command(&args);
            run.env("XDG_CONFIG_HOME", fixture.folder.path());
            let output = fixture.output(run).await;
            let shown = text(&output.stdout);
            assert_eq!(output.status.code(), Some(0), "{args:?}: {}", text(&output.stderr));
            let is_json = serde_json::from_str::<Value>(shown).is_ok();
            match format {
                "json" => assert!(is_json, "{args:?}: {shown}"),
                "ndjson" => {
                    let mut lines = shown.lines();
                    assert!(
                        lines.all(|line| serde_json::from_str::<Value>(line).unwrap().is_object()),
                        "{args:?}: {shown}"
                    );
                }
                "csv" => {
                    let mut rows = csv::Reader::from_reader(shown.as_bytes());
                    let head = rows.headers().unwrap().clone();
                    let is_name =
                        |name: &str| name.chars().all(|letter| letter.is_lowercase() || letter == '_');
                    assert!(!head.is_empty() && head.iter().all(is_name), "{args:?}: {shown}");
                    assert!(rows.records().all(|row| row.unwrap().len() == head.len()), "{args:?}: {shown}");
                }
                _ => assert!(!is_json && !shown.starts_with('{'), "{args:?}: {shown}"),
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_are_rows_of_a_spreadsheet() {
    let fixture = Fixture::open().await;
    let id = fixture.application.as_str();
    let shown = fixture.done(&["tags", "show", id, "--output", "csv"]).await;
    assert_eq!(shown, "tag\nvip\nHired by hand\n");
    let plan = ["tags", "plan", id, "--owner", "p:", "--add", "p:x", "--output", "csv"];
    assert_eq!(fixture.done(&plan).await, "change,tag\nadd,p:x\n");
    assert_eq!(fixture.done(&[&plan[..], &["--fields", "tag"]].concat()).await, "tag\np:x\n");
    assert_eq!(fixture.done(&[&plan[..], &["--fields", "adds,keeps"]].concat()).await, "adds,keeps\np:x,2\n");
    let picked = fixture.json(&["tags", "show", id, "--fields", "tags,application"]).await;
    assert_eq!(picked, json!({"tags": ["vip", "Hired by hand"], "application": id.parse::<i64>().unwrap()}));
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_are_columns_or_paths_in_every_format_and_in_their_order() {
    let fixture = Fixture::open().await;
    let id = fixture.application.as_str();
    let whole = fixture.json(&["applications", "get", id]).await;
    let fields = ["--fields", "candidate.email,id,tags,attachments.name,page"];
    let get = |format| [&["applications", "get", id, "--output", format], &fields[..]].concat();
    let page = format!("https://join.com/candidates/{}", fixture.candidate);
    let shown = fixture.done(&get("json")).await;
    let names: Vec<_> = whole["attachments"].as_array().unwrap().iter().map(|file| &file["name"]).collect();
    let expected = json!({
        "candidate.email": whole["candidate"]["email"], "id": whole["id"], "tags": whole["candidate"]["tags"],
        "attachments.name": names, "page": page,
    });
    assert_eq!(serde_json::from_str::<Value>(&shown).unwrap(), expected);
    assert!(shown.starts_with("{\"candidate.email\":") && shown.ends_with("\"}\n"), "{shown}");
    let csv = fixture.done(&get("csv")).await;
    assert!(csv.starts_with("candidate.email,id,tags,attachments.name,page\n"), "{csv}");
    assert!(csv.contains(&format!(",{id},vip; Hired by hand,")) && csv.trim().ends_with(&page), "{csv}");
    let table = fixture.done(&get("table")).await;
    assert!(table.starts_with("CANDIDATE.EMAIL ") && table.lines().count() == 5, "{table}");

    let list = ["applications", "list", "--all", "--fields", "id,candidate.id"];
    let rows = fixture.done(&[&list[..], &["--output", "ndjson"]].concat()).await;
    assert_eq!(rows.lines().count(), 60);
    let row: Value = serde_json::from_str(rows.lines().next().unwrap()).unwrap();
    assert!(row["candidate.id"].is_i64() && row.as_object().unwrap().len() == 2, "{row}");
    let table = fixture.done(&[&list[..], &["--output", "table"]].concat()).await;
    assert_eq!(table.lines().next(), Some("ID        CANDIDATE.ID"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_field_or_filter_is_refused_before_anything_is_sent() {
    let fixture = Fixture::open().await;
    for (args, words) in [
        (&["jobs", "list", "--fields", "titel"][..], "did you mean title?"),
        (&["jobs", "list", "--output", "csv", "--fields", "id,titel"], "did you mean title?"),
        (&["applications", "list", "--fields", "candidat.email"], "did you mean candidate"),
        (&["applications", "list", "--output", "table", "--fields", "zzz"], "there are id, created"),
        (&["tags", "show", &fixture.application, "--fields", "tagz"], "did you mean tag"),
        (&["jobs", "list", "--jq", ".[] |"], "no filter of jq"),
        (&["jobs", "list", "--jq", ".[] | titel"], "`titel` is not known"),
        (&["jobs", "list", "--jq", "env"], "`env` is not known"),
        (&["jobs", "list", "--jq", "$ENV"], "is not known"),
        (&["jobs", "list", "--jq", "halt"], "`halt` is not known"),
        (&["jobs", "list", "--jq", ".", "--output", "csv"], "--jq filters JSON"),
        (&["jobs", "list", "--jq", ".", "--output", "table"], "--jq filters JSON"),
    ] {
        let (code, said) = fixture.failed(args).await;
        assert!(code == 2 && said.contains(words), "{args:?}: {code} {said}");
    }
    assert_eq!(fixture.sandbox.received(Operation::ListJobs), 0);
    assert_eq!(fixture.sandbox.received(Operation::ListApplications), 0);
    assert_eq!(fixture.sandbox.received(Operation::GetApplication), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_gets_the_whole_or_row_by_row() {
    let fixture = Fixture::open().await;
    let jobs = fixture.json(&["jobs", "list"]).await;
    let titles = jobs.as_array().unwrap().iter().map(|job| job["title"].as_str().unwrap().to_owned() + "\n");
    let titles: String = titles.collect();
    let count = fixture.done(&["jobs", "list", "--jq", "length"]).await;
    assert_eq!(count, format!("{}\n", jobs.as_array().unwrap().len()));
    assert_eq!(fixture.done(&["jobs", "list", "--jq", ".[].title", "--raw-output"]).await, titles);
    let rows = ["jobs", "list", "--output", "ndjson", "--jq", ".title", "--raw-output"];
    assert_eq!(fixture.done(&rows).await, titles);
    let quoted = fixture.done(&["jobs", "list", "--jq", ".[0].title"]).await;
    assert_eq!(serde_json::from_str::<Value>(&quoted).unwrap(), jobs[0]["title"]);
    let picked = ["jobs", "list", "--fields", "id,title", "--jq", ".[0] | keys"];
    assert_eq!(fixture.json(&picked).await, json!(["id", "title"]));
    let (code, words) = fixture.failed(&["jobs", "list", "--jq", ".title"]).await;
    assert!(code == 1 && words.contains("--jq: cannot"), "{code} {words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn colours_come_where_they_are_asked_for_and_change_no_word() {
    let fixture = Fixture::open().await;
    let plain = fixture.done(&["jobs", "list", "--output", "table"]).await;
    assert!(!plain.contains('\u{1b}'));
    let list = ["jobs", "list", "--output", "table"];
    let run = |args: &[&str], variables: &[(&str, &str)]| {
        let mut command = fixture.command(args);
        command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").env_remove("CLICOLOR");
        command.envs(variables.iter().copied());
        command
    };
    for (option, variables, coloured) in [
        (&["--color", "always"][..], &[][..], true),
        (&["--color=always"], &[("NO_COLOR", "1")], true),
        (&[], &[("CLICOLOR_FORCE", "1")], true),
        (&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false),
        (&["--color", "never"], &[("CLICOLOR_FORCE", "1")], false),
        (&[], &[], false),
    ] {
        let output = fixture.output(run(&[&list[..], option].concat(), variables)).await;
        let shown = text(&output.stdout);
        assert_eq!(shown.contains("\u{1b}[32mONLINE\u{1b}[0m"), coloured, "{option:?} {variables:?}");
        assert_eq!(shown.contains('\u{1b}'), coloured, "{option:?} {variables:?}");
        let help = fixture.output(run(&[option, &["jobs", "--help"]].concat(), variables)).await;
        assert_eq!(text(&help.stdout).contains('\u{1b}'), coloured, "{option:?} {variables:?}");
        let failed = fixture.output(run(&[&["jobs", "get", "1"], option].concat(), variables)).await;
        assert_eq!(text(&failed.stderr).contains('\u{1b}'), coloured, "{option:?} {variables:?}");
    }
    for format in ["json", "ndjson", "csv"] {
        let shown = fixture.done(&["jobs", "list", "--output", format, "--color", "always"]).await;
        assert!(!shown.contains('\u{1b}'), "{format}");
    }
}
