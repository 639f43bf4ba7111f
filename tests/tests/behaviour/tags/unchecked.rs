//! A replacement without a check: for callers that know no application of the candidate.

use join_sandbox::{Fault, Operation};
use join_sdk::{RequestIds, RequestOptions};
use join_tests::Fixture;

#[tokio::test]
async fn the_set_is_replaced_in_one_write_without_a_read() {
    let f = Fixture::start(&["hr:vip"]).await;
    let made = f.join.candidates().replace_tags_unchecked(f.candidate.candidate(), ["a", "b"]).await.unwrap();
    assert_eq!(made.tags.as_set().map(<[_]>::len), Some(2));
    assert_eq!(f.tags(), ["a", "b"]);
    assert_eq!(f.order(), "W");
}

#[tokio::test]
async fn it_is_not_sent_again_after_a_lost_response() {
    let f = Fixture::start(&["hr:vip"]).await;
    f.on_write(1, Fault::LoseAnswer);
    let lost = f.join.candidates().replace_tags_unchecked(f.candidate.candidate(), ["a"]).await.unwrap_err();
    assert!(lost.may_have_been_applied());
    assert_eq!(f.sandbox.received(Operation::UpdateCandidate), 1);
}

#[tokio::test]
async fn the_request_ids_of_writes_are_collected_and_those_of_reads_are_not() {
    let f = Fixture::start(&["hr:vip"]).await;
    let ids = RequestIds::new();
    let join = f.join.with_options(RequestOptions::new().request_ids(&ids));
    join.applications().get(f.candidate.application()).await.unwrap();
    assert!(ids.list().is_empty());
    let write =
        join.candidates().replace_tags_unchecked(f.candidate.candidate(), ["a"]).response().await.unwrap();
    assert_eq!(ids.list(), [write.request_id().unwrap()]);
    f.on_write(2, Fault::StatusAfter(503));
    let failed = join.candidates().replace_tags_unchecked(f.candidate.candidate(), ["b"]).await.unwrap_err();
    assert_eq!(ids.list().last().map(String::as_str), failed.request_id());
    assert_eq!(ids.list().len(), 2);
}
