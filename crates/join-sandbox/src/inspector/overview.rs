//! The first page: what the company has, how to use the sandbox, and what is in force.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::Response;
use maud::{Markup, html};

use crate::company::store::Store;
use crate::company::trail::Trail;
use crate::http::app::App;
use crate::inspector::access::Access;
use crate::inspector::applications::{candidate_link, full_name};
use crate::inspector::layout::{self, Area};
use crate::inspector::parts::{counted, number, time};
use crate::inspector::{requests, settings};
use crate::log::entry::Entry;

/// Rows of the short lists.
const FEW: usize = 6;

pub(crate) async fn page(State(app): State<Arc<App>>, Extension(access): Extension<Access>) -> Response {
    let entries: Vec<Entry> = app.log.ring().newest_first().take(FEW).cloned().collect();
    let (counts, changed) = {
        let world = app.shared.world();
        (counts(&world.store), changed(&world.store))
    };
    let content = html! {
        h1 { "A company to test against" }
        p .lead {
            "This sandbox stands in for the JOIN recruiting API. Its data lies in memory, and ends with it."
        }
        (counts)
        div .columns {
            (shell_lines(&app, access))
            (settings::in_force(&app))
        }
        (changed)
        section aria-labelledby="latest" {
            h2 #latest { "Latest requests" }
            @if entries.is_empty() { p .empty { "No request so far. Copy the lines above into a shell." } }
            @else {
                (requests::table(&app, &entries, false))
                p { a href="/_inspector/log" { "All requests, live" } }
            }
        }
    };
    layout::page(Area::Overview, "Overview", content)
}

fn counts(store: &Store) -> Markup {
    let count = |rows: usize, name: &str, link: Option<&str>| {
        html! {
            div {
                dt { @if let Some(link) = link { a href=(link) { (name) } } @else { (name) } }
                dd { (number(rows)) }
            }
        }
    };
    html! {
        dl .sums {
            (count(store.jobs.iter().len(), "jobs", Some("/_inspector/jobs")))
            (count(store.applications.iter().len(), "applications", Some("/_inspector/applications")))
            (count(store.candidates.iter().len(), "candidates", None))
            (count(store.notes.iter().len(), "notes", None))
            (count(store.offices.iter().len(), "offices", None))
        }
        p .count { "The company's clock shows " (time(store.clock)) "." }
    }
}

fn shell_lines(app: &App, access: Access) -> Markup {
    let base_url = format!("{}/v2", app.shared.origin);
    let token = match access {
        Access::Open => app.token.as_str(),
        // The page may have come over a network.
        Access::Password => "…",
    };
    let lines = format!(
        "export JOIN_BASE_URL={base_url}\nexport JOIN_API_TOKEN={token}\ncurl -H \"Authorization: $JOIN_API_TOKEN\" \"$JOIN_BASE_URL/jobs\"\n",
        // No shell can hold a zero byte.
        token = shlex::try_quote(token).unwrap_or_default(),
    );
    html! {
        section aria-labelledby="use" {
            h2 #use { "Use it" }
            p { "Copy these lines into a shell. A click marks them all." }
            pre .shell tabindex="0" aria-label="Shell lines" { code { (lines) } }
            @if access == Access::Password {
                p .count { "The token is not shown, since other machines reach this sandbox. Its start printed it." }
            }
        }
    }
}

/// The candidates whose tags or notes changed last.
fn changed(store: &Store) -> Markup {
    let mut latest: Vec<i64> = Vec::new();
    for id in store.trails.latest() {
        if latest.len() == FEW {
            break;
        }
        if !latest.contains(&id) {
            latest.push(id);
        }
    }
    html! {
        @if !latest.is_empty() {
            section aria-labelledby="changed" {
                h2 #changed { "Changed last" }
                ul .changed {
                    @for id in latest {
                        @if let Some(candidate) = store.candidates.get(id) {
                            @let lost = store.trails.get(id).map_or(0, Trail::lost_tags);
                            li {
                                a href=(candidate_link(candidate)) { (full_name(candidate)) }
                                @if lost > 0 { " " strong .alarm { "✕ " (counted(lost, "tag")) " lost" } }
                            }
                        }
                    }
                }
            }
        }
    }
}
