//! A change feed with one follower and others that stand by.

use std::sync::Arc;
use std::time::Duration;

use join_sdk::changes::{
    Change, ChangeFeed, Cursor, CursorSaved, CursorStore, CursorVersion, Following, StoredCursor,
};
use join_sdk::shared::StoreError;
use join_sdk::testing::SharedMemory;
use join_sdk::{BoxFuture, ErrorKind};
use join_tests::sandbox;
use tokio::sync::Semaphore;

async fn poll(changes: &mut ChangeFeed) -> usize {
    let mut count = 0;
    while let Some(change) = changes.next().await {
        change.unwrap();
        count += 1;
    }
    count
}

#[tokio::test]
async fn a_feed_has_one_follower_and_another_goes_on_where_it_ended() {
    let (join, _sandbox) = sandbox().await;
    let shared = SharedMemory::default();
    let mut first = join.applications().changes(shared.clone());
    let mut second = join.applications().changes(shared.clone());
    assert_eq!(poll(&mut first).await, 120);
    let error = second.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
    first.ack().await.unwrap();
    drop(first);
    assert_eq!(poll(&mut second).await, 0, "all of them are acknowledged");
}

#[tokio::test]
async fn a_follower_that_watches_waits_for_the_lease() {
    let (join, _sandbox) = sandbox().await;
    let shared = SharedMemory::default();
    let mut first = join.applications().changes(shared.clone());
    first.next().await.unwrap().unwrap();
    let mut second = join.applications().changes(shared.clone()).watch(Duration::from_secs(60));
    let waits = async {
        let change = second.next().await.unwrap().unwrap();
        matches!(change, Change::Created(_))
    };
    let dies = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        drop(first);
    };
    let (followed, ()) = tokio::join!(waits, dies);
    assert!(followed, "what the first one did not acknowledge comes again");
}

#[tokio::test]
async fn a_follower_that_was_overtaken_saves_nothing_and_its_changes_come_again() {
    let (join, _sandbox) = sandbox().await;
    let shared = SharedMemory::default();
    let mut first = join.applications().changes(shared.clone());
    assert_eq!(poll(&mut first).await, 120);
    shared.end_leases();
    let mut second = join.applications().changes(shared.clone());
    assert_eq!(poll(&mut second).await, 120, "at least once");
    second.ack().await.unwrap();
    assert_eq!(first.ack().await.unwrap_err().kind(), ErrorKind::Conflict);
    assert_eq!(first.next().await.unwrap().unwrap_err().kind(), ErrorKind::Refused);
    drop(second);
    assert_eq!(poll(&mut first).await, 0, "it goes on from what the other one saved");
}

/// A store whose lease is taken at once, as on a server, and whose answer comes when it is let through.
#[derive(Debug)]
struct Slow {
    shared: SharedMemory,
    answers: Arc<Semaphore>,
}

impl CursorStore for Slow {
    fn load(&self) -> BoxFuture<'_, Result<Option<StoredCursor>, StoreError>> {
        self.shared.load()
    }

    fn save<'a>(
        &'a self,
        cursor: &'a Cursor,
        over: CursorVersion,
    ) -> BoxFuture<'a, Result<CursorSaved, StoreError>> {
        self.shared.save(cursor, over)
    }

    fn follow(&self) -> BoxFuture<'_, Result<Following, StoreError>> {
        let (shared, answers) = (self.shared.clone(), Arc::clone(&self.answers));
        Box::pin(async move {
            let taken = tokio::spawn(async move {
                let following = shared.follow().await;
                answers.acquire().await?.forget();
                following
            });
            taken.await?
        })
    }
}

#[tokio::test]
async fn a_call_dropped_while_the_lease_is_taken_leaves_it_to_the_next_one() {
    let (join, _sandbox) = sandbox().await;
    let answers = Arc::new(Semaphore::new(0));
    let mut changes =
        join.applications().changes(Slow { shared: SharedMemory::default(), answers: Arc::clone(&answers) });
    for _ in 0..3 {
        let dropped = tokio::time::timeout(Duration::from_millis(5), changes.next()).await;
        assert!(dropped.is_err(), "no answer came");
    }
    answers.add_permits(2);
    assert_eq!(poll(&mut changes).await, 120, "the feed does not stand in its own way");
    assert_eq!(answers.available_permits(), 1, "the lease was asked for once");
}
