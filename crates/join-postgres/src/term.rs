//! How long this process holds a lease: by its own clock, since it can't ask another one in time.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How long a lease is held, by the own clock.
#[derive(Debug)]
pub(crate) struct Term {
    pub(crate) name: String,
    /// Drawn for each taking, so that a repeated statement finds its own row.
    pub(crate) holder: i64,
    began: Instant,
    /// Microseconds after the beginning.
    until: AtomicU64,
    is_lost: AtomicBool,
}

impl Term {
    pub(crate) fn new(name: &str, began: Instant) -> Self {
        let (is_lost, until) = (AtomicBool::new(false), AtomicU64::new(0));
        Self { name: name.to_owned(), holder: fastrand::i64(..), began, until, is_lost }
    }

    /// The time that is left.
    pub(crate) fn left(&self) -> Duration {
        if self.is_lost.load(Ordering::Relaxed) {
            return Duration::ZERO;
        }
        let until = Duration::from_micros(self.until.load(Ordering::Relaxed));
        until.saturating_sub(self.began.elapsed())
    }

    /// Takes the answer to a renewal that was sent then.
    pub(crate) fn renewed(&self, sent: Instant, time: Duration) {
        let until = sent.saturating_duration_since(self.began) + time;
        self.until.store(u64::try_from(until.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    pub(crate) fn lost(&self) {
        self.is_lost.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_counts_from_when_its_renewal_was_sent() {
        let now = Instant::now();
        let term = Term::new("tags", now.checked_sub(Duration::from_secs(20)).unwrap());
        term.renewed(now.checked_sub(Duration::from_secs(11)).unwrap(), Duration::from_secs(10));
        assert!(term.left().is_zero(), "the answer came late");
        term.renewed(now, Duration::from_secs(10));
        assert!(term.left() > Duration::from_secs(9));
        term.lost();
        assert!(term.left().is_zero());
    }
}
