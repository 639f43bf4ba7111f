//! Identifies a candidate together with an application that gives access to its tags.

use join_client::types::{Application, ApplicationId, CandidateId};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// A candidate, and the application that gives read access to its tags.
///
/// ```no_run
/// # fn example(application: join_sdk::types::Application) -> join_sdk::Result<()> {
/// use join_sdk::tags::CandidateRef;
/// use join_sdk::types::{ApplicationId, CandidateId};
///
/// let read = CandidateRef::of(&application)?;
/// let stored = CandidateRef::new(CandidateId(5), ApplicationId(9));
/// println!("the same candidate: {}", read.candidate() == stored.candidate());
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CandidateRef {
    candidate: CandidateId,
    application: ApplicationId,
}

impl CandidateRef {
    /// Creates a reference from stored ids of a candidate and one of its applications.
    pub fn new(candidate: CandidateId, application: ApplicationId) -> Self {
        Self { candidate, application }
    }

    /// The candidate of an application.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) when the application carries no candidate.
    pub fn of(application: &Application) -> Result<Self> {
        let candidate = application.candidate.as_ref();
        let candidate = candidate.ok_or_else(|| Error::invalid("the application carries no candidate"))?;
        Ok(Self::new(candidate.id, application.id))
    }

    /// The candidate.
    pub fn candidate(&self) -> CandidateId {
        self.candidate
    }

    /// The application that gives access to the tags.
    pub fn application(&self) -> ApplicationId {
        self.application
    }
}

impl TryFrom<&Application> for CandidateRef {
    type Error = Error;

    /// As [`CandidateRef::of`].
    fn try_from(application: &Application) -> Result<Self> {
        Self::of(application)
    }
}
