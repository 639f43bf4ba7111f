//! Candidates: `PATCH /candidates/{candidateId}` and `POST /candidates/{candidateId}/notes`.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use serde_json::json;

use crate::company::field::Field;
use crate::company::trail::ApiRequest;
use crate::company::world::Shared;
use crate::http::answer::written;
use crate::http::error::ApiError;
use crate::http::input::{Fields, JsonBody, PathId};

#[derive(Serialize)]
struct Updated<'a> {
    id: i64,
    #[serde(skip_serializing_if = "Field::is_absent")]
    tags: Field<&'a Vec<String>>,
}

pub(crate) async fn replace_tags(
    State(shared): State<Arc<Shared>>,
    Extension(request): Extension<ApiRequest>,
    PathId(id): PathId,
    JsonBody(body): JsonBody,
) -> Result<Response, ApiError> {
    let tags = Fields::of_body(&body)?.texts("tags")?;
    let mut world = shared.world();
    let kept = world.store.replace_tags(id, tags, request)?;
    let settings = &world.store.settings;
    let tags = if settings.bare_answers { Field::Absent } else { settings.shown(Field::Value(&kept)) };
    Ok(written(settings, StatusCode::OK, &Updated { id, tags }))
}

pub(crate) async fn add_note(
    State(shared): State<Arc<Shared>>,
    Extension(request): Extension<ApiRequest>,
    PathId(id): PathId,
    JsonBody(body): JsonBody,
) -> Result<Response, ApiError> {
    let content = Fields::of_body(&body)?.text("content")?;
    let mut world = shared.world();
    let note_id = world.store.add_note(id, content, &request.into())?;
    Ok(written(&world.store.settings, StatusCode::CREATED, &json!({ "id": note_id })))
}
