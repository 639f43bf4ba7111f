//! Single-flight: concurrent creates with one external id share one request, and later ones know of it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use join_client::types::{CreatedApplication, JobId};

use crate::registry::WeakRegistry;

/// The job and the external id of a create.
pub(crate) type CreateKey = (JobId, String);

/// Creates of a client and its clones. The lock's holder sends.
#[derive(Debug, Default)]
pub(crate) struct InFlight {
    running: WeakRegistry<CreateKey, tokio::sync::Mutex<Progress>>,
    /// Requests that may have arrived, or may still arrive, and when they were sent.
    unsettled: Mutex<HashMap<CreateKey, Instant>>,
}

/// The progress of the creates with one external id.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) enum Progress {
    /// No create has ended with an application.
    #[default]
    Waiting,
    /// The application exists.
    Landed(CreatedApplication),
}

impl InFlight {
    /// The guard of the creates with this key.
    pub(crate) fn of(&self, key: CreateKey) -> Arc<tokio::sync::Mutex<Progress>> {
        self.running.of(key)
    }

    /// When a request was sent last of which nothing is known.
    pub(crate) fn sent(&self, key: &CreateKey) -> Option<Instant> {
        self.lock().get(key).copied()
    }

    /// Notes that a request is sent now. Forgets all that are older than `settle`.
    pub(crate) fn note(&self, key: &CreateKey, settle: Duration) {
        let mut unsettled = self.lock();
        unsettled.retain(|_, sent| sent.elapsed() < settle);
        unsettled.insert(key.clone(), Instant::now());
    }

    /// Notes that the outcome of the requests is known.
    pub(crate) fn forget(&self, key: &CreateKey) {
        self.lock().remove(key);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<CreateKey, Instant>> {
        self.unsettled.lock().unwrap_or_else(PoisonError::into_inner)
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
        let in_flight = InFlight::default();
        let (first, second) =
            (in_flight.of((JOB, "inq_1".to_owned())), in_flight.of((JOB, "inq_1".to_owned())));
        let mut turn = first.lock().await;
        assert_eq!(*turn, Progress::Waiting);
        assert!(second.lock().now_or_never().is_none());
        *turn = Progress::Landed(ids());
        drop(turn);
        assert_eq!(*second.lock().await, Progress::Landed(ids()));
    }

    #[test]
    fn a_request_is_known_until_it_settles() {
        let in_flight = InFlight::default();
        let (first, second) = ((JOB, "a".to_owned()), (JOB, "b".to_owned()));
        in_flight.note(&first, Duration::from_secs(60));
        in_flight.note(&second, Duration::from_secs(60));
        assert!(in_flight.sent(&first).is_some());
        in_flight.forget(&second);
        assert_eq!(in_flight.sent(&second), None);
        in_flight.note(&second, Duration::ZERO);
        assert_eq!(in_flight.sent(&first), None);
    }

    #[tokio::test]
    async fn other_external_ids_and_other_jobs_do_not_wait() {
        let in_flight = InFlight::default();
        let seats =
            [(JOB, "a"), (JOB, "b"), (JobId(8), "a")].map(|(job, id)| in_flight.of((job, id.to_owned())));
        let turns: Vec<_> = seats.iter().filter_map(|seat| seat.lock().now_or_never()).collect();
        assert_eq!(turns.len(), 3);
    }
}
