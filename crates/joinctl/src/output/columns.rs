//! The columns of each kind of row.

use join_sdk::resources::SubCategory;
use join_sdk::types::{Application, EmploymentType, Job, Office, SeniorityLevel};

use crate::output::row::Row;

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
    const EXTRA: &'static [&'static str] = &["page"];
    const PATHS: &'static [(&'static str, &'static str)] = &[
        ("created", "createdAt"),
        ("updated", "lastUpdatedAt"),
        ("job_id", "job.id"),
        ("job", "job.title"),
        ("stage", "currentStage.name"),
        ("candidate_id", "candidate.id"),
        ("first_name", "candidate.firstName"),
        ("last_name", "candidate.lastName"),
        ("email", "candidate.email"),
        ("phone", "candidate.phoneNumber"),
        ("tags", "candidate.tags"),
        ("source", "source.product"),
        ("external_id", "integrationExternalId"),
    ];
    const FIELDS: &'static [&'static str] = &[
        "id",
        "createdAt",
        "lastUpdatedAt",
        "job",
        "candidate",
        "state",
        "hiringState",
        "currentStage",
        "qualified",
        "source",
        "integrationExternalId",
        "attachments",
        "screeningQuestions",
        "consent",
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
            text(person.map(|person| person.id.page())),
        ]
    }
}

impl Row for Job {
    const COLUMNS: &'static [&'static str] =
        &["id", "title", "status", "language", "city", "workplace", "external_id", "updated"];
    const DISPENSABLE: &'static [&'static str] = &["updated", "external_id", "workplace", "language", "city"];
    const EXTRA: &'static [&'static str] = &["page"];
    const PATHS: &'static [(&'static str, &'static str)] = &[
        ("city", "office.city"),
        ("workplace", "workplaceType"),
        ("external_id", "externalId"),
        ("updated", "lastUpdatedAt"),
    ];
    const FIELDS: &'static [&'static str] = &[
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
        "office",
        "salary",
        "contact",
    ];

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
            self.id.page(),
        ]
    }
}

impl Row for Office {
    const COLUMNS: &'static [&'static str] =
        &["id", "country", "city", "name", "street", "postal_code", "default"];
    const PATHS: &'static [(&'static str, &'static str)] =
        &[("country", "countryIso"), ("postal_code", "postalCode"), ("default", "isDefault")];
    const FIELDS: &'static [&'static str] =
        &["id", "name", "streetName", "streetNumber", "postalCode", "city", "countryIso", "isDefault"];

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
    const DISPENSABLE: &'static [&'static str] = &["slug", "category"];

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_are_those_of_the_document() {
        let document = concat!(env!("CARGO_MANIFEST_DIR"), "/join-api.json");
        let document: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(document).unwrap()).unwrap();
        for (name, fields) in
            [("Application", Application::FIELDS), ("Job", Job::FIELDS), ("Office", Office::FIELDS)]
        {
            let schema = document["components"]["schemas"][name]["properties"].as_object().unwrap();
            let mut known: Vec<&str> = schema.keys().map(String::as_str).collect();
            let mut listed = fields.to_vec();
            known.sort_unstable();
            listed.sort_unstable();
            assert_eq!(listed, known, "{name}");
        }
    }

    #[test]
    fn each_row_has_a_cell_for_each_column() {
        fn check<R: Row + serde::de::DeserializeOwned>() {
            let row: R = serde_json::from_str(r#"{"id": 1}"#).unwrap();
            assert_eq!(row.cells().len(), R::COLUMNS.len() + R::EXTRA.len());
            for (column, path) in R::PATHS {
                assert!(R::COLUMNS.contains(column), "{column}");
                let first = path.split('.').next().unwrap();
                assert!(R::FIELDS.contains(&first), "{path}");
            }
        }
        check::<Application>();
        check::<Job>();
        check::<Office>();
    }
}
