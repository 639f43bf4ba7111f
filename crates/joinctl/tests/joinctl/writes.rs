//! The commands that write: what they refuse, what they do, and how one finds out what became of it.

use join_sandbox::{Fault, Operation};

use crate::fixture::{Fixture, THEIRS, theirs_and};

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_writes_nothing_apply_does_and_undo_takes_it_back() {
    let fixture = Fixture::open().await;
    let set = ["--set", "p:status=verified"];
    let shown = fixture.done(&[&fixture.edit("plan", &set)[..], &["--output", "table"]].concat()).await;
    assert_eq!((shown.as_str(), fixture.writes()), ("+ p:status=verified\n= 2 kept\n", 0));
    fixture.done(&[&fixture.edit("apply", &set)[..], &["--receipt", "r.json"]].concat()).await;
    assert_eq!(fixture.tags(), theirs_and(&["p:status=verified"]));
    let receipt = std::fs::read_to_string(fixture.folder.path().join("r.json")).unwrap();
    assert!(receipt.contains("p:status=verified") && !receipt.contains("vip"), "tags of others are hashed");
    let undo = ["tags", "undo", "--receipt", "r.json", "--settle", "0.02", "--output", "table"];
    assert_eq!(
        (fixture.done(&[&undo[..], &["--dry-run"]].concat()).await.as_str(), fixture.writes()),
        ("- p:status=verified\n= 2 kept\n", 1)
    );
    fixture.done(&[&undo[..], &["--yes"]].concat()).await;
    assert_eq!((fixture.tags(), fixture.writes()), (theirs_and(&[]), 2));
    let shown = fixture.json(&["tags", "show", &fixture.application]).await;
    assert_eq!(shown["tags"], serde_json::json!(THEIRS));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_plan_is_applied_later_and_strictly_only_on_the_same_tags() {
    let fixture = Fixture::open().await;
    fixture.done(&fixture.edit("plan", &["--add", "p:a", "--save", "plan.json"])).await;
    fixture.sandbox.add_tag(fixture.candidate, "added since");
    let apply = ["tags", "apply", &fixture.application, "--plan", "plan.json", "--settle", "0.02", "--yes"];
    let (code, words) = fixture.failed(&[&apply[..], &["--strict"]].concat()).await;
    assert_eq!((code, fixture.writes()), (5, 0), "{words}");
    let looked = ["tags", "apply", &fixture.application, "--plan", "plan.json", "--strict", "--dry-run"];
    let (code, words) = fixture.failed(&looked).await;
    assert!(code == 5 && words.contains("no longer those of the plan"), "{words}");
    fixture.done(&apply).await;
    assert_eq!(fixture.tags(), theirs_and(&["added since", "p:a"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_unsafe_is_refused_with_exit_code_5_and_what_is_wrong_with_2() {
    let fixture = Fixture::open().await;
    let (code, words) = fixture.failed(&fixture.edit("apply", &["--add", "vip"])).await;
    assert!(code == 2 && words.contains("--allow-foreign"), "{words}");
    assert_eq!(fixture.failed(&["tags", "apply", &fixture.application, "--add", "p:a"]).await.0, 2);
    assert_eq!(fixture.failed(&fixture.edit("apply", &[])).await.0, 2);
    fixture.sandbox.set_tags(fixture.candidate, vec!["p:A".to_owned()]);
    let (code, words) = fixture.failed(&fixture.edit("apply", &["--add", "p:a"])).await;
    assert!(code == 5 && words.contains("--reuse-existing"), "{words}");
    fixture.sandbox.set_tags(fixture.candidate, join_sandbox::Tags::Absent);
    assert_eq!(fixture.failed(&fixture.edit("apply", &["--add", "p:a"])).await.0, 5);
    assert_eq!(fixture.writes(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_outcome_is_exit_code_7_with_the_command_that_finds_out() {
    let fixture = Fixture::open().await;
    fixture.sandbox.before(|arrival, _| match (arrival.operation, arrival.number) {
        (Operation::UpdateCandidate, _) => Fault::LoseAnswer,
        (Operation::GetApplication, 3..) => Fault::Status(403),
        (Operation::CreateCandidateNote, _) => Fault::LoseAnswer,
        _ => Fault::None,
    });
    let (code, words) = fixture.failed(&fixture.edit("apply", &["--add", "p:a"])).await;
    assert_eq!(code, 7, "{words}");
    assert!(words.contains(&format!("find out: joinctl tags show {}", fixture.application)), "{words}");
    assert!(!words.contains("vip") && !words.contains("p:a"), "{words}");
    fixture.sandbox.clear_hooks();
    let shown = fixture.json(&["tags", "show", &fixture.application]).await;
    assert!(shown["tags"].as_array().unwrap().contains(&"p:a".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_is_created_with_yes_only_and_once() {
    let fixture = Fixture::open().await;
    let job = fixture.json(&["jobs", "list", "--status", "ONLINE"]).await[0]["id"].to_string();
    let create = ["applications", "create", "--job", &job, "--first-name", "Ada", "--last-name", "Lovelace"];
    let create = [&create[..], &["--email", "ada@person.example", "--external-id", "inq_123"]].concat();
    let yes = [&create[..], &["--yes"]].concat();
    assert_eq!(fixture.json(&[&create[..], &["--dry-run"]].concat()).await["created"], false);
    assert_eq!(fixture.sandbox.received(Operation::CreateApplication), 0);
    assert_eq!(fixture.json(&yes).await["created"], true);
    assert_eq!(fixture.json(&yes).await["created"], false);
    assert_eq!(fixture.json(&[&yes[..], &["--ensure"]].concat()).await["created"], false);
    assert_eq!(fixture.sandbox.external_ids().iter().filter(|id| *id == "inq_123").count(), 1);
    let find = ["applications", "find", "--job", &job, "--external-id"];
    assert_eq!(fixture.json(&[&find[..], &["inq_123"]].concat()).await["integrationExternalId"], "inq_123");
    assert_eq!(fixture.failed(&[&find[..], &["inq_124"]].concat()).await.0, 3);

    // Without the external id nobody can look, so the command says where a person may.
    fixture.sandbox.before(|arrival, _| match arrival.operation {
        Operation::CreateApplication => Fault::LoseAnswer,
        _ => Fault::None,
    });
    let (code, words) = fixture
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
    let fixture = Fixture::open().await;
    let candidate = fixture.candidate.to_string();
    let add = ["notes", "add", &candidate, "--text", "Identity verified"];
    fixture.done(&[&add[..], &["--dry-run"]].concat()).await;
    assert_eq!(fixture.sandbox.notes(fixture.candidate).len(), 0);
    let keyed = [&add[..], &["--key", "inq_123", "--journal", "notes.jsonl", "--yes"]].concat();
    assert_eq!(fixture.json(&keyed).await["written"], true);
    assert_eq!(fixture.json(&keyed).await["written"], false);
    assert_eq!(fixture.sandbox.notes(fixture.candidate), ["Identity verified"]);
    fixture.sandbox.before(|arrival, _| match arrival.operation {
        Operation::CreateCandidateNote => Fault::LoseAnswer,
        _ => Fault::None,
    });
    let (code, words) = fixture.failed(&[&add[..], &["--yes"]].concat()).await;
    assert!(code == 7 && words.contains("find out: in JOIN"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_is_escaped_unless_it_is_html() {
    let fixture = Fixture::open().await;
    let candidate = fixture.candidate.to_string();
    let add = |text| ["notes", "add", &candidate, "--text", text];
    fixture.done(&[&add("a < b")[..], &["--yes"]].concat()).await;
    fixture.done(&[&add("<p>c</p>")[..], &["--html", "--yes"]].concat()).await;
    let keyed = ["--html", "--key", "k", "--journal", "n.jsonl", "--yes"];
    fixture.done(&[&add("<p>d</p>")[..], &keyed].concat()).await;
    assert_eq!(fixture.json(&[&add("<p>e</p>")[..], &["--html", "--dry-run"]].concat()).await["html"], true);
    let decide = ["decide", &fixture.application, "--id", "inq_1", "--owner", "p:", "--add", "p:a"];
    let decide =
        [&decide[..], &["--note-html", "<p>f</p>", "--journal", "d.jsonl", "--settle", "0.02"]].concat();
    fixture.done(&[&decide[..], &["--yes"]].concat()).await;
    assert_eq!(fixture.sandbox.notes(fixture.candidate), ["a &lt; b", "<p>c</p>", "<p>d</p>", "<p>f</p>"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn before_an_application_is_created_it_is_said_that_the_candidate_may_get_an_e_mail() {
    let fixture = Fixture::open().await;
    let job = fixture.json(&["jobs", "list", "--status", "ONLINE"]).await[0]["id"].to_string();
    let create = ["applications", "create", "--job", &job, "--first-name", "Ida", "--last-name", "B"];
    let create = [&create[..], &["--email", "ida@person.example"]].concat();
    let output = fixture.output(fixture.command(&create)).await;
    let shown: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&shown["created"], &shown["may_email_candidate"]), (&false.into(), &true.into()));
    assert!(String::from_utf8_lossy(&output.stderr).contains("JOIN may e-mail the candidate"));
    for part in [["applications", "--help"], ["applications", "create"]] {
        let help = fixture.done(&[&part[..], &["--help"]].concat()).await;
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(help.contains("may e-mail the candidate"), "{help}");
    }
    let help = fixture.done(&["jobs", "--help"]).await;
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(help.contains("ONLINE and OFFLINE both use a slot of the plan"), "{help}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_is_planned_without_yes_and_done_once_with_it() {
    let fixture = Fixture::open().await;
    let decide =
        ["decide", &fixture.application, "--id", "inq_123", "--owner", "p:", "--set", "p:status=verified"];
    let decide = [&decide[..], &["--note", "Verified", "--journal", "d.jsonl", "--settle", "0.02"]].concat();
    let planned = fixture.done(&[&decide[..], &["--dry-run"]].concat()).await;
    assert_eq!(planned, "+ p:status=verified\n= 2 kept\nnote, once: Verified\n");
    assert_eq!(fixture.writes(), 0);
    let yes = [&decide[..], &["--yes"]].concat();
    assert_eq!(fixture.json(&yes).await["note"], "written");
    let again = fixture.json(&yes).await;
    assert_eq!((&again["note"], &again["tags_written_earlier"]), (&"written earlier".into(), &true.into()));
    assert_eq!((fixture.writes(), fixture.sandbox.notes(fixture.candidate).len()), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_of_another_candidate_is_refused() {
    let fixture = Fixture::open().await;
    fixture.done(&fixture.edit("plan", &["--add", "p:a", "--save", "plan.json"])).await;
    let other = fixture.sandbox.applications_of(fixture.sandbox.candidates()[1])[0].to_string();
    let (code, words) = fixture.failed(&["tags", "apply", &other, "--plan", "plan.json", "--yes"]).await;
    assert!(code == 2 && words.contains("another candidate"), "{words}");
    let (code, words) = fixture.failed(&["tags", "apply", &other, "--plan", "plan.json", "--dry-run"]).await;
    assert!(code == 2 && words.contains("another candidate"), "{words}");
    assert_eq!(fixture.writes(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_receipt_has_a_place_before_anything_is_written_and_is_kept_of_failures_too() {
    let fixture = Fixture::open().await;
    let add = |receipt| fixture.edit("apply", &["--add", "p:a", "--receipt", receipt]);
    let (code, words) = fixture.failed(&add("nowhere/r.json")).await;
    assert!(code == 2 && words.contains("can't be written"), "{words}");
    assert_eq!(fixture.writes(), 0);
    fixture.sandbox.before(|arrival, _| match (arrival.operation, arrival.number) {
        (Operation::GetApplication, 3..) => Fault::Status(403),
        _ => Fault::None,
    });
    assert_eq!(fixture.failed(&add("r.json")).await.0, 7);
    fixture.sandbox.clear_hooks();
    fixture.done(&["tags", "undo", "--receipt", "r.json", "--settle", "0.02", "--yes"]).await;
    assert_eq!(fixture.tags(), theirs_and(&[]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_comes_from_standard_input_too() {
    let fixture = Fixture::open().await;
    std::fs::write(fixture.folder.path().join("note.txt"), "From a file\n").unwrap();
    let candidate = fixture.candidate.to_string();
    fixture.done(&["notes", "add", &candidate, "--file", "note.txt", "--yes"]).await;
    let mut piped = fixture.command(&["notes", "add", &candidate, "--text", "-", "--yes"]);
    piped.stdin(std::fs::File::open(fixture.folder.path().join("note.txt")).unwrap());
    assert!(fixture.output(piped).await.status.success());
    assert_eq!(fixture.sandbox.notes(fixture.candidate), ["From a file", "From a file"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_goes_on_where_it_was_left() {
    let fixture = Fixture::open().await;
    let decide = ["decide", &fixture.application, "--id", "inq_1", "--owner", "p:", "--add", "p:a"];
    let decide =
        [&decide[..], &["--note", "Verified", "--journal", "d.jsonl", "--settle", "0.02", "--yes"]].concat();
    fixture.sandbox.before(|arrival, _| match arrival.operation {
        Operation::CreateCandidateNote => Fault::Status(403),
        _ => Fault::None,
    });
    assert_eq!(fixture.failed(&decide).await.0, 4);
    fixture.sandbox.clear_hooks();
    let shown = fixture.done(&["audit", "show", "d.jsonl", "--output", "table"]).await;
    assert!(shown.contains("+ p:a") && shown.contains("a decision"), "{shown}");
    let recorded = fixture.json(&decide).await;
    assert_eq!((&recorded["tags_written_earlier"], &recorded["note"]), (&true.into(), &"written".into()));
    assert_eq!((fixture.writes(), fixture.sandbox.notes(fixture.candidate).len()), (1, 1));
}
