//! The consent to a write: shown first, asked for at a terminal, given by `--yes`, never by `--dry-run`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod fixture;

use std::process::Stdio;

use fixture::{Fixture, text};
use join_sandbox::Operation;

/// The operations that write.
const WRITES: [Operation; 6] = [
    Operation::CreateJob,
    Operation::ChangeJobStatus,
    Operation::CreateApplication,
    Operation::UpdateCandidate,
    Operation::CreateCandidateNote,
    Operation::CreateOffice,
];

fn written(fixture: &Fixture) -> u64 {
    WRITES.iter().map(|operation| fixture.sandbox.received(*operation)).sum()
}

/// Each command that writes, with words of its plan. All but the last ones can be run again.
async fn commands(fixture: &Fixture) -> Vec<(Vec<String>, &'static str)> {
    let job = fixture.json(&["jobs", "list", "--status", "ONLINE"]).await[0]["id"].to_string();
    std::fs::write(fixture.folder.path().join("ad.html"), "<p>Files</p>").unwrap();
    fixture.rows("rows.jsonl", "p:bulk");
    let desired = format!(
        r#"{{"candidate":{},"application":{},"owner":{{"prefix":"p:"}},"tags":["p:desired"]}}"#,
        fixture.candidate, fixture.application
    );
    std::fs::write(fixture.folder.path().join("desired.jsonl"), desired).unwrap();
    fixture.done(&[&fixture.edit("apply", &["--add", "p:undo"])[..], &["--receipt", "r.json"]].concat()).await;
    let (application, candidate) = (&fixture.application, fixture.candidate);
    let base_url = fixture.sandbox.base_url();
    [
        (format!("applications create --job {job} --first-name Ida --last-name B --email ida@b.example"), "e-mail"),
        (format!("tags apply {application} --owner p: --add p:a --settle 0"), "p:a"),
        ("tags undo --receipt r.json --settle 0".to_owned(), "p:undo"),
        ("tags bulk --input rows.jsonl --journal j.jsonl --settle 0".to_owned(), "\"planned\":"),
        ("tags reconcile --input desired.jsonl --journal d.jsonl --settle 0".to_owned(), "\"planned\":1"),
        (
            format!("decide {application} --id i --owner p: --add p:b --note Seen --journal n.jsonl --settle 0"),
            "note, once: Seen",
        ),
        (format!("notes add {candidate} --text Hello"), "Hello"),
        (format!("jobs status {job} ARCHIVED"), "paid ads"),
        (
            "jobs create --title T --description ad.html --category 1 --employment-type 1 --office 1 --language de"
                .to_owned(),
            "slot",
        ),
        ("offices create --country PT --city Porto".to_owned(), "Porto"),
        (format!("demo --base-url {base_url}"), "adds a note"),
        ("raw POST /offices --input office.json".to_owned(), "POST"),
    ]
    .map(|(line, words)| (line.split(' ').map(str::to_owned).collect(), words))
    .into()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_command_writes_without_consent_and_each_shows_its_plan() {
    let fixture = Fixture::open().await;
    std::fs::write(fixture.folder.path().join("office.json"), r#"{"countryIso":"PT","city":"Faro"}"#).unwrap();
    let commands = commands(&fixture).await;
    let before = written(&fixture);
    for (command, planned) in &commands {
        let command: Vec<&str> = command.iter().map(String::as_str).collect();
        for (more, code) in [(&[][..], 5), (&["--dry-run"], 0)] {
            let mut run = fixture.command(&[&command[..], more].concat());
            run.stdin(Stdio::null());
            let output = fixture.output(run).await;
            let (shown, words) = (text(&output.stdout), text(&output.stderr));
            assert_eq!(output.status.code(), Some(code), "{command:?} {more:?}: {words}");
            assert!(shown.contains(planned) || text(&output.stderr).contains(planned), "{command:?}: {shown}");
            assert!(words.contains("nothing was written to JOIN"), "{command:?}: {words}");
            assert_eq!(words.contains("--yes"), code == 5, "{command:?}: {words}");
            assert_eq!(written(&fixture), before, "{command:?} {more:?} wrote");
        }
        let (code, words) = fixture.failed(&[&command[..], &["--yes", "--dry-run"]].concat()).await;
        assert_eq!((code, written(&fixture)), (2, before), "{command:?}: {words}");
    }
    // So that the lines above are those that would write.
    for (command, _) in &commands {
        let command: Vec<&str> = command.iter().map(String::as_str).chain(["--yes"]).collect();
        let before = written(&fixture);
        fixture.done(&command).await;
        assert!(written(&fixture) > before, "{command:?} wrote nothing");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_without_a_change_needs_no_consent() {
    let fixture = Fixture::open().await;
    fixture.done(&fixture.edit("apply", &["--add", "p:a"])).await;
    let before = written(&fixture);
    let apply = ["tags", "apply", &fixture.application, "--owner", "p:", "--add", "p:a"];
    let output = fixture.run(&apply).await;
    assert!(output.status.success() && text(&output.stderr).contains("nothing to change"));
    let office = &fixture.json(&["offices", "list"]).await[0];
    let (country, city) = (office["countryIso"].as_str().unwrap(), office["city"].as_str().unwrap());
    let create = ["offices", "create", "--country", country, "--city", city];
    assert_eq!(fixture.json(&create).await["created"], false);
    assert_eq!(written(&fixture), before);
}
