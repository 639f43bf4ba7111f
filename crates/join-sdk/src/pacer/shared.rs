//! The quota of a token among several processes, without a clock and without IO.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::quota::{QuotaGrant, QuotaMark, QuotaRefusal, QuotaSeen, QuotaTake, QuotaTurn};
use super::rate::LearnedRate;

/// The hold after a refusal without a duration. It doubles while refusals continue.
const FIRST_HOLD: Duration = Duration::from_secs(1);
/// The upper bound of a hold, whatever the server asks for.
const LONGEST_HOLD: Duration = Duration::from_secs(300);
/// Time between two questions while others are waited for.
const SOON: Duration = Duration::from_millis(20);
/// Time after which a process that was given the only permit counts as gone.
const LOST: Duration = Duration::from_secs(5);
/// Time after which the report of a window's end counts as late.
const LATE: Duration = Duration::from_millis(150);
/// The longest validity of a batch, and the longest window whose permits are given in advance.
const LONGEST_BATCH: Duration = Duration::from_secs(2);
/// The longest wait for a turn in later windows.
const LONGEST_TURN: Duration = Duration::from_secs(10);
/// The permits of a window up to which one process may have all of them.
const FEW: u32 = 8;
/// The part of a learned rate that one batch may take at once.
const LEAD: Duration = Duration::from_millis(60);
/// The step at which a reopening quota is fully open.
const WIDE_OPEN: u32 = 32;

/// The state of a quota that several processes share. A [store](super::quota::QuotaStore) keeps it, for example as JSON in a row,
/// and runs each call on it alone.
///
/// `now` is the time of the store's clock since any fixed moment.
///
/// ```
/// use std::time::Duration;
/// use join_sdk::quota::{QuotaTake, SharedQuota};
///
/// let mut quota = SharedQuota::default();
/// let grant = quota.take(QuotaTake { want: 10, ..QuotaTake::default() }, Duration::from_secs(1));
/// assert_eq!(grant.permits, 1); // nothing is known yet, so one request goes ahead
/// ```
///
/// Once a window is used up, permits of the next one are given in advance. Once those are gone too, processes stand in line: each
/// is called back at its turn, so that nobody asks in vain.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SharedQuota {
    limit: Option<u32>,
    /// The time from the first answer of a window to its end.
    length: Option<Duration>,
    /// The time from the end of a window to that of the next one, while they are used up. A window begins with its first request.
    period: Option<Duration>,
    window: Option<Window>,
    windows: u64,
    /// Permits of later windows that were given or promised.
    line: u32,
    held_until: Option<Duration>,
    holds: u64,
    holds_in_a_row: u32,
    opening: Opening,
    rate: LearnedRate,
}

/// A window of the server, as far as responses reveal it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Window {
    /// The latest end; unknown until its first response.
    ends: Option<Duration>,
    /// When it was begun.
    began: Duration,
    /// Permits that may still be given.
    left: u32,
    /// Permits of the next window that were given in advance.
    booked: u32,
    /// From when on a response is awaited that reports the end.
    awaited: Option<Duration>,
}

/// How far the quota is open, at the beginning and after a hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Opening {
    Open,
    /// So many permits may be given until an answer is reported.
    Step {
        permits: u32,
        size: u32,
        /// When the last one was given.
        given: Duration,
    },
}

impl Default for Opening {
    fn default() -> Self {
        Self::Step { permits: 1, size: 1, given: Duration::ZERO }
    }
}

impl SharedQuota {
    /// Takes the reports of a process, and gives permits.
    pub fn take(&mut self, take: QuotaTake, now: Duration) -> QuotaGrant {
        if self.held_for(now).is_none() {
            self.held_until = None;
            self.turn_window(now);
        }
        self.count(take);
        if let Some(seen) = take.seen {
            self.learn(seen, now);
        }
        self.give(take, now)
    }

    /// Takes the report of a refused request.
    ///
    /// ```
    /// use std::time::Duration;
    /// use join_sdk::quota::{QuotaRefusal, QuotaTake, SharedQuota};
    ///
    /// let (mut quota, now) = (SharedQuota::default(), Duration::from_secs(1));
    /// let wait = Some(Duration::from_secs(30));
    /// quota.refuse(QuotaRefusal { wait, ..QuotaRefusal::default() }, now);
    /// assert_eq!(quota.held_for(now), wait);
    /// assert_eq!(quota.take(QuotaTake { want: 1, ..QuotaTake::default() }, now).permits, 0);
    /// ```
    pub fn refuse(&mut self, refusal: QuotaRefusal, now: Duration) {
        let at = now.saturating_sub(refusal.age);
        // A request sent before the last hold can only extend the wait.
        let is_news = refusal.mark.hold == self.holds;
        if is_news {
            self.holds += 1;
            if refusal.wait.is_none() {
                self.rate.lower(at, self.holds_in_a_row > 0);
            }
            self.holds_in_a_row += 1;
        }
        let doubled = FIRST_HOLD.saturating_mul(1 << self.holds_in_a_row.saturating_sub(1).min(10));
        if is_news || refusal.wait.is_some() {
            let wait = refusal.wait.unwrap_or(doubled).min(LONGEST_HOLD);
            let until = now.saturating_add(wait).saturating_sub(refusal.age);
            self.held_until = Some(self.held_until.map_or(until, |held| held.max(until)));
        }
        self.opening = Opening::default();
        self.window = None;
        self.windows += 1;
        self.line = 0;
    }

    /// The remaining hold of all processes.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// assert_eq!(join_sdk::quota::SharedQuota::default().held_for(Duration::from_secs(1)), None);
    /// ```
    pub fn held_for(&self, now: Duration) -> Option<Duration> {
        self.held_until.map(|until| until.saturating_sub(now)).filter(|left| !left.is_zero())
    }

    fn mark(&self) -> QuotaMark {
        QuotaMark { window: self.windows, hold: self.holds }
    }

    /// Counts answered requests: they open the quota.
    fn count(&mut self, take: QuotaTake) {
        let is_new = take.seen.is_none_or(|seen| seen.mark.hold == self.holds);
        if take.answered == 0 || !is_new {
            return;
        }
        self.holds_in_a_row = 0;
        if let Opening::Step { size, given, .. } = self.opening {
            let size = size.saturating_mul(2);
            self.opening = match size < self.limit.map_or(WIDE_OPEN, |limit| limit.min(WIDE_OPEN)) {
                true => Opening::Step { permits: size, size, given },
                false => Opening::Open,
            };
        }
    }

    fn learn(&mut self, seen: QuotaSeen, now: Duration) {
        self.limit = seen.limit.or(self.limit);
        let (Some(remaining), Some(reset)) = (seen.remaining, seen.reset) else { return };
        if seen.mark != self.mark() {
            return; // It tells of an earlier window.
        }
        let reset = reset.min(LONGEST_HOLD);
        // A clock that just began is less than the age.
        let ends = now.saturating_add(reset).saturating_sub(seen.age);
        let window = self.window.get_or_insert(Window::new(now, remaining));
        if window.ends.is_none() {
            self.length = Some(reset);
            let period = ends.saturating_sub(window.began);
            self.period = Some(period.clamp(reset, reset + reset / 2));
        }
        window.ends = Some(window.ends.map_or(ends, |known| known.min(ends)));
        // More are left only where permits were given and not used yet, and those count as used.
        window.left = window.left.min(remaining);
    }

    fn give(&mut self, take: QuotaTake, now: Duration) -> QuotaGrant {
        let mark = self.mark();
        let wait = |retry_in| QuotaGrant { retry_in, turn: take.turn, mark, ..QuotaGrant::default() };
        if let Some(left) = self.held_for(now) {
            return wait(left);
        }
        let want = self.limit.map_or(take.want, |limit| take.want.min(portion(limit)));
        if want == 0 {
            return wait(SOON);
        }
        if self.window.as_ref().is_some_and(|window| window.left == 0) {
            return self.book(want, take.turn, now);
        }
        let mut permits = want;
        if let Opening::Step { permits: open, given, .. } = &mut self.opening {
            if *open == 0 && now.saturating_sub(*given) > LOST {
                *open = 1;
            }
            permits = permits.min(*open);
        }
        let valid_in = self.rate.next_turn(now).map_or(Duration::ZERO, |turn| turn.saturating_sub(now));
        if valid_in > LONGEST_BATCH {
            return wait(valid_in - LONGEST_BATCH / 2);
        }
        if let Some(per_second) = self.rate.per_second() {
            // Enough for a while, so that a batch costs less than its permits.
            permits = permits.min((per_second * LEAD.as_secs_f64()).ceil() as u32);
        }
        if let Some(window) = &self.window {
            permits = permits.min(window.left);
        }
        if permits == 0 {
            return wait(SOON);
        }
        self.given(permits, now);
        let (mut reports_at_once, mut valid_for) = (self.opening != Opening::Open, LONGEST_BATCH);
        if let Some(window) = &mut self.window {
            window.left -= permits;
            reports_at_once |= window.awaits_report(now);
            let ends = window.ends.or(self.length.map(|length| window.began + length));
            valid_for = ends.map_or(valid_for, |ends| ends.saturating_sub(now).min(valid_for));
        }
        let grant =
            QuotaGrant { permits, mark, valid_in, valid_for, reports_at_once, ..QuotaGrant::default() };
        self.call_back(grant, want, take.turn, now)
    }

    /// Counts permits that are given now.
    fn given(&mut self, permits: u32, now: Duration) {
        for _ in 0..permits {
            self.rate.count_leave(now);
            // Answers are reported late, so permits measure the rate.
            self.rate.count_success(now);
        }
        if let Opening::Step { permits: open, given, .. } = &mut self.opening {
            *open = open.saturating_sub(permits);
            *given = now;
        }
    }

    /// Gives permits of the next window, or a turn in a later one.
    fn book(&mut self, want: u32, turn: Option<QuotaTurn>, now: Duration) -> QuotaGrant {
        let mark = self.mark();
        let next = mark.window + 1;
        let wait = |retry_in| QuotaGrant { retry_in, turn, mark, ..QuotaGrant::default() };
        let (Some(limit), Some(window)) = (self.limit, &mut self.window) else { return wait(SOON) };
        let Some(ends) = window.ends else { return wait(SOON) };
        let valid_in = ends.saturating_sub(now).max(Duration::from_millis(1));
        let Some(length) = self.length.filter(|length| *length <= LONGEST_BATCH) else {
            return wait(valid_in);
        };
        if self.opening != Opening::Open || self.rate.per_second().is_some() {
            return wait(valid_in);
        }
        if let Some(early) = turn.filter(|turn| turn.window > next) {
            return self.called_back(wait(valid_in), early, now);
        }
        let promised = turn.filter(|turn| turn.window == next).map(|turn| turn.permits.min(want));
        let room = limit.saturating_sub(window.booked);
        let permits = room.min(promised.unwrap_or(want.min(limit.saturating_sub(self.line))));
        if permits == 0 {
            return self.queue(wait(valid_in), want, now);
        }
        let reports_at_once = window.booked == 0;
        window.booked += permits;
        if promised.is_none() {
            self.line = self.line.saturating_add(permits);
        }
        let mark = QuotaMark { window: next, ..mark };
        let grant = QuotaGrant {
            permits,
            mark,
            valid_in,
            valid_for: length,
            reports_at_once,
            ..QuotaGrant::default()
        };
        self.call_back(grant, want, None, now)
    }

    /// Calls a process back that was given permits, if it stands in line or others do.
    fn call_back(
        &mut self,
        grant: QuotaGrant,
        want: u32,
        turn: Option<QuotaTurn>,
        now: Duration,
    ) -> QuotaGrant {
        match (turn.filter(|turn| turn.window > self.windows), self.limit) {
            (Some(turn), _) => self.called_back(grant, turn, now),
            (None, Some(limit)) if self.line >= limit => self.queue(grant, want, now),
            _ => grant,
        }
    }

    /// Puts a process in line for a later window.
    fn queue(&mut self, grant: QuotaGrant, want: u32, now: Duration) -> QuotaGrant {
        let limit = self.limit.unwrap_or(0).max(1);
        let place = self.line.max(limit);
        // All of a batch is of one window.
        let permits = want.min(limit - place % limit);
        self.line = place.saturating_add(permits);
        let turn = QuotaTurn { window: self.windows + 1 + u64::from(place / limit), permits };
        self.called_back(grant, turn, now)
    }

    /// Calls a process back in the middle of the window before its turn.
    fn called_back(&self, grant: QuotaGrant, turn: QuotaTurn, now: Duration) -> QuotaGrant {
        let period = self.period.unwrap_or_default();
        let ends = self.window.as_ref().and_then(|window| window.ends);
        let left = ends.map_or(period, |ends| ends.saturating_sub(now));
        let between = turn.window.saturating_sub(self.windows + 2);
        let retry_in = match turn.window > self.windows + 1 {
            true => left + period * u32::try_from(between.min(1_000)).unwrap_or(0) + period / 2,
            false => Duration::ZERO,
        };
        // Who was given nothing would ask again and again.
        let soonest = if grant.permits == 0 { SOON } else { Duration::ZERO };
        let retry_in = retry_in.clamp(soonest, LONGEST_TURN);
        QuotaGrant { retry_in, turn: Some(turn), ..grant }
    }

    /// Begins the next window when the last one is over, or when no response ever had its end.
    fn turn_window(&mut self, now: Duration) {
        let longest = self.length.map_or(LOST, |length| length + LATE);
        // One that was given in advance may have passed meanwhile.
        for _ in 0..2 {
            let Some(over) = &self.window else { return };
            let ends = over.ends.unwrap_or(over.began + longest);
            if now < ends {
                return;
            }
            let limit = self.limit.unwrap_or(0);
            // Where they did not come, the others need not wait for them.
            let is_needed = over.left == 0 && over.booked > limit / 2;
            self.line = if is_needed { self.line.saturating_sub(limit) } else { 0 };
            let (booked, began) = (over.booked, if over.booked > 0 { ends } else { now });
            self.windows += 1;
            self.window = self.limit.map(|limit| Window {
                awaited: (booked > 0).then_some(began),
                ..Window::new(began, limit.saturating_sub(booked))
            });
        }
    }
}

impl Window {
    fn new(began: Duration, left: u32) -> Self {
        Self { ends: None, began, left, booked: 0, awaited: None }
    }

    /// Whether a response has to report the end, and no other is expected to.
    fn awaits_report(&mut self, now: Duration) -> bool {
        let is_late = self.awaited.is_none_or(|since| now.saturating_sub(since) > LATE);
        let awaits = self.ends.is_none() && is_late;
        if awaits {
            self.awaited = Some(now);
        }
        awaits
    }
}

/// The largest batch: a third of a window, so that a window is shared and few have to ask; all of it where it has few.
fn portion(limit: u32) -> u32 {
    limit.div_ceil(3).max(limit.min(FEW))
}
