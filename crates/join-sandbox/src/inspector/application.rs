//! The applications of a candidate: stage, documents, answers, and the JSON of the API.

use maud::{Markup, html};

use crate::company::store::{Application, Candidate, Job, Store};
use crate::http::signed_url::file_name;
use crate::http::views::application::ApplicationView;
use crate::inspector::parts::{field, nothing, time, word};

/// All applications of a candidate, newest first.
pub(crate) fn all_of(origin: &str, store: &Store, candidate: &Candidate) -> Markup {
    let own = candidate.applications.iter().rev().filter_map(|id| store.applications.get(*id));
    html! {
        section aria-labelledby="applications" {
            h2 #applications { "Applications" }
            @for application in own { (one(origin, store, application)) }
        }
    }
}

fn one(origin: &str, store: &Store, application: &Application) -> Markup {
    let job = store.jobs.get(application.job_id);
    let title = job.map_or("Unknown job", |job| job.ad.title.as_str());
    html! {
        article .card #{ "application-" (application.id) } {
            h3 { (title) " " span .id { (application.id) } }
            @if let Some(job) = job { (stages(job, application)) }
            dl .facts {
                div { dt { "State" } dd { (word(&application.state)) } }
                div { dt { "hiringState" } dd { (field(&application.hiring_state, |state| word(state))) } }
                div { dt { "Qualified" } dd { (field(&application.qualified, |qualified| word(qualified))) } }
                div { dt { "Consent" } dd { (field(&application.consent, |consent| word(&consent.status))) } }
                div { dt { "Source" } dd { (field(&application.source, |source| html! { (source.product) })) } }
                div { dt { "External id" } dd { (field(&application.external_id, |id| html! { code { (id) } })) } }
                div { dt { "Created" } dd { (time(application.created_at)) } }
                div { dt { "Changed" } dd { (time(application.updated_at)) } }
            }
            (documents(application))
            @if let Some(job) = job { (answers(job, application)) }
            details {
                summary { "As the API answers it" }
                pre tabindex="0" { code { (json(origin, store, application)) } }
            }
        }
    }
}

fn stages(job: &Job, application: &Application) -> Markup {
    html! {
        ol .stages aria-label="Stages of the job" {
            @for (index, stage) in job.stages.iter().enumerate() {
                @let current = Some(index) == application.stage;
                li .past[application.stage.is_some_and(|stage| index < stage)] aria-current=[current.then_some("step")] { (stage.name) }
            }
        }
    }
}

fn documents(application: &Application) -> Markup {
    html! {
        h4 { "Documents" }
        @if application.attachments.is_empty() { p { (nothing("none")) } } @else {
            ul .documents {
                @for file in &application.attachments {
                    li {
                        a href={ "/_inspector/applications/" (application.id) "/files/" (file.number) } { (file_name(file)) }
                        " " span .id { (file.kind) @if file.name.is_none() { ", without a name" } }
                    }
                }
            }
        }
    }
}

fn answers(job: &Job, application: &Application) -> Markup {
    let answers: Vec<_> = job.questions.iter().zip(&application.answers).collect();
    html! {
        @if !answers.is_empty() {
            h4 { "Screening" }
            dl .answers {
                @for (question, answer) in answers {
                    dt { (question.text) }
                    dd { @if let Some(answer) = answer { (answer) } @else { (nothing("skipped")) } }
                }
            }
        }
    }
}

fn json(origin: &str, store: &Store, application: &Application) -> String {
    serde_json::to_string_pretty(&ApplicationView::new(origin, store, application)).unwrap_or_default()
}
