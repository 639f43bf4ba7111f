//! Runs over many candidates: in order, once, stopped, resumed.

mod again;
mod killed;
mod many;

use std::time::Duration;

use futures_util::stream;
use join_sandbox::{Fault, Operation};
use join_sdk::journal::{Entry, EntryEnd};
use join_sdk::tags::{ApplyOptions, CandidateRef, Owner, TagEdit, Verify};
use join_sdk::{
    ErrorKind,
    bulk::{BulkEdit, BulkEvent, BulkRun, BulkStop},
};
use join_tests::Fixture;

const THEIRS: [&str; 3] = ["vip", "Hired by hand", "x"];

/// A fixture with that many candidates.
async fn open(candidates: usize) -> Fixture {
    Fixture::with_candidates(candidates, &THEIRS).await
}

/// A row that adds the tag, for each candidate.
fn rows_adding(fixture: &Fixture, tag: &str) -> Vec<BulkEdit> {
    fixture.candidates.iter().map(|candidate| row(*candidate, edit().add(tag).unwrap())).collect()
}

fn edit() -> TagEdit {
    TagEdit::owned_by(Owner::with_prefix("p:").unwrap())
}

fn row(candidate: CandidateRef, edit: TagEdit) -> BulkEdit {
    BulkEdit::new(candidate, edit)
}

fn once() -> ApplyOptions {
    ApplyOptions::default().verify(Verify::Once).settle(Duration::from_millis(20))
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
    let fixture = open(40).await;
    let mut run = fixture
        .join
        .bulk_tags_of(rows_adding(&fixture, "p:a"))
        .journal(fixture.journal("j").await)
        .apply(once())
        .start()
        .await
        .unwrap();
    assert_eq!(finish(&mut run).await.len(), 40);
    assert_eq!(
        (run.progress().applied, run.progress().done, run.stopped(), fixture.writes()),
        (40, 40, None, 40)
    );
    assert!(!run.progress().elapsed.is_zero());
    assert!((0..40).all(|at| fixture.own(at) == ["p:a"]));
    drop(run);
    assert!(
        matches!(fixture.entries("j").last(), Some(Entry::End(end)) if end.counts[&EntryEnd::Applied] == 40)
    );

    let reads = fixture.sandbox.received(Operation::GetApplication);
    let mut again = fixture
        .join
        .bulk_tags_of(rows_adding(&fixture, "p:a"))
        .journal(fixture.journal("j").await)
        .start()
        .await
        .unwrap();
    assert!(finish(&mut again).await.iter().all(|event| event.skipped));
    assert_eq!((again.progress().skipped, fixture.writes()), (40, 40));
    assert_eq!(fixture.sandbox.received(Operation::GetApplication), reads, "nothing was sent");
}

#[tokio::test]
async fn waiting_rows_of_one_candidate_are_one_write_and_the_last_one_counts() {
    let fixture = open(1).await;
    let set = |value: &str| row(fixture.candidates[0], edit().set_exclusive("p:status", value).unwrap());
    let rows =
        vec![set("new"), set("open"), row(fixture.candidates[0], edit().add("p:a").unwrap()), set("done")];
    let mut run =
        fixture.join.bulk_tags_of(rows).journal(fixture.journal("j").await).apply(once()).concurrency(1);
    let mut run = {
        run = run.window(10);
        run.start().await.unwrap()
    };
    let events = finish(&mut run).await;
    assert!(events.iter().all(|event| event.outcome == EntryEnd::Applied) && events.len() == 4);
    let mut own = fixture.own(0);
    own.sort();
    assert_eq!(own, ["p:a", "p:status=done"]);
    assert!(
        fixture.writes() <= 2,
        "the first one may go out before the others are read: {}",
        fixture.writes()
    );
}

#[tokio::test]
async fn rows_that_one_edit_can_not_say_go_one_after_the_other() {
    let fixture = open(1).await;
    let other = TagEdit::owned_by(Owner::with_prefix("q:").unwrap());
    let rows = vec![
        row(fixture.candidates[0], edit().add("p:a").unwrap()),
        row(fixture.candidates[0], other.add("q:b").unwrap()),
        row(fixture.candidates[0], edit().remove("p:a").unwrap()),
    ];
    let mut run = fixture
        .join
        .bulk_tags_of(rows)
        .journal(fixture.journal("j").await)
        .apply(once())
        .start()
        .await
        .unwrap();
    assert_eq!(finish(&mut run).await.len(), 3);
    assert_eq!((fixture.own(0), fixture.writes()), (vec!["q:b".to_owned()], 3));
}

#[tokio::test]
async fn a_dry_run_writes_the_journal_and_nothing_else() {
    let fixture = open(5).await;
    let mut run = fixture
        .join
        .bulk_tags_of(rows_adding(&fixture, "p:a"))
        .journal(fixture.journal("j").await)
        .dry_run()
        .start()
        .await
        .unwrap();
    assert!(finish(&mut run).await.iter().all(|event| event.outcome == EntryEnd::Planned));
    assert_eq!((run.progress().planned, fixture.writes()), (5, 0));
    drop(run);
    let planned = fixture
        .entries("j")
        .iter()
        .filter(|entry| matches!(entry, Entry::Outcome(outcome) if outcome.outcome == EntryEnd::Planned))
        .count();
    assert_eq!(planned, 5);
    // The same journal does not take what was planned for done.
    let mut run = fixture
        .join
        .bulk_tags_of(rows_adding(&fixture, "p:a"))
        .journal(fixture.journal("j").await)
        .apply(once())
        .start()
        .await
        .unwrap();
    finish(&mut run).await;
    assert_eq!(run.progress().applied, 5);
    let mut looks = fixture.join.bulk_tags_of(rows_adding(&fixture, "p:a")).dry_run().start().await.unwrap();
    finish(&mut looks).await;
    assert_eq!((looks.progress().unchanged, looks.progress().planned), (5, 0), "nothing is left to do");
    let without = fixture.join.bulk_tags_of(rows_adding(&fixture, "p:b")).start().await.unwrap_err();
    assert_eq!(without.kind(), ErrorKind::InvalidInput);
}

#[tokio::test]
async fn a_row_that_comes_again_after_another_is_written_again_and_skipped_the_next_time() {
    let fixture = open(1).await;
    let add = row(fixture.candidates[0], edit().add("p:a").unwrap());
    let rows = vec![add.clone(), row(fixture.candidates[0], edit().remove("p:a").unwrap()), add];
    let run = async || {
        let run = fixture.join.bulk_tags_of(rows.clone()).journal(fixture.journal("j").await).apply(once());
        let mut run = run.window(1).concurrency(1).start().await.unwrap();
        finish(&mut run).await;
        run.progress()
    };
    assert_eq!((run().await.applied, fixture.own(0)), (3, vec!["p:a".to_owned()]));
    assert_eq!((run().await.skipped, fixture.writes()), (3, 3));
}

#[tokio::test]
async fn rows_with_one_id_are_written_once() {
    let fixture = open(1).await;
    let add = rows_adding(&fixture, "p:a").remove(0).id("inq_1");
    let remove = row(fixture.candidates[0], edit().remove("p:a").unwrap());
    for (window, journal) in [(1, "one after the other"), (10, "while the first one waits")] {
        fixture.sandbox.set_tags(fixture.candidates[0].candidate().0, THEIRS.map(str::to_owned).to_vec());
        let rows = vec![add.clone(), remove.clone(), add.clone()];
        let run = fixture.join.bulk_tags_of(rows).journal(fixture.journal(journal).await).apply(once());
        let mut run = run.window(window).concurrency(1).start().await.unwrap();
        finish(&mut run).await;
        assert_eq!((run.progress().skipped, run.progress().done), (1, 3), "{journal}");
        assert!(fixture.own(0).is_empty(), "{journal}");
    }
}

async fn stopped_by(fault: Fault, rows: usize) -> (BulkRun, Fixture) {
    let fixture = open(rows).await;
    fixture.sandbox.before(move |arrival, _| match arrival.operation {
        Operation::GetApplication if arrival.number > 10 => fault.clone(),
        _ => Fault::None,
    });
    let journal = fixture.journal("j").await;
    let run =
        fixture.join.bulk_tags_of(rows_adding(&fixture, "p:a")).journal(journal).apply(once()).concurrency(2);
    let mut run = run.window(4).start().await.unwrap();
    finish(&mut run).await;
    (run, fixture)
}

#[tokio::test]
async fn a_run_stops_at_a_refused_token_and_at_unknown_tags() {
    for (fault, reason) in [
        (Fault::Status(401), BulkStop::Access),
        (Fault::Status(403), BulkStop::Access),
        (Fault::Answer(serde_json::json!({"id": 1})), BulkStop::TagsUnknown),
    ] {
        let (run, fixture) = stopped_by(fault, 100).await;
        assert_eq!(run.stopped(), Some(reason));
        assert!(run.progress().done < 20, "{:?}", run.progress());
        drop(run);
        assert!(!fixture.entries("j").iter().any(|entry| matches!(entry, Entry::End(_))));
        // Another time the rest is done.
        fixture.sandbox.clear_hooks();
        let mut run = fixture
            .join
            .bulk_tags_of(rows_adding(&fixture, "p:a"))
            .journal(fixture.journal("j").await)
            .apply(once())
            .start()
            .await
            .unwrap();
        finish(&mut run).await;
        assert_eq!((run.progress().done, run.stopped()), (100, None));
        assert!((0..100).all(|at| fixture.own(at) == ["p:a"]));
    }
}

#[tokio::test]
async fn a_row_that_fails_does_not_stop_the_others() {
    let (run, fixture) = stopped_by(Fault::Status(404), 30).await;
    assert_eq!(run.stopped(), None);
    assert!(run.progress().failed > 0 && run.progress().applied > 0);
    assert_eq!(run.progress().done, 30);
    drop(fixture);
}

#[tokio::test]
async fn a_run_stops_when_others_keep_writing() {
    let fixture = open(200).await;
    // Whoever writes is overwritten at once.
    fixture.sandbox.after(|arrival, hand| {
        if let (Operation::UpdateCandidate, Some(candidate)) = (arrival.operation, arrival.candidate) {
            hand.set_tags(candidate, vec![format!("written by others {}", arrival.number)]);
        }
        Fault::None
    });
    fixture.sandbox.answer_tags(false);
    let apply = once().max_attempts(1);
    let run = fixture
        .join
        .bulk_tags_of(rows_adding(&fixture, "p:a"))
        .journal(fixture.journal("j").await)
        .apply(apply);
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
    let fixture = open(3).await;
    let rows = rows_adding(&fixture, "p:a").into_iter().map(Ok);
    let rows = stream::iter(rows.chain([Err(std::io::Error::other("line 4 is no JSON"))]));
    let mut run =
        fixture.join.bulk_tags(rows).journal(fixture.journal("j").await).apply(once()).start().await.unwrap();
    let (mut done, mut failed) = (0, 0);
    while let Some(event) = run.next().await {
        match event {
            Ok(_) => done += 1,
            Err(error) => failed += usize::from(error.kind() == ErrorKind::InvalidInput),
        }
    }
    assert_eq!((failed, run.stopped()), (1, Some(BulkStop::Input)));
    assert_eq!(done, fixture.writes());
}

#[tokio::test]
async fn what_was_meant_and_not_settled_is_read_back_and_not_written_again() {
    let fixture = open(2).await;
    let rows = rows_adding(&fixture, "p:a");
    let journal = fixture.journal("j").await;
    for (at, candidate) in fixture.candidates.iter().enumerate() {
        let mut intent = join_sdk::journal::Intent::new(
            rows[at].key(),
            join_sdk::journal::WriteKind::Tags,
            candidate.candidate(),
        );
        intent.application = Some(candidate.application());
        journal.intend(&intent).await.unwrap();
    }
    // The first one landed before the crash.
    fixture.sandbox.add_tag(fixture.candidates[0].candidate().0, "p:a");
    let mut run = fixture.join.bulk_tags_of(rows).journal(journal).apply(once()).start().await.unwrap();
    finish(&mut run).await;
    assert_eq!((run.progress().unchanged, run.progress().applied, fixture.writes()), (1, 1, 1));
    assert_eq!((fixture.own(0), fixture.own(1)), (vec!["p:a".to_owned()], vec!["p:a".to_owned()]));
}

#[tokio::test]
async fn null_tags_of_a_candidate_that_is_known_to_have_some_are_refused() {
    let fixture = open(1).await;
    let journal = fixture.journal("j").await;
    let run = async |tag: &str| {
        let mut run = fixture
            .join
            .bulk_tags_of(rows_adding(&fixture, tag))
            .journal(journal.clone())
            .apply(once())
            .start()
            .await
            .unwrap();
        finish(&mut run).await.pop().unwrap()
    };
    assert_eq!(run("p:a").await.outcome, EntryEnd::Applied);
    fixture.sandbox.set_tags(fixture.candidates[0].candidate().0, join_sandbox::Tags::Null);
    let event = run("p:b").await;
    assert_eq!((event.outcome, event.error.unwrap().kind()), (EntryEnd::Failed, ErrorKind::Refused));
    assert_eq!(fixture.writes(), 1);
}

#[tokio::test]
async fn asked_to_stop_a_run_ends_what_is_under_way_and_begins_nothing() {
    let fixture = open(60).await;
    let run = fixture
        .join
        .bulk_tags_of(rows_adding(&fixture, "p:a"))
        .journal(fixture.journal("j").await)
        .apply(once())
        .concurrency(3);
    let mut run = run.window(5).start().await.unwrap();
    run.next().await.unwrap().unwrap();
    run.stop();
    let rest = finish(&mut run).await;
    assert!(rest.len() < 20 && run.stopped() == Some(BulkStop::Asked));
    assert_eq!(fixture.writes(), 1 + rest.len() as u64, "each write that was sent has its event");
}
