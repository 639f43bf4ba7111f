//! The handle by which a candidate's tags are reached.

use join_client::types::{Application, ApplicationId, CandidateId};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// A candidate, and the application through which JOIN lets its tags be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CandidateRef {
    candidate: CandidateId,
    application: ApplicationId,
}

impl CandidateRef {
    /// A candidate and one of its applications, whose ids were stored earlier.
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

    /// The application that the tags are read through.
    pub fn application(&self) -> ApplicationId {
        self.application
    }
}
