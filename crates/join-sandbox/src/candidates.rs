//! Candidates: `PATCH /candidates/{candidateId}` and `POST /candidates/{candidateId}/notes`, and how an
//! application shows its candidate.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::json;

use crate::error::ApiError;
use crate::field::Field;
use crate::input::{Fields, JsonBody, PathId};
use crate::server::App;
use crate::state::{Candidate, Link, Store};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CandidateView<'a> {
    id: i64,
    first_name: &'a str,
    last_name: &'a str,
    email: &'a str,
    #[serde(skip_serializing_if = "Field::is_absent")]
    phone_number: Field<&'a String>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    country: Field<CountryView>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    tags: Field<&'a Vec<String>>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    professional_links: Field<Vec<LinkView<'a>>>,
}

#[derive(Serialize)]
struct CountryView {
    name: &'static str,
    iso3166: &'static str,
}

#[derive(Serialize)]
struct LinkView<'a> {
    r#type: &'static str,
    url: &'a str,
}

impl<'a> CandidateView<'a> {
    pub(crate) fn new(store: &'a Store, candidate: &'a Candidate) -> Self {
        let link = |link: &'a Link| LinkView { r#type: link.network, url: &link.url };
        CandidateView {
            id: candidate.id,
            first_name: &candidate.first_name,
            last_name: &candidate.last_name,
            email: &candidate.email,
            phone_number: candidate.phone.as_ref(),
            country: candidate.country.clone().map(|(name, iso3166)| CountryView { name, iso3166 }),
            tags: store.shown_tags(candidate),
            professional_links: candidate.links.as_ref().map(|links| links.iter().map(link).collect()),
        }
    }
}

#[derive(Serialize)]
struct Updated {
    id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<Vec<String>>,
}

pub(crate) async fn replace_tags(
    State(shared): App,
    PathId(id): PathId,
    JsonBody(body): JsonBody,
) -> Result<Response, ApiError> {
    let tags = Fields::of_body(&body)?.texts("tags")?;
    let mut world = shared.world();
    let kept = world.store.replace_tags(id, tags)?;
    let answered = world.store.tag_rules.answered.then_some(kept);
    Ok(Json(Updated { id, tags: answered }).into_response())
}

pub(crate) async fn add_note(
    State(shared): App,
    PathId(id): PathId,
    JsonBody(body): JsonBody,
) -> Result<Response, ApiError> {
    let content = Fields::of_body(&body)?.text("content")?;
    let note_id = shared.world().store.add_note(id, content)?;
    Ok((StatusCode::CREATED, Json(json!({ "id": note_id }))).into_response())
}
