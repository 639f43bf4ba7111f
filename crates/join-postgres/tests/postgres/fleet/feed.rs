//! Followers of one change feed, of which the active one is killed again and again.

use std::collections::HashSet;
use std::fmt;
use std::io::Write;
use std::time::{Duration, Instant};

use join_sandbox::JoinSandbox;
use join_sdk::types::JobId;
use join_sdk::{Join, NewApplication};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::sync::mpsc;

use super::creates::some_job;
use super::machine::{Job, Machine, Work};
use crate::server::Server;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Follow {
    every: Duration,
}

impl Follow {
    /// Follows the feed for ever, and prints each application before it acknowledges it.
    pub(crate) async fn run(&self, job: &Job) -> Value {
        let postgres = job.postgres().await;
        let join = job.join().build().unwrap();
        loop {
            let mut changes = join.applications().changes(postgres.cursor("sync")).watch(self.every);
            while let Some(Ok(change)) = changes.next().await {
                {
                    let mut out = std::io::stdout().lock();
                    writeln!(out, "{}", change.application().id.0).unwrap();
                    out.flush().unwrap();
                }
                if changes.ack().await.is_err() {
                    break;
                }
            }
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) followers: usize,
    pub(crate) kills: usize,
    pub(crate) lease: Duration,
    /// Changes after each kill.
    pub(crate) changes: usize,
}

#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) changes: usize,
    pub(crate) missed: usize,
    /// Changes that came more than once.
    pub(crate) again: usize,
    /// The longest time from a kill to the first change that another follower reported.
    pub(crate) takeover: Duration,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { changes, missed, again, takeover } = self;
        write!(f, "{changes} changes, {missed} missed, {again} again, takeover within {takeover:.2?}")
    }
}

/// A follower's reports, with its number.
type Reports = mpsc::UnboundedSender<(usize, i64)>;

fn listen(machine: &mut Machine, number: usize, reports: &Reports) {
    let mut lines = BufReader::new(machine.child.stdout.take().unwrap()).lines();
    let reports = reports.clone();
    tokio::spawn(async move {
        while let Ok(Some(line)) = lines.next_line().await {
            let _ = reports.send((number, line.parse().unwrap()));
        }
    });
}

pub(crate) async fn follow(server: &Server, size: Size) -> Outcome {
    let sandbox = JoinSandbox::builder().applications(5).start().await.unwrap();
    let (database, job) = (server.database(), some_job(&sandbox).await);
    let token = join_sdk::ApiToken::new(sandbox.token()).unwrap();
    let join = Join::builder(token).base_url(sandbox.base_url()).build().unwrap();
    let (reports, mut received) = mpsc::unbounded_channel();
    let mut followers = Vec::new();
    for number in 0..size.followers {
        let work = Work::Follow(Follow { every: Duration::from_millis(50) });
        let mut follower =
            Job { lease: size.lease, ..Job::new(work, number, &sandbox, &database) }.start().await;
        listen(&mut follower, number, &reports);
        followers.push(follower);
    }
    let (mut made, mut seen, mut again) = (HashSet::new(), HashSet::new(), 0);
    let (mut takeover, mut killed) = (Duration::ZERO, None::<Instant>);
    for round in 0..=size.kills {
        for change in 0..size.changes {
            made.insert(create(&join, job, round * size.changes + change).await);
        }
        let mut active = 0;
        while !made.is_subset(&seen) {
            let report =
                tokio::time::timeout(size.lease * 3 + Duration::from_secs(20), received.recv()).await;
            let (number, id) = report.unwrap().unwrap();
            if let Some(at) = killed.take_if(|_| made.contains(&id) && !seen.contains(&id)) {
                takeover = takeover.max(at.elapsed());
            }
            again += usize::from(!seen.insert(id));
            active = number;
        }
        if round < size.kills {
            // Only the active one reports.
            killed = Some(Instant::now());
            followers[active].replace().await;
            listen(&mut followers[active], active, &reports);
        }
    }
    Outcome { changes: made.len(), missed: made.difference(&seen).count(), again, takeover }
}

async fn create(join: &Join, job: i64, number: usize) -> i64 {
    let email = format!("ada{number}@person.example");
    let ada = NewApplication::new(JobId(job), "Ada", format!("Lovelace {number}"), email).unwrap();
    join.applications().create(&ada).await.unwrap().application().unwrap().0
}
