//! The addresses of JOIN's own pages, which have the API's numbers. Evidence: `client`; nothing of the API says them.

use join_sdk::types::{CandidateId, JobId};

pub(crate) fn candidate(id: CandidateId) -> String {
    format!("https://join.com/candidates/{id}")
}

/// The applications of a job.
pub(crate) fn job(id: JobId) -> String {
    format!("https://join.com/jobs/{id}/applications")
}
