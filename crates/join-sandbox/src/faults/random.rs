//! Random faults under a seed, the same for the same order of requests.

use std::time::Duration;

use fastrand::Rng;

use crate::company::digest::digest;
use crate::company::operation::Operation;
use crate::faults::fault::Fault;
use crate::faults::operations::Operations;

/// Rates of random faults, from 0 to 1.
///
/// A request gets one fault or none, so the rates should add up to 1 or less. The fault depends only on the seed, the
/// operation and the number of the request among those of its operation. A hook's fault overrides a random one.
///
/// ```
/// use join_sandbox::{Faults, Operations};
///
/// let faults = Faults {
///     lost_answers: 0.3,
///     server_errors: 0.05,
///     operations: Operations::Writes,
///     ..Faults::default()
/// };
/// assert_eq!(faults.lost_requests, 0.0);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Faults {
    /// The same seed gives the same requests the same faults.
    pub seed: u64,
    /// The connection is reset before the request takes effect.
    pub lost_requests: f64,
    /// The request takes effect and the connection is reset.
    pub lost_answers: f64,
    /// 429 in place of an effect, with [`reset`](Self::reset) in the header.
    pub rate_limited: f64,
    /// 503. Half of these requests take effect.
    pub server_errors: f64,
    /// The connection is reset at once. The request takes effect [`after`](Self::after) that.
    pub late: f64,
    /// The response is as usual. The request takes effect again [`after`](Self::after) that.
    pub twice: f64,
    /// Seconds in `x-ratelimit-reset`, 1 by default. `None` omits all rate limit headers.
    pub reset: Option<u64>,
    /// The delay of a late or second delivery, 100 ms by default.
    pub after: Duration,
    /// The operations that get faults.
    pub operations: Operations,
}

impl Default for Faults {
    /// No faults.
    fn default() -> Self {
        Faults {
            seed: 1,
            lost_requests: 0.0,
            lost_answers: 0.0,
            rate_limited: 0.0,
            server_errors: 0.0,
            late: 0.0,
            twice: 0.0,
            reset: Some(1),
            after: Duration::from_millis(100),
            operations: Operations::All,
        }
    }
}

impl Faults {
    /// The fault of the request with this number.
    pub(crate) fn draw(&self, operation: Operation, number: u64) -> Fault {
        let after = self.after;
        let half = self.server_errors / 2.0;
        let rates = [
            (self.lost_requests, Fault::LoseRequest),
            (self.lost_answers, Fault::LoseAnswer),
            (self.rate_limited, Fault::RateLimited { reset: self.reset }),
            (half, Fault::Status(503)),
            (half, Fault::StatusAfter(503)),
            (self.late, Fault::Late { after }),
            (self.twice, Fault::Twice { after }),
        ];
        if rates.iter().all(|(rate, _)| *rate <= 0.0) || !self.operations.hold(operation) {
            return Fault::None;
        }
        let mut left = Rng::with_seed(digest(self.seed, &[operation.name(), &number.to_string()])).f64();
        for (rate, fault) in rates {
            if left < rate {
                return fault;
            }
            left -= rate.max(0.0);
        }
        Fault::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAGS: Operation = Operation::UpdateCandidate;

    fn drawn(faults: &Faults) -> Vec<Fault> {
        (1..=10_000).map(|number| faults.draw(TAGS, number)).collect()
    }

    #[test]
    fn each_fault_strikes_about_as_often_as_its_rate_says() {
        let faults = Faults {
            lost_requests: 0.05,
            lost_answers: 0.1,
            rate_limited: 0.15,
            server_errors: 0.2,
            late: 0.05,
            twice: 0.1,
            ..Faults::default()
        };
        let drawn = drawn(&faults);
        let after = faults.after;
        for (fault, rate) in [
            (Fault::None, 0.35),
            (Fault::LoseRequest, 0.05),
            (Fault::LoseAnswer, 0.1),
            (Fault::RateLimited { reset: Some(1) }, 0.15),
            (Fault::Status(503), 0.1),
            (Fault::StatusAfter(503), 0.1),
            (Fault::Late { after }, 0.05),
            (Fault::Twice { after }, 0.1),
        ] {
            let share = drawn.iter().filter(|other| **other == fault).count() as f64 / 10_000.0;
            assert!((share - rate).abs() < 0.01, "{fault:?}: {share} of {rate}");
        }
    }

    #[test]
    fn the_same_seed_strikes_the_same_requests_and_another_one_others() {
        let faults = Faults { lost_answers: 0.5, ..Faults::default() };
        assert_eq!(drawn(&faults), drawn(&faults.clone()));
        assert_ne!(drawn(&faults), drawn(&Faults { seed: 2, ..faults }));
    }

    #[test]
    fn only_the_operations_named_are_struck() {
        let struck = |operations, operation| {
            let faults = Faults { lost_requests: 1.0, operations, ..Faults::default() };
            faults.draw(operation, 1) == Fault::LoseRequest
        };
        assert!(struck(Operations::All, Operation::Other));
        assert!(struck(Operations::Writes, TAGS) && !struck(Operations::Writes, Operation::GetApplication));
        let reads = Operations::Only(vec![Operation::GetApplication]);
        assert!(struck(reads.clone(), Operation::GetApplication) && !struck(reads, TAGS));
    }
}
