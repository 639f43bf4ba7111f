//! Runs that are killed between a write and its outcome: taken up again, and undone.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::{poll, stream};
use join_sandbox::{Fault, Operation};
use join_sdk::bulk::{BulkEdit, BulkTags, DesiredTags};
use join_sdk::journal::{Entry, EntryEnd, JournalState};
use join_sdk::tags::{ApplyOptions, CandidateRef, Owner, TagEdit};
use join_sdk::{Error, ErrorKind};
use join_tests::Fixture;

use super::{THEIRS, edit, finish, once, open, row, rows_adding};

/// Never comes to the second check.
fn endless() -> ApplyOptions {
    let hour = Duration::from_secs(3_600);
    ApplyOptions::default().settle(hour).deadline(10 * hour)
}

fn settled() -> ApplyOptions {
    ApplyOptions::default().settle(Duration::from_millis(50))
}

/// Starts a run, and drops it with its journal once that is so.
async fn kill(run: BulkTags, until: impl Fn() -> bool) {
    let mut run = run.apply(endless()).start().await.unwrap();
    let mut next = Box::pin(run.next());
    while !until() {
        assert!(poll!(&mut next).is_pending(), "the run came to an end");
        tokio::task::yield_now().await;
    }
}

/// Kills a run of these rows once each candidate has what it wants.
async fn kill_written(fixture: &Fixture, rows: Vec<BulkEdit>, tag: &str) {
    let run = fixture.join.bulk_tags_of(rows).journal(fixture.journal("j").await);
    kill(run, || has_all(fixture, tag)).await;
}

fn has_all(fixture: &Fixture, tag: &str) -> bool {
    (0..fixture.candidates.len()).all(|at| fixture.own(at).iter().any(|own| own == tag))
}

/// Lets somebody write an older set over each candidate's, right after the next read of it.
fn overwrites_after_a_read(fixture: &Fixture) {
    let mut done = HashSet::new();
    fixture.sandbox.after(move |arrival, hand| {
        if let (Operation::GetApplication, Some(candidate)) = (arrival.operation, arrival.candidate)
            && done.insert(candidate)
        {
            hand.set_tags(candidate, THEIRS.map(str::to_owned).to_vec());
        }
        Fault::None
    });
}

async fn undo(fixture: &Fixture, name: &str) -> Vec<(EntryEnd, Option<ErrorKind>)> {
    let done = fixture.journal("j").await;
    let undo = fixture.join.undo_bulk(&done, None).await.unwrap().journal(fixture.journal(name).await);
    let mut undo = undo.apply(once()).start().await.unwrap();
    let events = finish(&mut undo).await;
    events.iter().map(|event| (event.outcome, event.error.as_ref().map(|error| error.kind()))).collect()
}

#[tokio::test]
async fn own_tags_overwritten_after_the_resumed_runs_read_are_written_again() {
    let fixture = open(5).await;
    kill_written(&fixture, rows_adding(&fixture, "p:a"), "p:a").await;
    overwrites_after_a_read(&fixture);
    let run = fixture.join.bulk_tags_of(rows_adding(&fixture, "p:a")).journal(fixture.journal("j").await);
    let mut run = run.apply(settled()).start().await.unwrap();
    let events = finish(&mut run).await;
    assert!(events.iter().all(|event| event.outcome == EntryEnd::Healed), "{events:?}");
    assert!((0..5).all(|at| fixture.own(at) == ["p:a"]));
}

#[tokio::test]
async fn only_edits_without_a_certain_outcome_are_checked_twice() {
    let fixture = open(2).await;
    let first = rows_adding(&fixture, "p:a").remove(0);
    let run = fixture.join.bulk_tags_of([first]).journal(fixture.journal("j").await);
    kill(run, || fixture.own(0) == ["p:a"]).await;
    fixture.sandbox.add_tag(fixture.candidates[1].candidate().0, "p:a");
    let (reads, writes) = (fixture.reads(), fixture.writes());
    let run = fixture.join.bulk_tags_of(rows_adding(&fixture, "p:a")).journal(fixture.journal("j").await);
    let mut run = run.apply(settled()).start().await.unwrap();
    assert!(finish(&mut run).await.iter().all(|event| event.outcome == EntryEnd::NoChange));
    assert_eq!((fixture.reads() - reads, fixture.writes() - writes), (2 + 1, 0));
}

#[tokio::test]
async fn an_edit_of_unknown_outcome_is_checked_like_one_that_was_killed() {
    let fixture = open(1).await;
    fixture.on_write(1, Fault::LoseAnswer);
    // The deadline comes before a check.
    let hurried = settled().deadline(Duration::from_millis(40));
    let run = fixture.join.bulk_tags_of(rows_adding(&fixture, "p:a")).journal(fixture.journal("j").await);
    let mut run = run.apply(hurried).start().await.unwrap();
    assert_eq!(finish(&mut run).await[0].outcome, EntryEnd::Unknown);
    drop(run);
    overwrites_after_a_read(&fixture);
    let run = fixture.join.bulk_tags_of(rows_adding(&fixture, "p:a")).journal(fixture.journal("j").await);
    let mut run = run.apply(settled()).start().await.unwrap();
    assert_eq!(finish(&mut run).await[0].outcome, EntryEnd::Healed);
    assert_eq!(fixture.own(0), ["p:a"]);
}

#[tokio::test]
async fn a_resumed_edit_whose_deadline_comes_before_the_second_check_does_not_say_that_all_is_well() {
    let fixture = open(1).await;
    kill_written(&fixture, rows_adding(&fixture, "p:a"), "p:a").await;
    let run = fixture.join.bulk_tags_of(rows_adding(&fixture, "p:a")).journal(fixture.journal("j").await);
    let hurried = settled().settle(Duration::from_secs(60)).deadline(Duration::from_secs(30));
    let mut run = run.apply(hurried).start().await.unwrap();
    let event = finish(&mut run).await.remove(0);
    let error = event.error.unwrap();
    assert_eq!(error.kind(), ErrorKind::Unverified);
    assert!(error.to_string().contains("the tags are as desired, but the deadline came"), "{error}");
}

#[tokio::test]
async fn what_is_desired_is_checked_twice_after_a_killed_run() {
    let fixture = open(2).await;
    let desired = |tag: &str| {
        let desired =
            |candidate: &CandidateRef| DesiredTags::new(*candidate, Owner::with_prefix("p:").unwrap(), [tag]);
        stream::iter(fixture.candidates.iter().map(desired).map(Ok::<_, Error>).collect::<Vec<_>>())
    };
    let journal = fixture.journal("j").await;
    kill(fixture.join.reconcile_tags(&journal, desired("p:a")), || has_all(&fixture, "p:a")).await;
    drop(journal);
    let journal = fixture.journal("j").await;
    overwrites_after_a_read(&fixture);
    let mut run =
        fixture.join.reconcile_tags(&journal, desired("p:a")).apply(settled()).start().await.unwrap();
    finish(&mut run).await;
    assert_eq!((run.progress().healed, has_all(&fixture, "p:a")), (2, true));
    let reads = fixture.reads();
    let mut run =
        fixture.join.reconcile_tags(&journal, desired("p:a")).apply(settled()).start().await.unwrap();
    finish(&mut run).await;
    assert_eq!((run.progress().unchanged, fixture.reads() - reads), (2, 2), "that is settled now");
}

#[tokio::test]
async fn what_a_write_changes_is_in_the_journal_before_it_is_sent() {
    let fixture = open(1).await;
    let path = fixture.folder.path().join("j");
    let is_there = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&is_there);
    fixture.sandbox.before(move |arrival, _| {
        if arrival.operation == Operation::UpdateCandidate {
            let text = std::fs::read_to_string(&path).unwrap();
            seen.store(text.contains(r#""entry":"sending""#), Ordering::SeqCst);
        }
        Fault::None
    });
    let foreign = edit().allow_foreign("they asked for it").unwrap().remove("x").unwrap();
    let rows = vec![row(fixture.candidate, foreign.add("p:a").unwrap())];
    let run = fixture.join.bulk_tags_of(rows).journal(fixture.journal("j").await);
    kill(run, || fixture.tags().iter().any(|tag| tag == "p:a")).await;
    assert!(is_there.load(Ordering::SeqCst));
    let entries = fixture.entries("j");
    let Some(Entry::Sending(sending)) = entries.last() else { panic!("{entries:?}") };
    assert_eq!((sending.outcome, sending.tags_before), (EntryEnd::Unknown, Some(3)));
    assert_eq!((sending.added[0].as_str(), sending.removed.len()), ("p:a", 0));
    assert_eq!((sending.foreign_removed.len(), sending.foreign_removed[0].len()), (1, 32));
    let journal = fixture.journal("j").await;
    assert_eq!(journal.state(&sending.key).await.unwrap(), JournalState::Intended);
    assert!(journal.knew_tags(fixture.candidate.candidate()).await.unwrap());
    assert_eq!(journal.unsettled().await.unwrap().remaining(), 1);
    drop(journal);
    assert_eq!(undo(&fixture, "u").await, [(EntryEnd::Failed, Some(ErrorKind::Refused))]);
}

#[tokio::test]
async fn a_killed_edit_is_undone_before_and_after_it_was_taken_up_again() {
    for resumed in [false, true] {
        let fixture = open(4).await;
        for candidate in &fixture.candidates {
            fixture.sandbox.add_tag(candidate.candidate().0, "p:status=old");
        }
        let set = || edit().set_exclusive("p:status", "new").unwrap();
        let rows: Vec<BulkEdit> = fixture.candidates.iter().map(|candidate| row(*candidate, set())).collect();
        kill_written(&fixture, rows.clone(), "p:status=new").await;
        if resumed {
            let run = fixture.join.bulk_tags_of(rows).journal(fixture.journal("j").await);
            let mut run = run.apply(once()).start().await.unwrap();
            finish(&mut run).await;
            assert_eq!((run.progress().unchanged, fixture.writes()), (4, 4));
        }
        fixture.sandbox.add_tag(fixture.candidates[1].candidate().0, "added since");
        assert_eq!(undo(&fixture, "u").await, [(EntryEnd::Applied, None); 4]);
        assert_eq!(fixture.own(0), ["p:status=old"], "resumed: {resumed}");
        assert_eq!(fixture.own(1), ["added since", "p:status=old"]);
    }
}

#[tokio::test]
async fn a_write_that_never_arrived_is_undone_without_a_write() {
    let fixture = open(1).await;
    fixture.on_write(1, Fault::LoseRequest);
    let run = fixture.join.bulk_tags_of(rows_adding(&fixture, "p:a")).journal(fixture.journal("j").await);
    kill(run, || fixture.writes() == 1).await;
    assert_eq!(undo(&fixture, "u").await, [(EntryEnd::NoChange, None)]);
    assert!(fixture.own(0).is_empty() && fixture.writes() == 1);
}

#[tokio::test]
async fn an_edit_that_was_killed_and_written_again_is_undone_as_a_whole() {
    let fixture = open(1).await;
    let rows = || vec![row(fixture.candidate, edit().add("p:a").unwrap().add("p:b").unwrap())];
    kill_written(&fixture, rows(), "p:b").await;
    // Half of it is taken away, and a second run is killed, too.
    fixture.sandbox.remove_tag(fixture.id(), "p:b");
    kill_written(&fixture, rows(), "p:b").await;
    fixture.sandbox.remove_tag(fixture.id(), "p:a");
    let run = fixture.join.bulk_tags_of(rows()).journal(fixture.journal("j").await);
    let mut run = run.apply(once()).start().await.unwrap();
    assert_eq!(finish(&mut run).await[0].outcome, EntryEnd::Applied);
    drop(run);
    let undone = undo(&fixture, "u").await;
    assert!(undone.len() == 3 && undone.iter().all(|(ending, _)| ending.is_done()), "{undone:?}");
    assert!(fixture.own(0).is_empty());
    assert!(undo(&fixture, "u").await.iter().all(|(ending, _)| *ending == EntryEnd::NoChange));
}

#[tokio::test]
async fn an_edit_of_unknown_outcome_is_undone() {
    let fixture = open(1).await;
    fixture.on_write(1, Fault::LoseAnswer);
    let run = fixture.join.bulk_tags_of(rows_adding(&fixture, "p:a")).journal(fixture.journal("j").await);
    let mut run = run.apply(settled().deadline(Duration::from_millis(40))).start().await.unwrap();
    assert_eq!(finish(&mut run).await[0].outcome, EntryEnd::Unknown);
    drop(run);
    assert_eq!(undo(&fixture, "u").await, [(EntryEnd::Applied, None)]);
    assert!(fixture.own(0).is_empty());
}

#[tokio::test]
async fn null_taken_for_no_tags_is_said_once_a_candidate() {
    let fixture = open(1).await;
    fixture.sandbox.set_tags(fixture.id(), join_sandbox::Tags::Null);
    let other = TagEdit::owned_by(Owner::with_prefix("p:").unwrap()).add("p:b").unwrap();
    let rows =
        || vec![row(fixture.candidate, edit().add("p:a").unwrap()), row(fixture.candidate, other.clone())];
    let nulls = |events: Vec<join_sdk::bulk::BulkEvent>| {
        events.iter().map(|event| event.was_null).collect::<Vec<_>>()
    };
    let mut planned = fixture.join.bulk_tags_of(rows()).dry_run().window(2).start().await.unwrap();
    assert_eq!(nulls(finish(&mut planned).await).last(), Some(&true));
    let run = fixture.join.bulk_tags_of(rows()).journal(fixture.journal("j").await).apply(once());
    let mut run = run.concurrency(1).start().await.unwrap();
    let said = nulls(finish(&mut run).await);
    assert_eq!((said.len(), said.iter().filter(|null| **null).count()), (2, 1), "{said:?}");
}
