//! The rate limiter: counts requests in windows or takes tokens from a bucket. Pure, given the time.

use std::time::Duration;

use tokio::time::Instant;

use crate::faults::quota::{Quota, RateLimit, TokenBucket};

/// The state of the limit for one request, as its headers show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RateStatus {
    pub(crate) limit: u32,
    pub(crate) remaining: u32,
    /// Whole seconds, rounded up, at least one: to wait where the request is refused, else until the limit is whole again.
    pub(crate) reset: u64,
    pub(crate) allowed: bool,
}

const NOTIONAL_LIMIT: u32 = 1000;

/// Counts requests, with or without a limit to enforce.
#[derive(Debug)]
pub(crate) enum Limiter {
    /// Requests of a notional window that were used.
    Unlimited(u32),
    Window(RateLimit, Window),
    Bucket(TokenBucket, Bucket),
}

/// The open window, if one is open, and its requests so far.
#[derive(Debug, Default)]
pub(crate) struct Window {
    opened: Option<Instant>,
    used: u32,
}

/// What a bucket holds. One token is as many drops as its `per` has nanoseconds, so that each nanosecond brings as many
/// drops as its `tokens`: nothing is ever rounded.
#[derive(Debug)]
pub(crate) struct Bucket {
    drops: u128,
    at: Option<Instant>,
}

impl Limiter {
    pub(crate) fn new(quota: Quota) -> Self {
        match quota {
            Quota::Unlimited => Limiter::Unlimited(0),
            Quota::Window(limit) => Limiter::Window(limit, Window::default()),
            Quota::Bucket(bucket) => Limiter::Bucket(bucket, Bucket { drops: bucket.full(), at: None }),
        }
    }

    pub(crate) fn quota(&self) -> Quota {
        match self {
            Limiter::Unlimited(_) => Quota::Unlimited,
            Limiter::Window(limit, _) => Quota::Window(*limit),
            Limiter::Bucket(bucket, _) => Quota::Bucket(*bucket),
        }
    }

    /// Counts one request that arrives now. Without a limit, `now` is not asked for.
    pub(crate) fn take(&mut self, now: impl FnOnce() -> Instant) -> RateStatus {
        match self {
            Limiter::Unlimited(used) => take_notional(used),
            Limiter::Window(limit, window) => window.take(*limit, now()),
            Limiter::Bucket(bucket, level) => level.take(*bucket, now()),
        }
    }
}

impl Window {
    fn take(&mut self, limit: RateLimit, now: Instant) -> RateStatus {
        let opened = match self.opened {
            Some(opened) if now.duration_since(opened) < limit.window => opened,
            _ => {
                self.opened = Some(now);
                self.used = 0;
                now
            }
        };
        let allowed = self.used < limit.requests;
        if allowed {
            self.used += 1;
        }
        RateStatus {
            limit: limit.requests,
            remaining: limit.requests.saturating_sub(self.used),
            reset: seconds_up(limit.window.saturating_sub(now.duration_since(opened)).as_nanos()),
            allowed,
        }
    }
}

impl TokenBucket {
    /// The drops of one token.
    fn token(self) -> u128 {
        self.per.as_nanos().max(1)
    }

    fn full(self) -> u128 {
        self.token() * u128::from(self.burst)
    }
}

impl Bucket {
    fn take(&mut self, bucket: TokenBucket, now: Instant) -> RateStatus {
        let since = self.at.map_or(Duration::ZERO, |at| now.saturating_duration_since(at));
        self.at = Some(now);
        let inflow = since.as_nanos().saturating_mul(u128::from(bucket.tokens));
        self.drops = self.drops.saturating_add(inflow).min(bucket.full());
        let allowed = self.drops >= bucket.token();
        if allowed {
            self.drops -= bucket.token();
        }
        let missing = if allowed { bucket.full() } else { bucket.token() } - self.drops;
        RateStatus {
            limit: bucket.burst,
            remaining: u32::try_from(self.drops / bucket.token()).unwrap_or(u32::MAX),
            reset: seconds_up(missing.div_ceil(u128::from(bucket.tokens.max(1)))),
            allowed,
        }
    }
}

/// Without a limit the headers still move, but never so low that a careful client would slow down.
fn take_notional(used: &mut u32) -> RateStatus {
    *used = (*used + 1) % (NOTIONAL_LIMIT / 2);
    RateStatus { limit: NOTIONAL_LIMIT, remaining: NOTIONAL_LIMIT - *used, reset: 1, allowed: true }
}

fn seconds_up(nanos: u128) -> u64 {
    u64::try_from(nanos.div_ceil(1_000_000_000)).unwrap_or(u64::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiter(quota: &str) -> Limiter {
        Limiter::new(quota.parse().unwrap())
    }

    #[test]
    fn a_full_window_refuses_until_it_closes() {
        let mut window = limiter("2/10s");
        let start = Instant::now();
        assert!(window.take(|| start).allowed);
        assert!(window.take(|| start).allowed);
        let refused = window.take(|| start + Duration::from_millis(500));
        assert_eq!(refused, RateStatus { limit: 2, remaining: 0, reset: 10, allowed: false });
        let reopened = window.take(|| start + Duration::from_secs(10));
        assert_eq!(reopened, RateStatus { limit: 2, remaining: 1, reset: 10, allowed: true });
    }

    #[test]
    fn a_bucket_allows_its_burst_and_then_as_many_as_flow_in() {
        let mut bucket = limiter("bucket:2/10s+3");
        let start = Instant::now();
        let mut at = |seconds: f64| bucket.take(|| start + Duration::from_secs_f64(seconds));
        assert_eq!(at(0.0), RateStatus { limit: 3, remaining: 2, reset: 5, allowed: true });
        assert!(at(0.0).allowed);
        assert_eq!(at(0.0), RateStatus { limit: 3, remaining: 0, reset: 15, allowed: true });
        assert_eq!(at(0.5), RateStatus { limit: 3, remaining: 0, reset: 5, allowed: false });
        assert!(!at(4.9).allowed && at(5.0).allowed && !at(9.9).allowed && at(10.0).allowed);
        // A long rest fills it, and no more than that.
        assert_eq!(at(3_600.0).remaining, 2);
    }

    #[test]
    fn over_a_long_time_a_bucket_allows_exactly_its_rate() {
        let mut bucket = limiter("bucket:7/1s+1");
        let start = Instant::now();
        let allowed = (0..100_000).filter(|at| bucket.take(|| start + Duration::from_millis(*at)).allowed);
        // The 101 milliseconds' steps lose at most one token a step: none is lost over all, but for the last.
        let allowed = allowed.count();
        assert!((694..=701).contains(&allowed), "{allowed}");
    }

    #[test]
    fn without_a_limit_nothing_is_ever_refused() {
        let mut unlimited = limiter("unlimited");
        let never = || -> Instant { panic!("the time is not needed") };
        assert!((0..5000).map(|_| unlimited.take(never)).all(|s| s.allowed && s.remaining >= 500));
    }
}
