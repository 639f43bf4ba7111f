//! The operations of the API.

/// An operation of the JOIN API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Operation {
    /// `GET /jobs`
    ListJobs,
    /// `GET /jobs/{jobId}`
    GetJob,
    /// `POST /jobs`
    CreateJob,
    /// `PATCH /jobs/{jobId}/changeStatus`
    ChangeJobStatus,
    /// `GET /applications`
    ListApplications,
    /// `GET /applications/{applicationId}`
    GetApplication,
    /// `POST /applications`
    CreateApplication,
    /// `PATCH /candidates/{candidateId}`, which replaces the tags
    UpdateCandidate,
    /// `POST /candidates/{candidateId}/notes`
    CreateCandidateNote,
    /// `GET /offices`
    ListOffices,
    /// `POST /offices`
    CreateOffice,
    /// `GET /categories`
    ListCategories,
    /// `GET /employmentTypes`
    ListEmploymentTypes,
    /// `GET /seniorityLevels`
    ListSeniorityLevels,
    /// `GET` of an attachment's address
    DownloadAttachment,
    /// Anything else
    Other,
}

impl Operation {
    pub(crate) const COUNT: usize = Operation::Other as usize + 1;

    /// Its name in the API document, such as `updateCandidate`. Operations outside the document have similar names.
    pub fn name(self) -> &'static str {
        match self {
            Operation::ListJobs => "listJobs",
            Operation::GetJob => "getJob",
            Operation::CreateJob => "createJob",
            Operation::ChangeJobStatus => "changeJobStatus",
            Operation::ListApplications => "listApplications",
            Operation::GetApplication => "getApplication",
            Operation::CreateApplication => "createApplication",
            Operation::UpdateCandidate => "updateCandidate",
            Operation::CreateCandidateNote => "createCandidateNote",
            Operation::ListOffices => "listOffices",
            Operation::CreateOffice => "createOffice",
            Operation::ListCategories => "listCategories",
            Operation::ListEmploymentTypes => "listEmploymentTypes",
            Operation::ListSeniorityLevels => "listSeniorityLevels",
            Operation::DownloadAttachment => "downloadAttachment",
            Operation::Other => "other",
        }
    }

    /// Whether it is a write.
    pub fn is_write(self) -> bool {
        matches!(
            self,
            Operation::CreateJob
                | Operation::ChangeJobStatus
                | Operation::CreateApplication
                | Operation::UpdateCandidate
                | Operation::CreateCandidateNote
                | Operation::CreateOffice
        )
    }
}
