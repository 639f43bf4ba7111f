//! What makes this sandbox differ from a plain one: its quota, its faults, its handling of tags.

use maud::{Markup, html};

use crate::company::tags::TagHandling;
use crate::faults::random::{Faults, Operations};
use crate::http::app::App;

/// A setting in force, as words.
struct Setting {
    name: &'static str,
    value: String,
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
                    @for setting in settings { div { dt { (setting.name) } dd { (setting.value) } } }
                }
            }
        }
    }
}

fn settings(app: &App) -> Vec<Setting> {
    let mut settings = Vec::new();
    let mut add = |name, value| settings.push(Setting { name, value });
    faults(&app.faults(), &mut add);
    let hooks = app.hooks().len();
    if hooks > 0 {
        add("Hooks of a test", hooks.to_string());
    }
    let world = app.shared.world();
    let rules = &world.store.tag_rules;
    tag_handling(&rules.handling, &mut add);
    if !rules.answered {
        add("Response to a tag write", "without tags".to_owned());
    }
    if rules.stale_reads > 0 {
        add("Stale reads after a tag write", rules.stale_reads.to_string());
    }
    if let Some(slots) = world.store.job_slots {
        add("Job slots of the plan", slots.to_string());
    }
    settings
}

fn faults(faults: &Faults, add: &mut impl FnMut(&'static str, String)) {
    let rates = [
        ("Requests lost", faults.lost_requests),
        ("Answers lost", faults.lost_answers),
        ("Refused with 429", faults.rate_limited),
        ("Refused with 503", faults.server_errors),
        ("Late", faults.late),
        ("Twice", faults.twice),
    ];
    let of = match &faults.operations {
        Operations::All => "all requests".to_owned(),
        Operations::Writes => "writes".to_owned(),
        Operations::Only(operations) => {
            operations.iter().map(|operation| operation.name()).collect::<Vec<_>>().join(", ")
        }
    };
    for (name, rate) in rates.into_iter().filter(|(_, rate)| *rate > 0.0) {
        add(name, format!("{:.1} % of {of}", rate * 100.0));
    }
}

fn tag_handling(handling: &TagHandling, add: &mut impl FnMut(&'static str, String)) {
    let steps = [
        (handling.trim, "trimmed"),
        (handling.lowercase, "in lower case"),
        (handling.nfc, "in NFC"),
        (handling.deduplicate, "each once"),
        (handling.reorder, "sorted"),
    ];
    let steps: Vec<&str> = steps.into_iter().filter(|(on, _)| *on).map(|(_, step)| step).collect();
    if !steps.is_empty() {
        add("Tags are stored", steps.join(", "));
    }
    if let Some(most) = handling.max_tags {
        add("Tags of a candidate at most", most.to_string());
    }
    if let Some(most) = handling.max_length {
        add("Letters of a tag at most", most.to_string());
    }
}
