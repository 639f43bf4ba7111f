//! Job postings: list, read, create, change the status.

use jiff::Timestamp;
use join_client::types::{ChangeJobStatusRequest, ChangedJob, CreatedJob, Job, JobId, JobStatus};
use join_client::{Rows, operations};

use super::resource;
use crate::call::Call;
use crate::call::handle::Handle;
use crate::call::recorded::RecordContext;
use crate::lists::List;
use crate::lists::page::{Filter, Sealed};
use crate::records::audit::Subject;
use crate::resources::NewJob;

resource! {
    /// Job postings: see [`Join::jobs`](crate::Join::jobs).
    Jobs
}

/// The filter of a job list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobFilter {
    status: Option<JobStatus>,
    content: Option<bool>,
}

impl<'a, Access> Jobs<'a, Access> {
    /// Lists the company's jobs. Unless [`status`](List::status) is set, JOIN decides which statuses it returns.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// use join_sdk::types::JobStatus;
    ///
    /// let mut online = join.jobs().list().status(JobStatus::Online).rows();
    /// while let Some(job) = online.next().await {
    ///     println!("{:?}", job?.title);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn list(&self) -> List<JobFilter> {
        List::new(self.handle, JobFilter::default())
    }

    /// Reads one job, with its description.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// let job = join.jobs().get(join_sdk::types::JobId(7)).await?;
    /// println!("{:?}", job.title);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) when the job does not exist.
    pub fn get(self, id: JobId) -> Call<'a, Job> {
        self.handle.call(&operations::GET_JOB, move |client| async move { client.get_job(&id).await })
    }
}

impl<'a> Jobs<'a> {
    /// Creates a job. It is offline, unless [`publish`](crate::resources::NewJobBuilder::publish) was called.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join, job: join_sdk::NewJob) -> join_sdk::Result<()> {
    /// let created = join.jobs().create(&job).await?;
    /// println!("{}", created.id);
    /// # Ok(()) }
    /// ```
    ///
    /// Online and offline jobs both use a slot of the plan (evidence: vendor), so that creating one can fail for want of a slot.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Validation`](crate::ErrorKind::Validation) or [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) when JOIN
    /// rejects a value, such as a category that is not a sub-category; which of the two is unknown, and the sandbox says not found.
    pub fn create(self, job: &'a NewJob) -> Call<'a, CreatedJob> {
        let body = &job.0;
        let call = self
            .handle
            .call(&operations::CREATE_JOB, move |client| async move { client.create_job(body).await });
        call.about(RecordContext::default().making(|subject, made: &CreatedJob| subject.job = Some(made.id)))
    }

    /// Changes the status of a job.
    ///
    /// `ONLINE` publishes the job. `ONLINE` and `OFFLINE` both use a slot of the plan, and only `ARCHIVED` frees it (evidence:
    /// vendor). Leaving `ONLINE` cancels running paid ads at once; `ARCHIVED` makes the job's applications view-only (evidence:
    /// second-hand, vendor).
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// use join_sdk::types::{JobId, JobStatus};
    ///
    /// join.jobs().change_status(JobId(7), JobStatus::Offline).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) when the job does not exist.
    pub fn change_status(self, id: JobId, status: JobStatus) -> Call<'a, ChangedJob> {
        let body = ChangeJobStatusRequest { status };
        let call = self.handle.call(&operations::CHANGE_JOB_STATUS, move |client| {
            let body = body.clone();
            async move { client.change_job_status(&id, &body).await }
        });
        call.about(RecordContext::of(Subject::job(id)))
    }
}

impl List<JobFilter> {
    /// Only jobs with this status.
    pub fn status(mut self, status: JobStatus) -> Self {
        self.filter.status = Some(status);
        self
    }

    /// Includes the long description in each row.
    pub fn with_description(mut self) -> Self {
        self.filter.content = Some(true);
        self
    }
}

impl Sealed for JobFilter {}

impl Filter for JobFilter {
    type Row = Job;
    const OPERATION: &'static join_client::Operation = &operations::LIST_JOBS;

    fn id(row: &Job) -> i64 {
        row.id.0
    }

    fn changed(row: &Job) -> Option<Timestamp> {
        row.last_updated_at
    }

    fn since(&self, _: Timestamp) -> Option<Self> {
        None
    }

    fn fetch<'a>(&'a self, handle: &Handle, page: i64, size: i64) -> Call<'a, Rows<Job>> {
        let send = move |client: join_client::Client| async move {
            client.list_jobs(self.content, Some(page), Some(size), self.status.as_ref()).await
        };
        handle.call_rows(Self::OPERATION, send)
    }
}
