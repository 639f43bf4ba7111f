//! Network latency to JOIN and back.

use std::f64::consts::TAU;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use fastrand::Rng;

use crate::company::digest::digest;

/// The time that a message takes.
///
/// ```
/// use std::time::Duration;
/// use join_sandbox::{JoinSandbox, Latency};
///
/// let median = Duration::from_millis(41);
/// let far_away = JoinSandbox::builder()
///     .latency(Latency::LogNormal { median, sigma: 0.5 })
///     .answer_latency(Latency::LogNormal { median, sigma: 0.5 });
/// let near = JoinSandbox::builder().latency(Duration::from_millis(2));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Latency {
    /// A constant latency.
    Fixed(Duration),
    /// Evenly distributed from the least to the most, both included.
    Uniform {
        /// The least.
        least: Duration,
        /// The most.
        most: Duration,
    },
    /// Mostly near the median and sometimes much longer, as in a real network.
    LogNormal {
        /// Half of the messages take less.
        median: Duration,
        /// Standard deviation of the logarithm; 0.5 puts one message in forty over 2.7 times the median.
        sigma: f64,
    },
}

impl From<Duration> for Latency {
    fn from(latency: Duration) -> Self {
        Latency::Fixed(latency)
    }
}

impl Latency {
    fn draw(self, rng: &mut Rng) -> Duration {
        match self {
            Latency::Fixed(latency) => latency,
            Latency::Uniform { least, most } => {
                least.saturating_add(most.saturating_sub(least).mul_f64(rng.f64()))
            }
            Latency::LogNormal { median, sigma } => {
                // The Box-Muller transform; `1 - f64()` keeps the logarithm away from 0.
                let normal = (-2.0 * (1.0 - rng.f64()).ln()).sqrt() * (TAU * rng.f64()).cos();
                Duration::try_from_secs_f64(median.as_secs_f64() * (sigma * normal).exp()).unwrap_or(median)
            }
        }
    }
}

/// The latencies of one direction, the same for the same seed and order.
pub(crate) struct LatencySource {
    latency: Latency,
    rng: Mutex<Rng>,
}

impl LatencySource {
    /// `name` separates the directions of one seed.
    pub(crate) fn new(latency: Latency, seed: u64, name: &str) -> Self {
        LatencySource { latency, rng: Mutex::new(Rng::with_seed(digest(seed, &[name]))) }
    }

    pub(crate) fn latency(&self) -> Latency {
        self.latency
    }

    /// Waits for the latency of the next message.
    pub(crate) async fn take(&self) {
        let latency = match self.latency {
            Latency::Fixed(latency) => latency,
            latency => latency.draw(&mut self.rng.lock().unwrap_or_else(PoisonError::into_inner)),
        };
        if !latency.is_zero() {
            tokio::time::sleep(latency).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(latency: Latency) -> Vec<Duration> {
        let mut rng = Rng::with_seed(7);
        let mut drawn: Vec<Duration> = (0..10_000).map(|_| latency.draw(&mut rng)).collect();
        drawn.sort_unstable();
        drawn
    }

    fn near(latency: Duration, milliseconds: f64) -> bool {
        (latency.as_secs_f64() * 1_000.0 / milliseconds - 1.0).abs() < 0.05
    }

    #[test]
    fn a_uniform_latency_stays_between_its_ends_and_reaches_them() {
        let (least, most) = (Duration::from_millis(10), Duration::from_millis(30));
        let drawn = sorted(Latency::Uniform { least, most });
        assert!(drawn[0] >= least && drawn[9_999] <= most);
        assert!(near(drawn[0], 10.0) && near(drawn[5_000], 20.0) && near(drawn[9_999], 30.0));
    }

    #[test]
    fn a_lognormal_latency_has_its_median_and_its_tail() {
        let drawn = sorted(Latency::LogNormal { median: Duration::from_millis(40), sigma: 0.5 });
        assert!(near(drawn[5_000], 40.0));
        // One standard deviation down, and the two that one in forty exceeds.
        assert!(near(drawn[1_587], 40.0 * (-0.5_f64).exp()) && near(drawn[9_750], 40.0 * 0.98_f64.exp()));
    }

    #[test]
    fn a_latency_that_makes_no_sense_is_its_median_or_least() {
        let median = Duration::from_millis(40);
        assert_eq!(sorted(Latency::LogNormal { median, sigma: f64::NAN })[0], median);
        assert_eq!(sorted(Latency::Uniform { least: median, most: Duration::ZERO })[0], median);
    }
}
