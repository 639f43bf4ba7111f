//! The model: lists of plain rows, searched from end to end.

use serde_json::{Value, json};

use crate::step::{Filter, Page, Request, Step, Write};

struct Office {
    country: String,
    city: String,
}

struct Job {
    id: i64,
    title: String,
    status: String,
    external_id: Option<String>,
    created: i64,
    updated: i64,
}

struct Candidate {
    id: i64,
    first_name: String,
    email: String,
    tags: Option<Vec<String>>,
    notes: Vec<String>,
    changes: usize,
}

struct Application {
    id: i64,
    job: i64,
    candidate: i64,
    external_id: Option<String>,
    created: i64,
    updated: i64,
}

/// A company that does one thing after the other.
pub(crate) struct Company {
    offices: Vec<Office>,
    jobs: Vec<Job>,
    candidates: Vec<Candidate>,
    applications: Vec<Application>,
    /// Seconds behind the start. Each change takes one.
    now: i64,
}

type Answer = (u16, Value);

impl Company {
    pub(crate) fn new() -> Self {
        let job = Job {
            id: 10,
            title: "Cook".to_owned(),
            status: "ONLINE".to_owned(),
            external_id: Some("K-1".to_owned()),
            created: 0,
            updated: 0,
        };
        Company {
            offices: vec![Office { country: "de".to_owned(), city: "Bernau bei Berlin".to_owned() }],
            jobs: vec![job],
            candidates: Vec::new(),
            applications: Vec::new(),
            now: 0,
        }
    }

    /// The id of the row at a place, or one of no row.
    fn job_id(&self, place: usize) -> i64 {
        self.jobs.get(place).map_or(4, |job| job.id)
    }

    pub(crate) fn candidate_id(&self, place: usize) -> i64 {
        self.candidates.get(place).map_or(4, |candidate| candidate.id)
    }

    fn application_id(&self, place: usize) -> i64 {
        self.applications.get(place).map_or(4, |application| application.id)
    }

    /// When the application at a place was updated.
    fn updated(&self, place: usize) -> i64 {
        self.applications.get(place).map_or(self.now, |application| application.updated)
    }

    pub(crate) fn notes(&self) -> impl Iterator<Item = (i64, Vec<String>)> {
        self.candidates.iter().map(|candidate| (candidate.id, candidate.notes.clone()))
    }

    /// How often the tags and notes of each candidate were written.
    pub(crate) fn changes(&self) -> impl Iterator<Item = (i64, usize)> {
        self.candidates.iter().map(|candidate| (candidate.id, candidate.changes))
    }

    /// The request of a client's step.
    pub(crate) fn request(&self, step: &Step) -> Request {
        let get = |path: String, query| Request { method: "GET", path, query, body: None };
        let send = |method, path: String, body| Request { method, path, query: Vec::new(), body: Some(body) };
        match step {
            Step::CreateOffice { country, city } => {
                send("POST", "/offices".to_owned(), json!({ "countryIso": country, "city": city }))
            }
            Step::ListOffices { country, city, page } => {
                let mut query = page_query(*page);
                query.extend(country.map(|country| ("countryCode", country.to_owned())));
                query.extend(city.map(|city| ("cityNameLike", city.to_owned())));
                get("/offices".to_owned(), query)
            }
            Step::CreateJob { title, status, external_id } => {
                let body = json!({
                    "title": title, "description": "x", "categoryId": 101, "language": "en", "employmentTypeId": 1,
                    "officeId": 1, "status": status, "externalId": external_id,
                });
                send("POST", "/jobs".to_owned(), body)
            }
            Step::ChangeStatus { job, status } => send(
                "PATCH",
                format!("/jobs/{}/changeStatus", self.job_id(*job)),
                json!({ "status": status }),
            ),
            Step::GetJob { job } => get(format!("/jobs/{}", self.job_id(*job)), Vec::new()),
            Step::ListJobs { status, page } => {
                let mut query = page_query(*page);
                query.extend(status.map(|status| ("status", status.to_owned())));
                get("/jobs".to_owned(), query)
            }
            Step::Apply { job, email, first_name, external_id } => {
                let candidate = json!({ "firstName": first_name, "lastName": "L", "email": email });
                let body = json!({
                    "jobId": self.job_id(*job), "candidate": candidate, "integrationExternalId": external_id,
                });
                send("POST", "/applications".to_owned(), body)
            }
            Step::GetApplication { application } => {
                get(format!("/applications/{}", self.application_id(*application)), Vec::new())
            }
            Step::ListApplications { filter, page } => {
                let mut query = page_query(*page);
                query.extend(filter.job.map(|job| ("jobId", self.job_id(job).to_string())));
                query.extend(filter.external_id.map(|id| ("jobExternalId", id.to_owned())));
                query.extend(filter.hiring_state.map(|state| ("hiringState", state.to_owned())));
                query.extend(filter.updated_since.map(|since| ("updatedAtGte", time(self.updated(since)))));
                get("/applications".to_owned(), query)
            }
            Step::ReplaceTags { candidate, tags } => send(
                "PATCH",
                format!("/candidates/{}", self.candidate_id(*candidate)),
                json!({ "tags": tags }),
            ),
            Step::AddNote { candidate, content } => {
                let path = format!("/candidates/{}/notes", self.candidate_id(*candidate));
                send("POST", path, json!({ "content": content }))
            }
            Step::Recruiter { .. } => panic!("a recruiter sends no request"),
        }
    }

    /// Does a client's step. Returns the status and the fields that the answer has to have.
    pub(crate) fn answer(&mut self, step: &Step) -> Answer {
        match step {
            Step::CreateOffice { country, city } => {
                self.now += 1;
                self.offices.push(Office { country: (*country).to_owned(), city: (*city).to_owned() });
                (201, json!({ "id": 3_000 + self.offices.len() - 1 }))
            }
            Step::ListOffices { country, city, page } => {
                let takes = |office: &&Office| {
                    country.is_none_or(|country| office.country.to_lowercase() == country.to_lowercase())
                        && city.is_none_or(|city| office.city.to_lowercase().contains(&city.to_lowercase()))
                };
                let rows = self.offices.iter().filter(takes);
                listed(*page, rows.map(|office| json!({ "countryIso": office.country, "city": office.city })))
            }
            Step::CreateJob { title, status, external_id } => {
                self.now += 1;
                let id = 410_000 + i64::try_from(self.jobs.len()).unwrap();
                self.jobs.push(Job {
                    id,
                    title: (*title).to_owned(),
                    status: status.unwrap_or("ONLINE").to_owned(),
                    external_id: external_id.map(str::to_owned),
                    created: self.now,
                    updated: self.now,
                });
                (201, json!({ "id": id }))
            }
            Step::ChangeStatus { job, status } => {
                let Some(job) = self.jobs.get_mut(*job) else { return refused(404) };
                self.now += 1;
                (job.status, job.updated) = ((*status).to_owned(), self.now);
                (200, json!({ "id": job.id }))
            }
            Step::GetJob { job } => self.jobs.get(*job).map_or(refused(404), |job| (200, job.row())),
            Step::ListJobs { status, page } => {
                let takes = |job: &&Job| match status {
                    Some(status) => job.status == *status,
                    None => job.status == "ONLINE" || job.status == "OFFLINE",
                };
                listed(*page, self.jobs.iter().rev().filter(takes).map(Job::row))
            }
            Step::Apply { job, email, first_name, external_id } => {
                self.apply(*job, email, first_name, *external_id)
            }
            Step::GetApplication { application } => self
                .applications
                .get(*application)
                .map_or(refused(404), |application| (200, self.row(application))),
            Step::ListApplications { filter, page } => {
                let rows = self.applications.iter().rev().filter(|row| self.takes(filter, row));
                listed(*page, rows.map(|row| self.row(row)))
            }
            Step::ReplaceTags { candidate, tags } => {
                let tags: Vec<String> = tags.iter().map(|tag| (*tag).to_owned()).collect();
                let answer = json!({ "id": self.candidate_id(*candidate), "tags": tags });
                let Some(found) = self.candidates.get_mut(*candidate) else { return refused(404) };
                found.tags = Some(tags);
                self.touch(*candidate);
                (200, answer)
            }
            Step::AddNote { candidate, content } => {
                if content.trim().is_empty() {
                    return refused(422);
                }
                let Some(candidate) = self.candidates.get_mut(*candidate) else { return refused(404) };
                candidate.notes.push((*content).to_owned());
                candidate.changes += 1;
                self.now += 1;
                (201, json!({}))
            }
            Step::Recruiter { .. } => panic!("a recruiter gets no answer"),
        }
    }

    /// Does a recruiter's step. Returns whether it changed something.
    pub(crate) fn recruiter(&mut self, place: usize, write: Write, tag: &str) -> bool {
        let Some(candidate) = self.candidates.get_mut(place) else { return false };
        let tags = candidate.tags.clone().unwrap_or_default();
        let has = tags.iter().any(|other| other == tag);
        let after = match write {
            Write::Add if has => return false,
            Write::Remove if !has => return false,
            Write::Add => tags.into_iter().chain([tag.to_owned()]).collect(),
            Write::Remove => tags.into_iter().filter(|other| other != tag).collect(),
            Write::Replace => vec![tag.to_owned()],
        };
        candidate.tags = Some(after);
        self.touch(place);
        true
    }

    fn apply(&mut self, job: usize, email: &str, first_name: &str, external_id: Option<&str>) -> Answer {
        let Some(job) = self.jobs.get(job) else { return refused(404) };
        if job.status == "ARCHIVED" {
            return refused(409);
        }
        let same = |candidate: &&Candidate| candidate.email.to_lowercase() == email.to_lowercase();
        let known = self.candidates.iter().find(same).map(|candidate| candidate.id);
        if self.applications.iter().any(|row| Some(row.candidate) == known && row.job == job.id) {
            return refused(409);
        }
        self.now += 1;
        let candidate = known.unwrap_or(20_000_001 + i64::try_from(self.candidates.len()).unwrap());
        let id = 50_000_001 + i64::try_from(self.applications.len()).unwrap();
        self.applications.push(Application {
            id,
            job: job.id,
            candidate,
            external_id: external_id.map(str::to_owned),
            created: self.now,
            updated: self.now,
        });
        if known.is_none() {
            self.candidates.push(Candidate {
                id: candidate,
                first_name: first_name.to_owned(),
                email: email.to_owned(),
                tags: None,
                notes: Vec::new(),
                changes: 0,
            });
        }
        (201, json!({ "id": id, "candidateId": candidate }))
    }

    /// A change of a candidate is one of all its applications.
    fn touch(&mut self, place: usize) {
        self.now += 1;
        self.candidates[place].changes += 1;
        let id = self.candidates[place].id;
        self.applications.iter_mut().filter(|row| row.candidate == id).for_each(|row| row.updated = self.now);
    }

    fn takes(&self, filter: &Filter, row: &Application) -> bool {
        let job = self.jobs.iter().find(|job| job.id == row.job).unwrap();
        filter.job.is_none_or(|place| self.job_id(place) == row.job)
            && filter.external_id.is_none_or(|id| job.external_id.as_deref() == Some(id))
            && filter.hiring_state.is_none_or(|state| state == "APPLIED")
            && filter.updated_since.is_none_or(|place| row.updated >= self.updated(place))
    }

    fn row(&self, application: &Application) -> Value {
        let job = self.jobs.iter().find(|job| job.id == application.job).unwrap();
        let candidate =
            self.candidates.iter().find(|candidate| candidate.id == application.candidate).unwrap();
        json!({
            "id": application.id,
            "createdAt": time(application.created),
            "lastUpdatedAt": time(application.updated),
            "job": { "id": job.id, "title": job.title, "externalId": job.external_id },
            "candidate": {
                "id": candidate.id,
                "firstName": candidate.first_name,
                "lastName": "L",
                "email": candidate.email,
                "tags": candidate.tags,
                "phoneNumber": null,
            },
            "hiringState": "APPLIED",
            "state": "ACTIVE",
            "integrationExternalId": application.external_id,
            "attachments": [],
        })
    }
}

impl Job {
    fn row(&self) -> Value {
        json!({
            "id": self.id,
            "title": self.title,
            "status": self.status,
            "externalId": self.external_id,
            "createdAt": time(self.created),
            "lastUpdatedAt": time(self.updated),
        })
    }
}

fn time(seconds: i64) -> String {
    format!("2026-03-02T08:{:02}:{:02}.000Z", seconds / 60, seconds % 60)
}

fn page_query(page: Page) -> Vec<(&'static str, String)> {
    vec![("page", page.number.to_string()), ("pageSize", page.size.to_string())]
}

fn listed(page: Page, rows: impl Iterator<Item = Value>) -> Answer {
    if page.number < 1 || !(1..=50).contains(&page.size) {
        return refused(422);
    }
    let all: Vec<Value> = rows.collect();
    let (number, size) = (usize::try_from(page.number).unwrap(), usize::try_from(page.size).unwrap());
    (200, all.chunks(size).nth(number - 1).unwrap_or_default().to_vec().into())
}

fn refused(status: u16) -> Answer {
    (status, json!({ "error": {} }))
}
