//! Attachments: signed addresses and the download itself.

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::error::ApiError;
use crate::input::Params;
use crate::pdf;
use crate::server::App;
use crate::state::{Application, Attachment, Store};

/// The absolute address of an attachment, signed in its query.
pub(crate) fn url(origin: &str, seed: u64, application_id: i64, index: usize, file: &Attachment) -> String {
    let name = file_name(file);
    let key = format!("{application_id}-{index}");
    let signature = signature(seed, &key, name);
    let name = utf8_percent_encode(name, NON_ALPHANUMERIC);
    format!("{origin}/files/{key}/{name}?signature={signature}")
}

fn file_name(file: &Attachment) -> &str {
    file.name.as_deref().unwrap_or("document.pdf")
}

/// A checksum, not cryptography: it only has to be hard to get right by accident.
fn signature(seed: u64, key: &str, name: &str) -> String {
    format!("{:016x}", digest(seed, &[key, name]))
}

/// FNV-1a over the seed and the texts: the same on every machine and in every version of Rust.
pub(crate) fn digest(seed: u64, texts: &[&str]) -> u64 {
    let texts = texts.iter().flat_map(|text| text.bytes().chain([0]));
    let bytes = seed.to_le_bytes().into_iter().chain(texts);
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

pub(crate) async fn download(
    State(shared): App,
    path: Result<Path<(String, String)>, axum::extract::rejection::PathRejection>,
    params: Params,
) -> Result<Response, ApiError> {
    let not_found = || ApiError::NotFound("There is no such file.");
    let Path((key, name)) = path.map_err(|_| not_found())?;
    let world = shared.world();
    let store = &world.store;
    if params.text("signature") != Some(signature(store.seed, &key, &name).as_str()) {
        return Err(ApiError::Forbidden("The signature of the address is not valid."));
    }
    let (application, file) = find(store, &key).ok_or_else(not_found)?;
    let headers = file_headers(file_name(file));
    Ok((headers, content(store, application, file)).into_response())
}

fn find<'a>(store: &'a Store, key: &str) -> Option<(&'a Application, &'a Attachment)> {
    let (application_id, index) = key.split_once('-')?;
    let application = store.applications.get(application_id.parse().ok()?)?;
    Some((application, application.attachments.get(index.parse::<usize>().ok()?)?))
}

fn file_headers(name: &str) -> HeaderMap {
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

fn content(store: &Store, application: &Application, file: &Attachment) -> Bytes {
    if let Some(uploaded) = &file.content {
        return uploaded.clone();
    }
    let candidate = store.candidates.get(application.candidate_id);
    let name = candidate.map(|candidate| format!("{} {}", candidate.first_name, candidate.last_name));
    let email = candidate.map(|candidate| candidate.email.clone());
    let job = store.jobs.get(application.job_id).map(|job| job.ad.title.clone());
    let heading = match file.kind {
        "COVER_LETTER" => "Cover letter",
        "JOIN_CV" => "Profile made by JOIN",
        _ => "Curriculum vitae",
    };
    let name = name.unwrap_or_default();
    let lines = [name.clone(), heading.to_owned(), email.unwrap_or_default(), job.unwrap_or_default()];
    Bytes::from(pdf::one_page(&name, &lines))
}
