//! Reads the offices and jobs of a data file.

use crate::company::field::Field;
use crate::company::store::{
    Address, Contact, DEFAULT_STAGES, Job, JobAd, JobDetails, Office, Question, Salary, Stage, Word, stages,
};
use crate::data::ids::{Ids, TO_ASSIGN};
use crate::data::object::{AMOUNT, BOOLEAN, FILLED, ID, Object, Rule, TEXT, WORD};
use crate::data::times::times;

const OFFICE: &[&str] =
    &["id", "name", "streetName", "streetNumber", "postalCode", "city", "countryIso", "isDefault"];

const JOB: &[&str] = &[
    "id",
    "title",
    "status",
    "externalId",
    "description",
    "createdAt",
    "lastUpdatedAt",
    "language",
    "workplaceType",
    "remoteType",
    "categoryId",
    "employmentTypeId",
    "seniorityId",
    "officeId",
    "salary",
    "contact",
    "stages",
    "screeningQuestions",
];

const COUNTRY: Rule<String> = Rule {
    must: "must be a country code of two letters",
    read: |value| {
        let code = value.as_str()?;
        let valid = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphabetic());
        valid.then(|| code.to_owned())
    },
};

const LANGUAGE: Rule<String> = Rule {
    must: "must be a language code of two small letters",
    read: |value| {
        let code = value.as_str()?;
        let valid = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase());
        valid.then(|| code.to_owned())
    },
};

/// Reads the offices.
pub(crate) fn offices(file: &Object<'_>) -> Vec<Office> {
    let mut ids = Ids::default();
    let mut default = None;
    let mut read = Vec::new();
    for office in file.objects("offices", OFFICE) {
        let is_default = office.get("isDefault", &BOOLEAN).unwrap_or(false);
        if is_default {
            match &default {
                None => default = Some(office.pointer().to_owned()),
                Some(first) => office.refuse("isDefault", format!("is true, and so is that of {first}")),
            }
        }
        let address = Address {
            name: office.optional("name", &TEXT),
            street_name: office.optional("streetName", &TEXT),
            street_number: office.optional("streetNumber", &TEXT),
            postal_code: office.optional("postalCode", &TEXT),
            city: office.get("city", &FILLED).unwrap_or_else(|| "Berlin".to_owned()),
            country_iso: office.get("countryIso", &COUNTRY).unwrap_or_else(|| "DE".to_owned()),
        };
        read.push(Office { id: ids.read(&office), address, is_default });
    }
    ids.assign(3_001, read.iter_mut().map(|office| &mut office.id));
    read
}

/// Reads the jobs.
pub(crate) fn jobs(file: &Object<'_>, clock: i64, offices: &[Office]) -> Vec<Job> {
    let default = offices.iter().find(|office| office.is_default).or(offices.first()).map(|office| office.id);
    let mut ids = Ids::default();
    let objects = file.objects("jobs", JOB);
    let read =
        objects.iter().map(|object| Job { id: ids.read(object), ..job(object, clock, offices, default) });
    let mut read: Vec<Job> = read.collect();
    ids.assign(410_001, read.iter_mut().map(|job| &mut job.id));
    read
}

fn job(object: &Object<'_>, clock: i64, offices: &[Office], default: Option<i64>) -> Job {
    let (created_at, updated_at) = times(object, clock);
    let office_id = match object.field("officeId", &ID) {
        Field::Absent => default,
        Field::Null => None,
        Field::Value(id) => {
            if !offices.iter().any(|office| office.id == id) {
                object.refuse("officeId", "is the id of no office in the file");
            }
            Some(id)
        }
    };
    Job {
        id: TO_ASSIGN,
        created_at,
        updated_at,
        status: object.get("status", &WORD).unwrap_or(Word::Borrowed("ONLINE")),
        ad: JobAd {
            title: object.get("title", &FILLED).unwrap_or_else(|| "Job".to_owned()),
            description: object.get("description", &TEXT).unwrap_or_default(),
            category_id: object.get("categoryId", &ID).unwrap_or(101),
            language: object.get("language", &LANGUAGE).unwrap_or_else(|| "en".to_owned()),
            employment_type_id: object.get("employmentTypeId", &ID).unwrap_or(1),
            office_id,
        },
        details: JobDetails {
            external_id: object.field("externalId", &WORD),
            workplace: object.field("workplaceType", &WORD),
            remote: object.field("remoteType", &WORD),
            seniority_id: object.field("seniorityId", &ID),
            salary: salary(object),
        },
        contact: contact(object),
        stages: pipeline(object),
        questions: questions(object),
    }
}

fn salary(job: &Object<'_>) -> Field<Salary> {
    let fields = ["from", "to", "currency", "frequency", "isShownOnJobAd"];
    job.object("salary", &fields).map(|salary| Salary {
        from: salary.optional("from", &AMOUNT),
        to: salary.optional("to", &AMOUNT),
        currency: salary.get("currency", &WORD).unwrap_or(Word::Borrowed("EUR")),
        frequency: salary.get("frequency", &WORD).unwrap_or(Word::Borrowed("PER_YEAR")),
        is_shown_on_job_ad: salary.get("isShownOnJobAd", &BOOLEAN).unwrap_or(true),
    })
}

fn contact(job: &Object<'_>) -> Field<Contact> {
    job.object("contact", &["name", "email", "position"]).map(|contact| Contact {
        name: contact.required("name", &WORD).unwrap_or_default(),
        email: contact.required("email", &WORD).unwrap_or_default(),
        position: contact.optional("position", &WORD),
    })
}

fn pipeline(job: &Object<'_>) -> Vec<Stage> {
    if job.value("stages").is_none() {
        return stages(DEFAULT_STAGES);
    }
    let mut read: Vec<Stage> = Vec::new();
    for (item, pointer) in job.items("stages") {
        let stage = match item.as_str() {
            Some(name) => Stage { id: None, name: Word::Owned(name.to_owned()) },
            None => {
                let Some(stage) = Object::read(item, pointer.clone(), &["id", "name"], job.problems()) else {
                    continue;
                };
                let name = stage.required("name", &WORD).unwrap_or_default();
                Stage { id: stage.get("id", &ID), name }
            }
        };
        if read.iter().any(|other| other.name == stage.name) {
            job.problems().add(pointer, "has the name of an earlier stage of the job");
        } else {
            read.push(stage);
        }
    }
    read
}

fn questions(job: &Object<'_>) -> Vec<Question> {
    let read = |question: Object<'_>| Question {
        text: question.required("question", &WORD).unwrap_or_default(),
        kind: question.get("type", &WORD).unwrap_or(Word::Borrowed("TEXT")),
        answers: &[],
    };
    job.objects("screeningQuestions", &["question", "type"]).into_iter().map(read).collect()
}
