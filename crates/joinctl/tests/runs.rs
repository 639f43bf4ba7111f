//! Runs over many candidates, and the records that are kept of writes.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod desk;

use std::process::{Command, Stdio};
use std::time::Duration;

use desk::{Desk, text, theirs_and};
use join_sandbox::{Fault, Operation};
use serde_json::Value;

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
    assert!(desk.writes() == 0 && !desk.folder.path().join("j.jsonl").exists());
    assert_eq!(desk.json(&yes).await["applied"], 1);
    desired(r#"["p:b"]"#);
    assert_eq!(desk.json(&yes).await["applied"], 1);
    assert_eq!(desk.tags(), theirs_and(&["p:b"]));
    assert_eq!(desk.json(&yes).await["unchanged"], 1);
    assert_eq!(desk.json(&reconcile).await["unchanged"], 1);

    // Of a run with a name of its own the keys tell it.
    let first = desk.json(&["audit", "show", "j.jsonl"]).await[0]["key"].clone();
    let name = first.as_str().unwrap().rsplit_once('/').unwrap().0;
    let undo = ["tags", "bulk", "--undo", "j.jsonl", "--journal", "u.jsonl", "--verify", "once", "--yes"];
    assert_eq!(desk.json(&undo).await["done"], 0, "it has no run called bulk");
    assert_eq!(desk.json(&[&undo[..], &["--run-id", name]].concat()).await["applied"], 1);
    assert_eq!(desk.tags(), theirs_and(&[]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_undone_from_a_journal_that_is_there_into_another_one() {
    let desk = Desk::open().await;
    let undo = ["tags", "bulk", "--journal", "u.jsonl", "--yes", "--undo"];
    let (code, words) = desk.failed(&[&undo[..], &["nowhere.jsonl"]].concat()).await;
    assert!(code == 2 && words.contains("no such file"), "{words}");
    assert!(!desk.folder.path().join("nowhere.jsonl").exists());
    assert_eq!(desk.failed(&[&undo[..], &["u.jsonl"]].concat()).await.0, 2);
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
    let output = desk.interrupted(&bulk, "", || desk.writes() >= 5).await;
    let words = text(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{words}");
    assert!(words.contains("run the same command again"), "{words}");
    let done = serde_json::from_slice::<Value>(&output.stdout).unwrap()["applied"].as_u64().unwrap();
    assert_eq!(done, desk.writes(), "each write that was sent has ended");
    let mut same = Command::new("sh");
    same.arg("-c").arg(words.trim_end().rsplit("to go on: ").next().unwrap());
    same.envs(desk.command(&[]).get_envs().filter_map(|(name, value)| Some((name, value?))));
    same.current_dir(desk.folder.path());
    let output = desk.output(same).await;
    assert!(output.status.success(), "{words}{}", text(&output.stderr));
    let rest: Value = serde_json::from_slice(&output.stdout).unwrap();
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

#[tokio::test(flavor = "multi_thread")]
async fn a_run_with_edits_that_failed_ends_with_1_and_one_with_unknown_ones_with_7() {
    let desk = Desk::open().await;
    let rows = desk.rows("rows.jsonl", "p:a") as u64;
    let bulk = ["tags", "bulk", "--input", "rows.jsonl", "--journal", "j.jsonl", "--verify", "none", "--yes"];
    let unlucky = desk.candidate;
    desk.sandbox.before(move |arrival, _| match (arrival.operation, arrival.candidate) {
        (Operation::GetApplication, Some(candidate)) if candidate == unlucky => Fault::Status(404),
        _ => Fault::None,
    });
    let (code, words) = desk.failed(&bulk).await;
    assert!(code == 1 && words.contains("edits that were not written: 1"), "{words}");
    desk.sandbox.clear_hooks();

    let reads = std::sync::atomic::AtomicU64::new(0);
    desk.sandbox.before(move |arrival, _| match arrival.operation {
        Operation::UpdateCandidate => Fault::LoseAnswer,
        Operation::GetApplication if reads.fetch_add(1, std::sync::atomic::Ordering::Relaxed) > 0 => {
            Fault::Status(404)
        }
        _ => Fault::None,
    });
    let quick = [&bulk[..], &["--settle", "0.02"]].concat();
    let (code, words) = desk.failed(&quick).await;
    assert!(code == 7 && words.contains("find out: joinctl audit show j.jsonl"), "{words}");
    let shown = desk.done(&["audit", "show", "j.jsonl", "--output", "table"]).await;
    assert_eq!(shown.matches("may have been written").count(), 1, "{shown}");
    desk.sandbox.clear_hooks();
    assert_eq!(desk.json(&bulk).await["skipped"], rows - 1);
    assert_eq!(desk.writes(), rows);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_killed_run_it_is_shown_what_was_begun() {
    let desk = Desk::open().await;
    let rows = desk.rows("rows.jsonl", "p:a");
    let bulk = ["tags", "bulk", "--input", "rows.jsonl", "--journal", "j.jsonl", "--actor", "acme", "--yes"];
    let settling = [&bulk[..], &["--settle", "20", "--concurrency", "3"]].concat();
    let mut child = desk.command(&settling).stdout(Stdio::null()).spawn().unwrap();
    while desk.writes() < 3 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let show = ["audit", "show", "j.jsonl"];
    let shown = desk.json(&show).await;
    assert_eq!(shown.as_array().unwrap().len(), 3, "{shown}");
    for begun in shown.as_array().unwrap() {
        assert_eq!(begun["outcome"], "begun and not ended; may have been written");
        assert_eq!(begun["who"], "acme");
    }
    assert_eq!(desk.json(&[&bulk[..], &["--verify", "once"]].concat()).await["unchanged"], 3);
    let shown = desk.json(&show).await;
    assert_eq!(shown.as_array().unwrap().len(), rows);
    assert!(
        shown
            .as_array()
            .unwrap()
            .iter()
            .all(|row| row["outcome"] != "begun and not ended; may have been written"),
        "{shown}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_row_is_told_without_its_values() {
    let desk = Desk::open().await;
    let bulk = ["tags", "bulk", "--journal", "j.jsonl", "--yes"];
    let rows = [
        ("a.jsonl", r#"{"candidate": "ada@person.example", "application": 9}"#),
        ("b.jsonl", r#"{"candidate": 5, "application": 9, "edit": "ada@person.example \" ada"}"#),
        ("c.csv", "candidate,application\nada@person.example,9\n"),
        ("d.csv", "candidate,application,add\n5,9,ada@person.example\n"),
    ];
    for (name, text) in rows {
        std::fs::write(desk.folder.path().join(name), text).unwrap();
        let owner: &[&str] = if name.ends_with("csv") { &["--owner", "p:"] } else { &[] };
        let (code, words) = desk.failed(&[&bulk[..], owner, &["--input", name]].concat()).await;
        assert!(code == 2 && (words.contains("line 1") || words.contains("row 1")), "{words}");
        assert!(!words.contains("ada"), "{words}");
    }
    assert_eq!(desk.writes(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_cannot_be_read_is_skipped_and_told() {
    let desk = Desk::open().await;
    let candidate = desk.candidate.to_string();
    let note =
        ["notes", "add", &candidate, "--text", "Hello", "--actor", "acme", "--yes", "--audit", "a.jsonl"];
    desk.done(&note).await;
    let path = desk.folder.path().join("a.jsonl");
    let kept = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("{kept}no record\n{kept}")).unwrap();
    let output = desk.run(&["audit", "show", "a.jsonl"]).await;
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
    let desk = Desk::open().await;
    desk.rows("rows.jsonl", "p:a");
    let rows = std::fs::read_to_string(desk.folder.path().join("rows.jsonl")).unwrap();
    let bulk = ["tags", "bulk", "--input", "/dev/stdin", "--journal", "j.jsonl", "--verify", "once", "--yes"];
    let first: String = rows.lines().take(3).map(|row| format!("{row}\n")).collect();
    let output = desk.interrupted(&bulk, &first, || desk.writes() >= 3).await;
    assert_eq!(output.status.code(), Some(130), "{}", text(&output.stderr));
    assert_eq!(serde_json::from_slice::<Value>(&output.stdout).unwrap()["applied"], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn options_that_a_run_would_not_heed_are_refused() {
    let desk = Desk::open().await;
    desk.rows("rows.jsonl", "p:a");
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
        assert_eq!(desk.failed(&[&bulk[..], more].concat()).await.0, 2, "{more:?}");
    }
    assert_eq!(desk.writes(), 0);
}
