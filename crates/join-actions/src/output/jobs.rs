//! Outputs of the actions that read jobs.

use jiff::Timestamp;
use join_sdk::types;
use join_sdk::types::{CategoryId, EmploymentTypeId, JobId, OfficeId, SeniorityLevelId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{SCHEMA_VERSION, Time, UnreadableRow, next_page, version};
use crate::personal::Personal;

/// One page of jobs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "Listed Jobs")]
#[non_exhaustive]
pub struct JobList {
    /// The version of this output.
    #[schemars(schema_with = "version")]
    pub schema_version: u32,
    /// The jobs of the page.
    pub jobs: Vec<Job>,
    /// The page, counted from 1.
    pub page: u32,
    /// The next page to read; null behind the last one.
    pub next_page: Option<u32>,
    /// Rows that could not be read, and are not among the jobs.
    pub unreadable: Vec<UnreadableRow>,
}

impl JobList {
    pub(crate) fn new(page: u32, jobs: Vec<Job>, unreadable: Vec<UnreadableRow>) -> Self {
        let next_page = next_page(page, jobs.len() + unreadable.len());
        Self { schema_version: SCHEMA_VERSION, jobs, page, next_page, unreadable }
    }
}

/// One job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "Retrieved Job")]
#[non_exhaustive]
pub struct RetrievedJob {
    /// The version of this output.
    #[schemars(schema_with = "version")]
    pub schema_version: u32,
    /// The job.
    #[serde(flatten)]
    pub job: Job,
    /// The request id of JOIN's response, for the vendor's support.
    pub request_id: Option<String>,
}

impl RetrievedJob {
    pub(crate) fn new(job: Job, request_id: Option<String>) -> Self {
        Self { schema_version: SCHEMA_VERSION, job, request_id }
    }
}

/// A job posting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
#[non_exhaustive]
pub struct Job {
    /// The job's id.
    #[schemars(with = "i64")]
    pub job_id: JobId,
    /// The job's title.
    pub title: Option<String>,
    /// The status, such as ONLINE. JOIN may add words.
    pub status: Option<String>,
    /// The company's own key of the job.
    pub external_id: Option<String>,
    /// The long description, as HTML. A list has it only on request.
    pub description: Option<String>,
    /// The language of the posting, such as en.
    pub language: Option<String>,
    /// The workplace: ONSITE, HYBRID or REMOTE.
    pub workplace_type: Option<String>,
    /// How remote the job is: COUNTRY or ANYWHERE.
    pub remote_type: Option<String>,
    /// The id of the sub-category.
    #[schemars(with = "Option<i64>")]
    pub category_id: Option<CategoryId>,
    /// The id of the employment type.
    #[schemars(with = "Option<i64>")]
    pub employment_type_id: Option<EmploymentTypeId>,
    /// The id of the seniority level.
    #[schemars(with = "Option<i64>")]
    pub seniority_id: Option<SeniorityLevelId>,
    /// The office's id.
    #[schemars(with = "Option<i64>")]
    pub office_id: Option<OfficeId>,
    /// The office's name.
    pub office_name: Option<String>,
    /// The office's city.
    pub office_city: Option<String>,
    /// The office's country, as JOIN writes it.
    pub office_country: Option<String>,
    /// The lower end of the salary, in whole units of the currency.
    pub salary_from: Option<f64>,
    /// The upper end of the salary, in whole units of the currency.
    pub salary_to: Option<f64>,
    /// The currency of the salary, such as EUR.
    pub salary_currency: Option<String>,
    /// The period of the salary, such as PER_YEAR.
    pub salary_frequency: Option<String>,
    /// The name of the contact person.
    pub contact_name: Option<Personal>,
    /// The e-mail address of the contact person.
    pub contact_email: Option<Personal>,
    /// The position of the contact person.
    pub contact_position: Option<String>,
    /// When the job was created.
    #[schemars(with = "Option<Time>")]
    pub created_at: Option<Timestamp>,
    /// When the job was last changed.
    #[schemars(with = "Option<Time>")]
    pub last_updated_at: Option<Timestamp>,
    /// The page of the job's applications in JOIN.
    pub job_url: String,
}

impl From<types::Job> for Job {
    fn from(job: types::Job) -> Self {
        let (office, salary, contact) = (job.office, job.salary, job.contact);
        // An amount is a decimal; JSON has numbers of one kind only.
        let amount = |text: Option<String>| text.and_then(|text| text.parse().ok());
        let from = salary.as_ref().and_then(|salary| salary.from.map(|amount| amount.to_string()));
        let to = salary.as_ref().and_then(|salary| salary.to.map(|amount| amount.to_string()));
        let word = |word: &dyn std::fmt::Display| word.to_string();
        Self {
            job_id: job.id,
            job_url: job.id.page(),
            title: job.title,
            status: job.status.map(|status| word(&status)),
            external_id: job.external_id,
            description: job.description,
            language: job.language,
            workplace_type: job.workplace_type.map(|kind| word(&kind)),
            remote_type: job.remote_type.map(|kind| word(&kind)),
            category_id: job.category_id,
            employment_type_id: job.employment_type_id,
            seniority_id: job.seniority_id,
            office_id: office.as_ref().map(|office| office.id),
            office_name: office.as_ref().and_then(|office| office.name.clone()),
            office_city: office.as_ref().and_then(|office| office.city.clone()),
            office_country: office.and_then(|office| office.country_iso),
            salary_from: amount(from),
            salary_to: amount(to),
            salary_currency: salary.as_ref().and_then(|salary| salary.currency.as_ref().map(|one| word(one))),
            salary_frequency: salary.and_then(|salary| salary.frequency.map(|one| word(&one))),
            contact_name: contact.as_ref().and_then(|one| one.name.as_ref()).map(|name| name.as_str().into()),
            contact_email: contact
                .as_ref()
                .and_then(|one| one.email.as_ref())
                .map(|email| email.as_str().into()),
            contact_position: contact.and_then(|contact| contact.position),
            created_at: job.created_at,
            last_updated_at: job.last_updated_at,
        }
    }
}

/// One page of jobs to choose from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "Job Options")]
#[non_exhaustive]
pub struct JobOptions {
    /// The version of this output.
    #[schemars(schema_with = "version")]
    pub schema_version: u32,
    /// The jobs of the page that match.
    pub options: Vec<JobOption>,
    /// The page, counted from 1.
    pub page: u32,
    /// The next page of options; null on the last one.
    pub next_page: Option<u32>,
}

impl JobOptions {
    pub(crate) fn new(page: u32, options: Vec<JobOption>, more: bool) -> Self {
        let next_page = if more { page.checked_add(1) } else { None };
        Self { schema_version: SCHEMA_VERSION, options, page, next_page }
    }
}

/// A job to choose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
#[non_exhaustive]
pub struct JobOption {
    /// The job's id: the value of the choice.
    #[schemars(with = "i64")]
    pub id: JobId,
    /// The title with city and status, for people.
    pub label: String,
}

impl JobOption {
    pub(crate) fn of(job: &types::Job) -> Self {
        let title = job.title.clone().filter(|title| !title.trim().is_empty());
        let title = title.unwrap_or_else(|| format!("Job {}", job.id));
        let city = job.office.as_ref().and_then(|office| office.city.clone());
        let status = job.status.as_ref().map(ToString::to_string);
        let parts: Vec<String> = [Some(title), city, status].into_iter().flatten().collect();
        Self { id: job.id, label: parts.join(" · ") }
    }
}
