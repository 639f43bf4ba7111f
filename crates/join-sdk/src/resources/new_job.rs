//! The input for a new job.

use join_client::types::{
    CategoryId, CreateJobRequest, CvRequirement, EmploymentTypeId, JobStatus, NewSalary, OfficeId,
    RemoteType, SeniorityLevelId, WorkplaceType,
};

use super::input::filled;
use crate::error::{Error, Result};

/// A new job. It is created `OFFLINE` unless [`publish`](NewJobBuilder::publish) is called: JOIN would take it live, and
/// out to the job boards, at once (evidence: second-hand).
///
/// An offline job uses a slot of the plan too (evidence: vendor), so creating one can fail for want of a slot.
///
/// ```
/// use join_sdk::{NewJob, types::{CategoryId, EmploymentTypeId, OfficeId, WorkplaceType}};
///
/// let job = NewJob::builder("Data engineer", "<p>Pipelines.</p>")?
///     .category(CategoryId(12))
///     .employment_type(EmploymentTypeId(1))
///     .office(OfficeId(3))
///     .language("en")?
///     .external_id("ENG-104")?
///     .workplace(WorkplaceType::Hybrid)
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
    external_id: Option<String>,
    workplace: Option<WorkplaceType>,
    remote: Option<RemoteType>,
    seniority: Option<SeniorityLevelId>,
    cv: Option<CvRequirement>,
    salary: Option<NewSalary>,
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
            external_id: None,
            workplace: None,
            remote: None,
            seniority: None,
            cv: None,
            salary: None,
        })
    }
}

impl NewJobBuilder {
    /// The job's sub-category. JOIN probably rejects a top-level category (evidence: inferred).
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

    /// Your own key for the job (evidence: second-hand). It filters applications:
    /// [`List::job_external_id`](crate::lists::List::job_external_id).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) when it is blank.
    pub fn external_id(mut self, key: impl Into<String>) -> Result<Self> {
        self.external_id = Some(filled(key, "the external id")?);
        Ok(self)
    }

    /// Where the work is done (evidence: second-hand).
    pub fn workplace(mut self, kind: WorkplaceType) -> Self {
        self.workplace = Some(kind);
        self
    }

    /// From where a remote job may be done (evidence: second-hand).
    pub fn remote(mut self, kind: RemoteType) -> Self {
        self.remote = Some(kind);
        self
    }

    /// The seniority level of the job (evidence: second-hand).
    pub fn seniority(mut self, id: SeniorityLevelId) -> Self {
        self.seniority = Some(id);
        self
    }

    /// Whether applicants have to send a CV (evidence: second-hand).
    pub fn cv(mut self, requirement: CvRequirement) -> Self {
        self.cv = Some(requirement);
        self
    }

    /// The pay range, in major units of the currency (evidence: second-hand).
    ///
    /// ```
    /// use join_sdk::NewJob;
    /// use join_sdk::types::{Currency, NewSalary, SalaryFrequency};
    ///
    /// let salary = NewSalary {
    ///     from: "15.50".parse().ok(),
    ///     to: "18".parse().ok(),
    ///     currency: Currency::Eur,
    ///     frequency: SalaryFrequency::PerHour,
    ///     is_shown_on_job_ad: true,
    /// };
    /// let job = NewJob::builder("Packer", "<p>Parcels.</p>")?.salary(salary)?;
    /// # Ok::<(), join_sdk::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) when an end is negative, or the range ends before it begins.
    pub fn salary(mut self, salary: NewSalary) -> Result<Self> {
        let ends = [salary.from, salary.to];
        if ends.iter().flatten().any(|end| end.is_sign_negative() && !end.is_zero()) {
            return Err(Error::invalid("the salary must not be negative"));
        }
        if let [Some(from), Some(to)] = ends
            && from > to
        {
            return Err(Error::invalid("the salary ends below its beginning"));
        }
        self.salary = Some(salary);
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
            external_id: self.external_id,
            workplace_type: self.workplace,
            remote_type: self.remote,
            seniority_id: self.seniority,
            cv: self.cv,
            salary: self.salary,
        }))
    }
}
