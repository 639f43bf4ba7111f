//! A job as JSON.

use serde::Serialize;
use serde_json::{Value, json};

use crate::company::field::Field;
use crate::company::store::{Contact, Job, Salary, Store, Word};
use crate::http::views::office::OfficeView;
use crate::http::views::timestamp::timestamp;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct JobView<'a> {
    id: i64,
    title: &'a str,
    status: &'a str,
    #[serde(skip_serializing_if = "Field::is_absent")]
    external_id: Field<&'a Word>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    created_at: String,
    last_updated_at: String,
    language: &'a str,
    #[serde(skip_serializing_if = "Field::is_absent")]
    workplace_type: Field<&'a Word>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    remote_type: Field<&'a Word>,
    category_id: i64,
    employment_type_id: i64,
    #[serde(skip_serializing_if = "Field::is_absent")]
    seniority_id: Field<i64>,
    office: Option<OfficeView<'a>>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    salary: Field<SalaryView<'a>>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    contact: Field<ContactView<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SalaryView<'a> {
    from: Option<Value>,
    to: Option<Value>,
    currency: &'a str,
    frequency: &'a str,
    is_shown_on_job_ad: bool,
}

#[derive(Serialize)]
struct ContactView<'a> {
    name: &'a str,
    email: &'a str,
    position: Option<&'a str>,
}

impl<'a> JobView<'a> {
    pub(crate) fn new(store: &'a Store, job: &'a Job, content: bool) -> Self {
        let details = &job.details;
        JobView {
            id: job.id,
            title: &job.ad.title,
            status: &job.status,
            external_id: details.external_id.as_ref(),
            description: content.then_some(job.ad.description.as_str()),
            created_at: timestamp(job.created_at),
            last_updated_at: timestamp(job.updated_at),
            language: &job.ad.language,
            workplace_type: details.workplace.as_ref(),
            remote_type: details.remote.as_ref(),
            category_id: job.ad.category_id,
            employment_type_id: job.ad.employment_type_id,
            seniority_id: details.seniority_id.clone(),
            office: job.ad.office_id.and_then(|id| store.offices.get(id)).map(OfficeView::from),
            salary: details.salary.as_ref().map(salary_view),
            contact: job.contact.as_ref().map(contact_view),
        }
    }
}

fn salary_view(salary: &Salary) -> SalaryView<'_> {
    SalaryView {
        from: salary.from.map(amount),
        to: salary.to.map(amount),
        currency: &salary.currency,
        frequency: &salary.frequency,
        is_shown_on_job_ad: salary.is_shown_on_job_ad,
    }
}

/// Writes whole amounts as integers: 65000, not 65000.0.
fn amount(amount: f64) -> Value {
    let is_exact = amount.abs() < 9.0e15;
    if is_exact && amount.fract() == 0.0 { json!(amount as i64) } else { json!(amount) }
}

fn contact_view(contact: &Contact) -> ContactView<'_> {
    ContactView { name: &contact.name, email: &contact.email, position: contact.position.as_deref() }
}
