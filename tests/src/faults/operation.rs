//! The operations: the call of each, and its count of writes on the sandbox.

use std::time::Duration;

use futures_util::TryStreamExt;
use join_client::{Idempotency, operations};
use join_sandbox::JoinSandbox;
use join_sdk::tags::{ApplyOptions, ReplaceAll};
use join_sdk::types::*;
use join_sdk::{Join, Method, Result};
use serde_json::{Value, json};

use super::subject::{CITY, JOB_TITLE, NEW_EMAIL, NOTE, Subject};

/// The maximum size of a response in bytes, above every regular one.
pub const MAX_RESPONSE: u64 = 1024 * 1024;

/// The operations of the document, the file download, and raw requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    ListJobs,
    GetJob,
    CreateJob,
    ChangeJobStatus,
    ListApplications,
    GetApplication,
    CreateApplication,
    UpdateCandidate,
    CreateCandidateNote,
    ListOffices,
    CreateOffice,
    ListCategories,
    ListEmploymentTypes,
    ListSeniorityLevels,
    DownloadAttachment,
    RawRead,
    RawWrite,
}

impl Operation {
    pub const ALL: &[Operation] = &[
        Operation::ListJobs,
        Operation::GetJob,
        Operation::CreateJob,
        Operation::ChangeJobStatus,
        Operation::ListApplications,
        Operation::GetApplication,
        Operation::CreateApplication,
        Operation::UpdateCandidate,
        Operation::CreateCandidateNote,
        Operation::ListOffices,
        Operation::CreateOffice,
        Operation::ListCategories,
        Operation::ListEmploymentTypes,
        Operation::ListSeniorityLevels,
        Operation::DownloadAttachment,
        Operation::RawRead,
        Operation::RawWrite,
    ];

    fn known(self) -> &'static join_client::Operation {
        match self {
            Operation::ListJobs => &operations::LIST_JOBS,
            Operation::GetJob => &operations::GET_JOB,
            Operation::CreateJob => &operations::CREATE_JOB,
            Operation::ChangeJobStatus => &operations::CHANGE_JOB_STATUS,
            Operation::ListApplications => &operations::LIST_APPLICATIONS,
            Operation::GetApplication => &operations::GET_APPLICATION,
            Operation::CreateApplication => &operations::CREATE_APPLICATION,
            Operation::UpdateCandidate => &operations::UPDATE_CANDIDATE,
            Operation::CreateCandidateNote => &operations::CREATE_CANDIDATE_NOTE,
            Operation::ListOffices => &operations::LIST_OFFICES,
            Operation::CreateOffice => &operations::CREATE_OFFICE,
            Operation::ListCategories => &operations::LIST_CATEGORIES,
            Operation::ListEmploymentTypes => &operations::LIST_EMPLOYMENT_TYPES,
            Operation::ListSeniorityLevels => &operations::LIST_SENIORITY_LEVELS,
            Operation::DownloadAttachment => &join_client::Operation::DOWNLOAD_ATTACHMENT,
            Operation::RawRead => join_client::Operation::raw("GET"),
            Operation::RawWrite => join_client::Operation::raw("POST"),
        }
    }

    /// Returns its name in the SDK's errors and reports.
    pub fn id(self) -> &'static str {
        self.known().id
    }

    /// Returns the name of its row.
    pub fn name(self) -> &'static str {
        match self {
            Operation::RawRead => "raw GET",
            Operation::RawWrite => "raw POST",
            known => known.id(),
        }
    }

    pub fn class(self) -> Idempotency {
        self.known().class
    }

    /// Returns whether a response without its fields is a failure.
    pub fn needs_an_answer(self) -> bool {
        match self {
            Operation::ChangeJobStatus | Operation::UpdateCandidate | Operation::CreateCandidateNote => false,
            // The file is any bytes.
            Operation::DownloadAttachment => false,
            _ => true,
        }
    }

    /// Returns whether a request belongs to this operation.
    pub(super) fn is(self, method: &str, target: &str) -> bool {
        let path = target.split('?').next().unwrap_or_default();
        let template = match self {
            Operation::DownloadAttachment => "/files/{file}/{name}".to_owned(),
            Operation::RawRead => "/v2/jobs/{jobId}".to_owned(),
            Operation::RawWrite => "/v2/candidates/{candidateId}/notes".to_owned(),
            known => format!("/v2{}", known.known().path),
        };
        let same = |(one, other): (&str, &str)| one.starts_with('{') || one == other;
        method == self.known().method
            && template.split('/').count() == path.split('/').count()
            && template.split('/').zip(path.split('/')).all(same)
    }

    /// Returns whether the SDK sends another request first.
    pub(super) fn reads_first(self) -> bool {
        self == Operation::UpdateCandidate
    }

    /// Makes the call, and returns the `Debug` text of its result.
    pub(super) async fn call(self, join: &Join, subject: &Subject) -> Result<String> {
        let (job, candidate) = (subject.job, &subject.candidate);
        let printed = match self {
            Operation::ListJobs => debug(join.jobs().list().page(1).await?),
            Operation::GetJob => debug(join.jobs().get(job).response().await?),
            Operation::CreateJob => debug(join.jobs().create(&subject.new_job).response().await?),
            Operation::ChangeJobStatus => {
                debug(join.jobs().change_status(job, JobStatus::Offline).response().await?)
            }
            Operation::ListApplications => debug(join.applications().list().page(1).await?),
            Operation::GetApplication => debug(join.applications().get(candidate.application()).await?),
            Operation::CreateApplication => {
                debug(join.applications().create(&subject.new_application).await?)
            }
            Operation::UpdateCandidate => {
                let replace = ReplaceAll { expected: subject.tags.clone(), new: subject.new_tags.clone() };
                debug(join.tags(candidate).replace_all(replace, once()).await?)
            }
            Operation::CreateCandidateNote => {
                debug(join.candidates().add_note(candidate.candidate(), NOTE).response().await?)
            }
            Operation::ListOffices => debug(join.offices().list().page(1).await?),
            Operation::CreateOffice => debug(join.offices().create(&subject.new_office).await?),
            Operation::ListCategories => debug(join.catalog().categories().await?),
            Operation::ListEmploymentTypes => debug(join.catalog().employment_types().await?),
            Operation::ListSeniorityLevels => debug(join.catalog().seniority_levels().await?),
            Operation::DownloadAttachment => download(join, subject).await?,
            Operation::RawRead => {
                let request = join.raw().request(Method::GET, &format!("/jobs/{job}"));
                debug(request.query("of", "adalberta@person.example").send::<Job>().await?)
            }
            Operation::RawWrite => {
                let path = format!("/candidates/{}/notes", candidate.candidate());
                let request = join.raw().request(Method::POST, &path).json(&json!({ "content": NOTE }));
                debug(request.send::<Value>().await?)
            }
        };
        Ok(printed)
    }

    /// Counts the writes on the sandbox. An idempotent write counts once.
    pub(super) async fn written(self, sandbox: &JoinSandbox, join: &Join, subject: &Subject) -> usize {
        match self {
            Operation::CreateJob => {
                let jobs: Vec<Job> = join.jobs().list().rows().try_collect().await.unwrap();
                jobs.iter().filter(|job| job.title.as_deref() == Some(JOB_TITLE)).count()
            }
            Operation::ChangeJobStatus => {
                usize::from(join.jobs().get(subject.job).await.unwrap().status == Some(JobStatus::Offline))
            }
            Operation::CreateApplication => {
                let rows: Vec<Application> = join.applications().list().rows().try_collect().await.unwrap();
                let email = |row: &Application| row.candidate.as_ref()?.email.clone();
                rows.iter().filter(|row| email(row).is_some_and(|email| email.as_str() == NEW_EMAIL)).count()
            }
            Operation::UpdateCandidate => {
                usize::from(join.tags(&subject.candidate).read().await.unwrap() == subject.new_tags)
            }
            Operation::CreateCandidateNote | Operation::RawWrite => {
                sandbox.notes(subject.candidate.candidate().0).len()
            }
            Operation::CreateOffice => {
                let offices: Vec<Office> =
                    join.offices().list().city_like(CITY).rows().try_collect().await.unwrap();
                offices.len()
            }
            _ => 0,
        }
    }
}

fn debug(answer: impl std::fmt::Debug) -> String {
    format!("{answer:?} {answer:#?}")
}

/// Downloads a file to its end.
async fn download(join: &Join, subject: &Subject) -> Result<String> {
    let request = join.attachments().download(&subject.attachment).max_size(MAX_RESPONSE);
    let mut printed = debug(&request);
    let mut download = request.await?;
    let mut size = 0;
    while let Some(chunk) = download.chunk().await? {
        size += chunk.len();
    }
    printed.push_str(&format!("{} {size} bytes", debug(download)));
    Ok(printed)
}

/// One attempt of a tag write, so that a row shows its result.
fn once() -> ApplyOptions {
    ApplyOptions::default().max_attempts(1).settle(Duration::from_millis(20))
}
