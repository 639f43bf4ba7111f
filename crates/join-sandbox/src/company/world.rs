//! The company behind its lock.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::company::operation::Operation;
use crate::company::store::Store;

/// What routes, hooks and recruiters share.
pub(crate) struct Shared {
    /// Scheme, host and port, such as `http://127.0.0.1:4010`.
    pub(crate) origin: String,
    world: Mutex<World>,
}

/// Everything that changes in the company.
pub(crate) struct World {
    pub(crate) store: Store,
}

impl Shared {
    pub(crate) fn new(origin: String, store: Store) -> Self {
        Shared { origin, world: Mutex::new(World { store }) }
    }

    /// Takes the lock. A panic elsewhere leaves the data usable, so poisoning is ignored.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl World {
    /// The candidate that a request concerns, from the id in its path.
    pub(crate) fn candidate(&self, operation: Operation, id: i64) -> Option<i64> {
        match operation {
            Operation::GetApplication => self.store.applications.get(id).map(|found| found.candidate_id),
            Operation::UpdateCandidate | Operation::CreateCandidateNote => {
                self.store.candidates.get(id).map(|found| found.id)
            }
            _ => None,
        }
    }
}
