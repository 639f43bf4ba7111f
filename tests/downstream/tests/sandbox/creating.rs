//! A person who has not applied is entered once, whatever the network does.

use join_sandbox::{Fault, Operation};
use serde_json::{Value, json};

use crate::fixture::Fixture;

async fn person(fixture: &Fixture, inquiry: &str) -> Value {
    let person = json!({
        "job": fixture.online_job().await, "firstName": "Ida", "lastName": "Ney", "email": format!("{inquiry}@example.com"),
    });
    json!({"inquiry": inquiry, "outcome": "approved", "person": person})
}

fn entered(fixture: &Fixture, inquiry: &str) -> usize {
    fixture.sandbox.external_ids().iter().filter(|id| *id == inquiry).count()
}

#[tokio::test]
async fn a_person_is_entered_tagged_and_noted() {
    let fixture = Fixture::start().await;
    let service = fixture.service().await;
    for _ in 0..2 {
        assert_eq!(service.deliver(&person(&fixture, "inq_7").await).await, 200);
    }
    assert_eq!(entered(&fixture, "inq_7"), 1);
    assert_eq!(fixture.sandbox.received(Operation::CreateApplication), 1);
    assert_eq!(fixture.sandbox.received(Operation::CreateCandidateNote), 1);
}

#[tokio::test]
async fn a_create_whose_response_is_lost_is_found_and_not_repeated() {
    let fixture = Fixture::start().await;
    fixture.on_first(Operation::CreateApplication, Fault::LoseAnswer);
    assert_eq!(fixture.service().await.deliver(&person(&fixture, "inq_8").await).await, 200);
    assert_eq!((entered(&fixture, "inq_8"), fixture.sandbox.received(Operation::CreateApplication)), (1, 1));
}

#[tokio::test]
async fn a_create_that_join_refuses_for_now_is_repeated_by_the_next_delivery() {
    let fixture = Fixture::start().await;
    fixture.on_first(Operation::CreateApplication, Fault::Status(404));
    let service = fixture.service().await;
    assert_eq!(service.deliver(&person(&fixture, "inq_9").await).await, 404);
    assert_eq!(service.deliver(&person(&fixture, "inq_9").await).await, 200);
    assert_eq!(entered(&fixture, "inq_9"), 1);
}
