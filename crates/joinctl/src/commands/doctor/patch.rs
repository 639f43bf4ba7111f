//! The patch for the API document: a unified diff that marks what was seen as `live`, with its date. Pure.

use serde_json::{Map, Value, json};
use similar::TextDiff;

use super::checks::Paging;
use super::document::{Document, TEXT};
use super::lines::Lines;
use super::observation::{Observations, Reply};
use super::question::Question;
use super::report::Report;
use super::sample::Sample;

/// The member with the day on which something was seen.
const DATE: &str = "x-join-live";

/// The member with what an operation was seen to do.
const OBSERVED: &str = "x-join-observed";

const EVIDENCE: &str = "x-join-evidence";

/// Operations with pages, which `observed` describes.
const PAGED: &str = "listApplications";

/// Returns the diff, or none if nothing was seen.
pub(super) fn patch(
    report: &Report,
    document: &Document,
    seen: &Observations,
    sample: &Sample,
) -> Option<String> {
    let mut lines = Lines::of(TEXT);
    let date = json!(report.date);
    for place in sample.operations.iter().chain(&sample.fields) {
        if document.is_weaker(place) {
            lines.set(place, EVIDENCE, &json!("live"));
        }
        lines.set(place, DATE, &date);
    }
    for (place, words) in &sample.words {
        for word in words {
            lines.push(&format!("{place}/x-extensible-enum"), &json!(word));
        }
    }
    for ((owner, name), types) in &sample.unknown {
        let types: Vec<&str> = types.iter().copied().filter(|one| *one != "null").collect();
        if let [one] = types.as_slice()
            && let Some(property) = property(one, &date)
            && !is_taken(document, owner, name)
        {
            lines.set(&format!("{owner}/properties"), name, &property);
        }
    }
    let observed = observed(report, seen);
    if let Some(place) = document.operation(PAGED).filter(|_| observed.len() > 1) {
        lines.set(&place, OBSERVED, &Value::Object(observed));
    }
    let text = lines.text();
    if text == TEXT {
        return None;
    }
    let diff = TextDiff::from_lines(TEXT, &text);
    let diff = diff.unified_diff().context_radius(3).header("a/join-api.json", "b/join-api.json").to_string();
    Some(format!("{}\n{diff}", head(report)))
}

/// Lines before the diff, which `git apply` passes over.
fn head(report: &Report) -> String {
    let about = match report.is_local {
        true => "Seen at a server on this machine: no evidence about JOIN.",
        false => "Seen at an account of JOIN.",
    };
    format!(
        "{about} {}, {} requests, all GET.\nApply with `git apply`, then run `cargo xtask lint` and `cargo xtask regen`.\n",
        report.date, report.requests
    )
}

/// A property for an unknown field. Texts are taken for personal data; objects and lists need a hand.
fn property(type_: &str, date: &Value) -> Option<Value> {
    let mut property = json!({
        "nullable": true, "description": "Seen in a response. Its meaning is not known.", EVIDENCE: "live", DATE: date,
    });
    let members = property.as_object_mut()?;
    match type_ {
        "string" => {
            members.insert("type".to_owned(), json!("string"));
            members.insert("allOf".to_owned(), json!([{"$ref": "#/components/schemas/PersonalText"}]));
            members.insert("x-join-pii".to_owned(), json!(true));
        }
        "integer" => {
            members.insert("type".to_owned(), json!("integer"));
            members.insert("format".to_owned(), json!("int64"));
        }
        "boolean" => {
            members.insert("type".to_owned(), json!("boolean"));
        }
        "number" => {
            members.insert("type".to_owned(), json!("number"));
            members.insert("format".to_owned(), json!("decimal"));
        }
        _ => return None,
    }
    Some(property)
}

/// Whether a name gives the field of a property that is there.
fn is_taken(document: &Document, owner: &str, name: &str) -> bool {
    let plain = |name: &str| name.replace('_', "").to_lowercase();
    let properties = document.at(&format!("{owner}/properties")).and_then(Value::as_object);
    properties.into_iter().flatten().any(|(known, _)| plain(known) == plain(name))
}

/// What the list of applications was seen to do.
fn observed(report: &Report, seen: &Observations) -> Map<String, Value> {
    let mut observed = Map::new();
    observed.insert("date".to_owned(), json!(report.date));
    let mut add = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            observed.insert(name.to_owned(), json!(value));
        }
    };
    // A failure of the server or of the network says nothing of the API.
    let shown = |question| match seen.reply(question)? {
        Reply::Refusal(refusal) if !refusal.status.is_some_and(|status| (400..500).contains(&status)) => None,
        Reply::Refusal(refusal) if refusal.status == Some(429) => None,
        reply => Some(reply.shown()),
    };
    add("pageSize=51", shown(Question::LargePage));
    add("past the end", shown(Question::PastEnd));
    add(
        "pages",
        match Paging::of(seen) {
            Paging::Full => Some("full up to the last one".to_owned()),
            Paging::Capped(rows) => Some(format!("capped at {rows} rows")),
            Paging::Filtered => Some("short in the middle".to_owned()),
            Paging::Unknown => None,
        },
    );
    for check in ["order", "state", "tags", "times", "attachments", "quota"] {
        let known =
            |verdict| !matches!(verdict, super::finding::Verdict::Unknown | super::finding::Verdict::Failed);
        let finding = report.findings.iter().find(|finding| finding.check == check && known(finding.verdict));
        add(check, finding.map(|finding| finding.inferred.clone().unwrap_or_else(|| finding.seen.clone())));
    }
    observed
}
