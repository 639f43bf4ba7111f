//! Others write to the same candidate: a recruiter, another delivery. And the network loses responses.

use join_sandbox::{Fault, Operation};

use crate::fixture::Fixture;

#[tokio::test]
async fn a_tag_write_whose_response_is_lost_is_looked_at_and_done_once() {
    let fixture = Fixture::start().await;
    fixture.on_first(Operation::UpdateCandidate, Fault::LoseAnswer);
    assert_eq!(fixture.service().await.deliver(&fixture.inquiry("approved")).await, 200);
    assert_eq!(fixture.tags(), ["vip", "idv:status=verified"]);
    assert_eq!(fixture.sandbox.received(Operation::UpdateCandidate), 1);
    assert_eq!(fixture.notes().len(), 1);
}

#[tokio::test]
async fn a_recruiter_s_tag_of_just_before_is_kept() {
    let fixture = Fixture::start().await;
    let mut added = false;
    fixture.sandbox.before(move |request, recruiter| {
        // Before the read that the write builds on.
        if let (Operation::GetApplication, Some(candidate), false) =
            (request.operation, request.candidate, added)
        {
            added = recruiter.add_tag(candidate, "second interview");
        }
        Fault::None
    });
    assert_eq!(fixture.service().await.deliver(&fixture.inquiry("approved")).await, 200);
    assert!(fixture.tags().contains(&"second interview".to_owned()), "{:?}", fixture.tags());
    assert!(fixture.tags().contains(&"idv:status=verified".to_owned()), "{:?}", fixture.tags());
}

#[tokio::test]
async fn a_tag_that_a_recruiter_overwrites_is_written_again() {
    let fixture = Fixture::start().await;
    let mut overwritten = false;
    fixture.sandbox.after(move |request, recruiter| {
        if let (Operation::UpdateCandidate, Some(candidate), false) =
            (request.operation, request.candidate, overwritten)
        {
            overwritten = recruiter.set_tags(candidate, ["vip", "idv:status=pending"]);
        }
        Fault::None
    });
    assert_eq!(fixture.service().await.deliver(&fixture.inquiry("approved")).await, 200);
    assert_eq!(fixture.tags(), ["vip", "idv:status=verified"]);
}

#[tokio::test]
async fn a_rate_limit_is_waited_for() {
    let fixture = Fixture::start().await;
    fixture.on_first(Operation::GetApplication, Fault::RateLimited { reset: Some(1) });
    assert_eq!(fixture.service().await.deliver(&fixture.inquiry("approved")).await, 200);
    assert_eq!(fixture.tags(), ["vip", "idv:status=verified"]);
}

#[tokio::test]
async fn deliveries_at_the_same_time_write_once() {
    let fixture = Fixture::start().await;
    let service = fixture.service().await;
    let inquiry = fixture.inquiry("declined");
    let (one, other) = tokio::join!(service.deliver(&inquiry), service.deliver(&inquiry));
    assert_eq!((one, other), (200, 200));
    assert_eq!(
        (fixture.tags(), fixture.notes().len()),
        (vec!["vip".into(), "idv:status=declined".into()], 1)
    );
    assert_eq!(fixture.sandbox.received(Operation::UpdateCandidate), 1);
}

#[tokio::test]
async fn a_note_that_may_be_there_is_for_a_person_to_look_at() {
    let fixture = Fixture::start().await;
    fixture.on_first(Operation::CreateCandidateNote, Fault::LoseAnswer);
    let service = fixture.service().await;
    for _ in 0..2 {
        assert_eq!(service.deliver(&fixture.inquiry("approved")).await, 409);
    }
    assert_eq!(fixture.notes().len(), 1, "it is not written a second time");
}
