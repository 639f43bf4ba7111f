//! A candidate: who it is, how its tags became what they are, its notes, its applications, the requests about it.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};

use crate::company::author::Author;
use crate::company::history::{EventKind, History, TagChange};
use crate::company::store::{Candidate, Store};
use crate::http::app::App;
use crate::http::operation::operation_of;
use crate::inspector::application;
use crate::inspector::applications::full_name;
use crate::inspector::layout::{self, Area, Missing};
use crate::inspector::parts::{counted, field, nothing, tags, time};
use crate::inspector::requests;
use crate::inspector::timeline::{self, Step};
use crate::log::entry::Entry;

/// Notes that a candidate's page shows, the latest ones.
const SHOWN_NOTES: usize = 100;

/// Requests of the log that a candidate's page shows.
const SHOWN_REQUESTS: usize = 20;

pub(crate) async fn page(
    State(app): State<Arc<App>>,
    id: Result<Path<i64>, PathRejection>,
) -> Result<Response, Missing> {
    let missing = Missing("There is no such candidate.");
    let Ok(Path(id)) = id else { return Err(missing) };
    let entries = requests_about(&app, id);
    let (name, content) = {
        let world = app.shared.world();
        let store = &world.store;
        let (Some(candidate), Some(history)) = (store.candidates.get(id), store.history_of(id)) else {
            return Err(missing);
        };
        let content = html! {
            p .way { a href="/_inspector/applications" { "Applications" } }
            h1 { (full_name(candidate)) }
            (person(candidate))
            (tag_history(candidate, &history))
            (notes(store, candidate, &history))
            (application::all_of(&app.shared.origin, store, candidate))
        };
        (full_name(candidate), content)
    };
    let content = html! { (content) (log(&app, &entries)) };
    Ok(layout::page(Area::Elsewhere, &name, content))
}

fn person(candidate: &Candidate) -> Markup {
    html! {
        dl .facts {
            div { dt { "Id" } dd { code { (candidate.id) } } }
            div { dt { "E-mail" } dd { (candidate.email) } }
            div { dt { "Phone" } dd { (field(&candidate.phone, |phone| html! { (phone) })) } }
            div { dt { "Country" } dd { (field(&candidate.country, |(name, code)| html! { (name) " (" (code) ")" })) } }
            div { dt { "Links" } dd {
                (field(&candidate.links, |links| html! {
                    @if links.is_empty() { (nothing("none")) }
                    // As text: an address that somebody sent is not one to click on.
                    @for link in links { (link.network) ": " span .address { (link.url) } " " }
                }))
            } }
        }
    }
}

fn tag_history(candidate: &Candidate, history: &History) -> Markup {
    let steps: Vec<Step<'_>> = history
        .events
        .iter()
        .filter_map(|event| match &event.kind {
            EventKind::Tags(change) => Some(Step { at: event.at, author: &event.author, change }),
            EventKind::Note { .. } => None,
        })
        .collect();
    let lost: usize = steps.iter().map(|step| step.change.lost.len()).sum();
    html! {
        section aria-labelledby="tags" {
            h2 #tags { "Tags" }
            div .now { (tags(&candidate.tags)) }
            @if steps.is_empty() {
                p .empty { "Nobody changed the tags since the sandbox started." }
            } @else {
                h3 { "How they changed" }
                @if lost > 0 {
                    p .alarm { strong { "✕ " (counted(lost, "tag")) " lost. " } "A write replaced the set without tags that its writer was never shown." }
                }
                (timeline::picture(&steps))
                @if history.forgotten > 0 {
                    p .count { (counted(usize::try_from(history.forgotten).unwrap_or(usize::MAX), "earlier change")) " no longer kept." }
                }
                ol .changes reversed {
                    @for step in steps.iter().rev() { (change(step)) }
                }
            }
        }
    }
}

fn change(step: &Step<'_>) -> Markup {
    let TagChange { after, added, removed, lost, .. } = step.change;
    html! {
        li .loss[!lost.is_empty()] {
            p .head { (author(step.author)) " " (time(step.at.as_millisecond())) }
            ul .tags {
                @for tag in added { li .added { span aria-hidden="true" { "+ " } span .hidden { "added " } (tag) } }
                @for tag in removed.iter().filter(|tag| !lost.contains(tag)) {
                    li .removed { span aria-hidden="true" { "− " } span .hidden { "removed " } (tag) }
                }
                @for tag in lost { li .lost { "✕ lost " s { (tag) } } }
                @if added.is_empty() && removed.is_empty() { li .more { "the same tags" } }
            }
            p .count { (counted(after.as_slice().len(), "tag")) " afterwards" }
        }
    }
}

/// Who wrote, with a sign of its kind.
fn author(author: &Author) -> Markup {
    let (class, sign) = timeline::kind(author);
    html! {
        span .author .(class) {
            span .sign { (sign) } " "
            @match author {
                Author::Request(number) => a href=(requests::link(*number)) { "request #" (number) },
                Author::Recruiter => "recruiter",
                Author::Named(name) => (name),
            }
        }
    }
}

fn notes(store: &Store, candidate: &Candidate, history: &History) -> Markup {
    let kept: Vec<_> = history
        .events
        .iter()
        .filter_map(|event| match &event.kind {
            EventKind::Note { content, .. } => Some((event, content)),
            EventKind::Tags(_) => None,
        })
        .collect();
    let all = store.notes_of(candidate.id);
    let earlier = all.get(..all.len().saturating_sub(kept.len())).unwrap_or_default();
    let hidden = all.len().saturating_sub(SHOWN_NOTES);
    let left = SHOWN_NOTES.saturating_sub(kept.len());
    html! {
        section aria-labelledby="notes" {
            h2 #notes { "Notes" }
            @if all.is_empty() { p .empty { "No notes." } }
            ol .notes {
                @for (event, content) in kept.iter().rev().take(SHOWN_NOTES) {
                    li { p .head { (author(&event.author)) " " (time(event.at.as_millisecond())) } p .text { (content) } }
                }
                @for content in earlier.iter().rev().take(left) { li { p .text { (content) } } }
            }
            @if hidden > 0 { p .count { (counted(hidden, "earlier note")) " not shown." } }
        }
    }
}

/// The kept requests about a candidate, newest first.
fn requests_about(app: &App, id: i64) -> Vec<Entry> {
    // Copied first: the company's lock is not taken while the log is locked.
    let entries: Vec<Entry> = app.log.ring().newest_first().cloned().collect();
    let world = app.shared.world();
    let concerns = |entry: &Entry| {
        let path = entry.target.split('?').next().unwrap_or_default();
        let (operation, row) = operation_of(&entry.method, path);
        row.and_then(|row| world.candidate(operation, row)) == Some(id)
    };
    entries.into_iter().filter(concerns).take(SHOWN_REQUESTS).collect()
}

fn log(app: &App, entries: &[Entry]) -> Markup {
    html! {
        section aria-labelledby="requests-about" {
            h2 #requests-about { "Requests about this candidate" }
            @if entries.is_empty() { p .empty { "None among those that the log keeps. Lists are not counted." } }
            @else { (requests::table(app, entries, false)) }
        }
    }
}
