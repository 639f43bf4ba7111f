//! Candidates: `PATCH /candidates/{candidateId}` and `POST /candidates/{candidateId}/notes`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde::Serialize;
use serde_json::json;

use crate::company::trail::ApiRequest;
use crate::company::world::Shared;
use crate::http::error::ApiError;
use crate::http::input::{Fields, JsonBody, PathId};

#[derive(Serialize)]
struct Updated {
    id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<Vec<String>>,
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
    let answered = world.store.tag_rules.answered.then_some(kept);
    Ok(Json(Updated { id, tags: answered }).into_response())
}

pub(crate) async fn add_note(
    State(shared): State<Arc<Shared>>,
    Extension(request): Extension<ApiRequest>,
    PathId(id): PathId,
    JsonBody(body): JsonBody,
) -> Result<Response, ApiError> {
    let content = Fields::of_body(&body)?.text("content")?;
    let note_id = shared.world().store.add_note(id, content, &request.into())?;
    Ok((StatusCode::CREATED, Json(json!({ "id": note_id }))).into_response())
}
