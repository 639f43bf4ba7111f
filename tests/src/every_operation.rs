//! Calls every operation of the SDK with all that it takes, on any server that speaks the document.

use std::collections::BTreeSet;
use std::error::Error;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use join_codegen::document::Document as ApiDocument;
use join_sdk::tags::{ApplyOptions, CandidateRef, Owner, TagEdit, Verify};
use join_sdk::telemetry::CallReport;
use join_sdk::types::*;
use join_sdk::{ApiToken, Document, Join, NewApplication, NewJob, NewOffice};

/// A failure of a call, or of the data that it needs.
type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// The operations that succeeded, by their names in the document.
type Called = Arc<Mutex<BTreeSet<&'static str>>>;

/// Calls every operation, and returns the document's operations without a success.
pub async fn call_all(base_url: &str, token: &str) -> Result<Vec<String>> {
    let called = Called::default();
    let seen = Arc::clone(&called);
    let join = Join::builder(ApiToken::new(token)?).base_url(base_url).observer(move |call: &CallReport| {
        if call.failure.is_none() {
            seen.lock().unwrap().insert(call.operation);
        }
    });
    let join = join.build()?;
    let job = jobs(&join).await?;
    let application = applications(&join, job).await?;
    candidates(&join, &application).await?;
    let called = called.lock().unwrap();
    Ok(missing(&called))
}

/// The document's operations that are not among these.
pub fn missing(called: &BTreeSet<&str>) -> Vec<String> {
    let document = ApiDocument::new(serde_json::from_str(include_str!("../../join-api.json")).unwrap());
    let names = document.operations().map(|operation| operation.text("operationId"));
    names.filter(|name| !called.contains(name)).map(str::to_owned).collect()
}

/// The office, the catalog and the jobs. Returns a job that takes applications.
async fn jobs(join: &Join) -> Result<JobId> {
    let office = NewOffice::new("DE", "Köln")?.name("Rhein").street("Domkloster", "4").postal_code("50667");
    join.offices().create(&office).await?;
    let page = join.offices().list().country("DE").city_like("Ber").page_size(50).page(1).await?;
    let office = first("an office", page.rows.into_iter().flatten())?;
    let catalog = join.catalog().language("en");
    let sub_categories =
        catalog.categories().await?.into_iter().filter_map(|category| category.sub_categories);
    let category = first("a sub-category", sub_categories.flatten())?;
    let employment_type = first("an employment type", catalog.employment_types().await?)?;
    let seniority = first("a seniority level", catalog.seniority_levels().await?)?;

    let salary = NewSalary {
        from: "18.50".parse().ok(),
        to: "22".parse().ok(),
        currency: Currency::Eur,
        frequency: SalaryFrequency::PerHour,
        is_shown_on_job_ad: true,
    };
    let job = NewJob::builder("Packer", "<p>Parcels &amp; more.</p>")?
        .category(category.id)
        .employment_type(employment_type.id)
        .office(office.id)
        .seniority(seniority.id)
        .language("en")?
        .external_id("WH-17")?
        .workplace(WorkplaceType::Remote)
        .remote(RemoteType::Country)
        .cv(CvRequirement::Optional)
        .salary(salary)?
        .build()?;
    let created = join.jobs().create(&job).await?;
    join.jobs().change_status(created.id, JobStatus::Online).await?;
    let page = join.jobs().list().status(JobStatus::Online).with_description().page(1).await?;
    let online = first("an online job", page.rows.into_iter().flatten())?;
    Ok(join.jobs().get(online.id).await?.id)
}

/// Creates an application to the job, and reads one.
async fn applications(join: &Join, job: JobId) -> Result<Application> {
    let new = NewApplication::new(job, "Zoë", "Ångström", "zoe@example.com")?
        .phone("+46 8 123456")?
        .source(ApplicationSource::Referrals)
        .external_id("inq_every_operation")?
        .document(Document::from_bytes(DocumentType::Cv, "cv.pdf", b"%PDF-1.7")?);
    join.applications().create(&new).await?;
    let since = "2020-01-01T00:00:00Z".parse()?;
    let narrow =
        join.applications().list().job(job).job_external_id("WH-17").hiring_state(HiringState::Applied);
    narrow.updated_since(since).page_size(50).page(1).await?;
    let page = join.applications().list().job(job).page(1).await?;
    let row = first("an application", page.rows.into_iter().flatten())?;
    Ok(join.applications().get(row.id).await?)
}

/// Edits the candidate's tags, and adds a note.
async fn candidates(join: &Join, application: &Application) -> Result<()> {
    let candidate = CandidateRef::of(application)?;
    let edit =
        TagEdit::owned_by(Owner::with_prefix("persona:")?).set_exclusive("persona:status", "verified")?;
    // A mock answers with the same tags always, so that no check could succeed.
    let options = ApplyOptions::default().verify(Verify::None).deadline(Duration::from_secs(20));
    join.tags(&candidate).edit(&edit, options).await?;
    join.candidates().add_note(candidate.candidate(), "Identity verified").await?;
    Ok(())
}

/// The first of what the server has.
fn first<T>(what: &str, all: impl IntoIterator<Item = T>) -> Result<T> {
    all.into_iter().next().ok_or_else(|| format!("the server does not list {what}").into())
}
