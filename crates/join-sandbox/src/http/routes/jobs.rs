//! Jobs: list, retrieve, create and change of status.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde_json::{Value, json};

use crate::company::store::{JOB_STATUSES, Job, JobAd};
use crate::company::world::Shared;
use crate::http::error::ApiError;
use crate::http::input::{Fields, JsonBody, Params, PathId};
use crate::http::paging::Paging;
use crate::http::views::job::JobView;

pub(crate) async fn list(
    State(shared): State<Arc<Shared>>,
    Extension(paging): Extension<Paging>,
    params: Params,
) -> Result<Response, ApiError> {
    let page = params.page()?;
    let content = params.boolean("content")?;
    let status = params.one_of("status", JOB_STATUSES)?;
    let wanted = |job: &&Job| match status {
        Some(status) => job.status == status,
        None => matches!(job.status, "ONLINE" | "OFFLINE"),
    };
    let world = shared.world();
    let jobs = world.store.jobs.iter().rev().filter(wanted);
    paging.respond(page, jobs, |job| job.id, |job| JobView::new(&world.store, job, content))
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
    let (ad, status) = read_job(&body)?;
    let id = shared.world().store.create_job(ad, status)?;
    Ok((StatusCode::CREATED, Json(json!({ "id": id }))).into_response())
}

pub(crate) async fn change_status(
    State(shared): State<Arc<Shared>>,
    PathId(id): PathId,
    JsonBody(body): JsonBody,
) -> Result<Response, ApiError> {
    let status = Fields::of_body(&body)?.one_of("status", JOB_STATUSES)?;
    let id = shared.world().store.change_job_status(id, status)?;
    Ok(Json(json!({ "id": id })).into_response())
}

fn read_job(body: &Value) -> Result<(JobAd, &'static str), ApiError> {
    let fields = Fields::of_body(body)?;
    let ad = JobAd {
        title: fields.text("title")?,
        description: fields.text("description")?,
        category_id: fields.integer("categoryId")?,
        language: fields.text("language")?,
        employment_type_id: fields.integer("employmentTypeId")?,
        office_id: fields.integer("officeId")?,
    };
    if ad.language.len() != 2 || !ad.language.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return Err(fields.refuse("language", "must be a language code of two letters"));
    }
    Ok((ad, fields.optional_one_of("status", JOB_STATUSES)?.unwrap_or("ONLINE")))
}
