//! Helpers on applications: the current state, and the ids of a new one.

use std::fmt;

use crate::types::{
    Application, ApplicationId, ApplicationState, CandidateId, CreatedApplication, HiringState,
};

/// The state of an application, with the field that it came from.
///
/// The two fields may be two vocabularies (evidence: inferred): `ACTIVE` as a hiring state is one step of hiring, and as a state
/// it may be every application that is neither rejected nor hired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CurrentState<'a> {
    /// From `hiringState` (evidence: second-hand).
    Hiring(&'a HiringState),
    /// From `state`, since the response had no `hiringState` (evidence: live).
    State(&'a ApplicationState),
}

impl<'a> CurrentState<'a> {
    /// The state as JOIN wrote it.
    pub fn as_str(self) -> &'a str {
        match self {
            CurrentState::Hiring(state) => state.as_str(),
            CurrentState::State(state) => state.as_str(),
        }
    }

    /// The name of the field that it came from, as JOIN writes it.
    pub fn field(self) -> &'static str {
        match self {
            CurrentState::Hiring(_) => "hiringState",
            CurrentState::State(_) => "state",
        }
    }

    /// Whether the application is hired. Both vocabularies have the word.
    pub fn is_hired(self) -> bool {
        matches!(
            self,
            CurrentState::Hiring(HiringState::Hired) | CurrentState::State(ApplicationState::Hired)
        )
    }

    /// Whether the application is rejected. Both vocabularies have the word.
    pub fn is_rejected(self) -> bool {
        matches!(
            self,
            CurrentState::Hiring(HiringState::Rejected) | CurrentState::State(ApplicationState::Rejected)
        )
    }
}

impl fmt::Display for CurrentState<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Application {
    /// The application's state: `hiringState`, or `state` where the response has only that.
    ///
    /// ```
    /// use join_client::CurrentState;
    /// use join_client::types::{Application, HiringState};
    ///
    /// let application: Application = serde_json::from_str(r#"{"id": 1, "state": "ACTIVE", "hiringState": "OFFER"}"#)?;
    /// assert_eq!(application.current_state(), Some(CurrentState::Hiring(&HiringState::Offer)));
    ///
    /// let application: Application = serde_json::from_str(r#"{"id": 1, "state": "ACTIVE"}"#)?;
    /// let state = application.current_state().ok_or("no state")?;
    /// assert_eq!((state.as_str(), state.field()), ("ACTIVE", "state"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn current_state(&self) -> Option<CurrentState<'_>> {
        let hiring = self.hiring_state.as_ref().map(CurrentState::Hiring);
        hiring.or(self.state.as_ref().map(CurrentState::State))
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
