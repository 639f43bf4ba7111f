//! Decides each next step of a tag write, without IO. The driver executes each [`Step`] and returns an event; the simulation
//! in the tests does the same with an invented clock.

use std::time::Duration;

use join_client::types::Tag;

use super::steps::{Event, Failed, Observations, Rules, Seen, Step, WriteFailure};
use crate::error::ErrorKind;
use crate::tags::edit::Overridden;
use crate::tags::merge::{Intent, Refusal, TagMatch, same_set};
use crate::tags::receipt::{EditOutcome, ForeignChange};
use crate::tags::verify::{Look, POLLS, Verify, look};

/// Bounds of the waits between attempts, as in the race simulation: up to 150 ms, doubled each time.
const FIRST_BACKOFF: Duration = Duration::from_millis(150);
const LONGEST_BACKOFF: Duration = Duration::from_secs(5);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Outside,
    /// About to read the set that the write builds on.
    Base,
    Writing,
    /// About to wait before another attempt.
    Pausing(Duration),
    /// Waiting for an ambiguous write to appear.
    Doubting,
    ReadingBack,
    /// Reading the set after a refused write.
    Rejected,
    /// Checking for the write, after this many polls.
    Looking(usize),
    Leaving,
    Settling,
    Settled,
    Ended,
}

/// The state of one tag write.
#[derive(Debug)]
pub(crate) struct EditMachine {
    intent: Intent,
    rules: Rules,
    state: State,
    /// Whether the candidate's lock is held.
    inside: bool,
    attempts: u32,
    /// The set before the last write.
    before: Vec<Tag>,
    sent_at: Duration,
    /// Until when an ambiguous write can still arrive. The lock is held until then, so the late write overwrites no other
    /// writer of this client.
    late_until: Option<Duration>,
    /// Whether a write may have been applied.
    applied: bool,
    merged: bool,
    landed: bool,
    healed: bool,
    seen_others: bool,
    notes: Observations,
}

impl EditMachine {
    pub(crate) fn new(intent: Intent, rules: Rules) -> Self {
        Self {
            intent,
            rules,
            state: State::Outside,
            inside: false,
            attempts: 0,
            before: Vec::new(),
            sent_at: Duration::ZERO,
            late_until: None,
            applied: false,
            merged: false,
            landed: false,
            healed: false,
            seen_others: false,
            notes: Observations::default(),
        }
    }

    pub(crate) fn attempts(&self) -> u32 {
        self.attempts
    }

    pub(crate) fn may_have_been_applied(&self) -> bool {
        self.applied
    }

    pub(crate) fn notes(&self) -> &Observations {
        &self.notes
    }

    pub(crate) fn take_notes(&mut self) -> Observations {
        std::mem::take(&mut self.notes)
    }

    /// Drops the parts that a later edit of this client decided otherwise.
    pub(crate) fn yield_to(&mut self, later: &Overridden) {
        if let Intent::Edit(edit) = &self.intent {
            self.intent = Intent::Edit(edit.without(later));
        }
    }

    /// Checks the edit again after the settling time: another writer may have read before this write and write after it.
    pub(crate) fn check_again(&mut self) {
        if let Intent::Edit(_) = self.intent {
            self.rules.verify = Verify::Settled;
        }
    }

    /// Returns the next step. `now` counts from the start; `random`, from 0 to 1, spreads writers that collided.
    pub(crate) fn next(&mut self, now: Duration, event: Event, random: f64) -> Step {
        match event {
            Event::Entered => self.inside = true,
            Event::Left => self.inside = false,
            _ => {}
        }
        match (self.state, event) {
            (State::Outside, Event::Begun) => self.to(State::Base, Step::Enter),
            (State::Base, Event::Entered) => Step::Read,
            (State::Writing, Event::Written(tags)) => self.written(tags, now, random),
            (State::Writing, Event::WriteFailed(failure)) => self.write_failed(failure, now, random),
            (State::Pausing(pause), Event::Left) => self.wait(State::Pausing(pause), pause, now),
            (State::Pausing(_), Event::Waited) if self.inside => self.to(State::Base, Step::Read),
            (State::Pausing(_), Event::Waited) => self.to(State::Base, Step::Enter),
            (State::Doubting, Event::Waited) => self.to(State::ReadingBack, Step::Read),
            (State::Looking(_), Event::Waited) => Step::Read,
            (State::Leaving, Event::Left) => self.wait(State::Settling, self.rules.settle, now),
            (State::Settling, Event::Waited) => self.to(State::Settled, Step::Read),
            (State::Rejected, Event::ReadFailed) => self.end(Failed::Write),
            (_, Event::ReadFailed) => self.read_failed(),
            (_, Event::Read(seen)) => match self.set_of(seen) {
                Ok(set) => self.read(set, now, random),
                Err(failed) => self.end(failed),
            },
            // The driver returns the matching event for each step; any other event ends the write.
            _ => self.because(
                ErrorKind::Unverified,
                "the write stopped half-way; read the tags, then apply the edit again",
            ),
        }
    }

    fn read(&mut self, set: Vec<Tag>, now: Duration, random: f64) -> Step {
        self.notice(&set);
        if self.state == State::Base {
            return self.base(set, now);
        }
        match (self.state, look(&self.intent, &self.before, &set)) {
            (_, Look::Landed(loose)) => {
                self.notes.loose = loose;
                self.applied |= self.attempts > 0;
                self.landed(now)
            }
            (State::ReadingBack, _) => self.base(set, now),
            (State::Rejected, _) => self.end(Failed::Rejected),
            (State::Looking(polls), Look::NotVisible) => self.poll(polls, now, random),
            (_, Look::NotVisible) => self.poll(0, now, random),
            (_, Look::Overwritten) => {
                self.seen_others = true;
                self.conflict(now, random)
            }
        }
    }

    /// Merges the intent into the current set and writes.
    fn base(&mut self, set: Vec<Tag>, now: Duration) -> Step {
        let planned = self.rules.base.as_ref().filter(|_| self.attempts == 0);
        if planned.is_some_and(|planned| !same_set(planned, &set)) {
            if self.rules.strict {
                return self.because(
                    ErrorKind::Conflict,
                    "the tags changed since the plan; nothing was written; plan again",
                );
            }
            self.merged = true;
        }
        let alike = if self.attempts > 0 { TagMatch::Loosely } else { TagMatch::Exactly };
        let merge = match self.intent.merge(&set, alike, &self.rules.limits) {
            Ok(merge) => merge,
            Err(Refusal::NotExpected) if self.applied => return self.replaced_by_others(),
            Err(refusal) => return self.end(Failed::Refused(refusal)),
        };
        if merge.changes_nothing() {
            self.notes.loose = merge.loose;
            return match self.attempts {
                0 if !self.rules.resumed => self.done(),
                0 => {
                    self.before = set;
                    self.landed(now)
                }
                _ => self.landed(now),
            };
        }
        if self.attempts >= self.rules.max_attempts {
            return self.exhausted(now);
        }
        self.attempts += 1;
        self.healed |= self.landed;
        self.sent_at = now;
        self.notes.count(&merge);
        self.before = set;
        self.notes.sent = Some(merge.result.clone());
        self.to(State::Writing, Step::Write(merge.result))
    }

    fn written(&mut self, tags: Option<Vec<Tag>>, now: Duration, random: f64) -> Step {
        self.applied = true;
        self.notes.believed = self.notes.sent.clone();
        if self.rules.verify == Verify::None && self.late_until.is_none() {
            return self.done();
        }
        // A response with another set may be older than the write: a read decides.
        let answered = tags.filter(|tags| matches!(look(&self.intent, &self.before, tags), Look::Landed(_)));
        self.state = State::Looking(0);
        match answered {
            Some(tags) => self.read(tags, now, random),
            None => Step::Read,
        }
    }

    fn write_failed(&mut self, failure: WriteFailure, now: Duration, random: f64) -> Step {
        match failure {
            WriteFailure::NotApplied(_) if self.attempts >= self.rules.max_attempts => {
                self.end(Failed::Write)
            }
            WriteFailure::NotApplied(asked) => self.pause(asked.unwrap_or_else(|| self.backoff(random)), now),
            WriteFailure::Ambiguous => {
                self.applied = true;
                let late = self.rules.late.saturating_add(self.rules.settle);
                self.late_until = Some(self.sent_at.saturating_add(late));
                self.wait(State::Doubting, self.rules.settle, now)
            }
            WriteFailure::Rejected => self.to(State::Rejected, Step::Read),
            WriteFailure::Final => self.end(Failed::Write),
        }
    }

    /// The tags are as desired. Checks again if the rules require it, or if an earlier write can still arrive.
    fn landed(&mut self, now: Duration) -> Step {
        self.landed = true;
        let late = self.late(now);
        let settled = self.state == State::Settled;
        match self.rules.verify {
            _ if !late.is_zero() => self.wait(State::Settling, late.max(self.rules.settle), now),
            Verify::Settled if !settled && self.inside => self.to(State::Leaving, Step::Leave),
            Verify::Settled if !settled => self.wait(State::Settling, self.rules.settle, now),
            _ => self.done(),
        }
    }

    /// The time in which an ambiguous write can still arrive.
    fn late(&self, now: Duration) -> Duration {
        self.late_until.unwrap_or_default().saturating_sub(now)
    }

    fn poll(&mut self, polls: usize, now: Duration, random: f64) -> Step {
        match POLLS.get(polls) {
            Some(wait) => self.wait(State::Looking(polls + 1), *wait, now),
            None => self.conflict(now, random),
        }
    }

    /// The written tags are missing or gone again.
    fn conflict(&mut self, now: Duration, random: f64) -> Step {
        let whole_set = matches!(self.intent, Intent::Replace { .. });
        if whole_set && self.seen_others {
            return self.replaced_by_others();
        }
        if whole_set || self.attempts >= self.rules.max_attempts {
            return self.exhausted(now);
        }
        self.pause(self.backoff(random), now)
    }

    fn replaced_by_others(&mut self) -> Step {
        self.because(
            ErrorKind::Unverified,
            "the tags were written, but JOIN now returns another set; read them",
        )
    }

    fn exhausted(&mut self, now: Duration) -> Step {
        let late = self.late(now);
        if !late.is_zero() {
            return self.wait(State::Settling, late, now);
        }
        match () {
            () if self.seen_others => self.because(
                ErrorKind::Contended,
                "other writers kept changing the tags until the last attempt; try again later",
            ),
            () if self.late_until.is_some() => self.end(Failed::Write),
            () => self.because(
                ErrorKind::Unverified,
                "the tags were written but never appeared in a read; read them",
            ),
        }
    }

    fn read_failed(&mut self) -> Step {
        match () {
            () if !self.applied => self.end(Failed::Request),
            () if self.landed || self.late_until.is_none() => self.because(
                ErrorKind::Unverified,
                "the tags were written, but the check afterwards failed; read them",
            ),
            () => self.because(
                ErrorKind::UnknownOutcome,
                "the tags may have been written; the check afterwards failed; read them",
            ),
        }
    }

    /// Waits before another attempt, outside the lock unless a late write is pending.
    fn pause(&mut self, pause: Duration, now: Duration) -> Step {
        if self.inside && self.late(now).is_zero() {
            return self.to(State::Pausing(pause), Step::Leave);
        }
        self.wait(State::Pausing(pause), pause, now)
    }

    fn backoff(&self, random: f64) -> Duration {
        let doublings = self.attempts.saturating_sub(1).min(16);
        FIRST_BACKOFF.saturating_mul(1 << doublings).min(LONGEST_BACKOFF).mul_f64(random.clamp(0.0, 1.0))
    }

    /// A wait, or the end if the deadline comes first.
    fn wait(&mut self, state: State, wait: Duration, now: Duration) -> Step {
        // A server may request any wait, and a caller any settling time.
        if now.saturating_add(wait) <= self.rules.deadline {
            return self.to(state, Step::Wait(wait));
        }
        match () {
            () if !self.applied && self.landed => self.because(
                ErrorKind::Unverified,
                "the tags are as desired, but the deadline came before the last check; read them",
            ),
            () if !self.applied => self.end(Failed::Write),
            () if self.landed => self.because(
                ErrorKind::Unverified,
                "the tags were written, but the deadline came before the last check; read them",
            ),
            () if self.late_until.is_some() => self.because(
                ErrorKind::UnknownOutcome,
                "the tags may have been written; the deadline came before a check; read them",
            ),
            () => self.because(
                ErrorKind::Contended,
                "other writers kept changing the tags until the deadline; try again later",
            ),
        }
    }

    fn set_of(&mut self, seen: Seen) -> Result<Vec<Tag>, Failed> {
        let known = self.rules.known_non_empty
            || [&self.rules.base, &self.notes.last].into_iter().flatten().any(|set| !set.is_empty());
        match seen {
            Seen::Set(set) => Ok(set),
            Seen::Null if known => Err(Failed::Because(
                ErrorKind::Refused,
                "JOIN returned null for the tags of a candidate known to have some",
            )),
            Seen::Null => {
                self.notes.was_null = true;
                Ok(Vec::new())
            }
            Seen::Absent => {
                Err(Failed::Because(ErrorKind::TagsUnknown, "JOIN did not return the candidate's tags"))
            }
        }
    }

    /// Notes the current set, and what others changed since the last one.
    fn notice(&mut self, set: &[Tag]) {
        let awaited = self.applied && same_set(set, &self.before);
        if let Some(believed) = self.notes.believed.as_ref().filter(|_| !awaited) {
            let change = ForeignChange::between(believed, set, |tag| self.intent.is_foreign(tag));
            self.notes.foreign.extend(change);
        }
        self.notes.first.get_or_insert_with(|| set.to_vec());
        self.notes.last = Some(set.to_vec());
        if !awaited {
            self.notes.believed = Some(set.to_vec());
        }
    }

    fn to(&mut self, state: State, step: Step) -> Step {
        self.state = state;
        step
    }

    fn end(&mut self, failed: Failed) -> Step {
        self.to(State::Ended, Step::End(Err(failed)))
    }

    fn because(&mut self, kind: ErrorKind, message: &'static str) -> Step {
        self.end(Failed::Because(kind, message))
    }

    fn done(&mut self) -> Step {
        let outcome = match () {
            () if !self.applied => EditOutcome::NoChange,
            () if self.healed => EditOutcome::Healed,
            () if self.merged => EditOutcome::AppliedAfterMerge,
            () => EditOutcome::Applied,
        };
        self.to(State::Ended, Step::End(Ok(outcome)))
    }
}
