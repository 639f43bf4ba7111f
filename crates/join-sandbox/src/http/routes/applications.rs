//! Applications: list, retrieve and create.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::company::store::{Application, Attachment, NewApplication, Source, Store};
use crate::company::trail::ApiRequest;
use crate::company::world::Shared;
use crate::http::answer::written;
use crate::http::error::ApiError;
use crate::http::input::{Fields, JsonBody, Params, PathId};
use crate::http::origin::Origin;
use crate::http::views::application::ApplicationView;

/// The name is part of the download address, and an address has to fit into a request.
const MAX_NAME: usize = 255;

/// Source words on write with the product text on read.
const SOURCES: &[(&str, &str)] = &[
    ("ORGANIC", "Career page"),
    ("REFERRALS", "Referral"),
    ("JOB_BOARDS", "Job board"),
    ("SOCIAL_MEDIA", "Social media"),
    ("AGENCY", "Agency"),
    ("SOURCING_TOOLS", "Sourcing tool"),
    ("EVENTS", "Event"),
    ("INTERNAL_APPLICATION", "Internal application"),
    ("OTHER", "Other"),
];

pub(crate) async fn list(
    State(shared): State<Arc<Shared>>,
    Extension(request): Extension<ApiRequest>,
    origin: Origin,
    params: Params,
) -> Result<Response, ApiError> {
    let filter = Filter::read(&params)?;
    let mut world = shared.world();
    let store = &world.store;
    let page = params.page(store.settings.large_pages)?;
    let mut shown = Vec::new();
    let newest_first = store.applications.iter().rev().filter(|row| filter.takes(store, row));
    let response = store.settings.paging.respond(
        page,
        newest_first,
        |row| row.id,
        |row| {
            shown.push(row.candidate_id);
            ApplicationView::new(origin.as_str(), store, row)
        },
    );
    world.store.listed(&shown, request);
    response
}

pub(crate) async fn retrieve(
    State(shared): State<Arc<Shared>>,
    Extension(request): Extension<ApiRequest>,
    origin: Origin,
    PathId(id): PathId,
) -> Result<Response, ApiError> {
    let mut world = shared.world();
    let application = world.store.applications.get(id);
    let application = application.ok_or(ApiError::NotFound("There is no such application."))?;
    let candidate_id = application.candidate_id;
    let response = Json(ApplicationView::new(origin.as_str(), &world.store, application)).into_response();
    world.store.read(candidate_id, request);
    Ok(response)
}

pub(crate) async fn create(
    State(shared): State<Arc<Shared>>,
    Extension(request): Extension<ApiRequest>,
    JsonBody(body): JsonBody,
) -> Result<Response, ApiError> {
    let new = read_application(&body)?;
    let mut world = shared.world();
    let (candidate_id, id) = world.store.create_application(new, request)?;
    let body = json!({ "candidateId": candidate_id, "id": id });
    Ok(written(&world.store.settings, StatusCode::CREATED, &body))
}

/// The filter of a list.
struct Filter<'a> {
    job_id: Option<i64>,
    job_external_id: Option<&'a str>,
    hiring_state: Option<&'a str>,
    updated_at_gte: Option<Timestamp>,
}

impl<'a> Filter<'a> {
    fn read(params: &'a Params) -> Result<Self, ApiError> {
        let time = |text: &str| {
            let refusal = "The parameter updatedAtGte must be a time in RFC 3339 with zone.";
            text.parse().map_err(|_| ApiError::invalid(refusal))
        };
        Ok(Filter {
            job_id: params.integer("jobId")?,
            job_external_id: params.text("jobExternalId"),
            hiring_state: params.text("hiringState"),
            updated_at_gte: params.text("updatedAtGte").map(time).transpose()?,
        })
    }

    fn takes(&self, store: &Store, row: &Application) -> bool {
        self.job_id.is_none_or(|id| row.job_id == id)
            && self.hiring_state.is_none_or(|state| row.hiring_state.value().unwrap_or(&row.state) == state)
            && self
                .updated_at_gte
                .is_none_or(|time| i128::from(row.updated_at) * 1_000_000 >= time.as_nanosecond())
            && self.job_external_id.is_none_or(|key| {
                let job = store.jobs.get(row.job_id);
                job.and_then(|job| job.details.external_id.value())
                    .is_some_and(|external_id| *external_id == key)
            })
    }
}

fn read_application(body: &Value) -> Result<NewApplication, ApiError> {
    let fields = Fields::of_body(body)?;
    let candidate = fields.object("candidate")?;
    let word = fields.optional_word("source")?;
    let product = SOURCES.iter().find(|(known, _)| word.as_deref() == Some(*known));
    let product = product.map_or("API", |(_, product)| product);
    Ok(NewApplication {
        job_id: fields.integer("jobId")?,
        first_name: candidate.text("firstName")?,
        last_name: candidate.text("lastName")?,
        email: read_email(&candidate)?,
        phone: read_phone(&candidate)?,
        source: Source { product: product.into(), is_premium: word.as_deref() == Some("JOB_BOARDS") },
        external_id: fields.optional_text("integrationExternalId")?,
        documents: fields.objects("documents")?.iter().map(read_document).collect::<Result<_, _>>()?,
    })
}

fn read_email(candidate: &Fields<'_>) -> Result<String, ApiError> {
    let email = candidate.text("email")?;
    let is_side = |side: &str| !side.is_empty() && !side.contains('@');
    let valid = email.split_once('@').is_some_and(|(local, domain)| is_side(local) && is_side(domain));
    if !valid || email.chars().any(|letter| letter.is_whitespace() || letter.is_control()) {
        return Err(candidate.refuse("email", "must be an e-mail address"));
    }
    Ok(email)
}

fn read_phone(candidate: &Fields<'_>) -> Result<Option<String>, ApiError> {
    let phone = candidate.optional_raw("phone")?;
    let fits = |letter: char| letter.is_ascii_digit() || " -./()".contains(letter);
    let valid =
        |digits: &str| digits.starts_with(|first: char| first.is_ascii_digit()) && digits.chars().all(fits);
    if phone.as_deref().is_some_and(|phone| !phone.strip_prefix('+').is_some_and(valid)) {
        return Err(candidate.refuse("phone", "must be + and digits"));
    }
    Ok(phone)
}

fn read_document(document: &Fields<'_>) -> Result<Attachment, ApiError> {
    let name = document.text("name")?;
    if name.chars().count() > MAX_NAME {
        return Err(document.refuse("name", "must have at most 255 characters"));
    }
    // A client would resolve some of these away from the download address.
    if name.chars().all(|letter| letter == '.' || letter.is_whitespace()) {
        return Err(document.refuse("name", "must be a file name"));
    }
    let data = document.text("data")?;
    let content =
        STANDARD.decode(data).map_err(|_| document.refuse("data", "must be base64 with padding"))?;
    Ok(Attachment {
        kind: document.word("type")?,
        name: Some(name),
        number: 0,
        content: Some(Bytes::from(content)),
    })
}
