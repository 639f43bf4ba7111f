//! The calls of a fleet: their turns, their way to JOIN, their answers.

use std::time::Duration;

use join_client::types::Tag;

use super::fleet::{Call, Fleet, Happening, TRIP};
use super::job::{LATE, is_own};
use super::pair::Turn;
use crate::pacer::core::RateLimitInfo;
use crate::pacer::quota::QuotaRefusal;
use crate::writes::tag_edit::steps::{Event, Seen, WriteFailure};

/// The share of writes whose answer is lost.
const LOST: f64 = 0.002;

impl Fleet {
    pub(super) fn call(&mut self, number: usize, sent: Option<Vec<Tag>>) {
        let job = self.job(number);
        job.sent = sent;
        job.pending += 1;
        let pair = job.pair;
        self.pairs[pair].waiting.push_back(number);
        self.pump(pair);
    }

    /// Lets the calls of a pair go that have a turn.
    pub(super) fn pump(&mut self, pair: usize) {
        loop {
            let (now, held) = (self.now, self.tokens[self.pairs[pair].token].held);
            match self.pairs[pair].turn(held, now) {
                Turn::Send(job, ticket, permit) => {
                    if self.take(job).is_some() {
                        self.report.calls += 1;
                        let call = Call { life: self.pairs[pair].life, ticket, permit };
                        let there = now + self.way();
                        self.expect(job, there, Happening::Arrives(job, call));
                    }
                }
                Turn::Ask(take) => {
                    let life = self.pairs[pair].life;
                    return self.at(now + TRIP / 2, Happening::Asked(pair, life, take));
                }
                Turn::Later(at) => {
                    return self.at(at.max(now + Duration::from_micros(100)), Happening::Wake(pair));
                }
                Turn::Idle => return,
            }
        }
    }

    fn way(&mut self) -> Duration {
        Duration::from_micros(15_000 + self.random.u64(..30_000))
    }

    pub(super) fn arrives(&mut self, number: usize, call: Call) {
        let (pair, candidate) = (self.job(number).pair, self.job(number).candidate);
        let (since, token) = (self.now - self.start, self.pairs[pair].token);
        let info = self.tokens[token].server.answer(self.now);
        if info.refused {
            self.report.refused += 1;
        } else {
            let is_measured = since >= self.setting.warm_up && since < self.setting.time;
            self.tokens[token].served += u64::from(is_measured);
        }
        let mut seen = Seen::Absent;
        if !info.refused {
            let sent = self.job(number).sent.clone();
            let of = self.candidates.entry(candidate).or_default();
            if let Some(sent) = sent {
                let lost = of.tags.iter().filter(|tag| !is_own(tag) && !sent.contains(tag)).count();
                self.report.others_lost += lost as u64;
                of.tags = sent;
            }
            seen = Seen::Set(of.tags.clone());
        }
        // What was sent by a worker that died arrives all the same.
        if self.take(number).is_none() {
            return;
        }
        let is_lost = self.job(number).sent.is_some() && self.random.f64() < LOST;
        let (back, info) = match is_lost {
            true => (LATE, RateLimitInfo::default()),
            false => (self.way(), info),
        };
        self.expect(number, self.now + back, Happening::Answered(number, call, info, seen));
    }

    pub(super) fn answered(&mut self, number: usize, call: Call, info: RateLimitInfo, seen: Seen) {
        let Some(number) = self.take(number) else { return };
        let (now, pair) = (self.now, self.job(number).pair);
        let asker = &mut self.pairs[pair];
        asker.core.settle(call.ticket, info, now);
        let wait = info.retry_after.or(info.reset);
        if info.refused {
            asker.batch.hold();
            let refusal = QuotaRefusal { mark: call.permit.mark, wait, age: Duration::ZERO };
            self.at(now + TRIP / 2, Happening::Refused(pair, refusal));
        } else if info.answered
            && let Some(take) = asker.batch.count(call.permit, info, now)
        {
            self.at(now + TRIP / 2, Happening::Asked(pair, call.life, take));
        }
        let is_write = self.job(number).sent.is_some();
        match (is_write, info.answered, info.refused) {
            (true, false, _) => self.next(number, Event::WriteFailed(WriteFailure::Ambiguous)),
            (true, _, true) => self.next(number, Event::WriteFailed(WriteFailure::NotApplied(wait))),
            (true, _, false) => self.next(number, Event::Written(None)),
            // A refused read is sent again by its call.
            (false, _, true) => self.call(number, None),
            (false, _, false) => self.next(number, Event::Read(seen)),
        }
        self.pump(pair);
    }
}
