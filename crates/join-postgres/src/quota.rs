//! The quota of a token among machines: the SDK's rules on a row.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use join_sdk::BoxFuture;
use join_sdk::quota::{QuotaGrant, QuotaRefusal, QuotaStore, QuotaTake};
use join_sdk::shared::StoreError;
use sqlx::types::Json;

use crate::database::Database;
use crate::error::Error;
use crate::listener::Hold;
use crate::steps::{self, Known, Outcome, Step};

/// Time between two questions of a machine that waits for the database.
const ASK_AGAIN: Duration = Duration::from_millis(250);

/// The steps of a row after which they are folded at once. Programs that take one step each know of no state to fold into.
const MOST_STEPS: usize = 256;

/// Time for this fold. With the time of a statement it is less than the SDK waits for a quota.
const FOLDING: Duration = Duration::from_millis(100);

/// Adds a step, and folds those before it that the machine knows of into the state. The database's clock and its order count.
const ADD: &str = r#"
    insert into "join".quota as q (token, base, state, steps)
    values ($1, $2, '{}', array[jsonb_build_object(
        'at', (extract(epoch from clock_timestamp()) * 1000000)::bigint, 'step', $5::jsonb)])
    on conflict (token) do update set
        base = case when $3 between q.base and q.base + cardinality(q.steps) then $3 else q.base end,
        state = case when $3 between q.base and q.base + cardinality(q.steps) then $4::jsonb else q.state end,
        steps = array_append(
            case when $3 between q.base and q.base + cardinality(q.steps)
                then q.steps[($3 - q.base + 1)::int:] else q.steps end,
            jsonb_build_object('at', (extract(epoch from clock_timestamp()) * 1000000)::bigint, 'step', $5::jsonb))
    returning base, state, steps"#;

/// Announces a hold.
const ANNOUNCE: &str = "select pg_notify('join_hold', $1)";

/// What a machine does while the quota's row is out of reach.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum WhenAway {
    /// It goes on with the rate that it was given last; one request a second, if it never had one.
    #[default]
    LastShare,
    /// It sends nothing. Reads wait, too, until their deadline.
    Wait,
}

/// A [`QuotaStore`] in a row. [`Postgres::quota`](crate::Postgres::quota) makes it.
#[derive(Debug)]
pub struct Quota {
    database: Arc<Database>,
    token: String,
    hold: Arc<Hold>,
    when_away: WhenAway,
    /// The state as it was seen last.
    known: Mutex<Option<Known>>,
}

impl Quota {
    pub(crate) fn new(database: Arc<Database>, token: String, hold: Arc<Hold>, when_away: WhenAway) -> Self {
        Self { database, token, hold, when_away, known: Mutex::default() }
    }

    /// Takes a step, one after the other over all machines.
    async fn step(&self, doing: &'static str, step: Step) -> Result<Outcome, Error> {
        let outcome = self.add(doing, step).await?;
        self.hold.set(outcome.hold);
        if outcome.steps > MOST_STEPS {
            // The step counts, whether this one ends or not.
            let fold = self.add(doing, Step::Take(QuotaTake::default()));
            let _ = tokio::time::timeout(FOLDING, fold).await;
        }
        Ok(outcome)
    }

    async fn add(&self, doing: &'static str, step: Step) -> Result<Outcome, Error> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let (version, state) = known.map(|known| (known.version, Json(known.state))).unzip();
        let row = || {
            let first = fastrand::i64(1..i64::MAX / 2);
            let add = sqlx::query(ADD).bind(self.token.clone()).bind(first);
            add.bind(version).bind(state.clone()).bind(Json(step))
        };
        // Repeated after a lost connection, it may be there twice: permits are lost then, none is given twice.
        let row = self.database.row(doing, row).await?;
        let outcome = steps::read(&row).map_err(|error| Error::of(doing, error))?;
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome.known.clone());
        Ok(outcome)
    }
}

impl QuotaStore for Quota {
    fn take(&self, take: QuotaTake) -> BoxFuture<'_, Result<QuotaGrant, StoreError>> {
        Box::pin(async move {
            match self.step("taking permits", Step::Take(take)).await {
                Err(_) if self.when_away == WhenAway::Wait => {
                    Ok(QuotaGrant { retry_in: ASK_AGAIN, ..QuotaGrant::default() })
                }
                taken => Ok(taken?.grant),
            }
        })
    }

    fn refuse(&self, refusal: QuotaRefusal) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            let doing = "reporting a refusal";
            if let Some(hold) = self.step(doing, Step::Refuse(refusal)).await?.hold {
                let text = format!("{} {}", self.token, hold.as_millis());
                self.database.row(doing, || sqlx::query(ANNOUNCE).bind(text.clone())).await?;
            }
            Ok(())
        })
    }

    fn held(&self) -> Option<Instant> {
        self.hold.until()
    }
}
