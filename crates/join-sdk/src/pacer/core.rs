//! The pacer's core: tracks the quota and decides when the next request may leave. No clock, no IO.

use std::time::{Duration, Instant};

use super::rate::LearnedRate;

/// The hold after a refusal without a duration. It doubles while refusals continue.
const FIRST_HOLD: Duration = Duration::from_secs(1);

/// Requests in flight at which a reopening pacer is fully open.
const WIDE_OPEN: u32 = 32;

/// The quota data of a response; empty without a response.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct RateLimitInfo {
    /// Whether a response came.
    pub(crate) answered: bool,
    /// Whether it was a 429.
    pub(crate) refused: bool,
    /// `x-ratelimit-limit`: requests in a window.
    pub(crate) limit: Option<u32>,
    /// `x-ratelimit-remaining`: requests left in the window.
    pub(crate) remaining: Option<u32>,
    /// `x-ratelimit-reset`: time to the end of the window.
    pub(crate) reset: Option<Duration>,
    /// `Retry-After`.
    pub(crate) retry_after: Option<Duration>,
}

/// Permission for one request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ticket {
    window: u64,
    holds: u64,
}

/// Whether a request may leave.
#[derive(Debug)]
pub(crate) enum Admission {
    Go(Ticket),
    /// Ask again at this time or at the next response, whichever is earlier. None: at the next response.
    Wait(Option<Instant>),
}

/// The known state of the quota.
#[derive(Debug)]
pub(crate) struct Core {
    longest_hold: Duration,
    /// The moment from which the learned rate counts.
    origin: Instant,
    in_flight: u32,
    info: RateLimitInfo,
    window: Option<Window>,
    windows: u64,
    held_until: Option<Instant>,
    holds: u64,
    /// Consecutive holds without a success in between.
    holds_in_a_row: u32,
    /// Allowed requests in flight while reopening after a hold; none when open.
    opening: Option<u32>,
    rate: LearnedRate,
}

/// A window of the server, as far as responses reveal it.
#[derive(Debug)]
struct Window {
    /// The latest end; unknown until its first response.
    ends: Option<Instant>,
    /// The announced end exceeds the longest hold, so a new window after the hold is not certain.
    cut_short: bool,
    /// Requests that may still leave.
    left: u32,
    /// The lowest `remaining` seen. A higher one is older, unless it is much higher.
    lowest: u32,
    /// The peak of requests in flight.
    peak: u32,
}

impl Core {
    /// Creates a core without knowledge, which admits everything. `longest_hold`: the upper bound of a wait.
    pub(crate) fn new(longest_hold: Duration) -> Self {
        Self {
            longest_hold,
            origin: Instant::now(),
            in_flight: 0,
            info: RateLimitInfo::default(),
            window: None,
            windows: 0,
            held_until: None,
            holds: 0,
            holds_in_a_row: 0,
            opening: None,
            rate: LearnedRate::default(),
        }
    }

    /// Requests admission for one request.
    pub(crate) fn take(&mut self, now: Instant) -> Admission {
        if let Some(until) = self.held_until {
            if now < until {
                return Admission::Wait(Some(until));
            }
            self.held_until = None;
        }
        if self.opening.is_some_and(|most| self.in_flight >= most) {
            return Admission::Wait(None);
        }
        self.turn_window(now);
        self.probe();
        if let Some(window) = self.window.as_ref().filter(|window| window.left == 0) {
            return Admission::Wait(window.ends);
        }
        let at = self.since_origin(now);
        if let Some(until) = self.rate.next_turn(at) {
            return Admission::Wait(Some(self.origin + until));
        }
        self.in_flight += 1;
        if let Some(window) = &mut self.window {
            window.left -= 1;
            window.peak = window.peak.max(self.in_flight);
        }
        self.rate.count_leave(at);
        Admission::Go(Ticket { window: self.windows, holds: self.holds })
    }

    /// Admits a request that others counted already.
    pub(crate) fn admit(&mut self, now: Instant) -> Ticket {
        self.turn_window(now);
        self.in_flight += 1;
        if let Some(window) = &mut self.window {
            window.left = window.left.saturating_sub(1);
            window.peak = window.peak.max(self.in_flight);
        }
        Ticket { window: self.windows, holds: self.holds }
    }

    fn since_origin(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.origin)
    }

    /// Starts the next window when the last one is over.
    fn turn_window(&mut self, now: Instant) {
        let Some(over) = self.window.as_ref().filter(|window| window.ends.is_some_and(|ends| ends <= now))
        else {
            return;
        };
        let limit = if over.cut_short { Some(1) } else { self.info.limit };
        self.windows += 1;
        self.window = limit.map(|left| Window {
            ends: None,
            cut_short: false,
            left,
            lowest: u32::MAX,
            peak: self.in_flight,
        });
    }

    /// Admits one request when no response can come any more: all requests in flight were lost.
    fn probe(&mut self) {
        let is_idle = self.in_flight == 0;
        if let Some(window) = self.window.as_mut().filter(|window| is_idle && window.ends.is_none()) {
            window.left = window.left.max(1);
        }
    }

    /// Takes the result of a request.
    pub(crate) fn settle(&mut self, ticket: Ticket, info: RateLimitInfo, now: Instant) {
        self.in_flight = self.in_flight.saturating_sub(1);
        if !info.answered {
            return;
        }
        self.info = RateLimitInfo {
            limit: info.limit.or(self.info.limit),
            remaining: info.remaining.or(self.info.remaining),
            reset: info.reset.or(self.info.reset),
            ..info
        };
        if info.refused {
            self.hold(ticket, info, now);
            return;
        }
        self.holds_in_a_row = 0;
        let at = self.since_origin(now);
        self.rate.count_success(at);
        self.opening = self.opening.map(|most| most + 1).filter(|most| *most < WIDE_OPEN);
        if let (Some(remaining), Some(reset)) = (info.remaining, info.reset) {
            self.learn(ticket, remaining, reset, now);
        }
    }

    /// Takes a request without a response, such as a cancelled one.
    pub(crate) fn abandon(&mut self) {
        self.in_flight = self.in_flight.saturating_sub(1);
    }

    fn learn(&mut self, ticket: Ticket, remaining: u32, reset: Duration, now: Instant) {
        if ticket.window != self.windows {
            return; // It describes a past window.
        }
        // This response does not count requests in flight yet, or a lower value came since.
        let left = remaining.saturating_sub(self.in_flight);
        let ends = now + reset.min(self.longest_hold);
        let cut_short = reset > self.longest_hold;
        let fresh = Window { ends: Some(ends), cut_short, left, lowest: remaining, peak: self.in_flight };
        match &mut self.window {
            Some(window) if window.lowest != u32::MAX && !rolled_over(window, remaining) => {
                window.ends = window.ends.map(|known| known.min(ends));
                if remaining <= window.lowest {
                    window.lowest = remaining;
                    window.left = left;
                }
            }
            window => *window = Some(fresh),
        }
    }

    fn hold(&mut self, ticket: Ticket, info: RateLimitInfo, now: Instant) {
        // A request sent before the last hold can only extend the wait.
        let is_news = ticket.holds == self.holds;
        let asked = info.retry_after.or(info.reset);
        if is_news {
            self.holds += 1;
            if asked.is_none() {
                let at = self.since_origin(now);
                self.rate.lower(at, self.holds_in_a_row > 0);
            }
            self.holds_in_a_row += 1;
        }
        let doubled = FIRST_HOLD.saturating_mul(1 << (self.holds_in_a_row.saturating_sub(1)).min(10));
        if is_news || asked.is_some() {
            let until = now + asked.unwrap_or(doubled).min(self.longest_hold);
            self.held_until = Some(self.held_until.map_or(until, |held| held.max(until)));
        }
        self.opening = Some(1);
        self.window = None;
        self.windows += 1;
    }

    /// The latest limit, remaining count and reset.
    pub(crate) fn info(&self) -> RateLimitInfo {
        self.info
    }

    /// The remaining hold after a refusal.
    pub(crate) fn refused_for(&self, now: Instant) -> Option<Duration> {
        let left = self.held_until.map(|until| until.saturating_duration_since(now));
        left.filter(|left| !left.is_zero())
    }

    /// The remaining hold for all callers.
    pub(crate) fn held_for(&self, now: Instant) -> Option<Duration> {
        let until = self.held_until.or_else(|| {
            self.window.as_ref().filter(|window| window.left == 0).and_then(|window| window.ends)
        })?;
        Some(until.saturating_duration_since(now)).filter(|left| !left.is_zero())
    }

    /// Requests per second, learned from refusals without headers.
    pub(crate) fn learned_rate(&self) -> Option<f64> {
        self.rate.per_second()
    }
}

/// Whether the remaining count is too high for an older response of the same window.
fn rolled_over(window: &Window, remaining: u32) -> bool {
    remaining > window.lowest.saturating_add(window.peak)
}
