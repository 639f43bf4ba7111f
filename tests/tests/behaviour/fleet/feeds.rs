//! A change feed with one follower and others that stand by.

use std::time::Duration;

use join_sdk::ErrorKind;
use join_sdk::changes::{Change, ChangeFeed};
use join_sdk::testing::SharedMemory;
use join_tests::sandbox;

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
