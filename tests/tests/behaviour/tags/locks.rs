//! Several writers to one candidate: by one client, by two, by two with a lock that they share.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use join_sandbox::Operation;
use join_sdk::BoxFuture;
use join_sdk::shared::{Lease, StoreError, UntilDropped};
use join_sdk::tags::{CandidateRef, EditOutcome, TagLock};
use join_sdk::types::{ApplicationId, CandidateId};
use join_sdk::{ApiToken, ErrorKind, Join, NewApplication, types::JobStatus};

use super::{Fixture, THEIRS, adding, client, once, open, own, quick, theirs_and};

#[tokio::test]
async fn two_applications_of_one_candidate_are_one_queue() {
    let fixture = open().await;
    let jobs = fixture.join.jobs().list().status(JobStatus::Online).page(1).await.unwrap().rows;
    let mut handles = Vec::new();
    for job in jobs.into_iter().take(2) {
        let ada =
            NewApplication::new(job.unwrap().id, "Ada", "Lovelace", "ada.twice@person.example").unwrap();
        let made = fixture.join.applications().create(&ada).await.unwrap();
        handles.push(CandidateRef::new(made.candidate(), made.application().unwrap()));
    }
    assert_eq!(handles[0].candidate(), handles[1].candidate());
    assert_ne!(handles[0].application(), handles[1].application());
    let before = fixture.sandbox.requests().len();
    let join = &fixture.join;
    let edits = (0..10).map(async |number: usize| {
        let edit = adding(&format!("p:{number}"));
        join.tags(&handles[number % 2])
            .edit(&edit, once().verify(join_sdk::tags::Verify::None))
            .await
            .unwrap()
    });
    join_all(edits).await;
    let order: String = fixture.sandbox.requests()[before..]
        .iter()
        .map(|request| if request.method == "PATCH" { 'W' } else { 'R' })
        .collect();
    assert_eq!(order, "RW".repeat(10), "one reads and writes, then the next");
    let tags = fixture.sandbox.tags(handles[0].candidate().0).unwrap();
    assert_eq!(tags.as_slice().len(), 10);
}

#[tokio::test]
async fn two_processes_without_a_shared_lock_keep_their_own_tags() {
    let fixture = open().await;
    fixture.sandbox.answer_tags(false);
    let clients = [client(&fixture.sandbox), client(&fixture.sandbox)];
    for round in 0..10 {
        let edits = clients.iter().enumerate().map(async |(number, join)| {
            let edit = adding(&format!("p:{number}/{round}"));
            join.tags(&fixture.candidate).edit(&edit, quick().settle(Duration::from_millis(200))).await
        });
        for (number, written) in join_all(edits).await.into_iter().enumerate() {
            written.unwrap();
            let tag = format!("p:{number}/{round}");
            assert!(fixture.tags().contains(&tag), "{tag} was lost");
        }
    }
    assert_eq!(fixture.tags()[..2], THEIRS);
}

/// A lock that all who have a clone of it share.
#[derive(Clone, Default)]
struct Shared(Arc<tokio::sync::Mutex<()>>);

impl TagLock for Shared {
    fn lock(&self, _: CandidateId) -> BoxFuture<'_, Result<Box<dyn Lease>, StoreError>> {
        let lock = Arc::clone(&self.0);
        Box::pin(async move { Ok(Box::new(UntilDropped::new(lock.lock_owned().await)) as Box<dyn Lease>) })
    }
}

struct Broken;

impl TagLock for Broken {
    fn lock(&self, _: CandidateId) -> BoxFuture<'_, Result<Box<dyn Lease>, StoreError>> {
        Box::pin(async { Err("the lock server is away".into()) })
    }
}

fn locking(fixture: &Fixture, lock: impl TagLock) -> Join {
    let join =
        Join::builder(ApiToken::new(fixture.sandbox.token()).unwrap()).base_url(fixture.sandbox.base_url());
    join.tag_lock(lock).build().unwrap()
}

#[tokio::test]
async fn two_processes_with_a_shared_lock_take_turns() {
    let fixture = open().await;
    let lock = Shared::default();
    let clients = [locking(&fixture, lock.clone()), locking(&fixture, lock)];
    let edits = (0..10).map(async |number: usize| {
        let edit = adding(&format!("p:{number}"));
        let none = once().verify(join_sdk::tags::Verify::None);
        clients[number % 2].tags(&fixture.candidate).edit(&edit, none).await.unwrap()
    });
    join_all(edits).await;
    assert_eq!((fixture.order(), fixture.tags().len()), ("RW".repeat(10), 12));
}

#[tokio::test]
async fn without_the_shared_lock_nothing_is_sent() {
    let fixture = open().await;
    let error =
        locking(&fixture, Broken).tags(&fixture.candidate).edit(&adding("p:a"), quick()).await.unwrap_err();
    assert_eq!((error.kind(), fixture.order().as_str()), (ErrorKind::Refused, ""));
}

#[tokio::test]
async fn a_turn_that_does_not_come_before_the_deadline_ends_it() {
    let fixture = open().await;
    let lock = Shared::default();
    let held = lock.0.clone().lock_owned().await;
    let join = locking(&fixture, lock);
    let error =
        join.tags(&fixture.candidate).edit(&adding("p:a"), quick().deadline(Duration::from_millis(50))).await;
    let error = error.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_applied()), (ErrorKind::Contended, false));
    drop(held);
    join.tags(&fixture.candidate).edit(&adding("p:a"), once()).await.unwrap();
}

#[tokio::test]
async fn a_later_status_is_not_undone_by_the_healing_of_an_earlier_one() {
    let fixture = open().await;
    let set = |value: &str| own().set_exclusive("p:status", value).unwrap();
    let (first, second) = (set("verified"), set("rejected"));
    let tags = fixture.join.tags(&fixture.candidate);
    let later = async {
        // Once the first one has written and waits for its settled look.
        while fixture.writes() == 0 {
            tokio::task::yield_now().await;
        }
        tags.edit(&second, quick()).await
    };
    let slow = quick().settle(Duration::from_millis(200));
    let (first, second) = tokio::join!(tags.edit(&first, slow), later);
    assert_eq!(
        (first.unwrap().outcome, second.unwrap().outcome),
        (Some(EditOutcome::Applied), Some(EditOutcome::Applied))
    );
    assert_eq!((fixture.tags(), fixture.writes()), (theirs_and(&["p:status=rejected"]), 2));
}

#[tokio::test]
async fn a_later_edit_that_was_refused_does_not_keep_an_earlier_one_from_healing() {
    let fixture = open().await;
    fixture.sandbox.answer_tags(false);
    let tags = fixture.join.tags(&fixture.candidate);
    let first = adding("p:a");
    let later = async {
        // Once the first one was seen and waits for its settled look.
        while fixture.reads() < 2 {
            tokio::task::yield_now().await;
        }
        let refused = own().remove("p:a").unwrap().allow_foreign("a test").unwrap().add("VIP").unwrap();
        let error = tags.edit(&refused, quick()).await.unwrap_err();
        fixture.sandbox.remove_tag(fixture.id(), "p:a");
        error.kind()
    };
    let (first, refused) = tokio::join!(tags.edit(&first, quick().settle(Duration::from_millis(200))), later);
    assert_eq!((first.unwrap().outcome, refused), (Some(EditOutcome::Healed), ErrorKind::Refused));
    assert_eq!(fixture.tags(), theirs_and(&["p:a"]));
}

#[tokio::test]
async fn a_tag_that_a_later_edit_removed_is_not_put_back() {
    let fixture = open().await;
    let tags = fixture.join.tags(&fixture.candidate);
    let first = adding("p:a");
    let later = async {
        while fixture.writes() == 0 {
            tokio::task::yield_now().await;
        }
        tags.edit(&own().remove("p:a").unwrap(), quick()).await
    };
    let (first, second) = tokio::join!(tags.edit(&first, quick().settle(Duration::from_millis(200))), later);
    first.unwrap();
    second.unwrap();
    assert_eq!((fixture.tags(), fixture.sandbox.received(Operation::UpdateCandidate)), (theirs_and(&[]), 2));
}

#[tokio::test]
async fn an_edit_that_settles_holds_nobody_up() {
    let fixture = open().await;
    let tags = fixture.join.tags(&fixture.candidate);
    let (first, second) = (adding("p:a"), adding("p:b"));
    let settling = tags.edit(&first, quick().settle(Duration::from_secs(60)));
    let next = async {
        while fixture.writes() == 0 {
            tokio::task::yield_now().await;
        }
        tags.edit(&second, once().deadline(Duration::from_secs(10))).await.unwrap();
    };
    tokio::select! {
        ended = settling => panic!("it settles for a minute: {ended:?}"),
        () = next => assert_eq!(fixture.tags(), theirs_and(&["p:a", "p:b"])),
    }
}

#[tokio::test]
async fn an_edit_that_waits_before_another_attempt_holds_nobody_up() {
    let fixture = open().await;
    let lock = Shared::default();
    // Of two clients, since the limit holds up all requests of the one that met it.
    let clients = [locking(&fixture, lock.clone()), locking(&fixture, lock)];
    fixture.on_write(1, join_sandbox::Fault::RateLimited { reset: Some(60) });
    let (first, second) = (adding("p:a"), adding("p:b"));
    let (waits, other) = (clients[0].tags(&fixture.candidate), clients[1].tags(&fixture.candidate));
    let next = async {
        while fixture.writes() == 0 {
            tokio::task::yield_now().await;
        }
        other.edit(&second, once().deadline(Duration::from_secs(10))).await.unwrap();
    };
    let waiting = waits.edit(&first, quick().deadline(Duration::from_secs(120)));
    tokio::select! {
        ended = waiting => panic!("it waits for a minute: {ended:?}"),
        () = next => assert_eq!(fixture.tags(), theirs_and(&["p:b"])),
    }
}

#[tokio::test]
async fn candidates_do_not_wait_for_one_another() {
    let fixture = open().await;
    let id = fixture.sandbox.candidates()[1];
    fixture.sandbox.set_tags(id, THEIRS.map(str::to_owned).to_vec());
    let other = CandidateRef::new(CandidateId(id), ApplicationId(fixture.sandbox.applications_of(id)[0]));
    // The first candidate's edit stands still inside its turn; the client is the same.
    fixture.on_write(1, join_sandbox::Fault::Delay(Duration::from_millis(150)));
    let tags = fixture.join.tags(&fixture.candidate);
    let first = adding("p:a");
    let second = async {
        while fixture.writes() == 0 {
            tokio::task::yield_now().await;
        }
        fixture.join.tags(&other).edit(&adding("p:a"), once()).await.unwrap();
        fixture.tags()
    };
    let (first, seen) = tokio::join!(tags.edit(&first, once()), second);
    first.unwrap();
    assert_eq!(seen, theirs_and(&[]), "the second ended while the first was under way");
}
