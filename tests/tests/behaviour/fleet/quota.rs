//! A quota that two machines share, and a store that is away.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use join_sandbox::{JoinSandbox, RateLimit};
use join_sdk::quota::{QuotaGrant, QuotaRefusal, QuotaStore, QuotaTake};
use join_sdk::shared::StoreError;
use join_sdk::telemetry::CallReport;
use join_sdk::testing::SharedMemory;
use join_sdk::types::JobId;
use join_sdk::{BoxFuture, ErrorKind, RequestOptions};
use join_tests::{Answer, Script};

use super::machine;

#[tokio::test]
async fn two_machines_keep_within_the_servers_limit() {
    let limit = RateLimit { requests: 20, window: Duration::from_secs(1) };
    let sandbox = JoinSandbox::builder().rate_limit(Some(limit)).start().await.unwrap();
    let (shared, refusals) = (SharedMemory::default(), Arc::new(AtomicU32::new(0)));
    let tasks: Vec<_> = (0..6)
        .map(|_| {
            let counter = Arc::clone(&refusals);
            let join = machine(&sandbox).quota_store(shared.clone()).observer(move |call: &CallReport| {
                counter.fetch_add(call.rate_limited, Ordering::Relaxed);
            });
            let join = join.build().unwrap();
            tokio::spawn(async move {
                for _ in 0..8 {
                    join.offices().list().page(1).await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(refusals.load(Ordering::Relaxed), 0, "six clients that do not share it meet the limit");
}

#[tokio::test]
async fn a_refusal_of_one_machine_holds_the_other() {
    let script = Script::start([Answer::json(429, "{}").header("retry-after", "30")]).await;
    let shared = SharedMemory::default();
    let machines = [(); 2].map(|()| {
        let join = join_sdk::Join::builder(join_sdk::ApiToken::new("4f7a9c").unwrap());
        join.base_url(script.base_url()).quota_store(shared.clone()).build().unwrap()
    });
    let hasty = machines
        .map(|join| join.with_options(RequestOptions::new().call_timeout(Duration::from_millis(300))));
    assert_eq!(hasty[0].jobs().get(JobId(7)).await.unwrap_err().attempts(), 1);
    let error = hasty[1].jobs().get(JobId(7)).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::RateLimited, 0));
    assert_eq!(script.received().len(), 1, "nothing more was sent");
}

/// A database that is away.
#[derive(Debug)]
struct Away;

impl QuotaStore for Away {
    fn take(&self, _: QuotaTake) -> BoxFuture<'_, Result<QuotaGrant, StoreError>> {
        Box::pin(async { Err("the database is away".into()) })
    }

    fn refuse(&self, _: QuotaRefusal) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async { Err("the database is away".into()) })
    }

    fn held(&self) -> Option<Instant> {
        None
    }
}

#[tokio::test]
async fn without_the_store_a_machine_goes_on_slowly() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let join = machine(&sandbox).quota_store(Away).build().unwrap();
    let started = Instant::now();
    for _ in 0..2 {
        join.offices().list().page(1).await.unwrap();
    }
    assert!(
        started.elapsed() > Duration::from_millis(900),
        "one request a second, since none was ever given"
    );
}
