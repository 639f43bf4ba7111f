//! Runs over many candidates: in order, once, stopped, resumed.

mod again;
mod many;

use std::time::Duration;

use futures_util::stream;
use join_sandbox::{Fault, JoinSandbox, Operation};
use join_sdk::journal::{Ending, Entry, Journal};
use join_sdk::tags::{Apply, CandidateRef, Owner, TagEdit, Verify};
use join_sdk::types::{ApplicationId, CandidateId};
use join_sdk::{BulkEdit, BulkEvent, BulkRun, BulkStop, ErrorKind, Join};

const THEIRS: [&str; 3] = ["vip", "Hired by hand", "x"];

struct Desk {
    sandbox: JoinSandbox,
    join: Join,
    folder: tempfile::TempDir,
    candidates: Vec<CandidateRef>,
}

impl Desk {
    async fn open(candidates: usize) -> Self {
        let sandbox = JoinSandbox::builder().applications(candidates * 2).start().await.unwrap();
        let join = join_tests::client(sandbox.base_url(), sandbox.token());
        let ids: Vec<i64> = sandbox.candidates().into_iter().take(candidates).collect();
        assert_eq!(ids.len(), candidates);
        let of = |id: &i64| {
            sandbox.set_tags(*id, THEIRS.map(str::to_owned).to_vec());
            CandidateRef::new(CandidateId(*id), ApplicationId(sandbox.applications_of(*id)[0]))
        };
        let candidates = ids.iter().map(of).collect();
        Self { sandbox, join, folder: tempfile::tempdir().unwrap(), candidates }
    }

    async fn journal(&self, name: &str) -> Journal {
        Journal::open(self.folder.path().join(name)).await.unwrap()
    }

    fn entries(&self, name: &str) -> Vec<Entry> {
        Journal::read(self.folder.path().join(name)).unwrap().map(Result::unwrap).collect()
    }

    /// The tags of a candidate that are not theirs; theirs must all be there.
    fn own(&self, at: usize) -> Vec<String> {
        let tags = self.sandbox.tags(self.candidates[at].candidate().0).unwrap().as_slice().to_vec();
        assert_eq!(tags[..3], THEIRS);
        tags[3..].to_vec()
    }

    fn writes(&self) -> u64 {
        self.sandbox.received(Operation::UpdateCandidate)
    }

    fn rows(&self, tag: &str) -> Vec<BulkEdit> {
        self.candidates.iter().map(|candidate| row(*candidate, edit().add(tag).unwrap())).collect()
    }
}

fn edit() -> TagEdit {
    TagEdit::owned_by(Owner::prefix("p:").unwrap())
}

fn row(candidate: CandidateRef, edit: TagEdit) -> BulkEdit {
    BulkEdit { candidate, edit, id: None }
}

fn once() -> Apply {
    Apply::default().verify(Verify::Once).settle(Duration::from_millis(20))
}

async fn finish(run: &mut BulkRun) -> Vec<BulkEvent> {
    let mut events = Vec::new();
    while let Some(event) = run.next().await {
        events.push(event.unwrap());
    }
    events
}

#[tokio::test]
async fn each_row_is_written_once_and_skipped_the_next_time() {
    let desk = Desk::open(40).await;
    let mut run = desk
        .join
        .bulk_tags_of(desk.rows("p:a"))
        .journal(desk.journal("j").await)
        .apply(once())
        .start()
        .await
        .unwrap();
    assert_eq!(finish(&mut run).await.len(), 40);
    assert_eq!(
        (run.progress().applied, run.progress().done, run.stopped(), desk.writes()),
        (40, 40, None, 40)
    );
    assert!(!run.progress().elapsed.is_zero());
    assert!((0..40).all(|at| desk.own(at) == ["p:a"]));
    drop(run);
    assert!(matches!(desk.entries("j").last(), Some(Entry::End(end)) if end.counts[&Ending::Applied] == 40));

    let reads = desk.sandbox.received(Operation::GetApplication);
    let mut again =
        desk.join.bulk_tags_of(desk.rows("p:a")).journal(desk.journal("j").await).start().await.unwrap();
    assert!(finish(&mut again).await.iter().all(|event| event.skipped));
    assert_eq!((again.progress().skipped, desk.writes()), (40, 40));
    assert_eq!(desk.sandbox.received(Operation::GetApplication), reads, "nothing was sent");
}

#[tokio::test]
async fn waiting_rows_of_one_candidate_are_one_write_and_the_last_one_counts() {
    let desk = Desk::open(1).await;
    let set = |value: &str| row(desk.candidates[0], edit().set_exclusive("p:status", value).unwrap());
    let rows =
        vec![set("new"), set("open"), row(desk.candidates[0], edit().add("p:a").unwrap()), set("done")];
    let mut run = desk.join.bulk_tags_of(rows).journal(desk.journal("j").await).apply(once()).concurrency(1);
    let mut run = {
        run = run.window(10);
        run.start().await.unwrap()
    };
    let events = finish(&mut run).await;
    assert!(events.iter().all(|event| event.ending == Ending::Applied) && events.len() == 4);
    let mut own = desk.own(0);
    own.sort();
    assert_eq!(own, ["p:a", "p:status=done"]);
    assert!(desk.writes() <= 2, "the first one may go out before the others are read: {}", desk.writes());
}

#[tokio::test]
async fn rows_that_one_edit_can_not_say_go_one_after_the_other() {
    let desk = Desk::open(1).await;
    let other = TagEdit::owned_by(Owner::prefix("q:").unwrap());
    let rows = vec![
        row(desk.candidates[0], edit().add("p:a").unwrap()),
        row(desk.candidates[0], other.add("q:b").unwrap()),
        row(desk.candidates[0], edit().remove("p:a").unwrap()),
    ];
    let mut run =
        desk.join.bulk_tags_of(rows).journal(desk.journal("j").await).apply(once()).start().await.unwrap();
    assert_eq!(finish(&mut run).await.len(), 3);
    assert_eq!((desk.own(0), desk.writes()), (vec!["q:b".to_owned()], 3));
}

#[tokio::test]
async fn a_dry_run_writes_the_journal_and_nothing_else() {
    let desk = Desk::open(5).await;
    let mut run = desk
        .join
        .bulk_tags_of(desk.rows("p:a"))
        .journal(desk.journal("j").await)
        .dry_run()
        .start()
        .await
        .unwrap();
    assert!(finish(&mut run).await.iter().all(|event| event.ending == Ending::Planned));
    assert_eq!((run.progress().planned, desk.writes()), (5, 0));
    drop(run);
    let planned = desk
        .entries("j")
        .iter()
        .filter(|entry| matches!(entry, Entry::Outcome(outcome) if outcome.outcome == Ending::Planned))
        .count();
    assert_eq!(planned, 5);
    // The same journal does not take what was planned for done.
    let mut run = desk
        .join
        .bulk_tags_of(desk.rows("p:a"))
        .journal(desk.journal("j").await)
        .apply(once())
        .start()
        .await
        .unwrap();
    finish(&mut run).await;
    assert_eq!(run.progress().applied, 5);
    let mut looks = desk.join.bulk_tags_of(desk.rows("p:a")).dry_run().start().await.unwrap();
    finish(&mut looks).await;
    assert_eq!((looks.progress().unchanged, looks.progress().planned), (5, 0), "nothing is left to do");
    let without = desk.join.bulk_tags_of(desk.rows("p:b")).start().await.unwrap_err();
    assert_eq!(without.kind(), ErrorKind::InvalidInput);
}

#[tokio::test]
async fn a_row_that_comes_again_after_another_is_written_again_and_skipped_the_next_time() {
    let desk = Desk::open(1).await;
    let add = row(desk.candidates[0], edit().add("p:a").unwrap());
    let rows = vec![add.clone(), row(desk.candidates[0], edit().remove("p:a").unwrap()), add];
    let run = async || {
        let run = desk.join.bulk_tags_of(rows.clone()).journal(desk.journal("j").await).apply(once());
        let mut run = run.window(1).concurrency(1).start().await.unwrap();
        finish(&mut run).await;
        run.progress()
    };
    assert_eq!((run().await.applied, desk.own(0)), (3, vec!["p:a".to_owned()]));
    assert_eq!((run().await.skipped, desk.writes()), (3, 3));
}

#[tokio::test]
async fn rows_with_one_id_are_written_once() {
    let desk = Desk::open(1).await;
    let add = BulkEdit { id: Some("inq_1".to_owned()), ..desk.rows("p:a").remove(0) };
    let remove = row(desk.candidates[0], edit().remove("p:a").unwrap());
    for (window, journal) in [(1, "one after the other"), (10, "while the first one waits")] {
        desk.sandbox.set_tags(desk.candidates[0].candidate().0, THEIRS.map(str::to_owned).to_vec());
        let rows = vec![add.clone(), remove.clone(), add.clone()];
        let run = desk.join.bulk_tags_of(rows).journal(desk.journal(journal).await).apply(once());
        let mut run = run.window(window).concurrency(1).start().await.unwrap();
        finish(&mut run).await;
        assert_eq!((run.progress().skipped, run.progress().done), (1, 3), "{journal}");
        assert!(desk.own(0).is_empty(), "{journal}");
    }
}

async fn stopped_by(fault: Fault, rows: usize) -> (BulkRun, Desk) {
    let desk = Desk::open(rows).await;
    desk.sandbox.before(move |arrival, _| match arrival.operation {
        Operation::GetApplication if arrival.number > 10 => fault.clone(),
        _ => Fault::None,
    });
    let journal = desk.journal("j").await;
    let run = desk.join.bulk_tags_of(desk.rows("p:a")).journal(journal).apply(once()).concurrency(2);
    let mut run = run.window(4).start().await.unwrap();
    finish(&mut run).await;
    (run, desk)
}

#[tokio::test]
async fn a_run_stops_at_a_refused_token_and_at_unknown_tags() {
    for (fault, reason) in [
        (Fault::Status(401), BulkStop::Access),
        (Fault::Status(403), BulkStop::Access),
        (Fault::Answer(serde_json::json!({"id": 1})), BulkStop::TagsUnknown),
    ] {
        let (run, desk) = stopped_by(fault, 100).await;
        assert_eq!(run.stopped(), Some(reason));
        assert!(run.progress().done < 20, "{:?}", run.progress());
        drop(run);
        assert!(!desk.entries("j").iter().any(|entry| matches!(entry, Entry::End(_))));
        // Another time the rest is done.
        desk.sandbox.clear_hooks();
        let mut run = desk
            .join
            .bulk_tags_of(desk.rows("p:a"))
            .journal(desk.journal("j").await)
            .apply(once())
            .start()
            .await
            .unwrap();
        finish(&mut run).await;
        assert_eq!((run.progress().done, run.stopped()), (100, None));
        assert!((0..100).all(|at| desk.own(at) == ["p:a"]));
    }
}

#[tokio::test]
async fn a_row_that_fails_does_not_stop_the_others() {
    let (run, desk) = stopped_by(Fault::Status(404), 30).await;
    assert_eq!(run.stopped(), None);
    assert!(run.progress().failed > 0 && run.progress().applied > 0);
    assert_eq!(run.progress().done, 30);
    drop(desk);
}

#[tokio::test]
async fn a_run_stops_when_others_keep_writing() {
    let desk = Desk::open(200).await;
    // Whoever writes is overwritten at once.
    desk.sandbox.after(|arrival, hand| {
        if let (Operation::UpdateCandidate, Some(candidate)) = (arrival.operation, arrival.candidate) {
            hand.set_tags(candidate, vec![format!("written by others {}", arrival.number)]);
        }
        Fault::None
    });
    desk.sandbox.answer_tags(false);
    let apply = once().max_attempts(1);
    let run = desk.join.bulk_tags_of(desk.rows("p:a")).journal(desk.journal("j").await).apply(apply);
    let mut run = run.max_conflict_rate(0.5).start().await.unwrap();
    let events = finish(&mut run).await;
    assert_eq!(run.stopped(), Some(BulkStop::Conflicts));
    assert!((50..150).contains(&events.len()), "{}", events.len());
    let kinds = events
        .iter()
        .all(|event| event.error.as_ref().is_some_and(|error| error.kind() == ErrorKind::Contended));
    assert!(kinds);
}

#[tokio::test]
async fn an_unreadable_row_stops_the_run_and_what_is_under_way_ends() {
    let desk = Desk::open(3).await;
    let rows = desk.rows("p:a").into_iter().map(Ok);
    let rows = stream::iter(rows.chain([Err(std::io::Error::other("line 4 is no JSON"))]));
    let mut run =
        desk.join.bulk_tags(rows).journal(desk.journal("j").await).apply(once()).start().await.unwrap();
    let (mut done, mut failed) = (0, 0);
    while let Some(event) = run.next().await {
        match event {
            Ok(_) => done += 1,
            Err(error) => failed += usize::from(error.kind() == ErrorKind::InvalidInput),
        }
    }
    assert_eq!((failed, run.stopped()), (1, Some(BulkStop::Input)));
    assert_eq!(done, desk.writes());
}

#[tokio::test]
async fn what_was_meant_and_not_settled_is_read_back_and_not_written_again() {
    let desk = Desk::open(2).await;
    let rows = desk.rows("p:a");
    let journal = desk.journal("j").await;
    for (at, candidate) in desk.candidates.iter().enumerate() {
        let mut intent = join_sdk::journal::Intent::new(
            rows[at].key(),
            join_sdk::journal::Subject::Tags,
            candidate.candidate(),
        );
        intent.application = Some(candidate.application());
        journal.intend(&intent).await.unwrap();
    }
    // The first one landed before the crash.
    desk.sandbox.add_tag(desk.candidates[0].candidate().0, "p:a");
    let mut run = desk.join.bulk_tags_of(rows).journal(journal).apply(once()).start().await.unwrap();
    finish(&mut run).await;
    assert_eq!((run.progress().unchanged, run.progress().applied, desk.writes()), (1, 1, 1));
    assert_eq!((desk.own(0), desk.own(1)), (vec!["p:a".to_owned()], vec!["p:a".to_owned()]));
}

#[tokio::test]
async fn null_tags_of_a_candidate_that_is_known_to_have_some_are_refused() {
    let desk = Desk::open(1).await;
    let journal = desk.journal("j").await;
    let run = async |tag: &str| {
        let mut run = desk
            .join
            .bulk_tags_of(desk.rows(tag))
            .journal(journal.clone())
            .apply(once())
            .start()
            .await
            .unwrap();
        finish(&mut run).await.pop().unwrap()
    };
    assert_eq!(run("p:a").await.ending, Ending::Applied);
    desk.sandbox.set_tags(desk.candidates[0].candidate().0, join_sandbox::Tags::Null);
    let event = run("p:b").await;
    assert_eq!((event.ending, event.error.unwrap().kind()), (Ending::Failed, ErrorKind::Refused));
    assert_eq!(desk.writes(), 1);
}

#[tokio::test]
async fn asked_to_stop_a_run_ends_what_is_under_way_and_begins_nothing() {
    let desk = Desk::open(60).await;
    let run = desk
        .join
        .bulk_tags_of(desk.rows("p:a"))
        .journal(desk.journal("j").await)
        .apply(once())
        .concurrency(3);
    let mut run = run.window(5).start().await.unwrap();
    run.next().await.unwrap().unwrap();
    run.stop();
    let rest = finish(&mut run).await;
    assert!(rest.len() < 20 && run.stopped() == Some(BulkStop::Asked));
    assert_eq!(desk.writes(), 1 + rest.len() as u64, "each write that was sent has its event");
}
