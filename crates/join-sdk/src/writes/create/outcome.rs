//! The outcome of a create.

use join_client::types::{ApplicationId, CandidateId, CreatedApplication};

/// The outcome of a create: see [`Applications::create`](crate::resources::Applications::create).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum CreateOutcome {
    /// The application was created.
    Created(CreatedApplication),
    /// The application already existed, known from JOIN, a lookup or another caller of this client.
    AlreadyExisted(CreatedApplication),
}

impl CreateOutcome {
    /// The candidate.
    pub fn candidate(&self) -> CandidateId {
        self.ids().candidate_id
    }

    /// The application; none where JOIN's response to a create has no id.
    pub fn application(&self) -> Option<ApplicationId> {
        self.ids().id
    }

    /// Whether the application was created now.
    pub fn was_created(&self) -> bool {
        matches!(self, CreateOutcome::Created(_))
    }

    pub(super) fn ids(&self) -> &CreatedApplication {
        match self {
            CreateOutcome::Created(ids) | CreateOutcome::AlreadyExisted(ids) => ids,
        }
    }
}
