//! The input for a new job.

use join_client::types::{CategoryId, CreateJobRequest, EmploymentTypeId, JobStatus, OfficeId};

use super::input::filled;
use crate::error::{Error, Result};

/// A new job. It is created `OFFLINE` unless [`publish`](NewJobBuilder::publish) is called: JOIN would take it live, and
/// out to the job boards, at once (evidence: second-hand).
///
/// ```
/// use join_sdk::{NewJob, types::{CategoryId, EmploymentTypeId, OfficeId}};
///
/// let job = NewJob::builder("Data engineer", "<p>Pipelines.</p>")?
///     .category(CategoryId(12))
///     .employment_type(EmploymentTypeId(1))
///     .office(OfficeId(3))
///     .language("en")?
///     .build()?;
/// # Ok::<(), join_sdk::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct NewJob(pub(crate) CreateJobRequest);

/// A builder for a [`NewJob`].
///
/// ```
/// use join_sdk::{NewJob, types::{CategoryId, EmploymentTypeId, OfficeId}};
///
/// let builder = NewJob::builder("Data engineer", "<p>Pipelines.</p>")?.category(CategoryId(12)).language("en")?;
/// assert!(builder.clone().build().is_err()); // no employment type, no office
/// let job = builder.employment_type(EmploymentTypeId(1)).office(OfficeId(3)).build()?;
/// # Ok::<(), join_sdk::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct NewJobBuilder {
    title: String,
    description: String,
    category: Option<CategoryId>,
    employment_type: Option<EmploymentTypeId>,
    office: Option<OfficeId>,
    language: Option<String>,
    status: JobStatus,
}

impl NewJob {
    /// Starts a job with its title and its description in HTML.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) when one of them is blank.
    pub fn builder(title: impl Into<String>, description: impl Into<String>) -> Result<NewJobBuilder> {
        Ok(NewJobBuilder {
            title: filled(title, "the title")?,
            description: filled(description, "the description")?,
            category: None,
            employment_type: None,
            office: None,
            language: None,
            status: JobStatus::Offline,
        })
    }
}

impl NewJobBuilder {
    /// The job's sub-category. JOIN rejects a top-level category.
    pub fn category(mut self, id: CategoryId) -> Self {
        self.category = Some(id);
        self
    }

    /// The job's employment type.
    pub fn employment_type(mut self, id: EmploymentTypeId) -> Self {
        self.employment_type = Some(id);
        self
    }

    /// The office of the job.
    pub fn office(mut self, id: OfficeId) -> Self {
        self.office = Some(id);
        self
    }

    /// Language of the job ad, ISO 639-1, such as `en`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) unless it is two lower-case letters.
    pub fn language(mut self, code: impl Into<String>) -> Result<Self> {
        let code = code.into();
        if code.len() != 2 || !code.bytes().all(|letter| letter.is_ascii_lowercase()) {
            return Err(Error::invalid("the language must be two lower-case letters, such as en"));
        }
        self.language = Some(code);
        Ok(self)
    }

    /// Takes the job live on creation, and out to the job boards.
    pub fn publish(mut self) -> Self {
        self.status = JobStatus::Online;
        self
    }

    /// Builds the job.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) names the first required field that is not set.
    pub fn build(self) -> Result<NewJob> {
        let missing = |what: &str| Error::invalid(format!("the new job has no {what}"));
        Ok(NewJob(CreateJobRequest {
            title: self.title,
            description: self.description,
            category_id: self.category.ok_or_else(|| missing("category"))?,
            employment_type_id: self.employment_type.ok_or_else(|| missing("employment type"))?,
            office_id: self.office.ok_or_else(|| missing("office"))?,
            language: self.language.ok_or_else(|| missing("language"))?,
            status: Some(self.status),
        }))
    }
}
