//! `/_sandbox/data`: the company as a data file.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;

use crate::control::answer::Answer;
use crate::data::file::Data;
use crate::http::app::App;
use crate::http::error::ApiError;

pub(crate) async fn retrieve(State(app): State<Arc<App>>) -> Answer {
    // A large company takes its time, which other requests should not wait for.
    let written = tokio::task::spawn_blocking(move || {
        let data = Data::of(&app.shared.world().store);
        data.to_json()
    });
    let json = written.await.map_err(|_| ApiError::Panicked)?;
    Ok(([(CONTENT_TYPE, "application/json")], json).into_response())
}
