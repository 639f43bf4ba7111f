//! Eight machines on one PostgreSQL server, in full size: `cargo bench -p join-postgres`. With the name of one part behind
//! `--`: `tags`, `quota`, `creates`, `feed`, `speed`. The figures are in `docs/scale.md`.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a failing step ends the benchmark"
)]

#[path = "../tests/postgres/fleet/mod.rs"]
mod fleet;
#[path = "../tests/postgres/server.rs"]
mod server;

use std::time::{Duration, Instant};

use join_postgres::Postgres;
use join_sandbox::JoinSandbox;
use join_sdk::quota::{QuotaStore, QuotaTake};
use join_sdk::tags::{ApplyOptions, CandidateRef, Owner, TagEdit, TagLock};
use join_sdk::types::{ApplicationId, CandidateId};
use join_sdk::{ApiToken, Join};

use crate::fleet::{creates, feed, quota, tags};
use crate::server::Server;

const SECOND: Duration = Duration::from_secs(1);

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    if std::env::args().nth(1).as_deref() == Some(fleet::MACHINE) {
        return runtime.block_on(fleet::machine());
    }
    let parts: Vec<String> = std::env::args().skip(1).filter(|part| !part.starts_with("--")).collect();
    let wanted = |name: &str| parts.is_empty() || parts.iter().any(|part| part == name);
    let Some(programs) = server::find() else {
        return println!("PostgreSQL is not installed. Install it with:\n  {}", server::INSTALL);
    };
    let server = Server::start(&programs, true).unwrap();
    runtime.block_on(async {
        if wanted("speed") {
            speed(&server).await;
        }
        if wanted("quota") {
            for (tokens, per_second) in [(1, 50), (10, 50), (100, 5), (1, 2000)] {
                let size = quota::Size { machines: 8, tokens, per_second, time: SECOND * 60 };
                println!("quota of {per_second}/s on {tokens} tokens: {}", quota::share(&server, size).await);
            }
        }
        if wanted("creates") {
            let size = creates::Size { machines: 8, creates: 1000, kills: 8, kill_every: SECOND * 4 };
            println!("creates: {}", creates::fire(&server, size).await);
        }
        if wanted("feed") {
            let size = feed::Size { followers: 3, kills: 20, lease: SECOND * 3, changes: 5 };
            println!("feed: {}", feed::follow(&server, size).await);
        }
        if wanted("tags") {
            let size = tags::Size {
                machines: 8,
                candidates: 1000,
                concurrency: 32,
                kill_every: SECOND * 5,
                restarts: [SECOND * 8, SECOND * 20],
                rival_every: Duration::from_millis(20),
                settle: SECOND,
            };
            for locks in [true, false] {
                println!("tags, {}: {}", if locks { "locked" } else { "without the lock" }, {
                    tags::race(&server, size, locks).await
                });
            }
        }
    });
}

/// Statements of one process.
async fn speed(server: &Server) {
    let token = ApiToken::new("4f7a9c").unwrap();
    let postgres = Postgres::connect(&server.database(), &token).await.unwrap();
    for tasks in [1, 8] {
        let (count, began) = (200, Instant::now());
        let cycle = |task: i64| {
            let lock = postgres.tag_lock();
            async move {
                for round in 0..count {
                    drop(lock.lock(CandidateId(task * 10_000 + round)).await.unwrap());
                }
            }
        };
        let cycles: Vec<_> = (0..tasks).map(|task| tokio::spawn(cycle(task))).collect();
        for cycle in cycles {
            cycle.await.unwrap();
        }
        let per_second = (tasks * count) as f64 / began.elapsed().as_secs_f64();
        println!("{per_second:.0} locks a second from {tasks} tasks");
    }
    let sandbox = JoinSandbox::start().await.unwrap();
    let join = Join::builder(ApiToken::new(sandbox.token()).unwrap()).base_url(sandbox.base_url());
    let join = join.tag_lock(postgres.tag_lock()).build().unwrap();
    let (before, mut edited) = (postgres.statements(), 0);
    for id in &sandbox.candidates() {
        let candidate = CandidateRef::new(CandidateId(*id), ApplicationId(sandbox.applications_of(*id)[0]));
        let edit = TagEdit::owned_by(Owner::with_prefix("p:").unwrap()).add("p:a").unwrap();
        let apply = ApplyOptions::default().settle(Duration::from_millis(10));
        // Of some the sandbox does not tell the tags.
        edited += usize::from(join.tags(&candidate).edit(&edit, apply).await.is_ok());
    }
    let statements = (postgres.statements() - before) as f64 / edited as f64;
    println!("{statements:.1} statements for an edit of tags");
    let (quota, began) = (postgres.quota(), Instant::now());
    for _ in 0..1000 {
        quota.take(QuotaTake { want: 32, ..QuotaTake::default() }).await.unwrap();
    }
    println!("{:.0} batches a second from one task", 1000.0 / began.elapsed().as_secs_f64());
}
