//! Rules: which requests get which fault.

use std::ops::{Bound, RangeBounds};

use fastrand::Rng;

use crate::company::digest::digest;
use crate::faults::fault::Fault;
use crate::faults::operations::Operations;

/// A rule that gives a fault to some requests.
///
/// Its text is `REQUESTS:FAULT`, with up to three signs behind it that say which of the requests get the fault. The
/// requests are counted from 1, from the moment the sandbox has the rule.
///
/// | text | meaning |
/// | --- | --- |
/// | `create-application:lose-answer` | each create of an application |
/// | `get-job,list-jobs:page` | each request for one of two operations |
/// | `reads:delay=1s`, `writes:…`, `all:…` | each read, each write, each request; `all:` can be left out |
/// | `writes:lose-answer#2` | the second write |
/// | `writes:lose-answer#2-5`, `…#3-` | the second to the fifth write; all from the third |
/// | `writes:lose-answer#/3` | every third write |
/// | `writes:status=503@30%` | 30 % of the writes, the same ones for the same seed |
/// | `writes:status=503@30% x2` | as before, at most twice |
///
/// The signs may stand before the colon as well: `writes#2:lose-answer`. They stand there for a redirect, whose address
/// may hold such signs itself. `none` spares its requests from later rules and from random faults.
///
/// ```
/// use join_sandbox::{Fault, FaultRule, Operation, Operations};
///
/// let rule: FaultRule = "create-application:lose-answer#2".parse()?;
/// assert_eq!(rule, FaultRule::new(Operation::CreateApplication, Fault::LoseAnswer).numbers(2..=2));
///
/// let often = FaultRule::new(Operations::Writes, Fault::Status(503)).percent(30.0).at_most(2);
/// assert_eq!(often.to_string(), "writes:status=503@30% x2");
/// # Ok::<(), join_sandbox::SettingError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct FaultRule {
    pub(crate) operations: Operations,
    pub(crate) fault: Fault,
    pub(crate) selection: Selection,
}

/// Which of a rule's requests get its fault.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Selection {
    pub(crate) numbers: Option<Numbers>,
    pub(crate) percent: Option<f64>,
    pub(crate) at_most: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Numbers {
    /// From the first to the last, both included.
    Range { first: u64, last: Option<u64> },
    /// The n-th of every n.
    Every(u64),
}

impl FaultRule {
    /// A rule that gives the fault to each request for the operations.
    pub fn new(operations: impl Into<Operations>, fault: Fault) -> Self {
        FaultRule { operations: operations.into(), fault, selection: Selection::default() }
    }

    /// Selects the requests with these numbers, from 1.
    #[must_use]
    pub fn numbers(mut self, numbers: impl RangeBounds<u64>) -> Self {
        let first = match numbers.start_bound() {
            Bound::Included(first) => *first,
            Bound::Excluded(before) => before.saturating_add(1),
            Bound::Unbounded => 1,
        };
        let last = match numbers.end_bound() {
            Bound::Included(last) => Some(*last),
            Bound::Excluded(after) => Some(after.saturating_sub(1)),
            Bound::Unbounded => None,
        };
        self.selection.numbers = Some(Numbers::Range { first: first.max(1), last });
        self
    }

    /// Selects the n-th of every `n` requests. 0 counts as 1.
    #[must_use]
    pub fn every(mut self, n: u64) -> Self {
        self.selection.numbers = Some(Numbers::Every(n.max(1)));
        self
    }

    /// Selects this share of the requests, from 0 to 100, by the sandbox's seed.
    #[must_use]
    pub fn percent(mut self, percent: f64) -> Self {
        self.selection.percent = Some(if percent.is_nan() { 0.0 } else { percent.clamp(0.0, 100.0) });
        self
    }

    /// Sets how many requests get the fault at most. The default is any number.
    #[must_use]
    pub fn at_most(mut self, requests: u64) -> Self {
        self.selection.at_most = Some(requests);
        self
    }

    /// The operations whose requests it concerns.
    pub fn operations(&self) -> &Operations {
        &self.operations
    }

    /// The fault that it gives.
    pub fn fault(&self) -> &Fault {
        &self.fault
    }

    /// Whether the request with this number gets the fault, after so many that got it.
    pub(crate) fn strikes(&self, number: u64, played: u64, seed: u64) -> bool {
        let Selection { numbers, percent, at_most } = self.selection;
        let is_selected = match numbers {
            None => true,
            Some(Numbers::Every(n)) => number.is_multiple_of(n),
            Some(Numbers::Range { first, last }) => first <= number && last.is_none_or(|last| number <= last),
        };
        is_selected
            && at_most.is_none_or(|most| played < most)
            && percent.is_none_or(|percent| {
                let key = [self.to_string(), number.to_string()];
                let drawn = Rng::with_seed(digest(seed, &key.each_ref().map(String::as_str))).f64();
                drawn * 100.0 < percent
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn struck(rule: &FaultRule, seed: u64) -> Vec<u64> {
        let mut struck = Vec::new();
        for number in 1..=1_000 {
            if rule.strikes(number, struck.len() as u64, seed) {
                struck.push(number);
            }
        }
        struck
    }

    fn rule() -> FaultRule {
        FaultRule::new(Operations::All, Fault::LoseAnswer)
    }

    #[test]
    fn a_rule_strikes_the_numbers_it_selects() {
        assert_eq!(struck(&rule(), 1).len(), 1_000);
        assert_eq!(struck(&rule().numbers(2..=2), 1), [2]);
        assert_eq!(struck(&rule().numbers(0..4), 1), [1, 2, 3]);
        assert_eq!(struck(&rule().numbers(998..), 1), [998, 999, 1_000]);
        assert!(struck(&rule().numbers(5..5), 1).is_empty());
        assert_eq!(struck(&rule().every(400), 1), [400, 800]);
        assert_eq!(struck(&rule().every(0).at_most(2), 1), [1, 2]);
        assert!(struck(&rule().at_most(0), 1).is_empty());
    }

    #[test]
    fn a_share_is_about_as_large_as_it_says_and_the_same_for_the_same_seed() {
        let some = rule().percent(30.0);
        let first = struck(&some, 1);
        assert!((250..350).contains(&first.len()), "{}", first.len());
        assert_eq!(first, struck(&some, 1));
        assert_ne!(first, struck(&some, 2));
        assert!(struck(&rule().percent(f64::NAN), 1).is_empty());
        assert_eq!(struck(&rule().percent(200.0), 1).len(), 1_000);
        assert_eq!(struck(&some.clone().at_most(3), 1).len(), 3);
    }
}
