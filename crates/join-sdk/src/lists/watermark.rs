//! The time since which to request changes, a pure core.

use jiff::Timestamp;

use crate::lists::pager::Key;

/// The time since which to request changes. It misses no change made after a pass started.
///
/// JOIN's clock is taken from its rows: a row changes before it is read, so the latest change in the first response of a
/// pass is no later than the start of the pass. This machine's clock only serves to reject times in the future.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Watermark {
    latest: Option<Timestamp>,
    floor: Option<Timestamp>,
    settled: bool,
}

impl Watermark {
    /// Starts a pass. Its changes are those after everything seen so far.
    pub(crate) fn begin(&mut self) {
        self.floor = self.latest;
        self.settled = false;
    }

    /// Observes a response of the pass. The first one fixes the pass's start; rows dated after `now` have a wrong time.
    pub(crate) fn see(&mut self, keys: &[Key], now: Timestamp) {
        let seen = keys.iter().filter_map(|key| key.changed).filter(|time| *time <= now).max();
        self.latest = self.latest.max(seen);
        if !self.settled {
            self.settled = true;
            self.floor = self.latest;
        }
    }

    /// A time no later than the start of the pass.
    pub(crate) fn floor(&self) -> Option<Timestamp> {
        self.floor
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_horizon_is_what_the_first_answer_had_seen() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let see = |horizon: &mut Watermark, second| {
            horizon.see(&[Key { id: Some(1), changed: Some(at(second)) }], at(100));
        };
        let mut horizon = Watermark::default();
        horizon.begin();
        see(&mut horizon, 10);
        see(&mut horizon, 30);
        see(&mut horizon, 200);
        assert_eq!(horizon.floor(), Some(at(10)));
        horizon.begin();
        assert_eq!(horizon.floor(), Some(at(30)));
        see(&mut horizon, 20);
        assert_eq!(horizon.floor(), Some(at(30)));
    }
}
