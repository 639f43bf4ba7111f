//! Jobs: list, retrieve, create and change of status.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::company::field::Field;
use crate::company::store::{Job, JobAd, JobDetails, Salary, Word};
use crate::company::world::Shared;
use crate::http::answer::written;
use crate::http::error::ApiError;
use crate::http::input::{Fields, JsonBody, Params, PathId};
use crate::http::views::job::JobView;

pub(crate) async fn list(State(shared): State<Arc<Shared>>, params: Params) -> Result<Response, ApiError> {
    let content = params.boolean("content")?;
    let status = params.text("status");
    let wanted = |job: &&Job| match status {
        Some(status) => job.status == status,
        None => matches!(&*job.status, "ONLINE" | "OFFLINE"),
    };
    let world = shared.world();
    let settings = &world.store.settings;
    let page = params.page(settings.large_pages)?;
    let jobs = world.store.jobs.iter().rev().filter(wanted);
    settings.paging.respond(page, jobs, |job| job.id, |job| JobView::new(&world.store, job, content))
}

pub(crate) async fn retrieve(
    State(shared): State<Arc<Shared>>,
    PathId(id): PathId,
) -> Result<Response, ApiError> {
    let world = shared.world();
    let job = world.store.jobs.get(id).ok_or(ApiError::NotFound("There is no such job."))?;
    Ok(Json(JobView::new(&world.store, job, true)).into_response())
}

pub(crate) async fn create(
    State(shared): State<Arc<Shared>>,
    JsonBody(body): JsonBody,
) -> Result<Response, ApiError> {
    let fields = Fields::of_body(&body)?;
    let (ad, details) = (read_ad(&fields)?, read_details(&fields)?);
    let status = fields.optional_word("status")?.unwrap_or(Word::Borrowed("ONLINE"));
    let mut world = shared.world();
    let id = world.store.create_job(ad, details, status)?;
    Ok(written(&world.store.settings, StatusCode::CREATED, &json!({ "id": id })))
}

pub(crate) async fn change_status(
    State(shared): State<Arc<Shared>>,
    PathId(id): PathId,
    JsonBody(body): JsonBody,
) -> Result<Response, ApiError> {
    let status = Fields::of_body(&body)?.word("status")?;
    let mut world = shared.world();
    let id = world.store.change_job_status(id, status)?;
    Ok(written(&world.store.settings, StatusCode::OK, &json!({ "id": id })))
}

fn read_ad(fields: &Fields<'_>) -> Result<JobAd, ApiError> {
    let ad = JobAd {
        title: fields.text("title")?,
        description: fields.text("description")?,
        category_id: fields.integer("categoryId")?,
        language: fields.text("language")?,
        employment_type_id: fields.integer("employmentTypeId")?,
        office_id: Some(fields.integer("officeId")?),
    };
    if ad.language.len() != 2 || !ad.language.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Err(fields.refuse("language", "must be a language code of two small letters"));
    }
    Ok(ad)
}

fn read_details(fields: &Fields<'_>) -> Result<JobDetails, ApiError> {
    // What the field says is checked, but nothing that is known shows it again.
    fields.optional_word("cv")?;
    let workplace = fields.optional_word("workplaceType")?.unwrap_or(Word::Borrowed("ONSITE"));
    Ok(JobDetails {
        external_id: fields.optional_text("externalId")?.map(Word::Owned).into(),
        workplace: Field::Value(workplace),
        remote: fields.optional_word("remoteType")?.into(),
        seniority_id: fields.optional_integer("seniorityId")?.into(),
        salary: fields.optional_object("salary")?.map(|salary| read_salary(&salary)).transpose()?.into(),
    })
}

fn read_salary(fields: &Fields<'_>) -> Result<Salary, ApiError> {
    Ok(Salary {
        from: fields.optional_amount("from")?,
        to: fields.optional_amount("to")?,
        currency: fields.word("currency")?,
        frequency: fields.word("frequency")?,
        is_shown_on_job_ad: fields.boolean("isShownOnJobAd")?,
    })
}
