//! Writes, and what the sandbox shows of them afterwards.

use std::time::Duration;

use futures_util::TryStreamExt;
use join_sandbox::{Fault, IncomingRequest, JoinSandbox, Operation};
use join_sdk::tags::{ApplyOptions, CandidateRef, ReplaceAll};
use join_sdk::types::{
    ApplicationSource, CategoryId, DocumentType, EmploymentTypeId, JobId, JobStatus, OfficeId,
};
use join_sdk::{ApiToken, Document, ErrorKind, Join, NewApplication, NewJob, NewOffice};
use join_tests::sandbox;

async fn online_job(join: &Join) -> JobId {
    join.jobs().list().status(JobStatus::Online).page(1).await.unwrap().rows.remove(0).unwrap().id
}

fn ida(job: JobId) -> NewApplication {
    NewApplication::new(job, "Ida", "Ney", "ida.ney@example.org").unwrap()
}

#[tokio::test]
async fn a_created_application_is_read_back_with_everything_that_was_sent() {
    let (join, _sandbox) = sandbox().await;
    let job = online_job(&join).await;
    let bytes: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    let application = ida(job).phone("+49 30 1234567").unwrap().source(ApplicationSource::Agency);
    let application = application.external_id("inq_77").unwrap();
    let application = application.document(Document::from_bytes(DocumentType::Cv, "cv.pdf", &bytes).unwrap());
    let created = join.applications().create(&application).await.unwrap();

    let read = join.applications().get(created.application().unwrap()).await.unwrap();
    assert_eq!(read.job.as_ref().unwrap().id, job);
    assert_eq!(read.integration_external_id.as_deref(), Some("inq_77"));
    let candidate = read.candidate.as_ref().unwrap();
    assert_eq!(candidate.id, created.candidate());
    assert_eq!(candidate.first_name.as_ref().unwrap().as_str(), "Ida");
    assert_eq!(candidate.phone_number.as_ref().unwrap().as_str(), "+49 30 1234567");
    let file = &read.attachments.as_ref().unwrap()[0];
    assert_eq!(file.name.as_ref().unwrap().as_str(), "cv.pdf");
    let mut download = join.attachments().download(file).await.unwrap();
    let mut back = Vec::new();
    while let Some(chunk) = download.chunk().await.unwrap() {
        back.extend_from_slice(&chunk);
    }
    assert_eq!(back, bytes);
    let newest = join.applications().list().page(1).await.unwrap().rows.remove(0).unwrap();
    assert_eq!(newest.id, read.id);
}

#[tokio::test]
async fn the_same_person_can_not_apply_twice_to_one_job() {
    let (join, sandbox) = sandbox().await;
    let job = online_job(&join).await;
    join.applications().create(&ida(job)).await.unwrap();
    let before = sandbox.requests().len();
    let error = join.applications().create(&ida(job)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AlreadyExists);
    assert!(!error.may_have_been_applied());
    assert_eq!(sandbox.requests().len() - before, 1);
}

#[tokio::test]
async fn a_note_reaches_the_candidate() {
    let (join, sandbox) = sandbox().await;
    let row = join.applications().list().page(1).await.unwrap().rows.remove(0).unwrap();
    let candidate = row.candidate.unwrap().id;
    join.candidates().add_note(candidate, "Identity verified").await.unwrap();
    assert_eq!(sandbox.notes(candidate.0), ["Identity verified"]);
}

#[tokio::test]
async fn a_job_is_created_offline_and_then_published() {
    let (join, _sandbox) = sandbox().await;
    let category = join.catalog().categories().await.unwrap().remove(0).sub_categories.unwrap().remove(0).id;
    let employment = join.catalog().employment_types().await.unwrap()[0].id;
    let office = join.offices().create(&NewOffice::new("AT", "Graz").unwrap()).await.unwrap().id;
    let job =
        NewJob::builder("Welder", "<p>Welds.</p>").unwrap().category(category).employment_type(employment);
    let job = job.office(office).language("de").unwrap().build().unwrap();
    let id = join.jobs().create(&job).await.unwrap().id;

    let read = join.jobs().get(id).await.unwrap();
    assert_eq!(read.status, Some(JobStatus::Offline));
    assert_eq!(read.office.unwrap().city.as_deref(), Some("Graz"));
    join.jobs().change_status(id, JobStatus::Online).await.unwrap();
    let online: Vec<_> = join.jobs().list().status(JobStatus::Online).rows().try_collect().await.unwrap();
    assert!(online.iter().any(|job| job.id == id));
}

#[tokio::test]
async fn an_offline_job_takes_a_slot_of_the_plan_and_only_archiving_frees_it() {
    let sandbox = JoinSandbox::builder().job_slots(7).start().await.unwrap();
    let join = Join::builder(ApiToken::new(sandbox.token()).unwrap()).base_url(sandbox.base_url());
    let join = join.build().unwrap();
    let job = NewJob::builder("Welder", "<p>Welds.</p>").unwrap().category(CategoryId(104));
    let job = job.employment_type(EmploymentTypeId(1)).office(OfficeId(3001)).language("en").unwrap();
    let offline = job.build().unwrap();
    let first = join.jobs().create(&offline).await.unwrap().id;
    let refused = || async { join.jobs().create(&offline).await.unwrap_err().kind() };
    assert_eq!(refused().await, ErrorKind::PlanRequired);
    // Publishing what has a slot takes none.
    join.jobs().change_status(first, JobStatus::Online).await.unwrap();
    assert_eq!(refused().await, ErrorKind::PlanRequired);
    join.jobs().change_status(first, JobStatus::Archived).await.unwrap();
    let second = join.jobs().create(&offline).await.unwrap().id;
    let error = join.jobs().change_status(first, JobStatus::Offline).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PlanRequired);
    join.jobs().change_status(second, JobStatus::Archived).await.unwrap();
    join.jobs().change_status(first, JobStatus::Offline).await.unwrap();
}

#[tokio::test]
async fn a_number_that_leads_nowhere_is_refused_with_the_servers_words() {
    let (join, _sandbox) = sandbox().await;
    let category = join.catalog().categories().await.unwrap()[0].id; // of the first level
    let employment = join.catalog().employment_types().await.unwrap()[0].id;
    let office = join.offices().list().page(1).await.unwrap().rows.remove(0).unwrap().id;
    let job =
        NewJob::builder("Welder", "<p>Welds.</p>").unwrap().category(category).employment_type(employment);
    let job = job.office(office).language("de").unwrap().build().unwrap();
    let error = join.jobs().create(&job).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.api_error().unwrap().message.as_ref().unwrap().as_str().contains("categoryId"));
    assert!(!error.may_have_been_applied());
}

#[tokio::test]
async fn a_page_in_place_of_a_write_is_no_success() {
    for is_before in [true, false] {
        let sandbox = JoinSandbox::start().await.unwrap();
        let join = Join::builder(ApiToken::new(sandbox.token()).unwrap()).base_url(sandbox.base_url());
        // A write whose outcome is unknown is waited for as long as an attempt may take.
        let join = join.attempt_timeout(Duration::from_millis(500)).build().unwrap();
        let page = |request: &IncomingRequest| match request.operation {
            Operation::UpdateCandidate if request.number == 1 => Fault::Page,
            Operation::CreateCandidateNote => Fault::Page,
            _ => Fault::None,
        };
        match is_before {
            true => sandbox.before(move |request, _| page(request)),
            false => sandbox.after(move |request, _| page(request)),
        }
        let application = join.applications().list().page(1).await.unwrap().rows.remove(0).unwrap();
        let candidate = CandidateRef::of(&application).unwrap();
        let id = candidate.candidate().0;
        sandbox.set_tags(id, ["theirs"]);
        let replace = ReplaceAll { expected: vec!["theirs".into()], new: vec!["ours".into()] };
        join.tags(&candidate).replace_all(replace, ApplyOptions::default()).await.unwrap();
        assert_eq!(sandbox.tags(id).unwrap().as_slice(), ["ours"]);
        let error = join.candidates().add_note(candidate.candidate(), "verified").await.unwrap_err();
        assert!(error.may_have_been_applied(), "{error}");
        assert_eq!(sandbox.received(Operation::CreateCandidateNote), 1);
    }
}
