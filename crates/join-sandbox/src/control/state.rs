//! `/_sandbox/state`: the sandbox at a glance.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use jiff::Timestamp;
use serde::Serialize;

use crate::company::operation::Operation;
use crate::control::answer::{Answer, ok};
use crate::http::app::App;
use crate::variants::variant::Variant;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StateView {
    base_url: String,
    seed: u64,
    clock: String,
    company: CompanyView,
    requests: RequestsView,
    pending_deliveries: usize,
    fault_rules: usize,
    variants: Vec<String>,
    quota: String,
    writers: usize,
}

#[derive(Serialize)]
struct CompanyView {
    offices: usize,
    jobs: usize,
    candidates: usize,
    applications: usize,
    notes: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RequestsView {
    served: u64,
    kept: usize,
    /// Without operations that no request asked for.
    by_operation: BTreeMap<&'static str, u64>,
}

pub(crate) async fn retrieve(State(app): State<Arc<App>>) -> Answer {
    ok(view(&app))
}

pub(crate) fn view(app: &App) -> impl Serialize + use<> {
    let writers = app.writers().list().len();
    let (requests, quota) = {
        let traffic = app.traffic();
        let count = |operation: Operation| (operation.name(), traffic.counts.of(operation));
        let requests = RequestsView {
            served: traffic.served,
            kept: traffic.recording.len(),
            by_operation: Operation::ALL.into_iter().map(count).filter(|(_, count)| *count > 0).collect(),
        };
        (requests, traffic.limiter.quota().to_string())
    };
    let world = app.shared.world();
    let store = &world.store;
    StateView {
        base_url: format!("{}/v2", app.shared.origin),
        seed: store.seed,
        clock: Timestamp::from_millisecond(store.clock).unwrap_or_default().to_string(),
        company: CompanyView {
            offices: store.offices.iter().len(),
            jobs: store.jobs.iter().len(),
            candidates: store.candidates.iter().len(),
            applications: store.applications.iter().len(),
            notes: store.notes.iter().len(),
        },
        requests,
        pending_deliveries: app.late.pending(),
        fault_rules: app.rules.to_vec().len(),
        variants: Variant::in_force(&store.settings).iter().map(Variant::to_string).collect(),
        quota,
        writers,
    }
}
