//! `/_sandbox/reset`, `/settle` and `/expire-addresses`: what a test does between its steps.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use serde::Serialize;
use tokio::time::timeout;

use crate::control::answer::{Answer, ok};
use crate::control::input::Input;
use crate::control::state;
use crate::http::app::App;
use crate::http::error::ApiError;
use crate::text::duration::duration;

/// How long a request waits for late deliveries unless it says otherwise.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Settled {
    settled: bool,
    pending_deliveries: usize,
}

#[derive(Serialize)]
struct Expired {
    status: u16,
}

pub(crate) async fn reset(State(app): State<Arc<App>>, input: Input) -> Answer {
    input.fields(&[])?;
    let to_reset = Arc::clone(&app);
    // A large company takes its time, which other requests should not wait for.
    let done = tokio::task::spawn_blocking(move || to_reset.reset()).await;
    done.map_err(|_| ApiError::Panicked)?;
    ok(state::view(&app))
}

pub(crate) async fn settle(State(app): State<Arc<App>>, input: Input) -> Answer {
    let patience = match input.fields(&["timeout"])?.optional_text("timeout")? {
        None => PATIENCE,
        Some(text) => {
            duration("timeout", &text, Duration::ZERO).map_err(|error| ApiError::wrong("timeout", &error))?
        }
    };
    let settled = timeout(patience, app.late.settled()).await.is_ok();
    ok(Settled { settled, pending_deliveries: app.late.pending() })
}

pub(crate) async fn expire_addresses(State(app): State<Arc<App>>, input: Input) -> Answer {
    let fields = input.fields(&["status"])?;
    let status = fields.optional_integer("status")?.map_or(Ok(403), u16::try_from);
    let status = status.ok().filter(|status| (200..=999).contains(status));
    let status = status.ok_or_else(|| fields.refuse("status", "must be from 200 to 999"))?;
    app.expire_addresses(status);
    ok(Expired { status })
}
