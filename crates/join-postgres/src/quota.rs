//! The quota of a token among machines: the SDK's rules on a row.

use std::sync::Arc;
use std::time::{Duration, Instant};

use join_sdk::BoxFuture;
use join_sdk::quota::{QuotaGrant, QuotaRefusal, QuotaStore, QuotaTake, SharedQuota};
use join_sdk::shared::StoreError;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::Query;
use sqlx::types::Json;
use sqlx::{Postgres, Row};
use tokio::sync::Mutex;

use crate::clock::Clock;
use crate::database::Database;
use crate::error::Error;
use crate::listener::Hold;

/// Attempts to change the state before too many others do.
const ATTEMPTS: u32 = 30;

/// Time between two questions of a machine that waits for the database.
const ASK_AGAIN: Duration = Duration::from_millis(250);

const READ: &str = r#"
    select q.version, q.state, extract(epoch from clock_timestamp())::float8 as now
    from (values ($1)) as asked (token) left join "join".quota q on q.token = asked.token"#;

/// Changes the state if it is the one that was known, announces a hold, and returns the state that is there now.
const CHANGE: &str = r#"
    with kept as (
        insert into "join".quota as q (token, version, state) values ($1, $3, $4)
        on conflict (token) do update set
            state = case when q.version = $2 then excluded.state else q.state end,
            version = case when q.version = $2 then excluded.version else q.version end
        returning version, state
    )
    select version,
           case when version <> $3 then state end as state,
           extract(epoch from clock_timestamp())::float8 as now,
           case when version = $3 and $5::text is not null then pg_notify('join_hold', $5)::text end as announced
    from kept"#;

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
    memory: Mutex<Memory>,
}

#[derive(Debug)]
struct Known {
    version: i64,
    state: SharedQuota,
}

/// What is kept between two changes, one at a time.
#[derive(Debug)]
struct Memory {
    /// The state as it was seen last. Alone on a token, a machine needs no other look at it.
    known: Option<Known>,
    clock: Clock,
}

impl Quota {
    pub(crate) fn new(database: Arc<Database>, token: String, hold: Arc<Hold>, when_away: WhenAway) -> Self {
        let memory = Mutex::new(Memory { known: None, clock: Clock::new() });
        Self { database, token, hold, when_away, memory }
    }

    /// Changes the state alone, over all machines: where another was faster, again on what it left.
    async fn change<T>(
        &self,
        doing: &'static str,
        announces: bool,
        call: impl Fn(&mut SharedQuota, Duration) -> T,
    ) -> Result<T, Error> {
        let mut memory = self.memory.lock().await;
        let mut known = match memory.known.take() {
            Some(known) => known,
            None => self.read(doing, &mut memory.clock).await?,
        };
        for _ in 0..ATTEMPTS {
            let now = memory.clock.at(Instant::now());
            let mut state = known.state.clone();
            let answer = call(&mut state, now);
            let version = fastrand::i64(1..);
            let hold = state.held_for(now);
            let announced =
                hold.filter(|_| announces).map(|left| format!("{} {}", self.token, left.as_millis()));
            let row = || {
                let change = sqlx::query(CHANGE).bind(self.token.clone()).bind(known.version).bind(version);
                change.bind(Json(state.clone())).bind(announced.clone())
            };
            let row = self.ask(doing, &mut memory.clock, row).await?;
            let of = |error| Error::of(doing, error);
            let found: i64 = row.try_get("version").map_err(of)?;
            if found == version {
                self.hold.set(hold);
                memory.known = Some(Known { version, state });
                return Ok(answer);
            }
            let Json(state) = row.try_get("state").map_err(of)?;
            known = Known { version: found, state };
        }
        Err(Error::crowded(doing))
    }

    async fn read(&self, doing: &'static str, clock: &mut Clock) -> Result<Known, Error> {
        let row = self.ask(doing, clock, || sqlx::query(READ).bind(self.token.clone())).await?;
        let of = |error| Error::of(doing, error);
        let version: Option<i64> = row.try_get("version").map_err(of)?;
        let state: Option<Json<SharedQuota>> = row.try_get("state").map_err(of)?;
        let state = state.map(|Json(state)| state).unwrap_or_default();
        Ok(Known { version: version.unwrap_or_default(), state })
    }

    /// Runs a statement whose row tells the time.
    async fn ask(
        &self,
        doing: &'static str,
        clock: &mut Clock,
        row: impl Fn() -> Query<'static, Postgres, PgArguments>,
    ) -> Result<PgRow, Error> {
        let sent = Instant::now();
        let row = self.database.row(doing, row).await?;
        let read: f64 = row.try_get("now").map_err(|error| Error::of(doing, error))?;
        clock.set(Duration::try_from_secs_f64(read).unwrap_or_default(), sent, Instant::now());
        Ok(row)
    }
}

impl QuotaStore for Quota {
    fn take(&self, take: QuotaTake) -> BoxFuture<'_, Result<QuotaGrant, StoreError>> {
        Box::pin(async move {
            match self.change("taking permits", false, |quota, now| quota.take(take, now)).await {
                Err(_) if self.when_away == WhenAway::Wait => {
                    Ok(QuotaGrant { retry_in: ASK_AGAIN, ..QuotaGrant::default() })
                }
                taken => Ok(taken?),
            }
        })
    }

    fn refuse(&self, refusal: QuotaRefusal) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            Ok(self.change("reporting a refusal", true, |quota, now| quota.refuse(refusal, now)).await?)
        })
    }

    fn held(&self) -> Option<Instant> {
        self.hold.until()
    }
}
