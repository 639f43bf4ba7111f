//! `/_sandbox/faults`: the rules that give faults to requests.

use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;

use crate::control::answer::{Answer, Removed, created, ok};
use crate::control::input::Input;
use crate::faults::rule::FaultRule;
use crate::faults::rules::ActiveFaultRule;
use crate::http::app::App;
use crate::http::error::ApiError;
use crate::http::input::PathId;

#[derive(Serialize)]
struct RuleView {
    id: u64,
    rule: String,
    requests: u64,
    faults: u64,
}

impl From<ActiveFaultRule> for RuleView {
    fn from(active: ActiveFaultRule) -> Self {
        let ActiveFaultRule { id, rule, requests, faults } = active;
        RuleView { id, rule: rule.to_string(), requests, faults }
    }
}

pub(crate) async fn list(State(app): State<Arc<App>>) -> Answer {
    ok(app.rules.to_vec().into_iter().map(RuleView::from).collect::<Vec<_>>())
}

pub(crate) async fn add(State(app): State<Arc<App>>, input: Input) -> Answer {
    let text = input.fields(&["rule"])?.text("rule")?;
    let rule: FaultRule = text.parse().map_err(|error| ApiError::wrong("rule", &error))?;
    created(RuleView::from(app.rules.add(rule)))
}

pub(crate) async fn remove(State(app): State<Arc<App>>, PathId(id): PathId) -> Answer {
    let removed = u64::try_from(id).is_ok_and(|id| app.rules.remove(id));
    if !removed {
        return Err(ApiError::NotFound("There is no such rule."));
    }
    ok(Removed { removed: 1 })
}

pub(crate) async fn clear(State(app): State<Arc<App>>) -> Answer {
    ok(Removed { removed: app.rules.clear() })
}
