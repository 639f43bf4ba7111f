//! The applications, newest first, filtered by job and by text.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;

use crate::company::store::{Application, Candidate, Store};
use crate::http::app::App;
use crate::inspector::layout::{self, Area};
use crate::inspector::parts::{ROWS, Sheet, day, encoded, few_tags, nothing, number, wide, word};
use crate::inspector::query::Asked;

/// Jobs that the filter offers.
const OFFERED_JOBS: usize = 500;

/// The query of the page.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wish {
    job: String,
    q: String,
    page: Option<String>,
}

pub(crate) async fn page(State(app): State<Arc<App>>, Asked(asked): Asked<Wish>) -> Response {
    let filter = Filter::of(&asked);
    let world = app.shared.world();
    let store = &world.store;
    let rows: Vec<&Application> =
        store.applications.iter().rev().filter(|row| filter.takes(store, row)).collect();
    let sheet = Sheet::new(asked.page.as_deref(), rows.len());
    let table = html! {
        table {
            caption .hidden { "Applications, newest first" }
            thead {
                tr {
                    th scope="col" { "Candidate" }
                    th scope="col" { "Job" }
                    th scope="col" { "State" }
                    th scope="col" { "Tags" }
                    th .right scope="col" { "Documents" }
                    th scope="col" { "Changed" }
                }
            }
            tbody { @for row in rows.iter().skip(sheet.skipped()).take(ROWS) { (self::row(store, row)) } }
        }
    };
    let link = |page| {
        format!("/_inspector/applications?job={}&q={}&page={page}", encoded(&asked.job), encoded(&asked.q))
    };
    let content = html! {
        h1 { "Applications" }
        (form(store, &asked, filter.takes_all()))
        @if rows.is_empty() { p .empty { "No application matches. Try fewer words, or all jobs." } }
        @else { (wide("Applications", table)) (sheet.links("application", link)) }
    };
    layout::page(Area::Applications, "Applications", content)
}

/// What the list is narrowed to.
struct Filter {
    job_id: Option<i64>,
    /// In lower case. A row has to hold each of them.
    words: Vec<String>,
}

impl Filter {
    fn of(asked: &Wish) -> Self {
        let words = asked.q.split_whitespace().map(str::to_lowercase).collect();
        Filter { job_id: asked.job.trim().parse().ok(), words }
    }

    fn takes_all(&self) -> bool {
        self.job_id.is_none() && self.words.is_empty()
    }

    fn takes(&self, store: &Store, row: &Application) -> bool {
        if self.job_id.is_some_and(|id| row.job_id != id) {
            return false;
        }
        if self.words.is_empty() {
            return true;
        }
        let text = text_of(store, row).to_lowercase();
        self.words.iter().all(|word| text.contains(word))
    }
}

/// What a search looks through.
fn text_of(store: &Store, row: &Application) -> String {
    let mut text = format!("{} {} {}", row.id, row.candidate_id, row.state);
    let mut add = |part: &str| {
        text.push(' ');
        text.push_str(part);
    };
    if let Some(candidate) = store.candidates.get(row.candidate_id) {
        add(&candidate.first_name);
        add(&candidate.last_name);
        add(&candidate.email);
        candidate.tags.value().into_iter().flatten().for_each(|tag| add(tag));
    }
    if let Some(job) = store.jobs.get(row.job_id) {
        add(&job.ad.title);
    }
    if let Some(id) = row.external_id.value() {
        add(id);
    }
    text
}

fn form(store: &Store, asked: &Wish, takes_all: bool) -> Markup {
    let jobs = store.jobs.iter().rev().take(OFFERED_JOBS);
    html! {
        form .filter role="search" aria-label="Applications" action="/_inspector/applications" method="get" {
            div {
                label for="q" { "Name, e-mail, tag or id" }
                input #q type="search" name="q" value=(asked.q) maxlength="200" autocomplete="off";
            }
            div {
                label for="job" { "Job" }
                select #job name="job" {
                    option value="" { "All jobs" }
                    @for job in jobs {
                        option value=(job.id) selected[asked.job == job.id.to_string()] { (job.ad.title) " · " (job.id) }
                    }
                }
            }
            div .buttons {
                button type="submit" { "Filter" }
                @if !takes_all { a href="/_inspector/applications" { "Show all" } }
            }
        }
    }
}

fn row(store: &Store, row: &Application) -> Markup {
    let job = store.jobs.get(row.job_id);
    let candidate = store.candidates.get(row.candidate_id);
    html! {
        tr {
            th scope="row" {
                @if let Some(candidate) = candidate {
                    a .title href={ (candidate_link(candidate)) "#application-" (row.id) } { (full_name(candidate)) }
                    " " span .id { (candidate.email) }
                } @else { (nothing("unknown")) }
            }
            td { @if let Some(job) = job { (job.ad.title) } " " span .id { (row.id) } }
            td { (word(row.hiring_state.value().unwrap_or(&row.state))) }
            td { @if let Some(candidate) = candidate { (few_tags(&candidate.tags)) } }
            td .right { (number(row.attachments.len())) }
            td { (day(row.updated_at)) }
        }
    }
}

pub(crate) fn candidate_link(candidate: &Candidate) -> String {
    format!("/_inspector/candidates/{}", candidate.id)
}

/// The name as a heading or link, which must never be empty.
pub(crate) fn full_name(candidate: &Candidate) -> String {
    let name = format!("{} {}", candidate.first_name, candidate.last_name);
    let name = name.trim();
    if name.is_empty() { format!("Candidate {}", candidate.id) } else { name.to_owned() }
}
