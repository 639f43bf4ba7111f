//! The events of a fleet, in their order.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::time::{Duration, Instant};

use join_client::types::Tag;

use super::Setting;
use super::job::{Candidate, Job, tag};
use super::pair::{Pair, Token};
use super::report::Report;
use crate::pacer::batch::BatchPermit;
use crate::pacer::core::{RateLimitInfo, Ticket};
use crate::pacer::quota::{QuotaGrant, QuotaRefusal, QuotaTake};
use crate::pacer::simulation::Server;
use crate::writes::tag_edit::steps::{Event, Seen, Step};

/// The way to the database and back.
pub(super) const TRIP: Duration = Duration::from_millis(2);
/// From a refusal's report to the other workers.
const NOTICE: Duration = Duration::from_millis(20);
/// After which the lock of a dead worker is free.
const LEASE: Duration = Duration::from_secs(10);
const SECOND: Duration = Duration::from_secs(1);
/// A worker starts again after this time.
const RESTART: Duration = Duration::from_secs(3);
/// The share of edits beside which another integration writes.
const RIVALS: f64 = 0.05;

/// What happens. Numbers are those of jobs, pairs and calls.
pub(super) enum Happening {
    Begin(usize),
    Entered(usize),
    Waited(usize),
    Arrives(usize, Call),
    Answered(usize, Call, RateLimitInfo, Seen),
    Asked(usize, u32, QuotaTake),
    Granted(usize, u32, Option<QuotaGrant>),
    Refused(usize, QuotaRefusal),
    Wake(usize),
    Dies(usize),
    Expires(usize, usize),
    RivalReads(usize),
    RivalWrites(usize, Vec<Tag>),
}

/// A call that left: by which life of the worker, with which permit.
#[derive(Clone, Copy)]
pub(super) struct Call {
    pub(super) life: u32,
    pub(super) ticket: Ticket,
    pub(super) permit: BatchPermit,
}

pub(super) struct Fleet {
    pub(super) setting: Setting,
    pub(super) start: Instant,
    pub(super) now: Instant,
    pub(super) random: fastrand::Rng,
    agenda: BinaryHeap<Reverse<(Instant, u64)>>,
    happenings: HashMap<u64, Happening>,
    count: u64,
    jobs: Vec<Option<Job>>,
    free: Vec<usize>,
    pub(super) pairs: Vec<Pair>,
    pub(super) tokens: Vec<Token>,
    pub(super) candidates: HashMap<usize, Candidate>,
    numbers: u64,
    rivals: u64,
    pub(super) report: Report,
}

impl Fleet {
    pub(super) fn new(setting: Setting) -> Self {
        fastrand::seed(7);
        let start = Instant::now();
        let mut random = fastrand::Rng::with_seed(11);
        let (mut tokens, mut pairs) = (Vec::new(), Vec::new());
        let spread = setting.spread.min(setting.workers);
        for number in 0..setting.workers * setting.tokens {
            // From 2 to 50 calls a second, in windows of a second or of five. One in ten sends no quota headers.
            let rate = 2.0 * 25_f64.powf(random.f64());
            let window = if random.bool() { SECOND } else { SECOND * 5 };
            let limit = (rate * window.as_secs_f64()).round().max(1.0) as u32;
            let has_headers = !number.is_multiple_of(10);
            let server = Server::new(limit, window, SECOND / 20, has_headers);
            let rate = f64::from(limit) / window.as_secs_f64();
            let quota = Default::default();
            tokens.push(Token { server, quota, held: start, rate, has_headers, served: 0 });
            let first = random.usize(..setting.workers);
            pairs.extend((0..spread).map(|next| Pair::new((first + next) % setting.workers, number, start)));
        }
        Self {
            setting: Setting { spread, ..setting },
            start,
            now: start,
            random,
            agenda: BinaryHeap::new(),
            happenings: HashMap::new(),
            count: 0,
            jobs: Vec::new(),
            free: Vec::new(),
            pairs,
            tokens,
            candidates: HashMap::new(),
            numbers: 0,
            rivals: 0,
            report: Report::default(),
        }
    }

    pub(super) fn run(mut self) -> Report {
        for token in 0..self.tokens.len() {
            // An edit takes about 2.3 s, and three calls: so many use the quota up.
            let edits = (self.tokens[token].rate * 1.6).ceil() as usize + 2;
            for _ in 0..edits {
                self.begin_new(token);
            }
        }
        for death in 1..=self.setting.deaths {
            let at = self.start + self.setting.time * death / (self.setting.deaths + 1);
            let worker = self.random.usize(..self.setting.workers);
            self.at(at, Happening::Dies(worker));
        }
        while let Some(Reverse((now, number))) = self.agenda.pop() {
            self.now = now;
            if let Some(happening) = self.happenings.remove(&number) {
                self.happen(happening);
            }
        }
        self.reported()
    }

    fn reported(mut self) -> Report {
        for candidate in self.candidates.values() {
            let lost = |number: &&u64| !candidate.tags.contains(&tag(**number));
            self.report.own_lost += candidate.expected.iter().filter(lost).count() as u64;
        }
        self.report.tokens = self.tokens.len();
        self.report.measured = self.setting.time - self.setting.warm_up;
        for token in &self.tokens {
            let part = if token.has_headers {
                &mut self.report.with_headers
            } else {
                &mut self.report.without_headers
            };
            part.served += token.served;
            part.ideal += token.rate * self.report.measured.as_secs_f64();
        }
        self.report
    }

    pub(super) fn at(&mut self, time: Instant, happening: Happening) {
        self.count += 1;
        self.agenda.push(Reverse((time, self.count)));
        self.happenings.insert(self.count, happening);
    }

    fn is_open(&self) -> bool {
        self.now < self.start + self.setting.time
    }

    fn has_database(&self) -> bool {
        let since = self.now - self.start;
        let away = self.setting.time / 2;
        !self.setting.loses_database || since < away || since > away + SECOND * 2
    }

    fn store_time(&self) -> Duration {
        self.now - self.start + SECOND
    }

    fn begin_new(&mut self, token: usize) {
        self.numbers += 1;
        let pair = token * self.setting.spread + self.random.usize(..self.setting.spread);
        let candidate = token * self.setting.candidates + self.random.usize(..self.setting.candidates);
        if self.random.f64() < RIVALS {
            let at = self.now + SECOND.mul_f64(self.random.f64() * 3.0);
            self.at(at, Happening::RivalReads(candidate));
        }
        let job = Job::new(pair, candidate, self.numbers, false, self.now);
        self.place(job, self.now);
    }

    /// Puts a job into a free place, and begins it then.
    fn place(&mut self, job: Job, at: Instant) {
        let number = self.free.pop().unwrap_or_else(|| {
            self.jobs.push(None);
            self.jobs.len() - 1
        });
        self.jobs[number] = Some(job);
        self.expect(number, at, Happening::Begin(number));
    }

    /// Plans what happens to a job.
    pub(super) fn expect(&mut self, job: usize, at: Instant, happening: Happening) {
        self.job(job).pending += 1;
        self.at(at, happening);
    }

    pub(super) fn job(&mut self, number: usize) -> &mut Job {
        self.jobs[number].as_mut().unwrap()
    }

    /// Takes what was planned for a job. None when it is over.
    pub(super) fn take(&mut self, number: usize) -> Option<usize> {
        let job = self.job(number);
        job.pending -= 1;
        if !job.is_over {
            return Some(number);
        }
        self.let_go(number);
        None
    }

    fn go_on(&mut self, number: usize, event: Event) {
        if let Some(number) = self.take(number) {
            self.next(number, event);
        }
    }

    fn let_go(&mut self, number: usize) {
        if self.jobs[number].as_ref().is_some_and(|job| job.is_over && job.pending == 0) {
            self.jobs[number] = None;
            self.free.push(number);
        }
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Begin(job) => {
                if let Some(job) = self.take(job) {
                    let now = self.now;
                    self.job(job).begun = now;
                    self.next(job, Event::Begun);
                }
            }
            Happening::Entered(job) => self.go_on(job, Event::Entered),
            Happening::Waited(job) => self.go_on(job, Event::Waited),
            Happening::Arrives(job, call) => self.arrives(job, call),
            Happening::Answered(job, call, info, seen) => self.answered(job, call, info, seen),
            Happening::Asked(pair, life, take) => {
                let grant = match self.has_database() {
                    true => {
                        self.report.quota_trips += 1;
                        let time = self.store_time();
                        let token = self.pairs[pair].token;
                        Some(self.tokens[token].quota.take(take, time))
                    }
                    false => None,
                };
                if take.want > 0 {
                    self.at(self.now + TRIP / 2, Happening::Granted(pair, life, grant));
                }
            }
            Happening::Granted(pair, life, grant) => {
                let now = self.now;
                let asker = &mut self.pairs[pair];
                if asker.life == life {
                    asker.asked = false;
                    let answer = grant.ok_or_else(|| "away".into());
                    asker.wake = asker.batch.answered(answer, now).unwrap_or(now);
                    self.pump(pair);
                }
            }
            Happening::Refused(pair, refusal) => {
                if self.has_database() {
                    self.report.quota_trips += 1;
                    let time = self.store_time();
                    let until = self.now + NOTICE;
                    let token = &mut self.tokens[self.pairs[pair].token];
                    token.quota.refuse(refusal, time);
                    token.held = until + token.quota.held_for(time).unwrap_or_default();
                }
            }
            Happening::Wake(pair) => self.pump(pair),
            Happening::Dies(worker) => self.dies(worker),
            Happening::Expires(candidate, job) => {
                if self.candidates.get(&candidate).is_some_and(|candidate| candidate.holder == Some(job)) {
                    self.leave(candidate);
                }
                self.take(job);
            }
            Happening::RivalReads(candidate) => {
                let seen = self.candidates.entry(candidate).or_default().tags.clone();
                let at = self.now + Duration::from_millis(100 + self.random.u64(..400));
                self.at(at, Happening::RivalWrites(candidate, seen));
            }
            Happening::RivalWrites(candidate, mut tags) => {
                self.rivals += 1;
                tags.push(format!("rival:{}", self.rivals).into());
                self.candidates.entry(candidate).or_default().tags = tags;
            }
        }
    }

    /// Asks the machine what follows, and does it.
    pub(super) fn next(&mut self, number: usize, event: Event) {
        if matches!(event, Event::Read(_)) {
            // Edits of others that came later are asked for after each read.
            self.report.lock_trips += u64::from(self.setting.has_lock);
            if self.setting.has_lock && !self.has_database() {
                return self.again(number, SECOND);
            }
        }
        let (now, random) = (self.now, self.random.f64());
        let job = self.job(number);
        match job.machine.next(now - job.begun, event, random) {
            Step::Enter => self.enter(number),
            Step::Leave => {
                let candidate = self.job(number).candidate;
                self.job(number).has_lock = false;
                self.leave(candidate);
                self.next(number, Event::Left);
            }
            Step::Read => self.call(number, None),
            Step::Write(tags) => self.call(number, Some(tags)),
            Step::Wait(time) => self.expect(number, now + time, Happening::Waited(number)),
            Step::End(end) => {
                let (number_of_tag, candidate, pair) = (job.number, job.candidate, job.pair);
                if end.is_ok() {
                    self.report.edits += 1;
                    self.candidates.entry(candidate).or_default().expected.push(number_of_tag);
                } else {
                    self.report.failed += 1;
                }
                self.end(number);
                if self.is_open() {
                    self.begin_new(self.pairs[pair].token);
                }
            }
        }
    }

    fn end(&mut self, number: usize) {
        let job = self.job(number);
        let (candidate, has_lock) = (job.candidate, job.has_lock);
        (job.is_over, job.has_lock) = (true, false);
        if has_lock {
            self.leave(candidate);
        }
        self.let_go(number);
    }

    /// Ends a try of an edit, and begins another one.
    fn again(&mut self, number: usize, after: Duration) {
        self.report.repeated += 1;
        let resumed = self.job(number).machine.may_have_been_applied();
        let (pair, candidate, tag) =
            (self.job(number).pair, self.job(number).candidate, self.job(number).number);
        self.end(number);
        let at = self.now + after;
        self.place(Job::new(pair, candidate, tag, resumed, at), at);
    }

    fn enter(&mut self, number: usize) {
        if !self.setting.has_lock {
            return self.expect(number, self.now, Happening::Entered(number));
        }
        if !self.has_database() {
            return self.again(number, SECOND);
        }
        let candidate = self.job(number).candidate;
        let of = self.candidates.entry(candidate).or_default();
        if of.holder.is_some() {
            of.waiting.push_back(number);
            self.job(number).pending += 1;
            return;
        }
        of.holder = Some(number);
        self.entered(number);
    }

    fn entered(&mut self, number: usize) {
        let trips = if self.job(number).is_registered { 1 } else { 2 };
        self.report.lock_trips += trips;
        let job = self.job(number);
        (job.is_registered, job.has_lock) = (true, true);
        self.expect(number, self.now + TRIP * trips as u32, Happening::Entered(number));
    }

    /// Gives the lock to the next writer.
    fn leave(&mut self, candidate: usize) {
        if !self.setting.has_lock {
            return;
        }
        self.report.lock_trips += 1;
        loop {
            let of = self.candidates.entry(candidate).or_default();
            of.holder = of.waiting.pop_front();
            let Some(next) = of.holder else { return };
            if self.take(next).is_some() {
                return self.entered(next);
            }
        }
    }

    /// A worker dies. Its locks end with their leases, and others take its edits up then.
    fn dies(&mut self, worker: usize) {
        let wake = self.now + RESTART;
        let of_worker = |pair: &Pair| pair.worker == worker;
        let mut waiting = Vec::new();
        for number in 0..self.pairs.len() {
            if of_worker(&self.pairs[number]) {
                waiting.extend(std::mem::take(&mut self.pairs[number].waiting));
                self.pairs[number].restart(wake);
            }
        }
        let dead: Vec<usize> = (0..self.jobs.len())
            .filter(|job| {
                let job = self.jobs[*job].as_ref().filter(|job| !job.is_over);
                job.is_some_and(|job| of_worker(&self.pairs[job.pair]))
            })
            .collect();
        for number in dead {
            self.report.repeated += 1;
            let job = self.job(number);
            let (pair, candidate, tag) = (job.pair, job.candidate, job.number);
            (job.is_over, job.has_lock) = (true, false);
            self.expect(number, self.now + LEASE, Happening::Expires(candidate, number));
            let (first, spread) = (pair - pair % self.setting.spread, self.setting.spread);
            let other = first + (pair + 1 - first) % spread;
            let at = self.now + LEASE;
            self.place(Job::new(other, candidate, tag, true, at), at);
        }
        for job in waiting {
            self.take(job);
        }
    }
}
