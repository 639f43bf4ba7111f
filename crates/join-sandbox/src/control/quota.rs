//! `/_sandbox/quota`: the requests that are allowed.

use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;

use crate::control::answer::{Answer, ok};
use crate::control::input::Input;
use crate::faults::quota::Quota;
use crate::faults::rate::Limiter;
use crate::http::app::App;
use crate::http::error::ApiError;

#[derive(Serialize)]
struct QuotaView {
    quota: String,
}

pub(crate) async fn retrieve(State(app): State<Arc<App>>) -> Answer {
    ok(QuotaView { quota: app.traffic().limiter.quota().to_string() })
}

pub(crate) async fn set(State(app): State<Arc<App>>, input: Input) -> Answer {
    let text = input.fields(&["quota"])?.text("quota")?;
    let quota: Quota = text.parse().map_err(|error| ApiError::wrong("quota", &error))?;
    app.traffic().limiter = Limiter::new(quota);
    ok(QuotaView { quota: quota.to_string() })
}
