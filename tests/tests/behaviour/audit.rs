//! The record of each write: one, whatever came of it, and nothing personal in it.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use join_sandbox::{Fault, JoinSandbox, Operation};
use join_sdk::BoxFuture;
use join_sdk::audit::{FileSink, HashKey, Record, RecordOutcome, Sink, StoredTag};
use join_sdk::tags::{ApplyOptions, CandidateRef, Owner, TagEdit, Verify};
use join_sdk::types::*;
use join_sdk::{
    ApiToken, Document, ErrorKind, Join, JoinBuilder, Method, NewApplication, NewJob, NewOffice,
    RequestOptions, RetryPolicy,
};
use join_tests::{Answer, Script};

const NOTE: &str = "Passport of Adalberta expired";
const FOREIGN: &str = "vip-of-a-recruiter";

/// Keeps the records in memory.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<Record>>>);

impl Kept {
    fn take(&self) -> Vec<Record> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }

    fn only(&self) -> Record {
        let mut records = self.take();
        assert_eq!(records.len(), 1, "{records:?}");
        records.remove(0)
    }
}

impl Sink for Kept {
    fn record<'a>(&'a self, record: &'a Record) -> BoxFuture<'a, std::io::Result<()>> {
        self.0.lock().unwrap().push(record.clone());
        Box::pin(std::future::ready(Ok(())))
    }
}

fn builder(base_url: &str, token: &str) -> JoinBuilder {
    let quick = RetryPolicy::default().backoff(Duration::ZERO, Duration::ZERO);
    Join::builder(ApiToken::new(token).unwrap()).base_url(base_url).retry(quick)
}

/// A candidate of the sandbox with a recruiter's tag.
async fn candidate(join: &Join, sandbox: &JoinSandbox) -> CandidateRef {
    let row = join.applications().list().page(1).await.unwrap().rows.remove(0).unwrap();
    let candidate = CandidateRef::of(&row).unwrap();
    sandbox.set_tags(candidate.candidate().0, [FOREIGN]);
    candidate
}

fn edit() -> TagEdit {
    TagEdit::owned_by(Owner::with_prefix("persona:").unwrap()).add("persona:verified").unwrap()
}

fn once() -> ApplyOptions {
    ApplyOptions::default().verify(Verify::Once)
}

fn ada(job: JobId) -> NewApplication {
    let cv = Document::from_bytes(DocumentType::Cv, "cv-of-adalberta.pdf", b"x").unwrap();
    let new = NewApplication::new(job, "Adalberta", "Lovelacesson", "adalberta@person.example").unwrap();
    new.phone("+4915799999").unwrap().document(cv).external_id("inq_1").unwrap()
}

/// Makes each write of the SDK once.
async fn write_everything(join: &Join, candidate: &CandidateRef) {
    let id = candidate.candidate();
    let job = NewJob::builder("Welder", "Welds").unwrap();
    let categories = join.catalog().categories().await.unwrap();
    let category = categories.iter().find_map(|category| category.sub_categories.as_ref()?.first());
    let types = join.catalog().employment_types().await.unwrap();
    let office = join.offices().create(&NewOffice::new("CH", "Zürich").unwrap()).await.unwrap();
    let job = job.category(category.unwrap().id).employment_type(types[0].id).office(office.id);
    let job = join.jobs().create(&job.language("en").unwrap().build().unwrap()).await.unwrap().id;
    join.jobs().change_status(job, JobStatus::Online).await.unwrap();
    join.applications().create(&ada(job)).await.unwrap();
    join.candidates().add_note(id, NOTE).await.unwrap();
    join.tags(candidate).edit(&edit(), once()).await.unwrap();
    let note = serde_json::json!({ "content": NOTE });
    let raw = join.raw().request(Method::POST, &format!("/candidates/{id}/notes")).json(&note);
    raw.send_bytes().await.unwrap();
}

#[tokio::test]
async fn each_write_of_every_operation_gives_one_record_that_says_what_it_was_about() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let kept = Kept::default();
    let join = builder(sandbox.base_url(), sandbox.token()).audit(kept.clone()).build().unwrap();
    let candidate = candidate(&join, &sandbox).await;
    assert!(kept.take().is_empty(), "reads are not recorded");
    let by = RequestOptions::new().actor("acme-idv").reason("inquiry inq_1");
    write_everything(&join.with_options(by), &candidate).await;

    let records = kept.take();
    let operations: Vec<&str> = records.iter().map(|record| record.operation.as_str()).collect();
    let expected = [
        "createOffice",
        "createJob",
        "changeJobStatus",
        "createApplication",
        "createCandidateNote",
        "updateCandidate",
        "raw",
    ];
    assert_eq!(operations, expected);
    for record in &records {
        assert_eq!(record.outcome, RecordOutcome::Applied, "{record:?}");
        assert_eq!(record.actor.as_deref(), Some("acme-idv"));
        assert_eq!(record.reason.as_deref(), Some("inquiry inq_1"));
        assert!(record.attempts == 1 && record.status.is_some() && record.error.is_none(), "{record:?}");
    }
    let [office, job, status, application, note, tags, raw] = &records[..] else { panic!() };
    assert!(office.subject.office.is_some());
    assert!(job.subject.job.is_some() && status.subject.job == job.subject.job);
    assert_eq!(application.subject.job, job.subject.job);
    assert_eq!(application.subject.external_id.as_deref(), Some("inq_1"));
    assert!(application.subject.application.is_some() && application.subject.candidate.is_some());
    assert_eq!(note.subject.candidate, Some(candidate.candidate()));
    assert_eq!(note.note.as_ref().unwrap().length, NOTE.len());
    assert_eq!(tags.subject.application, Some(candidate.application()));
    assert_eq!((raw.method.as_str(), &raw.subject), ("POST", &Default::default()));
}

#[tokio::test]
async fn the_record_of_an_edit_has_own_tags_in_clear_and_those_of_others_hashed() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let (kept, key) = (Kept::default(), HashKey::new("0123456789abcdef"));
    let join = builder(sandbox.base_url(), sandbox.token()).audit(kept.clone()).audit_key(key.clone());
    let join = join.build().unwrap();
    let candidate = candidate(&join, &sandbox).await;
    let apply = once().actor("ada").reason("asked for");
    let receipt = join.tags(&candidate).edit(&edit(), apply).await.unwrap();
    let record = kept.only();
    assert_eq!((record.actor.as_deref(), record.reason.as_deref()), (Some("ada"), Some("asked for")));
    let tags = record.tags.unwrap();
    let foreign = StoredTag::Hashed { hash: key.hash(FOREIGN) };
    let own = StoredTag::Own("persona:verified".into());
    assert_eq!(tags.before, std::slice::from_ref(&foreign));
    assert_eq!(tags.sent.unwrap(), [foreign.clone(), own.clone()]);
    assert_eq!(tags.after, [foreign, own.clone()]);
    assert_eq!((tags.added, tags.removed), (vec![own], vec![]));
    assert_eq!((tags.edit_id, tags.exposure), (receipt.edit_id, receipt.exposure));
    assert_eq!(tags.requests, receipt.requests);

    join.tags(&candidate).edit(&edit(), once()).await.unwrap();
    assert_eq!(kept.only().outcome, RecordOutcome::Nothing, "there was nothing to do");
}

#[tokio::test]
async fn a_failed_write_and_an_unknown_one_are_recorded_as_such() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let kept = Kept::default();
    let join = builder(sandbox.base_url(), sandbox.token()).audit(kept.clone()).build().unwrap();
    let candidate = candidate(&join, &sandbox).await;
    for (fault, outcome, error) in [
        (Fault::Status(422), RecordOutcome::Failed, "validation"),
        (Fault::Status(401), RecordOutcome::Failed, "unauthorized"),
        (Fault::Status(502), RecordOutcome::Unknown, "server"),
        (Fault::LoseAnswer, RecordOutcome::Unknown, "transport"),
    ] {
        sandbox.before(move |arrival, _| match arrival.operation {
            Operation::CreateCandidateNote => fault.clone(),
            _ => Fault::None,
        });
        join.candidates().add_note(candidate.candidate(), NOTE).await.unwrap_err();
        sandbox.clear_hooks();
        let record = kept.only();
        assert_eq!((record.outcome, record.error.as_deref()), (outcome, Some(error)));
        assert_eq!(record.subject.candidate, Some(candidate.candidate()));
    }
    join.candidates().add_note(candidate.candidate(), " ").await.unwrap_err();
    assert!(kept.take().is_empty(), "what is refused beforehand is no write");
}

#[tokio::test]
async fn a_call_that_was_repeated_is_one_record_with_all_request_ids() {
    let answer = |status: u16, id: &str| Answer::json(status, "{}").header("x-request-id", id);
    let refused = answer(429, "req-1").header("retry-after", "0");
    let script = Script::start([refused, answer(201, "req-2")]).await;
    let kept = Kept::default();
    let join = builder(script.base_url(), "t").audit(kept.clone()).build().unwrap();
    join.candidates().add_note(CandidateId(5), NOTE).await.unwrap();
    let record = kept.only();
    assert_eq!((record.attempts, record.status), (2, Some(201)));
    assert_eq!(record.request_ids, ["req-1", "req-2"]);
}

#[tokio::test]
async fn a_write_that_was_dropped_half_way_is_recorded_as_unknown() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let kept = Kept::default();
    let join = builder(sandbox.base_url(), sandbox.token()).audit(kept.clone()).build().unwrap();
    let candidate = candidate(&join, &sandbox).await;
    sandbox.before(|_, _| Fault::Delay(Duration::from_secs(3600)));
    let mut call = Box::pin(join.candidates().add_note(candidate.candidate(), NOTE).into_future());
    while sandbox.received(Operation::CreateCandidateNote) == 0 {
        let _ = futures_util::poll!(&mut call);
        tokio::task::yield_now().await;
    }
    drop(call);
    while kept.0.lock().unwrap().is_empty() {
        tokio::task::yield_now().await;
    }
    let record = kept.only();
    assert_eq!((record.outcome, record.attempts), (RecordOutcome::Unknown, 1));
    // A call that was never begun left nothing.
    drop(join.candidates().add_note(candidate.candidate(), NOTE));
    tokio::task::yield_now().await;
    assert!(kept.take().is_empty());
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("audit.jsonl")
    }
}

fn records(path: PathBuf) -> Vec<Result<Record, String>> {
    let words = |error: join_sdk::Error| error.to_string();
    FileSink::read(path).unwrap().map(|record| record.map_err(words)).collect()
}

#[tokio::test]
async fn the_file_holds_every_record_and_neither_note_nor_person_nor_foreign_tag() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let folder = Folder::new();
    let file = FileSink::open(folder.file()).await.unwrap();
    let join = builder(sandbox.base_url(), sandbox.token()).audit(file).build().unwrap();
    let candidate = candidate(&join, &sandbox).await;
    write_everything(&join, &candidate).await;
    let text = std::fs::read_to_string(folder.file()).unwrap();
    assert_eq!(text.lines().count(), 7);
    for seed in [NOTE, FOREIGN, "Adalberta", "Lovelacesson", "@person", "+49", "cv-of", sandbox.token()] {
        assert!(!text.contains(seed), "{seed}");
    }
    for (record, line) in records(folder.file()).into_iter().zip(text.lines()) {
        assert_eq!(record.unwrap().to_json(), line);
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(folder.file()).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[tokio::test]
async fn a_line_that_a_crash_tore_stays_and_the_next_one_begins_behind_it() {
    let folder = Folder::new();
    std::fs::write(folder.file(), "{\"at\":\"2026").unwrap();
    let script = Script::start([Answer::json(201, "{}")]).await;
    for _ in 0..2 {
        let file = FileSink::open(folder.file()).await.unwrap();
        let join = builder(script.base_url(), "t").audit(file).build().unwrap();
        join.candidates().add_note(CandidateId(5), NOTE).await.unwrap();
    }
    let records = records(folder.file());
    assert!(records[0].as_ref().unwrap_err().contains("line 1 "), "{records:?}");
    assert!(records.len() == 3 && records[1..].iter().all(Result::is_ok), "{records:?}");
    assert!(std::fs::read_to_string(folder.file()).unwrap().starts_with("{\"at\":\"2026\n"));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_write_whose_record_is_lost_fails_and_says_that_only_the_record_is_missing() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let folder = Folder::new();
    std::os::unix::fs::symlink("/dev/full", folder.file()).unwrap();
    let file = FileSink::open(folder.file()).await.unwrap();
    let join = builder(sandbox.base_url(), sandbox.token()).audit(file).build().unwrap();
    let candidate = candidate(&join, &sandbox).await;
    let notes = sandbox.notes(candidate.candidate().0).len();

    let error = join.candidates().add_note(candidate.candidate(), NOTE).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_applied()), (ErrorKind::Io, true));
    assert!(error.to_string().contains("only its record is missing"), "{error}");
    assert!(std::error::Error::source(&error).unwrap().to_string().contains("No space left"));
    assert_eq!(sandbox.notes(candidate.candidate().0).len(), notes + 1);

    let error = join.tags(&candidate).edit(&edit(), once()).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_applied()), (ErrorKind::Io, true));
    assert_eq!(error.receipt().unwrap().added.len(), 1);

    sandbox.before(|_, _| Fault::Status(422));
    let error = join.candidates().add_note(candidate.candidate(), NOTE).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_applied()), (ErrorKind::Io, false));
    assert!(error.to_string().contains("validation"), "{error}");
}
