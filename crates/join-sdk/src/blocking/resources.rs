//! The blocking resources, each a front of the async one of the same name.

use std::marker::PhantomData;

use join_client::Raw;
use join_client::types::{
    Application, ApplicationId, CandidateId, Category, ChangedJob, CreatedJob, CreatedNote, CreatedOffice,
    EmploymentType, Job, JobId, JobStatus, Office, SeniorityLevel, Tag, UpdatedCandidate,
};

use super::{Join, List};
use crate::access::ReadWrite;
use crate::error::Result;
use crate::resources::{ApplicationFilter, JobFilter, OfficeFilter, OfficeOutcome};
use crate::resources::{NewApplication, NewJob, NewOffice};
use crate::tags::{ApplyOptions, CandidateRef, ClearAll, Receipt, ReplaceAll, TagEdit, TagPlan};
use crate::writes::create::CreateOutcome;
use crate::writes::decisions::{Decision, DecisionReceipt};
use crate::writes::note_once::NoteOutcome;

/// The front of a resource. It borrows the client; `Access` decides whether it writes.
macro_rules! resource {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name<'a, Access = ReadWrite> {
            pub(super) client: &'a Join,
            access: PhantomData<Access>,
        }

        impl<'a, Access> $name<'a, Access> {
            pub(super) fn new(client: &'a Join) -> Self {
                Self { client, access: PhantomData }
            }
        }
    };
}

resource! {
    /// Job postings: see [`Join::jobs`].
    Jobs
}

impl<Access> Jobs<'_, Access> {
    /// The company's jobs, as [`Jobs::list`](crate::resources::Jobs::list).
    pub fn list(&self) -> List<JobFilter> {
        List::new(&self.client.runtime, self.client.join.jobs().list())
    }

    /// One job, with its description.
    ///
    /// # Errors
    ///
    /// As [`Jobs::get`](crate::resources::Jobs::get).
    pub fn get(&self, id: JobId) -> Result<Job> {
        self.client.run(self.client.join.jobs().get(id))
    }
}

impl Jobs<'_> {
    /// Creates a job: offline, unless [`publish`](crate::resources::NewJobBuilder::publish) was requested.
    ///
    /// # Errors
    ///
    /// As [`Jobs::create`](crate::resources::Jobs::create).
    pub fn create(&self, job: &NewJob) -> Result<CreatedJob> {
        self.client.run(self.client.join.jobs().create(job))
    }

    /// Changes the status of a job. What each status does: [`Jobs::change_status`](crate::resources::Jobs::change_status).
    ///
    /// # Errors
    ///
    /// As [`Jobs::change_status`](crate::resources::Jobs::change_status).
    pub fn change_status(&self, id: JobId, status: JobStatus) -> Result<ChangedJob> {
        self.client.run(self.client.join.jobs().change_status(id, status))
    }
}

resource! {
    /// Applications, and the candidates inside them: see [`Join::applications`].
    Applications
}

impl<Access> Applications<'_, Access> {
    /// The company's applications, as [`Applications::list`](crate::resources::Applications::list).
    pub fn list(&self) -> List<ApplicationFilter> {
        List::new(&self.client.runtime, self.client.join.applications().list())
    }

    /// One application with its candidate, screening answers and attachments.
    ///
    /// # Errors
    ///
    /// As [`Applications::get`](crate::resources::Applications::get).
    pub fn get(&self, id: ApplicationId) -> Result<Application> {
        self.client.run(self.client.join.applications().get(id))
    }

    /// Finds the job's application with this external id, among all of its applications.
    ///
    /// # Errors
    ///
    /// As [`Applications::find`](crate::resources::Applications::find).
    pub fn find(&self, job: JobId, external_id: &str) -> Result<Option<Application>> {
        self.client.run(self.client.join.applications().find(job, external_id))
    }

    /// Finds the application as [`find`](Self::find), with JOIN's own text of it.
    ///
    /// # Errors
    ///
    /// As [`find`](Self::find).
    pub fn find_with_text(&self, job: JobId, external_id: &str) -> Result<Option<Raw<Application>>> {
        self.client.run(self.client.join.applications().find_with_text(job, external_id))
    }
}

impl Applications<'_> {
    /// Creates an application and, if needed, its candidate. With an external id it creates once, even after lost responses.
    /// Details: [`Applications::create`](crate::resources::Applications::create).
    ///
    /// # Errors
    ///
    /// As [`Applications::create`](crate::resources::Applications::create).
    pub fn create(&self, application: &NewApplication) -> Result<CreateOutcome> {
        self.client.run(self.client.join.applications().create(application))
    }

    /// Creates an application if the job has none with its external id.
    ///
    /// # Errors
    ///
    /// As [`Applications::ensure`](crate::resources::Applications::ensure).
    pub fn ensure(&self, application: &NewApplication) -> Result<CreateOutcome> {
        self.client.run(self.client.join.applications().ensure(application))
    }
}

resource! {
    /// Notes on candidates: see [`Join::candidates`].
    Candidates
}

impl Candidates<'_> {
    /// Adds a note of plain text for the hiring team; the candidate never sees it.
    ///
    /// # Errors
    ///
    /// As [`Candidates::add_note`](crate::resources::Candidates::add_note).
    pub fn add_note(&self, candidate: CandidateId, text: impl Into<String>) -> Result<CreatedNote> {
        self.client.run(self.client.join.candidates().add_note(candidate, text))
    }

    /// Adds a note of HTML for the hiring team. It is sent as it is.
    ///
    /// # Errors
    ///
    /// As [`Candidates::add_note`](crate::resources::Candidates::add_note).
    pub fn add_note_html(&self, candidate: CandidateId, html: impl Into<String>) -> Result<CreatedNote> {
        self.client.run(self.client.join.candidates().add_note_html(candidate, html))
    }

    /// Adds a note at most once for each key. A second call with the same key sends nothing.
    ///
    /// # Errors
    ///
    /// As [`Candidates::add_note_once`](crate::resources::Candidates::add_note_once).
    pub fn add_note_once(
        &self,
        candidate: CandidateId,
        key: impl Into<String>,
        text: impl Into<String>,
    ) -> Result<NoteOutcome> {
        self.client.run(self.client.join.candidates().add_note_once(candidate, key, text))
    }

    /// Adds a note of HTML at most once for each key.
    ///
    /// # Errors
    ///
    /// As [`Candidates::add_note_once`](crate::resources::Candidates::add_note_once).
    pub fn add_note_html_once(
        &self,
        candidate: CandidateId,
        key: impl Into<String>,
        html: impl Into<String>,
    ) -> Result<NoteOutcome> {
        self.client.run(self.client.join.candidates().add_note_html_once(candidate, key, html))
    }

    /// Replaces all tags of a candidate without reading them. It erases the tags of others.
    ///
    /// # Errors
    ///
    /// As [`Candidates::replace_tags_unchecked`](crate::resources::Candidates::replace_tags_unchecked).
    pub fn replace_tags_unchecked<T: Into<Tag>>(
        &self,
        candidate: CandidateId,
        tags: impl IntoIterator<Item = T>,
    ) -> Result<UpdatedCandidate> {
        self.client.run(self.client.join.candidates().replace_tags_unchecked(candidate, tags))
    }
}

resource! {
    /// The company's offices: see [`Join::offices`].
    Offices
}

impl<Access> Offices<'_, Access> {
    /// Lists the company's offices.
    pub fn list(&self) -> List<OfficeFilter> {
        List::new(&self.client.runtime, self.client.join.offices().list())
    }

    /// Finds the office in this country (ISO 3166-1 alpha-2) and city, ignoring case.
    ///
    /// # Errors
    ///
    /// As [`Offices::find`](crate::resources::Offices::find).
    pub fn find(&self, country_iso: &str, city: &str) -> Result<Option<Office>> {
        self.client.run(self.client.join.offices().find(country_iso, city))
    }
}

impl Offices<'_> {
    /// Finds the office in the new one's country and city, or creates it. Details:
    /// [`Offices::find_or_create`](crate::resources::Offices::find_or_create).
    ///
    /// # Errors
    ///
    /// As [`Offices::find_or_create`](crate::resources::Offices::find_or_create).
    pub fn find_or_create(&self, office: &NewOffice) -> Result<OfficeOutcome> {
        self.client.run(self.client.join.offices().find_or_create(office))
    }

    /// Creates an office. Whether JOIN checks for duplicates is unknown, so list first.
    ///
    /// # Errors
    ///
    /// As [`Offices::create`](crate::resources::Offices::create).
    pub fn create(&self, office: &NewOffice) -> Result<CreatedOffice> {
        self.client.run(self.client.join.offices().create(office))
    }
}

/// Reference lists: see [`Join::catalog`].
#[derive(Debug, Clone, Copy)]
pub struct Catalog<'a> {
    pub(super) client: &'a Join,
    pub(super) catalog: crate::resources::Catalog<'a>,
}

impl<'a> Catalog<'a> {
    pub(super) fn new(client: &'a Join) -> Self {
        Self { client, catalog: client.join.catalog() }
    }

    /// Sets the language of the names, ISO 639-1; JOIN's choice unless set.
    pub fn language(self, code: &'a str) -> Self {
        Self { catalog: self.catalog.language(code), ..self }
    }

    /// Job categories with their sub-categories. A job names a sub-category.
    ///
    /// # Errors
    ///
    /// As [`Catalog::categories`](crate::resources::Catalog::categories).
    pub fn categories(&self) -> Result<Vec<Category>> {
        self.client.run(self.catalog.categories())
    }

    /// Employment types, such as full-time.
    ///
    /// # Errors
    ///
    /// As [`Catalog::categories`](crate::resources::Catalog::categories).
    pub fn employment_types(&self) -> Result<Vec<EmploymentType>> {
        self.client.run(self.catalog.employment_types())
    }

    /// Seniority levels, such as entry level.
    ///
    /// # Errors
    ///
    /// As [`Catalog::categories`](crate::resources::Catalog::categories).
    pub fn seniority_levels(&self) -> Result<Vec<SeniorityLevel>> {
        self.client.run(self.catalog.seniority_levels())
    }
}

/// Decisions on candidates: see [`Join::decisions`].
#[derive(Debug, Clone, Copy)]
pub struct Decisions<'a> {
    client: &'a Join,
}

impl<'a> Decisions<'a> {
    pub(super) fn new(client: &'a Join) -> Self {
        Self { client }
    }

    /// Writes the tags, then the note, and journals each step.
    ///
    /// # Errors
    ///
    /// As [`Decisions::record`](crate::decisions::Decisions::record).
    pub fn record(&self, candidate: &CandidateRef, decision: Decision) -> Result<DecisionReceipt> {
        self.client.run(self.client.join.decisions().record(candidate, decision))
    }

    /// Writes the tags only, as the first step of [`record`](Self::record). Returns the receipt; none when an earlier call wrote
    /// the tags.
    ///
    /// # Errors
    ///
    /// As [`Decisions::record_tags`](crate::decisions::Decisions::record_tags).
    pub fn record_tags(&self, candidate: &CandidateRef, decision: Decision) -> Result<Option<Receipt>> {
        self.client.run(self.client.join.decisions().record_tags(candidate, decision))
    }
}

/// The tags of one candidate: see [`Join::tags`].
#[derive(Debug, Clone, Copy)]
pub struct CandidateTags<'a, Access = ReadWrite> {
    client: &'a Join,
    candidate: CandidateRef,
    access: PhantomData<Access>,
}

impl<'a, Access> CandidateTags<'a, Access> {
    pub(super) fn new(client: &'a Join, candidate: CandidateRef) -> Self {
        Self { client, candidate, access: PhantomData }
    }

    /// Reads the tags afresh. Null counts as no tags.
    ///
    /// # Errors
    ///
    /// As [`CandidateTags::read`](crate::tag_edit::CandidateTags::read).
    pub fn read(&self) -> Result<Vec<Tag>> {
        self.client.run(self.client.join.tags(&self.candidate).read())
    }

    /// Reads the tags afresh; none when JOIN returned null for them.
    ///
    /// # Errors
    ///
    /// As [`CandidateTags::read_nullable`](crate::tag_edit::CandidateTags::read_nullable).
    pub fn read_nullable(&self) -> Result<Option<Vec<Tag>>> {
        self.client.run(self.client.join.tags(&self.candidate).read_nullable())
    }

    /// Plans an edit. Nothing is written.
    ///
    /// # Errors
    ///
    /// As [`CandidateTags::plan`](crate::tag_edit::CandidateTags::plan).
    pub fn plan(&self, edit: &TagEdit) -> Result<TagPlan> {
        self.client.run(self.client.join.tags(&self.candidate).plan(edit))
    }
}

impl CandidateTags<'_> {
    /// Applies a plan.
    ///
    /// # Errors
    ///
    /// As [`CandidateTags::apply`](crate::tag_edit::CandidateTags::apply).
    pub fn apply(&self, plan: TagPlan, apply: ApplyOptions) -> Result<Receipt> {
        self.client.run(self.client.join.tags(&self.candidate).apply(plan, apply))
    }

    /// Applies an edit without a plan.
    ///
    /// # Errors
    ///
    /// As [`CandidateTags::apply`](crate::tag_edit::CandidateTags::apply).
    pub fn edit(&self, edit: &TagEdit, apply: ApplyOptions) -> Result<Receipt> {
        self.client.run(self.client.join.tags(&self.candidate).edit(edit, apply))
    }

    /// Undoes an edit by the inverse one.
    ///
    /// # Errors
    ///
    /// As [`CandidateTags::undo`](crate::tag_edit::CandidateTags::undo).
    pub fn undo(&self, receipt: &Receipt, apply: ApplyOptions) -> Result<Receipt> {
        self.client.run(self.client.join.tags(&self.candidate).undo(receipt, apply))
    }

    /// Replaces the whole set, if it is still the expected one.
    ///
    /// # Errors
    ///
    /// As [`CandidateTags::replace_all`](crate::tag_edit::CandidateTags::replace_all).
    pub fn replace_all(&self, replace: ReplaceAll, apply: ApplyOptions) -> Result<Receipt> {
        self.client.run(self.client.join.tags(&self.candidate).replace_all(replace, apply))
    }

    /// Removes every tag, those of recruiters included, if the set is the expected one.
    ///
    /// # Errors
    ///
    /// As [`CandidateTags::clear_all`](crate::tag_edit::CandidateTags::clear_all).
    pub fn clear_all(&self, clear: ClearAll, apply: ApplyOptions) -> Result<Receipt> {
        self.client.run(self.client.join.tags(&self.candidate).clear_all(clear, apply))
    }
}
