//! The company's data in memory, and the writes that change it. Knows no real clock.

use std::borrow::Cow;
use std::collections::HashMap;

use bytes::Bytes;

use crate::company::catalog;
use crate::company::clock::Clock;
use crate::company::field::Field;
use crate::company::refusal::Refusal;
use crate::company::rows::Rows;
use crate::company::settings::Settings;
use crate::company::tags::StaleReads;
use crate::company::trail::{ApiRequest, Trails};

/// A word of an open set: one that the sandbox knows, or one that a client sent.
pub(crate) type Word = Cow<'static, str>;

/// Stages of a job that was created through the API.
pub(crate) const DEFAULT_STAGES: &[&str] = &["Applied", "Screening", "Interview", "Offer", "Hired"];

#[derive(Clone, PartialEq)]
pub(crate) struct Office {
    pub(crate) id: i64,
    pub(crate) address: Address,
    pub(crate) is_default: bool,
}

#[derive(Clone, PartialEq)]
pub(crate) struct Address {
    pub(crate) name: Option<String>,
    pub(crate) street_name: Option<String>,
    pub(crate) street_number: Option<String>,
    pub(crate) postal_code: Option<String>,
    pub(crate) city: String,
    pub(crate) country_iso: String,
}

#[derive(Clone, PartialEq)]
pub(crate) struct Job {
    pub(crate) id: i64,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
    pub(crate) status: Word,
    pub(crate) ad: JobAd,
    pub(crate) details: JobDetails,
    pub(crate) contact: Field<Contact>,
    pub(crate) stages: Vec<Stage>,
    pub(crate) questions: Vec<Question>,
}

/// A step of a job's pipeline.
#[derive(Clone, PartialEq)]
pub(crate) struct Stage {
    /// `None` is a number made from those of the job and the step.
    pub(crate) id: Option<i64>,
    pub(crate) name: Word,
}

/// The caller's fields of a new job.
#[derive(Clone, PartialEq)]
pub(crate) struct JobAd {
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) category_id: i64,
    pub(crate) language: String,
    pub(crate) employment_type_id: i64,
    pub(crate) office_id: Option<i64>,
}

/// The details that a job may have.
#[derive(Clone, PartialEq)]
pub(crate) struct JobDetails {
    pub(crate) external_id: Field<Word>,
    pub(crate) workplace: Field<Word>,
    pub(crate) remote: Field<Word>,
    pub(crate) seniority_id: Field<i64>,
    pub(crate) salary: Field<Salary>,
}

#[derive(Clone, PartialEq)]
pub(crate) struct Salary {
    pub(crate) from: Option<f64>,
    pub(crate) to: Option<f64>,
    pub(crate) currency: Word,
    pub(crate) frequency: Word,
    pub(crate) is_shown_on_job_ad: bool,
}

#[derive(Clone, PartialEq)]
pub(crate) struct Contact {
    pub(crate) name: Word,
    pub(crate) email: Word,
    pub(crate) position: Option<Word>,
}

#[derive(Clone, PartialEq)]
pub(crate) struct Question {
    pub(crate) text: Word,
    pub(crate) kind: Word,
    /// The answers of seeded candidates.
    pub(crate) answers: &'static [&'static str],
}

#[derive(Clone, PartialEq)]
pub(crate) struct Candidate {
    pub(crate) id: i64,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) email: String,
    pub(crate) phone: Field<String>,
    /// Its name and its code.
    pub(crate) country: Field<(Word, Word)>,
    pub(crate) tags: Field<Vec<String>>,
    pub(crate) links: Field<Vec<Link>>,
    pub(crate) applications: Vec<i64>,
}

#[derive(Clone, PartialEq)]
pub(crate) struct Link {
    pub(crate) network: Word,
    pub(crate) url: String,
}

#[derive(Clone, PartialEq)]
pub(crate) struct Application {
    pub(crate) id: i64,
    pub(crate) job_id: i64,
    pub(crate) candidate_id: i64,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
    /// The step of hiring, also where `hiring_state` doesn't show it.
    pub(crate) state: Word,
    /// The tab of the app. `None` is the one that goes with the step.
    pub(crate) tab: Option<Word>,
    pub(crate) hiring_state: Field<Word>,
    /// The place of its stage among those of the job.
    pub(crate) stage: Option<usize>,
    pub(crate) qualified: Field<Word>,
    pub(crate) source: Field<Source>,
    pub(crate) external_id: Field<String>,
    pub(crate) attachments: Vec<Attachment>,
    /// One for each question of the job. `None` is a skipped question.
    pub(crate) answers: Vec<Option<Word>>,
    pub(crate) consent: Field<Consent>,
    /// Not in the document: clients must accept unknown fields.
    pub(crate) rating: Field<u8>,
}

impl Application {
    /// The tab of the app that shows it. It has fewer words than the hiring state, and ACTIVE is another thing there.
    pub(crate) fn shown_state(&self) -> &str {
        let step = &*self.state;
        let usual = if matches!(step, "APPLIED" | "OFFER") { "ACTIVE" } else { step };
        self.tab.as_deref().unwrap_or(usual)
    }
}

#[derive(Clone, PartialEq)]
pub(crate) struct Consent {
    /// `None` is a number made from that of the candidate.
    pub(crate) id: Option<i64>,
    pub(crate) status: Word,
}

#[derive(Clone, PartialEq)]
pub(crate) struct Source {
    pub(crate) product: Word,
    pub(crate) is_premium: bool,
}

#[derive(Clone, PartialEq)]
pub(crate) struct Attachment {
    pub(crate) kind: Word,
    pub(crate) name: Option<String>,
    /// Tells the application's files apart, wherever they stand.
    pub(crate) number: usize,
    /// The uploaded bytes. `None` is a seeded file, whose bytes are made on request.
    pub(crate) content: Option<Bytes>,
}

/// A pipeline with stages of these names.
pub(crate) fn stages(names: &[&'static str]) -> Vec<Stage> {
    names.iter().map(|name| Stage { id: None, name: Word::Borrowed(name) }).collect()
}

/// Numbers the files of a new application.
pub(crate) fn numbered(mut files: Vec<Attachment>) -> Vec<Attachment> {
    files.iter_mut().enumerate().for_each(|(number, file)| file.number = number);
    files
}

/// The caller's fields of a new application.
pub(crate) struct NewApplication {
    pub(crate) job_id: i64,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) email: String,
    pub(crate) phone: Option<String>,
    pub(crate) source: Source,
    pub(crate) external_id: Option<String>,
    pub(crate) documents: Vec<Attachment>,
}

#[derive(Clone, PartialEq)]
pub(crate) struct Note {
    pub(crate) candidate_id: i64,
    pub(crate) content: String,
}

/// The company's data. Each kind of row has its own range of ids, so that a mixed-up id is a 404.
pub(crate) struct Store {
    pub(crate) seed: u64,
    /// Milliseconds since 1970 of the latest write.
    pub(crate) clock: i64,
    /// What moves the clock.
    pub(crate) ticks: Clock,
    pub(crate) offices: Rows<Office>,
    pub(crate) jobs: Rows<Job>,
    pub(crate) candidates: Rows<Candidate>,
    pub(crate) applications: Rows<Application>,
    pub(crate) notes: Rows<Note>,
    /// Candidates by e-mail in lower case.
    pub(crate) emails: HashMap<String, i64>,
    pub(crate) settings: Settings,
    pub(crate) stale_reads: StaleReads,
    /// What happened to each candidate.
    pub(crate) trails: Trails,
    pub(crate) addresses: Addresses,
    /// The jobs that the plan allows online and offline at once. `None` is any number.
    pub(crate) job_slots: Option<usize>,
}

/// How the addresses of files are signed.
pub(crate) struct Addresses {
    /// How often all addresses expired.
    pub(crate) round: u64,
    /// The status of an expired address.
    pub(crate) expired_status: u16,
}

impl Store {
    pub(crate) fn empty(seed: u64, clock: i64, ticks: Clock) -> Self {
        Store {
            seed,
            clock,
            ticks,
            offices: Rows::starting_at(3_001),
            jobs: Rows::starting_at(410_001),
            candidates: Rows::starting_at(20_000_001),
            applications: Rows::starting_at(50_000_001),
            notes: Rows::starting_at(900_001),
            emails: HashMap::new(),
            settings: Settings::default(),
            stale_reads: StaleReads::default(),
            trails: Trails::default(),
            addresses: Addresses { round: 0, expired_status: 403 },
            job_slots: None,
        }
    }

    pub(crate) fn tick(&mut self) -> i64 {
        self.clock = self.ticks.after(self.clock);
        self.clock
    }

    pub(crate) fn create_office(&mut self, address: Address, is_default: bool) -> i64 {
        self.tick();
        if is_default {
            self.offices.iter_mut().for_each(|office| office.is_default = false);
        }
        self.offices.add(|id| Office { id, address, is_default })
    }

    /// A number that leads nowhere is not found, since no schema of a request can tell it from one that does.
    pub(crate) fn create_job(
        &mut self,
        ad: JobAd,
        details: JobDetails,
        status: Word,
    ) -> Result<i64, Refusal> {
        if !catalog::is_sub_category(ad.category_id) {
            return Err(Refusal::NotFound("categoryId must be the number of a sub-category."));
        }
        if !catalog::is_employment_type(ad.employment_type_id) {
            return Err(Refusal::NotFound("employmentTypeId is unknown."));
        }
        if ad.office_id.is_none_or(|id| self.offices.get(id).is_none()) {
            return Err(Refusal::NotFound("officeId is unknown."));
        }
        if details.seniority_id.value().is_some_and(|id| !catalog::is_seniority_level(*id)) {
            return Err(Refusal::NotFound("seniorityId is unknown."));
        }
        self.take_slot(None, &status)?;
        let now = self.tick();
        Ok(self.jobs.add(|id| Job {
            id,
            created_at: now,
            updated_at: now,
            status,
            ad,
            details,
            contact: Field::Null,
            stages: stages(DEFAULT_STAGES),
            questions: Vec::new(),
        }))
    }

    /// Checks that the plan has a slot for a job that changes its status. ONLINE and OFFLINE both take one.
    fn take_slot(&self, before: Option<&str>, after: &str) -> Result<(), Refusal> {
        let takes = |status: &str| matches!(status, "ONLINE" | "OFFLINE");
        let taken = self.jobs.iter().filter(|job| takes(&job.status)).count();
        if takes(after) && !before.is_some_and(takes) && self.job_slots.is_some_and(|slots| taken >= slots) {
            return Err(Refusal::Plan(
                "The plan has no free slot for a job. Archive a job or upgrade the plan.",
            ));
        }
        Ok(())
    }

    pub(crate) fn change_job_status(&mut self, id: i64, status: Word) -> Result<i64, Refusal> {
        let job = self.jobs.get(id).ok_or(Refusal::NotFound("There is no such job."))?;
        self.take_slot(Some(&job.status), &status)?;
        let now = self.tick();
        if let Some(job) = self.jobs.get_mut(id) {
            job.status = status;
            job.updated_at = now;
        }
        Ok(id)
    }

    /// Returns the ids of the candidate, new or known, and of the application.
    pub(crate) fn create_application(
        &mut self,
        new: NewApplication,
        request: ApiRequest,
    ) -> Result<(i64, i64), Refusal> {
        let job = self.jobs.get(new.job_id).ok_or(Refusal::NotFound("jobId is unknown."))?;
        if job.status == "ARCHIVED" {
            return Err(Refusal::Conflict("The job is archived and takes no applications."));
        }
        let known = self.emails.get(&new.email.to_lowercase()).copied();
        if known.is_some_and(|candidate_id| self.has_applied(candidate_id, new.job_id)) {
            return Err(Refusal::Conflict("An application of this candidate to this job already exists."));
        }
        let now = self.tick();
        let candidate_id = known.unwrap_or_else(|| {
            self.add_candidate(|id| Candidate {
                id,
                first_name: new.first_name,
                last_name: new.last_name,
                email: new.email,
                phone: new.phone.into(),
                country: Field::Null,
                tags: Field::Null,
                links: Field::Value(Vec::new()),
                applications: Vec::new(),
            })
        });
        let application_id = self.add_application(|id| Application {
            id,
            job_id: new.job_id,
            candidate_id,
            created_at: now,
            updated_at: now,
            state: Word::Borrowed("APPLIED"),
            tab: None,
            hiring_state: Field::Value(Word::Borrowed("APPLIED")),
            stage: Some(0),
            qualified: Field::Null,
            source: Field::Value(new.source),
            external_id: new.external_id.into(),
            attachments: numbered(new.documents),
            answers: Vec::new(),
            consent: Field::Null,
            rating: Field::Null,
        });
        self.trails.count(candidate_id, request);
        Ok((candidate_id, application_id))
    }

    pub(crate) fn has_applied(&self, candidate_id: i64, job_id: i64) -> bool {
        let Some(candidate) = self.candidates.get(candidate_id) else {
            return false;
        };
        let mut applications = candidate.applications.iter().filter_map(|id| self.applications.get(*id));
        applications.any(|application| application.job_id == job_id)
    }

    /// Adds a candidate, made from its id. Returns the id.
    pub(crate) fn add_candidate(&mut self, candidate: impl FnOnce(i64) -> Candidate) -> i64 {
        let id = self.candidates.next_id();
        self.put_candidate(candidate(id));
        id
    }

    /// Adds a candidate that has an id, and makes it findable by e-mail.
    pub(crate) fn put_candidate(&mut self, candidate: Candidate) {
        self.emails.insert(candidate.email.to_lowercase(), candidate.id);
        self.candidates.put(candidate.id, candidate);
    }

    /// Adds an application, made from its id. Returns the id.
    pub(crate) fn add_application(&mut self, application: impl FnOnce(i64) -> Application) -> i64 {
        let id = self.applications.next_id();
        self.put_application(application(id));
        id
    }

    /// Adds an application that has an id, and links it from its candidate.
    pub(crate) fn put_application(&mut self, application: Application) {
        if let Some(candidate) = self.candidates.get_mut(application.candidate_id) {
            candidate.applications.push(application.id);
        }
        self.applications.put(application.id, application);
    }
}
