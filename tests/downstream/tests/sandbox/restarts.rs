//! The service is killed and started again: the next delivery goes on from there.

use join_sandbox::{Fault, Operation};

use crate::fixture::Fixture;

#[tokio::test]
async fn a_delivery_after_a_restart_writes_nothing_twice() {
    let fixture = Fixture::start().await;
    let inquiry = fixture.inquiry("approved");
    for _ in 0..2 {
        let service = fixture.service().await;
        assert_eq!(service.deliver(&inquiry).await, 200);
        service.kill().await;
    }
    assert_eq!(
        (fixture.tags(), fixture.notes().len()),
        (vec!["vip".into(), "idv:status=verified".into()], 1)
    );
    assert_eq!(fixture.sandbox.received(Operation::UpdateCandidate), 1);
}

#[tokio::test]
async fn what_failed_before_the_note_goes_on_there_after_a_restart() {
    let fixture = Fixture::start().await;
    fixture.on_first(Operation::CreateCandidateNote, Fault::Status(403));
    let service = fixture.service().await;
    assert_eq!(service.deliver(&fixture.inquiry("approved")).await, 502);
    service.kill().await;
    assert_eq!(fixture.notes().len(), 0);
    assert_eq!(fixture.service().await.deliver(&fixture.inquiry("approved")).await, 200);
    assert_eq!(fixture.notes(), ["Identity verified (inq_1)"]);
    assert_eq!(fixture.sandbox.received(Operation::UpdateCandidate), 1, "the tags were written before");
}

#[tokio::test]
async fn another_outcome_under_the_same_inquiry_is_refused() {
    let fixture = Fixture::start().await;
    let service = fixture.service().await;
    assert_eq!(service.deliver(&fixture.inquiry("approved")).await, 200);
    service.kill().await;
    assert_eq!(fixture.service().await.deliver(&fixture.inquiry("declined")).await, 409);
    assert_eq!(fixture.tags(), ["vip", "idv:status=verified"]);
}
