//! A session with an account is recorded, and replayed by the sandbox and by the mocks: the SDK sees the same, and nobody's data.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::TryStreamExt;
use join_httpmock::JoinMock;
use join_recorder::{Recorder, Recording};
use join_sandbox::{Fault, JoinSandbox, Operation};
use join_sdk::tags::{ApplyOptions, CandidateRef, Owner, TagEdit};
use join_sdk::types::{Application, DocumentType, JobStatus};
use join_sdk::{Document, Join, NewApplication};
use join_tests::client;
use serde_json::{Value, json};

const TAG: &str = "persona:verified";
const NOTE: &str = "Identity verified for Adalberta";
const FILE: &[u8] = b"%PDF-1.7 the whole story of Adalberta";

/// An account with an odd field in each row and in each read.
async fn account() -> JoinSandbox {
    let sandbox = JoinSandbox::builder().applications(60).start().await.unwrap();
    sandbox.before(|request, _| match request.operation {
        Operation::ListApplications | Operation::GetApplication => {
            Fault::OddField { path: "candidate.country".to_owned(), value: json!("Adalbertania") }
        }
        _ => Fault::None,
    });
    sandbox
}

/// What a program does and sees, without ids and without what anybody said.
async fn story(join: &Join) -> Vec<String> {
    let mut seen = Vec::new();
    let jobs = join.jobs().list().page(1).await.unwrap();
    let jobs: Vec<_> = jobs.rows.into_iter().map(Result::unwrap).collect();
    seen.push(format!("jobs {:?}", jobs.iter().map(|job| job.status.clone()).collect::<Vec<_>>()));

    let mut rows = join.applications().list().rows();
    let mut applications: Vec<Application> = Vec::new();
    while let Some(row) = rows.next().await {
        applications.push(row.unwrap());
    }
    seen.push(format!("odd {:?}", rows.odd_fields().iter().collect::<Vec<_>>()));
    let state = |row: &Application| {
        let state = format!("{:?}", row.current_state());
        if state.contains("Unknown") { "another word".to_owned() } else { state }
    };
    seen.push(format!("states {:?}", applications.iter().map(state).collect::<Vec<_>>()));
    let shape = |row: &Application| {
        let candidate = row.candidate.as_ref().unwrap();
        let length = |text: Option<&str>| text.map(str::len);
        (
            length(candidate.first_name.as_ref().map(|name| name.as_str())),
            length(candidate.phone_number.as_ref().map(|phone| phone.as_str())),
            candidate.tags.as_set().map(<[_]>::len),
            row.attachments.as_ref().map(Vec::len),
        )
    };
    seen.push(format!("shapes {:?}", applications.iter().map(shape).collect::<Vec<_>>()));

    let row = applications.iter().find(|row| row.attachments.iter().flatten().any(|file| file.url.is_some()));
    let row = row.unwrap();
    let read = join.applications().get(row.id).response().await.unwrap();
    seen.push(format!("odd {:?}", read.odd_fields().iter().map(|odd| odd.path()).collect::<Vec<_>>()));
    assert_eq!(read.get_ref(), row, "a row and a read of it are the same");
    let file = row.attachments.iter().flatten().find(|file| file.url.is_some()).unwrap();
    let mut content = Vec::new();
    join.attachments().download(file).await.unwrap().write_to(&mut content).await.unwrap();
    seen.push(format!("file {:?}", String::from_utf8_lossy(content.get(..5).unwrap())));

    let edit = TagEdit::owned_by(Owner::with_prefix("persona:").unwrap()).add(TAG).unwrap();
    let quick = ApplyOptions::default().settle(Duration::from_millis(1));
    let receipt = join.tags(&CandidateRef::of(row).unwrap()).edit(&edit, quick).await.unwrap();
    seen.push(format!("tags {:?} {:?}", receipt.outcome, receipt.attempts));
    join.candidates().add_note(row.candidate.as_ref().unwrap().id, NOTE).await.unwrap();

    let document = Document::from_bytes(DocumentType::Cv, "cv-adalberta.pdf", FILE).unwrap();
    let online = jobs.iter().find(|job| job.status == Some(JobStatus::Online)).unwrap();
    let new = NewApplication::new(online.id, "Adalberta", "Geheimnis", "adalberta@person.test").unwrap();
    let new = new.phone("+4915799999123").unwrap().document(document);
    seen.push(format!("created {}", join.applications().create(&new).await.is_ok()));

    let error = join.applications().create(&new).await.unwrap_err();
    seen.push(format!("error {:?} {:?}", error.kind(), error.status()));
    seen.push(format!(
        "offices {}",
        join.offices().list().rows().try_collect::<Vec<_>>().await.unwrap().len()
    ));
    seen.push(format!("categories {}", join.catalog().categories().await.unwrap().len()));
    seen
}

/// What was recorded of a whole story, and what the program saw.
async fn recorded(account: &JoinSandbox) -> (Recording, Vec<String>) {
    let recorder = Recorder::builder(account.base_url()).keep_tag_prefix(TAG).start().await.unwrap();
    let seen = story(&client(recorder.base_url(), account.token())).await;
    let session = recorder.stop().await;
    let places = ["GET /applications response (200) $[].rating"];
    assert_eq!(session.unknown_fields(), places, "what the sandbox has beyond the document");
    (session.recording_without_unknown_fields().unwrap(), seen)
}

#[tokio::test]
async fn the_sandbox_and_the_mocks_replay_what_the_recorder_wrote() {
    let account = account().await;
    let (recording, there) = recorded(&account).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("session.jsonl");
    recording.save(&file).unwrap();
    assert!(there.iter().any(|seen| seen.contains("candidate.country")), "{there:?}");

    let replay = join_sandbox::Recording::read(&file).unwrap();
    let sandbox = JoinSandbox::builder().replay(replay).start().await.unwrap();
    let join = client(sandbox.base_url(), sandbox.token());
    assert_eq!(story(&join).await, there, "the sandbox");

    let mock = JoinMock::start().unwrap();
    let recording = Recording::read(&file).unwrap();
    let replayed = mock.replay(&recording);
    assert_eq!(story(&client(mock.base_url(), mock.token())).await, there, "the mocks");
    assert!(replayed.calls() >= recording.exchanges().len() - 1);
}

/// The texts of a value.
fn texts(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            found.insert(text.clone());
        }
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| texts(field, found)),
        _ => {}
    }
}

#[tokio::test]
async fn nothing_of_the_account_is_in_the_file() {
    let account = account().await;
    let (recording, _) = recorded(&account).await;
    let text = recording.to_text().unwrap();
    let mut secrets = BTreeSet::from([account.token().to_owned(), NOTE.to_owned()]);
    for candidate in account.candidates() {
        for id in account.applications_of(candidate) {
            let row = account.recruiter().application(id).unwrap();
            let fields =
                ["/candidate", "/attachments", "/screeningQuestions", "/integrationExternalId", "/job/title"];
            for field in fields.iter().filter_map(|field| row.pointer(field)) {
                texts(field, &mut secrets);
            }
        }
    }
    let known = ["LINKEDIN", "CV", "JOIN_CV", "COVER_LETTER", "TEXT", "DATE", "INTEGER", "OTHER", TAG];
    secrets.retain(|secret| !known.contains(&secret.as_str()));
    assert!(secrets.len() > 200, "{}", secrets.len());
    let mut kept = BTreeSet::new();
    for line in text.lines() {
        texts(&serde_json::from_str(line).unwrap(), &mut kept);
    }
    // A code of two letters that is said of a person is another one; the same code can still be a language.
    let long = |secret: &&String| secret.chars().count() > 3;
    let found: Vec<_> = secrets.iter().filter(long).filter(|secret| text.contains(secret.as_str())).collect();
    assert!(found.is_empty(), "{found:?}");
    let whole: Vec<_> = secrets.iter().filter(|secret| secret.len() > 2 && kept.contains(*secret)).collect();
    assert!(whole.is_empty(), "{whole:?}");
    for word in ["dalberta", "eheimnis", "whole story", "127.0.0.1", "signature"] {
        assert!(!text.contains(word), "{word}");
    }
}
