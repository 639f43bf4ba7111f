//! The inspector: pages for a person who looks at the sandbox. Rendered on the server, and apart from the live log without scripts.

pub(crate) mod access;
pub(crate) mod application;
pub(crate) mod applications;
pub(crate) mod candidate;
pub(crate) mod files;
pub(crate) mod jobs;
pub(crate) mod layout;
pub(crate) mod live;
pub(crate) mod overview;
pub(crate) mod parts;
pub(crate) mod query;
pub(crate) mod requests;
pub(crate) mod settings;
pub(crate) mod timeline;

use std::sync::Arc;

use axum::middleware::from_fn_with_state;
use axum::response::Redirect;
use axum::routing::get;
use axum::{Extension, Router};

use crate::http::app::App;
use crate::inspector::access::{Access, guard};
use crate::inspector::layout::Missing;

/// The inspector's routes, which stand beside the API and are not recorded as its traffic.
pub(crate) fn router(app: Arc<App>, access: Access) -> Router {
    Router::new()
        .route("/", get(overview::page))
        .route("/_inspector", get(async || Redirect::permanent("/")))
        .route("/_inspector/", get(async || Redirect::permanent("/")))
        .route("/_inspector/jobs", get(jobs::page))
        .route("/_inspector/applications", get(applications::page))
        .route("/_inspector/applications/{applicationId}/files/{number}", get(files::document))
        .route("/_inspector/candidates/{candidateId}", get(candidate::page))
        .route("/_inspector/log", get(requests::page))
        .route("/_inspector/log/events", get(live::events))
        .route("/_inspector/inspector.css", get(files::style))
        .route("/_inspector/inspector.js", get(files::script))
        .route("/_inspector/icon.svg", get(files::icon))
        // Asked for by browsers that look at a response of the API, which is no request of a client.
        .route("/favicon.ico", get(files::icon))
        .route("/_inspector/{*path}", get(async || Missing("There is no such page.")))
        .method_not_allowed_fallback(layout::method_not_allowed)
        .layer(Extension(access))
        .layer(from_fn_with_state((Arc::clone(&app), access), guard))
        .with_state(app)
}
