//! `/_sandbox/candidates`: what the API doesn't show of a candidate, and what happened to it.

use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;

use crate::company::history::{Event, EventKind, History};
use crate::company::tags::Tags;
use crate::control::answer::{Answer, ok};
use crate::control::input::Input;
use crate::http::app::App;
use crate::http::error::ApiError;
use crate::http::input::PathId;
use crate::recruiter::Recruiter;

const NO_CANDIDATE: ApiError = ApiError::NotFound("There is no such candidate.");

/// Tags as JSON: an array, null, or nothing.
type TagsView = Option<Option<Vec<String>>>;

fn tags_view(tags: Tags) -> TagsView {
    match tags {
        Tags::Absent => None,
        Tags::Null => Some(None),
        Tags::Set(tags) => Some(Some(tags)),
    }
}

#[derive(Serialize)]
struct CandidateView {
    id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: TagsView,
    notes: Vec<String>,
    applications: Vec<i64>,
}

#[derive(Serialize)]
struct HistoryView {
    candidate: i64,
    events: Vec<EventView>,
    forgotten: u64,
    requests: Vec<u64>,
}

#[derive(Serialize)]
struct EventView {
    at: String,
    author: String,
    #[serde(flatten)]
    change: ChangeView,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum ChangeView {
    Tags {
        #[serde(skip_serializing_if = "Option::is_none")]
        before: TagsView,
        #[serde(skip_serializing_if = "Option::is_none")]
        after: TagsView,
        added: Vec<String>,
        removed: Vec<String>,
        lost: Vec<String>,
    },
    Note {
        id: i64,
        content: String,
    },
}

impl From<Event> for EventView {
    fn from(event: Event) -> Self {
        let change = match event.kind {
            EventKind::Tags(change) => ChangeView::Tags {
                before: tags_view(change.before),
                after: tags_view(change.after),
                added: change.added,
                removed: change.removed,
                lost: change.lost,
            },
            EventKind::Note { id, content } => ChangeView::Note { id, content },
        };
        EventView { at: event.at.to_string(), author: event.author.to_string(), change }
    }
}

impl From<History> for HistoryView {
    fn from(history: History) -> Self {
        HistoryView {
            candidate: history.candidate,
            events: history.events.into_iter().map(EventView::from).collect(),
            forgotten: history.forgotten,
            requests: history.requests,
        }
    }
}

fn view(recruiter: &Recruiter, id: i64) -> Result<CandidateView, ApiError> {
    Ok(CandidateView {
        id,
        tags: tags_view(recruiter.tags(id).ok_or(NO_CANDIDATE)?),
        notes: recruiter.notes(id),
        applications: recruiter.applications_of(id),
    })
}

pub(crate) async fn retrieve(State(app): State<Arc<App>>, PathId(id): PathId) -> Answer {
    ok(view(&Recruiter::new(Arc::clone(&app.shared)), id)?)
}

/// Replaces the tags as a recruiter does in the app.
pub(crate) async fn set_tags(State(app): State<Arc<App>>, PathId(id): PathId, input: Input) -> Answer {
    let tags = match input.fields(&["tags"])?.nullable_texts("tags")? {
        None => Tags::Null,
        Some(tags) => Tags::Set(tags),
    };
    let recruiter = Recruiter::new(Arc::clone(&app.shared));
    if !recruiter.set_tags(id, tags) {
        return Err(NO_CANDIDATE);
    }
    ok(view(&recruiter, id)?)
}

pub(crate) async fn history(State(app): State<Arc<App>>, PathId(id): PathId) -> Answer {
    let history = app.shared.world().store.history_of(id).ok_or(NO_CANDIDATE)?;
    ok(HistoryView::from(history))
}
