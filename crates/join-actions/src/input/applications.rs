//! Inputs of the actions on applications.

use jiff::Timestamp;
use join_sdk::types::{ApplicationId, ApplicationSource, DocumentType, HiringState, JobId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{first_page, full_page};
use crate::forms;
use crate::personal::Personal;

/// Reads one page of the company's applications.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "List Applications")]
#[non_exhaustive]
pub struct ListApplications {
    /// Only applications to this job.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "forms::id", example = 301, extend("x-options" = "choose_job"))]
    pub job_id: Option<JobId>,
    /// Only applications to the job with this external id, the company's own key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "forms::filled", example = &"REQ-2026-014")]
    pub job_external_id: Option<String>,
    /// Only applications in this hiring state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "forms::hiring_state", example = &"HIRED")]
    pub hiring_state: Option<HiringState>,
    /// Only applications changed at this time or later. JOIN gets it in whole milliseconds, rounded down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "forms::time", example = &"2026-03-01T08:00:00Z")]
    pub updated_since: Option<Timestamp>,
    /// The page, counted from 1. Only an empty page ends a list.
    #[serde(default = "first_page")]
    #[schemars(range(min = 1, max = u32::MAX), example = 1)]
    pub page: u32,
    /// Applications on a page, 1 to 50.
    #[serde(default = "full_page")]
    #[schemars(range(min = 1, max = 50), example = 20)]
    pub page_size: u32,
}

impl Default for ListApplications {
    fn default() -> Self {
        Self {
            job_id: None,
            job_external_id: None,
            hiring_state: None,
            updated_since: None,
            page: first_page(),
            page_size: full_page(),
        }
    }
}

/// Reads one application with its candidate, answers and attachments.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Retrieve Application")]
#[non_exhaustive]
pub struct RetrieveApplication {
    /// The application's id.
    #[schemars(schema_with = "forms::id", example = 90210)]
    pub application_id: ApplicationId,
}

impl RetrieveApplication {
    /// Asks for an application.
    ///
    /// ```
    /// use join_actions::input::RetrieveApplication;
    /// use join_sdk::types::ApplicationId;
    ///
    /// assert_eq!(RetrieveApplication::new(ApplicationId(9)).application_id, ApplicationId(9));
    /// ```
    pub fn new(application_id: ApplicationId) -> Self {
        Self { application_id }
    }
}

/// Creates an application of a person to a job. JOIN may send the person an e-mail.
///
/// With an integration external id it is created once, even when the step runs again or a response is lost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Create Application")]
#[non_exhaustive]
pub struct CreateApplication {
    /// The job that the person applies to.
    #[schemars(schema_with = "forms::id", example = 301, extend("x-options" = "choose_job"))]
    pub job_id: JobId,
    /// The person's first name.
    #[schemars(schema_with = "forms::filled", example = &"Ada")]
    pub first_name: Personal,
    /// The person's last name.
    #[schemars(schema_with = "forms::filled", example = &"Lovelace")]
    pub last_name: Personal,
    /// The person's e-mail address.
    #[schemars(schema_with = "forms::email", example = &"ada@example.com", title = "E-mail")]
    pub email: Personal,
    /// The person's phone number in international form: + and digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "forms::phone", example = &"+442071234567")]
    pub phone: Option<Personal>,
    /// Where the application comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "forms::source", example = &"REFERRALS")]
    pub source: Option<ApplicationSource>,
    /// The caller's own key of the application. It appears in logs, so it holds no personal data.
    ///
    /// With it the application is created once; JOIN knows no other means to find it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "forms::key", example = &"inq_123")]
    pub integration_external_id: Option<String>,
    /// Files of the application, such as a CV.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(example = document_example())]
    pub documents: Vec<NewDocument>,
    /// Who writes, for the audit: a name or an id of your own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", example = &"workflow 12")]
    pub actor: Option<String>,
    /// Why it is written, for the audit. It is stored in clear, so keep personal data out of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", example = &"inquiry inq_123 was approved")]
    pub reason: Option<String>,
}

impl CreateApplication {
    /// Creates the input with its required fields.
    ///
    /// ```
    /// use join_actions::input::CreateApplication;
    /// use join_sdk::types::JobId;
    ///
    /// let mut input = CreateApplication::new(JobId(301), "Ada", "Lovelace", "ada@example.com");
    /// input.integration_external_id = Some("inq_123".to_owned());
    /// ```
    pub fn new(
        job_id: JobId,
        first_name: impl Into<Personal>,
        last_name: impl Into<Personal>,
        email: impl Into<Personal>,
    ) -> Self {
        Self {
            job_id,
            first_name: first_name.into(),
            last_name: last_name.into(),
            email: email.into(),
            phone: None,
            source: None,
            integration_external_id: None,
            documents: Vec::new(),
            actor: None,
            reason: None,
        }
    }
}

/// A file of a new application.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Document")]
pub struct NewDocument {
    /// The kind of document.
    #[serde(rename = "type")]
    #[schemars(schema_with = "forms::document_type", example = &"CV")]
    pub kind: DocumentType,
    /// The file's name with its extension.
    #[schemars(schema_with = "forms::file_name", example = &"cv.pdf")]
    pub file_name: Personal,
    /// The file's bytes in base64, up to 10 MiB of bytes.
    #[schemars(schema_with = "forms::base64", example = &"JVBERi0xLjc=")]
    pub content: Personal,
}

fn document_example() -> serde_json::Value {
    json!([{ "type": "CV", "file_name": "cv.pdf", "content": "JVBERi0xLjc=" }])
}
