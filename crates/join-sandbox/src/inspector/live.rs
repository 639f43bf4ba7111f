//! The live log: requests as server-sent events, from the place where a page or a lost connection stopped.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, StreamExt};
use maud::html;
use serde::Deserialize;
use tokio::time::sleep;

use crate::http::app::App;
use crate::inspector::query::Asked;
use crate::inspector::requests;
use crate::log::ring::Batch;

/// Rows of one event. A page keeps no more.
const MOST_ROWS: usize = 200;

/// The time between two events, so that a load test doesn't drown the page.
const PAUSE: Duration = Duration::from_millis(150);

/// The query of the stream.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wish {
    /// The place behind the rows that the page already has.
    behind: Option<u64>,
}

/// Streams rows of the table, newest first, and the sums above it. It ends with the sandbox.
pub(crate) async fn events(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Asked(asked): Asked<Wish>,
) -> impl IntoResponse {
    // A browser that connects again sends the id of the latest event.
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let place = last.or(asked.behind).unwrap_or_else(|| app.log.ring().place());
    let events = stream::unfold((app, place, false), async |(app, place, is_later)| {
        if is_later {
            sleep(PAUSE).await;
        }
        let batch = app.log.follow(place).await?;
        let (events, place) = (events_of(&app, &batch), batch.place);
        Some((stream::iter(events.into_iter().map(Ok::<_, Infallible>)), (app, place, true)))
    });
    // Closes the connection at once when the sandbox ends, and sends a comment while nothing happens.
    Sse::new(events.flatten()).keep_alive(KeepAlive::default())
}

fn events_of(app: &App, batch: &Batch) -> Vec<Event> {
    let hidden = batch.entries.len().saturating_sub(MOST_ROWS);
    let skipped = batch.skipped.saturating_add(hidden as u64);
    let rows = html! {
        @for entry in batch.entries.iter().skip(hidden).rev() { (requests::row(app, entry)) }
        @if skipped > 0 { (requests::gap(skipped)) }
    };
    let totals = app.log.ring().totals;
    let anew = batch.anew.then(|| Event::default().event("anew").data("the numbers begin anew"));
    let others = [
        Event::default().event("sums").data(requests::sums(&totals).into_string()),
        Event::default().event("requests").id(batch.place.to_string()).data(rows.into_string()),
    ];
    anew.into_iter().chain(others).collect()
}
