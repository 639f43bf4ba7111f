//! Calls that return the whole response: the value with its status, headers and request id.
//!
//! Each method is the counterpart of [`Call::response`](crate::Call::response) for the method without `_response`.

use join_client::Raw;
use join_client::types::{
    Application, ApplicationId, CandidateId, ChangedJob, CreatedJob, CreatedNote, CreatedOffice, Job, JobId,
    JobStatus, Tag, UpdatedCandidate,
};

use super::{Applications, Candidates, Jobs, Offices};
use crate::call::response::Response;
use crate::error::Result;
use crate::resources::{NewJob, NewOffice};

impl<Access> Jobs<'_, Access> {
    /// One job, as [`get`](Self::get), with its status, headers and request id.
    ///
    /// ```no_run
    /// # fn example(join: join_sdk::blocking::Join) -> join_sdk::Result<()> {
    /// use join_sdk::types::JobId;
    ///
    /// let response = join.jobs().get_response(JobId(7))?;
    /// println!("{:?} after {} attempts", response.request_id(), response.attempts());
    /// let job = response.into_inner();
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`get`](Self::get).
    pub fn get_response(&self, id: JobId) -> Result<Response<Job>> {
        self.client.run(self.client.join.jobs().get(id).response())
    }

    /// One job, as [`get`](Self::get), with JOIN's own text of it.
    ///
    /// # Errors
    ///
    /// As [`get`](Self::get).
    pub fn get_with_text(&self, id: JobId) -> Result<Raw<Job>> {
        self.client.run(self.client.join.jobs().get(id).with_text())
    }
}

impl Jobs<'_> {
    /// Creates a job, as [`create`](Self::create), and returns the whole response.
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create).
    pub fn create_response(&self, job: &NewJob) -> Result<Response<CreatedJob>> {
        self.client.run(self.client.join.jobs().create(job).response())
    }

    /// Changes the status of a job, as [`change_status`](Self::change_status), and returns the whole response.
    ///
    /// # Errors
    ///
    /// As [`change_status`](Self::change_status).
    pub fn change_status_response(&self, id: JobId, status: JobStatus) -> Result<Response<ChangedJob>> {
        self.client.run(self.client.join.jobs().change_status(id, status).response())
    }
}

impl<Access> Applications<'_, Access> {
    /// One application, as [`get`](Self::get), with its status, headers and request id.
    ///
    /// # Errors
    ///
    /// As [`get`](Self::get).
    pub fn get_response(&self, id: ApplicationId) -> Result<Response<Application>> {
        self.client.run(self.client.join.applications().get(id).response())
    }

    /// One application, as [`get`](Self::get), with JOIN's own text of it.
    ///
    /// # Errors
    ///
    /// As [`get`](Self::get).
    pub fn get_with_text(&self, id: ApplicationId) -> Result<Raw<Application>> {
        self.client.run(self.client.join.applications().get(id).with_text())
    }
}

impl Candidates<'_> {
    /// Adds a note, as [`add_note`](Self::add_note), and returns the whole response.
    ///
    /// # Errors
    ///
    /// As [`add_note`](Self::add_note).
    pub fn add_note_response(
        &self,
        candidate: CandidateId,
        text: impl Into<String>,
    ) -> Result<Response<CreatedNote>> {
        self.client.run(self.client.join.candidates().add_note(candidate, text).response())
    }

    /// Adds a note of HTML, as [`add_note_html`](Self::add_note_html), and returns the whole response.
    ///
    /// # Errors
    ///
    /// As [`add_note`](Self::add_note).
    pub fn add_note_html_response(
        &self,
        candidate: CandidateId,
        html: impl Into<String>,
    ) -> Result<Response<CreatedNote>> {
        self.client.run(self.client.join.candidates().add_note_html(candidate, html).response())
    }

    /// Replaces all tags, as [`replace_tags_unchecked`](Self::replace_tags_unchecked), and returns the whole response.
    ///
    /// # Errors
    ///
    /// As [`replace_tags_unchecked`](Self::replace_tags_unchecked).
    pub fn replace_tags_unchecked_response<T: Into<Tag>>(
        &self,
        candidate: CandidateId,
        tags: impl IntoIterator<Item = T>,
    ) -> Result<Response<UpdatedCandidate>> {
        self.client.run(self.client.join.candidates().replace_tags_unchecked(candidate, tags).response())
    }
}

impl Offices<'_> {
    /// Creates an office, as [`create`](Self::create), and returns the whole response.
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create).
    pub fn create_response(&self, office: &NewOffice) -> Result<Response<CreatedOffice>> {
        self.client.run(self.client.join.offices().create(office).response())
    }
}
