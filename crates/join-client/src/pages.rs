//! The addresses of JOIN's own pages.

use crate::types::{CandidateId, JobId};

impl CandidateId {
    /// Returns the address of the candidate's page at JOIN.
    ///
    /// Only who is signed in at JOIN can open it. Evidence: `client`; nothing of the API says it.
    ///
    /// ```
    /// use join_client::types::CandidateId;
    ///
    /// assert_eq!(CandidateId(5).page(), "https://join.com/candidates/5");
    /// ```
    #[must_use]
    pub fn page(self) -> String {
        format!("https://join.com/candidates/{self}")
    }
}

impl JobId {
    /// Returns the address of the page with the job's applications at JOIN.
    ///
    /// Only who is signed in at JOIN can open it. Evidence: `client`; nothing of the API says it.
    ///
    /// ```
    /// use join_client::types::JobId;
    ///
    /// assert_eq!(JobId(7).page(), "https://join.com/jobs/7/applications");
    /// ```
    #[must_use]
    pub fn page(self) -> String {
        format!("https://join.com/jobs/{self}/applications")
    }
}
