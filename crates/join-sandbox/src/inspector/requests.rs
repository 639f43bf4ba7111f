//! The log of requests, as a page and as rows of its table.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;

use crate::http::app::App;
use crate::http::operation::operation_of;
use crate::inspector::layout::{self, Area};
use crate::inspector::parts::{self, ROWS, Sheet, duration, number, wide};
use crate::inspector::query::Asked;
use crate::log::entry::{End, Entry, Pacing, Retry};
use crate::log::ring::Totals;

/// The query of the page.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wish {
    page: Option<String>,
    /// The number of a request, whose page is wanted.
    request: Option<u64>,
}

pub(crate) async fn page(State(app): State<Arc<App>>, Asked(asked): Asked<Wish>) -> Response {
    let (entries, sheet, place, totals, missing) = {
        let ring = app.log.ring();
        let kept = ring.newest_first();
        let found =
            asked.request.and_then(|number| ring.newest_first().position(|entry| entry.number == number));
        let page = found.map(|index| (index / ROWS + 1).to_string());
        let sheet = Sheet::new(page.as_deref().or(asked.page.as_deref()), kept.len());
        let entries: Vec<Entry> = kept.skip(sheet.skipped()).take(ROWS).cloned().collect();
        (entries, sheet, ring.place(), ring.totals, asked.request.filter(|_| found.is_none()))
    };
    let is_live = sheet.page == 1;
    let content = html! {
        h1 { "Requests" }
        @if let Some(number) = missing { p .empty { "The log has no request #" (number) ". It keeps the latest 1,000." } }
        (sums(&totals))
        @if is_live {
            div .live data-events="/_inspector/log/events" data-behind=(place) {
                p #live-state role="status" { noscript { "Live updates need JavaScript. Reload the page for newer requests." } }
                button #live-pause type="button" aria-pressed="false" hidden { "Pause" }
            }
        }
        (table(&app, &entries, is_live))
        @if entries.is_empty() { p #no-requests .empty { "No request so far. The overview has lines to copy." } }
        (sheet.links("request", |page| format!("/_inspector/log?page={page}")))
        (meanings())
    };
    if is_live {
        layout::live_page(Area::Log, "Requests", content)
    } else {
        layout::page(Area::Log, "Requests", content)
    }
}

/// The address of a request in the log.
pub(crate) fn link(number: u64) -> String {
    format!("/_inspector/log?request={number}#request-{number}")
}

/// The sums over all requests.
pub(crate) fn sums(totals: &Totals) -> Markup {
    let sum = |value: u64, name: &str| {
        html! { div { dt { (name) } dd { (number(usize::try_from(value).unwrap_or(usize::MAX))) } } }
    };
    html! {
        dl #sums .sums {
            (sum(totals.requests, "requests"))
            (sum(totals.faults, "with a fault"))
            (sum(totals.lost, "connections cut"))
            (sum(totals.refused_by_quota, "over the quota"))
            (sum(totals.retries, "retries"))
            (sum(totals.early_retries, "retries too early"))
        }
    }
}

/// A table of requests, newest first.
pub(crate) fn table(app: &App, entries: &[Entry], is_live: bool) -> Markup {
    let table = html! {
        table .requests {
            caption .hidden { "Requests, newest first" }
            thead {
                tr {
                    th scope="col" { "Number" }
                    th scope="col" { "Request" }
                    th scope="col" { "Result" }
                    th .right scope="col" { "Time" }
                    th scope="col" { "Faults and retries" }
                    th scope="col" { "Quota left" }
                }
            }
            tbody id=[is_live.then_some("requests")] { @for entry in entries { (row(app, entry)) } }
        }
    };
    wide("Requests", table)
}

/// One request as a row.
pub(crate) fn row(app: &App, entry: &Entry) -> Markup {
    let path = entry.target.split('?').next().unwrap_or_default();
    let (operation, id) = operation_of(&entry.method, path);
    let candidate = id.and_then(|id| app.shared.world().candidate(operation, id));
    // The path of a file holds its name, which says nothing here.
    let target = if path.starts_with("/files/") { "/files/…" } else { &*entry.target };
    html! {
        tr #{ "request-" (entry.number) } {
            th scope="row" { "#" (entry.number) }
            td {
                span .title { (operation.name()) }
                @if let Some(candidate) = candidate {
                    " " a href={ "/_inspector/candidates/" (candidate) } { "candidate " (candidate) }
                }
                " " code .id { (entry.method.as_str()) " " (target) }
            }
            td { (end(entry.end)) }
            td .right { (duration(entry.took)) " " span .id { "at " (duration(entry.arrived)) } }
            td {
                @for fault in &entry.faults { p .fault { (fault) } }
                @if let Some(retry) = &entry.retry { (retry_of(retry)) }
            }
            td { (quota(entry.pacing)) }
        }
    }
}

/// A row for requests that the log no longer has.
pub(crate) fn gap(skipped: u64) -> Markup {
    let skipped = usize::try_from(skipped).unwrap_or(usize::MAX);
    html! { tr .gap { td colspan="6" { (parts::counted(skipped, "request")) " not shown: they came faster than this page follows." } } }
}

fn end(end: End) -> Markup {
    match end {
        End::Answered(status) => {
            let (tone, sign) = match status {
                0..400 => ("good", "✓"),
                429 => ("warn", "⏸"),
                500.. => ("bad", "✕"),
                _ => ("warn", "!"),
            };
            html! { span .end .(tone) { span aria-hidden="true" { (sign) " " } (status) } }
        }
        End::Lost => html! { span .end .bad { span aria-hidden="true" { "✕ " } "connection cut" } },
        End::GaveUp => html! { span .end .warn { span aria-hidden="true" { "↩ " } "client left" } },
    }
}

fn retry_of(retry: &Retry) -> Markup {
    html! {
        p .retry {
            "Attempt " (retry.attempt) ", after " a href=(link(retry.of)) { "#" (retry.of) }
            ", waited " (duration(retry.waited))
            @if let Some(asked) = retry.asked {
                " of " (duration(asked)) " "
                @if retry.is_early() { strong .early { "too early" } } @else { span .on-time { "as asked" } }
            }
        }
    }
}

fn quota(pacing: Pacing) -> Markup {
    html! {
        @if let Some((left, limit)) = pacing.left {
            @let percent = u64::from(left).saturating_mul(100) / u64::from(limit.max(1));
            (left) " of " (limit)
            meter min="0" max="100" low="15" value=(percent.min(100)) aria-label="Quota left" { (percent) "%" }
        } @else { (parts::nothing("not said")) }
        @if let Some(seconds) = pacing.asked { " " span .id { "asks to wait " (seconds) " s" } }
    }
}

/// What the words of the page mean.
fn meanings() -> Markup {
    html! {
        section .meanings aria-labelledby="meanings" {
            h2 #meanings { "What the words mean" }
            dl {
                dt { "Number" } dd { "The request's number, as in the header " code { "x-request-id" } "." }
                dt { "Time" } dd { "From the request's arrival to its response, latencies and delays included; below it, the time since the sandbox started." }
                dt { "Retry" } dd {
                    "The same method, address and body as an earlier request that failed: with a status 408, 429 or 5xx, with its "
                    "connection cut, with a response that a fault spoilt, or with a client that left. A success in between ends the row of attempts."
                }
                dt { "Too early" } dd { "The retry of a 429 came before the wait of its headers was over." }
                dt { "Not shown" } dd { "The log keeps the latest 1,000 requests. Those of this page are not among them." }
            }
        }
    }
}
