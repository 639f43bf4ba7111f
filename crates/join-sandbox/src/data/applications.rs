//! Reads the applications of a data file, with their files.

use std::collections::{HashMap, HashSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::Value;

use crate::company::field::Field;
use crate::company::store::{Application, Attachment, Candidate, Consent, Job, Source, Word, numbered};
use crate::data::ids::{Ids, TO_ASSIGN};
use crate::data::object::{BOOLEAN, ID, Object, Rule, TEXT, WORD};
use crate::data::times::times;

const APPLICATION: &[&str] = &[
    "id",
    "job",
    "candidate",
    "createdAt",
    "lastUpdatedAt",
    "state",
    "hiringState",
    "stage",
    "qualified",
    "source",
    "integrationExternalId",
    "attachments",
    "answers",
    "consent",
    "rating",
];

const RATING: Rule<u8> = Rule {
    must: "must be a whole number from 0 to 255",
    read: |value| value.as_u64().and_then(|rating| u8::try_from(rating).ok()),
};

const CONTENT: Rule<Bytes> = Rule {
    must: "must be base64 with padding",
    read: |value| STANDARD.decode(value.as_str()?).ok().map(Bytes::from),
};

const FILE_NAME: Rule<String> = Rule {
    must: "must be a file name",
    // A client would resolve some of these away from the download address.
    read: |value| {
        let is_name = |text: &&str| text.chars().any(|letter| letter != '.' && !letter.is_whitespace());
        value.as_str().filter(is_name).map(str::to_owned)
    },
};

/// The rows that applications name.
pub(crate) struct Named<'a> {
    jobs: HashMap<i64, &'a Job>,
    /// By external id. `None` when several jobs have it.
    external_ids: HashMap<&'a str, Option<&'a Job>>,
    candidates: HashSet<i64>,
    emails: HashMap<String, i64>,
}

impl<'a> Named<'a> {
    pub(crate) fn new(jobs: &'a [Job], candidates: impl Iterator<Item = &'a Candidate>) -> Self {
        let mut named = Named {
            jobs: jobs.iter().map(|job| (job.id, job)).collect(),
            external_ids: HashMap::new(),
            candidates: HashSet::new(),
            emails: HashMap::new(),
        };
        for job in jobs {
            if let Some(id) = job.details.external_id.value() {
                named.external_ids.entry(id).and_modify(|one| *one = None).or_insert(Some(job));
            }
        }
        for candidate in candidates {
            named.candidates.insert(candidate.id);
            named.emails.insert(candidate.email.to_lowercase(), candidate.id);
        }
        named
    }

    fn job(&self, object: &Object<'_>) -> Option<&'a Job> {
        let job = match object.value("job") {
            None => {
                object.refuse("job", "is missing: the id of a job, or its externalId");
                return None;
            }
            Some(Value::String(id)) => match self.external_ids.get(id.as_str()) {
                Some(None) => {
                    object.refuse("job", "is the externalId of several jobs; use the id");
                    return None;
                }
                found => found.copied().flatten(),
            },
            Some(id) => id.as_i64().and_then(|id| self.jobs.get(&id).copied()),
        };
        if job.is_none() {
            object.refuse("job", "is neither the id nor the externalId of a job in the file");
        }
        job
    }

    fn candidate(&self, object: &Object<'_>) -> Option<i64> {
        let candidate = match object.value("candidate") {
            None => {
                object.refuse("candidate", "is missing: the id of a candidate, or its e-mail");
                return None;
            }
            Some(Value::String(email)) => self.emails.get(&email.to_lowercase()).copied(),
            Some(id) => id.as_i64().filter(|id| self.candidates.contains(id)),
        };
        if candidate.is_none() {
            object.refuse("candidate", "is neither the id nor the e-mail of a candidate in the file");
        }
        candidate
    }
}

/// Reads the applications.
pub(crate) fn applications(file: &Object<'_>, clock: i64, named: &Named<'_>) -> Vec<Application> {
    let mut ids = Ids::default();
    let mut pairs: HashMap<(i64, i64), String> = HashMap::new();
    let mut read: Vec<Application> = Vec::new();
    for object in file.objects("applications", APPLICATION) {
        let (job, candidate) = (named.job(&object), named.candidate(&object));
        let application = application(&object, clock, job, candidate.unwrap_or_default());
        if let (Some(job), Some(candidate)) = (job, candidate) {
            let first = pairs.entry((job.id, candidate)).or_insert_with(|| object.pointer().to_owned());
            if first != object.pointer() {
                object.problems().add(
                    object.pointer(),
                    format!("is of the same candidate and job as {first}; a candidate applies once"),
                );
            }
        }
        read.push(Application { id: ids.read(&object), ..application });
    }
    ids.assign(50_000_001, read.iter_mut().map(|application| &mut application.id));
    read
}

fn application(object: &Object<'_>, clock: i64, job: Option<&Job>, candidate_id: i64) -> Application {
    let (created_at, updated_at) = times(object, clock);
    let tab = object.get("state", &WORD);
    let hiring_state = object.field("hiringState", &WORD);
    let state = hiring_state.value().or(tab.as_ref()).cloned();
    Application {
        id: TO_ASSIGN,
        job_id: job.map(|job| job.id).unwrap_or_default(),
        candidate_id,
        created_at,
        updated_at,
        state: state.unwrap_or(Word::Borrowed("APPLIED")),
        tab,
        hiring_state,
        stage: stage(object, job),
        qualified: object.field("qualified", &WORD),
        source: object.object("source", &["product", "isPremium"]).map(|source| Source {
            product: source.required("product", &WORD).unwrap_or_default(),
            is_premium: source.get("isPremium", &BOOLEAN).unwrap_or(false),
        }),
        external_id: object.field("integrationExternalId", &TEXT),
        attachments: attachments(object),
        answers: answers(object, job),
        consent: object.object("consent", &["id", "consentStatus"]).map(|consent| Consent {
            id: consent.get("id", &ID),
            status: consent.required("consentStatus", &WORD).unwrap_or_default(),
        }),
        rating: object.field("rating", &RATING),
    }
}

fn stage(object: &Object<'_>, job: Option<&Job>) -> Option<usize> {
    let name = match object.field("stage", &WORD) {
        Field::Absent => return job.filter(|job| !job.stages.is_empty()).map(|_| 0),
        Field::Null => return None,
        Field::Value(name) => name,
    };
    let stages = job.map(|job| &job.stages)?;
    let place = stages.iter().position(|stage| stage.name == name);
    if place.is_none() {
        object.refuse("stage", "is not the name of a stage of its job");
    }
    place
}

fn attachments(application: &Object<'_>) -> Vec<Attachment> {
    let read = |file: Object<'_>| {
        let text = file.get("text", &TEXT).map(|text| Bytes::from(text.into_bytes()));
        let data = file.get("data", &CONTENT);
        if file.value("text").is_some() && file.value("data").is_some() {
            file.problems().add(file.pointer(), "has both text and data");
        }
        Attachment {
            kind: file.get("type", &WORD).unwrap_or(Word::Borrowed("CV")),
            name: file.optional("name", &FILE_NAME),
            number: 0,
            content: data.or(text),
        }
    };
    let files = application.objects("attachments", &["type", "name", "text", "data"]);
    numbered(files.into_iter().map(read).collect())
}

/// One answer for each question of the job. Missing ones are skipped questions.
fn answers(application: &Object<'_>, job: Option<&Job>) -> Vec<Option<Word>> {
    let mut answers = Vec::new();
    for (item, pointer) in application.items("answers") {
        match item {
            Value::Null => answers.push(None),
            Value::String(text) => answers.push(Some(Word::Owned(text.clone()))),
            _ => application.problems().add(pointer, "must be a string, or null for a skipped question"),
        }
    }
    let Some(job) = job else { return answers };
    if answers.len() > job.questions.len() {
        application.refuse("answers", "has more items than its job has screeningQuestions");
    }
    answers.resize(job.questions.len(), None);
    answers
}
