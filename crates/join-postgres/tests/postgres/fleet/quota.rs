//! Machines on the quota of one token, or of many.

use std::fmt;
use std::time::{Duration, Instant};

use join_sandbox::{JoinSandbox, Operation, RateLimit};
use join_sdk::telemetry::CallReport;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::machine::{Job, Work};
use crate::server::Server;

/// Time in which all machines get under way.
const WARM_UP: Duration = Duration::from_secs(1);

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Calls {
    /// The servers, each with a token's quota of its own.
    servers: Vec<(String, String)>,
    time: Duration,
    /// Callers of each server.
    callers: usize,
}

impl Calls {
    /// Reads as fast as it may.
    pub(crate) async fn run(&self, job: &Job) -> Value {
        let postgres = job.postgres().await;
        let refused = std::sync::Arc::new(std::sync::atomic::AtomicU32::new(0));
        let until = Instant::now() + self.time;
        let mut callers = Vec::new();
        for (base_url, token) in &self.servers {
            let token = join_sdk::ApiToken::new(token.clone()).unwrap();
            let quota = postgres.with_token(&token, None).quota();
            let counted = std::sync::Arc::clone(&refused);
            let join = join_sdk::Join::builder(token).base_url(base_url).quota_store(quota);
            let join = join.observer(move |call: &CallReport| {
                counted.fetch_add(call.rate_limited, std::sync::atomic::Ordering::Relaxed);
            });
            let join = join.build().unwrap();
            for _ in 0..self.callers {
                let join = join.clone();
                callers.push(tokio::spawn(async move {
                    let mut calls = 0;
                    while Instant::now() < until {
                        calls += u32::from(join.offices().list().page(1).await.is_ok());
                    }
                    calls
                }));
            }
        }
        let mut calls = 0;
        for caller in callers {
            calls += caller.await.unwrap();
        }
        let refused = refused.load(std::sync::atomic::Ordering::Relaxed);
        json!({ "calls": calls, "refused": refused, "statements": postgres.statements() })
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) machines: usize,
    pub(crate) tokens: usize,
    pub(crate) per_second: u32,
    pub(crate) time: Duration,
}

#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) calls: u64,
    /// The part of what the servers would have served.
    pub(crate) of_ideal: f64,
    /// The token that was served least, as a part of its ideal.
    pub(crate) least: f64,
    pub(crate) refused: u64,
    /// Statements for each call.
    pub(crate) trips: f64,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { calls, of_ideal, least, refused, trips } = self;
        write!(
            f,
            "{calls} calls, {of_ideal:.3} of the ideal, {least:.3} on the token served least, {refused} refused, "
        )?;
        write!(f, "{trips:.3} round trips a call")
    }
}

pub(crate) async fn share(server: &Server, size: Size) -> Outcome {
    let mut sandboxes = Vec::new();
    for token in 0..size.tokens {
        let limit = RateLimit { requests: size.per_second, window: Duration::from_secs(1) };
        let sandbox =
            JoinSandbox::builder().token(format!("token-{token}")).recorded(0).rate_limit(Some(limit));
        sandboxes.push(sandbox.start().await.unwrap());
    }
    let servers = sandboxes.iter().map(|one| (one.base_url().to_owned(), one.token().to_owned())).collect();
    let calls = Calls { servers, time: size.time + WARM_UP * 3, callers: 4 };
    let database = server.database();
    join_postgres::Postgres::migrate(&database).await.unwrap();
    let mut machines = Vec::new();
    for number in 0..size.machines {
        machines.push(Job::new(Work::Quota(calls.clone()), number, &sandboxes[0], &database).start().await);
    }
    // Once all are under way, what the servers serve in a time.
    let served =
        || -> Vec<u64> { sandboxes.iter().map(|one| one.received(Operation::ListOffices)).collect() };
    while served().iter().sum::<u64>() < (2 * size.tokens * size.machines) as u64 {
        sleep(Duration::from_millis(20)).await;
    }
    sleep(WARM_UP).await;
    let (began, before) = (Instant::now(), served());
    sleep(size.time).await;
    let (seconds, after) = (began.elapsed().as_secs_f64(), served());
    let mut reports = Vec::new();
    for machine in machines {
        reports.push(machine.report().await);
    }
    let sum = |name: &str| reports.iter().map(|report| report[name].as_u64().unwrap()).sum::<u64>();
    let ideal = f64::from(size.per_second) * seconds;
    let parts: Vec<f64> =
        before.iter().zip(&after).map(|(before, after)| (after - before) as f64 / ideal).collect();
    let least = parts.iter().copied().fold(f64::MAX, f64::min);
    let calls = sum("calls");
    Outcome {
        calls,
        of_ideal: parts.iter().sum::<f64>() / size.tokens as f64,
        least,
        refused: sum("refused"),
        trips: sum("statements") as f64 / calls as f64,
    }
}
