//! Inputs of the actions that read jobs.

use join_sdk::types::{JobId, JobStatus};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{first_page, full_page};
use crate::forms;
use crate::personal::Personal;

/// Reads one page of the company's jobs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "List Jobs")]
#[non_exhaustive]
pub struct ListJobs {
    /// Only jobs with this status. Without it JOIN decides which statuses it returns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "forms::job_status", example = &"ONLINE")]
    pub status: Option<JobStatus>,
    /// Whether each job has its long description, as HTML.
    #[serde(default)]
    #[schemars(example = true)]
    pub with_description: bool,
    /// The page, counted from 1. Only an empty page ends a list.
    #[serde(default = "first_page")]
    #[schemars(range(min = 1, max = u32::MAX), example = 1)]
    pub page: u32,
    /// Jobs on a page, 1 to 50.
    #[serde(default = "full_page")]
    #[schemars(range(min = 1, max = 50), example = 20)]
    pub page_size: u32,
}

impl Default for ListJobs {
    fn default() -> Self {
        Self { status: None, with_description: false, page: first_page(), page_size: full_page() }
    }
}

/// Reads one job, with its description.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Retrieve Job")]
#[non_exhaustive]
pub struct RetrieveJob {
    /// The job's id.
    #[schemars(schema_with = "forms::id", example = 301)]
    pub job_id: JobId,
}

impl RetrieveJob {
    /// Asks for a job.
    ///
    /// ```
    /// use join_actions::input::RetrieveJob;
    /// use join_sdk::types::JobId;
    ///
    /// assert_eq!(RetrieveJob::new(JobId(301)).job_id, JobId(301));
    /// ```
    pub fn new(job_id: JobId) -> Self {
        Self { job_id }
    }
}

/// Offers jobs to choose from, as pairs of an id and a label.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Choose a Job")]
#[non_exhaustive]
pub struct ChooseJob {
    /// Words that the label, the id or the external id holds, in any order and case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", example = &"engineer zurich")]
    pub search: Option<Personal>,
    /// Only jobs with this status. Without it JOIN decides which statuses it returns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "forms::job_status", example = &"ONLINE")]
    pub status: Option<JobStatus>,
    /// The page of options, counted from 1.
    #[serde(default = "first_page")]
    #[schemars(range(min = 1, max = u32::MAX), example = 1)]
    pub page: u32,
    /// Options on a page, 1 to 50.
    #[serde(default = "full_page")]
    #[schemars(range(min = 1, max = 50), example = 20)]
    pub page_size: u32,
}

impl Default for ChooseJob {
    fn default() -> Self {
        Self { search: None, status: None, page: first_page(), page_size: full_page() }
    }
}
