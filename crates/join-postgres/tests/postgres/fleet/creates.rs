//! Creates fired by all machines at once, with lost answers and kills.

use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

use join_sandbox::{Faults, JoinSandbox};
use join_sdk::journal::Journal;
use join_sdk::types::{JobId, JobStatus};
use join_sdk::{ErrorKind, NewApplication};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::machine::{Job, Work};
use crate::server::Server;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Creates {
    job: i64,
    count: usize,
}

impl Creates {
    pub(crate) async fn run(&self, job: &Job) -> Value {
        let postgres = job.postgres().await;
        let join = job.join().journal(Journal::on(postgres.journal("creates"))).build().unwrap();
        let mut tasks = Vec::new();
        let next = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        for _ in 0..8 {
            let (join, next, id, count) = (join.clone(), next.clone(), JobId(self.job), self.count);
            tasks.push(tokio::spawn(async move {
                let mut ends = [0; 4];
                loop {
                    let number = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    if number >= count {
                        return ends;
                    }
                    let email = format!("ada{number}@person.example");
                    let ada = NewApplication::new(id, "Ada", format!("Lovelace {number}"), email).unwrap();
                    let ada = ada.external_id(format!("fleet_{number}")).unwrap();
                    let at = match join.applications().create(&ada).await {
                        Ok(outcome) if outcome.was_created() => 0,
                        Ok(_) => 1,
                        Err(error) if error.kind() == ErrorKind::UnknownOutcome => 2,
                        Err(error) => {
                            eprintln!("create {number}: {error}");
                            3
                        }
                    };
                    ends[at] += 1;
                }
            }));
        }
        let mut ends = [0; 4];
        for task in tasks {
            let its = task.await.unwrap();
            (0..4).for_each(|at| ends[at] += its[at]);
        }
        json!({ "created": ends[0], "found": ends[1], "unknown": ends[2], "failed": ends[3] })
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) machines: usize,
    pub(crate) creates: usize,
    pub(crate) kills: usize,
    pub(crate) kill_every: Duration,
}

#[derive(Debug)]
pub(crate) struct Outcome {
    /// External ids that are there.
    pub(crate) there: usize,
    pub(crate) duplicates: usize,
    /// What the machines that lived to the end reported, summed.
    pub(crate) ends: HashMap<&'static str, u64>,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} applications, {} twice; the machines say: {:?}", self.there, self.duplicates, self.ends)
    }
}

pub(crate) async fn fire(server: &Server, size: Size) -> Outcome {
    let faults = Faults { seed: 7, lost_answers: 0.3, ..Faults::default() };
    let sandbox = JoinSandbox::builder().recorded(0).faults(faults).latency(Duration::from_millis(2));
    let sandbox = sandbox.start().await.unwrap();
    let database = server.database();
    let calm = JoinSandbox::start().await.unwrap();
    let job = some_job(&calm).await;
    let mut machines = Vec::new();
    for number in 0..size.machines {
        let creates = Creates { job, count: size.creates };
        machines.push(Job::new(Work::Creates(creates), number, &sandbox, &database).start().await);
    }
    for kill in 0..size.kills {
        sleep(size.kill_every).await;
        let at = kill % machines.len();
        if !machines[at].is_done() {
            machines[at].replace().await;
        }
    }
    let mut ends = HashMap::new();
    for machine in machines {
        let report = machine.report().await;
        for name in ["created", "found", "unknown", "failed"] {
            *ends.entry(name).or_default() += report[name].as_u64().unwrap();
        }
    }
    sandbox.settled().await;
    let mut counts: HashMap<String, usize> = HashMap::new();
    for id in sandbox.external_ids().into_iter().filter(|id| id.starts_with("fleet_")) {
        *counts.entry(id).or_default() += 1;
    }
    Outcome { there: counts.len(), duplicates: counts.values().filter(|count| **count > 1).count(), ends }
}

/// A job of the invented company, which is the same in each sandbox.
pub(crate) async fn some_job(sandbox: &JoinSandbox) -> i64 {
    let token = join_sdk::ApiToken::new(sandbox.token()).unwrap();
    let join = join_sdk::Join::builder(token).base_url(sandbox.base_url()).build().unwrap();
    let jobs = join.jobs().list().status(JobStatus::Online).page(1).await.unwrap().rows;
    jobs.into_iter().next().unwrap().unwrap().id.0
}
