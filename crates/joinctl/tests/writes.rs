//! The commands that write: what they refuse, what they do, and how one finds out what became of it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::process::{Command, Output, Stdio};
use std::time::Duration;

use join_sandbox::{Fault, JoinSandbox, Operation};
use serde_json::Value;

const THEIRS: [&str; 2] = ["vip", "Hired by hand"];

/// A sandbox in this process, a candidate with tags of a recruiter, and a folder to work in.
struct Desk {
    sandbox: JoinSandbox,
    folder: tempfile::TempDir,
    candidate: i64,
    application: String,
}

impl Desk {
    async fn open() -> Self {
        let sandbox = JoinSandbox::builder().applications(60).start().await.unwrap();
        let candidate = sandbox.candidates()[0];
        for id in sandbox.candidates() {
            sandbox.set_tags(id, THEIRS.map(str::to_owned).to_vec());
        }
        let application = sandbox.applications_of(candidate)[0].to_string();
        Self { sandbox, folder: tempfile::tempdir().unwrap(), candidate, application }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_joinctl"));
        command.args(args).env("JOIN_BASE_URL", self.sandbox.base_url());
        command.env("JOIN_API_TOKEN", self.sandbox.token()).env_remove("JOIN_AUDIT_FILE");
        command.current_dir(self.folder.path());
        command
    }

    async fn run(&self, args: &[&str]) -> Output {
        self.output(self.command(args)).await
    }

    /// On another thread, since the sandbox answers on this one.
    async fn output(&self, mut command: Command) -> Output {
        tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
    }

    /// What it printed, of a command that succeeds.
    async fn done(&self, args: &[&str]) -> String {
        let output = self.run(args).await;
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", text(&output.stderr));
        text(&output.stdout).to_owned()
    }

    async fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.done(args).await).unwrap()
    }

    /// The exit code and the words of a command that fails.
    async fn failed(&self, args: &[&str]) -> (i32, String) {
        let output = self.run(args).await;
        (output.status.code().unwrap(), text(&output.stderr).to_owned())
    }

    fn tags(&self) -> Vec<String> {
        self.sandbox.tags(self.candidate).unwrap().as_slice().to_vec()
    }

    fn writes(&self) -> u64 {
        self.sandbox.received(Operation::UpdateCandidate)
    }

    /// The command line of an edit of the candidate.
    fn edit<'a>(&'a self, command: &'a str, more: &[&'a str]) -> Vec<&'a str> {
        let quick = ["--settle", "0.02"];
        let mut args = vec!["tags", command, &self.application, "--owner", "p:"];
        args.extend(more);
        if command == "apply" {
            args.extend(quick);
        }
        args
    }

    fn rows(&self, name: &str, tag: &str) -> usize {
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

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn theirs_and(own: &[&str]) -> Vec<String> {
    THEIRS.iter().chain(own).map(|tag| (*tag).to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_writes_nothing_apply_does_and_undo_takes_it_back() {
    let desk = Desk::open().await;
    let set = ["--set", "p:status=verified"];
    let shown = desk.done(&[&desk.edit("plan", &set)[..], &["--output", "table"]].concat()).await;
    assert_eq!((shown.as_str(), desk.writes()), ("+ p:status=verified\n= 2 kept\n", 0));
    desk.done(&[&desk.edit("apply", &set)[..], &["--receipt", "r.json"]].concat()).await;
    assert_eq!(desk.tags(), theirs_and(&["p:status=verified"]));
    let receipt = std::fs::read_to_string(desk.folder.path().join("r.json")).unwrap();
    assert!(receipt.contains("p:status=verified") && !receipt.contains("vip"), "tags of others are hashed");
    let undo = ["tags", "undo", "--receipt", "r.json", "--settle", "0.02", "--output", "table"];
    assert_eq!((desk.done(&undo).await.as_str(), desk.writes()), ("- p:status=verified\n= 2 kept\n", 1));
    desk.done(&[&undo[..], &["--yes"]].concat()).await;
    assert_eq!((desk.tags(), desk.writes()), (theirs_and(&[]), 2));
    let shown = desk.json(&["tags", "show", &desk.application]).await;
    assert_eq!(shown["tags"], serde_json::json!(THEIRS));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_plan_is_applied_later_and_strictly_only_on_the_same_tags() {
    let desk = Desk::open().await;
    desk.done(&desk.edit("plan", &["--add", "p:a", "--save", "plan.json"])).await;
    desk.sandbox.add_tag(desk.candidate, "added since");
    let apply = ["tags", "apply", &desk.application, "--plan", "plan.json", "--settle", "0.02"];
    let (code, words) = desk.failed(&[&apply[..], &["--strict"]].concat()).await;
    assert_eq!((code, desk.writes()), (5, 0), "{words}");
    desk.done(&apply).await;
    assert_eq!(desk.tags(), theirs_and(&["added since", "p:a"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_unsafe_is_refused_with_exit_code_5_and_what_is_wrong_with_2() {
    let desk = Desk::open().await;
    let (code, words) = desk.failed(&desk.edit("apply", &["--add", "vip"])).await;
    assert_eq!(code, 2, "{words}");
    assert_eq!(desk.failed(&["tags", "apply", &desk.application, "--add", "p:a"]).await.0, 2);
    assert_eq!(desk.failed(&desk.edit("apply", &[])).await.0, 2);
    desk.sandbox.set_tags(desk.candidate, vec!["p:A".to_owned()]);
    let (code, words) = desk.failed(&desk.edit("apply", &["--add", "p:a"])).await;
    assert!(code == 5 && words.contains("reuse_existing"), "{words}");
    desk.sandbox.set_tags(desk.candidate, join_sandbox::Tags::Absent);
    assert_eq!(desk.failed(&desk.edit("apply", &["--add", "p:a"])).await.0, 5);
    assert_eq!(desk.writes(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_outcome_is_exit_code_7_with_the_command_that_finds_out() {
    let desk = Desk::open().await;
    desk.sandbox.before(|arrival, _| match (arrival.operation, arrival.number) {
        (Operation::UpdateCandidate, _) => Fault::LoseAnswer,
        (Operation::GetApplication, 3..) => Fault::Status(403),
        (Operation::CreateCandidateNote, _) => Fault::LoseAnswer,
        _ => Fault::None,
    });
    let (code, words) = desk.failed(&desk.edit("apply", &["--add", "p:a"])).await;
    assert_eq!(code, 7, "{words}");
    assert!(words.contains(&format!("find out: joinctl tags show {}", desk.application)), "{words}");
    assert!(!words.contains("vip") && !words.contains("p:a"), "{words}");
    desk.sandbox.clear_hooks();
    let shown = desk.json(&["tags", "show", &desk.application]).await;
    assert!(shown["tags"].as_array().unwrap().contains(&"p:a".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_is_created_with_yes_only_and_once() {
    let desk = Desk::open().await;
    let job = desk.json(&["jobs", "list", "--status", "ONLINE"]).await[0]["id"].to_string();
    let create = ["applications", "create", "--job", &job, "--first-name", "Ada", "--last-name", "Lovelace"];
    let create = [&create[..], &["--email", "ada@person.example", "--external-id", "inq_123"]].concat();
    let yes = [&create[..], &["--yes"]].concat();
    assert_eq!(desk.json(&create).await["created"], false);
    assert_eq!(desk.sandbox.received(Operation::CreateApplication), 0);
    assert_eq!(desk.json(&yes).await["created"], true);
    assert_eq!(desk.json(&yes).await["created"], false);
    assert_eq!(desk.json(&[&yes[..], &["--ensure"]].concat()).await["created"], false);
    assert_eq!(desk.sandbox.external_ids().iter().filter(|id| *id == "inq_123").count(), 1);
    let find = ["applications", "find", "--job", &job, "--external-id"];
    assert_eq!(desk.json(&[&find[..], &["inq_123"]].concat()).await["integrationExternalId"], "inq_123");
    assert_eq!(desk.failed(&[&find[..], &["inq_124"]].concat()).await.0, 3);

    // Without the external id nobody can look, so the command says where a person may.
    desk.sandbox.before(|arrival, _| match arrival.operation {
        Operation::CreateApplication => Fault::LoseAnswer,
        _ => Fault::None,
    });
    let (code, words) = desk
        .failed(&[
            "applications",
            "create",
            "--job",
            &job,
            "--first-name",
            "Ida",
            "--last-name",
            "B",
            "--email",
            "ida@person.example",
            "--yes",
        ])
        .await;
    assert!(code == 7 && words.contains(&format!("joinctl applications list --job {job}")), "{words}");
    assert!(!words.contains("ida@person.example"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_needs_a_yes_and_with_a_key_it_is_written_once() {
    let desk = Desk::open().await;
    let candidate = desk.candidate.to_string();
    let add = ["notes", "add", &candidate, "--text", "Identity verified"];
    desk.done(&add).await;
    assert_eq!(desk.sandbox.notes(desk.candidate).len(), 0);
    let keyed = [&add[..], &["--key", "inq_123", "--journal", "notes.jsonl", "--yes"]].concat();
    assert_eq!(desk.json(&keyed).await["written"], true);
    assert_eq!(desk.json(&keyed).await["written"], false);
    assert_eq!(desk.sandbox.notes(desk.candidate), ["Identity verified"]);
    desk.sandbox.before(|arrival, _| match arrival.operation {
        Operation::CreateCandidateNote => Fault::LoseAnswer,
        _ => Fault::None,
    });
    let (code, words) = desk.failed(&[&add[..], &["--yes"]].concat()).await;
    assert!(code == 7 && words.contains("find out: in JOIN"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_is_planned_without_yes_and_done_once_with_it() {
    let desk = Desk::open().await;
    let decide =
        ["decide", &desk.application, "--id", "inq_123", "--owner", "p:", "--set", "p:status=verified"];
    let decide = [&decide[..], &["--note", "Verified", "--journal", "d.jsonl", "--settle", "0.02"]].concat();
    assert_eq!(desk.done(&decide).await, "+ p:status=verified\n= 2 kept\n");
    assert_eq!(desk.writes(), 0);
    let yes = [&decide[..], &["--yes"]].concat();
    assert_eq!(desk.json(&yes).await["note"], "written");
    let again = desk.json(&yes).await;
    assert_eq!((&again["note"], &again["tags_written_earlier"]), (&"written earlier".into(), &true.into()));
    assert_eq!((desk.writes(), desk.sandbox.notes(desk.candidate).len()), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_planned_done_resumed_and_undone() {
    let desk = Desk::open().await;
    let rows = desk.rows("rows.jsonl", "p:a");
    let bulk = ["tags", "bulk", "--input", "rows.jsonl", "--journal", "j.jsonl", "--verify", "once"];
    let yes = [&bulk[..], &["--yes"]].concat();
    assert_eq!(desk.json(&bulk).await["planned"], rows);
    assert_eq!(desk.writes(), 0);
    assert!(desk.folder.path().join("j.jsonl.plan").exists() && !desk.folder.path().join("j.jsonl").exists());
    assert_eq!(desk.json(&yes).await["applied"], rows);
    assert_eq!(desk.json(&yes).await["skipped"], rows);
    assert_eq!(desk.tags(), theirs_and(&["p:a"]));
    let undo = ["tags", "bulk", "--undo", "j.jsonl", "--journal", "u.jsonl", "--verify", "once", "--yes"];
    assert_eq!(desk.json(&undo).await["applied"], rows);
    assert_eq!((desk.tags(), desk.writes()), (theirs_and(&[]), 2 * rows as u64));
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_csv_are_edits_and_a_bad_row_is_told_by_its_number() {
    let desk = Desk::open().await;
    let row = |add: &str| format!("{},{},{add},p:status=done\n", desk.candidate, desk.application);
    let write = |text: String| std::fs::write(desk.folder.path().join("rows.csv"), text).unwrap();
    let bulk = [
        "tags",
        "bulk",
        "--input",
        "rows.csv",
        "--owner",
        "p:",
        "--journal",
        "j.jsonl",
        "--verify",
        "once",
        "--yes",
    ];
    write(format!("candidate,application,add,set\n{}", row("p:a; p:b")));
    assert_eq!(desk.json(&bulk).await["applied"], 1);
    assert_eq!(desk.tags(), theirs_and(&["p:a", "p:b", "p:status=done"]));
    write(format!("candidate,application,add,set\n{}{}", row("p:c"), row("vip")));
    let (code, words) = desk.failed(&bulk).await;
    assert!(code == 2 && words.contains("row 2"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_desired_is_kept_so() {
    let desk = Desk::open().await;
    let desired = |tags: &str| {
        let line = format!(
            r#"{{"candidate":{},"application":{},"owner":{{"prefix":"p:"}},"tags":{tags}}}"#,
            desk.candidate, desk.application
        );
        std::fs::write(desk.folder.path().join("desired.jsonl"), line).unwrap();
    };
    let reconcile =
        ["tags", "reconcile", "--input", "desired.jsonl", "--journal", "j.jsonl", "--verify", "once"];
    let yes = [&reconcile[..], &["--yes"]].concat();
    desired(r#"["p:a","p:b"]"#);
    assert_eq!(desk.json(&reconcile).await["planned"], 1);
    assert_eq!(desk.writes(), 0);
    assert_eq!(desk.json(&yes).await["applied"], 1);
    desired(r#"["p:b"]"#);
    assert_eq!(desk.json(&yes).await["applied"], 1);
    assert_eq!(desk.tags(), theirs_and(&["p:b"]));
    assert_eq!(desk.json(&yes).await["unchanged"], 1);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_run_ends_what_is_under_way_and_goes_on_when_it_is_run_again() {
    let desk = Desk::open().await;
    let rows = desk.rows("rows.jsonl", "p:a");
    // A few candidates at a time, each under way for a while.
    let bulk = [
        "tags",
        "bulk",
        "--input",
        "rows.jsonl",
        "--journal",
        "j.jsonl",
        "--settle",
        "0.2",
        "--concurrency",
        "4",
        "--yes",
    ];
    let mut command = desk.command(&bulk);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    while desk.writes() < 5 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-s", "INT", &id]).status().unwrap().success());
    let output = tokio::task::spawn_blocking(move || child.wait_with_output().unwrap()).await.unwrap();
    let words = text(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{words}");
    assert!(words.contains("run the same command again"), "{words}");
    let done = serde_json::from_slice::<Value>(&output.stdout).unwrap()["applied"].as_u64().unwrap();
    assert_eq!(done, desk.writes(), "each write that was sent has ended");
    let rest = desk
        .json(&["tags", "bulk", "--input", "rows.jsonl", "--journal", "j.jsonl", "--verify", "once", "--yes"])
        .await;
    assert_eq!((&rest["skipped"], &rest["done"]), (&done.into(), &rows.into()));
    assert_eq!(desk.writes(), rows as u64);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_write_is_recorded_and_shown_as_a_table_without_tags_of_others() {
    let desk = Desk::open().await;
    let audited = |args: &[&str]| {
        let mut command = desk.command(args);
        command.env("JOIN_AUDIT_FILE", "audit.jsonl");
        command
    };
    let apply = desk.edit("apply", &["--add", "p:a", "--actor", "acme", "--reason", "inquiry inq_123"]);
    let candidate = desk.candidate.to_string();
    assert!(desk.output(audited(&apply)).await.status.success());
    let note = ["notes", "add", &candidate, "--text", "A secret", "--yes"];
    assert!(desk.output(audited(&note)).await.status.success());
    let kept = std::fs::read_to_string(desk.folder.path().join("audit.jsonl")).unwrap();
    assert_eq!(kept.lines().count(), 2);
    assert!(!kept.contains("vip") && !kept.contains("A secret"));
    let shown = desk.done(&["audit", "show", "audit.jsonl", "--output", "table"]).await;
    for words in ["+ p:a", "acme", "inquiry inq_123", "written", "a note of 8 characters", &candidate] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let later = desk.done(&["audit", "show", "audit.jsonl", "--candidate", "1", "--output", "ndjson"]).await;
    assert_eq!(later, "");
    assert_eq!(desk.failed(&["audit", "show", "nowhere.jsonl"]).await.0, 2);
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_stops_a_run_before_anything_is_sent() {
    let desk = Desk::open().await;
    desk.rows("rows.jsonl", "p:a");
    std::os::unix::fs::symlink("/dev/full", desk.folder.path().join("full")).unwrap();
    let (code, words) =
        desk.failed(&["tags", "bulk", "--input", "rows.jsonl", "--journal", "full", "--yes"]).await;
    assert!(code != 0 && words.contains("journal"), "{words}");
    assert_eq!(desk.writes(), 0);
}
