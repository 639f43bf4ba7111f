//! Queues rows by candidate: in order within one, many candidates at once, in bounded memory. Pure.

use std::collections::{HashMap, VecDeque};

use join_client::types::{CandidateId, Tag};

use crate::error::Result;
use crate::tags::{CandidateRef, TagEdit};

/// A queued row of the input.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) key: String,
    pub(crate) candidate: CandidateRef,
    /// The edit, or the reason why there is none.
    pub(crate) edit: Result<TagEdit>,
    /// Desired tags. Reconcile runs only.
    pub(crate) desired: Option<Vec<Tag>>,
    /// Whether a killed process may have written the tags shortly before.
    pub(crate) uncertain: bool,
}

/// Rows of one candidate, written as one edit.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) candidate: CandidateRef,
    pub(crate) rows: Vec<Row>,
    /// The combined edit.
    pub(crate) edit: Option<TagEdit>,
}

/// Waiting rows, by candidate.
#[derive(Debug, Default)]
pub(crate) struct CandidateQueues {
    queues: HashMap<CandidateId, Lane>,
    /// Idle candidates with waiting rows.
    ready: VecDeque<CandidateId>,
    waiting: usize,
}

#[derive(Debug, Default)]
struct Lane {
    rows: VecDeque<Row>,
    under_way: bool,
}

impl CandidateQueues {
    pub(crate) fn push(&mut self, row: Row) {
        let candidate = row.candidate.candidate();
        let lane = self.queues.entry(candidate).or_default();
        if lane.rows.is_empty() && !lane.under_way {
            self.ready.push_back(candidate);
        }
        lane.rows.push_back(row);
        self.waiting += 1;
    }

    /// The next candidate's rows, as many as one edit can express. The candidate is busy until [`CandidateQueues::ended`].
    pub(crate) fn take(&mut self) -> Option<Group> {
        let lane = self.queues.get_mut(&self.ready.pop_front()?)?;
        lane.under_way = true;
        let first = lane.rows.pop_front()?;
        let mut edit = first.edit.as_ref().ok().cloned();
        let candidate = first.candidate;
        let mut rows = vec![first];
        while let (Some(whole), Some(next)) = (&edit, lane.rows.front()) {
            let Some(both) = both(whole, &rows, next) else { break };
            edit = Some(both);
            rows.extend(lane.rows.pop_front());
        }
        self.waiting -= rows.len();
        Some(Group { candidate, rows, edit })
    }

    /// Marks a candidate as idle.
    pub(crate) fn ended(&mut self, candidate: CandidateId) {
        match self.queues.get_mut(&candidate) {
            Some(lane) if lane.rows.is_empty() => drop(self.queues.remove(&candidate)),
            Some(lane) => {
                lane.under_way = false;
                self.ready.push_back(candidate);
            }
            None => {}
        }
    }

    /// The number of waiting rows.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting
    }

    /// Whether a candidate is ready.
    pub(crate) fn is_ready(&self) -> bool {
        !self.ready.is_empty()
    }
}

fn both(whole: &TagEdit, rows: &[Row], next: &Row) -> Option<TagEdit> {
    let same = rows.iter().all(|row| row.candidate == next.candidate && row.desired.is_none());
    let edit = next.edit.as_ref().ok().filter(|_| same && next.desired.is_none())?;
    whole.then(edit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tags::Owner;
    use join_client::types::ApplicationId;
    use proptest::prelude::*;

    fn row(candidate: i64, key: usize, prefix: &str) -> Row {
        let edit = TagEdit::owned_by(Owner::with_prefix(prefix).unwrap()).add(format!("{prefix}{key}"));
        let candidate = CandidateRef::new(CandidateId(candidate), ApplicationId(candidate));
        Row { key: key.to_string(), candidate, edit, desired: None, uncertain: false }
    }

    proptest! {
        #[test]
        fn each_row_is_taken_once_and_in_its_candidates_order(
            pushed in prop::collection::vec((0i64..5, any::<bool>()), 0..60),
            ends in prop::collection::vec(any::<prop::sample::Index>(), 200),
        ) {
            let mut queues = CandidateQueues::default();
            for (key, (candidate, other)) in pushed.iter().enumerate() {
                queues.push(row(*candidate, key, if *other { "b:" } else { "a:" }));
            }
            let mut under_way: Vec<i64> = Vec::new();
            let mut taken: HashMap<i64, Vec<usize>> = HashMap::new();
            let mut ends = ends.iter();
            loop {
                while let Some(group) = queues.take() {
                    let candidate = group.rows[0].candidate.candidate().0;
                    prop_assert!(!under_way.contains(&candidate), "two at once");
                    under_way.push(candidate);
                    taken.entry(candidate).or_default().extend(group.rows.iter().map(|row| row.key.parse::<usize>().unwrap()));
                }
                if under_way.is_empty() {
                    break;
                }
                let at = ends.next().map_or(0, |index| index.index(under_way.len()));
                queues.ended(CandidateId(under_way.remove(at)));
            }
            prop_assert_eq!(queues.waiting(), 0);
            prop_assert!(queues.queues.is_empty(), "nothing stays behind");
            for (candidate, keys) in taken {
                let of_it = pushed.iter().enumerate().filter(|(_, (of, _))| *of == candidate);
                prop_assert_eq!(keys, of_it.map(|(key, _)| key).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn rows_of_one_owner_become_one_edit_and_another_owner_waits() {
        let mut queues = CandidateQueues::default();
        (0..3).for_each(|key| queues.push(row(1, key, "a:")));
        queues.push(row(1, 3, "b:"));
        let group = queues.take().unwrap();
        assert_eq!((group.rows.len(), group.edit.unwrap().wanted().count(), queues.waiting()), (3, 3, 1));
        assert!(queues.take().is_none());
        queues.ended(CandidateId(1));
        assert_eq!(queues.take().unwrap().rows[0].key, "3");
    }
}
