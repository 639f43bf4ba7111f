//! The columns of each kind of row.

use join_sdk::resources::SubCategory;
use join_sdk::types::{Application, EmploymentType, Job, Office, SeniorityLevel};

use crate::output::format::Row;

fn text(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

impl Row for Application {
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "created",
        "updated",
        "job_id",
        "job",
        "state",
        "stage",
        "candidate_id",
        "first_name",
        "last_name",
        "email",
        "phone",
        "tags",
        "source",
        "external_id",
        "attachments",
    ];
    const DISPENSABLE: &'static [&'static str] = &[
        "attachments",
        "source",
        "phone",
        "external_id",
        "created",
        "job_id",
        "email",
        "updated",
        "tags",
        "stage",
        "candidate_id",
    ];

    fn cells(&self) -> Vec<String> {
        let (job, person) = (self.job.as_ref(), self.candidate.as_ref());
        let tags = person.and_then(|person| person.tags.as_set()).unwrap_or_default();
        let tags: Vec<&str> = tags.iter().map(|tag| tag.as_str()).collect();
        vec![
            self.id.to_string(),
            text(self.created_at),
            text(self.last_updated_at),
            text(job.map(|job| job.id)),
            text(job.and_then(|job| job.title.as_deref())),
            text(self.current_state()),
            text(self.current_stage.as_ref().and_then(|stage| stage.name.as_deref())),
            text(person.map(|person| person.id)),
            text(person.and_then(|person| person.first_name.as_ref()).map(|name| name.as_str())),
            text(person.and_then(|person| person.last_name.as_ref()).map(|name| name.as_str())),
            text(person.and_then(|person| person.email.as_ref()).map(|email| email.as_str())),
            text(person.and_then(|person| person.phone_number.as_ref()).map(|phone| phone.as_str())),
            tags.join("; "),
            text(self.source.as_ref().and_then(|source| source.product.as_deref())),
            text(self.integration_external_id.as_deref()),
            self.attachments.as_ref().map_or(0, Vec::len).to_string(),
        ]
    }
}

impl Row for Job {
    const COLUMNS: &'static [&'static str] =
        &["id", "title", "status", "language", "city", "workplace", "external_id", "updated"];
    const DISPENSABLE: &'static [&'static str] = &["updated", "external_id", "workplace", "language", "city"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            text(self.title.as_deref()),
            text(self.status.as_ref()),
            text(self.language.as_deref()),
            text(self.office.as_ref().and_then(|office| office.city.as_deref())),
            text(self.workplace_type.as_ref()),
            text(self.external_id.as_deref()),
            text(self.last_updated_at),
        ]
    }
}

impl Row for Office {
    const COLUMNS: &'static [&'static str] =
        &["id", "country", "city", "name", "street", "postal_code", "default"];

    fn cells(&self) -> Vec<String> {
        let street = [self.street_name.as_deref(), self.street_number.as_deref()];
        vec![
            self.id.to_string(),
            text(self.country_iso.as_deref().map(str::to_uppercase)),
            text(self.city.as_deref()),
            text(self.name.as_deref()),
            street.into_iter().flatten().collect::<Vec<_>>().join(" "),
            text(self.postal_code.as_deref()),
            text(self.is_default),
        ]
    }
}

impl Row for SubCategory {
    const COLUMNS: &'static [&'static str] = &["id", "slug", "name", "category"];

    fn cells(&self) -> Vec<String> {
        let words = [&self.slug, &self.name, &self.category];
        std::iter::once(self.id.to_string()).chain(words.map(|word| text(word.as_deref()))).collect()
    }
}

impl Row for EmploymentType {
    const COLUMNS: &'static [&'static str] = &["id", "slug", "name"];

    fn cells(&self) -> Vec<String> {
        vec![self.id.to_string(), text(self.slug.as_deref()), text(self.name.as_deref())]
    }
}

impl Row for SeniorityLevel {
    const COLUMNS: &'static [&'static str] = &["id", "slug", "name"];

    fn cells(&self) -> Vec<String> {
        vec![self.id.to_string(), text(self.slug.as_deref()), text(self.name.as_deref())]
    }
}
