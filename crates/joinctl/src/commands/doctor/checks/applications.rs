//! What applications hold: state, tags, times, files, and whether a single one has the fields of its row.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::lists;
use crate::commands::doctor::finding::{Finding, Verdict, counted};
use crate::commands::doctor::hosts::shown_host;
use crate::commands::doctor::observation::{Answer, Body, Observations, Reply};
use crate::commands::doctor::question::Question;
use crate::commands::doctor::sample::{is_name, is_word};

const NO_ROWS: &str = "nothing: no applications were read";

pub(super) fn check(seen: &Observations) -> Vec<Finding> {
    let rows = lists::rows(seen);
    vec![state(&rows), tags(&rows), times(&rows), attachments(&rows), single(seen)]
}

/// How often a field has which form.
fn forms<'a>(values: impl Iterator<Item = Option<&'a Value>>) -> BTreeMap<&'static str, usize> {
    let mut forms = BTreeMap::new();
    for value in values {
        let form = match value {
            None => "absent",
            Some(Value::Null) => "null",
            Some(Value::Array(items)) if items.is_empty() => "empty",
            Some(Value::Array(_)) => "filled",
            Some(Value::String(_)) => "text",
            Some(_) => "of another type",
        };
        *forms.entry(form).or_default() += 1;
    }
    forms
}

fn counts(forms: &BTreeMap<&'static str, usize>) -> String {
    let counts: Vec<_> = forms.iter().map(|(form, count)| format!("{form} in {count}")).collect();
    counts.join(", ")
}

fn state(rows: &[&Value]) -> Finding {
    let check = "state";
    if rows.is_empty() {
        return Finding::unknown(check, NO_ROWS);
    }
    let mut shown = Vec::new();
    let mut missing = Vec::new();
    for name in ["state", "hiringState"] {
        let forms = forms(rows.iter().map(|row| row.get(name)));
        let words: BTreeSet<&str> =
            rows.iter().filter_map(|row| row.get(name)?.as_str()).filter(|word| is_word(word)).collect();
        let words = words.into_iter().collect::<Vec<_>>().join(", ");
        let values = if words.is_empty() { String::new() } else { format!(" with {words}") };
        shown.push(format!("{name} is {}{values}", counts(&forms)));
        if !forms.contains_key("text") {
            missing.push(name);
        }
    }
    let shown = shown.join("; ");
    match missing.as_slice() {
        [] => Finding::new(check, Verdict::Ok, shown),
        ["hiringState"] => Finding::new(check, Verdict::Differs, shown)
            .inferred("hiringState is not in responses, although it is a filter of the list")
            .todo("read state instead, and see docs/doctor.md for its vocabulary"),
        ["state"] => Finding::new(check, Verdict::Differs, shown)
            .inferred("only hiringState is in responses")
            .todo("read hiringState"),
        _ => Finding::new(check, Verdict::Differs, shown)
            .inferred("responses say nothing of the state")
            .todo("read currentStage, or filter the list by hiringState"),
    }
}

fn tags(rows: &[&Value]) -> Finding {
    let check = "tags";
    let candidates: Vec<&Value> = rows.iter().filter_map(|row| row.get("candidate")).collect();
    if candidates.is_empty() {
        return Finding::unknown(check, "nothing: no candidates were read");
    }
    let forms = forms(candidates.iter().map(|candidate| candidate.get("tags")));
    let shown = format!("tags are {}", counts(&forms));
    let without: Vec<&str> =
        ["absent", "null", "empty"].into_iter().filter(|form| forms.contains_key(form)).collect();
    if forms.keys().any(|form| matches!(*form, "text" | "of another type")) {
        return Finding::new(check, Verdict::Differs, shown)
            .inferred("tags are no list of texts")
            .todo("report it; edits of such tags are refused, so nothing is lost");
    }
    match without.as_slice() {
        [] => Finding::unknown(check, shown)
            .inferred("no candidate without tags was read, so their form is unknown"),
        ["absent"] => Finding::new(check, Verdict::Differs, shown)
            .inferred("tags are left out of responses where there are none, or this token may not see them")
            .todo("see docs/tag-safety.md: edits treat absent tags as unknown"),
        [form] => Finding::new(check, Verdict::Ok, shown)
            .inferred(format!("candidates without tags have {form} tags")),
        _ => Finding::new(check, Verdict::Differs, shown)
            .inferred("candidates without tags come in several forms")
            .todo("report it; each form is kept apart"),
    }
}

fn times(rows: &[&Value]) -> Finding {
    let check = "times";
    let texts: Vec<&str> = rows.iter().filter_map(|row| row.get("lastUpdatedAt")?.as_str()).collect();
    if texts.is_empty() {
        return Finding::unknown(check, "nothing: no lastUpdatedAt was read");
    }
    let unreadable = texts.iter().filter(|text| text.parse::<jiff::Timestamp>().is_err()).count();
    if unreadable > 0 {
        let shown = format!("{unreadable} of {} are not RFC 3339 with a zone", counted(texts.len(), "time"));
        return Finding::new(check, Verdict::Differs, shown)
            .todo("report it; changes can't be followed by such times");
    }
    let finest = texts.iter().map(|text| fraction(text)).max().unwrap_or_default();
    let shown = match finest {
        0 => format!("{} in whole seconds", counted(texts.len(), "time")),
        digits => format!("{} with up to {digits} digits of a second", counted(texts.len(), "time")),
    };
    Finding::new(check, Verdict::Ok, shown)
}

/// Digits after the second.
fn fraction(text: &str) -> usize {
    let after = text.split_once('.').map_or("", |(_, after)| after);
    after.chars().take_while(char::is_ascii_digit).count()
}

fn attachments(rows: &[&Value]) -> Finding {
    let check = "attachments";
    let files = rows.iter().filter_map(|row| row.get("attachments")?.as_array()).flatten();
    let urls: Vec<&str> = files.filter_map(|file| file.get("url")?.as_str()).collect();
    if urls.is_empty() {
        return Finding::unknown(check, "nothing: no attachment was read");
    }
    let hosts: BTreeSet<String> = urls.iter().map(|url| shown_host(url)).collect();
    let is_join = |host: &String| host == "join.com" || host.ends_with(".join.com") || host == "this machine";
    let shown = format!(
        "{} on {}",
        counted(urls.len(), "file"),
        hosts.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
    );
    match hosts.iter().all(is_join) {
        true => Finding::new(check, Verdict::Ok, shown),
        false => Finding::new(check, Verdict::Differs, shown)
            .inferred("files come from a host that gets no token")
            .todo("try one download; if it fails, report the host"),
    }
}

/// A single application against its row.
fn single(seen: &Observations) -> Finding {
    let check = "single";
    let found = seen.iter().find(|(question, _)| matches!(question, Question::Application(_)));
    let Some((Question::Application(id), reply)) = found else {
        return Finding::unknown(check, NO_ROWS);
    };
    let Reply::Answer(Answer { body: Body::Object(single), .. }) = reply else {
        return Finding::new(check, Verdict::Differs, format!("a single application gets {}", reply.shown()))
            .todo("run it again; if it stays, report it");
    };
    let rows = seen.rows(Question::Applications(1)).unwrap_or_default();
    let row = rows.iter().find(|row| row.get("id").and_then(Value::as_i64) == Some(id));
    let (one, other) = (names(Some(single)), names(row));
    let only = |these: &BTreeSet<String>, those: &BTreeSet<String>| -> String {
        these.difference(those).cloned().collect::<Vec<_>>().join(", ")
    };
    let parts = [("only in the single one", only(&one, &other)), ("only in the row", only(&other, &one))];
    let parts: Vec<_> = parts
        .iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(place, names)| format!("{place}: {names}"))
        .collect();
    match parts.is_empty() {
        true => Finding::new(check, Verdict::Ok, "a single application has the fields of its row"),
        false => Finding::new(check, Verdict::Differs, parts.join("; "))
            .todo("read applications one by one where a list lacks a field"),
    }
}

/// The names of the fields, and of the candidate's, as far as they can be shown.
fn names(value: Option<&Value>) -> BTreeSet<String> {
    let of = |value: Option<&Value>, before: &str| -> Vec<String> {
        let members = value.and_then(Value::as_object).into_iter().flatten();
        members.filter(|(name, _)| is_name(name)).map(|(name, _)| format!("{before}{name}")).collect()
    };
    let candidate = value.and_then(|value| value.get("candidate"));
    of(value, "").into_iter().chain(of(candidate, "candidate.")).collect()
}
