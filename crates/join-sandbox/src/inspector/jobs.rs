//! The jobs, newest first.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;

use crate::company::store::{Job, Store};
use crate::http::app::App;
use crate::inspector::layout::{self, Area};
use crate::inspector::parts::{ROWS, Sheet, counted, day, field, number, wide, word};
use crate::inspector::query::Asked;

/// The query of the page.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wish {
    page: Option<String>,
}

pub(crate) async fn page(State(app): State<Arc<App>>, Asked(asked): Asked<Wish>) -> Response {
    let world = app.shared.world();
    let store = &world.store;
    let sheet = Sheet::new(asked.page.as_deref(), store.jobs.iter().len());
    let applications = applications_by_job(store);
    let rows = store.jobs.iter().rev().skip(sheet.skipped()).take(ROWS);
    let table = html! {
        table {
            caption .hidden { "Jobs, newest first" }
            thead {
                tr {
                    th scope="col" { "Job" }
                    th scope="col" { "Status" }
                    th .right scope="col" { "Applications" }
                    th scope="col" { "Office" }
                    th scope="col" { "Workplace" }
                    th scope="col" { "External id" }
                    th scope="col" { "Changed" }
                }
            }
            tbody {
                @for job in rows { (row(store, job, applications.get(&job.id).copied().unwrap_or_default())) }
            }
        }
    };
    let content = html! {
        h1 { "Jobs" }
        p .lead { "Every job of the company, newest first. The API lists those ONLINE or OFFLINE unless asked for others." }
        (wide("Jobs", table))
        (sheet.links("job", |page| format!("/_inspector/jobs?page={page}")))
    };
    layout::page(Area::Jobs, "Jobs", content)
}

fn row(store: &Store, job: &Job, applications: usize) -> Markup {
    let office = job.ad.office_id.and_then(|id| store.offices.get(id));
    let link = format!("/_inspector/applications?job={}", job.id);
    html! {
        tr {
            th scope="row" { span .title { (job.ad.title) } " " span .id { (job.id) } }
            td { (word(&job.status)) }
            td .right {
                @if applications == 0 { "0" } @else {
                    a href=(link) aria-label={ (counted(applications, "application")) " for " (job.ad.title) } { (number(applications)) }
                }
            }
            td { @if let Some(office) = office { (office.address.city) " (" (office.address.country_iso) ")" } }
            td { (field(&job.details.workplace, |workplace| word(workplace))) }
            td { (field(&job.details.external_id, |id| html! { code { (id) } })) }
            td { (day(job.updated_at)) }
        }
    }
}

pub(crate) fn applications_by_job(store: &Store) -> HashMap<i64, usize> {
    let mut counts = HashMap::new();
    for application in store.applications.iter() {
        *counts.entry(application.job_id).or_default() += 1;
    }
    counts
}
