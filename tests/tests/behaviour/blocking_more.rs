//! The client without async: changing lists, caches, runs over many candidates, journals, and whole responses.

use std::collections::HashSet;
use std::time::Duration;

use join_sandbox::{Fault, JoinSandbox, Operation};
use join_sdk::audit::FileSink;
use join_sdk::blocking::{Join, Journal};
use join_sdk::bulk::{BulkEdit, BulkStop, DesiredTags};
use join_sdk::changes::{Change, MemoryStore};
use join_sdk::journal::{Entry, EntryEnd, Intent, JournalState, WriteKind};
use join_sdk::lists::ScanSummary;
use join_sdk::note_once::NoteSighting;
use join_sdk::tags::{ApplyOptions, CandidateRef, Owner, TagEdit, Verify};
use join_sdk::types::{ApplicationId, CandidateId, DocumentType, JobId, JobStatus};
use join_sdk::{ApiToken, ErrorKind, NewApplication, NewOffice, RequestOptions, RetryPolicy};
use tokio::runtime::Runtime;

const HOUR: Duration = Duration::from_secs(3600);

/// A client on a fresh sandbox, which runs on other threads.
fn sandbox() -> (Join, JoinSandbox, Runtime) {
    let runtime = Runtime::new().unwrap();
    let sandbox = runtime.block_on(JoinSandbox::start()).unwrap();
    let token = ApiToken::new(sandbox.token()).unwrap();
    let join = Join::builder(token).base_url(sandbox.base_url()).build_blocking().unwrap();
    (join, sandbox, runtime)
}

/// Prepares that many candidates without tags.
fn candidates(sandbox: &JoinSandbox, count: usize) -> Vec<CandidateRef> {
    let ids = sandbox.candidates().into_iter().take(count);
    let prepared = ids.map(|id| {
        sandbox.set_tags(id, Vec::<String>::new());
        CandidateRef::new(CandidateId(id), ApplicationId(sandbox.applications_of(id)[0]))
    });
    prepared.collect()
}

fn tags(sandbox: &JoinSandbox, candidate: CandidateRef) -> Vec<String> {
    sandbox.tags(candidate.candidate().0).unwrap().as_slice().to_vec()
}

fn owner() -> Owner {
    Owner::with_prefix("p:").unwrap()
}

fn rows_adding(candidates: &[CandidateRef], tag: &str) -> Vec<BulkEdit> {
    let edit = TagEdit::owned_by(owner()).add(tag).unwrap();
    candidates.iter().map(|&candidate| BulkEdit::new(candidate, edit.clone())).collect()
}

fn once() -> ApplyOptions {
    ApplyOptions::default().verify(Verify::Once).settle(Duration::from_millis(20))
}

fn apply(join: &Join, email: &str) -> ApplicationId {
    let job = join.jobs().list().status(JobStatus::Online).rows().next().unwrap().unwrap().id;
    let new = NewApplication::new(job, "Ada", "Lovelace", email).unwrap();
    join.applications().create(&new).unwrap().application().unwrap()
}

#[test]
fn a_feed_returns_changes_until_there_are_none_and_continues_from_its_cursor() {
    let (join, _sandbox, _runtime) = sandbox();
    let store = MemoryStore::default();
    let mut changes = join.applications().changes(store.clone()).overlap(HOUR).sweep_every(24 * HOUR);
    assert!(changes.cursor().is_none());
    let first: Vec<Change> = changes.by_ref().map(Result::unwrap).collect();
    assert!(first.len() == 120 && first.iter().all(|change| matches!(change, Change::Created(_))));
    changes.ack().unwrap();
    assert!(changes.cursor().unwrap().watermark().is_some());
    assert!(changes.next().is_none());

    let new = apply(&join, "ada@example.com");
    let news = changes.next().unwrap().unwrap();
    assert!(matches!(&news, Change::Created(one) if one.id == new), "the call after a none polls again");
    drop(changes);
    let reader = join.read_only();
    let mut again = reader.applications().list().prefetch(1).changes(store);
    assert_eq!(again.next().unwrap().unwrap().application().id, new, "it was not acknowledged");
    assert!(again.next().is_none());
}

#[test]
fn a_feed_that_watches_waits_for_the_next_change() {
    let (join, _sandbox, _runtime) = sandbox();
    let mut changes = join.applications().changes(MemoryStore::default()).watch(Duration::from_millis(50));
    let first: HashSet<ApplicationId> =
        changes.by_ref().take(120).map(|change| change.unwrap().application().id).collect();
    changes.ack().unwrap();
    let writer = join.clone();
    let late = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(150));
        apply(&writer, "ada@example.com")
    });
    let news = changes.next().unwrap().unwrap().application().id;
    assert!(news == late.join().unwrap() && !first.contains(&news));
}

#[test]
fn a_complete_scan_returns_each_row_once_and_retries_a_failed_page() {
    let (join, sandbox, _runtime) = sandbox();
    let mut rows = join.applications().list().complete();
    let ids: HashSet<ApplicationId> = rows.by_ref().map(|row| row.unwrap().id).collect();
    let ScanSummary { rows: counted, complete, .. } = rows.summary();
    assert_eq!((ids.len(), counted, complete), (120, 120, true));

    let join = join.with_options(RequestOptions::new().retry(RetryPolicy::never()));
    let second = sandbox.received(Operation::ListApplications) + 2;
    sandbox.before(move |arrival, _| if arrival.number == second { Fault::Status(500) } else { Fault::None });
    let mut rows = join.applications().list().prefetch(1).complete();
    let mut again = HashSet::new();
    let mut failures = 0;
    loop {
        match rows.next() {
            Some(Ok(row)) => assert!(again.insert(row.id)),
            Some(Err(error)) => {
                assert_eq!(error.kind(), ErrorKind::Server);
                assert!(rows.next().is_none(), "until it is retried");
                failures += 1;
                rows.retry();
            }
            None => break,
        }
    }
    assert_eq!((again, failures, rows.summary().complete), (ids, 1, true));
}

#[test]
fn a_cache_reads_each_list_once() {
    let (join, sandbox, _runtime) = sandbox();
    let catalog = join.catalog().language("de").cached(HOUR);
    assert_eq!(catalog.clone().categories().unwrap().len(), 13);
    assert!(!catalog.find_categories("design").unwrap().is_empty());
    assert_eq!(catalog.employment_type("Vollzeit").unwrap().unwrap().id.0, 1);
    assert!(!catalog.employment_types().unwrap().is_empty());
    assert_eq!(catalog.seniority_level("Teamleitung").unwrap().unwrap().id.0, 4);
    assert!(!catalog.seniority_levels().unwrap().is_empty());
    let offices = catalog.offices().unwrap().len();
    assert_eq!((catalog.office("AT", "Graz").unwrap(), sandbox.requests().len()), (None, 5));

    let graz = NewOffice::new("AT", "Graz").unwrap();
    let id = catalog.office_or_create(&join.offices(), &graz).unwrap();
    assert_eq!(catalog.office_or_create(&join.offices(), &graz).unwrap(), id);
    assert_eq!(catalog.offices().unwrap().len(), offices + 1);
    assert_eq!(sandbox.received(Operation::CreateOffice), 1);
}

#[test]
fn a_run_writes_once_resumes_and_is_undone() {
    let (join, sandbox, _runtime) = sandbox();
    let folder = tempfile::tempdir().unwrap();
    let candidates = candidates(&sandbox, 6);
    let open = |name: &str| Journal::open(folder.path().join(name)).unwrap();
    let rows = rows_adding(&candidates, "p:a");
    let unjournalled = join.bulk_tags_of(rows.clone()).start().unwrap_err();
    assert_eq!(unjournalled.kind(), ErrorKind::InvalidInput);

    let journal = open("run");
    let run =
        join.bulk_tags_of(rows.clone()).journal(journal.clone()).apply(once()).actor("ida").reason("test");
    let mut run = run.concurrency(2).window(3).max_conflict_rate(0.5).run_id("november").start().unwrap();
    let events: Vec<_> = run.by_ref().map(Result::unwrap).collect();
    assert!(events.len() == 6 && events.iter().all(|event| event.outcome == EntryEnd::Applied));
    assert_eq!((run.progress().applied, run.stopped()), (6, None));
    assert!(run.next().is_none());
    assert!(candidates.iter().all(|&candidate| tags(&sandbox, candidate) == ["p:a"]));

    let input = rows.into_iter().map(Ok::<_, std::io::Error>);
    let again = join.bulk_tags(input).journal(journal.clone()).apply(once()).start().unwrap();
    assert!(again.map(Result::unwrap).all(|event| event.skipped));
    assert_eq!(sandbox.received(Operation::UpdateCandidate), 6);

    let outcomes = journal.outcomes_backwards("november").unwrap();
    assert_eq!(outcomes.remaining(), 6);
    let last = outcomes.map(Result::unwrap).next().unwrap();
    assert!(journal.knew_tags(last.candidate).unwrap());
    let mut entries = Journal::read(folder.path().join("run")).unwrap().map(Result::unwrap);
    assert!(entries.any(|entry| matches!(entry, Entry::Run(run) if run.actor.as_deref() == Some("ida"))));
    let undo = join.undo_bulk(&journal, Some("november")).unwrap();
    assert_eq!(undo.journal(open("undo")).apply(once()).start().unwrap().count(), 6);
    assert!(candidates.iter().all(|&candidate| tags(&sandbox, candidate).is_empty()));
}

#[test]
fn a_run_stops_when_asked_and_at_an_unreadable_row_and_plans_without_writing() {
    let (join, sandbox, _runtime) = sandbox();
    let rows = rows_adding(&candidates(&sandbox, 6), "p:a");
    let planned = join.bulk_tags_of(rows.clone()).dry_run().start().unwrap();
    assert!(planned.map(Result::unwrap).all(|event| event.outcome == EntryEnd::Planned));

    let mut run = join.bulk_tags_of(rows.clone()).dry_run().concurrency(1).window(1).start().unwrap();
    run.next().unwrap().unwrap();
    run.stop();
    let rest = run.by_ref().count();
    assert!(rest < 5 && run.stopped() == Some(BulkStop::Asked), "{rest}");

    let broken = std::io::Error::other("a broken line");
    let input = [Ok(rows[0].clone()), Err(broken), Ok(rows[1].clone())];
    let mut run = join.bulk_tags(input).dry_run().start().unwrap();
    let failed: Vec<_> = run.by_ref().filter_map(Result::err).map(|error| error.kind()).collect();
    assert_eq!((failed, run.stopped()), (vec![ErrorKind::InvalidInput], Some(BulkStop::Input)));

    // The input runs inside the wait, where a blocking call must not wait.
    let (inner, row) = (join.clone(), rows[0].clone());
    let input = std::iter::once_with(move || inner.jobs().get(JobId(7)).map(|_| row));
    let error = join.bulk_tags(input).dry_run().start().unwrap().next().unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(sandbox.received(Operation::UpdateCandidate), 0);
}

#[test]
fn tags_are_reconciled_with_the_same_journal() {
    let (join, sandbox, _runtime) = sandbox();
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(folder.path().join("desired")).unwrap();
    let candidate = candidates(&sandbox, 1)[0];
    let reconcile = |wanted: &[&str]| {
        let desired = DesiredTags::new(candidate, owner(), wanted.iter().copied());
        let run = join.reconcile_tags(&journal, [Ok::<_, std::io::Error>(desired)]).apply(once());
        run.start().unwrap().map(|event| event.unwrap().outcome).collect::<Vec<_>>()
    };
    assert_eq!(reconcile(&["p:a"]), [EntryEnd::Applied]);
    assert_eq!(reconcile(&["p:a"]), [EntryEnd::NoChange]);
    assert_eq!(reconcile(&["p:b"]), [EntryEnd::Applied]);
    assert_eq!(tags(&sandbox, candidate), ["p:b"]);
    assert_eq!(journal.last_applied(candidate.candidate()).unwrap().unwrap(), ["p:b".into()]);
}

#[test]
fn a_journal_keeps_intents_and_outcomes_and_serves_the_client() {
    let (_join, sandbox, runtime) = sandbox();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let journal = Journal::open(&path).unwrap();
    let intents = ["a", "b"].map(|key| Intent::new(key, WriteKind::Note, CandidateId(5)));
    for intent in &intents {
        journal.intend(intent).unwrap();
    }
    journal.settle(&intents[0].ended(EntryEnd::Written)).unwrap();
    let unsettled: Vec<_> = journal.unsettled().unwrap().map(|intent| intent.unwrap().key).collect();
    assert_eq!((unsettled, journal.is_done("a").unwrap()), (vec!["b".to_owned()], true));
    assert_eq!(journal.settled("a").unwrap().unwrap().outcome, EntryEnd::Written);
    assert_eq!(
        (journal.settled("b").unwrap().is_none(), journal.intended("b").unwrap().is_some()),
        (true, true)
    );
    journal.settle_note("b", NoteSighting::Missing).unwrap();
    assert_eq!(journal.state("b").unwrap(), JournalState::Settled);
    assert_eq!(Journal::open(&path).unwrap_err().kind(), ErrorKind::Refused);

    let sink = FileSink::open_blocking(folder.path().join("audit")).unwrap();
    let builder = Join::builder(ApiToken::new(sandbox.token()).unwrap()).base_url(sandbox.base_url());
    let join = builder.journal(journal.to_async()).audit(sink).build_blocking().unwrap();
    let candidate = CandidateId(sandbox.candidates()[0]);
    for written in [true, false] {
        let note = join.candidates().add_note_once(candidate, "c", "Identity verified").unwrap();
        assert_eq!(note.was_written(), written);
    }
    assert!(join.journal().unwrap().is_done("c").unwrap());
    assert_eq!(FileSink::read(folder.path().join("audit")).unwrap().count(), 1);

    // Where a thread must not wait, each call fails and each iterator ends.
    journal.append(&Entry::Intent(Intent::new("d", WriteKind::Note, candidate))).unwrap();
    let mut rows = journal.unsettled().unwrap();
    runtime.block_on(async {
        assert_eq!(journal.settled("a").unwrap_err().kind(), ErrorKind::Config);
        assert_eq!(journal.unsettled().unwrap_err().kind(), ErrorKind::Config);
        assert_eq!(rows.next().unwrap().unwrap_err().kind(), ErrorKind::Config);
        assert!(rows.next().is_none());
    });
    assert_eq!(Journal::read(&path).unwrap().count(), 7);
}

#[test]
fn a_response_has_the_value_its_status_and_its_request_id() {
    let (join, sandbox, _runtime) = sandbox();
    let id = join.jobs().list().rows().next().unwrap().unwrap().id;
    let response = join.jobs().get_response(id).unwrap();
    assert_eq!((response.status().as_u16(), response.attempts(), response.get_ref().id), (200, 1, id));
    assert!(response.request_id().is_some() && !response.headers().is_empty());
    join.jobs().change_status_response(id, JobStatus::Offline).unwrap();
    let row = join.applications().list().rows().next().unwrap().unwrap();
    assert_eq!(join.read_only().applications().get_response(row.id).unwrap().into_inner().id, row.id);
    let candidate = CandidateRef::of(&row).unwrap().candidate();
    let note = join.candidates().add_note_response(candidate, "Identity verified").unwrap();
    assert_eq!((note.status().as_u16(), sandbox.notes(candidate.0).len()), (201, 1));
    let html = join.candidates().add_note_html_response(candidate, "<p>a &lt; b</p>").unwrap();
    assert_eq!(html.status().as_u16(), 201);
    assert!(sandbox.notes(candidate.0).iter().any(|note| note.contains("a &lt; b")));
    let graz = NewOffice::new("AT", "Graz").unwrap();
    assert_eq!(join.offices().create_response(&graz).unwrap().status().as_u16(), 201);
    let missing = join.jobs().get_response(JobId(999_999_999)).unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::NotFound);
}

#[test]
fn a_document_is_read_up_to_a_size() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cv.txt");
    std::fs::write(&path, "Ida Ney").unwrap();
    assert!(join_sdk::Document::from_path_up_to_blocking(7, DocumentType::Cv, &path).is_ok());
    assert!(join_sdk::Document::from_path_up_to_blocking(6, DocumentType::Cv, &path).is_err());
}
