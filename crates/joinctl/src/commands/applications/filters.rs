//! The filters of a list of applications.

use clap::Args;
use jiff::Timestamp;
use join_sdk::types::{HiringState, JobId};
use join_sdk::{Join, lists::List, resources::ApplicationFilter};

use crate::arguments::{word, words};
use crate::commands::completions::ids;
use crate::interrupt::quoted;

/// Narrows a list of applications.
#[derive(Args)]
pub(crate) struct Filters {
    /// Only applications to this job.
    #[arg(long, value_name = "ID", add = ids::jobs())]
    job: Option<i64>,
    /// Only applications to the job with this external id.
    #[arg(long, value_name = "KEY")]
    job_external_id: Option<String>,
    /// Only applications in this hiring state, such as HIRED.
    #[arg(long, value_parser = word(HiringState::KNOWN), add = words(HiringState::KNOWN))]
    state: Option<String>,
    /// Only applications changed at this time or later, RFC 3339 with a time zone.
    #[arg(long, value_name = "TIME")]
    updated_since: Option<Timestamp>,
}

impl Filters {
    /// The list of the account, narrowed.
    pub(crate) fn list(&self, join: &Join) -> List<ApplicationFilter> {
        let mut list = join.applications().list();
        if let Some(id) = self.job {
            list = list.job(JobId(id));
        }
        if let Some(key) = &self.job_external_id {
            list = list.job_external_id(key);
        }
        if let Some(state) = &self.state {
            list = list.hiring_state(HiringState::from(state.as_str()));
        }
        if let Some(time) = self.updated_since {
            list = list.updated_since(time);
        }
        list
    }

    /// The filters as options; empty where nothing is filtered.
    pub(crate) fn described(&self) -> String {
        let options = [
            self.job.map(|id| format!("--job {id}")),
            self.job_external_id.as_ref().map(|key| format!("--job-external-id {}", quoted(key))),
            self.state.as_ref().map(|state| format!("--state {}", quoted(state))),
            self.updated_since.map(|time| format!("--updated-since {time}")),
        ];
        options.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}
