//! Learns a rate for servers that refuse without quota headers: just under the measured throughput, then slowly up. Times count
//! from any fixed moment.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The share of the measured throughput kept after a refusal.
const KEPT: f64 = 0.9;
/// Growth per second without a refusal.
const GROWTH: f64 = 0.005;
const LOWEST: f64 = 0.2;
/// The rate that counts as unlimited.
const FORGOTTEN: f64 = 2_000.0;
/// The allowed lead over the even pace.
const BURST: Duration = Duration::from_millis(100);
const SLOT: Duration = Duration::from_secs(1);

/// Estimated requests per second of the server; unlimited until the first refusal.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct LearnedRate {
    rate: Option<Rate>,
    measured: Throughput,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Rate {
    per_second: f64,
    grown: Duration,
    next: Duration,
}

impl LearnedRate {
    /// The time of the next admission, if not now.
    pub(crate) fn next_turn(&mut self, now: Duration) -> Option<Duration> {
        let rate = self.rate.as_mut()?;
        let seconds = now.saturating_sub(rate.grown).as_secs_f64();
        rate.per_second *= GROWTH.mul_add(seconds, 1.0);
        rate.grown = now;
        if rate.per_second > FORGOTTEN {
            self.rate = None;
            return None;
        }
        (rate.next > now + BURST).then(|| rate.next - BURST)
    }

    /// Counts a sent request.
    pub(crate) fn count_leave(&mut self, now: Duration) {
        if let Some(rate) = &mut self.rate {
            rate.next = rate.next.max(now) + Duration::from_secs_f64(1.0 / rate.per_second);
        }
    }

    /// Counts a served request.
    pub(crate) fn count_success(&mut self, now: Duration) {
        self.measured.count(now);
    }

    /// Takes a refusal without headers. `again`: the previous response was a refusal too.
    pub(crate) fn lower(&mut self, now: Duration, again: bool) {
        let known = self.rate.as_ref().map(|rate| rate.per_second);
        let measured = self.measured.per_second(now);
        let per_second = match known {
            // The hold was too short, which says nothing of the rate.
            Some(known) if again => known,
            Some(known) => KEPT * known.min(measured),
            None => KEPT * measured,
        };
        self.rate = Some(Rate { per_second: per_second.max(LOWEST), grown: now, next: now });
    }

    pub(crate) fn per_second(&self) -> Option<f64> {
        self.rate.as_ref().map(|rate| rate.per_second)
    }
}

/// Successes of the last second, counted in one-second slots.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Throughput {
    slot: Option<Duration>,
    current: f64,
    previous: f64,
}

impl Throughput {
    fn count(&mut self, now: Duration) {
        self.turn(now);
        self.current += 1.0;
    }

    /// The last slot counts by its share of the last second.
    fn per_second(&mut self, now: Duration) -> f64 {
        let into = self.turn(now).as_secs_f64();
        self.previous.mul_add((1.0 - into).max(0.0), self.current)
    }

    fn turn(&mut self, now: Duration) -> Duration {
        let slot = *self.slot.get_or_insert(now);
        let age = now.saturating_sub(slot);
        if age < SLOT {
            return age;
        }
        self.previous = if age < 2 * SLOT { self.current } else { 0.0 };
        self.current = 0.0;
        self.slot = Some(if age < 2 * SLOT { slot + SLOT } else { now });
        self.turn(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    /// A rate after so many successes at each of these times.
    fn served(counts: &[(u64, u32)]) -> LearnedRate {
        let mut rate = LearnedRate::default();
        for (millis, count) in counts {
            (0..*count).for_each(|_| rate.count_success(at(*millis)));
        }
        rate
    }

    fn nearly(value: Option<f64>, expected: f64) -> bool {
        value.is_some_and(|value| (value - expected).abs() < 1e-9)
    }

    /// Successes, the time of the refusal, the throughput of the last second.
    #[test]
    fn a_refusal_lowers_the_rate_below_the_throughput_of_the_last_second() {
        for (counts, refused, throughput) in [
            (vec![(5_000, 10)], 5_500, 10.0),
            (vec![(5_000, 10)], 6_000, 10.0),
            (vec![(5_000, 10), (6_000, 4)], 6_500, 9.0),
            (vec![(5_000, 10), (6_000, 4)], 6_900, 5.0),
            (vec![(5_000, 10)], 6_999, 0.01),
            (vec![(5_000, 10)], 7_000, 0.0),
            (vec![(5_000, 10), (6_999, 4), (7_000, 2)], 7_000, 6.0),
            (vec![(5_000, 10), (9_000, 3)], 9_250, 3.0),
            (vec![], 5_000, 0.0),
        ] {
            let mut rate = served(&counts);
            assert_eq!((rate.per_second(), rate.next_turn(at(refused))), (None, None));
            rate.lower(at(refused), false);
            let expected = (KEPT * throughput).max(LOWEST);
            assert!(nearly(rate.per_second(), expected), "{counts:?} {refused}: {rate:?}");
        }
    }

    #[test]
    fn a_second_refusal_in_a_row_says_nothing_of_the_rate() {
        let mut rate = served(&[(5_000, 10)]);
        rate.lower(at(5_500), false);
        rate.lower(at(6_500), true);
        assert!(nearly(rate.per_second(), 9.0));
        rate.lower(at(6_500), false);
        assert!(nearly(rate.per_second(), KEPT * 5.0), "the throughput is below the known rate");
        (0..50).for_each(|_| rate.count_success(at(6_500)));
        rate.lower(at(6_500), false);
        assert!(nearly(rate.per_second(), KEPT * KEPT * 5.0), "the known rate is below the throughput");
    }

    #[test]
    fn without_refusals_the_rate_grows_and_is_forgotten() {
        let mut rate = served(&[(5_000, 100)]);
        rate.lower(at(5_000), false);
        assert_eq!(rate.next_turn(at(105_000)), None);
        assert!(nearly(rate.per_second(), 90.0 * 1.5), "half more in a hundred seconds");
        rate.next_turn(at(105_000));
        assert!(nearly(rate.per_second(), 90.0 * 1.5), "it grows with the time only");
        rate.rate.as_mut().unwrap().per_second = FORGOTTEN;
        rate.next_turn(at(105_000));
        assert_eq!(rate.per_second(), Some(FORGOTTEN));
        rate.next_turn(at(106_000));
        assert_eq!(rate.per_second(), None);
    }

    #[test]
    fn requests_leave_at_the_rate_with_a_tenth_of_a_second_in_advance() {
        let mut rate = served(&[(5_000, 10)]);
        rate.lower(at(5_000), false);
        rate.rate.as_mut().unwrap().per_second = 20.0;
        for _ in 0..2 {
            assert_eq!(rate.next_turn(at(5_000)), None);
            rate.count_leave(at(5_000));
        }
        assert_eq!(rate.next_turn(at(5_000)), None, "a tenth of a second in advance, and no more");
        rate.count_leave(at(5_000));
        assert_eq!(rate.next_turn(at(5_000)), Some(at(5_050)));
        rate.rate.as_mut().unwrap().per_second = 20.0;
        rate.count_leave(at(6_000));
        assert_eq!(rate.rate.as_ref().unwrap().next, at(6_050), "a pause is not made up for");
    }
}
