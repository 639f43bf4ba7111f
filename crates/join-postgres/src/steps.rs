//! The row of a quota: a state, and the steps since then. Each machine does the steps for itself.

use std::time::Duration;

use join_sdk::quota::{QuotaGrant, QuotaRefusal, QuotaTake, SharedQuota};
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgRow;
use sqlx::types::Json;
use sqlx::{Error, Row};

/// What a machine does to a quota.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Step {
    Take(QuotaTake),
    Refuse(QuotaRefusal),
}

/// A step, and when the database took it, in microseconds since the Unix epoch.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Done {
    at: u64,
    step: Step,
}

/// A quota as the row has it.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    /// The number of its last step.
    pub(crate) version: i64,
    pub(crate) state: SharedQuota,
}

/// What a row says.
pub(crate) struct Outcome {
    pub(crate) known: Known,
    /// The answer to the last step; empty for a refusal.
    pub(crate) grant: QuotaGrant,
    /// The remaining hold at the last step.
    pub(crate) hold: Option<Duration>,
    /// The steps that the row still has.
    pub(crate) steps: usize,
}

/// Does the steps of a row with the columns `base`, `state` and `steps`.
pub(crate) fn read(row: &PgRow) -> Result<Outcome, Error> {
    let Json(mut state): Json<SharedQuota> = row.try_get("state")?;
    let (base, steps): (i64, Vec<Json<Done>>) = (row.try_get("base")?, row.try_get("steps")?);
    let (mut grant, mut hold) = (QuotaGrant::default(), None);
    for Json(Done { at, step }) in &steps {
        let now = Duration::from_micros(*at);
        grant = QuotaGrant::default();
        match step {
            Step::Take(take) => grant = state.take(*take, now),
            Step::Refuse(refusal) => state.refuse(*refusal, now),
        }
        hold = state.held_for(now);
    }
    let version = base.saturating_add(i64::try_from(steps.len()).unwrap_or(i64::MAX));
    Ok(Outcome { known: Known { version, state }, grant, hold, steps: steps.len() })
}
