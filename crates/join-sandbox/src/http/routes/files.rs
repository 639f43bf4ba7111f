//! The download of an attachment.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::company::pdf;
use crate::company::store::{Application, Attachment, Store};
use crate::company::world::Shared;
use crate::http::error::ApiError;
use crate::http::input::Params;
use crate::http::signed_url::{file_name, signature};

pub(crate) async fn download(
    State(shared): State<Arc<Shared>>,
    path: Result<Path<(String, String)>, axum::extract::rejection::PathRejection>,
    params: Params,
) -> Result<Response, ApiError> {
    let not_found = || ApiError::NotFound("There is no such file.");
    let Path((key, name)) = path.map_err(|_| not_found())?;
    let world = shared.world();
    let store = &world.store;
    let is_of = |round| params.text("signature") == Some(signature(store, round, &key, &name).as_str());
    if !is_of(store.addresses.round) {
        if (0..store.addresses.round).any(is_of) {
            let status = StatusCode::from_u16(store.addresses.expired_status).ok();
            let status = status.filter(|status| !status.is_informational());
            return Err(ApiError::Played(status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)));
        }
        return Err(ApiError::Forbidden("The signature of the address is not valid."));
    }
    let (application, file) = find(store, &key).ok_or_else(not_found)?;
    let headers = file_headers(file_name(file));
    Ok((headers, content(store, application, file)).into_response())
}

fn find<'a>(store: &'a Store, key: &str) -> Option<(&'a Application, &'a Attachment)> {
    let (application_id, number) = key.split_once('-')?;
    let number = number.parse::<usize>().ok()?;
    let application = store.applications.get(application_id.parse().ok()?)?;
    Some((application, application.attachments.iter().find(|file| file.number == number)?))
}

pub(crate) fn file_headers(name: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type(name)));
    let plain: String = name
        .chars()
        .map(|c| if c == ' ' || c.is_ascii_graphic() && c != '"' && c != '\\' { c } else { '_' })
        .collect();
    let encoded = utf8_percent_encode(name, NON_ALPHANUMERIC);
    let disposition = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}");
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        headers.insert(CONTENT_DISPOSITION, value);
    }
    headers
}

fn content_type(name: &str) -> &'static str {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    match extension.as_deref() {
        Some("pdf") => "application/pdf",
        Some("txt") => "text/plain; charset=utf-8",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("png") => "image/png",
        Some("docx") => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _ => "application/octet-stream",
    }
}

pub(crate) fn content(store: &Store, application: &Application, file: &Attachment) -> Bytes {
    if let Some(uploaded) = &file.content {
        return uploaded.clone();
    }
    let candidate = store.candidates.get(application.candidate_id);
    let name = candidate.map(|candidate| format!("{} {}", candidate.first_name, candidate.last_name));
    let email = candidate.map(|candidate| candidate.email.clone());
    let job = store.jobs.get(application.job_id).map(|job| job.ad.title.clone());
    let heading = match &*file.kind {
        "COVER_LETTER" => "Cover letter",
        "JOIN_CV" => "Profile made by JOIN",
        _ => "Curriculum vitae",
    };
    let name = name.unwrap_or_default();
    let lines = [name.clone(), heading.to_owned(), email.unwrap_or_default(), job.unwrap_or_default()];
    Bytes::from(pdf::one_page(&name, &lines))
}
