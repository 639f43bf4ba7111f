//! Writes a company as the JSON of a data file.

use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::company::field::Field;
use crate::company::store::{
    Application, Attachment, Candidate, Job, Link, Office, Question, Salary, Stage, Word,
};
use crate::data::company::Company;

pub(crate) fn company(company: &Company) -> Value {
    let mut notes: HashMap<i64, Vec<&str>> = HashMap::new();
    for note in &company.notes {
        notes.entry(note.candidate_id).or_default().push(&note.content);
    }
    let jobs: HashMap<i64, &Job> = company.jobs.iter().map(|job| (job.id, job)).collect();
    let candidate = |row: &Candidate| candidate(row, notes.get(&row.id).map_or(&[], Vec::as_slice));
    let application = |row: &Application| application(row, jobs.get(&row.job_id).copied());
    json!({
        "clock": time(company.clock),
        "offices": company.offices.iter().map(office).collect::<Vec<_>>(),
        "jobs": company.jobs.iter().map(job).collect::<Vec<_>>(),
        "candidates": company.candidates.iter().map(candidate).collect::<Vec<_>>(),
        "applications": company.applications.iter().map(application).collect::<Vec<_>>(),
    })
}

/// The fields of an object. Absent ones are left out.
#[derive(Default)]
struct Fields(Map<String, Value>);

impl Fields {
    fn set(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    fn field<T>(self, name: &str, field: &Field<T>, value: impl FnOnce(&T) -> Value) -> Self {
        match field {
            Field::Absent => self,
            Field::Null => self.set(name, Value::Null),
            Field::Value(inner) => self.set(name, value(inner)),
        }
    }

    fn value(self) -> Value {
        Value::Object(self.0)
    }
}

fn time(milliseconds: i64) -> String {
    format!("{:.3}", Timestamp::from_millisecond(milliseconds).unwrap_or_default())
}

fn word(word: &Word) -> Value {
    Value::from(word.as_ref())
}

fn office(office: &Office) -> Value {
    let address = &office.address;
    json!({
        "id": office.id,
        "name": address.name,
        "streetName": address.street_name,
        "streetNumber": address.street_number,
        "postalCode": address.postal_code,
        "city": address.city,
        "countryIso": address.country_iso,
        "isDefault": office.is_default,
    })
}

fn job(job: &Job) -> Value {
    let (ad, details) = (&job.ad, &job.details);
    let stage = |stage: &Stage| match stage.id {
        Some(id) => json!({ "id": id, "name": stage.name }),
        None => word(&stage.name),
    };
    let question = |question: &Question| json!({ "question": question.text, "type": question.kind });
    Fields::default()
        .set("id", job.id)
        .set("title", ad.title.as_str())
        .set("status", word(&job.status))
        .field("externalId", &details.external_id, word)
        .set("description", ad.description.as_str())
        .set("createdAt", time(job.created_at))
        .set("lastUpdatedAt", time(job.updated_at))
        .set("language", ad.language.as_str())
        .field("workplaceType", &details.workplace, word)
        .field("remoteType", &details.remote, word)
        .set("categoryId", ad.category_id)
        .set("employmentTypeId", ad.employment_type_id)
        .field("seniorityId", &details.seniority_id, |id| Value::from(*id))
        .set("officeId", ad.office_id)
        .field("salary", &details.salary, salary)
        .field(
            "contact",
            &job.contact,
            |contact| json!({ "name": contact.name, "email": contact.email, "position": contact.position }),
        )
        .set("stages", job.stages.iter().map(stage).collect::<Vec<_>>())
        .set("screeningQuestions", job.questions.iter().map(question).collect::<Vec<_>>())
        .value()
}

fn salary(salary: &Salary) -> Value {
    json!({
        "from": salary.from,
        "to": salary.to,
        "currency": salary.currency,
        "frequency": salary.frequency,
        "isShownOnJobAd": salary.is_shown_on_job_ad,
    })
}

fn candidate(candidate: &Candidate, notes: &[&str]) -> Value {
    let links = |links: &Vec<Link>| {
        links.iter().map(|link| json!({ "type": link.network, "url": link.url })).collect()
    };
    Fields::default()
        .set("id", candidate.id)
        .set("firstName", candidate.first_name.as_str())
        .set("lastName", candidate.last_name.as_str())
        .set("email", candidate.email.as_str())
        .field("phoneNumber", &candidate.phone, |phone| Value::from(phone.as_str()))
        .field("country", &candidate.country, |(name, code)| json!({ "name": name, "iso3166": code }))
        .field("tags", &candidate.tags, |tags| Value::from(tags.as_slice()))
        .field("professionalLinks", &candidate.links, links)
        .set("notes", notes)
        .value()
}

fn application(application: &Application, job: Option<&Job>) -> Value {
    let stage = job.zip(application.stage).and_then(|(job, place)| job.stages.get(place));
    let fields = Fields::default()
        .set("id", application.id)
        .set("job", application.job_id)
        .set("candidate", application.candidate_id)
        .set("createdAt", time(application.created_at))
        .set("lastUpdatedAt", time(application.updated_at));
    // The step decides the tab, so a tab is written only where it was given or no step is shown.
    let fields = match (&application.tab, &application.hiring_state) {
        (Some(tab), _) => fields.set("state", word(tab)),
        (None, Field::Value(_)) => fields,
        (None, _) => fields.set("state", application.shown_state()),
    };
    let answers = application.answers.iter().map(|answer| answer.as_ref().map_or(Value::Null, word));
    fields
        .field("hiringState", &application.hiring_state, word)
        .set("stage", stage.map(|stage| stage.name.as_ref()))
        .field("qualified", &application.qualified, word)
        .field(
            "source",
            &application.source,
            |source| json!({ "product": source.product, "isPremium": source.is_premium }),
        )
        .field("integrationExternalId", &application.external_id, |id| Value::from(id.as_str()))
        .set("attachments", application.attachments.iter().map(attachment).collect::<Vec<_>>())
        .set("answers", answers.collect::<Vec<_>>())
        .field("consent", &application.consent, |consent| match consent.id {
            Some(id) => json!({ "id": id, "consentStatus": consent.status }),
            None => json!({ "consentStatus": consent.status }),
        })
        .field("rating", &application.rating, |rating| Value::from(*rating))
        .value()
}

fn attachment(file: &Attachment) -> Value {
    let fields = Fields::default().set("type", word(&file.kind)).set("name", file.name.as_deref());
    let Some(content) = &file.content else { return fields.value() };
    let is_text = |text: &&str| !text.chars().any(|letter| letter.is_control() && !"\n\r\t".contains(letter));
    match std::str::from_utf8(content).ok().filter(is_text) {
        Some(text) => fields.set("text", text).value(),
        None => fields.set("data", STANDARD.encode(content)).value(),
    }
}
