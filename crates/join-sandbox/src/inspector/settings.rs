//! What makes this sandbox differ from a plain one: quota, latencies, variants, writers, faults.

use std::time::Duration;

use maud::{Markup, html};

use crate::faults::latency::Latency;
use crate::faults::quota::Quota;
use crate::faults::random::Faults;
use crate::http::app::App;
use crate::inspector::parts;
use crate::variants::variant::Variant;

/// A setting in force.
struct Setting {
    kind: &'static str,
    /// As the command line and the control API write it, where they do.
    text: String,
    meaning: String,
}

/// The settings that differ from a plain sandbox.
pub(crate) fn in_force(app: &App) -> Markup {
    let settings = settings(app);
    html! {
        section aria-labelledby="in-force" {
            h2 #in-force { "Faults and variants in force" }
            @if settings.is_empty() {
                p .empty { "None: the sandbox responds at once, without faults, and without a quota." }
            } @else {
                dl .settings {
                    @for setting in settings {
                        div {
                            dt { (setting.kind) } " "
                            dd { code { (setting.text) } @if !setting.meaning.is_empty() { " " span .id { (setting.meaning) } } }
                        }
                    }
                }
            }
        }
    }
}

fn settings(app: &App) -> Vec<Setting> {
    let mut settings = Vec::new();
    let mut add = |kind, text: String, meaning: &str| {
        settings.push(Setting { kind, text, meaning: meaning.to_owned() });
    };
    let quota = app.traffic().limiter.quota();
    if quota != Quota::Unlimited {
        add("Quota", quota.to_string(), "");
    }
    for (kind, latency) in [("Latency there", app.there.latency()), ("Latency back", app.back.latency())] {
        if latency != Latency::Fixed(Duration::ZERO) {
            add(kind, latency_text(latency), "");
        }
    }
    for variant in app.settings(Variant::in_force) {
        let form = Variant::forms().iter().find(|form| form.name == variant.name());
        add("Variant", variant.to_string(), form.map_or("", |form| form.description));
    }
    for running in app.writers().list() {
        add("Writer", running.writer.to_string(), &counted_edits(running.edits));
    }
    for active in app.rules.to_vec() {
        let struck =
            format!("{} of {} so far", active.faults, parts::counted(count(active.requests), "request"));
        add("Fault", active.rule.to_string(), &struck);
    }
    for (kind, share) in rates(&app.faults()) {
        add("Random fault", kind.to_owned(), &share);
    }
    let hooks = app.hooks().len();
    if hooks > 0 {
        add("Hooks of a test", hooks.to_string(), "");
    }
    if let Some(slots) = app.shared.world().store.job_slots {
        add("Plan", parts::counted(slots, "job slot"), "");
    }
    settings
}

fn counted_edits(edits: u64) -> String {
    format!("{} so far", parts::counted(count(edits), "edit"))
}

fn count(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn latency_text(latency: Latency) -> String {
    let text = parts::duration;
    match latency {
        Latency::Fixed(latency) => text(latency),
        Latency::Uniform { least, most } => format!("{} to {}", text(least), text(most)),
        Latency::LogNormal { median, sigma } => format!("around {}, sigma {sigma}", text(median)),
    }
}

fn rates(faults: &Faults) -> Vec<(&'static str, String)> {
    [
        ("lose-request", faults.lost_requests),
        ("lose-answer", faults.lost_answers),
        ("rate-limited", faults.rate_limited),
        ("status=503", faults.server_errors),
        ("late", faults.late),
        ("twice", faults.twice),
    ]
    .into_iter()
    .filter(|(_, rate)| *rate > 0.0)
    .map(|(kind, rate)| (kind, format!("{:.1} % ({})", rate * 100.0, faults.operations)))
    .collect()
}
