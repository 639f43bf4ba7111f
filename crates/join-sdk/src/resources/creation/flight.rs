//! One create at a time for each external id: who comes while it is under way waits for what comes of it.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use join_client::types::{CreatedApplication, JobId};

/// The creates under way of a client and its clones. What nobody waits for is not kept.
#[derive(Default)]
pub(crate) struct Flights(Mutex<HashMap<Key, Entry>>);

/// The job and the external id.
type Key = (JobId, String);

struct Entry {
    /// Who is aboard, waiting ones included.
    seats: usize,
    progress: Arc<tokio::sync::Mutex<Progress>>,
}

/// How far the creates of an external id have come.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Progress {
    /// Nobody began.
    Waiting,
    /// Somebody began. Seen by a later one, it was not brought to an end: it failed, or was dropped.
    Begun,
    /// The application is there.
    Landed(CreatedApplication),
}

/// A place in the queue for an external id. It is given up by dropping it.
pub(super) struct Seat<'a> {
    flights: &'a Flights,
    key: Key,
    progress: Arc<tokio::sync::Mutex<Progress>>,
}

impl Flights {
    /// Takes a place behind those who came before.
    pub(super) fn board(&self, job: JobId, external_id: &str) -> Seat<'_> {
        let key = (job, external_id.to_owned());
        let mut entries = self.entries();
        let entry = entries.entry(key.clone()).or_insert_with(|| Entry {
            seats: 0,
            progress: Arc::new(tokio::sync::Mutex::new(Progress::Waiting)),
        });
        entry.seats += 1;
        Seat { flights: self, key, progress: Arc::clone(&entry.progress) }
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<Key, Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seat<'_> {
    /// Waits until nobody else creates it. What is given says how far those before have come, and keeps those behind
    /// waiting.
    pub(super) async fn turn(&self) -> tokio::sync::MutexGuard<'_, Progress> {
        self.progress.lock().await
    }
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        let mut entries = self.flights.entries();
        if let Some(entry) = entries.get_mut(&self.key) {
            entry.seats -= 1;
            if entry.seats == 0 {
                entries.remove(&self.key);
            }
        }
    }
}

impl fmt::Debug for Flights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flights").field("under_way", &self.entries().len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;
    use join_client::types::{ApplicationId, CandidateId};

    const JOB: JobId = JobId(7);

    fn ids() -> CreatedApplication {
        CreatedApplication::new(CandidateId(5), Some(ApplicationId(9)))
    }

    #[tokio::test]
    async fn who_comes_second_waits_and_sees_what_came_of_the_first() {
        let flights = Flights::default();
        let (first, second) = (flights.board(JOB, "inq_1"), flights.board(JOB, "inq_1"));
        let mut turn = first.turn().await;
        assert_eq!(*turn, Progress::Waiting);
        assert!(second.turn().now_or_never().is_none());
        *turn = Progress::Landed(ids());
        drop(turn);
        assert_eq!(*second.turn().await, Progress::Landed(ids()));
    }

    #[tokio::test]
    async fn who_follows_one_that_was_dropped_sees_that_it_began() {
        let flights = Flights::default();
        let (first, second) = (flights.board(JOB, "inq_1"), flights.board(JOB, "inq_1"));
        *first.turn().await = Progress::Begun;
        drop(first);
        assert_eq!(*second.turn().await, Progress::Begun);
    }

    #[tokio::test]
    async fn other_external_ids_and_other_jobs_do_not_wait() {
        let flights = Flights::default();
        let seats = [flights.board(JOB, "a"), flights.board(JOB, "b"), flights.board(JobId(8), "a")];
        let turns: Vec<_> = seats.iter().filter_map(|seat| seat.turn().now_or_never()).collect();
        assert_eq!(turns.len(), 3);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn nothing_is_kept_when_the_last_one_leaves() {
        let flights = Arc::new(Flights::default());
        let mut tasks = tokio::task::JoinSet::new();
        for number in 0..64 {
            let flights = Arc::clone(&flights);
            tasks.spawn(async move {
                for round in 0..100 {
                    let seat = flights.board(JOB, ["a", "b", "c"][(number + round) % 3]);
                    *seat.turn().await = Progress::Begun;
                }
            });
        }
        tasks.join_all().await;
        assert!(flights.entries().is_empty(), "{flights:?}");
    }
}
