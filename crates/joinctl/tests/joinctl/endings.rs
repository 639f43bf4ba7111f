//! How commands end that are interrupted, stop half-way, or don't know what became of a write.

use std::time::Duration;

use join_sandbox::{Fault, Operation};

use crate::fixture::{Fixture, text};

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_write_says_how_to_find_out() {
    let fixture = Fixture::open().await;
    let apply =
        ["tags", "apply", &fixture.application, "--owner", "p:", "--add", "p:a", "--settle", "20", "--yes"];
    let output = fixture.interrupted(&apply, "", || fixture.writes() > 0).await;
    let words = text(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{words}");
    assert!(words.contains(&format!("find out: joinctl tags show {}", fixture.application)), "{words}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn the_first_interrupt_ends_what_only_reads() {
    let fixture = Fixture::open().await;
    fixture.sandbox.before(|_, _| Fault::Delay(Duration::from_secs(20)));
    let commands = [
        (Operation::GetApplication, &["tags", "show", &fixture.application][..]),
        (Operation::GetApplication, &["tags", "plan", &fixture.application, "--owner", "p:", "--add", "p:a"]),
        (Operation::GetApplication, &["applications", "get", &fixture.application]),
        (Operation::ListApplications, &["applications", "list"]),
        (Operation::ListJobs, &["jobs", "list"]),
        (Operation::ListOffices, &["offices", "list", "--all"]),
        (Operation::ListCategories, &["catalog", "categories"]),
    ];
    for (operation, command) in commands {
        let before = fixture.sandbox.received(operation);
        let output = fixture.interrupted(command, "", || fixture.sandbox.received(operation) > before).await;
        let words = text(&output.stderr);
        assert_eq!(output.status.code(), Some(130), "{command:?}: {words}");
        assert!(words.starts_with("error: interrupted"), "{words}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_created_its_unknown_outcome_comes_with_the_command_that_finds_out() {
    let fixture = Fixture::open().await;
    let jobs = fixture.json(&["jobs", "list", "--status", "ONLINE"]).await;
    let (job, title) = (jobs[0]["id"].to_string(), "Clerk");
    std::fs::write(fixture.folder.path().join("ad.html"), "<p>Files</p>").unwrap();
    let mut is_created = false;
    fixture.sandbox.before(move |arrival, _| match arrival.operation {
        Operation::CreateOffice => {
            is_created = true;
            Fault::LoseAnswer
        }
        Operation::CreateJob | Operation::ChangeJobStatus => Fault::LoseAnswer,
        // The look after the create is the program's own.
        Operation::ListOffices if is_created => Fault::Status(403),
        _ => Fault::None,
    });
    let create = ["jobs", "create", "--title", title, "--description", "ad.html", "--language", "de"];
    let ids = ["--category", "1", "--employment-type", "1", "--office", "1", "--yes"];
    let office = ["offices", "create", "--country", "CH", "--city", "La Chaux", "--yes"];
    let status = ["jobs", "status", &job, "OFFLINE", "--yes"];
    let commands = [
        ([&create[..], &ids].concat(), "joinctl jobs list --status OFFLINE --all".to_owned()),
        (office.to_vec(), "joinctl offices list --country CH --city 'La Chaux' --all".to_owned()),
        (status.to_vec(), format!("joinctl jobs get {job}")),
    ];
    for (command, look) in commands {
        let (code, words) = fixture.failed(&command).await;
        assert!(
            code == 7 && words.ends_with(&format!("\nfind out: {look}\n")),
            "{command:?}: {code} {words}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_stops_tells_of_edits_that_may_be_there_as_well() {
    let fixture = Fixture::open().await;
    fixture.rows("rows.jsonl", "p:a");
    let (lost, barred) = (fixture.candidate, fixture.sandbox.candidates()[1]);
    fixture.sandbox.before(move |arrival, _| match (arrival.operation, arrival.candidate) {
        (Operation::UpdateCandidate, Some(candidate)) if candidate == lost => Fault::LoseAnswer,
        (Operation::GetApplication, Some(candidate)) if candidate == lost && arrival.number > 1 => {
            Fault::Status(404)
        }
        (_, Some(candidate)) if candidate == barred => Fault::Status(403),
        _ => Fault::None,
    });
    let bulk = ["tags", "bulk", "--input", "rows.jsonl", "--journal", "j.jsonl", "--concurrency", "1"];
    let (code, words) = fixture.failed(&[&bulk[..], &["--settle", "0.02", "--yes"]].concat()).await;
    assert_eq!(code, 7, "{words}");
    for part in ["stopped: JOIN denies access", "to resume: ", "edits with an unknown outcome: 1\n"] {
        assert!(words.contains(part), "{part}: {words}");
    }
    assert!(words.ends_with("\nfind out: joinctl audit show j.jsonl\n"), "{words}");
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_write_without_its_record_is_unknown_and_the_run_says_how_to_go_on() {
    let fixture = Fixture::open().await;
    fixture.rows("rows.jsonl", "p:a");
    std::os::unix::fs::symlink("/dev/full", fixture.folder.path().join("full")).unwrap();
    let apply = [&fixture.edit("apply", &["--add", "p:a"])[..], &["--audit", "full"]].concat();
    let (code, words) = fixture.failed(&apply).await;
    assert!(code == 7 && words.contains("find out: joinctl tags show"), "{code} {words}");
    let bulk = ["tags", "bulk", "--input", "rows.jsonl", "--journal", "j.jsonl", "--verify", "once", "--yes"];
    let (code, words) = fixture.failed(&[&bulk[..], &["--audit", "full"]].concat()).await;
    assert_eq!(code, 7, "{words}");
    assert!(words.contains("the record of a write can't be written; run the same command"), "{words}");
    assert!(words.ends_with("\nfind out: joinctl audit show j.jsonl\n"), "{words}");
}
