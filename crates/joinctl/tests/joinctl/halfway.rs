//! What is left of commands that were killed or interrupted, and what is said of null tags.

use std::process::Stdio;
use std::time::Duration;

use crate::fixture::{Fixture, text, theirs_and};

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_run_is_undone() {
    let fixture = Fixture::open().await;
    fixture.rows("rows.jsonl", "p:a");
    let bulk = ["tags", "bulk", "--input", "rows.jsonl", "--journal", "j.jsonl", "--settle", "20", "--yes"];
    let mut child = fixture.command(&bulk).stdout(Stdio::null()).spawn().unwrap();
    let theirs = theirs_and(&[]);
    let tagged = || {
        let tags = |id: &i64| fixture.sandbox.tags(*id).unwrap().as_slice().to_vec();
        fixture.sandbox.candidates().iter().filter(|id| tags(id) != theirs).count()
    };
    while tagged() < 5 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let undo = ["tags", "bulk", "--undo", "j.jsonl", "--journal", "u.jsonl", "--settle", "0.05", "--yes"];
    let done = fixture.json(&undo).await;
    assert!(done["applied"].as_u64().unwrap() >= 5, "{done}");
    assert_eq!(tagged(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn creates_of_a_journal_are_shown_with_their_job_until_there_is_a_candidate() {
    let fixture = Fixture::open().await;
    let at = "2026-01-31T08:00:00Z";
    let create = |key: &str| {
        format!(
            r#"{{"entry":"create","key":"{key}","at":"{at}","job":7,"external_id":"e","actor":"ada","reason":"inquiry"}}"#
        )
    };
    let created =
        |key: &str, rest: &str| format!(r#"{{"entry":"created","key":"{key}","at":"{at}",{rest}}}"#);
    let lines = [
        format!(r#"{{"join_journal":1,"at":"{at}","sdk":"0.1.0","salt":"s"}}"#),
        create("a"),
        created("a", r#""outcome":"written","candidate":5,"application":9"#),
        create("b"),
        created("b", r#""outcome":"unknown","error":"timeout""#),
        create("c"),
        create("c"),
        created("c", r#""outcome":"no_change","application":10"#),
        create("d"),
    ];
    std::fs::write(fixture.folder.path().join("j.jsonl"), lines.join("\n") + "\n").unwrap();
    let shown = fixture.json(&["audit", "show", "j.jsonl"]).await;
    let rows: Vec<[&str; 3]> = shown
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            assert_eq!(
                (&row["who"], &row["why"], &row["what"]),
                (&"ada".into(), &"inquiry".into(), &"a new application".into())
            );
            ["key", "whom", "outcome"].map(|name| row[name].as_str().unwrap())
        })
        .collect();
    let expected = [
        ["a", "candidate 5", "written"],
        ["b", "job 7", "may have been written (timeout)"],
        [
            "c",
            "application 10",
            "exists already; nothing to create; an earlier try may have written a new application",
        ],
        ["d", "job 7", "started, outcome missing; may have been written"],
    ];
    assert_eq!(rows, expected);
    let of_it = ["audit", "show", "j.jsonl", "--candidate", "5"];
    assert_eq!(fixture.json(&of_it).await.as_array().unwrap().len(), 1);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_edit_is_in_the_audit_file_as_unknown() {
    let fixture = Fixture::open().await;
    let apply = fixture.edit("apply", &["--add", "p:a"]);
    let args = [&["--audit", "audit.jsonl"], &apply[..apply.len() - 1], &["20"]].concat();
    let output = fixture.interrupted(&args, "", || fixture.tags() == theirs_and(&["p:a"])).await;
    assert_eq!(output.status.code(), Some(130), "{}", text(&output.stderr));
    let shown = fixture.json(&["audit", "show", "audit.jsonl"]).await;
    assert_eq!(shown.as_array().unwrap().len(), 1, "{shown}");
    assert_eq!((&shown[0]["outcome"], &shown[0]["what"]), (&"may have been written".into(), &"+ p:a".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn null_taken_for_no_tags_is_said_on_standard_error() {
    let fixture = Fixture::open().await;
    let row = |tag: &str| {
        let edit = serde_json::json!({"owner": {"prefix": "p:"}, "add": [tag]});
        let application: i64 = fixture.application.parse().unwrap();
        serde_json::json!({"candidate": fixture.candidate, "application": application, "edit": edit})
            .to_string()
    };
    let rows = [row("p:a"), row("p:b")].join("\n");
    std::fs::write(fixture.folder.path().join("two.jsonl"), rows).unwrap();
    let desired = format!(
        r#"{{"candidate":{},"application":{},"owner":{{"prefix":"p:"}},"tags":["p:a"]}}"#,
        fixture.candidate, fixture.application
    );
    std::fs::write(fixture.folder.path().join("desired.jsonl"), desired).unwrap();
    let decide = [
        "decide",
        &fixture.application,
        "--id",
        "d",
        "--owner",
        "p:",
        "--add",
        "p:a",
        "--journal",
        "d.jsonl",
    ];
    let bulk = ["tags", "bulk", "--input", "two.jsonl", "--settle", "0.02", "--journal"];
    let reconcile = ["tags", "reconcile", "--input", "desired.jsonl", "--settle", "0.02", "--journal"];
    let commands: [Vec<&str>; 9] = [
        vec!["tags", "show", &fixture.application],
        fixture.edit("plan", &["--add", "p:a"]),
        fixture.edit("apply", &["--add", "p:a"]),
        [&bulk[..], &["j.jsonl", "--dry-run"]].concat(),
        [&bulk[..], &["j.jsonl", "--yes"]].concat(),
        [&reconcile[..], &["r.jsonl", "--dry-run"]].concat(),
        [&reconcile[..], &["r.jsonl", "--yes"]].concat(),
        [&decide[..], &["--dry-run"]].concat(),
        [&decide[..], &["--settle", "0.02", "--yes"]].concat(),
    ];
    let said = format!(
        "warning: JOIN returned null for the tags of candidate {}; treated as no tags",
        fixture.candidate
    );
    for args in commands {
        fixture.sandbox.set_tags(fixture.candidate, join_sandbox::Tags::Null);
        let output = fixture.run(&args).await;
        let words = text(&output.stderr);
        assert!(output.status.success(), "{args:?}: {words}");
        assert_eq!(words.matches(&said).count(), 1, "{args:?}: {words}");
        fixture.sandbox.set_tags(fixture.candidate, Vec::<String>::new());
        let output = fixture.run(&["tags", "show", &fixture.application]).await;
        assert!(!text(&output.stderr).contains("null"), "an empty set is no null");
    }
}
