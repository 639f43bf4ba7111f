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
use crate::state::{Candidate, Link};

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

impl<'a> From<&'a Candidate> for CandidateView<'a> {
    fn from(candidate: &'a Candidate) -> Self {
        let link = |link: &'a Link| LinkView { r#type: link.network, url: &link.url };
        CandidateView {
            id: candidate.id,
            first_name: &candidate.first_name,
            last_name: &candidate.last_name,
            email: &candidate.email,
            phone_number: candidate.phone.as_ref(),
            country: candidate.country.clone().map(|(name, iso3166)| CountryView { name, iso3166 }),
            tags: candidate.tags.as_ref(),
            professional_links: candidate.links.as_ref().map(|links| links.iter().map(link).collect()),
        }
    }
}

pub(crate) async fn replace_tags(
    State(shared): App,
    PathId(id): PathId,
    JsonBody(body): JsonBody,
) -> Result<Response, ApiError> {
    let tags = Fields::of_body(&body)?.texts("tags")?;
    let answer = json!({ "id": id, "tags": tags });
    shared.world().store.replace_tags(id, tags)?;
    Ok(Json(answer).into_response())
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
