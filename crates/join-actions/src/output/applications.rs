//! Outputs of the actions that read applications.

use jiff::Timestamp;
use join_sdk::types;
use join_sdk::types::{ApplicationId, CandidateId, JobId, StageId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{SCHEMA_VERSION, Time, UnreadableRow, next_page, version};
use crate::personal::Personal;

/// One page of applications.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "Listed Applications")]
#[non_exhaustive]
pub struct ApplicationList {
    /// The version of this output.
    #[schemars(schema_with = "version")]
    pub schema_version: u32,
    /// The applications of the page.
    pub applications: Vec<Application>,
    /// The page, counted from 1.
    pub page: u32,
    /// The next page to read; null behind the last one.
    pub next_page: Option<u32>,
    /// Rows that could not be read, and are not among the applications.
    pub unreadable: Vec<UnreadableRow>,
}

impl ApplicationList {
    pub(crate) fn new(page: u32, applications: Vec<Application>, unreadable: Vec<UnreadableRow>) -> Self {
        let next_page = next_page(page, applications.len() + unreadable.len());
        Self { schema_version: SCHEMA_VERSION, applications, page, next_page, unreadable }
    }
}

/// One application.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "Retrieved Application")]
#[non_exhaustive]
pub struct RetrievedApplication {
    /// The version of this output.
    #[schemars(schema_with = "version")]
    pub schema_version: u32,
    /// The application.
    #[serde(flatten)]
    pub application: Application,
    /// The request id of JOIN's response, for the vendor's support.
    pub request_id: Option<String>,
}

impl RetrievedApplication {
    pub(crate) fn new(application: Application, request_id: Option<String>) -> Self {
        Self { schema_version: SCHEMA_VERSION, application, request_id }
    }
}

/// An application with its candidate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
#[non_exhaustive]
pub struct Application {
    /// The application's id.
    #[schemars(with = "i64")]
    pub application_id: ApplicationId,
    /// The candidate's id.
    #[schemars(with = "Option<i64>")]
    pub candidate_id: Option<CandidateId>,
    /// The job's id.
    #[schemars(with = "Option<i64>")]
    pub job_id: Option<JobId>,
    /// The job's title.
    pub job_title: Option<String>,
    /// The company's own key of the job.
    pub job_external_id: Option<String>,
    /// The candidate's first name.
    pub first_name: Option<Personal>,
    /// The candidate's last name.
    pub last_name: Option<Personal>,
    /// The candidate's e-mail address.
    #[schemars(title = "E-mail")]
    pub email: Option<Personal>,
    /// The candidate's phone number.
    pub phone: Option<Personal>,
    /// The name of the candidate's country.
    pub country: Option<Personal>,
    /// The code of the candidate's country, as JOIN writes it.
    pub country_code: Option<Personal>,
    /// The candidate's tags. Null when JOIN sent null, or no readable tags.
    pub tags: Option<Vec<Personal>>,
    /// The hiring state, such as APPLIED. JOIN may add words.
    pub hiring_state: Option<String>,
    /// The coarse state: ACTIVE, HIRED or REJECTED. The same word in `hiring_state` has another meaning.
    pub state: Option<String>,
    /// Whether the candidate is qualified, in JOIN's words.
    pub qualified: Option<String>,
    /// The id of the current stage.
    #[schemars(with = "Option<i64>")]
    pub stage_id: Option<StageId>,
    /// The name of the current stage.
    pub stage_name: Option<String>,
    /// The place of the current stage, counted from 0.
    pub stage_index: Option<i64>,
    /// The source of the application, as JOIN shows it.
    pub source: Option<String>,
    /// The caller's own key of the application, if one was given.
    pub integration_external_id: Option<String>,
    /// The status of the candidate's consent.
    pub consent_status: Option<String>,
    /// The candidate's links, such as a profile.
    pub links: Vec<Link>,
    /// The answers to the job's questions.
    pub answers: Vec<Answer>,
    /// The files of the application.
    pub attachments: Vec<Attachment>,
    /// When the application was created.
    #[schemars(with = "Option<Time>")]
    pub created_at: Option<Timestamp>,
    /// When the application was last changed.
    #[schemars(with = "Option<Time>")]
    pub last_updated_at: Option<Timestamp>,
    /// The candidate's page in JOIN.
    pub candidate_url: Option<String>,
}

/// A link of a candidate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
#[non_exhaustive]
pub struct Link {
    /// The kind of link, such as LINKEDIN.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// The address.
    pub url: Option<Personal>,
}

/// An answer to a question of the job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
#[non_exhaustive]
pub struct Answer {
    /// The question.
    pub question: Option<String>,
    /// The kind of question, such as TEXT.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// The answer as text. The choices of a list are joined by commas.
    pub answer: Option<Personal>,
    /// The address of the answer's file.
    pub file: Option<Personal>,
    /// Whether the candidate skipped the question.
    pub is_skipped: Option<bool>,
}

/// A file of an application.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
#[non_exhaustive]
pub struct Attachment {
    /// The kind of file, such as CV. JOIN may add words.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// The file's name.
    pub file_name: Option<Personal>,
    /// The file's address. It is signed for a short time, and needs the token too.
    pub url: Option<Personal>,
}

impl From<types::Application> for Application {
    fn from(row: types::Application) -> Self {
        let (candidate, job, stage) = (row.candidate.as_ref(), row.job.as_ref(), row.current_stage.as_ref());
        let country = candidate.and_then(|candidate| candidate.country.as_ref());
        let tags = candidate.and_then(|candidate| candidate.tags.as_set());
        let links = candidate.and_then(|candidate| candidate.professional_links.as_ref());
        Self {
            application_id: row.id,
            candidate_id: candidate.map(|candidate| candidate.id),
            candidate_url: candidate.map(|candidate| candidate.id.page()),
            job_id: job.map(|job| job.id),
            job_title: job.and_then(|job| job.title.clone()),
            job_external_id: job.and_then(|job| job.external_id.clone()),
            first_name: candidate.and_then(|one| one.first_name.as_ref()).map(|text| text.as_str().into()),
            last_name: candidate.and_then(|one| one.last_name.as_ref()).map(|text| text.as_str().into()),
            email: candidate.and_then(|one| one.email.as_ref()).map(|text| text.as_str().into()),
            phone: candidate.and_then(|one| one.phone_number.as_ref()).map(|text| text.as_str().into()),
            country: country.and_then(|one| one.name.as_ref()).map(|text| text.as_str().into()),
            country_code: country.and_then(|one| one.iso3166.as_ref()).map(|text| text.as_str().into()),
            tags: tags.map(|tags| tags.iter().map(|tag| tag.as_str().into()).collect()),
            hiring_state: row.hiring_state.as_ref().map(ToString::to_string),
            state: row.state.as_ref().map(ToString::to_string),
            qualified: row.qualified.clone(),
            stage_id: stage.and_then(|stage| stage.id),
            stage_name: stage.and_then(|stage| stage.name.clone()),
            stage_index: stage.and_then(|stage| stage.index),
            source: row.source.as_ref().and_then(|source| source.product.clone()),
            integration_external_id: row.integration_external_id.clone(),
            consent_status: row.consent.as_ref().and_then(|consent| consent.consent_status.clone()),
            links: links.into_iter().flatten().map(Link::of).collect(),
            answers: row.screening_questions.iter().flatten().map(Answer::of).collect(),
            attachments: row.attachments.iter().flatten().map(Attachment::of).collect(),
            created_at: row.created_at,
            last_updated_at: row.last_updated_at,
        }
    }
}

impl Link {
    fn of(link: &types::ProfessionalLink) -> Self {
        Self {
            kind: link.type_.as_ref().map(ToString::to_string),
            url: link.url.as_ref().map(|url| url.as_str().into()),
        }
    }
}

impl Answer {
    fn of(answer: &types::ScreeningAnswer) -> Self {
        Self {
            question: answer.question.clone(),
            kind: answer.type_.as_ref().map(ToString::to_string),
            answer: answer.answer.as_ref().map(|answer| answer.text().into_owned().into()),
            file: answer.file.as_ref().map(|url| url.as_str().into()),
            is_skipped: answer.is_skipped,
        }
    }
}

impl Attachment {
    fn of(file: &types::Attachment) -> Self {
        Self {
            kind: file.type_.as_ref().map(ToString::to_string),
            file_name: file.name.as_ref().map(|name| name.as_str().into()),
            url: file.url.as_ref().map(|url| url.as_str().into()),
        }
    }
}
