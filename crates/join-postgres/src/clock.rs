//! The database's time without asking for it: from its answers and the own stopwatch.

use std::time::{Duration, Instant};

/// The time that the database tells, carried on.
///
/// An answer may be read long after it was stamped. A clock that believed it would be late, and a window of the quota would seem
/// to end before it does. So the best answer counts, as long as no later one proves it wrong.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    began: Instant,
    /// The database's time when it began, since the Unix epoch.
    then: Option<Duration>,
}

impl Clock {
    pub(crate) fn new() -> Self {
        Self { began: Instant::now(), then: None }
    }

    /// Takes the time of an answer, which was stamped between its request and now.
    pub(crate) fn set(&mut self, read: Duration, sent: Instant, received: Instant) {
        let earliest = read.saturating_sub(received.saturating_duration_since(self.began));
        let latest = read.saturating_sub(sent.saturating_duration_since(self.began));
        self.then = Some(self.then.map_or(earliest, |then| then.clamp(earliest, latest.max(earliest))));
    }

    /// The database's time then.
    pub(crate) fn at(&self, moment: Instant) -> Duration {
        self.then.unwrap_or_default() + moment.saturating_duration_since(self.began)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MILLI: Duration = Duration::from_millis(1);

    /// An answer to a request sent at a millisecond, stamped and received later, on a database whose time is `ahead`.
    fn answer(clock: &mut Clock, ahead: Duration, [sent, stamped, received]: [u32; 3]) {
        let at = |millis: u32| clock.began + MILLI * millis;
        clock.set(ahead + MILLI * stamped, at(sent), at(received));
    }

    #[test]
    fn a_late_answer_does_not_put_the_clock_back() {
        let (mut clock, ahead) = (Clock::new(), Duration::from_secs(1_000_000));
        answer(&mut clock, ahead, [10, 11, 12]);
        answer(&mut clock, ahead, [100, 101, 160]);
        assert_eq!(clock.at(clock.began + MILLI * 200), ahead + MILLI * 199, "as the quick one has it");
    }

    #[test]
    fn a_database_whose_clock_was_set_is_followed() {
        let (mut clock, ahead) = (Clock::new(), Duration::from_secs(1_000_000));
        answer(&mut clock, ahead, [10, 11, 12]);
        for ahead in [ahead * 2, ahead / 2] {
            answer(&mut clock, ahead, [100, 101, 102]);
            let at = clock.at(clock.began + MILLI * 200);
            assert!(at >= ahead + MILLI * 199 && at <= ahead + MILLI * 201, "{at:?}");
        }
    }
}
