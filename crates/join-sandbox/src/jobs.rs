//! Jobs: list, retrieve, create and change of status.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Value, json};

use crate::error::ApiError;
use crate::field::Field;
use crate::input::{Fields, JsonBody, Params, PathId};
use crate::offices::OfficeView;
use crate::render::timestamp;
use crate::server::App;
use crate::state::{Contact, JOB_STATUSES, Job, JobAd, Salary, Store};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JobView<'a> {
    id: i64,
    title: &'a str,
    status: &'static str,
    #[serde(skip_serializing_if = "Field::is_absent")]
    external_id: Field<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    created_at: String,
    last_updated_at: String,
    language: &'a str,
    #[serde(skip_serializing_if = "Field::is_absent")]
    workplace_type: Field<&'static str>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    remote_type: Field<&'static str>,
    category_id: i64,
    employment_type_id: i64,
    #[serde(skip_serializing_if = "Field::is_absent")]
    seniority_id: Field<i64>,
    office: Option<OfficeView<'a>>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    salary: Field<SalaryView>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    contact: Field<ContactView>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SalaryView {
    from: Option<Value>,
    to: Option<Value>,
    currency: &'static str,
    frequency: &'static str,
    is_shown_on_job_ad: bool,
}

#[derive(Serialize)]
struct ContactView {
    name: &'static str,
    email: &'static str,
    position: Option<&'static str>,
}

fn view<'a>(store: &'a Store, job: &'a Job, content: bool) -> JobView<'a> {
    JobView {
        id: job.id,
        title: &job.ad.title,
        status: job.status,
        external_id: job.external_id.clone(),
        description: content.then_some(job.ad.description.as_str()),
        created_at: timestamp(job.created_at),
        last_updated_at: timestamp(job.updated_at),
        language: &job.ad.language,
        workplace_type: job.workplace.clone(),
        remote_type: job.remote.clone(),
        category_id: job.ad.category_id,
        employment_type_id: job.ad.employment_type_id,
        seniority_id: job.seniority_id.clone(),
        office: store.offices.get(job.ad.office_id).map(OfficeView::from),
        salary: job.salary.as_ref().map(salary_view),
        contact: job.contact.as_ref().map(contact_view),
    }
}

fn salary_view(salary: &Salary) -> SalaryView {
    SalaryView {
        from: salary.from.map(amount),
        to: salary.to.map(amount),
        currency: salary.currency,
        frequency: salary.frequency,
        is_shown_on_job_ad: salary.is_shown_on_job_ad,
    }
}

/// Whole amounts go out as integers: 65000, not 65000.0.
fn amount(amount: f64) -> Value {
    if amount.fract() == 0.0 { json!(amount as i64) } else { json!(amount) }
}

fn contact_view(contact: &Contact) -> ContactView {
    ContactView { name: contact.name, email: contact.email, position: contact.position }
}

pub(crate) async fn list(State(shared): App, params: Params) -> Result<Response, ApiError> {
    let page = params.page()?;
    let content = params.boolean("content")?;
    let status = params.one_of("status", JOB_STATUSES)?;
    let wanted = |job: &&Job| match status {
        Some(status) => job.status == status,
        None => matches!(job.status, "ONLINE" | "OFFLINE"),
    };
    let world = shared.world();
    let jobs = page.of(world.store.jobs.iter().rev().filter(wanted));
    let rows: Vec<JobView> = jobs.map(|job| view(&world.store, job, content)).collect();
    Ok(Json(rows).into_response())
}

pub(crate) async fn retrieve(State(shared): App, PathId(id): PathId) -> Result<Response, ApiError> {
    let world = shared.world();
    let job = world.store.jobs.get(id).ok_or(ApiError::NotFound("There is no such job."))?;
    Ok(Json(view(&world.store, job, true)).into_response())
}

pub(crate) async fn create(State(shared): App, JsonBody(body): JsonBody) -> Result<Response, ApiError> {
    let (ad, status) = read_job(&body)?;
    let id = shared.world().store.create_job(ad, status)?;
    Ok((StatusCode::CREATED, Json(json!({ "id": id }))).into_response())
}

pub(crate) async fn change_status(
    State(shared): App,
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
