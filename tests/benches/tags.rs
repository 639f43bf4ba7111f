//! What racing writers lose, by policy: the SDK against the sandbox over HTTP, 41 ms away each way, nobody sharing a lock:
//! `cargo bench -p join-tests --bench tags`, or `cargo xtask bench tags`. With the names of some parts behind `--`: `table`,
//! `faults`, `exposure`.
//!
//! In each race some writers add a tag of their own to one candidate, and a recruiter adds one by hand.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::stream::{FuturesUnordered, StreamExt};
use join_sandbox::{Faults, JoinSandbox, Latency, Operation, Operations, Recruiter};
use join_sdk::tags::{ApplyOptions, CandidateRef, Owner, TagEdit, Verify};
use join_sdk::types::{ApplicationId, CandidateId};
use join_sdk::{ApiToken, Join, telemetry::CallReport};
use join_tests::comparison::{compare, fifths, or_quick, parts};
use tokio::time::sleep;

const OLD: [&str; 2] = ["hr:old1", "hr:old2"];
const PERSON: &str = "hr:by hand";
const ATTEMPT: Duration = Duration::from_secs(5);

/// How a writer adds its tag.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Policy {
    /// A plain workflow step: the set is replaced.
    Blind,
    /// The set was read five seconds ago.
    Stale,
    Sdk(Verify),
}

const POLICIES: [(Policy, &str); 5] = [
    (Policy::Blind, "blind replace"),
    (Policy::Stale, "set read 5 s earlier, then replace"),
    (Policy::Sdk(Verify::None), "fresh read, write at once"),
    (Policy::Sdk(Verify::Once), "the SDK with one check at once"),
    (Policy::Sdk(Verify::Settled), "the SDK with another check after 2 s"),
];

/// Writers, and the seconds within which they begin.
const SCHEDULES: [(usize, f64); 3] = [(2, 1.0), (5, 1.0), (2, 60.0)];

fn main() {
    let wanted = parts(&["table", "faults", "exposure"]);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    if wanted("table") {
        runtime.block_on(table(or_quick(400, 10)));
    }
    if wanted("faults") {
        runtime.block_on(faults(or_quick(4_000, 50), or_quick(1_000, 50)));
    }
    if wanted("exposure") {
        runtime.block_on(exposure(or_quick(500, 10)));
    }
}

/// Clients that know nothing of one another, as services do.
struct World {
    sandbox: JoinSandbox,
    joins: Vec<Join>,
    plain: reqwest::Client,
    candidates: Vec<CandidateRef>,
}

impl World {
    async fn start(candidates: usize, faults: Faults) -> World {
        let far = Latency::LogNormal { median: Duration::from_millis(41), sigma: 0.5 };
        let sandbox = JoinSandbox::builder().applications(candidates * 2).recorded(0).faults(faults);
        // Whether JOIN's answer to a write tells the tags is unknown. Here it does not, so that each look is a read.
        let sandbox = sandbox.latency(far).answer_latency(far).answer_tags(false).start().await.unwrap();
        let client = || {
            let join = Join::builder(ApiToken::new(sandbox.token()).unwrap()).base_url(sandbox.base_url());
            join.attempt_timeout(ATTEMPT).build().unwrap()
        };
        let of = |id: &i64| {
            let application = *sandbox.applications_of(*id).first()?;
            sandbox.set_tags(*id, OLD.map(str::to_owned).to_vec());
            Some(CandidateRef::new(CandidateId(*id), ApplicationId(application)))
        };
        let found: Vec<CandidateRef> = sandbox.candidates().iter().filter_map(of).take(candidates).collect();
        assert_eq!(found.len(), candidates, "the sandbox has too few candidates");
        let joins = (0..5).map(|_| client()).collect();
        World { joins, plain: reqwest::Client::new(), candidates: found, sandbox }
    }

    /// Adds the writer's tag; gives the number of calls, or none where the SDK said that it could not be done.
    async fn write(&self, policy: Policy, candidate: CandidateRef, writer: usize) -> Option<usize> {
        let (join, own) = (&self.joins[writer], own(writer));
        match policy {
            Policy::Blind => self.replace(candidate, vec![own]).await.then_some(1),
            Policy::Stale => {
                let read = join.tags(&candidate).read().await.unwrap();
                sleep(Duration::from_secs(5)).await;
                let set = read.into_iter().map(|tag| tag.into_string()).chain([own]).collect();
                self.replace(candidate, set).await.then_some(2)
            }
            Policy::Sdk(verify) => {
                let edit = TagEdit::owned_by(Owner::with_prefix("own:").unwrap()).add(own).unwrap();
                let receipt = join.tags(&candidate).edit(&edit, ApplyOptions::default().verify(verify)).await;
                receipt.ok().map(|receipt| receipt.requests.len())
            }
        }
    }

    /// What no part of the SDK does.
    async fn replace(&self, candidate: CandidateRef, tags: Vec<String>) -> bool {
        let url = format!("{}/candidates/{}", self.sandbox.base_url(), candidate.candidate());
        let body = serde_json::json!({ "tags": tags });
        let sent =
            self.plain.patch(url).header("Authorization", self.sandbox.token()).json(&body).send().await;
        sent.is_ok_and(|answer| answer.status().is_success())
    }

    async fn race(&self, policy: Policy, candidate: CandidateRef, writers: usize, within: f64) -> Race {
        let begin = |seconds: f64| sleep(Duration::from_secs_f64(fastrand::f64() * seconds));
        let writing = (0..writers).map(async |writer| {
            begin(within).await;
            self.write(policy, candidate, writer).await
        });
        let think = if policy == Policy::Stale { 5.0 } else { 0.2 };
        let recruiter: Recruiter = self.sandbox.recruiter();
        let person = async {
            begin(within + think).await;
            recruiter.add_tag(candidate.candidate().0, PERSON);
        };
        let (written, ()) = tokio::join!(futures_util::future::join_all(writing), person);
        // What is late arrives within a second.
        sleep(Duration::from_secs(2)).await;
        let tags = self.sandbox.tags(candidate.candidate().0).unwrap();
        let tags = tags.as_slice();
        let there = |tag: &str| tags.iter().any(|there| there == tag);
        let done: Vec<usize> = (0..writers).filter(|writer| written[*writer].is_some()).collect();
        Race {
            edits: done.len(),
            gave_up: writers - done.len(),
            lost: done.iter().filter(|writer| !there(&own(**writer))).count(),
            person_lost: !there(PERSON),
            calls: written.iter().flatten().sum(),
        }
    }

    /// Races on these candidates, begun one after another within the time.
    async fn cell(
        &self,
        policy: Policy,
        schedule: (usize, f64),
        candidates: &[CandidateRef],
        over: f64,
    ) -> Cell {
        let mut races: FuturesUnordered<_> = candidates
            .iter()
            .map(async |candidate| {
                sleep(Duration::from_secs_f64(fastrand::f64() * over)).await;
                self.race(policy, *candidate, schedule.0, schedule.1).await
            })
            .collect();
        let mut cell = Cell::default();
        while let Some(race) = races.next().await {
            cell.count(&race);
        }
        cell
    }
}

struct Race {
    edits: usize,
    gave_up: usize,
    lost: usize,
    person_lost: bool,
    calls: usize,
}

#[derive(Default)]
struct Cell {
    races: usize,
    edits: usize,
    gave_up: usize,
    lost: usize,
    with_loss: usize,
    person_lost: usize,
    calls: usize,
}

impl Cell {
    fn count(&mut self, race: &Race) {
        self.races += 1;
        self.edits += race.edits;
        self.gave_up += race.gave_up;
        self.lost += race.lost;
        self.with_loss += usize::from(race.lost > 0);
        self.person_lost += usize::from(race.person_lost);
        self.calls += race.calls;
    }

    fn share(&self, count: usize) -> f64 {
        100.0 * count as f64 / self.races as f64
    }
}

fn own(writer: usize) -> String {
    format!("own:{writer}")
}

/// The name of a figure, and where it is found.
type Figure = (&'static str, fn(&Cell) -> f64);

async fn table(races: usize) {
    println!("{races} races a cell; a writer's tag lost, a recruiter's tag lost: share of races with a loss");
    let schedules = or_quick(&SCHEDULES[..], &SCHEDULES[..1]);
    let over = or_quick(60.0, 1.0);
    let world = World::start(races * POLICIES.len() * schedules.len(), Faults::default()).await;
    let mut chunks = world.candidates.chunks(races);
    let cells = schedules.iter().map(|&schedule| {
        POLICIES.map(|(policy, name)| {
            let candidates = chunks.next().unwrap();
            let world = &world;
            async move { (schedule, name, world.cell(policy, schedule, candidates, over).await) }
        })
    });
    let cells = futures_util::future::join_all(cells.flatten()).await;
    println!(
        "{:35} {:>7} {:>5} {:>9} {:>9} {:>11} {:>8}",
        "policy", "writers", "in s", "own lost", "his lost", "calls/edit", "gave up"
    );
    for ((writers, within), name, cell) in &cells {
        let (own, person) = (cell.share(cell.with_loss), cell.share(cell.person_lost));
        let calls = cell.calls as f64 / cell.edits.max(1) as f64;
        println!(
            "{name:35} {writers:>7} {within:>5} {own:>8.2}% {person:>8.2}% {calls:>11.2} {:>8}",
            cell.gave_up
        );
    }
    for cells in cells.chunks(POLICIES.len()) {
        let Some((((writers, within), _, sdk), others)) = cells.split_last() else { continue };
        let figures: [Figure; 3] = [
            ("races that lose a writer's tag, %", |cell| cell.share(cell.with_loss)),
            ("races that lose the recruiter's tag, %", |cell| cell.share(cell.person_lost)),
            ("calls an edit", |cell| cell.calls as f64 / cell.edits.max(1) as f64),
        ];
        for (figure, of) in figures {
            for (_, name, other) in others {
                let measured = format!("{writers} writers within {within} s: {figure}");
                compare(&measured, &[of(sdk)], name, &[of(other)]);
            }
        }
    }
}

/// Five writers, and one request in twenty struck by a fault.
async fn faults(races: usize, blind: usize) {
    let faults = Faults {
        seed: 5,
        lost_requests: 0.0125,
        lost_answers: 0.0125,
        server_errors: 0.0125,
        late: 0.0125,
        after: Duration::from_secs(1),
        operations: Operations::All,
        ..Faults::default()
    };
    let world = World::start(races + blind, faults).await;
    let began = Instant::now();
    let (settled, replaced) = world.candidates.split_at(races);
    let over = races as f64 / 25.0;
    let (settled, replaced) = tokio::join!(
        world.cell(Policy::Sdk(Verify::Settled), (5, 1.0), settled, over),
        world.cell(Policy::Blind, (5, 1.0), replaced, over),
    );
    println!("five racing writers, faults in 5% of the requests, {:.0} s:", began.elapsed().as_secs_f64());
    for (name, cell) in [("Settled", &settled), ("blind replace", &replaced)] {
        println!(
            "  {name}: {} edits done, {} of their tags lost; {} reported as failed; {:.2} calls an edit",
            cell.edits,
            cell.lost,
            cell.gave_up,
            cell.calls as f64 / cell.edits.max(1) as f64
        );
    }
    let reads = world.sandbox.received(Operation::GetApplication);
    println!("  {reads} reads and {} writes arrived", world.sandbox.received(Operation::UpdateCandidate));
    assert_eq!(settled.lost, 0, "own tags were lost");
}

/// The window of a receipt, against the time between the ends of the two calls in the reports of an observer.
async fn exposure(edits: usize) {
    let sandbox =
        JoinSandbox::builder().applications(edits * 2).latency(Duration::from_millis(20)).recorded(0);
    let sandbox = sandbox.start().await.unwrap();
    let ends: Arc<Mutex<Vec<(&str, Instant)>>> = Arc::default();
    let seen = Arc::clone(&ends);
    let join = Join::builder(ApiToken::new(sandbox.token()).unwrap()).base_url(sandbox.base_url());
    let join =
        join.observer(move |call: &CallReport| seen.lock().unwrap().push((call.operation, Instant::now())));
    let join = join.build().unwrap();
    let mut differences = Vec::new();
    let (mut of_receipts, mut of_observer) = (Vec::new(), Vec::new());
    for id in sandbox.candidates().into_iter().take(edits) {
        sandbox.set_tags(id, OLD.map(str::to_owned).to_vec());
        let application = sandbox.applications_of(id)[0];
        let candidate = CandidateRef::new(CandidateId(id), ApplicationId(application));
        let edit = TagEdit::owned_by(Owner::with_prefix("own:").unwrap()).add(own(0)).unwrap();
        ends.lock().unwrap().clear();
        let receipt =
            join.tags(&candidate).edit(&edit, ApplyOptions::default().verify(Verify::Once)).await.unwrap();
        let ends = ends.lock().unwrap();
        assert_eq!((ends[0].0, ends[1].0), ("getApplication", "updateCandidate"));
        let between = ends[1].1 - ends[0].1;
        differences.push(receipt.exposure.abs_diff(between));
        of_receipts.push(receipt.exposure.as_secs_f64() * 1e3);
        of_observer.push(between.as_secs_f64() * 1e3);
    }
    let measured = "exposure window of an edit 20 ms away, ms, by its receipt";
    compare(measured, &fifths(&of_receipts), "by an observer of the calls", &fifths(&of_observer));
    differences.sort();
    let (median, most) = (differences[differences.len() / 2], differences[differences.len() - 1]);
    let within = differences.iter().filter(|difference| **difference <= Duration::from_millis(1)).count();
    println!(
        "exposure window, receipt against observer, {edits} edits: median {median:?} apart, most {most:?}; {within} within 1 ms"
    );
}
