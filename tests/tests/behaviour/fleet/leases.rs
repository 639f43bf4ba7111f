//! Locks that are lost or away: what is sent, and what is not.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use join_sandbox::RateLimit;
use join_sdk::shared::{Lease, StoreError, UntilDropped};
use join_sdk::tags::{ApplyOptions, EditOutcome, Owner, TagEdit, TagLock, Verify};
use join_sdk::types::CandidateId;
use join_sdk::{BoxFuture, ErrorKind};
use join_tests::Fixture;

use super::machine;

/// A lock whose leases answer as the script says, and are held at its end.
#[derive(Clone, Default)]
struct Fading {
    script: Arc<Mutex<VecDeque<bool>>>,
    taken: Arc<Mutex<u32>>,
    /// Whether the edits of others can be read.
    knows_later: bool,
}

impl Fading {
    fn new(script: &[bool]) -> Self {
        let script = Arc::new(Mutex::new(script.iter().copied().collect()));
        Self { script, taken: Arc::default(), knows_later: true }
    }

    fn taken(&self) -> u32 {
        *self.taken.lock().unwrap()
    }
}

struct Fades(Fading);

impl Lease for Fades {
    fn is_held(&self) -> bool {
        self.0.script.lock().unwrap().pop_front().unwrap_or(true)
    }
}

impl TagLock for Fading {
    fn lock(&self, _: CandidateId) -> BoxFuture<'_, Result<Box<dyn Lease>, StoreError>> {
        *self.taken.lock().unwrap() += 1;
        Box::pin(async { Ok(Box::new(Fades(self.clone())) as Box<dyn Lease>) })
    }

    fn later(&self, _: CandidateId, _: u64) -> BoxFuture<'_, Result<Vec<(u64, TagEdit)>, StoreError>> {
        Box::pin(async { if self.knows_later { Ok(Vec::new()) } else { Err("the database is away".into()) } })
    }
}

fn edit() -> TagEdit {
    TagEdit::owned_by(Owner::with_prefix("p:").unwrap()).add("p:a").unwrap()
}

fn quick() -> ApplyOptions {
    ApplyOptions::default().settle(Duration::from_millis(40)).verify(Verify::None)
}

#[tokio::test]
async fn a_lock_that_is_lost_before_the_write_is_taken_again_and_the_tags_are_read_again() {
    let fixture = Fixture::start(&["vip"]).await;
    let lock = Fading::new(&[false]);
    let join = machine(&fixture.sandbox).tag_lock(lock.clone()).build().unwrap();
    let receipt = join.tags(&fixture.candidate).edit(&edit(), quick()).await.unwrap();
    assert_eq!(receipt.outcome, Some(EditOutcome::Applied));
    assert_eq!((fixture.order().as_str(), lock.taken()), ("RRW", 2));
}

#[tokio::test]
async fn a_lock_that_is_lost_each_time_sends_nothing() {
    let fixture = Fixture::start(&["vip"]).await;
    let lock = Fading::new(&[false; 100]);
    let join = machine(&fixture.sandbox).tag_lock(lock).build().unwrap();
    let error = join.tags(&fixture.candidate).edit(&edit(), quick()).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_applied()), (ErrorKind::Contended, false));
    assert_eq!((fixture.writes(), fixture.tags()), (0, vec!["vip".to_owned()]));
}

#[tokio::test]
async fn an_edit_whose_lock_was_lost_during_the_write_is_checked_again() {
    let fixture = Fixture::start(&["vip"]).await;
    let lock = Fading::new(&[true, false]);
    let join = machine(&fixture.sandbox).tag_lock(lock).build().unwrap();
    let (edit, tags) = (edit(), join.tags(&fixture.candidate));
    let written = tags.edit(&edit, quick().settle(Duration::from_millis(300)));
    let other = async {
        while fixture.writes() == 0 {
            tokio::task::yield_now().await;
        }
        // The new holder had read before that write.
        fixture.sandbox.remove_tag(fixture.id(), "p:a");
    };
    let (receipt, ()) = tokio::join!(written, other);
    assert_eq!(receipt.unwrap().outcome, Some(EditOutcome::Healed));
    assert_eq!(fixture.tags(), ["vip", "p:a"]);
}

#[tokio::test]
async fn without_the_edits_of_others_nothing_is_written_and_what_was_written_stays_unverified() {
    let fixture = Fixture::start(&["vip"]).await;
    let lock = Fading { knows_later: false, ..Fading::new(&[]) };
    let join = machine(&fixture.sandbox).tag_lock(lock).build().unwrap();
    let error = join.tags(&fixture.candidate).edit(&edit(), quick()).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_applied()), (ErrorKind::Refused, false));
    assert_eq!(fixture.order(), "R");
}

/// A lock whose first lease is lost when the test says so.
#[derive(Clone, Default)]
struct LostOnce {
    taken: Arc<Mutex<u32>>,
    lost: Arc<AtomicBool>,
}

struct First(Arc<AtomicBool>);

impl Lease for First {
    fn is_held(&self) -> bool {
        !self.0.load(Ordering::Relaxed)
    }
}

impl TagLock for LostOnce {
    fn lock(&self, _: CandidateId) -> BoxFuture<'_, Result<Box<dyn Lease>, StoreError>> {
        let mut taken = self.taken.lock().unwrap();
        *taken += 1;
        let lease: Box<dyn Lease> = match *taken {
            1 => Box::new(First(Arc::clone(&self.lost))),
            _ => Box::new(UntilDropped::new(())),
        };
        Box::pin(async { Ok(lease) })
    }
}

#[tokio::test]
async fn a_lock_that_is_lost_while_the_write_waits_for_the_quota_is_noticed() {
    let fixture = Fixture::start(&["vip"]).await;
    fixture.sandbox.set_quota(RateLimit { requests: 2, window: Duration::from_secs(1) });
    let lock = LostOnce::default();
    let join = machine(&fixture.sandbox).tag_lock(lock.clone()).build().unwrap();
    join.offices().list().page(1).await.unwrap();
    let (edit, tags) = (edit(), join.tags(&fixture.candidate));
    let written = tags.edit(&edit, quick());
    let loses = async {
        // The read used the window up, so the write waits for the next one.
        while fixture.reads() == 0 {
            tokio::task::yield_now().await;
        }
        lock.lost.store(true, Ordering::Relaxed);
    };
    let (receipt, ()) = tokio::join!(written, loses);
    assert_eq!(receipt.unwrap().outcome, Some(EditOutcome::Applied));
    let requests = fixture.order();
    assert_eq!(
        (requests.as_str(), *lock.taken.lock().unwrap()),
        ("RRRW", 2),
        "offices, tags, tags again, write"
    );
}
