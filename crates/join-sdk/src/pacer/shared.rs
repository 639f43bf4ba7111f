//! The quota of a token among several processes, without a clock and without IO.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::quota::{QuotaGrant, QuotaMark, QuotaRefusal, QuotaSeen, QuotaTake};
use super::rate::LearnedRate;

/// The hold after a refusal without a duration. It doubles while refusals continue.
const FIRST_HOLD: Duration = Duration::from_secs(1);
/// The upper bound of a hold, whatever the server asks for.
const LONGEST_HOLD: Duration = Duration::from_secs(300);
/// Time between two questions while others are waited for.
const SOON: Duration = Duration::from_millis(20);
/// Time after which a process that was given the only permit counts as gone.
const LOST: Duration = Duration::from_secs(5);
/// The longest validity of a batch.
const LONGEST_BATCH: Duration = Duration::from_secs(2);
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
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SharedQuota {
    limit: Option<u32>,
    window: Option<Window>,
    windows: u64,
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
        self.count(take);
        if let Some(seen) = take.seen {
            self.learn(seen, now);
        }
        self.give(take.want, now)
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
            let until = at + refusal.wait.unwrap_or(doubled).min(LONGEST_HOLD);
            self.held_until = Some(self.held_until.map_or(until, |held| held.max(until)));
        }
        self.opening = Opening::default();
        self.window = None;
        self.windows += 1;
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
            self.opening = match size < WIDE_OPEN {
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
        let ends = now.saturating_sub(seen.age) + reset.min(LONGEST_HOLD);
        let began = now;
        let window = self.window.get_or_insert(Window { ends: None, began, left: remaining });
        window.ends = Some(window.ends.map_or(ends, |known| known.min(ends)));
        // More are left only where permits were given and not used yet, and those count as used.
        window.left = window.left.min(remaining);
    }

    fn give(&mut self, want: u32, now: Duration) -> QuotaGrant {
        let wait = |retry_in| QuotaGrant { retry_in, ..QuotaGrant::default() };
        if let Some(left) = self.held_for(now) {
            return QuotaGrant { mark: self.mark(), ..wait(left) };
        }
        self.held_until = None;
        self.turn_window(now);
        let mark = self.mark();
        let (mut permits, mut reports_at_once) = (want, false);
        if let Opening::Step { permits: open, given, .. } = &mut self.opening {
            if *open == 0 && now.saturating_sub(*given) > LOST {
                *open = 1;
            }
            permits = permits.min(*open);
            reports_at_once = true;
        }
        let mut retry_in = SOON;
        if let Some(window) = &self.window {
            if window.left == 0 {
                retry_in =
                    window.ends.map_or(SOON, |ends| ends.saturating_sub(now)).max(Duration::from_millis(1));
            }
            permits = permits.min(window.left);
            reports_at_once |= window.ends.is_none();
        }
        if let Some(turn) = self.rate.next_turn(now) {
            permits = 0;
            retry_in = turn.saturating_sub(now).max(SOON);
        } else if let Some(per_second) = self.rate.per_second() {
            // Enough for a while, so that a batch costs less than its permits.
            permits = permits.min((per_second * LEAD.as_secs_f64()).ceil() as u32);
        }
        for _ in 0..permits {
            self.rate.count_leave(now);
            // Answers are reported late, so permits measure the rate.
            self.rate.count_success(now);
        }
        let given = permits;
        if let Some(window) = &mut self.window {
            window.left -= given;
        }
        if let Opening::Step { permits, given: at, .. } = &mut self.opening
            && given > 0
        {
            *permits -= given;
            *at = now;
        }
        let ends = self.window.as_ref().and_then(|window| window.ends);
        let valid_for = ends.map_or(LONGEST_BATCH, |ends| ends.saturating_sub(now)).min(LONGEST_BATCH);
        QuotaGrant { permits: given, mark, valid_for, retry_in, reports_at_once }
    }

    /// Begins the next window when the last one is over, or when no response ever had its end.
    fn turn_window(&mut self, now: Duration) {
        let is_over = |window: &Window| match window.ends {
            Some(ends) => ends <= now,
            None => now.saturating_sub(window.began) > LOST,
        };
        if self.window.as_ref().is_some_and(is_over) {
            self.windows += 1;
            self.window = self.limit.map(|left| Window { ends: None, began: now, left });
        }
    }
}
