//! Writes whose future is dropped half-way: each leaves one record.

use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::poll;
use join_sandbox::{Fault, Operation};
use join_sdk::audit::{FileSink, Record, RecordOutcome, Sink, StoredTag};
use join_sdk::bulk::BulkEdit;
use join_sdk::tags::{ApplyOptions, Owner, TagEdit};
use join_sdk::{ApiToken, BoxFuture, Join};
use join_tests::Fixture;
use tokio::runtime::Builder;
use tokio::sync::Semaphore;

const THEIRS: [&str; 2] = ["vip", "Hired by hand"];

/// Keeps records once it has a permit for each.
#[derive(Clone)]
struct Slow {
    records: Arc<Mutex<Vec<Record>>>,
    permits: Arc<Semaphore>,
    arrived: Arc<Semaphore>,
}

impl Slow {
    fn with_permits(permits: usize) -> Self {
        let (permits, arrived) = (Arc::new(Semaphore::new(permits)), Arc::new(Semaphore::new(0)));
        Self { records: Arc::default(), permits, arrived }
    }

    fn len(&self) -> usize {
        self.records.lock().unwrap().len()
    }

    /// Waits for that many records.
    async fn wait(&self, records: usize) {
        let arrival = async {
            while self.len() < records {
                tokio::task::yield_now().await;
            }
        };
        let patience = Duration::from_secs(30);
        assert!(tokio::time::timeout(patience, arrival).await.is_ok(), "{} of {records} records", self.len());
    }

    async fn only(&self) -> Record {
        self.wait(1).await;
        let mut records = std::mem::take(&mut *self.records.lock().unwrap());
        assert_eq!(records.len(), 1, "{records:?}");
        records.remove(0)
    }
}

impl Sink for Slow {
    fn record<'a>(&'a self, record: &'a Record) -> BoxFuture<'a, std::io::Result<()>> {
        Box::pin(async {
            self.arrived.add_permits(1);
            self.permits.acquire().await.unwrap().forget();
            self.records.lock().unwrap().push(record.clone());
            Ok(())
        })
    }
}

fn client(fixture: &Fixture, sink: impl Sink) -> Join {
    let token = ApiToken::new(fixture.sandbox.token()).unwrap();
    Join::builder(token).base_url(fixture.sandbox.base_url()).audit(sink).build().unwrap()
}

fn edit() -> TagEdit {
    TagEdit::owned_by(Owner::with_prefix("p:").unwrap()).add("p:a").unwrap()
}

/// Never comes to the second check.
fn endless() -> ApplyOptions {
    let hour = Duration::from_secs(3_600);
    ApplyOptions::default().settle(hour).deadline(10 * hour).actor("ada").reason("inquiry inq_1")
}

/// Drops a future once that is so.
async fn drop_once<T>(future: impl Future<Output = T>, until: impl Fn() -> bool) {
    let mut future = Box::pin(future);
    while !until() {
        assert!(poll!(&mut future).is_pending(), "it came to an end");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn an_edit_dropped_after_its_write_has_a_record_of_unknown_outcome() {
    for (fault, applied) in [(Fault::None, true), (Fault::LoseAnswer, true), (Fault::LoseRequest, false)] {
        let fixture = Fixture::start(&THEIRS).await;
        let sink = Slow::with_permits(9);
        let join = client(&fixture, sink.clone());
        fixture.on_write(1, fault);
        let tags = join.tags(&fixture.candidate);
        // The first check has ended, or the write is in doubt.
        let until = || fixture.writes() == 1 && (!applied || fixture.own(0) == ["p:a"]);
        drop_once(tags.edit(&edit(), endless()), until).await;
        let record = sink.only().await;
        assert_eq!((record.outcome, record.attempts), (RecordOutcome::Unknown, 1));
        assert_eq!(record.operation, "updateCandidate");
        assert_eq!(record.subject.candidate, Some(fixture.candidate.candidate()));
        assert_eq!((record.actor.as_deref(), record.reason.as_deref()), (Some("ada"), Some("inquiry inq_1")));
        assert!(!record.to_json().contains("vip"), "{record:?}");
        let tags = record.tags.unwrap();
        assert_eq!((tags.outcome, tags.added), (None, vec![StoredTag::Own("p:a".into())]));
        assert_eq!((tags.before.len(), tags.sent.unwrap().len()), (2, 3));
    }
}

#[tokio::test]
async fn an_edit_dropped_while_its_write_is_under_way_has_a_record_and_one_dropped_before_has_none() {
    let fixture = Fixture::start(&THEIRS).await;
    let sink = Slow::with_permits(9);
    let join = client(&fixture, sink.clone());
    let hour = Duration::from_secs(3_600);
    fixture.sandbox.before(move |_, _| Fault::Delay(hour));
    let tags = join.tags(&fixture.candidate);
    drop_once(tags.edit(&edit(), endless()), || fixture.reads() == 1).await;
    fixture.sandbox.clear_hooks();
    fixture.on_write(1, Fault::Delay(hour));
    drop_once(tags.edit(&edit(), endless()), || fixture.writes() == 1).await;
    assert_eq!(sink.only().await.outcome, RecordOutcome::Unknown);
}

#[tokio::test]
async fn each_edit_of_a_dropped_run_has_a_record() {
    let fixture = Fixture::with_candidates(4, &THEIRS).await;
    let sink = Slow::with_permits(9);
    let join = client(&fixture, sink.clone());
    let row = |candidate: &_| BulkEdit::new(*candidate, edit());
    let rows: Vec<BulkEdit> = fixture.candidates.iter().map(row).collect();
    let run = join.bulk_tags_of(rows).journal(fixture.journal("j").await).apply(endless());
    let mut run = run.start().await.unwrap();
    drop_once(run.next(), || (0..4).all(|at| fixture.own(at) == ["p:a"])).await;
    assert_eq!(sink.len(), 0);
    drop(run);
    sink.wait(4).await;
}

#[tokio::test]
async fn a_call_dropped_while_its_record_is_stored_has_one_record() {
    let fixture = Fixture::start(&THEIRS).await;
    let sink = Slow::with_permits(0);
    let join = client(&fixture, sink.clone());
    let (tags, quick) = (join.tags(&fixture.candidate), endless().settle(Duration::from_millis(10)));
    let arrived = |records: usize| sink.arrived.available_permits() == records;
    drop_once(tags.edit(&edit(), quick), || arrived(1)).await;
    sink.permits.add_permits(1);
    assert_eq!(sink.only().await.outcome, RecordOutcome::Applied);
    let note = join.candidates().add_note(fixture.candidate.candidate(), "Verified").into_future();
    drop_once(note, || arrived(2)).await;
    sink.permits.add_permits(9);
    let record = sink.only().await;
    assert_eq!((record.outcome, record.operation.as_str()), (RecordOutcome::Applied, "createCandidateNote"));
    assert_eq!(fixture.sandbox.received(Operation::CreateCandidateNote), 1);
    assert!(arrived(2), "no record came twice");
}

#[test]
fn the_file_has_the_record_also_when_the_runtime_ends_at_once() {
    let server = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let fixture = server.block_on(Fixture::start(&THEIRS));
    let path = fixture.folder.path().join("audit.jsonl");
    // It polls no task after its future has ended.
    let ended = Builder::new_current_thread().enable_all().build().unwrap();
    ended.block_on(async {
        let join = client(&fixture, FileSink::open(&path).await.unwrap());
        let tags = join.tags(&fixture.candidate);
        drop_once(tags.edit(&edit(), endless()), || fixture.own(0) == ["p:a"]).await;
    });
    drop(ended);
    let records: Vec<Record> = FileSink::read(&path).unwrap().map(Result::unwrap).collect();
    assert_eq!(records.len(), 1);
    assert_eq!(records[0].outcome, RecordOutcome::Unknown);
}
