// Generated from join-api.json by `cargo xtask regen`. Do not edit: change the document and run it again.

/// What a mock of each operation expects, and what it answers.
pub mod operations {
    use join_client::types;
    /// What a mock of `listJobs` (`GET /jobs`) expects. Without a further method it takes every request.
    pub struct ListJobsWhen(::httpmock::When);
    impl ListJobsWhen {
        pub(crate) fn new(inner: ::httpmock::When) -> Self {
            Self(inner.method(::httpmock::Method::GET).path_matches("^/jobs$"))
        }
        /// Expects this `content`. Whether rows carry the long description. `None` expects a request without it.
        pub fn content<T: crate::Parameter<bool>>(self, value: T) -> Self {
            if let Some(value) = value.into_expected() {
                Self(self.0.query_param("content", value.to_string()))
            } else {
                Self(self.0.query_param_missing("content"))
            }
        }
        /// Expects this `page`. Page to read, counted from 1. `None` expects a request without it.
        pub fn page<T: crate::Parameter<i64>>(self, value: T) -> Self {
            if let Some(value) = value.into_expected() {
                Self(self.0.query_param("page", value.to_string()))
            } else {
                Self(self.0.query_param_missing("page"))
            }
        }
        /// Expects this `pageSize`. Rows of a page, 1 to 50. `None` expects a request without it.
        pub fn page_size<T: crate::Parameter<i64>>(self, value: T) -> Self {
            if let Some(value) = value.into_expected() {
                Self(self.0.query_param("pageSize", value.to_string()))
            } else {
                Self(self.0.query_param_missing("pageSize"))
            }
        }
        /// Expects this `status`. Only jobs of this status. The default is unknown. `None` expects a request without it.
        pub fn status<T: crate::Parameter<types::JobStatus>>(self, value: T) -> Self {
            if let Some(value) = value.into_expected() {
                Self(self.0.query_param("status", value.to_string()))
            } else {
                Self(self.0.query_param_missing("status"))
            }
        }
    }
    crate::when::common!(ListJobsWhen);
    /// What a mock of `listJobs` (`GET /jobs`) answers.
    pub struct ListJobsThen(::httpmock::Then);
    impl ListJobsThen {
        pub(crate) fn new(inner: ::httpmock::Then) -> Self {
            Self(inner)
        }
        /// Answers 200 with this body.
        pub fn ok(self, body: impl crate::Body<join_client::Rows<types::Job>>) -> Self {
            self.success(200, body)
        }
        /// Answers with this status and body.
        ///
        /// # Panics
        ///
        /// Panics when the status is not from 200 to 299.
        pub fn success(
            self,
            status: u16,
            body: impl crate::Body<join_client::Rows<types::Job>>,
        ) -> Self {
            Self(crate::then::success(self.0, status, body.into_json()))
        }
        /// Answers 200 with a list without rows.
        pub fn empty(self) -> Self {
            Self(
                crate::then::success(self.0, 200, ::serde_json::Value::Array(Vec::new())),
            )
        }
    }
    crate::then::common!(ListJobsThen);
    /// What a mock of `createJob` (`POST /jobs`) expects. Without a further method it takes every request.
    pub struct CreateJobWhen(::httpmock::When);
    impl CreateJobWhen {
        pub(crate) fn new(inner: ::httpmock::When) -> Self {
            Self(inner.method(::httpmock::Method::POST).path_matches("^/jobs$"))
        }
        /// Expects exactly this body.
        pub fn body(self, value: &types::CreateJobRequest) -> Self {
            Self(self.0.json_body_obj(value))
        }
        /// Expects these members in the body, and allows others.
        pub fn body_includes(self, members: impl Into<::serde_json::Value>) -> Self {
            Self(self.0.json_body_includes(members.into().to_string()))
        }
    }
    crate::when::common!(CreateJobWhen);
    /// What a mock of `createJob` (`POST /jobs`) answers.
    pub struct CreateJobThen(::httpmock::Then);
    impl CreateJobThen {
        pub(crate) fn new(inner: ::httpmock::Then) -> Self {
            Self(inner)
        }
        /// Answers 200 with this body.
        pub fn ok(self, body: impl crate::Body<types::CreatedJob>) -> Self {
            self.success(200, body)
        }
        /// Answers with this status and body.
        ///
        /// # Panics
        ///
        /// Panics when the status is not from 200 to 299.
        pub fn success(
            self,
            status: u16,
            body: impl crate::Body<types::CreatedJob>,
        ) -> Self {
            Self(crate::then::success(self.0, status, body.into_json()))
        }
    }
    crate::then::common!(CreateJobThen);
    /// What a mock of `getJob` (`GET /jobs/{jobId}`) expects. Without a further method it takes every request.
    pub struct GetJobWhen(::httpmock::When);
    impl GetJobWhen {
        pub(crate) fn new(inner: ::httpmock::When) -> Self {
            Self(inner.method(::httpmock::Method::GET).path_matches("^/jobs/[^/]*$"))
        }
        /// Expects this `jobId`. Number of the job.
        pub fn job_id(self, value: impl Into<types::JobId>) -> Self {
            let value: types::JobId = value.into();
            let re = format!("^/jobs/{}$", value.to_string());
            Self(self.0.path_matches(re))
        }
    }
    crate::when::common!(GetJobWhen);
    /// What a mock of `getJob` (`GET /jobs/{jobId}`) answers.
    pub struct GetJobThen(::httpmock::Then);
    impl GetJobThen {
        pub(crate) fn new(inner: ::httpmock::Then) -> Self {
            Self(inner)
        }
        /// Answers 200 with this body.
        pub fn ok(self, body: impl crate::Body<types::Job>) -> Self {
            self.success(200, body)
        }
        /// Answers with this status and body.
        ///
        /// # Panics
        ///
        /// Panics when the status is not from 200 to 299.
        pub fn success(self, status: u16, body: impl crate::Body<types::Job>) -> Self {
            Self(crate::then::success(self.0, status, body.into_json()))
        }
    }
    crate::then::common!(GetJobThen);
    /// What a mock of `changeJobStatus` (`PATCH /jobs/{jobId}/changeStatus`) expects. Without a further method it takes every request.
    pub struct ChangeJobStatusWhen(::httpmock::When);
    impl ChangeJobStatusWhen {
        pub(crate) fn new(inner: ::httpmock::When) -> Self {
            Self(
                inner
                    .method(::httpmock::Method::PATCH)
                    .path_matches("^/jobs/[^/]*/changeStatus$"),
            )
        }
        /// Expects this `jobId`. Number of the job.
        pub fn job_id(self, value: impl Into<types::JobId>) -> Self {
            let value: types::JobId = value.into();
            let re = format!("^/jobs/{}/changeStatus$", value.to_string());
            Self(self.0.path_matches(re))
        }
        /// Expects exactly this body.
        pub fn body(self, value: &types::ChangeJobStatusRequest) -> Self {
            Self(self.0.json_body_obj(value))
        }
        /// Expects these members in the body, and allows others.
        pub fn body_includes(self, members: impl Into<::serde_json::Value>) -> Self {
            Self(self.0.json_body_includes(members.into().to_string()))
        }
    }
    crate::when::common!(ChangeJobStatusWhen);
    /// What a mock of `changeJobStatus` (`PATCH /jobs/{jobId}/changeStatus`) answers.
    pub struct ChangeJobStatusThen(::httpmock::Then);
    impl ChangeJobStatusThen {
        pub(crate) fn new(inner: ::httpmock::Then) -> Self {
            Self(inner)
        }
        /// Answers 200 with this body.
        pub fn ok(self, body: impl crate::Body<types::ChangedJob>) -> Self {
            self.success(200, body)
        }
        /// Answers with this status and body.
        ///
        /// # Panics
        ///
        /// Panics when the status is not from 200 to 299.
        pub fn success(
            self,
            status: u16,
            body: impl crate::Body<types::ChangedJob>,
        ) -> Self {
            Self(crate::then::success(self.0, status, body.into_json()))
        }
    }
    crate::then::common!(ChangeJobStatusThen);
    /// What a mock of `listApplications` (`GET /applications`) expects. Without a further method it takes every request.
    pub struct ListApplicationsWhen(::httpmock::When);
    impl ListApplicationsWhen {
        pub(crate) fn new(inner: ::httpmock::When) -> Self {
            Self(inner.method(::httpmock::Method::GET).path_matches("^/applications$"))
        }
        /// Expects this `hiringState`. Only applications in this state. `None` expects a request without it.
        pub fn hiring_state<T: crate::Parameter<types::HiringState>>(
            self,
            value: T,
        ) -> Self {
            if let Some(value) = value.into_expected() {
                Self(self.0.query_param("hiringState", value.to_string()))
            } else {
                Self(self.0.query_param_missing("hiringState"))
            }
        }
        /// Expects this `jobExternalId`. Only applications to the job with this key of the company. `None` expects a request without it.
        pub fn job_external_id<'a, T: crate::Parameter<&'a str>>(
            self,
            value: T,
        ) -> Self {
            if let Some(value) = value.into_expected() {
                Self(self.0.query_param("jobExternalId", value.to_string()))
            } else {
                Self(self.0.query_param_missing("jobExternalId"))
            }
        }
        /// Expects this `jobId`. Only applications to this job. `None` expects a request without it.
        pub fn job_id<T: crate::Parameter<types::JobId>>(self, value: T) -> Self {
            if let Some(value) = value.into_expected() {
                Self(self.0.query_param("jobId", value.to_string()))
            } else {
                Self(self.0.query_param_missing("jobId"))
            }
        }
        /// Expects this `page`. Page to read, counted from 1. `None` expects a request without it.
        pub fn page<T: crate::Parameter<i64>>(self, value: T) -> Self {
            if let Some(value) = value.into_expected() {
                Self(self.0.query_param("page", value.to_string()))
            } else {
                Self(self.0.query_param_missing("page"))
            }
        }
        /// Expects this `pageSize`. Rows of a page, 1 to 50. `None` expects a request without it.
        pub fn page_size<T: crate::Parameter<i64>>(self, value: T) -> Self {
            if let Some(value) = value.into_expected() {
                Self(self.0.query_param("pageSize", value.to_string()))
            } else {
                Self(self.0.query_param_missing("pageSize"))
            }
        }
        /// Expects this `updatedAtGte`. Only applications changed at this time or later, RFC 3339 with zone. `None` expects a request without it.
        pub fn updated_at_gte<T: crate::Parameter<::jiff::Timestamp>>(
            self,
            value: T,
        ) -> Self {
            if let Some(value) = value.into_expected() {
                Self(self.0.query_param("updatedAtGte", value.to_string()))
            } else {
                Self(self.0.query_param_missing("updatedAtGte"))
            }
        }
    }
    crate::when::common!(ListApplicationsWhen);
    /// What a mock of `listApplications` (`GET /applications`) answers.
    pub struct ListApplicationsThen(::httpmock::Then);
    impl ListApplicationsThen {
        pub(crate) fn new(inner: ::httpmock::Then) -> Self {
            Self(inner)
        }
        /// Answers 200 with this body.
        pub fn ok(
            self,
            body: impl crate::Body<join_client::Rows<types::Application>>,
        ) -> Self {
            self.success(200, body)
        }
        /// Answers with this status and body.
        ///
        /// # Panics
        ///
        /// Panics when the status is not from 200 to 299.
        pub fn success(
            self,
            status: u16,
            body: impl crate::Body<join_client::Rows<types::Application>>,
        ) -> Self {
            Self(crate::then::success(self.0, status, body.into_json()))
        }
        /// Answers 200 with a list without rows.
        pub fn empty(self) -> Self {
            Self(
                crate::then::success(self.0, 200, ::serde_json::Value::Array(Vec::new())),
            )
        }
    }
    crate::then::common!(ListApplicationsThen);
    /// What a mock of `createApplication` (`POST /applications`) expects. Without a further method it takes every request.
    pub struct CreateApplicationWhen(::httpmock::When);
    impl CreateApplicationWhen {
        pub(crate) fn new(inner: ::httpmock::When) -> Self {
            Self(inner.method(::httpmock::Method::POST).path_matches("^/applications$"))
        }
        /// Expects exactly this body.
        pub fn body(self, value: &types::CreateApplicationRequest) -> Self {
            Self(self.0.json_body_obj(value))
        }
        /// Expects these members in the body, and allows others.
        pub fn body_includes(self, members: impl Into<::serde_json::Value>) -> Self {
            Self(self.0.json_body_includes(members.into().to_string()))
        }
    }
    crate::when::common!(CreateApplicationWhen);
    /// What a mock of `createApplication` (`POST /applications`) answers.
    pub struct CreateApplicationThen(::httpmock::Then);
    impl CreateApplicationThen {
        pub(crate) fn new(inner: ::httpmock::Then) -> Self {
            Self(inner)
        }
        /// Answers 200 with this body.
        pub fn ok(self, body: impl crate::Body<types::CreatedApplication>) -> Self {
            self.success(200, body)
        }
        /// Answers with this status and body.
        ///
        /// # Panics
        ///
        /// Panics when the status is not from 200 to 299.
        pub fn success(
            self,
            status: u16,
            body: impl crate::Body<types::CreatedApplication>,
        ) -> Self {
            Self(crate::then::success(self.0, status, body.into_json()))
        }
    }
    crate::then::common!(CreateApplicationThen);
    /// What a mock of `getApplication` (`GET /applications/{applicationId}`) expects. Without a further method it takes every request.
    pub struct GetApplicationWhen(::httpmock::When);
    impl GetApplicationWhen {
        pub(crate) fn new(inner: ::httpmock::When) -> Self {
            Self(
                inner
                    .method(::httpmock::Method::GET)
                    .path_matches("^/applications/[^/]*$"),
            )
        }
        /// Expects this `applicationId`. Number of the application.
        pub fn application_id(self, value: impl Into<types::ApplicationId>) -> Self {
            let value: types::ApplicationId = value.into();
            let re = format!("^/applications/{}$", value.to_string());
            Self(self.0.path_matches(re))
        }
    }
    crate::when::common!(GetApplicationWhen);
    /// What a mock of `getApplication` (`GET /applications/{applicationId}`) answers.
    pub struct GetApplicationThen(::httpmock::Then);
    impl GetApplicationThen {
        pub(crate) fn new(inner: ::httpmock::Then) -> Self {
            Self(inner)
        }
        /// Answers 200 with this body.
        pub fn ok(self, body: impl crate::Body<types::Application>) -> Self {
            self.success(200, body)
        }
        /// Answers with this status and body.
        ///
        /// # Panics
        ///
        /// Panics when the status is not from 200 to 299.
        pub fn success(
            self,
            status: u16,
            body: impl crate::Body<types::Application>,
        ) -> Self {
            Self(crate::then::success(self.0, status, body.into_json()))
        }
    }
    crate::then::common!(GetApplicationThen);
    /// What a mock of `updateCandidate` (`PATCH /candidates/{candidateId}`) expects. Without a further method it takes every request.
    pub struct UpdateCandidateWhen(::httpmock::When);
    impl UpdateCandidateWhen {
        pub(crate) fn new(inner: ::httpmock::When) -> Self {
            Self(
                inner
                    .method(::httpmock::Method::PATCH)
                    .path_matches("^/candidates/[^/]*$"),
            )
        }
        /// Expects this `candidateId`. Number of the candidate.
        pub fn candidate_id(self, value: impl Into<types::CandidateId>) -> Self {
            let value: types::CandidateId = value.into();
            let re = format!("^/candidates/{}$", value.to_string());
            Self(self.0.path_matches(re))
        }
        /// Expects exactly this body.
        pub fn body(self, value: &types::UpdateCandidateRequest) -> Self {
            Self(self.0.json_body_obj(value))
        }
        /// Expects these members in the body, and allows others.
        pub fn body_includes(self, members: impl Into<::serde_json::Value>) -> Self {
            Self(self.0.json_body_includes(members.into().to_string()))
        }
    }
    crate::when::common!(UpdateCandidateWhen);
    /// What a mock of `updateCandidate` (`PATCH /candidates/{candidateId}`) answers.
    pub struct UpdateCandidateThen(::httpmock::Then);
    impl UpdateCandidateThen {
        pub(crate) fn new(inner: ::httpmock::Then) -> Self {
            Self(inner)
        }
        /// Answers 200 with this body.
        pub fn ok(self, body: impl crate::Body<types::UpdatedCandidate>) -> Self {
            self.success(200, body)
        }
        /// Answers with this status and body.
        ///
        /// # Panics
        ///
        /// Panics when the status is not from 200 to 299.
        pub fn success(
            self,
            status: u16,
            body: impl crate::Body<types::UpdatedCandidate>,
        ) -> Self {
            Self(crate::then::success(self.0, status, body.into_json()))
        }
    }
    crate::then::common!(UpdateCandidateThen);
    /// What a mock of `createCandidateNote` (`POST /candidates/{candidateId}/notes`) expects. Without a further method it takes every request.
    pub struct CreateCandidateNoteWhen(::httpmock::When);
    impl CreateCandidateNoteWhen {
        pub(crate) fn new(inner: ::httpmock::When) -> Self {
            Self(
                inner
                    .method(::httpmock::Method::POST)
                    .path_matches("^/candidates/[^/]*/notes$"),
            )
        }
        /// Expects this `candidateId`. Number of the candidate.
        pub fn candidate_id(self, value: impl Into<types::CandidateId>) -> Self {
            let value: types::CandidateId = value.into();
            let re = format!("^/candidates/{}/notes$", value.to_string());
            Self(self.0.path_matches(re))
        }
        /// Expects exactly this body.
        pub fn body(self, value: &types::CreateNoteRequest) -> Self {
            Self(self.0.json_body_obj(value))
        }
        /// Expects these members in the body, and allows others.
        pub fn body_includes(self, members: impl Into<::serde_json::Value>) -> Self {
            Self(self.0.json_body_includes(members.into().to_string()))
        }
    }
    crate::when::common!(CreateCandidateNoteWhen);
    /// What a mock of `createCandidateNote` (`POST /candidates/{candidateId}/notes`) answers.
    pub struct CreateCandidateNoteThen(::httpmock::Then);
    impl CreateCandidateNoteThen {
        pub(crate) fn new(inner: ::httpmock::Then) -> Self {
            Self(inner)
        }
        /// Answers 200 with this body.
        pub fn ok(self, body: impl crate::Body<types::CreatedNote>) -> Self {
            self.success(200, body)
        }
        /// Answers with this status and body.
        ///
        /// # Panics
        ///
        /// Panics when the status is not from 200 to 299.
        pub fn success(
            self,
            status: u16,
            body: impl crate::Body<types::CreatedNote>,
        ) -> Self {
            Self(crate::then::success(self.0, status, body.into_json()))
        }
    }
    crate::then::common!(CreateCandidateNoteThen);
    /// What a mock of `listOffices` (`GET /offices`) expects. Without a further method it takes every request.
    pub struct ListOfficesWhen(::httpmock::When);
    impl ListOfficesWhen {
        pub(crate) fn new(inner: ::httpmock::When) -> Self {
            Self(inner.method(::httpmock::Method::GET).path_matches("^/offices$"))
        }
        /// Expects this `cityNameLike`. Only offices whose city is like this text. `None` expects a request without it.
        pub fn city_name_like<'a, T: crate::Parameter<&'a str>>(self, value: T) -> Self {
            if let Some(value) = value.into_expected() {
                Self(self.0.query_param("cityNameLike", value.to_string()))
            } else {
                Self(self.0.query_param_missing("cityNameLike"))
            }
        }
        /// Expects this `countryCode`. Only offices in this country, ISO 3166-1 alpha-2. `None` expects a request without it.
        pub fn country_code<'a, T: crate::Parameter<&'a str>>(self, value: T) -> Self {
            if let Some(value) = value.into_expected() {
                Self(self.0.query_param("countryCode", value.to_string()))
            } else {
                Self(self.0.query_param_missing("countryCode"))
            }
        }
        /// Expects this `page`. Page to read, counted from 1. `None` expects a request without it.
        pub fn page<T: crate::Parameter<i64>>(self, value: T) -> Self {
            if let Some(value) = value.into_expected() {
                Self(self.0.query_param("page", value.to_string()))
            } else {
                Self(self.0.query_param_missing("page"))
            }
        }
        /// Expects this `pageSize`. Rows of a page, 1 to 50. `None` expects a request without it.
        pub fn page_size<T: crate::Parameter<i64>>(self, value: T) -> Self {
            if let Some(value) = value.into_expected() {
                Self(self.0.query_param("pageSize", value.to_string()))
            } else {
                Self(self.0.query_param_missing("pageSize"))
            }
        }
    }
    crate::when::common!(ListOfficesWhen);
    /// What a mock of `listOffices` (`GET /offices`) answers.
    pub struct ListOfficesThen(::httpmock::Then);
    impl ListOfficesThen {
        pub(crate) fn new(inner: ::httpmock::Then) -> Self {
            Self(inner)
        }
        /// Answers 200 with this body.
        pub fn ok(
            self,
            body: impl crate::Body<join_client::Rows<types::Office>>,
        ) -> Self {
            self.success(200, body)
        }
        /// Answers with this status and body.
        ///
        /// # Panics
        ///
        /// Panics when the status is not from 200 to 299.
        pub fn success(
            self,
            status: u16,
            body: impl crate::Body<join_client::Rows<types::Office>>,
        ) -> Self {
            Self(crate::then::success(self.0, status, body.into_json()))
        }
        /// Answers 200 with a list without rows.
        pub fn empty(self) -> Self {
            Self(
                crate::then::success(self.0, 200, ::serde_json::Value::Array(Vec::new())),
            )
        }
    }
    crate::then::common!(ListOfficesThen);
    /// What a mock of `createOffice` (`POST /offices`) expects. Without a further method it takes every request.
    pub struct CreateOfficeWhen(::httpmock::When);
    impl CreateOfficeWhen {
        pub(crate) fn new(inner: ::httpmock::When) -> Self {
            Self(inner.method(::httpmock::Method::POST).path_matches("^/offices$"))
        }
        /// Expects exactly this body.
        pub fn body(self, value: &types::CreateOfficeRequest) -> Self {
            Self(self.0.json_body_obj(value))
        }
        /// Expects these members in the body, and allows others.
        pub fn body_includes(self, members: impl Into<::serde_json::Value>) -> Self {
            Self(self.0.json_body_includes(members.into().to_string()))
        }
    }
    crate::when::common!(CreateOfficeWhen);
    /// What a mock of `createOffice` (`POST /offices`) answers.
    pub struct CreateOfficeThen(::httpmock::Then);
    impl CreateOfficeThen {
        pub(crate) fn new(inner: ::httpmock::Then) -> Self {
            Self(inner)
        }
        /// Answers 200 with this body.
        pub fn ok(self, body: impl crate::Body<types::CreatedOffice>) -> Self {
            self.success(200, body)
        }
        /// Answers with this status and body.
        ///
        /// # Panics
        ///
        /// Panics when the status is not from 200 to 299.
        pub fn success(
            self,
            status: u16,
            body: impl crate::Body<types::CreatedOffice>,
        ) -> Self {
            Self(crate::then::success(self.0, status, body.into_json()))
        }
    }
    crate::then::common!(CreateOfficeThen);
    /// What a mock of `listCategories` (`GET /categories`) expects. Without a further method it takes every request.
    pub struct ListCategoriesWhen(::httpmock::When);
    impl ListCategoriesWhen {
        pub(crate) fn new(inner: ::httpmock::When) -> Self {
            Self(inner.method(::httpmock::Method::GET).path_matches("^/categories$"))
        }
        /// Expects this `language`. Language of the names, ISO 639-1. `None` expects a request without it.
        pub fn language<'a, T: crate::Parameter<&'a str>>(self, value: T) -> Self {
            if let Some(value) = value.into_expected() {
                Self(self.0.query_param("language", value.to_string()))
            } else {
                Self(self.0.query_param_missing("language"))
            }
        }
    }
    crate::when::common!(ListCategoriesWhen);
    /// What a mock of `listCategories` (`GET /categories`) answers.
    pub struct ListCategoriesThen(::httpmock::Then);
    impl ListCategoriesThen {
        pub(crate) fn new(inner: ::httpmock::Then) -> Self {
            Self(inner)
        }
        /// Answers 200 with this body.
        pub fn ok(
            self,
            body: impl crate::Body<join_client::Rows<types::Category>>,
        ) -> Self {
            self.success(200, body)
        }
        /// Answers with this status and body.
        ///
        /// # Panics
        ///
        /// Panics when the status is not from 200 to 299.
        pub fn success(
            self,
            status: u16,
            body: impl crate::Body<join_client::Rows<types::Category>>,
        ) -> Self {
            Self(crate::then::success(self.0, status, body.into_json()))
        }
        /// Answers 200 with a list without rows.
        pub fn empty(self) -> Self {
            Self(
                crate::then::success(self.0, 200, ::serde_json::Value::Array(Vec::new())),
            )
        }
    }
    crate::then::common!(ListCategoriesThen);
    /// What a mock of `listEmploymentTypes` (`GET /employmentTypes`) expects. Without a further method it takes every request.
    pub struct ListEmploymentTypesWhen(::httpmock::When);
    impl ListEmploymentTypesWhen {
        pub(crate) fn new(inner: ::httpmock::When) -> Self {
            Self(
                inner.method(::httpmock::Method::GET).path_matches("^/employmentTypes$"),
            )
        }
        /// Expects this `language`. Language of the names, ISO 639-1. `None` expects a request without it.
        pub fn language<'a, T: crate::Parameter<&'a str>>(self, value: T) -> Self {
            if let Some(value) = value.into_expected() {
                Self(self.0.query_param("language", value.to_string()))
            } else {
                Self(self.0.query_param_missing("language"))
            }
        }
    }
    crate::when::common!(ListEmploymentTypesWhen);
    /// What a mock of `listEmploymentTypes` (`GET /employmentTypes`) answers.
    pub struct ListEmploymentTypesThen(::httpmock::Then);
    impl ListEmploymentTypesThen {
        pub(crate) fn new(inner: ::httpmock::Then) -> Self {
            Self(inner)
        }
        /// Answers 200 with this body.
        pub fn ok(
            self,
            body: impl crate::Body<join_client::Rows<types::EmploymentType>>,
        ) -> Self {
            self.success(200, body)
        }
        /// Answers with this status and body.
        ///
        /// # Panics
        ///
        /// Panics when the status is not from 200 to 299.
        pub fn success(
            self,
            status: u16,
            body: impl crate::Body<join_client::Rows<types::EmploymentType>>,
        ) -> Self {
            Self(crate::then::success(self.0, status, body.into_json()))
        }
        /// Answers 200 with a list without rows.
        pub fn empty(self) -> Self {
            Self(
                crate::then::success(self.0, 200, ::serde_json::Value::Array(Vec::new())),
            )
        }
    }
    crate::then::common!(ListEmploymentTypesThen);
    /// What a mock of `listSeniorityLevels` (`GET /seniorityLevels`) expects. Without a further method it takes every request.
    pub struct ListSeniorityLevelsWhen(::httpmock::When);
    impl ListSeniorityLevelsWhen {
        pub(crate) fn new(inner: ::httpmock::When) -> Self {
            Self(
                inner.method(::httpmock::Method::GET).path_matches("^/seniorityLevels$"),
            )
        }
        /// Expects this `language`. Language of the names, ISO 639-1. `None` expects a request without it.
        pub fn language<'a, T: crate::Parameter<&'a str>>(self, value: T) -> Self {
            if let Some(value) = value.into_expected() {
                Self(self.0.query_param("language", value.to_string()))
            } else {
                Self(self.0.query_param_missing("language"))
            }
        }
    }
    crate::when::common!(ListSeniorityLevelsWhen);
    /// What a mock of `listSeniorityLevels` (`GET /seniorityLevels`) answers.
    pub struct ListSeniorityLevelsThen(::httpmock::Then);
    impl ListSeniorityLevelsThen {
        pub(crate) fn new(inner: ::httpmock::Then) -> Self {
            Self(inner)
        }
        /// Answers 200 with this body.
        pub fn ok(
            self,
            body: impl crate::Body<join_client::Rows<types::SeniorityLevel>>,
        ) -> Self {
            self.success(200, body)
        }
        /// Answers with this status and body.
        ///
        /// # Panics
        ///
        /// Panics when the status is not from 200 to 299.
        pub fn success(
            self,
            status: u16,
            body: impl crate::Body<join_client::Rows<types::SeniorityLevel>>,
        ) -> Self {
            Self(crate::then::success(self.0, status, body.into_json()))
        }
        /// Answers 200 with a list without rows.
        pub fn empty(self) -> Self {
            Self(
                crate::then::success(self.0, 200, ::serde_json::Value::Array(Vec::new())),
            )
        }
    }
    crate::then::common!(ListSeniorityLevelsThen);
    impl crate::Parameter<types::JobId> for i64 {
        fn into_expected(self) -> Option<types::JobId> {
            Some(self.into())
        }
    }
    impl crate::Parameter<types::ApplicationId> for i64 {
        fn into_expected(self) -> Option<types::ApplicationId> {
            Some(self.into())
        }
    }
    impl crate::Parameter<types::CandidateId> for i64 {
        fn into_expected(self) -> Option<types::CandidateId> {
            Some(self.into())
        }
    }
    impl crate::Parameter<types::OfficeId> for i64 {
        fn into_expected(self) -> Option<types::OfficeId> {
            Some(self.into())
        }
    }
    impl crate::Parameter<types::CategoryId> for i64 {
        fn into_expected(self) -> Option<types::CategoryId> {
            Some(self.into())
        }
    }
    impl crate::Parameter<types::EmploymentTypeId> for i64 {
        fn into_expected(self) -> Option<types::EmploymentTypeId> {
            Some(self.into())
        }
    }
    impl crate::Parameter<types::SeniorityLevelId> for i64 {
        fn into_expected(self) -> Option<types::SeniorityLevelId> {
            Some(self.into())
        }
    }
    impl crate::Parameter<types::StageId> for i64 {
        fn into_expected(self) -> Option<types::StageId> {
            Some(self.into())
        }
    }
    impl crate::Parameter<types::ConsentId> for i64 {
        fn into_expected(self) -> Option<types::ConsentId> {
            Some(self.into())
        }
    }
    impl crate::Parameter<types::NoteId> for i64 {
        fn into_expected(self) -> Option<types::NoteId> {
            Some(self.into())
        }
    }
    impl crate::Parameter<types::JobStatus> for &str {
        fn into_expected(self) -> Option<types::JobStatus> {
            Some(self.into())
        }
    }
    impl crate::Parameter<types::WorkplaceType> for &str {
        fn into_expected(self) -> Option<types::WorkplaceType> {
            Some(self.into())
        }
    }
    impl crate::Parameter<types::RemoteType> for &str {
        fn into_expected(self) -> Option<types::RemoteType> {
            Some(self.into())
        }
    }
    impl crate::Parameter<types::Currency> for &str {
        fn into_expected(self) -> Option<types::Currency> {
            Some(self.into())
        }
    }
    impl crate::Parameter<types::SalaryFrequency> for &str {
        fn into_expected(self) -> Option<types::SalaryFrequency> {
            Some(self.into())
        }
    }
    impl crate::Parameter<types::CvRequirement> for &str {
        fn into_expected(self) -> Option<types::CvRequirement> {
            Some(self.into())
        }
    }
    impl crate::Parameter<types::HiringState> for &str {
        fn into_expected(self) -> Option<types::HiringState> {
            Some(self.into())
        }
    }
    impl crate::Parameter<types::ApplicationState> for &str {
        fn into_expected(self) -> Option<types::ApplicationState> {
            Some(self.into())
        }
    }
    impl crate::Parameter<types::ApplicationSource> for &str {
        fn into_expected(self) -> Option<types::ApplicationSource> {
            Some(self.into())
        }
    }
    impl crate::Parameter<types::AttachmentType> for &str {
        fn into_expected(self) -> Option<types::AttachmentType> {
            Some(self.into())
        }
    }
    impl crate::Parameter<types::DocumentType> for &str {
        fn into_expected(self) -> Option<types::DocumentType> {
            Some(self.into())
        }
    }
    impl crate::Parameter<types::ScreeningQuestionType> for &str {
        fn into_expected(self) -> Option<types::ScreeningQuestionType> {
            Some(self.into())
        }
    }
    impl crate::Parameter<types::ProfessionalLinkType> for &str {
        fn into_expected(self) -> Option<types::ProfessionalLinkType> {
            Some(self.into())
        }
    }
}
impl crate::JoinMock {
    /// Mocks `listJobs` (`GET /jobs`): list jobs.
    pub fn list_jobs<R>(
        &self,
        define: impl FnOnce(operations::ListJobsWhen, operations::ListJobsThen) -> R,
    ) -> crate::Mock<'_> {
        self.mock(
            &join_client::operations::LIST_JOBS,
            |when, then| {
                define(
                    operations::ListJobsWhen::new(when),
                    operations::ListJobsThen::new(then),
                );
            },
        )
    }
    /// Mocks `createJob` (`POST /jobs`): create a job.
    pub fn create_job<R>(
        &self,
        define: impl FnOnce(operations::CreateJobWhen, operations::CreateJobThen) -> R,
    ) -> crate::Mock<'_> {
        self.mock(
            &join_client::operations::CREATE_JOB,
            |when, then| {
                define(
                    operations::CreateJobWhen::new(when),
                    operations::CreateJobThen::new(then),
                );
            },
        )
    }
    /// Mocks `getJob` (`GET /jobs/{jobId}`): retrieve a job.
    pub fn get_job<R>(
        &self,
        define: impl FnOnce(operations::GetJobWhen, operations::GetJobThen) -> R,
    ) -> crate::Mock<'_> {
        self.mock(
            &join_client::operations::GET_JOB,
            |when, then| {
                define(
                    operations::GetJobWhen::new(when),
                    operations::GetJobThen::new(then),
                );
            },
        )
    }
    /// Mocks `changeJobStatus` (`PATCH /jobs/{jobId}/changeStatus`): change a job's status.
    pub fn change_job_status<R>(
        &self,
        define: impl FnOnce(
            operations::ChangeJobStatusWhen,
            operations::ChangeJobStatusThen,
        ) -> R,
    ) -> crate::Mock<'_> {
        self.mock(
            &join_client::operations::CHANGE_JOB_STATUS,
            |when, then| {
                define(
                    operations::ChangeJobStatusWhen::new(when),
                    operations::ChangeJobStatusThen::new(then),
                );
            },
        )
    }
    /// Mocks `listApplications` (`GET /applications`): list applications.
    pub fn list_applications<R>(
        &self,
        define: impl FnOnce(
            operations::ListApplicationsWhen,
            operations::ListApplicationsThen,
        ) -> R,
    ) -> crate::Mock<'_> {
        self.mock(
            &join_client::operations::LIST_APPLICATIONS,
            |when, then| {
                define(
                    operations::ListApplicationsWhen::new(when),
                    operations::ListApplicationsThen::new(then),
                );
            },
        )
    }
    /// Mocks `createApplication` (`POST /applications`): create an application.
    pub fn create_application<R>(
        &self,
        define: impl FnOnce(
            operations::CreateApplicationWhen,
            operations::CreateApplicationThen,
        ) -> R,
    ) -> crate::Mock<'_> {
        self.mock(
            &join_client::operations::CREATE_APPLICATION,
            |when, then| {
                define(
                    operations::CreateApplicationWhen::new(when),
                    operations::CreateApplicationThen::new(then),
                );
            },
        )
    }
    /// Mocks `getApplication` (`GET /applications/{applicationId}`): retrieve an application.
    pub fn get_application<R>(
        &self,
        define: impl FnOnce(
            operations::GetApplicationWhen,
            operations::GetApplicationThen,
        ) -> R,
    ) -> crate::Mock<'_> {
        self.mock(
            &join_client::operations::GET_APPLICATION,
            |when, then| {
                define(
                    operations::GetApplicationWhen::new(when),
                    operations::GetApplicationThen::new(then),
                );
            },
        )
    }
    /// Mocks `updateCandidate` (`PATCH /candidates/{candidateId}`): replace a candidate's tags.
    pub fn update_candidate<R>(
        &self,
        define: impl FnOnce(
            operations::UpdateCandidateWhen,
            operations::UpdateCandidateThen,
        ) -> R,
    ) -> crate::Mock<'_> {
        self.mock(
            &join_client::operations::UPDATE_CANDIDATE,
            |when, then| {
                define(
                    operations::UpdateCandidateWhen::new(when),
                    operations::UpdateCandidateThen::new(then),
                );
            },
        )
    }
    /// Mocks `createCandidateNote` (`POST /candidates/{candidateId}/notes`): add a note to a candidate.
    pub fn create_candidate_note<R>(
        &self,
        define: impl FnOnce(
            operations::CreateCandidateNoteWhen,
            operations::CreateCandidateNoteThen,
        ) -> R,
    ) -> crate::Mock<'_> {
        self.mock(
            &join_client::operations::CREATE_CANDIDATE_NOTE,
            |when, then| {
                define(
                    operations::CreateCandidateNoteWhen::new(when),
                    operations::CreateCandidateNoteThen::new(then),
                );
            },
        )
    }
    /// Mocks `listOffices` (`GET /offices`): list offices.
    pub fn list_offices<R>(
        &self,
        define: impl FnOnce(
            operations::ListOfficesWhen,
            operations::ListOfficesThen,
        ) -> R,
    ) -> crate::Mock<'_> {
        self.mock(
            &join_client::operations::LIST_OFFICES,
            |when, then| {
                define(
                    operations::ListOfficesWhen::new(when),
                    operations::ListOfficesThen::new(then),
                );
            },
        )
    }
    /// Mocks `createOffice` (`POST /offices`): create an office.
    pub fn create_office<R>(
        &self,
        define: impl FnOnce(
            operations::CreateOfficeWhen,
            operations::CreateOfficeThen,
        ) -> R,
    ) -> crate::Mock<'_> {
        self.mock(
            &join_client::operations::CREATE_OFFICE,
            |when, then| {
                define(
                    operations::CreateOfficeWhen::new(when),
                    operations::CreateOfficeThen::new(then),
                );
            },
        )
    }
    /// Mocks `listCategories` (`GET /categories`): list job categories.
    pub fn list_categories<R>(
        &self,
        define: impl FnOnce(
            operations::ListCategoriesWhen,
            operations::ListCategoriesThen,
        ) -> R,
    ) -> crate::Mock<'_> {
        self.mock(
            &join_client::operations::LIST_CATEGORIES,
            |when, then| {
                define(
                    operations::ListCategoriesWhen::new(when),
                    operations::ListCategoriesThen::new(then),
                );
            },
        )
    }
    /// Mocks `listEmploymentTypes` (`GET /employmentTypes`): list employment types.
    pub fn list_employment_types<R>(
        &self,
        define: impl FnOnce(
            operations::ListEmploymentTypesWhen,
            operations::ListEmploymentTypesThen,
        ) -> R,
    ) -> crate::Mock<'_> {
        self.mock(
            &join_client::operations::LIST_EMPLOYMENT_TYPES,
            |when, then| {
                define(
                    operations::ListEmploymentTypesWhen::new(when),
                    operations::ListEmploymentTypesThen::new(then),
                );
            },
        )
    }
    /// Mocks `listSeniorityLevels` (`GET /seniorityLevels`): list seniority levels.
    pub fn list_seniority_levels<R>(
        &self,
        define: impl FnOnce(
            operations::ListSeniorityLevelsWhen,
            operations::ListSeniorityLevelsThen,
        ) -> R,
    ) -> crate::Mock<'_> {
        self.mock(
            &join_client::operations::LIST_SENIORITY_LEVELS,
            |when, then| {
                define(
                    operations::ListSeniorityLevelsWhen::new(when),
                    operations::ListSeniorityLevelsThen::new(then),
                );
            },
        )
    }
}
/// Builders of test data, one for each object of the document.
pub(crate) mod builders {
    use crate::builder::array;
    use crate::Body;
    use join_client::types;
    use serde_json::Value;
    /// Builds `Salary` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct SalaryBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(SalaryBuilder, types::Salary);
    impl SalaryBuilder {
        /// Sets `from`. Lower end of the range, in major units.
        pub fn with_from(self, value: impl Into<Value>) -> Self {
            self.with("from", value.into())
        }
        /// Sets `to`. Upper end of the range, in major units.
        pub fn with_to(self, value: impl Into<Value>) -> Self {
            self.with("to", value.into())
        }
        /// Sets `currency`. Currency of both ends.
        pub fn with_currency(self, value: impl Into<types::Currency>) -> Self {
            self.with("currency", value.into().as_str())
        }
        /// Sets `frequency`. Period that the amounts are paid for.
        pub fn with_frequency(self, value: impl Into<types::SalaryFrequency>) -> Self {
            self.with("frequency", value.into().as_str())
        }
        /// Sets `isShownOnJobAd`. Whether the range is printed on the public job ad.
        pub fn with_is_shown_on_job_ad(self, value: bool) -> Self {
            self.with("isShownOnJobAd", value)
        }
    }
    /// A usual `Salary`, always the same.
    ///
    /// ```
    /// use join_client::types::Salary;
    /// use join_httpmock::a_salary;
    ///
    /// let built = a_salary().build()?;
    /// let typed: Salary = serde_json::from_value(a_salary().into_json())?;
    /// assert_eq!(built, typed);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn a_salary() -> SalaryBuilder {
        SalaryBuilder(crate::builder::members(crate::defaults::salary()))
    }
    /// Builds `JobContact` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct JobContactBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(JobContactBuilder, types::JobContact);
    impl JobContactBuilder {
        /// Sets `name`. Full name of the contact.
        pub fn with_name(self, value: impl Into<String>) -> Self {
            self.with("name", value.into())
        }
        /// Sets `email`. E-mail address of the contact.
        pub fn with_email(self, value: impl Into<String>) -> Self {
            self.with("email", value.into())
        }
        /// Sets `position`. Job title of the contact, free text.
        pub fn with_position(self, value: impl Into<String>) -> Self {
            self.with("position", value.into())
        }
    }
    /// A usual `JobContact`, always the same.
    ///
    /// ```
    /// use join_client::types::JobContact;
    /// use join_httpmock::a_job_contact;
    ///
    /// let built = a_job_contact().build()?;
    /// let typed: JobContact = serde_json::from_value(a_job_contact().into_json())?;
    /// assert_eq!(built, typed);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn a_job_contact() -> JobContactBuilder {
        JobContactBuilder(crate::builder::members(crate::defaults::job_contact()))
    }
    /// Builds `Office` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct OfficeBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(OfficeBuilder, types::Office);
    impl OfficeBuilder {
        /// Sets `id`. Number of the office.
        pub fn with_id(self, value: impl Into<types::OfficeId>) -> Self {
            self.with("id", value.into().0)
        }
        /// Sets `name`. Name that the company gave the office.
        pub fn with_name(self, value: impl Into<String>) -> Self {
            self.with("name", value.into())
        }
        /// Sets `streetName`. Street, without the house number.
        pub fn with_street_name(self, value: impl Into<String>) -> Self {
            self.with("streetName", value.into())
        }
        /// Sets `streetNumber`. House number; can hold letters.
        pub fn with_street_number(self, value: impl Into<String>) -> Self {
            self.with("streetNumber", value.into())
        }
        /// Sets `postalCode`. Postal code, as text.
        pub fn with_postal_code(self, value: impl Into<String>) -> Self {
            self.with("postalCode", value.into())
        }
        /// Sets `city`. City.
        pub fn with_city(self, value: impl Into<String>) -> Self {
            self.with("city", value.into())
        }
        /// Sets `countryIso`. ISO 3166-1 alpha-2 country code. The case varies, so compare without case.
        pub fn with_country_iso(self, value: impl Into<String>) -> Self {
            self.with("countryIso", value.into())
        }
        /// Sets `isDefault`. Whether new jobs get this office unless they name another.
        pub fn with_is_default(self, value: bool) -> Self {
            self.with("isDefault", value)
        }
    }
    /// A usual `Office`, always the same.
    ///
    /// ```
    /// use join_client::types::Office;
    /// use join_httpmock::an_office;
    ///
    /// let built = an_office().with_id(7).build()?;
    /// let typed: Office = serde_json::from_value(an_office().with_id(7).into_json())?;
    /// assert_eq!(built.id, typed.id);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn an_office() -> OfficeBuilder {
        OfficeBuilder(crate::builder::members(crate::defaults::office()))
    }
    /// Builds `Job` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct JobBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(JobBuilder, types::Job);
    impl JobBuilder {
        /// Sets `id`. Number of the job.
        pub fn with_id(self, value: impl Into<types::JobId>) -> Self {
            self.with("id", value.into().0)
        }
        /// Sets `title`. Title of the job ad.
        pub fn with_title(self, value: impl Into<String>) -> Self {
            self.with("title", value.into())
        }
        /// Sets `status`. Where the job stands.
        pub fn with_status(self, value: impl Into<types::JobStatus>) -> Self {
            self.with("status", value.into().as_str())
        }
        /// Sets `externalId`. The company's own key for the job, if it set one.
        pub fn with_external_id(self, value: impl Into<String>) -> Self {
            self.with("externalId", value.into())
        }
        /// Sets `description`. Long text of the job ad, in HTML. List rows carry it only when content is asked for.
        pub fn with_description(self, value: impl Into<String>) -> Self {
            self.with("description", value.into())
        }
        /// Sets `createdAt`. When the job was created, RFC 3339 with zone.
        pub fn with_created_at(self, value: ::jiff::Timestamp) -> Self {
            self.with("createdAt", value.to_string())
        }
        /// Sets `lastUpdatedAt`. When the job was last changed, RFC 3339 with zone.
        pub fn with_last_updated_at(self, value: ::jiff::Timestamp) -> Self {
            self.with("lastUpdatedAt", value.to_string())
        }
        /// Sets `language`. Language of the job ad, ISO 639-1.
        pub fn with_language(self, value: impl Into<String>) -> Self {
            self.with("language", value.into())
        }
        /// Sets `workplaceType`. Where the work is done.
        pub fn with_workplace_type(
            self,
            value: impl Into<types::WorkplaceType>,
        ) -> Self {
            self.with("workplaceType", value.into().as_str())
        }
        /// Sets `remoteType`. From where the work may be done, for remote jobs.
        pub fn with_remote_type(self, value: impl Into<types::RemoteType>) -> Self {
            self.with("remoteType", value.into().as_str())
        }
        /// Sets `categoryId`. Sub-category of the job.
        pub fn with_category_id(self, value: impl Into<types::CategoryId>) -> Self {
            self.with("categoryId", value.into().0)
        }
        /// Sets `employmentTypeId`. Employment type of the job.
        pub fn with_employment_type_id(
            self,
            value: impl Into<types::EmploymentTypeId>,
        ) -> Self {
            self.with("employmentTypeId", value.into().0)
        }
        /// Sets `seniorityId`. Seniority level of the job.
        pub fn with_seniority_id(
            self,
            value: impl Into<types::SeniorityLevelId>,
        ) -> Self {
            self.with("seniorityId", value.into().0)
        }
        /// Sets `office`. Office that the job belongs to.
        pub fn with_office(self, value: impl Body<types::Office>) -> Self {
            self.with("office", value.into_json())
        }
        /// Sets `salary`. Pay range of the job.
        pub fn with_salary(self, value: impl Body<types::Salary>) -> Self {
            self.with("salary", value.into_json())
        }
        /// Sets `contact`. Person whom applicants may turn to.
        pub fn with_contact(self, value: impl Body<types::JobContact>) -> Self {
            self.with("contact", value.into_json())
        }
        /// Sets `id` of `office`, and keeps the rest of it.
        pub fn with_office_id(self, value: impl Into<types::OfficeId>) -> Self {
            let inner = match self.0.get("office") {
                Some(Value::Object(members)) => OfficeBuilder(members.clone()),
                _ => an_office(),
            };
            self.with_office(inner.with_id(value))
        }
    }
    /// A usual `Job`, always the same.
    ///
    /// ```
    /// use join_client::types::Job;
    /// use join_httpmock::a_job;
    ///
    /// let built = a_job().with_id(7).build()?;
    /// let typed: Job = serde_json::from_value(a_job().with_id(7).into_json())?;
    /// assert_eq!(built.id, typed.id);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn a_job() -> JobBuilder {
        JobBuilder(crate::builder::members(crate::defaults::job()))
    }
    /// Builds `ApplicationOrigin` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct ApplicationOriginBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(ApplicationOriginBuilder, types::ApplicationOrigin);
    impl ApplicationOriginBuilder {
        /// Sets `product`. Display text of the channel, such as the name of a job board.
        pub fn with_product(self, value: impl Into<String>) -> Self {
            self.with("product", value.into())
        }
        /// Sets `isPremium`. Whether the channel is a paid one.
        pub fn with_is_premium(self, value: bool) -> Self {
            self.with("isPremium", value)
        }
    }
    /// A usual `ApplicationOrigin`, always the same.
    ///
    /// ```
    /// use join_client::types::ApplicationOrigin;
    /// use join_httpmock::an_application_origin;
    ///
    /// let built = an_application_origin().build()?;
    /// let typed: ApplicationOrigin = serde_json::from_value(an_application_origin().into_json())?;
    /// assert_eq!(built, typed);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn an_application_origin() -> ApplicationOriginBuilder {
        ApplicationOriginBuilder(
            crate::builder::members(crate::defaults::application_origin()),
        )
    }
    /// Builds `ApplicationJob` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct ApplicationJobBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(ApplicationJobBuilder, types::ApplicationJob);
    impl ApplicationJobBuilder {
        /// Sets `id`. Number of the job.
        pub fn with_id(self, value: impl Into<types::JobId>) -> Self {
            self.with("id", value.into().0)
        }
        /// Sets `title`. Title of the job ad.
        pub fn with_title(self, value: impl Into<String>) -> Self {
            self.with("title", value.into())
        }
        /// Sets `externalId`. The company's own key for the job, if it set one.
        pub fn with_external_id(self, value: impl Into<String>) -> Self {
            self.with("externalId", value.into())
        }
    }
    /// A usual `ApplicationJob`, always the same.
    ///
    /// ```
    /// use join_client::types::ApplicationJob;
    /// use join_httpmock::an_application_job;
    ///
    /// let built = an_application_job().with_id(7).build()?;
    /// let typed: ApplicationJob = serde_json::from_value(an_application_job().with_id(7).into_json())?;
    /// assert_eq!(built.id, typed.id);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn an_application_job() -> ApplicationJobBuilder {
        ApplicationJobBuilder(
            crate::builder::members(crate::defaults::application_job()),
        )
    }
    /// Builds `Country` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct CountryBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(CountryBuilder, types::Country);
    impl CountryBuilder {
        /// Sets `name`. Name of the country, in English as far as is known.
        pub fn with_name(self, value: impl Into<String>) -> Self {
            self.with("name", value.into())
        }
        /// Sets `iso3166`. ISO 3166 code of the country. The case varies, so compare without case.
        pub fn with_iso3166(self, value: impl Into<String>) -> Self {
            self.with("iso3166", value.into())
        }
    }
    /// A usual `Country`, always the same.
    ///
    /// ```
    /// use join_client::types::Country;
    /// use join_httpmock::a_country;
    ///
    /// let built = a_country().build()?;
    /// let typed: Country = serde_json::from_value(a_country().into_json())?;
    /// assert_eq!(built, typed);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn a_country() -> CountryBuilder {
        CountryBuilder(crate::builder::members(crate::defaults::country()))
    }
    /// Builds `ProfessionalLink` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct ProfessionalLinkBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(ProfessionalLinkBuilder, types::ProfessionalLink);
    impl ProfessionalLinkBuilder {
        /// Sets `type`. Network of the profile.
        pub fn with_type(self, value: impl Into<types::ProfessionalLinkType>) -> Self {
            self.with("type", value.into().as_str())
        }
        /// Sets `url`. Address of the profile.
        pub fn with_url(self, value: impl Into<String>) -> Self {
            self.with("url", value.into())
        }
    }
    /// A usual `ProfessionalLink`, always the same.
    ///
    /// ```
    /// use join_client::types::ProfessionalLink;
    /// use join_httpmock::a_professional_link;
    ///
    /// let built = a_professional_link().build()?;
    /// let typed: ProfessionalLink = serde_json::from_value(a_professional_link().into_json())?;
    /// assert_eq!(built, typed);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn a_professional_link() -> ProfessionalLinkBuilder {
        ProfessionalLinkBuilder(
            crate::builder::members(crate::defaults::professional_link()),
        )
    }
    /// Builds `Candidate` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct CandidateBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(CandidateBuilder, types::Candidate);
    impl CandidateBuilder {
        /// Sets `id`. Number of the candidate.
        pub fn with_id(self, value: impl Into<types::CandidateId>) -> Self {
            self.with("id", value.into().0)
        }
        /// Sets `firstName`. Given name.
        pub fn with_first_name(self, value: impl Into<String>) -> Self {
            self.with("firstName", value.into())
        }
        /// Sets `lastName`. Family name.
        pub fn with_last_name(self, value: impl Into<String>) -> Self {
            self.with("lastName", value.into())
        }
        /// Sets `email`. E-mail address.
        pub fn with_email(self, value: impl Into<String>) -> Self {
            self.with("email", value.into())
        }
        /// Sets `phoneNumber`. Telephone number. The create operation names the same thing phone.
        pub fn with_phone_number(self, value: impl Into<String>) -> Self {
            self.with("phoneNumber", value.into())
        }
        /// Sets `country`. Country of residence.
        pub fn with_country(self, value: impl Body<types::Country>) -> Self {
            self.with("country", value.into_json())
        }
        /// Sets `tags`. Tags on the candidate. Absent, null and empty are kept apart.
        pub fn with_tags(
            self,
            value: impl IntoIterator<Item = impl Into<String>>,
        ) -> Self {
            self.with(
                "tags",
                array(value.into_iter().map(|text| Value::from(text.into()))),
            )
        }
        /// Sets `professionalLinks`. Links to public profiles.
        pub fn with_professional_links(
            self,
            value: impl IntoIterator<Item = impl Body<types::ProfessionalLink>>,
        ) -> Self {
            self.with("professionalLinks", array(value.into_iter().map(Body::into_json)))
        }
    }
    /// A usual `Candidate`, always the same.
    ///
    /// ```
    /// use join_client::types::Candidate;
    /// use join_httpmock::a_candidate;
    ///
    /// let built = a_candidate().with_id(7).build()?;
    /// let typed: Candidate = serde_json::from_value(a_candidate().with_id(7).into_json())?;
    /// assert_eq!(built.id, typed.id);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn a_candidate() -> CandidateBuilder {
        CandidateBuilder(crate::builder::members(crate::defaults::candidate()))
    }
    /// Builds `Attachment` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct AttachmentBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(AttachmentBuilder, types::Attachment);
    impl AttachmentBuilder {
        /// Sets `type`. What the file is.
        pub fn with_type(self, value: impl Into<types::AttachmentType>) -> Self {
            self.with("type", value.into().as_str())
        }
        /// Sets `url`. Absolute download address, signed in its query. The download needs the token header on top; host and lifetime of the address are unknown.
        pub fn with_url(self, value: impl Into<String>) -> Self {
            self.with("url", value.into())
        }
        /// Sets `name`. File name as uploaded.
        pub fn with_name(self, value: impl Into<String>) -> Self {
            self.with("name", value.into())
        }
    }
    /// A usual `Attachment`, always the same.
    ///
    /// ```
    /// use join_client::types::Attachment;
    /// use join_httpmock::an_attachment;
    ///
    /// let built = an_attachment().build()?;
    /// let typed: Attachment = serde_json::from_value(an_attachment().into_json())?;
    /// assert_eq!(built, typed);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn an_attachment() -> AttachmentBuilder {
        AttachmentBuilder(crate::builder::members(crate::defaults::attachment()))
    }
    /// Builds `ScreeningAnswer` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct ScreeningAnswerBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(ScreeningAnswerBuilder, types::ScreeningAnswer);
    impl ScreeningAnswerBuilder {
        /// Sets `question`. Text of the question, as the company wrote it.
        pub fn with_question(self, value: impl Into<String>) -> Self {
            self.with("question", value.into())
        }
        /// Sets `type`. Kind of the answer.
        pub fn with_type(self, value: impl Into<types::ScreeningQuestionType>) -> Self {
            self.with("type", value.into().as_str())
        }
        /// Sets `answer`. Answer in the shape that JOIN sent.
        pub fn with_answer(self, value: impl Into<Value>) -> Self {
            self.with("answer", value.into())
        }
        /// Sets `file`. Download address of an uploaded answer, when the question asks for a file.
        pub fn with_file(self, value: impl Into<String>) -> Self {
            self.with("file", value.into())
        }
        /// Sets `isSkipped`. Whether the candidate passed the question over.
        pub fn with_is_skipped(self, value: bool) -> Self {
            self.with("isSkipped", value)
        }
    }
    /// A usual `ScreeningAnswer`, always the same.
    ///
    /// ```
    /// use join_client::types::ScreeningAnswer;
    /// use join_httpmock::a_screening_answer;
    ///
    /// let built = a_screening_answer().build()?;
    /// let typed: ScreeningAnswer = serde_json::from_value(a_screening_answer().into_json())?;
    /// assert_eq!(built, typed);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn a_screening_answer() -> ScreeningAnswerBuilder {
        ScreeningAnswerBuilder(
            crate::builder::members(crate::defaults::screening_answer()),
        )
    }
    /// Builds `Consent` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct ConsentBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(ConsentBuilder, types::Consent);
    impl ConsentBuilder {
        /// Sets `id`. Number of the consent.
        pub fn with_id(self, value: impl Into<types::ConsentId>) -> Self {
            self.with("id", value.into().0)
        }
        /// Sets `consentStatus`. State of the consent. The values are not known, so this stays an open text.
        pub fn with_consent_status(self, value: impl Into<String>) -> Self {
            self.with("consentStatus", value.into())
        }
    }
    /// A usual `Consent`, always the same.
    ///
    /// ```
    /// use join_client::types::Consent;
    /// use join_httpmock::a_consent;
    ///
    /// let built = a_consent().with_id(7).build()?;
    /// let typed: Consent = serde_json::from_value(a_consent().with_id(7).into_json())?;
    /// assert_eq!(built.id, typed.id);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn a_consent() -> ConsentBuilder {
        ConsentBuilder(crate::builder::members(crate::defaults::consent()))
    }
    /// Builds `Stage` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct StageBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(StageBuilder, types::Stage);
    impl StageBuilder {
        /// Sets `id`. Number of the stage.
        pub fn with_id(self, value: impl Into<types::StageId>) -> Self {
            self.with("id", value.into().0)
        }
        /// Sets `name`. Name of the stage, free text by the company.
        pub fn with_name(self, value: impl Into<String>) -> Self {
            self.with("name", value.into())
        }
        /// Sets `index`. Position of the stage in the pipeline.
        pub fn with_index(self, value: i64) -> Self {
            self.with("index", value)
        }
    }
    /// A usual `Stage`, always the same.
    ///
    /// ```
    /// use join_client::types::Stage;
    /// use join_httpmock::a_stage;
    ///
    /// let built = a_stage().with_id(7).build()?;
    /// let typed: Stage = serde_json::from_value(a_stage().with_id(7).into_json())?;
    /// assert_eq!(built.id, typed.id);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn a_stage() -> StageBuilder {
        StageBuilder(crate::builder::members(crate::defaults::stage()))
    }
    /// Builds `Application` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct ApplicationBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(ApplicationBuilder, types::Application);
    impl ApplicationBuilder {
        /// Sets `id`. Number of the application.
        pub fn with_id(self, value: impl Into<types::ApplicationId>) -> Self {
            self.with("id", value.into().0)
        }
        /// Sets `createdAt`. When the application came in, RFC 3339 with zone.
        pub fn with_created_at(self, value: ::jiff::Timestamp) -> Self {
            self.with("createdAt", value.to_string())
        }
        /// Sets `lastUpdatedAt`. When the application last changed, RFC 3339 with zone. Whether it has seconds or milliseconds is unknown.
        pub fn with_last_updated_at(self, value: ::jiff::Timestamp) -> Self {
            self.with("lastUpdatedAt", value.to_string())
        }
        /// Sets `job`. Job that the application is for.
        pub fn with_job(self, value: impl Body<types::ApplicationJob>) -> Self {
            self.with("job", value.into_json())
        }
        /// Sets `candidate`. Person who applied.
        pub fn with_candidate(self, value: impl Body<types::Candidate>) -> Self {
            self.with("candidate", value.into_json())
        }
        /// Sets `state`. State of the application in a vocabulary that may not be that of hiringState. Keep both apart; hiringState says more.
        pub fn with_state(self, value: impl Into<types::ApplicationState>) -> Self {
            self.with("state", value.into().as_str())
        }
        /// Sets `hiringState`. Where the application stands.
        pub fn with_hiring_state(self, value: impl Into<types::HiringState>) -> Self {
            self.with("hiringState", value.into().as_str())
        }
        /// Sets `currentStage`. Stage of the pipeline that the application is in.
        pub fn with_current_stage(self, value: impl Body<types::Stage>) -> Self {
            self.with("currentStage", value.into_json())
        }
        /// Sets `qualified`. Whether a recruiter judged the candidate qualified. The values are not known, so this stays an open text.
        pub fn with_qualified(self, value: impl Into<String>) -> Self {
            self.with("qualified", value.into())
        }
        /// Sets `source`. Channel that the application came through.
        pub fn with_source(self, value: impl Body<types::ApplicationOrigin>) -> Self {
            self.with("source", value.into_json())
        }
        /// Sets `integrationExternalId`. The key that the caller of the create operation gave: the only known handle on an application that one created oneself.
        pub fn with_integration_external_id(self, value: impl Into<String>) -> Self {
            self.with("integrationExternalId", value.into())
        }
        /// Sets `attachments`. Files of the application.
        pub fn with_attachments(
            self,
            value: impl IntoIterator<Item = impl Body<types::Attachment>>,
        ) -> Self {
            self.with("attachments", array(value.into_iter().map(Body::into_json)))
        }
        /// Sets `screeningQuestions`. Screening questions with their answers.
        pub fn with_screening_questions(
            self,
            value: impl IntoIterator<Item = impl Body<types::ScreeningAnswer>>,
        ) -> Self {
            self.with(
                "screeningQuestions",
                array(value.into_iter().map(Body::into_json)),
            )
        }
        /// Sets `consent`. Consent to data processing.
        pub fn with_consent(self, value: impl Body<types::Consent>) -> Self {
            self.with("consent", value.into_json())
        }
        /// Sets `id` of `job`, and keeps the rest of it.
        pub fn with_job_id(self, value: impl Into<types::JobId>) -> Self {
            let inner = match self.0.get("job") {
                Some(Value::Object(members)) => ApplicationJobBuilder(members.clone()),
                _ => an_application_job(),
            };
            self.with_job(inner.with_id(value))
        }
        /// Sets `id` of `candidate`, and keeps the rest of it.
        pub fn with_candidate_id(self, value: impl Into<types::CandidateId>) -> Self {
            let inner = match self.0.get("candidate") {
                Some(Value::Object(members)) => CandidateBuilder(members.clone()),
                _ => a_candidate(),
            };
            self.with_candidate(inner.with_id(value))
        }
        /// Sets `tags` of `candidate`, and keeps the rest of it.
        pub fn with_tags(
            self,
            value: impl IntoIterator<Item = impl Into<String>>,
        ) -> Self {
            let inner = match self.0.get("candidate") {
                Some(Value::Object(members)) => CandidateBuilder(members.clone()),
                _ => a_candidate(),
            };
            self.with_candidate(inner.with_tags(value))
        }
        /// Sets `id` of `currentStage`, and keeps the rest of it.
        pub fn with_current_stage_id(self, value: impl Into<types::StageId>) -> Self {
            let inner = match self.0.get("currentStage") {
                Some(Value::Object(members)) => StageBuilder(members.clone()),
                _ => a_stage(),
            };
            self.with_current_stage(inner.with_id(value))
        }
        /// Sets `id` of `consent`, and keeps the rest of it.
        pub fn with_consent_id(self, value: impl Into<types::ConsentId>) -> Self {
            let inner = match self.0.get("consent") {
                Some(Value::Object(members)) => ConsentBuilder(members.clone()),
                _ => a_consent(),
            };
            self.with_consent(inner.with_id(value))
        }
    }
    /// A usual `Application`, always the same.
    ///
    /// ```
    /// use join_client::types::Application;
    /// use join_httpmock::an_application;
    ///
    /// let built = an_application().with_id(7).build()?;
    /// let typed: Application = serde_json::from_value(an_application().with_id(7).into_json())?;
    /// assert_eq!(built.id, typed.id);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn an_application() -> ApplicationBuilder {
        ApplicationBuilder(crate::builder::members(crate::defaults::application()))
    }
    /// Builds `SubCategory` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct SubCategoryBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(SubCategoryBuilder, types::SubCategory);
    impl SubCategoryBuilder {
        /// Sets `id`. Number of the sub-category, to be used when a job is created.
        pub fn with_id(self, value: impl Into<types::CategoryId>) -> Self {
            self.with("id", value.into().0)
        }
        /// Sets `slug`. Stable short name in lower case.
        pub fn with_slug(self, value: impl Into<String>) -> Self {
            self.with("slug", value.into())
        }
        /// Sets `name`. Name in the language asked for.
        pub fn with_name(self, value: impl Into<String>) -> Self {
            self.with("name", value.into())
        }
    }
    /// A usual `SubCategory`, always the same.
    ///
    /// ```
    /// use join_client::types::SubCategory;
    /// use join_httpmock::a_sub_category;
    ///
    /// let built = a_sub_category().with_id(7).build()?;
    /// let typed: SubCategory = serde_json::from_value(a_sub_category().with_id(7).into_json())?;
    /// assert_eq!(built.id, typed.id);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn a_sub_category() -> SubCategoryBuilder {
        SubCategoryBuilder(crate::builder::members(crate::defaults::sub_category()))
    }
    /// Builds `Category` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct CategoryBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(CategoryBuilder, types::Category);
    impl CategoryBuilder {
        /// Sets `id`. Number of the category.
        pub fn with_id(self, value: impl Into<types::CategoryId>) -> Self {
            self.with("id", value.into().0)
        }
        /// Sets `slug`. Stable short name in lower case.
        pub fn with_slug(self, value: impl Into<String>) -> Self {
            self.with("slug", value.into())
        }
        /// Sets `name`. Name in the language asked for.
        pub fn with_name(self, value: impl Into<String>) -> Self {
            self.with("name", value.into())
        }
        /// Sets `subCategories`. Categories of the second level.
        pub fn with_sub_categories(
            self,
            value: impl IntoIterator<Item = impl Body<types::SubCategory>>,
        ) -> Self {
            self.with("subCategories", array(value.into_iter().map(Body::into_json)))
        }
    }
    /// A usual `Category`, always the same.
    ///
    /// ```
    /// use join_client::types::Category;
    /// use join_httpmock::a_category;
    ///
    /// let built = a_category().with_id(7).build()?;
    /// let typed: Category = serde_json::from_value(a_category().with_id(7).into_json())?;
    /// assert_eq!(built.id, typed.id);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn a_category() -> CategoryBuilder {
        CategoryBuilder(crate::builder::members(crate::defaults::category()))
    }
    /// Builds `EmploymentType` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct EmploymentTypeBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(EmploymentTypeBuilder, types::EmploymentType);
    impl EmploymentTypeBuilder {
        /// Sets `id`. Number of the employment type.
        pub fn with_id(self, value: impl Into<types::EmploymentTypeId>) -> Self {
            self.with("id", value.into().0)
        }
        /// Sets `slug`. Stable short name in lower case.
        pub fn with_slug(self, value: impl Into<String>) -> Self {
            self.with("slug", value.into())
        }
        /// Sets `name`. Name in the language asked for.
        pub fn with_name(self, value: impl Into<String>) -> Self {
            self.with("name", value.into())
        }
    }
    /// A usual `EmploymentType`, always the same.
    ///
    /// ```
    /// use join_client::types::EmploymentType;
    /// use join_httpmock::an_employment_type;
    ///
    /// let built = an_employment_type().with_id(7).build()?;
    /// let typed: EmploymentType = serde_json::from_value(an_employment_type().with_id(7).into_json())?;
    /// assert_eq!(built.id, typed.id);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn an_employment_type() -> EmploymentTypeBuilder {
        EmploymentTypeBuilder(
            crate::builder::members(crate::defaults::employment_type()),
        )
    }
    /// Builds `SeniorityLevel` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct SeniorityLevelBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(SeniorityLevelBuilder, types::SeniorityLevel);
    impl SeniorityLevelBuilder {
        /// Sets `id`. Number of the seniority level.
        pub fn with_id(self, value: impl Into<types::SeniorityLevelId>) -> Self {
            self.with("id", value.into().0)
        }
        /// Sets `slug`. Stable short name in lower case.
        pub fn with_slug(self, value: impl Into<String>) -> Self {
            self.with("slug", value.into())
        }
        /// Sets `name`. Name in the language asked for.
        pub fn with_name(self, value: impl Into<String>) -> Self {
            self.with("name", value.into())
        }
    }
    /// A usual `SeniorityLevel`, always the same.
    ///
    /// ```
    /// use join_client::types::SeniorityLevel;
    /// use join_httpmock::a_seniority_level;
    ///
    /// let built = a_seniority_level().with_id(7).build()?;
    /// let typed: SeniorityLevel = serde_json::from_value(a_seniority_level().with_id(7).into_json())?;
    /// assert_eq!(built.id, typed.id);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn a_seniority_level() -> SeniorityLevelBuilder {
        SeniorityLevelBuilder(
            crate::builder::members(crate::defaults::seniority_level()),
        )
    }
    /// Builds `CreateJobRequest` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct CreateJobRequestBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(CreateJobRequestBuilder, types::CreateJobRequest);
    impl CreateJobRequestBuilder {
        /// Sets `title`. Title of the job ad.
        pub fn with_title(self, value: impl Into<String>) -> Self {
            self.with("title", value.into())
        }
        /// Sets `description`. Long text of the job ad, in HTML.
        pub fn with_description(self, value: impl Into<String>) -> Self {
            self.with("description", value.into())
        }
        /// Sets `categoryId`. Sub-category of the job. That a category of the first level is refused is our own conclusion.
        pub fn with_category_id(self, value: impl Into<types::CategoryId>) -> Self {
            self.with("categoryId", value.into().0)
        }
        /// Sets `language`. Language of the job ad, ISO 639-1.
        pub fn with_language(self, value: impl Into<String>) -> Self {
            self.with("language", value.into())
        }
        /// Sets `employmentTypeId`. Employment type of the job.
        pub fn with_employment_type_id(
            self,
            value: impl Into<types::EmploymentTypeId>,
        ) -> Self {
            self.with("employmentTypeId", value.into().0)
        }
        /// Sets `officeId`. Office that the job belongs to.
        pub fn with_office_id(self, value: impl Into<types::OfficeId>) -> Self {
            self.with("officeId", value.into().0)
        }
        /// Sets `status`. Status to create the job with. Left out, the job goes live. OFFLINE uses a slot of the plan too.
        pub fn with_status(self, value: impl Into<types::JobStatus>) -> Self {
            self.with("status", value.into().as_str())
        }
        /// Sets `externalId`. The company's own key for the job.
        pub fn with_external_id(self, value: impl Into<String>) -> Self {
            self.with("externalId", value.into())
        }
        /// Sets `workplaceType`. Where the work is done.
        pub fn with_workplace_type(
            self,
            value: impl Into<types::WorkplaceType>,
        ) -> Self {
            self.with("workplaceType", value.into().as_str())
        }
        /// Sets `remoteType`. From where the work may be done, for remote jobs.
        pub fn with_remote_type(self, value: impl Into<types::RemoteType>) -> Self {
            self.with("remoteType", value.into().as_str())
        }
        /// Sets `seniorityId`. Seniority level of the job.
        pub fn with_seniority_id(
            self,
            value: impl Into<types::SeniorityLevelId>,
        ) -> Self {
            self.with("seniorityId", value.into().0)
        }
        /// Sets `cv`. Whether applicants have to send a CV.
        pub fn with_cv(self, value: impl Into<types::CvRequirement>) -> Self {
            self.with("cv", value.into().as_str())
        }
        /// Sets `salary`. Pay range of the job.
        pub fn with_salary(self, value: impl Body<types::NewSalary>) -> Self {
            self.with("salary", value.into_json())
        }
    }
    /// A usual `CreateJobRequest`, always the same.
    ///
    /// ```
    /// use join_client::types::CreateJobRequest;
    /// use join_httpmock::a_create_job_request;
    ///
    /// let built = a_create_job_request().build()?;
    /// let typed: CreateJobRequest = serde_json::from_value(a_create_job_request().into_json())?;
    /// assert_eq!(built, typed);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn a_create_job_request() -> CreateJobRequestBuilder {
        CreateJobRequestBuilder(
            crate::builder::members(crate::defaults::create_job_request()),
        )
    }
    /// Builds `NewSalary` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct NewSalaryBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(NewSalaryBuilder, types::NewSalary);
    impl NewSalaryBuilder {
        /// Sets `frequency`. Period that the amounts are paid for.
        pub fn with_frequency(self, value: impl Into<types::SalaryFrequency>) -> Self {
            self.with("frequency", value.into().as_str())
        }
        /// Sets `currency`. Currency of both ends.
        pub fn with_currency(self, value: impl Into<types::Currency>) -> Self {
            self.with("currency", value.into().as_str())
        }
        /// Sets `from`. Lower end of the range, in major units.
        pub fn with_from(self, value: impl Into<Value>) -> Self {
            self.with("from", value.into())
        }
        /// Sets `to`. Upper end of the range, in major units.
        pub fn with_to(self, value: impl Into<Value>) -> Self {
            self.with("to", value.into())
        }
        /// Sets `isShownOnJobAd`. Whether the range is printed on the public job ad.
        pub fn with_is_shown_on_job_ad(self, value: bool) -> Self {
            self.with("isShownOnJobAd", value)
        }
    }
    /// A usual `NewSalary`, always the same.
    ///
    /// ```
    /// use join_client::types::NewSalary;
    /// use join_httpmock::a_new_salary;
    ///
    /// let built = a_new_salary().build()?;
    /// let typed: NewSalary = serde_json::from_value(a_new_salary().into_json())?;
    /// assert_eq!(built, typed);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn a_new_salary() -> NewSalaryBuilder {
        NewSalaryBuilder(crate::builder::members(crate::defaults::new_salary()))
    }
    /// Builds `ChangeJobStatusRequest` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct ChangeJobStatusRequestBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(
        ChangeJobStatusRequestBuilder, types::ChangeJobStatusRequest
    );
    impl ChangeJobStatusRequestBuilder {
        /// Sets `status`. ONLINE publishes. ONLINE and OFFLINE both use a slot of the plan; only ARCHIVED frees it. Leaving ONLINE cancels running paid ads at once. ARCHIVED makes the applications view-only.
        pub fn with_status(self, value: impl Into<types::JobStatus>) -> Self {
            self.with("status", value.into().as_str())
        }
    }
    /// A usual `ChangeJobStatusRequest`, always the same.
    ///
    /// ```
    /// use join_client::types::ChangeJobStatusRequest;
    /// use join_httpmock::a_change_job_status_request;
    ///
    /// let built = a_change_job_status_request().build()?;
    /// let typed: ChangeJobStatusRequest = serde_json::from_value(a_change_job_status_request().into_json())?;
    /// assert_eq!(built, typed);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn a_change_job_status_request() -> ChangeJobStatusRequestBuilder {
        ChangeJobStatusRequestBuilder(
            crate::builder::members(crate::defaults::change_job_status_request()),
        )
    }
    /// Builds `NewCandidate` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct NewCandidateBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(NewCandidateBuilder, types::NewCandidate);
    impl NewCandidateBuilder {
        /// Sets `firstName`. Given name.
        pub fn with_first_name(self, value: impl Into<String>) -> Self {
            self.with("firstName", value.into())
        }
        /// Sets `lastName`. Family name.
        pub fn with_last_name(self, value: impl Into<String>) -> Self {
            self.with("lastName", value.into())
        }
        /// Sets `email`. E-mail address.
        pub fn with_email(self, value: impl Into<String>) -> Self {
            self.with("email", value.into())
        }
        /// Sets `phone`. Telephone number with a leading plus sign. The read operations name the same thing phoneNumber.
        pub fn with_phone(self, value: impl Into<String>) -> Self {
            self.with("phone", value.into())
        }
    }
    /// A usual `NewCandidate`, always the same.
    ///
    /// ```
    /// use join_client::types::NewCandidate;
    /// use join_httpmock::a_new_candidate;
    ///
    /// let built = a_new_candidate().build()?;
    /// let typed: NewCandidate = serde_json::from_value(a_new_candidate().into_json())?;
    /// assert_eq!(built, typed);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn a_new_candidate() -> NewCandidateBuilder {
        NewCandidateBuilder(crate::builder::members(crate::defaults::new_candidate()))
    }
    /// Builds `NewDocument` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct NewDocumentBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(NewDocumentBuilder, types::NewDocument);
    impl NewDocumentBuilder {
        /// Sets `type`. What the file is.
        pub fn with_type(self, value: impl Into<types::DocumentType>) -> Self {
            self.with("type", value.into().as_str())
        }
        /// Sets `name`. File name with its extension.
        pub fn with_name(self, value: impl Into<String>) -> Self {
            self.with("name", value.into())
        }
        /// Sets `data`. Content of the file, in base64.
        pub fn with_data(self, value: impl Into<String>) -> Self {
            self.with("data", value.into())
        }
    }
    /// A usual `NewDocument`, always the same.
    ///
    /// ```
    /// use join_client::types::NewDocument;
    /// use join_httpmock::a_new_document;
    ///
    /// let built = a_new_document().build()?;
    /// let typed: NewDocument = serde_json::from_value(a_new_document().into_json())?;
    /// assert_eq!(built, typed);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn a_new_document() -> NewDocumentBuilder {
        NewDocumentBuilder(crate::builder::members(crate::defaults::new_document()))
    }
    /// Builds `CreateApplicationRequest` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct CreateApplicationRequestBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(
        CreateApplicationRequestBuilder, types::CreateApplicationRequest
    );
    impl CreateApplicationRequestBuilder {
        /// Sets `jobId`. Job that the application is for.
        pub fn with_job_id(self, value: impl Into<types::JobId>) -> Self {
            self.with("jobId", value.into().0)
        }
        /// Sets `candidate`. Person who applies.
        pub fn with_candidate(self, value: impl Body<types::NewCandidate>) -> Self {
            self.with("candidate", value.into_json())
        }
        /// Sets `source`. Where the application came from.
        pub fn with_source(self, value: impl Into<types::ApplicationSource>) -> Self {
            self.with("source", value.into().as_str())
        }
        /// Sets `integrationExternalId`. The caller's own key; the read operations echo it.
        pub fn with_integration_external_id(self, value: impl Into<String>) -> Self {
            self.with("integrationExternalId", value.into())
        }
        /// Sets `documents`. Files that go with the application.
        pub fn with_documents(
            self,
            value: impl IntoIterator<Item = impl Body<types::NewDocument>>,
        ) -> Self {
            self.with("documents", array(value.into_iter().map(Body::into_json)))
        }
    }
    /// A usual `CreateApplicationRequest`, always the same.
    ///
    /// ```
    /// use join_client::types::CreateApplicationRequest;
    /// use join_httpmock::a_create_application_request;
    ///
    /// let built = a_create_application_request().build()?;
    /// let typed: CreateApplicationRequest = serde_json::from_value(a_create_application_request().into_json())?;
    /// assert_eq!(built, typed);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn a_create_application_request() -> CreateApplicationRequestBuilder {
        CreateApplicationRequestBuilder(
            crate::builder::members(crate::defaults::create_application_request()),
        )
    }
    /// Builds `UpdateCandidateRequest` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct UpdateCandidateRequestBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(
        UpdateCandidateRequestBuilder, types::UpdateCandidateRequest
    );
    impl UpdateCandidateRequestBuilder {
        /// Sets `tags`. The whole new set; an empty array clears it.
        pub fn with_tags(
            self,
            value: impl IntoIterator<Item = impl Into<String>>,
        ) -> Self {
            self.with(
                "tags",
                array(value.into_iter().map(|text| Value::from(text.into()))),
            )
        }
    }
    /// A usual `UpdateCandidateRequest`, always the same.
    ///
    /// ```
    /// use join_client::types::UpdateCandidateRequest;
    /// use join_httpmock::an_update_candidate_request;
    ///
    /// let built = an_update_candidate_request().build()?;
    /// let typed: UpdateCandidateRequest = serde_json::from_value(an_update_candidate_request().into_json())?;
    /// assert_eq!(built, typed);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn an_update_candidate_request() -> UpdateCandidateRequestBuilder {
        UpdateCandidateRequestBuilder(
            crate::builder::members(crate::defaults::update_candidate_request()),
        )
    }
    /// Builds `CreateNoteRequest` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct CreateNoteRequestBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(CreateNoteRequestBuilder, types::CreateNoteRequest);
    impl CreateNoteRequestBuilder {
        /// Sets `content`. Text of the note. Clients send HTML, so JOIN probably shows it as HTML; in plain text, escape the signs that HTML reads.
        pub fn with_content(self, value: impl Into<String>) -> Self {
            self.with("content", value.into())
        }
    }
    /// A usual `CreateNoteRequest`, always the same.
    ///
    /// ```
    /// use join_client::types::CreateNoteRequest;
    /// use join_httpmock::a_create_note_request;
    ///
    /// let built = a_create_note_request().build()?;
    /// let typed: CreateNoteRequest = serde_json::from_value(a_create_note_request().into_json())?;
    /// assert_eq!(built, typed);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn a_create_note_request() -> CreateNoteRequestBuilder {
        CreateNoteRequestBuilder(
            crate::builder::members(crate::defaults::create_note_request()),
        )
    }
    /// Builds `CreateOfficeRequest` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct CreateOfficeRequestBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(CreateOfficeRequestBuilder, types::CreateOfficeRequest);
    impl CreateOfficeRequestBuilder {
        /// Sets `countryIso`. ISO 3166-1 alpha-2 country code.
        pub fn with_country_iso(self, value: impl Into<String>) -> Self {
            self.with("countryIso", value.into())
        }
        /// Sets `city`. City.
        pub fn with_city(self, value: impl Into<String>) -> Self {
            self.with("city", value.into())
        }
        /// Sets `name`. Name of the office.
        pub fn with_name(self, value: impl Into<String>) -> Self {
            self.with("name", value.into())
        }
        /// Sets `streetName`. Street, without the house number.
        pub fn with_street_name(self, value: impl Into<String>) -> Self {
            self.with("streetName", value.into())
        }
        /// Sets `streetNumber`. House number; can hold letters.
        pub fn with_street_number(self, value: impl Into<String>) -> Self {
            self.with("streetNumber", value.into())
        }
        /// Sets `postalCode`. Postal code, as text.
        pub fn with_postal_code(self, value: impl Into<String>) -> Self {
            self.with("postalCode", value.into())
        }
        /// Sets `isDefault`. Whether new jobs get this office unless they name another.
        pub fn with_is_default(self, value: bool) -> Self {
            self.with("isDefault", value)
        }
    }
    /// A usual `CreateOfficeRequest`, always the same.
    ///
    /// ```
    /// use join_client::types::CreateOfficeRequest;
    /// use join_httpmock::a_create_office_request;
    ///
    /// let built = a_create_office_request().build()?;
    /// let typed: CreateOfficeRequest = serde_json::from_value(a_create_office_request().into_json())?;
    /// assert_eq!(built, typed);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn a_create_office_request() -> CreateOfficeRequestBuilder {
        CreateOfficeRequestBuilder(
            crate::builder::members(crate::defaults::create_office_request()),
        )
    }
    /// Builds `CreatedJob` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct CreatedJobBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(CreatedJobBuilder, types::CreatedJob);
    impl CreatedJobBuilder {
        /// Sets `id`. Number of the new job.
        pub fn with_id(self, value: impl Into<types::JobId>) -> Self {
            self.with("id", value.into().0)
        }
    }
    /// A usual `CreatedJob`, always the same.
    ///
    /// ```
    /// use join_client::types::CreatedJob;
    /// use join_httpmock::a_created_job;
    ///
    /// let built = a_created_job().with_id(7).build()?;
    /// let typed: CreatedJob = serde_json::from_value(a_created_job().with_id(7).into_json())?;
    /// assert_eq!(built.id, typed.id);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn a_created_job() -> CreatedJobBuilder {
        CreatedJobBuilder(crate::builder::members(crate::defaults::created_job()))
    }
    /// Builds `ChangedJob` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct ChangedJobBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(ChangedJobBuilder, types::ChangedJob);
    impl ChangedJobBuilder {
        /// Sets `id`. Number of the job.
        pub fn with_id(self, value: impl Into<types::JobId>) -> Self {
            self.with("id", value.into().0)
        }
    }
    /// A usual `ChangedJob`, always the same.
    ///
    /// ```
    /// use join_client::types::ChangedJob;
    /// use join_httpmock::a_changed_job;
    ///
    /// let built = a_changed_job().with_id(7).build()?;
    /// let typed: ChangedJob = serde_json::from_value(a_changed_job().with_id(7).into_json())?;
    /// assert_eq!(built.id, typed.id);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn a_changed_job() -> ChangedJobBuilder {
        ChangedJobBuilder(crate::builder::members(crate::defaults::changed_job()))
    }
    /// Builds `CreatedApplication` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct CreatedApplicationBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(CreatedApplicationBuilder, types::CreatedApplication);
    impl CreatedApplicationBuilder {
        /// Sets `candidateId`. Number of the candidate, new or known.
        pub fn with_candidate_id(self, value: impl Into<types::CandidateId>) -> Self {
            self.with("candidateId", value.into().0)
        }
        /// Sets `id`. Number of the new application, if JOIN tells it.
        pub fn with_id(self, value: impl Into<types::ApplicationId>) -> Self {
            self.with("id", value.into().0)
        }
    }
    /// A usual `CreatedApplication`, always the same.
    ///
    /// ```
    /// use join_client::types::CreatedApplication;
    /// use join_httpmock::a_created_application;
    ///
    /// let built = a_created_application().with_id(7).build()?;
    /// let typed: CreatedApplication = serde_json::from_value(a_created_application().with_id(7).into_json())?;
    /// assert_eq!(built.id, typed.id);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn a_created_application() -> CreatedApplicationBuilder {
        CreatedApplicationBuilder(
            crate::builder::members(crate::defaults::created_application()),
        )
    }
    /// Builds `UpdatedCandidate` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct UpdatedCandidateBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(UpdatedCandidateBuilder, types::UpdatedCandidate);
    impl UpdatedCandidateBuilder {
        /// Sets `id`. Number of the candidate.
        pub fn with_id(self, value: impl Into<types::CandidateId>) -> Self {
            self.with("id", value.into().0)
        }
        /// Sets `tags`. Tags after the update.
        pub fn with_tags(
            self,
            value: impl IntoIterator<Item = impl Into<String>>,
        ) -> Self {
            self.with(
                "tags",
                array(value.into_iter().map(|text| Value::from(text.into()))),
            )
        }
    }
    /// A usual `UpdatedCandidate`, always the same.
    ///
    /// ```
    /// use join_client::types::UpdatedCandidate;
    /// use join_httpmock::an_updated_candidate;
    ///
    /// let built = an_updated_candidate().with_id(7).build()?;
    /// let typed: UpdatedCandidate = serde_json::from_value(an_updated_candidate().with_id(7).into_json())?;
    /// assert_eq!(built.id, typed.id);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn an_updated_candidate() -> UpdatedCandidateBuilder {
        UpdatedCandidateBuilder(
            crate::builder::members(crate::defaults::updated_candidate()),
        )
    }
    /// Builds `CreatedNote` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct CreatedNoteBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(CreatedNoteBuilder, types::CreatedNote);
    impl CreatedNoteBuilder {
        /// Sets `id`. Number of the new note.
        pub fn with_id(self, value: impl Into<types::NoteId>) -> Self {
            self.with("id", value.into().0)
        }
    }
    /// A usual `CreatedNote`, always the same.
    ///
    /// ```
    /// use join_client::types::CreatedNote;
    /// use join_httpmock::a_created_note;
    ///
    /// let built = a_created_note().with_id(7).build()?;
    /// let typed: CreatedNote = serde_json::from_value(a_created_note().with_id(7).into_json())?;
    /// assert_eq!(built.id, typed.id);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn a_created_note() -> CreatedNoteBuilder {
        CreatedNoteBuilder(crate::builder::members(crate::defaults::created_note()))
    }
    /// Builds `CreatedOffice` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct CreatedOfficeBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(CreatedOfficeBuilder, types::CreatedOffice);
    impl CreatedOfficeBuilder {
        /// Sets `id`. Number of the new office.
        pub fn with_id(self, value: impl Into<types::OfficeId>) -> Self {
            self.with("id", value.into().0)
        }
    }
    /// A usual `CreatedOffice`, always the same.
    ///
    /// ```
    /// use join_client::types::CreatedOffice;
    /// use join_httpmock::a_created_office;
    ///
    /// let built = a_created_office().with_id(7).build()?;
    /// let typed: CreatedOffice = serde_json::from_value(a_created_office().with_id(7).into_json())?;
    /// assert_eq!(built.id, typed.id);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn a_created_office() -> CreatedOfficeBuilder {
        CreatedOfficeBuilder(crate::builder::members(crate::defaults::created_office()))
    }
    /// Builds `ApiErrorDetail` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct ApiErrorDetailBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(ApiErrorDetailBuilder, types::ApiErrorDetail);
    impl ApiErrorDetailBuilder {
        /// Sets `type`. Kind of the failure. The values are not known, so this stays an open text.
        pub fn with_type(self, value: impl Into<String>) -> Self {
            self.with("type", value.into())
        }
        /// Sets `message`. Explanation for people. It can quote what was sent, so it is kept out of logs.
        pub fn with_message(self, value: impl Into<String>) -> Self {
            self.with("message", value.into())
        }
    }
    /// A usual `ApiErrorDetail`, always the same.
    ///
    /// ```
    /// use join_client::types::ApiErrorDetail;
    /// use join_httpmock::an_api_error_detail;
    ///
    /// let built = an_api_error_detail().build()?;
    /// let typed: ApiErrorDetail = serde_json::from_value(an_api_error_detail().into_json())?;
    /// assert_eq!(built, typed);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn an_api_error_detail() -> ApiErrorDetailBuilder {
        ApiErrorDetailBuilder(
            crate::builder::members(crate::defaults::api_error_detail()),
        )
    }
    /// Builds `ApiErrorBody` as JSON, or as the client's type.
    #[derive(Clone, PartialEq)]
    #[must_use = "a builder does nothing until it is used"]
    pub struct ApiErrorBodyBuilder(pub(crate) crate::builder::Members);
    crate::builder::common!(ApiErrorBodyBuilder, types::ApiErrorBody);
    impl ApiErrorBodyBuilder {
        /// Sets `error`. The failure.
        pub fn with_error(self, value: impl Body<types::ApiErrorDetail>) -> Self {
            self.with("error", value.into_json())
        }
        /// Sets `message`. Explanation at the top level, which some answers carry instead.
        pub fn with_message(self, value: impl Into<String>) -> Self {
            self.with("message", value.into())
        }
    }
    /// A usual `ApiErrorBody`, always the same.
    ///
    /// ```
    /// use join_client::types::ApiErrorBody;
    /// use join_httpmock::an_api_error_body;
    ///
    /// let built = an_api_error_body().build()?;
    /// let typed: ApiErrorBody = serde_json::from_value(an_api_error_body().into_json())?;
    /// assert_eq!(built, typed);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn an_api_error_body() -> ApiErrorBodyBuilder {
        ApiErrorBodyBuilder(crate::builder::members(crate::defaults::api_error_body()))
    }
}
