//! Single-flight: concurrent creates with one external id share one request.

use join_client::types::{CreatedApplication, JobId};

use crate::registry::WeakRegistry;

/// Running creates of a client and its clones. Keyed by job and external id; the lock's holder sends.
pub(crate) type InFlight = WeakRegistry<(JobId, String), tokio::sync::Mutex<Progress>>;

/// The progress of the creates with one external id.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) enum Progress {
    /// No create has started.
    #[default]
    Waiting,
    /// A create has started. A later caller that sees this knows that it failed or was dropped.
    Begun,
    /// The application exists.
    Landed(CreatedApplication),
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

    #[tokio::test]
    async fn who_follows_one_that_was_dropped_sees_that_it_began() {
        let in_flight = InFlight::default();
        let (first, second) =
            (in_flight.of((JOB, "inq_1".to_owned())), in_flight.of((JOB, "inq_1".to_owned())));
        *first.lock().await = Progress::Begun;
        drop(first);
        assert_eq!(*second.lock().await, Progress::Begun);
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
