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
