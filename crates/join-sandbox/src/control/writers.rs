//! `/_sandbox/writers`: others who edit tags while a client works.

use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;

use crate::control::answer::{Answer, Removed, created, ok};
use crate::control::input::Input;
use crate::http::app::App;
use crate::http::error::ApiError;
use crate::http::input::PathId;
use crate::writers::running::RunningWriter;
use crate::writers::writer::Writer;

#[derive(Serialize)]
struct WriterView {
    id: u64,
    writer: String,
    edits: u64,
}

impl From<RunningWriter> for WriterView {
    fn from(running: RunningWriter) -> Self {
        WriterView { id: running.id, writer: running.writer.to_string(), edits: running.edits }
    }
}

pub(crate) async fn list(State(app): State<Arc<App>>) -> Answer {
    ok(app.writers().list().into_iter().map(WriterView::from).collect::<Vec<_>>())
}

pub(crate) async fn start(State(app): State<Arc<App>>, input: Input) -> Answer {
    let text = input.fields(&["writer"])?.text("writer")?;
    let writer: Writer = text.parse().map_err(|error| ApiError::wrong("writer", &error))?;
    let id = app.start_writer(writer.clone());
    created(WriterView { id, writer: writer.to_string(), edits: 0 })
}

pub(crate) async fn stop(State(app): State<Arc<App>>, PathId(id): PathId) -> Answer {
    let stopped = u64::try_from(id).is_ok_and(|id| app.stop_writer(id));
    if !stopped {
        return Err(ApiError::NotFound("There is no such writer."));
    }
    ok(Removed { removed: 1 })
}

pub(crate) async fn clear(State(app): State<Arc<App>>) -> Answer {
    ok(Removed { removed: app.stop_writers() })
}
