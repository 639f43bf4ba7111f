//! The rate limit: counts requests in fixed windows.

use std::time::Duration;

use tokio::time::Instant;

/// The requests allowed in a window before the sandbox responds with 429.
///
/// Windows are fixed. Each opens with the first request after the previous one closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// Allowed requests in one window.
    pub requests: u32,
    /// Length of a window.
    pub window: Duration,
}

/// The state of the limit for one request, as its headers show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RateStatus {
    pub(crate) limit: u32,
    pub(crate) remaining: u32,
    /// Whole seconds to wait, rounded up, at least one.
    pub(crate) reset: u64,
    pub(crate) allowed: bool,
}

const NOTIONAL_LIMIT: u32 = 1000;

/// Counts requests, with or without a limit to enforce.
#[derive(Debug)]
pub(crate) struct RateWindow {
    limit: Option<RateLimit>,
    opened: Option<Instant>,
    used: u32,
}

impl RateWindow {
    pub(crate) fn new(limit: Option<RateLimit>) -> Self {
        RateWindow { limit, opened: None, used: 0 }
    }

    /// Counts one request that arrives now.
    pub(crate) fn take(&mut self, now: Instant) -> RateStatus {
        match self.limit {
            Some(limit) => self.take_limited(limit, now),
            None => self.take_notional(),
        }
    }

    fn take_limited(&mut self, limit: RateLimit, now: Instant) -> RateStatus {
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
        let left = limit.window.saturating_sub(now.duration_since(opened));
        RateStatus {
            limit: limit.requests,
            remaining: limit.requests.saturating_sub(self.used),
            reset: (left.as_secs() + u64::from(left.subsec_nanos() > 0)).max(1),
            allowed,
        }
    }

    /// Without a limit the headers still move, but never so low that a careful client would slow down.
    fn take_notional(&mut self) -> RateStatus {
        self.used = (self.used + 1) % (NOTIONAL_LIMIT / 2);
        RateStatus { limit: NOTIONAL_LIMIT, remaining: NOTIONAL_LIMIT - self.used, reset: 1, allowed: true }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_window_refuses_until_it_closes() {
        let mut window = RateWindow::new(Some(RateLimit { requests: 2, window: Duration::from_secs(10) }));
        let start = Instant::now();
        assert!(window.take(start).allowed);
        assert!(window.take(start).allowed);
        let refused = window.take(start + Duration::from_millis(500));
        assert_eq!(refused, RateStatus { limit: 2, remaining: 0, reset: 10, allowed: false });
        let reopened = window.take(start + Duration::from_secs(10));
        assert_eq!(reopened, RateStatus { limit: 2, remaining: 1, reset: 10, allowed: true });
    }

    #[test]
    fn without_a_limit_nothing_is_ever_refused() {
        let mut window = RateWindow::new(None);
        let now = Instant::now();
        assert!((0..5000).map(|_| window.take(now)).all(|s| s.allowed && s.remaining >= 500));
    }
}
