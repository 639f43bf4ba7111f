//! Runs that are undone, and runs that reconcile.

use futures_util::stream;
use join_sandbox::Operation;
use join_sdk::journal::EntryEnd;
use join_sdk::tags::{CandidateRef, Owner};
use join_sdk::{
    Error, ErrorKind,
    bulk::{BulkEdit, DesiredTags},
};

use super::{edit, finish, once, open, row};

#[tokio::test]
async fn a_run_is_undone_and_what_others_did_since_stays() {
    let fixture = open(20).await;
    fixture.sandbox.add_tag(fixture.candidates[0].candidate().0, "p:status=old");
    let rows = fixture
        .candidates
        .iter()
        .map(|candidate| row(*candidate, edit().set_exclusive("p:status", "new").unwrap()));
    let rows: Vec<BulkEdit> = rows.collect();
    let mut run = fixture
        .join
        .bulk_tags_of(rows)
        .journal(fixture.journal("j").await)
        .apply(once())
        .start()
        .await
        .unwrap();
    finish(&mut run).await;
    drop(run);
    fixture.sandbox.add_tag(fixture.candidates[1].candidate().0, "added since");
    let done = fixture.journal("j").await;
    let undo =
        fixture.join.undo_bulk(&done, None).await.unwrap().journal(fixture.journal("u").await).apply(once());
    let mut undo = undo.start().await.unwrap();
    assert_eq!(finish(&mut undo).await.len(), 20);
    assert_eq!(undo.progress().applied, 20);
    assert_eq!(
        (fixture.own(0), fixture.own(1)),
        (vec!["p:status=old".to_owned()], vec!["added since".to_owned()])
    );
    assert!((2..20).all(|at| fixture.own(at).is_empty()));
}

#[tokio::test]
async fn an_edit_that_removed_tags_of_others_is_told_and_the_rest_is_undone() {
    let fixture = open(2).await;
    let foreign = edit().allow_foreign("they asked for it").unwrap().remove("x").unwrap();
    let rows =
        vec![row(fixture.candidates[0], foreign), row(fixture.candidates[1], edit().add("p:a").unwrap())];
    let mut run = fixture
        .join
        .bulk_tags_of(rows)
        .journal(fixture.journal("j").await)
        .apply(once())
        .start()
        .await
        .unwrap();
    finish(&mut run).await;
    drop(run);
    let text = std::fs::read_to_string(fixture.folder.path().join("j")).unwrap();
    assert!(!text.contains("vip") && !text.contains("Hired by hand"), "tags of others in clear");
    let done = fixture.journal("j").await;
    let mut undo = fixture
        .join
        .undo_bulk(&done, None)
        .await
        .unwrap()
        .journal(fixture.journal("u").await)
        .apply(once())
        .start()
        .await
        .unwrap();
    let events = finish(&mut undo).await;
    let refused = events
        .iter()
        .filter(|event| event.error.as_ref().is_some_and(|error| error.kind() == ErrorKind::Refused));
    assert_eq!((refused.count(), undo.progress().applied), (1, 1));
    assert!(fixture.own(1).is_empty());
}

#[tokio::test]
async fn what_is_desired_is_added_healed_and_dropped_and_the_rest_is_left_alone() {
    let fixture = open(3).await;
    let journal = fixture.journal("j").await;
    let reconcile = async |tags: &[&str]| {
        let desired = |candidate: &CandidateRef| {
            DesiredTags::new(*candidate, Owner::with_prefix("p:").unwrap(), tags.iter().copied())
        };
        let rows: Vec<Result<DesiredTags, Error>> =
            fixture.candidates.iter().map(|candidate| Ok(desired(candidate))).collect();
        let run = fixture.join.reconcile_tags(&journal, stream::iter(rows)).apply(once());
        let mut run = run.start().await.unwrap();
        finish(&mut run).await;
        run.progress()
    };
    fixture.sandbox.add_tag(fixture.candidates[2].candidate().0, "p:by somebody else");
    assert_eq!(reconcile(&["p:a", "p:b"]).await.applied, 3);
    let reads = fixture.sandbox.received(Operation::GetApplication);
    assert_eq!(reconcile(&["p:a", "p:b"]).await.unchanged, 3);
    assert_eq!(
        fixture.sandbox.received(Operation::GetApplication) - reads,
        3,
        "a quiet candidate costs one read"
    );
    fixture.sandbox.remove_tag(fixture.candidates[0].candidate().0, "p:a");
    let healed = reconcile(&["p:a", "p:b"]).await;
    assert_eq!((healed.applied, healed.unchanged), (1, 2));
    assert_eq!(reconcile(&["p:b"]).await.applied, 3);
    assert_eq!(fixture.own(0), ["p:b"]);
    assert_eq!(fixture.own(2), ["p:by somebody else", "p:b"], "a tag that was never applied from here stays");
}

#[tokio::test]
async fn what_is_desired_of_a_candidate_twice_is_refused_the_second_time() {
    let fixture = open(1).await;
    let desired =
        |tag: &str| DesiredTags::new(fixture.candidates[0], Owner::with_prefix("p:").unwrap(), [tag]);
    let rows = stream::iter([desired("p:a"), desired("p:b")].map(Ok::<_, Error>));
    let mut run = fixture
        .join
        .reconcile_tags(&fixture.journal("j").await, rows)
        .apply(once())
        .window(1)
        .start()
        .await
        .unwrap();
    let events = finish(&mut run).await;
    assert_eq!(events[0].outcome, EntryEnd::Applied);
    assert_eq!(events[1].error.as_ref().unwrap().kind(), ErrorKind::InvalidInput);
    assert_eq!((fixture.own(0), fixture.writes()), (vec!["p:a".to_owned()], 1));
}
