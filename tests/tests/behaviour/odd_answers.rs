//! No answer makes the SDK panic or quote it: in real answers each member is replaced by each of many odd values.

use std::fmt::Debug;

use join_client::{Rows, types as low};
use join_sdk::types::{ApplicationId, JobId, JobStatus};
use join_sdk::{Error, ErrorKind, Join, NewApplication, Result};
use join_tests::{Answer, Script, sandbox};
use serde_json::Value;
use serde_json::value::RawValue;

/// What no error may quote: part of most of the odd values.
const PLANTED: &[&str] = &["planted", "987654321"];

/// Texts of JSON, but for the last ones.
pub(crate) const ODD: &[&str] = &[
    r#"null"#,
    r#"true"#,
    r#"0"#,
    r#"-1"#,
    r#"-0.0"#,
    r#"987654321"#,
    r#"-987654321.5"#,
    r#"987654321e300"#,
    r#"1e400"#,
    r#"-1e400"#,
    r#"1e-400"#,
    r#"9223372036854775807"#,
    r#"9223372036854775808"#,
    r#"-9223372036854775809"#,
    r#"18446744073709551616"#,
    r#"79228162514264337593543950336"#,
    r#"9876543210987654321098765432109876543210"#,
    r#"0.00000000000000000000000000000000000987654321"#,
    r#""""#,
    r#"" planted ""#,
    r#""\u0000planted\u202e""#,
    r#""\ud800planted""#,
    r#""🦀planted""#,
    r#""987654321""#,
    r#""-987654321.000000000000000000000000000000000000001""#,
    r#""79228162514264337593543950336""#,
    r#""1e400""#,
    r#""1e-400""#,
    r#""-0.0""#,
    r#""NaN""#,
    r#""inf""#,
    r#""0000-01-01T00:00:00Z""#,
    r#""-9999-01-01T00:00:00Z""#,
    r#""99999-01-01T00:00:00Z""#,
    r#""+012345-01-01T00:00:00Z""#,
    r#""2026-12-31T23:59:60Z""#,
    r#""2026-02-30T00:00:00Z""#,
    r#""9999-12-31T23:59:59-23:59""#,
    r#""2026-03-02T08:00:00+26:00""#,
    r#""2026-03-02T08:00:00""#,
    r#""2026-03-02T08:00:00.9876543210987Z""#,
    r#""2026-03-02T08:00:00Z[Planted/planted]""#,
    r#"[]"#,
    r#"{}"#,
    r#"[null]"#,
    r#"["planted"]"#,
    r#"[[["planted"]]]"#,
    r#"[987654321]"#,
    r#"{"planted": "planted"}"#,
    r#"{"id": "planted"}"#,
    r#"{"id": 987654321, "id": 1}"#,
    r#"planted"#,
    r#"{"planted": planted}"#,
    r#""planted"#,
    r#""#,
];

/// Each member of an answer replaced by each odd value, or left out, and each odd value as one member more.
fn odd_answers(real: &Value) -> Vec<String> {
    let deep = "[".repeat(20_000) + &"]".repeat(20_000);
    let long = format!("\"{}\"", "planted ".repeat(2_000));
    let odd = || ODD.iter().copied().chain([deep.as_str(), long.as_str()]);
    let mut answers = Vec::new();
    for place in places(real, String::new()) {
        let mut marked = real.clone();
        *marked.pointer_mut(&place).unwrap() = "MARK".into();
        let marked = marked.to_string();
        answers.extend(odd().map(|odd| marked.replace("\"MARK\"", odd)));

        let mut more = real.clone();
        let Some(members) = more.pointer_mut(&place).unwrap().as_object_mut() else { continue };
        for name in members.clone().keys() {
            let mut less = real.clone();
            less.pointer_mut(&place).unwrap().as_object_mut().unwrap().remove(name);
            answers.push(less.to_string());
        }
        members.insert("planted".to_owned(), "MARK".into());
        let more = more.to_string();
        answers.extend(odd().map(|odd| more.replace("\"MARK\"", odd)));
    }
    answers
}

/// Pointers to a value and to all that it holds.
pub(crate) fn places(value: &Value, place: String) -> Vec<String> {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(name, member)| (name.clone(), member)).collect(),
        Value::Array(items) => {
            items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect()
        }
        _ => Vec::new(),
    };
    let below = inner.into_iter().flat_map(|(name, value)| places(value, format!("{place}/{name}")));
    let below: Vec<String> = below.collect();
    std::iter::once(place).chain(below).collect()
}

/// Rows of a list as the sandbox answers them, those that say most first.
async fn rows(path: &str) -> Vec<Value> {
    let (_, sandbox) = sandbox().await;
    let request = reqwest::Client::new().get(format!("{}{path}", sandbox.base_url()));
    let answer = request.header("Authorization", sandbox.token()).send().await.unwrap();
    let mut rows: Vec<Value> = answer.json().await.unwrap();
    rows.sort_by_key(|row| std::cmp::Reverse(row.to_string().len()));
    rows
}

async fn real(path: &str) -> Value {
    rows(path).await.swap_remove(0)
}

#[track_caller]
fn is_silent(what: &(impl Debug + ToString)) {
    let said = format!("{} {what:?} {what:#?}", what.to_string());
    assert!(!PLANTED.iter().any(|planted| said.contains(planted)), "{said}");
}

/// Reads odd answers as the low-level types do. What can be read can be written, and that is read and written the same.
macro_rules! decode {
    ($name:ident, $real:expr) => {
        let mut read = 0;
        for answer in odd_answers(&$real) {
            let Ok(value) = serde_json::from_str::<low::$name>(&answer) else { continue };
            let written = serde_json::to_string(&value).unwrap();
            let again = serde_json::from_str::<low::$name>(&written).unwrap();
            assert_eq!(serde_json::to_string(&again).unwrap(), written);
            read += 1;
        }
        assert!(read > 0);
    };
}

#[tokio::test]
async fn each_object_is_read_or_not_whatever_its_members_are() {
    decode!(Job, real("/jobs?content=true").await);
    decode!(Application, real("/applications").await);
    decode!(Office, real("/offices").await);
    decode!(Category, real("/categories").await);
    decode!(EmploymentType, real("/employmentTypes").await);
    decode!(SeniorityLevel, real("/seniorityLevels").await);
    decode!(CreatedJob, serde_json::json!({ "id": 1 }));
    decode!(ChangedJob, serde_json::json!({ "id": 1 }));
    decode!(CreatedApplication, serde_json::json!({ "candidateId": 5, "id": 9 }));
    decode!(UpdatedCandidate, serde_json::json!({ "id": 5, "tags": ["a"] }));
    decode!(CreatedNote, serde_json::json!({ "id": 1 }));
    decode!(CreatedOffice, serde_json::json!({ "id": 1 }));
    decode!(ApiErrorBody, serde_json::json!({ "error": { "type": "X", "message": "y" } }));
}

/// An odd row between two good ones.
macro_rules! decode_rows {
    ($name:ident, $row:expr) => {
        let row = $row;
        for odd in odd_answers(&row) {
            let is_json = serde_json::from_str::<&RawValue>(&odd).is_ok();
            match serde_json::from_str::<Rows<low::$name>>(&format!("[{row},{odd},{row}]")) {
                Ok(rows) => {
                    let good: Vec<bool> = rows.iter().map(Result::is_ok).collect();
                    assert!(is_json && matches!(good[..], [true, _, true]), "{odd}");
                    rows.iter().filter_map(|row| row.as_ref().err()).for_each(is_silent);
                }
                Err(_) => assert!(!is_json, "{odd}"),
            }
        }
    };
}

#[tokio::test]
async fn an_odd_row_costs_one_row_and_is_not_quoted() {
    decode_rows!(Job, real("/jobs?content=true").await);
    decode_rows!(Application, real("/applications").await);
    decode_rows!(Office, real("/offices").await);
    decode_rows!(Category, real("/categories").await);
}

/// Every so-manieth of the odd answers, given to a call one after the other.
async fn ask(answers: Vec<Answer>, kind: ErrorKind, call: impl AsyncFn(&Join) -> Vec<Error>) {
    const EVERY: usize = 7;
    let answers: Vec<Answer> = answers.into_iter().step_by(EVERY).collect();
    let script = Script::start(answers.clone()).await;
    let join = script.client();
    let mut failed = 0;
    for answer in &answers {
        for error in call(&join).await {
            assert_eq!(error.kind(), kind, "{error} {:?}", answer.body);
            is_silent(&error);
            let mut cause = std::error::Error::source(&error);
            while let Some(source) = cause {
                is_silent(&source);
                cause = source.source();
            }
            failed += 1;
        }
    }
    assert!(failed > 0);
    assert_eq!(script.received().len(), answers.len(), "each answer is the answer to one call");
}

fn succeeding(real: &Value) -> Vec<Answer> {
    odd_answers(real).into_iter().map(|body| Answer::json(200, body)).collect()
}

/// The failures of a call, and those of its rows.
fn failures<T>(outcome: Result<join_sdk::lists::Page<T>>) -> Vec<Error> {
    match outcome {
        Ok(page) => page.rows.into_iter().filter_map(Result::err).collect(),
        Err(error) => vec![error],
    }
}

fn failure<T>(outcome: Result<T>) -> Vec<Error> {
    outcome.err().into_iter().collect()
}

#[tokio::test]
async fn a_read_with_an_odd_answer_succeeds_or_can_not_be_decoded() {
    let decode = ErrorKind::Decode;
    let jobs = real("/jobs?content=true").await;
    ask(succeeding(&jobs), decode, async |join| failure(join.jobs().get(JobId(7)).await)).await;
    let application = real("/applications").await;
    let get = async |join: &Join| failure(join.applications().get(ApplicationId(9)).await);
    ask(succeeding(&application), decode, get).await;

    let list = async |path: &str| succeeding(&Value::Array(rows(path).await.into_iter().take(2).collect()));
    let page = async |join: &Join| failures(join.jobs().list().page(1).await);
    ask(list("/jobs?content=true").await, decode, page).await;
    let page = async |join: &Join| failures(join.applications().list().page(1).await);
    ask(list("/applications").await, decode, page).await;
    ask(list("/offices").await, decode, async |join| failures(join.offices().list().page(1).await)).await;
    ask(list("/categories").await, decode, async |join| failure(join.catalog().categories().await)).await;
    let all = async |join: &Join| failure(join.catalog().employment_types().await);
    ask(list("/employmentTypes").await, decode, all).await;
    let all = async |join: &Join| failure(join.catalog().seniority_levels().await);
    ask(list("/seniorityLevels").await, decode, all).await;
}

#[tokio::test]
async fn a_create_with_an_odd_answer_succeeds_or_can_not_be_decoded() {
    let answer = serde_json::json!({ "candidateId": 5, "id": 9 });
    let new = NewApplication::new(JobId(7), "Ada", "Lovelace", "ada@example.com").unwrap();
    let create = async |join: &Join| failure(join.applications().create(&new).await);
    ask(succeeding(&answer), ErrorKind::Decode, create).await;
}

#[tokio::test]
async fn a_refusal_keeps_its_kind_whatever_its_body_is() {
    let body = serde_json::json!({ "error": { "type": "X", "message": "y" }, "message": "z" });
    let refusing = |status| odd_answers(&body).into_iter().map(move |body| Answer::json(status, body));
    let get = async |join: &Join| failure(join.jobs().get(JobId(7)).await);
    ask(refusing(404).collect(), ErrorKind::NotFound, get).await;
    let change = async |join: &Join| failure(join.jobs().change_status(JobId(7), JobStatus::Offline).await);
    ask(refusing(422).collect(), ErrorKind::Validation, change).await;
}
