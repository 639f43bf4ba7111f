//! What pages load or link to: the style, the script, the icon, and the documents of applications.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::http::app::App;
use crate::http::routes::files;
use crate::http::signed_url::file_name;
use crate::inspector::layout::Missing;

pub(crate) async fn style() -> Response {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("assets/inspector.css")).into_response()
}

pub(crate) async fn script() -> Response {
    ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("assets/inspector.js")).into_response()
}

pub(crate) async fn icon() -> Response {
    ([(CONTENT_TYPE, "image/svg+xml")], include_str!("assets/icon.svg")).into_response()
}

/// A document, always as a download: an uploaded page must not run where the inspector does.
pub(crate) async fn document(
    State(app): State<Arc<App>>,
    path: Result<Path<(i64, usize)>, PathRejection>,
) -> Result<Response, Missing> {
    let missing = Missing("There is no such document.");
    let Ok(Path((application_id, number))) = path else { return Err(missing) };
    let world = app.shared.world();
    let store = &world.store;
    let application = store.applications.get(application_id);
    let found = application.and_then(|application| {
        let file = application.attachments.iter().find(|file| file.number == number)?;
        Some((application, file))
    });
    let Some((application, file)) = found else { return Err(missing) };
    let mut headers = files::file_headers(file_name(file));
    headers
        .insert(CONTENT_SECURITY_POLICY, axum::http::HeaderValue::from_static("default-src 'none'; sandbox"));
    Ok((headers, files::content(store, application, file)).into_response())
}
