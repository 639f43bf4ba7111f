//! The rules of a running sandbox: their order, and what they have done.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::company::operation::Operation;
use crate::faults::fault::Fault;
use crate::faults::rule::FaultRule;

/// A rule that a sandbox has, and what it has done so far.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use join_sandbox::JoinSandbox;
///
/// let sandbox = JoinSandbox::builder().fault_rule("writes:lose-answer#2".parse()?).start().await?;
/// let rule = sandbox.fault_rules().pop().ok_or("no rules")?;
/// assert_eq!((rule.id, rule.requests, rule.faults), (1, 0, 0));
/// assert_eq!(rule.rule.to_string(), "writes:lose-answer#2");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ActiveFaultRule {
    /// Its number in the sandbox, from 1. No later rule gets the number again.
    pub id: u64,
    /// The rule.
    pub rule: FaultRule,
    /// Requests that it counted.
    pub requests: u64,
    /// Requests that got its fault.
    pub faults: u64,
}

/// The rules in their order. The first that strikes gives a request its fault.
pub(crate) struct FaultRules {
    seed: u64,
    /// Spares the lock where there are no rules.
    is_empty: AtomicBool,
    list: Mutex<List>,
}

#[derive(Default)]
struct List {
    added: u64,
    rules: Vec<ActiveFaultRule>,
}

impl FaultRules {
    pub(crate) fn new(seed: u64, rules: Vec<FaultRule>) -> Self {
        let made = FaultRules { seed, is_empty: AtomicBool::new(true), list: Mutex::default() };
        made.replace(rules);
        made
    }

    /// A panic elsewhere leaves the list usable, so poisoning is ignored.
    fn list(&self) -> MutexGuard<'_, List> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change<T>(&self, change: impl FnOnce(&mut List) -> T) -> T {
        let mut list = self.list();
        let changed = change(&mut list);
        self.is_empty.store(list.rules.is_empty(), Ordering::Release);
        changed
    }

    pub(crate) fn to_vec(&self) -> Vec<ActiveFaultRule> {
        self.list().rules.clone()
    }

    /// Adds a rule behind the others.
    pub(crate) fn add(&self, rule: FaultRule) -> ActiveFaultRule {
        self.change(|list| list.add(rule))
    }

    /// False when there is no such rule.
    pub(crate) fn remove(&self, id: u64) -> bool {
        self.change(|list| {
            let before = list.rules.len();
            list.rules.retain(|rule| rule.id != id);
            list.rules.len() < before
        })
    }

    /// Forgets all rules and what they did, and begins with these.
    pub(crate) fn replace(&self, rules: Vec<FaultRule>) {
        self.change(|list| {
            *list = List::default();
            rules.into_iter().for_each(|rule| drop(list.add(rule)));
        });
    }

    /// Removes all rules. Returns their number.
    pub(crate) fn clear(&self) -> usize {
        self.change(|list| list.rules.drain(..).count())
    }

    /// Counts a request. The fault that it gets, or nothing where no rule strikes.
    pub(crate) fn draw(&self, operation: Operation) -> Option<Fault> {
        if self.is_empty.load(Ordering::Acquire) {
            return None;
        }
        let mut struck = None;
        for active in &mut self.list().rules {
            if !active.rule.operations().hold(operation) {
                continue;
            }
            active.requests += 1;
            if struck.is_none() && active.rule.strikes(active.requests, active.faults, self.seed) {
                active.faults += 1;
                struck = Some(active.rule.fault().clone());
            }
        }
        struck
    }
}

impl List {
    fn add(&mut self, rule: FaultRule) -> ActiveFaultRule {
        self.added += 1;
        let active = ActiveFaultRule { id: self.added, rule, requests: 0, faults: 0 };
        self.rules.push(active.clone());
        active
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(texts: &[&str]) -> FaultRules {
        FaultRules::new(1, texts.iter().map(|text| text.parse().unwrap()).collect())
    }

    #[test]
    fn the_first_rule_that_strikes_counts_and_all_count_the_request() {
        let rules = rules(&["get-job:none#1", "reads:empty", "all:page#3"]);
        assert_eq!(rules.draw(Operation::GetJob), Some(Fault::None));
        assert_eq!(rules.draw(Operation::GetJob), Some(Fault::Empty));
        assert_eq!(rules.draw(Operation::CreateJob), Some(Fault::Page));
        assert_eq!(rules.draw(Operation::CreateJob), None);
        let done: Vec<_> =
            rules.to_vec().into_iter().map(|rule| (rule.id, rule.requests, rule.faults)).collect();
        assert_eq!(done, [(1, 2, 1), (2, 2, 1), (3, 4, 1)]);
    }

    #[test]
    fn a_removed_rule_strikes_no_more_and_its_number_is_not_given_again() {
        let rules = rules(&["all:empty"]);
        assert!(rules.remove(1) && !rules.remove(1));
        assert_eq!(rules.draw(Operation::GetJob), None);
        assert_eq!(rules.add("all:page".parse().unwrap()).id, 2);
        assert_eq!(rules.draw(Operation::GetJob), Some(Fault::Page));
        assert_eq!(rules.clear(), 1);
        assert_eq!((rules.draw(Operation::GetJob), rules.to_vec()), (None, Vec::new()));
        rules.replace(vec!["all:empty".parse().unwrap()]);
        assert_eq!(rules.to_vec()[0].id, 1);
    }
}
