//! Notes and applications that happen once, over machines that share a journal.

use join_sandbox::Operation;
use join_sdk::create::CreateOutcome;
use join_sdk::testing::SharedMemory;
use join_sdk::types::{CandidateId, JobStatus};
use join_sdk::{ErrorKind, Join, NewApplication};
use join_tests::Fixture;

use super::machines;

#[tokio::test]
async fn two_machines_write_a_note_once() {
    let fixture = Fixture::start(&[]).await;
    let machines = machines(&fixture.sandbox, &SharedMemory::default());
    let note = async |join: &Join| {
        join.candidates().add_note_once(fixture.candidate.candidate(), "inq_1", "Identity verified").await
    };
    let (first, second) = tokio::join!(note(&machines[0]), note(&machines[1]));
    let written = [first.unwrap().was_written(), second.unwrap().was_written()];
    assert_eq!((written.iter().filter(|&&written| written).count(), fixture.notes().len()), (1, 1));
}

#[tokio::test]
async fn what_a_dead_machine_left_is_known_to_the_next_one() {
    let fixture = Fixture::start(&[]).await;
    let shared = SharedMemory::default();
    let machines = machines(&fixture.sandbox, &shared);
    fixture.on_notes(join_sandbox::Fault::LoseAnswer);
    let candidate: CandidateId = fixture.candidate.candidate();
    let first = machines[0].candidates().add_note_once(candidate, "inq_1", "Identity verified").await;
    assert_eq!(first.unwrap_err().kind(), ErrorKind::UnknownOutcome);
    shared.end_leases();
    let second = machines[1].candidates().add_note_once(candidate, "inq_1", "Identity verified").await;
    assert_eq!(second.unwrap_err().kind(), ErrorKind::UnknownOutcome);
    assert_eq!(fixture.notes().len(), 1, "nothing is sent until a person has looked");
}

#[tokio::test]
async fn two_machines_create_an_application_once() {
    let fixture = Fixture::start(&[]).await;
    let machines = machines(&fixture.sandbox, &SharedMemory::default());
    let jobs = fixture.join.jobs().list().status(JobStatus::Online).page(1).await.unwrap().rows;
    let job = jobs.into_iter().next().unwrap().unwrap().id;
    let ada = NewApplication::new(job, "Ada", "Lovelace", "ada@person.example").unwrap();
    let ada = ada.external_id("inq_1").unwrap();
    let create = async |join: &Join| join.applications().create(&ada).await.unwrap();
    let (first, second) = tokio::join!(create(&machines[0]), create(&machines[1]));
    let third = create(&machines[1]).await;
    let created = [&first, &second].iter().filter(|outcome| outcome.was_created()).count();
    assert_eq!((created, fixture.sandbox.received(Operation::CreateApplication)), (1, 1));
    assert_eq!(first.application(), second.application());
    assert!(matches!(third, CreateOutcome::AlreadyExisted(ids) if ids.id == first.application()));
}
