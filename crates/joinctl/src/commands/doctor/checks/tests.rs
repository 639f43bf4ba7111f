//! Replies and the findings that follow from them.

use std::time::Duration;

use join_sdk::{ErrorKind, ProxyUse};
use serde_json::{Value, json};

use super::{Setting, all};
use crate::commands::auth::finding::Finding as Access;
use crate::commands::doctor::document::Document;
use crate::commands::doctor::finding::Finding;
use crate::commands::doctor::observation::{Answer, Body, Cause, Observations, Refusal, Reply};
use crate::commands::doctor::plan::{MOST, next};
use crate::commands::doctor::question::Question;
use crate::commands::doctor::sample::{Sample, is_name, is_word};

fn answer(body: Body) -> Answer {
    Answer { status: 200, body, ahead: Some(0), quota: Vec::new(), elapsed: Duration::from_millis(5) }
}

fn list(rows: Vec<Value>) -> Reply {
    Reply::Answer(answer(Body::List(rows)))
}

fn refusal(status: Option<u16>, kind: ErrorKind) -> Refusal {
    let (access, cause) = (Access::Unchecked, Cause::Other);
    Refusal { kind, status, access, cause, is_page: false, certificate: None }
}

/// Rows with falling numbers, newest first, from this number down.
fn rows(from: i64, count: i64) -> Vec<Value> {
    let row = |id: i64| json!({"id": id, "createdAt": format!("2026-01-{:02}T08:00:00Z", id % 28 + 1), "hiringState": "APPLIED", "state": "ACTIVE"});
    (0..count).map(|number| row(from - number)).collect()
}

fn seen(replies: Vec<(Question, Reply)>) -> Observations {
    let mut seen = Observations::default();
    for (question, reply) in replies {
        seen.add(question, 1, reply);
    }
    seen
}

fn findings(seen: &Observations) -> Vec<Finding> {
    let document = Document::read().map_err(|failure| failure.message).unwrap();
    let setting = Setting { proxy: ProxyUse::Direct, unused: vec![], is_https: true, is_local: false };
    all(&setting, seen, &Sample::of(seen, &document))
}

fn verdict(seen: &Observations, check: &str) -> (&'static str, String) {
    let finding = findings(seen).into_iter().find(|finding| finding.check == check).unwrap();
    let parts = [Some(finding.seen), finding.inferred, finding.todo];
    (finding.verdict.word(), parts.into_iter().flatten().collect::<Vec<_>>().join(" | "))
}

#[test]
fn each_first_reply_has_its_verdict_on_connection_token_and_plan() {
    let answered = |status, kind, access| Reply::Refusal(Refusal { access, ..refusal(Some(status), kind) });
    let lost = |kind, cause| Reply::Refusal(Refusal { cause, ..refusal(None, kind) });
    let page = |status, kind| Reply::Refusal(Refusal { is_page: true, ..refusal(Some(status), kind) });
    use ErrorKind as Kind;
    for (reply, expected, part) in [
        (list(vec![]), ["ok", "ok", "ok"], "after 5 ms"),
        (Reply::Answer(answer(Body::NotJson)), ["failed", "unknown", "unknown"], "login page"),
        (answered(401, Kind::Unauthorized, Access::WrongToken), ["ok", "failed", "unknown"], "401"),
        (answered(403, Kind::Forbidden, Access::NoPlanOrNoAdmin), ["ok", "failed", "unknown"], "403"),
        (answered(403, Kind::Forbidden, Access::NoAdmin), ["ok", "failed", "unknown"], "403"),
        (answered(402, Kind::PlanRequired, Access::NoPlan), ["ok", "unknown", "failed"], "402"),
        (answered(500, Kind::Server, Access::Unchecked), ["failed", "unknown", "unknown"], "500"),
        (answered(404, Kind::NotFound, Access::Unchecked), ["failed", "unknown", "unknown"], "base URL"),
        (page(401, Kind::Unauthorized), ["failed", "unknown", "unknown"], "proxy"),
        (lost(Kind::Connect, Cause::NoSuchHost), ["failed", "unknown", "unknown"], "DNS"),
        (lost(Kind::Connect, Cause::ConnectionRefused), ["failed", "unknown", "unknown"], "refused"),
        (lost(Kind::Timeout, Cause::Other), ["failed", "unknown", "unknown"], "--timeout"),
        (lost(Kind::Transport, Cause::Other), ["failed", "unknown", "unknown"], "broke"),
    ] {
        let seen = seen(vec![(Question::EmploymentTypes, reply)]);
        let (connection, text) = verdict(&seen, "connection");
        let found = [connection, verdict(&seen, "token").0, verdict(&seen, "plan").0];
        assert_eq!(found, expected, "{text}");
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn the_fault_of_a_certificate_and_its_cure_are_apart() {
    for text in
        ["raw: the certificate has expired: check the clock", "the certificate has expired: check the clock"]
    {
        let fault = Refusal { certificate: Some(text.to_owned()), ..refusal(None, ErrorKind::Certificate) };
        let seen = seen(vec![(Question::EmploymentTypes, Reply::Refusal(fault))]);
        let expected = ("failed", "the certificate has expired | check the clock".to_owned());
        assert_eq!(verdict(&seen, "tls"), expected);
    }
}

#[test]
fn a_wrong_clock_and_an_odd_quota_are_named() {
    let reply = |ahead, quota| Reply::Answer(Answer { ahead, quota, ..answer(Body::List(vec![])) });
    for (ahead, expected, part) in [
        (Some(2), "ok", "less than 3 s"),
        (Some(-600), "differs", "600 s ahead of the server's"),
        (Some(600), "differs", "600 s behind the server's"),
        (None, "unknown", "no Date header"),
    ] {
        let seen = seen(vec![(Question::EmploymentTypes, reply(ahead, vec![]))]);
        let (found, text) = verdict(&seen, "clock");
        assert!(found == expected && text.contains(part), "{found} {text}");
    }
    for (quota, expected) in [
        (vec![], "unknown"),
        (vec![("x-ratelimit-limit", Some(50)), ("x-ratelimit-reset", Some(3))], "ok"),
        (vec![("x-ratelimit-reset", Some(1_790_000_000))], "differs"),
        (vec![("x-ratelimit-limit", None)], "differs"),
    ] {
        let seen = seen(vec![(Question::EmploymentTypes, reply(Some(0), quota))]);
        assert_eq!(verdict(&seen, "quota").0, expected);
    }
}

#[test]
fn pages_tell_a_cap_from_a_filter() {
    for (pages, small, expected, part) in [
        ([50, 50, 20], 10, "ok", "full"),
        ([25, 25, 25], 10, "differs", "capped at 25 rows"),
        ([5, 5, 5], 5, "differs", "capped at 5 rows"),
        ([34, 33, 13], 7, "differs", "left out"),
        ([33, 33, 13], 7, "differs", "left out"),
        ([20, 0, 0], 10, "unknown", "no second page"),
        ([50, 0, 0], 10, "unknown", "no second page"),
    ] {
        let mut replies: Vec<_> = (1..)
            .zip(pages)
            .map(|(page, count)| {
                (Question::Applications(page), list(rows(1_000 - i64::from(page) * 100, count)))
            })
            .collect();
        replies.push((Question::SmallPage, list(rows(900, small))));
        let (found, text) = verdict(&seen(replies), "page-cap");
        assert!(found == expected && text.contains(part), "{pages:?}: {found} {text}");
    }
}

#[test]
fn repeated_rows_and_another_order_differ() {
    let two = |first: Vec<Value>, second: Vec<Value>| {
        seen(vec![(Question::Applications(1), list(first)), (Question::Applications(2), list(second))])
    };
    assert_eq!(verdict(&two(rows(28, 5), rows(23, 5)), "pages").0, "ok");
    assert_eq!(verdict(&two(rows(28, 5), rows(28, 5)), "pages").0, "differs");
    assert_eq!(verdict(&two(rows(27, 5), rows(22, 5)), "order").0, "ok");
    let mut rising = rows(27, 5);
    rising.reverse();
    let (found, text) = verdict(&two(rising, vec![]), "order");
    assert!(found == "differs" && text.contains("rising createdAt and id"), "{text}");
    assert_eq!(verdict(&two(rows(27, 1), vec![]), "order").0, "unknown");
}

#[test]
fn every_form_of_tags_and_of_the_state_has_its_verdict() {
    let row = |rest: Value| {
        let mut row = json!({"id": 1});
        row.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        row
    };
    let tagged = |forms: &[Value]| {
        let rows = forms.iter().map(|form| row(json!({"candidate": form}))).collect();
        seen(vec![(Question::Applications(1), list(rows))])
    };
    let (full, none) = (json!({"tags": ["x"]}), json!({"tags": []}));
    for (forms, expected) in [
        (vec![full.clone(), none.clone()], "ok"),
        (vec![full.clone(), json!({"tags": null})], "ok"),
        (vec![full.clone(), json!({})], "differs"),
        (vec![none, json!({})], "differs"),
        (vec![json!({"tags": "x,y"})], "differs"),
        (vec![full], "unknown"),
    ] {
        assert_eq!(verdict(&tagged(&forms), "tags").0, expected, "{forms:?}");
    }
    for (fields, expected) in [
        (json!({"state": "ACTIVE", "hiringState": "APPLIED"}), "ok"),
        (json!({"state": "ACTIVE"}), "differs"),
        (json!({"hiringState": "APPLIED", "state": null}), "differs"),
        (json!({}), "differs"),
    ] {
        let seen = seen(vec![(Question::Applications(1), list(vec![row(fields.clone())]))]);
        assert_eq!(verdict(&seen, "state").0, expected, "{fields}");
    }
}

#[test]
fn names_and_words_that_may_be_personal_are_not_kept() {
    for name in ["rating", "hiring_score", "externalId"] {
        assert!(is_name(name), "{name}");
    }
    for name in ["ada@person.example", "Ada", "+4915799999", "ada lovelace", "a1", ""] {
        assert!(!is_name(name), "{name}");
    }
    assert!(is_word("TALENT_POOL") && is_word("XING"));
    for value in ["Ada", "+49157", "ADA LOVELACE", "A@B", "X", "_", "A__B", ""] {
        assert!(!is_word(value), "{value}");
    }
    let map: serde_json::Map<_, _> = ('a'..='z').map(|letter| (letter.to_string(), json!(1))).collect();
    let seen = seen(vec![(Question::Applications(1), list(vec![Value::Object(map)]))]);
    let document = Document::read().map_err(|failure| failure.message).unwrap();
    let sample = Sample::of(&seen, &document);
    assert_eq!(sample.unknown.len(), 20, "an object of many unknown names is a map");
    assert!(sample.unnamed.contains("Application"));
}

#[test]
fn a_run_has_a_bound_and_ends_where_nothing_more_can_be_learned() {
    let mut replies = Observations::default();
    let mut asked = 0;
    while let Some(question) = next(&replies) {
        replies.add(question, 1, list(rows(900, 50)));
        asked += 1;
    }
    assert!(asked > 10 && asked <= MOST, "{asked}");
    for kind in [ErrorKind::Connect, ErrorKind::Certificate, ErrorKind::Unauthorized, ErrorKind::RateLimited]
    {
        let first = seen(vec![
            (Question::EmploymentTypes, list(vec![])),
            (Question::Applications(1), Reply::Refusal(refusal(None, kind))),
        ]);
        assert_eq!(next(&first), None, "{kind}");
    }
    let forbidden = || Reply::Refusal(refusal(Some(403), ErrorKind::Forbidden));
    let mut refused = seen(vec![(Question::EmploymentTypes, forbidden())]);
    assert_eq!(next(&refused), Some(Question::Applications(1)), "others may work");
    refused.add(Question::Applications(1), 1, forbidden());
    assert_eq!(next(&refused), None, "two refusals are enough");
    let later =
        seen(vec![(Question::EmploymentTypes, list(vec![])), (Question::Applications(1), forbidden())]);
    assert_eq!(next(&later), Some(Question::LargePage), "one operation may be refused");
}

#[test]
fn one_refused_operation_is_no_failure_of_the_others() {
    let gone = Reply::Refusal(refusal(Some(404), ErrorKind::NotFound));
    let seen = seen(vec![(Question::EmploymentTypes, gone), (Question::Applications(1), list(rows(20, 2)))]);
    for (check, expected) in
        [("connection", "ok"), ("token", "ok"), ("operations", "differs"), ("order", "ok")]
    {
        assert_eq!(verdict(&seen, check).0, expected, "{check}");
    }
    assert!(verdict(&seen, "operations").1.starts_with("listEmploymentTypes: status 404"));
    let page = Reply::Answer(answer(Body::NotJson));
    let seen = self::seen(vec![(Question::EmploymentTypes, list(vec![])), (Question::Offices, page)]);
    assert!(
        verdict(&seen, "operations").1.starts_with("listOffices: status 200 with something else than JSON")
    );
}
