//! The entries that are kept, and the failures that a later request may repeat. Pure.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use crate::log::entry::{End, Entry, Retry};

/// Entries kept.
const KEPT: usize = 1_000;

/// The latest requests in the order in which they ended, with sums over all.
#[derive(Default)]
pub(crate) struct Ring {
    latest: VecDeque<(u64, Entry)>,
    failures: HashMap<u64, Failure>,
    pub(crate) totals: Totals,
    /// The number of entries and resets so far.
    place: u64,
    /// The place of the latest reset.
    reset: u64,
}

/// Sums over all requests since the start or the latest reset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) requests: u64,
    pub(crate) refused_by_quota: u64,
    pub(crate) retries: u64,
    /// Retries that came before the wait that a 429 asked for ended.
    pub(crate) early_retries: u64,
    pub(crate) faults: u64,
    pub(crate) lost: u64,
}

/// A failed request that nothing repeated with success so far.
struct Failure {
    number: u64,
    attempt: u32,
    ended: Duration,
    asked: Option<Duration>,
}

/// Entries behind a place of the log.
#[derive(Debug)]
pub(crate) struct Batch {
    /// Oldest first.
    pub(crate) entries: Vec<Entry>,
    /// Entries between the place and the first of these, which the log no longer has.
    pub(crate) skipped: u64,
    /// Whether the numbers began anew: whatever a reader has is of an earlier life of the sandbox.
    pub(crate) anew: bool,
    /// The place behind the last of these.
    pub(crate) place: u64,
}

impl Ring {
    /// Adds a request that ended. `key` is the same for equal requests. Sets which request it repeats.
    pub(crate) fn push(&mut self, key: u64, spoilt: bool, mut entry: Entry) {
        entry.retry = self.failures.get(&key).and_then(|failure| failure.repeated_at(entry.arrived));
        if spoilt || entry.end.failed() {
            let failure = Failure {
                number: entry.number,
                attempt: entry.retry.map_or(1, |retry| retry.attempt),
                ended: entry.arrived.saturating_add(entry.took),
                asked: entry.pacing.asked.map(Duration::from_secs),
            };
            self.failures.insert(key, failure);
        } else if !self.failures.is_empty() {
            self.failures.remove(&key);
        }
        self.totals.add(&entry);
        self.place += 1;
        self.latest.push_back((key, entry));
        if self.latest.len() > KEPT
            && let Some((key, oldest)) = self.latest.pop_front()
            && self.failures.get(&key).is_some_and(|failure| failure.number == oldest.number)
        {
            self.failures.remove(&key);
        }
    }

    /// The kept entries, newest first.
    pub(crate) fn newest_first(&self) -> impl ExactSizeIterator<Item = &Entry> {
        self.latest.iter().rev().map(|(_, entry)| entry)
    }

    /// The place behind the newest entry.
    pub(crate) fn place(&self) -> u64 {
        self.place
    }

    /// Forgets everything, as the sandbox goes back to its start.
    pub(crate) fn reset(&mut self) {
        let place = self.place + 1;
        *self = Ring { place, reset: place, ..Ring::default() };
    }

    /// The entries behind a place. `None` when nothing happened since.
    pub(crate) fn behind(&self, place: u64) -> Option<Batch> {
        if place == self.place {
            return None;
        }
        // A place beyond the end comes from an earlier sandbox on this port.
        let anew = place < self.reset || place > self.place;
        let missed = self.place - if anew { self.reset } else { place };
        let kept = usize::try_from(missed).unwrap_or(usize::MAX).min(self.latest.len());
        let entries: Vec<Entry> =
            self.latest.range(self.latest.len() - kept..).map(|(_, e)| e.clone()).collect();
        let skipped = missed.saturating_sub(kept as u64);
        Some(Batch { entries, skipped, anew, place: self.place })
    }
}

impl Failure {
    /// The retry that a request with this time of arrival is. `None` when it came before the failure was known.
    fn repeated_at(&self, arrived: Duration) -> Option<Retry> {
        let waited = arrived.checked_sub(self.ended)?;
        Some(Retry { of: self.number, attempt: self.attempt.saturating_add(1), waited, asked: self.asked })
    }
}

impl Totals {
    fn add(&mut self, entry: &Entry) {
        self.requests += 1;
        self.refused_by_quota += u64::from(entry.end == End::Answered(429));
        self.retries += u64::from(entry.retry.is_some());
        self.early_retries += u64::from(entry.retry.is_some_and(|retry| retry.is_early()));
        self.faults += u64::from(!entry.faults.is_empty());
        self.lost += u64::from(entry.end == End::Lost);
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Method;

    use super::*;
    use crate::log::entry::Pacing;

    fn entry(number: u64, arrived: u64, end: End) -> Entry {
        Entry {
            number,
            method: Method::GET,
            target: "/v2/jobs".into(),
            arrived: Duration::from_millis(arrived),
            took: Duration::from_millis(10),
            end,
            faults: Vec::new(),
            pacing: Pacing { left: Some((0, 10)), asked: (end == End::Answered(429)).then_some(1) },
            retry: None,
        }
    }

    fn retries(ring: &Ring) -> Vec<Option<(u64, u32)>> {
        ring.latest.iter().map(|(_, entry)| entry.retry.map(|retry| (retry.of, retry.attempt))).collect()
    }

    #[test]
    fn an_equal_request_after_a_failure_is_a_retry_until_one_succeeds() {
        let mut ring = Ring::default();
        ring.push(7, false, entry(1, 0, End::Lost));
        ring.push(8, false, entry(2, 20, End::Answered(200)));
        ring.push(7, false, entry(3, 30, End::Answered(503)));
        ring.push(7, false, entry(4, 50, End::Answered(200)));
        ring.push(7, false, entry(5, 70, End::Answered(200)));
        assert_eq!(retries(&ring), [None, None, Some((1, 2)), Some((3, 3)), None]);
        assert_eq!(ring.totals.retries, 2);
    }

    #[test]
    fn a_response_that_a_fault_spoilt_counts_as_a_failure_and_a_refusal_does_not() {
        let mut ring = Ring::default();
        ring.push(7, true, entry(1, 0, End::Answered(200)));
        ring.push(7, false, entry(2, 20, End::Answered(404)));
        ring.push(7, false, entry(3, 40, End::Answered(404)));
        assert_eq!(retries(&ring), [None, Some((1, 2)), None]);
    }

    #[test]
    fn a_request_that_arrived_before_the_failure_was_known_is_no_retry() {
        let mut ring = Ring::default();
        ring.push(7, false, entry(1, 0, End::Answered(500)));
        ring.push(7, false, entry(2, 5, End::Answered(200)));
        assert_eq!(retries(&ring), [None, None]);
    }

    #[test]
    fn a_retry_knows_its_wait_and_whether_it_came_early() {
        let mut ring = Ring::default();
        ring.push(7, false, entry(1, 0, End::Answered(429)));
        ring.push(7, false, entry(2, 510, End::Answered(429)));
        ring.push(7, false, entry(3, 1_520, End::Answered(200)));
        let waits = ring.latest.iter().filter_map(|(_, entry)| entry.retry);
        let waits: Vec<_> = waits.map(|retry| (retry.waited.as_millis(), retry.is_early())).collect();
        assert_eq!(waits, [(500, true), (1_000, false)]);
        assert_eq!((ring.totals.refused_by_quota, ring.totals.early_retries), (2, 1));
    }

    #[test]
    fn the_ring_and_its_failures_are_bounded_and_a_slow_reader_finds_the_gap() {
        let mut ring = Ring::default();
        for number in 1..=2_500 {
            ring.push(number, false, entry(number, number * 20, End::Lost));
        }
        assert_eq!((ring.latest.len(), ring.failures.len()), (KEPT, KEPT));
        let batch = ring.behind(1_000).unwrap();
        assert_eq!((batch.skipped, batch.entries.len(), batch.place), (500, 1_000, 2_500));
        assert_eq!(batch.entries[0].number, 1_501);
        assert!(ring.behind(2_500).is_none());
        assert_eq!(ring.behind(2_499).unwrap().skipped, 0);
        // The place of a reader that followed an earlier sandbox.
        let batch = ring.behind(9_000).unwrap();
        assert_eq!((batch.skipped, batch.anew), (1_500, true));
    }

    #[test]
    fn a_reset_begins_anew_for_readers_too() {
        let mut ring = Ring::default();
        (1..=3).for_each(|number| ring.push(7, false, entry(number, number * 20, End::Lost)));
        let before = ring.place();
        ring.reset();
        let batch = ring.behind(before).unwrap();
        assert_eq!((batch.entries.len(), batch.skipped, batch.anew), (0, 0, true));
        ring.push(7, false, entry(1, 100, End::Answered(200)));
        assert_eq!((retries(&ring), ring.totals.requests), (vec![None], 1));
        let late = ring.behind(before).unwrap();
        assert_eq!((late.entries.len(), late.skipped, late.anew), (1, 0, true));
        assert!(!ring.behind(batch.place).unwrap().anew);
    }
}
