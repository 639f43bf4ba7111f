//! Every machine edits every candidate, while machines are killed, the database is restarted, and a rival writes.

use std::fmt;
use std::time::{Duration, Instant};

use join_sandbox::{Author, EventKind, JoinSandbox, Moment, TagEdit as Edit, Writer};
use join_sdk::bulk::BulkEdit;
use join_sdk::journal::Journal;
use join_sdk::tags::{ApplyOptions, CandidateRef, Owner, TagEdit};
use join_sdk::types::{ApplicationId, CandidateId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::machine::{Job, Machine, Work};
use crate::server::Server;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Edits {
    candidates: Vec<(i64, i64)>,
    locks: bool,
    settle: Duration,
    concurrency: usize,
}

impl Edits {
    /// Adds the machine's tag to each candidate, until all have it.
    pub(crate) async fn run(&self, job: &Job) -> Value {
        let postgres = job.postgres().await;
        let join = if self.locks { job.join().tag_lock(postgres.tag_lock()) } else { job.join() };
        let join = join.build().unwrap();
        let owner = Owner::with_prefix(format!("m{}:", job.number)).unwrap();
        let row = |(candidate, application): &(i64, i64)| {
            let edit = TagEdit::owned_by(owner.clone()).add(own(job.number)).unwrap();
            let candidate = CandidateRef::new(CandidateId(*candidate), ApplicationId(*application));
            BulkEdit::new(candidate, edit).id(format!("edit of {}", candidate.candidate()))
        };
        let mut rows: Vec<BulkEdit> = self.candidates.iter().map(row).collect();
        // Each machine begins elsewhere.
        let at = rows.len() * job.number / 8 % rows.len().max(1);
        rows.rotate_left(at);
        let apply = ApplyOptions::default().settle(self.settle);
        let journal = format!("edits of machine {}", job.number);
        let (mut edited, mut refused, mut healed, mut exposure) = (0, 0, 0, Duration::ZERO);
        loop {
            let edits = join.bulk_tags_of(rows.clone()).journal(Journal::on(postgres.journal(&journal)));
            let Ok(mut run) = edits.concurrency(self.concurrency).apply(apply.clone()).start().await else {
                refused += 1;
                continue;
            };
            let mut all = true;
            while let Some(event) = run.next().await {
                let Ok(event) = event else {
                    all = false;
                    break;
                };
                all &= event.outcome.is_done();
                edited += usize::from(event.outcome.is_done() && !event.skipped);
                refused += usize::from(!event.outcome.is_done());
                healed += usize::from(event.outcome == join_sdk::journal::EntryEnd::Healed);
                exposure += event.receipt.map(|receipt| receipt.exposure).unwrap_or_default();
            }
            if all {
                break;
            }
        }
        let exposure = exposure.as_secs_f64() * 1e3;
        json!({ "edits": edited, "refused": refused, "healed": healed, "exposure_ms": exposure })
    }
}

fn own(number: usize) -> String {
    format!("m{number}:done")
}

/// How much of everything.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) machines: usize,
    pub(crate) candidates: usize,
    pub(crate) concurrency: usize,
    pub(crate) kill_every: Duration,
    pub(crate) restarts: [Duration; 2],
    pub(crate) rival_every: Duration,
    pub(crate) settle: Duration,
}

/// What was lost.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) edits: usize,
    pub(crate) kills: usize,
    /// Own tags that are missing at the end.
    pub(crate) own_lost: usize,
    /// Own tags that a write of this fleet removed, healed or not.
    pub(crate) own_removed: usize,
    /// Tags of others that a write of the fleet removed though its reader had seen them.
    pub(crate) others_removed: usize,
    /// Tags of others that came between a read and its write.
    pub(crate) others_in_the_window: usize,
    pub(crate) rival_edits: u64,
    pub(crate) seconds: f64,
    pub(crate) reports: Vec<Value>,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sum = |name: &str| self.reports.iter().filter_map(|report| report[name].as_f64()).sum::<f64>();
        writeln!(f, "{} edits in {:.0} s, {} kills", self.edits, self.seconds, self.kills)?;
        writeln!(
            f,
            "  own tags: {} lost at the end, {} removed on the way",
            self.own_lost, self.own_removed
        )?;
        write!(f, "  tags of others: {} of {} removed ", self.others_in_the_window, self.rival_edits)?;
        writeln!(f, "within the window of a write, {} outside", self.others_removed)?;
        // A machine that was killed reports of its last life only.
        let exposure = sum("exposure_ms") / sum("edits").max(1.0);
        write!(f, "  {} refused, {} healed, ", sum("refused"), sum("healed"))?;
        write!(f, "{exposure:.1} ms between read and write for each edit")
    }
}

pub(crate) async fn race(server: &Server, size: Size, locks: bool) -> Outcome {
    let sandbox = JoinSandbox::builder().applications(size.candidates * 2).recorded(0);
    let sandbox = sandbox.latency(Duration::from_millis(2)).start().await.unwrap();
    let found = |id: i64| Some((id, *sandbox.applications_of(id).first()?));
    let candidates: Vec<(i64, i64)> =
        sandbox.candidates().into_iter().filter_map(found).take(size.candidates).collect();
    assert_eq!(candidates.len(), size.candidates);
    let rival = Writer::rival(Edit::Add("hris:{number}".to_owned()), Moment::Every(size.rival_every));
    let rival = sandbox.start_writer(rival.holding(Duration::from_millis(4)));
    let (database, began) = (server.database(), Instant::now());
    let mut machines = Vec::new();
    for number in 0..size.machines {
        let edits = Edits {
            candidates: candidates.clone(),
            locks,
            settle: size.settle,
            concurrency: size.concurrency,
        };
        machines.push(Job::new(Work::Tags(edits), number, &sandbox, &database).start().await);
    }
    let disturbed = disturb(server, size, &mut machines, began).await;
    let mut outcome =
        Outcome { edits: size.machines * size.candidates, kills: disturbed, ..Outcome::default() };
    for machine in machines {
        outcome.reports.push(machine.report().await);
    }
    outcome.seconds = began.elapsed().as_secs_f64();
    outcome.rival_edits = sandbox.writers().iter().map(|writer| writer.edits).sum();
    sandbox.stop_writer(rival);
    sandbox.settled().await;
    count(&sandbox, &candidates, size.machines, &mut outcome);
    outcome
}

/// Kills a machine now and then, and crashes the database twice, until all machines are done.
async fn disturb(server: &Server, size: Size, machines: &mut [Machine], began: Instant) -> usize {
    let (mut kills, mut restarts) = (0, size.restarts.iter());
    let (mut next_kill, mut next_restart) = (size.kill_every, restarts.next());
    loop {
        let running: Vec<usize> = (0..machines.len()).filter(|at| !machines[*at].is_done()).collect();
        if running.is_empty() {
            return kills;
        }
        if began.elapsed() > next_kill {
            machines[running[kills % running.len()]].replace().await;
            (kills, next_kill) = (kills + 1, next_kill + size.kill_every);
        }
        if next_restart.is_some_and(|at| began.elapsed() > *at) {
            tokio::task::block_in_place(|| {
                server.crash();
                server.revive();
            });
            next_restart = restarts.next();
        }
        sleep(Duration::from_millis(20)).await;
    }
}

fn count(sandbox: &JoinSandbox, candidates: &[(i64, i64)], machines: usize, outcome: &mut Outcome) {
    for (candidate, _) in candidates {
        let tags = sandbox.tags(*candidate).unwrap();
        let missing = (0..machines).filter(|number| !tags.as_slice().contains(&own(*number)));
        outcome.own_lost += missing.count();
        let history = sandbox.history(*candidate).unwrap();
        assert_eq!(history.forgotten, 0, "the whole history is there");
        for event in &history.events {
            let (EventKind::Tags(change), Author::Request(_)) = (&event.kind, &event.author) else {
                continue;
            };
            for tag in &change.removed {
                match (tag.starts_with('m'), change.lost.contains(tag)) {
                    (true, _) => outcome.own_removed += 1,
                    (false, true) => outcome.others_in_the_window += 1,
                    (false, false) => outcome.others_removed += 1,
                }
            }
        }
    }
}
