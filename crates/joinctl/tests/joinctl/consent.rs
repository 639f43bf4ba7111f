//! The consent to a write: shown first, asked for at a terminal, given by `--yes`, never by `--dry-run`.

use std::process::Stdio;

use join_sandbox::Operation;

use crate::fixture::{Fixture, text};

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
    fixture
        .done(&[&fixture.edit("apply", &["--add", "p:undo"])[..], &["--receipt", "r.json"]].concat())
        .await;
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
            "jobs create --title T --description ad.html --category 301 --employment-type full-time --office CH/Zürich --language de"
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
    std::fs::write(fixture.folder.path().join("office.json"), r#"{"countryIso":"PT","city":"Faro"}"#)
        .unwrap();
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
            assert!(
                shown.contains(planned) || text(&output.stderr).contains(planned),
                "{command:?}: {shown}"
            );
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
    let job = fixture.json(&["jobs", "list", "--status", "ONLINE"]).await[0]["id"].to_string();
    assert_eq!(fixture.json(&["jobs", "status", &job, "online"]).await["changed"], false);
    assert_eq!(written(&fixture), before);
}

/// What a person does at the question.
#[cfg(unix)]
#[derive(Debug, Clone, Copy)]
enum Person {
    Types(&'static str),
    Interrupts,
}

/// Runs a command at a terminal. Returns its exit code and all that was shown.
#[cfg(unix)]
async fn at_a_terminal(fixture: &Fixture, args: &[&str], person: Person) -> (i32, String) {
    let command = fixture.command(args);
    let session = move || {
        let mut terminal = crate::pty::Terminal::start(command);
        terminal.wait_for("Write this to JOIN? [y/N]");
        match person {
            Person::Types(text) => terminal.type_in(text),
            Person::Interrupts => terminal.interrupt(),
        }
        terminal.end()
    };
    tokio::task::spawn_blocking(session).await.unwrap()
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_person_at_a_terminal_is_asked_and_only_a_yes_writes() {
    let fixture = Fixture::open().await;
    std::fs::write(fixture.folder.path().join("office.json"), r#"{"countryIso":"PT","city":"Faro"}"#)
        .unwrap();
    let commands = commands(&fixture).await;
    for (command, planned) in &commands {
        let command: Vec<&str> = command.iter().map(String::as_str).collect();
        let before = written(&fixture);
        for person in [
            Person::Types("n\n"),
            Person::Types("\n"),
            Person::Types("yess\n"),
            Person::Types(crate::pty::END),
        ] {
            let (code, shown) = at_a_terminal(&fixture, &command, person).await;
            assert_eq!((code, written(&fixture)), (5, before), "{command:?} {person:?}: {shown}");
            assert!(shown.contains("nothing was written to JOIN"), "{command:?} {person:?}: {shown}");
        }
        let (code, shown) = at_a_terminal(&fixture, &command, Person::Interrupts).await;
        assert_eq!((code, written(&fixture)), (130, before), "{command:?}: {shown}");
        assert!(shown.contains("interrupted; nothing was written to JOIN"), "{command:?}: {shown}");
        let (plan, _) = shown.split_once("Write this to JOIN?").unwrap();
        assert!(plan.contains(planned), "{command:?}: {shown}");
        let (code, shown) = at_a_terminal(&fixture, &command, Person::Types("y\n")).await;
        assert_eq!(code, 0, "{command:?}: {shown}");
        assert!(written(&fixture) > before, "{command:?} wrote nothing: {shown}");
    }
}
