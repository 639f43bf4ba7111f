//! Runs over many candidates, and the records that are kept of writes.

use std::process::{Command, Stdio};
use std::time::Duration;

use join_sandbox::{Fault, Operation};
use serde_json::Value;

use crate::fixture::{Fixture, text, theirs_and};

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_planned_done_resumed_and_undone() {
    let fixture = Fixture::open().await;
    let rows = fixture.rows("rows.jsonl", "p:a");
    let bulk = ["tags", "bulk", "--input", "rows.jsonl", "--journal", "j.jsonl", "--verify", "once"];
    let yes = [&bulk[..], &["--yes"]].concat();
    assert_eq!(fixture.json(&[&bulk[..], &["--dry-run"]].concat()).await["planned"], rows);
    assert_eq!(fixture.writes(), 0);
    assert!(
        fixture.folder.path().join("j.jsonl.plan").exists()
            && !fixture.folder.path().join("j.jsonl").exists()
    );
    assert_eq!(fixture.json(&yes).await["applied"], rows);
    assert_eq!(fixture.json(&yes).await["skipped"], rows);
    assert_eq!(fixture.tags(), theirs_and(&["p:a"]));
    let undo = ["tags", "bulk", "--undo", "j.jsonl", "--journal", "u.jsonl", "--verify", "once", "--yes"];
    assert_eq!(fixture.json(&undo).await["applied"], rows);
    assert_eq!((fixture.tags(), fixture.writes()), (theirs_and(&[]), 2 * rows as u64));
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_csv_are_edits_and_a_bad_row_is_told_by_its_number() {
    let fixture = Fixture::open().await;
    let row = |add: &str| format!("{},{},{add},p:status=done\n", fixture.candidate, fixture.application);
    let write = |text: String| std::fs::write(fixture.folder.path().join("rows.csv"), text).unwrap();
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
    assert_eq!(fixture.json(&bulk).await["applied"], 1);
    assert_eq!(fixture.tags(), theirs_and(&["p:a", "p:b", "p:status=done"]));
    write(format!("candidate,application,add,set\n{}{}", row("p:c"), row("vip")));
    let (code, words) = fixture.failed(&bulk).await;
    assert!(code == 2 && words.contains("row 2"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_desired_is_kept_so() {
    let fixture = Fixture::open().await;
    let desired = |tags: &str| {
        let line = format!(
            r#"{{"candidate":{},"application":{},"owner":{{"prefix":"p:"}},"tags":{tags}}}"#,
            fixture.candidate, fixture.application
        );
        std::fs::write(fixture.folder.path().join("desired.jsonl"), line).unwrap();
    };
    let reconcile =
        ["tags", "reconcile", "--input", "desired.jsonl", "--journal", "j.jsonl", "--verify", "once"];
    let yes = [&reconcile[..], &["--yes"]].concat();
    desired(r#"["p:a","p:b"]"#);
    let plan = [&reconcile[..], &["--dry-run"]].concat();
    assert_eq!(fixture.json(&plan).await["planned"], 1);
    assert!(fixture.writes() == 0 && !fixture.folder.path().join("j.jsonl").exists());
    assert_eq!(fixture.json(&yes).await["applied"], 1);
    desired(r#"["p:b"]"#);
    assert_eq!(fixture.json(&yes).await["applied"], 1);
    assert_eq!(fixture.tags(), theirs_and(&["p:b"]));
    assert_eq!(fixture.json(&yes).await["unchanged"], 1);
    assert_eq!(fixture.json(&plan).await["unchanged"], 1);

    // Of a run with a name of its own the keys tell it.
    let first = fixture.json(&["audit", "show", "j.jsonl"]).await[0]["key"].clone();
    let name = first.as_str().unwrap().rsplit_once('/').unwrap().0;
    let undo = ["tags", "bulk", "--undo", "j.jsonl", "--journal", "u.jsonl", "--verify", "once", "--yes"];
    assert_eq!(fixture.json(&undo).await["done"], 0, "it has no run called bulk");
    assert_eq!(fixture.json(&[&undo[..], &["--run-id", name]].concat()).await["applied"], 1);
    assert_eq!(fixture.tags(), theirs_and(&[]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_undone_from_a_journal_that_is_there_into_another_one() {
    let fixture = Fixture::open().await;
    let undo = ["tags", "bulk", "--journal", "u.jsonl", "--yes", "--undo"];
    let (code, words) = fixture.failed(&[&undo[..], &["nowhere.jsonl"]].concat()).await;
    assert!(code == 2 && words.contains("no such file"), "{words}");
    assert!(!fixture.folder.path().join("nowhere.jsonl").exists());
    assert_eq!(fixture.failed(&[&undo[..], &["u.jsonl"]].concat()).await.0, 2);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_run_ends_what_is_under_way_and_goes_on_when_it_is_run_again() {
    let fixture = Fixture::open().await;
    let rows = fixture.rows("rows.jsonl", "p:a");
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
    let output = fixture.interrupted(&bulk, "", || fixture.writes() >= 5).await;
    let words = text(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{words}");
    assert!(words.contains("run the same command again"), "{words}");
    let done = serde_json::from_slice::<Value>(&output.stdout).unwrap()["applied"].as_u64().unwrap();
    assert_eq!(done, fixture.writes(), "each write that was sent has ended");
    let mut same = Command::new("sh");
    same.arg("-c").arg(words.trim_end().rsplit("to resume: ").next().unwrap());
    same.envs(fixture.command(&[]).get_envs().filter_map(|(name, value)| Some((name, value?))));
    same.current_dir(fixture.folder.path());
    let output = fixture.output(same).await;
    assert!(output.status.success(), "{words}{}", text(&output.stderr));
    let rest: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&rest["skipped"], &rest["done"]), (&done.into(), &rows.into()));
    assert_eq!(fixture.writes(), rows as u64);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_write_is_recorded_and_shown_as_a_table_without_tags_of_others() {
    let fixture = Fixture::open().await;
    let audited = |args: &[&str]| {
        let mut command = fixture.command(args);
        command.env("JOIN_AUDIT_FILE", "audit.jsonl");
        command
    };
    let apply = fixture.edit("apply", &["--add", "p:a", "--actor", "acme", "--reason", "inquiry inq_123"]);
    let candidate = fixture.candidate.to_string();
    assert!(fixture.output(audited(&apply)).await.status.success());
    let note = ["notes", "add", &candidate, "--text", "A secret", "--yes"];
    assert!(fixture.output(audited(&note)).await.status.success());
    let kept = std::fs::read_to_string(fixture.folder.path().join("audit.jsonl")).unwrap();
    assert_eq!(kept.lines().count(), 2);
    assert!(!kept.contains("vip") && !kept.contains("A secret"));
    let shown = fixture.done(&["audit", "show", "audit.jsonl", "--output", "table"]).await;
    for words in ["+ p:a", "acme", "inquiry inq_123", "written", "a note of 8 characters", &candidate] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let later =
        fixture.done(&["audit", "show", "audit.jsonl", "--candidate", "1", "--output", "ndjson"]).await;
    assert_eq!(later, "");
    assert_eq!(fixture.failed(&["audit", "show", "nowhere.jsonl"]).await.0, 2);
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_stops_a_run_before_anything_is_sent() {
    let fixture = Fixture::open().await;
    fixture.rows("rows.jsonl", "p:a");
    std::os::unix::fs::symlink("/dev/full", fixture.folder.path().join("full")).unwrap();
    let (code, words) =
        fixture.failed(&["tags", "bulk", "--input", "rows.jsonl", "--journal", "full", "--yes"]).await;
    assert!(code != 0 && words.contains("journal"), "{words}");
    assert_eq!(fixture.writes(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_with_edits_that_failed_ends_with_1_and_one_with_unknown_ones_with_7() {
    let fixture = Fixture::open().await;
    let rows = fixture.rows("rows.jsonl", "p:a") as u64;
    let bulk = ["tags", "bulk", "--input", "rows.jsonl", "--journal", "j.jsonl", "--verify", "none", "--yes"];
    let unlucky = fixture.candidate;
    fixture.sandbox.before(move |arrival, _| match (arrival.operation, arrival.candidate) {
        (Operation::GetApplication, Some(candidate)) if candidate == unlucky => Fault::Status(404),
        _ => Fault::None,
    });
    let (code, words) = fixture.failed(&bulk).await;
    assert!(code == 1 && words.contains("edits that were not written: 1"), "{words}");
    fixture.sandbox.clear_hooks();

    let reads = std::sync::atomic::AtomicU64::new(0);
    fixture.sandbox.before(move |arrival, _| match arrival.operation {
        Operation::UpdateCandidate => Fault::LoseAnswer,
        Operation::GetApplication if reads.fetch_add(1, std::sync::atomic::Ordering::Relaxed) > 0 => {
            Fault::Status(404)
        }
        _ => Fault::None,
    });
    let quick = [&bulk[..], &["--settle", "0.02"]].concat();
    let (code, words) = fixture.failed(&quick).await;
    assert!(code == 7 && words.contains("find out: joinctl audit show j.jsonl"), "{words}");
    let shown = fixture.done(&["audit", "show", "j.jsonl", "--output", "table"]).await;
    assert_eq!(shown.matches("may have been written").count(), 1, "{shown}");
    fixture.sandbox.clear_hooks();
    assert_eq!(fixture.json(&bulk).await["skipped"], rows - 1);
    assert_eq!(fixture.writes(), rows);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_killed_run_it_is_shown_what_was_begun() {
    let fixture = Fixture::open().await;
    let rows = fixture.rows("rows.jsonl", "p:a");
    let bulk = ["tags", "bulk", "--input", "rows.jsonl", "--journal", "j.jsonl", "--actor", "acme", "--yes"];
    let settling = [&bulk[..], &["--settle", "20", "--concurrency", "3"]].concat();
    let mut child = fixture.command(&settling).stdout(Stdio::null()).spawn().unwrap();
    while fixture.writes() < 3 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let show = ["audit", "show", "j.jsonl"];
    let shown = fixture.json(&show).await;
    assert_eq!(shown.as_array().unwrap().len(), 3, "{shown}");
    for begun in shown.as_array().unwrap() {
        assert_eq!(begun["outcome"], "started, outcome missing; may have been written");
        assert_eq!((&begun["who"], &begun["what"]), (&"acme".into(), &"+ p:a".into()));
    }
    assert_eq!(fixture.json(&[&bulk[..], &["--verify", "once"]].concat()).await["unchanged"], 3);
    let shown = fixture.json(&show).await;
    assert_eq!(shown.as_array().unwrap().len(), rows);
    let earlier = "nothing to change; an earlier try may have written + p:a";
    let tried = shown.as_array().unwrap().iter().filter(|row| row["outcome"] == earlier);
    assert_eq!(tried.count(), 3, "{shown}");
    assert!(
        shown
            .as_array()
            .unwrap()
            .iter()
            .all(|row| row["outcome"] != "started, outcome missing; may have been written"),
        "{shown}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_row_is_told_without_its_values() {
    let fixture = Fixture::open().await;
    let bulk = ["tags", "bulk", "--journal", "j.jsonl", "--yes"];
    let rows = [
        ("a.jsonl", r#"{"candidate": "ada@person.example", "application": 9}"#),
        ("b.jsonl", r#"{"candidate": 5, "application": 9, "edit": "ada@person.example \" ada"}"#),
        ("c.csv", "candidate,application\nada@person.example,9\n"),
        ("d.csv", "candidate,application,add\n5,9,ada@person.example\n"),
    ];
    for (name, text) in rows {
        std::fs::write(fixture.folder.path().join(name), text).unwrap();
        let owner: &[&str] = if name.ends_with("csv") { &["--owner", "p:"] } else { &[] };
        let (code, words) = fixture.failed(&[&bulk[..], owner, &["--input", name]].concat()).await;
        assert!(code == 2 && (words.contains("line 1") || words.contains("row 1")), "{words}");
        assert!(!words.contains("ada"), "{words}");
    }
    assert_eq!(fixture.writes(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_cannot_be_read_is_skipped_and_told() {
    let fixture = Fixture::open().await;
    let candidate = fixture.candidate.to_string();
    let note =
        ["notes", "add", &candidate, "--text", "Hello", "--actor", "acme", "--yes", "--audit", "a.jsonl"];
    fixture.done(&note).await;
    let path = fixture.folder.path().join("a.jsonl");
    let kept = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("{kept}no record\n{kept}")).unwrap();
    let output = fixture.run(&["audit", "show", "a.jsonl"]).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("line 2"), "{}", text(&output.stderr));
    let shown: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(shown.as_array().unwrap().len(), 2);
    assert_eq!(
        (&shown[0]["who"], &shown[0]["whom"]),
        (&"acme".into(), &format!("candidate {candidate}").into())
    );
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn rows_come_through_a_pipe_too_and_a_slow_one_holds_up_neither_writes_nor_an_interrupt() {
    let fixture = Fixture::open().await;
    fixture.rows("rows.jsonl", "p:a");
    let rows = std::fs::read_to_string(fixture.folder.path().join("rows.jsonl")).unwrap();
    let bulk = ["tags", "bulk", "--input", "/dev/stdin", "--journal", "j.jsonl", "--verify", "once", "--yes"];
    let first: String = rows.lines().take(3).map(|row| format!("{row}\n")).collect();
    let output = fixture.interrupted(&bulk, &first, || fixture.writes() >= 3).await;
    assert_eq!(output.status.code(), Some(130), "{}", text(&output.stderr));
    assert_eq!(serde_json::from_slice::<Value>(&output.stdout).unwrap()["applied"], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn options_that_a_run_would_not_heed_are_refused() {
    let fixture = Fixture::open().await;
    fixture.rows("rows.jsonl", "p:a");
    let bulk = ["tags", "bulk", "--input", "rows.jsonl", "--journal", "j.jsonl", "--yes"];
    let wrong = [
        &["--add", "p:b"][..],
        &["--owner", "p:"],
        &["--allow-large-removal"],
        &["--undo", "j.jsonl"],
        &["--run-id", "bulk"],
        &["--max-conflict-rate", "nan"],
        &["--max-conflict-rate", "20"],
        &["--concurrency", "0"],
    ];
    for more in wrong {
        assert_eq!(fixture.failed(&[&bulk[..], more].concat()).await.0, 2, "{more:?}");
    }
    assert_eq!(fixture.writes(), 0);
}
