//! The plans that wait for their application: few, for a short time, each for one use. Pure.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use join_actions::Action;
use serde_json::Value;

/// The plans that are kept. The oldest makes room.
pub(super) const MOST: usize = 32;
/// The life of a plan.
pub(super) const LIFE: Duration = Duration::from_secs(600);

/// What a plan is about: applying it can do nothing else.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Planned {
    pub(super) action: Action,
    pub(super) input: Value,
    pub(super) plan: Value,
}

impl Planned {
    /// Whether another plan of the same input would do the same.
    pub(super) fn is_still(&self, now: &Value) -> bool {
        let same = |key: &str| self.plan.get(key) == now.get(key);
        ["effect", "requests", "tags_before", "tags_after"].into_iter().all(same)
    }

    /// Whether it was made from tags that were read.
    pub(super) fn has_read_tags(&self) -> bool {
        self.plan.get("tags_before").is_some_and(|tags| !tags.is_null())
    }
}

/// The plans that wait.
#[derive(Default)]
pub(super) struct Plans {
    waiting: VecDeque<(String, Instant, Planned)>,
}

impl Plans {
    /// Keeps a plan under an id that nobody can guess.
    pub(super) fn keep(&mut self, id: String, planned: Planned, now: Instant) {
        self.forget_old(now);
        if self.waiting.len() >= MOST {
            self.waiting.pop_front();
        }
        self.waiting.push_back((id, now, planned));
    }

    /// Takes a plan out, for its one use.
    pub(super) fn take(&mut self, id: &str, now: Instant) -> Option<Planned> {
        self.forget_old(now);
        let at = self.waiting.iter().position(|(known, _, _)| known == id)?;
        self.waiting.remove(at).map(|(_, _, planned)| planned)
    }

    fn forget_old(&mut self, now: Instant) {
        self.waiting.retain(|(_, made, _)| now.saturating_duration_since(*made) < LIFE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn planned(tag: &str) -> Planned {
        let plan = json!({ "effect": "writes", "tags_before": [], "tags_after": [tag], "requests": [] });
        Planned { action: Action::UpdateCandidate, input: json!({ "add_tags": [tag] }), plan }
    }

    #[test]
    fn a_plan_is_taken_once() {
        let (mut plans, now) = (Plans::default(), Instant::now());
        plans.keep("a".to_owned(), planned("x"), now);
        assert_eq!(plans.take("b", now), None);
        assert_eq!(plans.take("a", now), Some(planned("x")));
        assert_eq!(plans.take("a", now), None);
    }

    #[test]
    fn a_plan_expires() {
        let (mut plans, now) = (Plans::default(), Instant::now());
        plans.keep("a".to_owned(), planned("x"), now);
        plans.keep("b".to_owned(), planned("y"), now);
        assert!(plans.take("a", now + LIFE - Duration::from_millis(1)).is_some());
        assert_eq!(plans.take("b", now + LIFE), None);
    }

    #[test]
    fn the_oldest_plan_makes_room() {
        let (mut plans, now) = (Plans::default(), Instant::now());
        for number in 0..=MOST {
            plans.keep(number.to_string(), planned("x"), now);
        }
        assert_eq!(plans.take("0", now), None);
        assert!(plans.take("1", now).is_some() && plans.take(&MOST.to_string(), now).is_some());
    }

    #[test]
    fn a_plan_is_bound_to_the_tags_that_it_was_made_from() {
        let plan = planned("x");
        assert!(plan.has_read_tags() && plan.is_still(&plan.plan));
        let mut other = plan.plan.clone();
        other["tags_before"] = json!(["theirs"]);
        assert!(!plan.is_still(&other));
    }
}
