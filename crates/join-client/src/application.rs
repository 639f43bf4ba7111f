//! Helpers on applications: the current state, and the ids of a new one.

use crate::types::{Application, ApplicationId, CandidateId, CreatedApplication, HiringState};

impl Application {
    /// The application's state: `hiringState`, or `state` where JOIN returns only that.
    ///
    /// The two may be one renamed field (`state`: live, `hiringState`: second-hand).
    ///
    /// ```
    /// use join_client::types::{Application, HiringState};
    ///
    /// let application: Application = serde_json::from_str(r#"{"id": 1, "state": "HIRED"}"#)?;
    /// assert_eq!(application.current_state(), Some(&HiringState::Hired));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn current_state(&self) -> Option<&HiringState> {
        self.hiring_state.as_ref().or(self.state.as_ref())
    }
}

impl CreatedApplication {
    /// Creates the ids of a create from another source: a list, a store, a test.
    ///
    /// ```
    /// use join_client::types::{ApplicationId, CandidateId, CreatedApplication};
    ///
    /// let created = CreatedApplication::new(CandidateId(5), Some(ApplicationId(9)));
    /// assert_eq!(created.id, Some(ApplicationId(9)));
    /// ```
    pub fn new(candidate_id: CandidateId, id: Option<ApplicationId>) -> Self {
        Self { candidate_id, id }
    }
}
