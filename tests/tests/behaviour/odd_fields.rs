//! An odd field costs one field: the row, the read, the search and the tag edit go on without it.

use join_client::{Rows, Tags, types::Application};
use join_sandbox::{Fault, Operation};
use join_sdk::tags::{ApplyOptions, Owner, TagEdit};
use join_sdk::types::{ApplicationId, CandidateId, JobId};
use join_sdk::{ErrorKind, Join, JoinReader};
use join_tests::{Answer, Fixture, Script};
use serde_json::{Value, json};

use crate::decoding::APPLICATION;
use crate::odd_answers::{ODD, places};

/// Reads one row beside a good one. Returns it as JSON, and the paths of its odd fields.
fn read(row: &str) -> (Option<String>, Vec<String>) {
    let rows: Rows<Application> = serde_json::from_str(&format!(r#"[{row}, {{"id": 2}}]"#)).unwrap();
    let paths = rows.odd_fields().iter().map(|field| field.path().to_owned()).collect();
    let mut rows = rows.into_iter();
    let row = rows.next().unwrap().ok().map(|row| serde_json::to_string(&row).unwrap());
    assert!(rows.next().unwrap().is_ok());
    (row, paths)
}

/// Removes what a value at this place may change: its element or member, or the object that has no id without it.
fn without(mut value: Value, place: &str, elements: usize) -> Value {
    let place = if place.contains("/tags") { "/candidate/tags" } else { place };
    let place = match place.strip_suffix("/id") {
        Some(owner @ ("/candidate" | "/job")) => owner,
        _ => place,
    };
    let (owner, name) = place.rsplit_once('/').unwrap();
    match value.pointer_mut(owner) {
        Some(Value::Object(members)) => drop(members.remove(name)),
        Some(Value::Array(items)) if items.len() == elements => drop(items.remove(name.parse().unwrap())),
        _ => {}
    }
    value
}

#[test]
fn any_leaf_may_be_anything_and_every_other_one_is_read_the_same() {
    let real: Value = serde_json::from_str(APPLICATION).unwrap();
    let good: Value = serde_json::from_str(&read(APPLICATION).0.unwrap()).unwrap();
    let is_json = |text: &&&str| serde_json::from_str::<&serde_json::value::RawValue>(text).is_ok();
    let (mut read_whole, mut left_out) = (0, 0);
    for place in
        places(&real, String::new()).into_iter().filter(|place| !["", "/id"].contains(&place.as_str()))
    {
        let mut marked = real.clone();
        *marked.pointer_mut(&place).unwrap() = "MARK".into();
        let elements = place.rsplit_once('/').and_then(|(owner, _)| good.pointer(owner)?.as_array());
        let elements = elements.map_or(0, Vec::len);
        for odd in ODD.iter().filter(is_json) {
            let (row, paths) = read(&marked.to_string().replace("\"MARK\"", odd));
            let row = row.unwrap_or_else(|| panic!("{place}: {odd} costs the row"));
            assert!(paths.len() <= 1, "{place}: {odd} costs {paths:?}");
            *(if paths.is_empty() { &mut read_whole } else { &mut left_out }) += 1;
            let Ok(row) = serde_json::from_str::<Value>(&row) else {
                assert!(place.contains("answer") || place.contains("tags"), "{place}: {odd} is written");
                continue;
            };
            let (row, good) = (without(row, &place, elements), without(good.clone(), &place, elements));
            assert_eq!(row, good, "{place}: {odd}");
        }
    }
    assert!(read_whole > 100 && left_out > 100, "{read_whole} {left_out}");
}

#[test]
fn each_odd_field_is_named_once_by_its_path() {
    for (row, paths) in [
        (r#"{"id": 1, "candidate": {"id": null, "firstName": null, "tags": null}}"#, vec!["candidate.id"]),
        (r#"{"id": 1, "candidate": {}, "job": {}}"#, vec!["candidate", "job"]),
        (r#"{"id": 1, "candidate": null, "job": {"id": null, "title": null}}"#, vec!["job.id"]),
        (r#"{"id": 1, "candidate": {"id": 5, "country": "Germany"}}"#, vec!["candidate.country"]),
        (r#"{"id": 1, "candidate": {"id": 5, "country": {"name": {}}}}"#, vec!["candidate.country.name"]),
        (r#"{"id": 1, "attachments": [null, {"name": "a"}, null]}"#, vec!["attachments[]"]),
        (r#"{"id": 1, "attachments": [{"url": []}, {"url": {}}]}"#, vec!["attachments[].url"]),
        (r#"{"id": 1, "createdAt": "", "lastUpdatedAt": "2024-13-45"}"#, vec!["createdAt", "lastUpdatedAt"]),
        (r#"{"id": 1, "createdAt": 1772438400}"#, vec!["createdAt"]),
        (r#"{"id": 1, "integrationExternalId": 1.5}"#, vec!["integrationExternalId"]),
        (r#"{"id": 1, "state": "A", "state": "B"}"#, vec!["state"]),
        (r#"{"id": 1, "screeningQuestions": {"question": "?"}}"#, vec!["screeningQuestions"]),
        (r#"{"id": 1, "currentStage": {"id": 3, "index": "second"}}"#, vec!["currentStage.index"]),
    ] {
        let (read, odd) = read(row);
        assert!(read.is_some(), "{row}");
        assert_eq!(odd, paths, "{row}");
    }
}

#[test]
fn numbers_and_texts_of_whole_numbers_stand_for_each_other() {
    let (row, odd) = read(
        r#"{"id": "17", "integrationExternalId": 123, "job": {"id": "7", "externalId": 9223372036854775807}}"#,
    );
    assert_eq!(
        row.unwrap(),
        r#"{"id":17,"integrationExternalId":"123","job":{"externalId":"9223372036854775807","id":7}}"#
    );
    assert_eq!(odd, [""; 0]);
    for id in [r#""017""#, r#""1e3""#, r#""17 ""#, r#""""#, "1.0", "true", "[]"] {
        assert_eq!(read(&format!(r#"{{"id": {id}}}"#)).0, None, "{id}");
    }
}

#[test]
fn an_answer_of_any_shape_is_kept_as_text_and_as_it_is() {
    for (json, text) in [
        (r#"["German", "English"]"#, "German, English"),
        (r#"[1.50, true, null]"#, "1.50, true, null"),
        (r#"{"amount": 50000, "currency": "EUR"}"#, r#"{"amount": 50000, "currency": "EUR"}"#),
        (r#"[["a"], {}]"#, r#"[["a"], {}]"#),
        (r#""caf\u00e9 \"x\"""#, "café \"x\""),
        ("12345678901234567890123.10", "12345678901234567890123.10"),
        ("1e400", "1e400"),
        ("false", "false"),
        (r#""""#, ""),
    ] {
        let row = format!(r#"[{{"id": 1, "screeningQuestions": [{{"question": "?", "answer": {json}}}]}}]"#);
        let rows: Rows<Application> = serde_json::from_str(&row).unwrap();
        assert!(rows.odd_fields().is_empty());
        let row = rows.into_iter().next().unwrap().unwrap();
        let answer = row.screening_questions.unwrap().remove(0).answer.unwrap();
        assert_eq!((answer.text().as_ref(), answer.json()), (text, json));
        assert_eq!(format!("{answer:?}"), "[redacted]");
    }
}

#[test]
fn many_faults_in_one_row_cost_no_more_than_the_row() {
    let nulls = vec!["null"; 20_000].join(",");
    let files = vec![r#"{"name": "a", "url": 3, "type": {}}"#; 20_000].join(",");
    let more: String = (0..20_000).map(|number| format!(r#","more{number}": [{number}]"#)).collect();
    let row = format!(
        r#"{{"id": 1, "attachments": [{files}], "screeningQuestions": [{nulls}], "candidate": {{"id": 5, "country": 3{more}}}}}"#
    );
    let (row, odd) = read(&row);
    let row: Value = serde_json::from_str(&row.unwrap()).unwrap();
    assert_eq!(odd, ["attachments[].type", "candidate.country", "screeningQuestions[]"]);
    assert_eq!(row["attachments"].as_array().unwrap().len(), 20_000);
    assert_eq!((&row["screeningQuestions"], &row["candidate"]), (&json!([]), &json!({"id": 5})));
}

fn reader(script: &Script) -> JoinReader {
    script.client().read_only()
}

#[tokio::test]
async fn a_list_a_read_and_a_scan_show_what_they_left_out() {
    let rows =
        r#"[{"id": 1, "rating": 5, "createdAt": ""}, {"id": 2, "createdAt": 0, "job": {}}, {"id": 3}]"#;
    let counted = |odd: &join_sdk::lists::OddFields| {
        odd.iter().map(|(path, rows)| (path.to_owned(), rows)).collect::<Vec<_>>()
    };
    let expected = [("createdAt".to_owned(), 2), ("job".to_owned(), 1)];

    let script = Script::start([Answer::json(200, rows)]).await;
    let page = reader(&script).applications().list().page(1).await.unwrap();
    let odd: Vec<_> = page.odd_fields.iter().map(|field| (field.row(), field.id(), field.path())).collect();
    assert_eq!(
        odd,
        [(Some(0), Some(1), "createdAt"), (Some(1), Some(2), "createdAt"), (Some(1), Some(2), "job")]
    );
    assert!(page.rows.iter().all(Result::is_ok));

    let script = Script::start([Answer::json(200, rows), Answer::json(200, "[]")]).await;
    let mut stream = reader(&script).applications().list().rows();
    while let Some(row) = stream.next().await {
        row.unwrap();
    }
    assert_eq!(counted(stream.odd_fields()), expected);

    let answers = [rows, "[]", rows, "[]", rows, "[]", rows, "[]"].map(|body| Answer::json(200, body));
    let script = Script::start(answers).await;
    let mut scan = reader(&script).applications().list().complete();
    while let Some(row) = scan.next().await {
        row.unwrap();
    }
    assert_eq!((counted(scan.odd_fields()), scan.summary().odd_fields), (expected.to_vec(), 3));

    let script = Script::start([Answer::json(200, r#"{"id": 9, "job": 3, "candidate": {"id": 5}}"#)]).await;
    let join = reader(&script);
    let response = join.applications().get(ApplicationId(9)).response().await.unwrap();
    assert_eq!(response.odd_fields().iter().map(|field| field.path()).collect::<Vec<_>>(), ["job"]);
    assert_eq!(response.get_ref().candidate.as_ref().unwrap().id, CandidateId(5));
}

#[tokio::test]
async fn a_row_without_a_readable_external_id_may_be_the_wanted_one() {
    let rows = r#"[{"id": 1, "integrationExternalId": {"key": "inq_1"}, "job": {"id": 7}}]"#;
    let script = Script::start([Answer::json(200, rows), Answer::json(200, "[]")]).await;
    let error = reader(&script).applications().find(JobId(7), "inq_2").await.unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Decode, Some("integrationExternalId")));
    let rows = r#"[{"id": 1, "integrationExternalId": 12, "job": {"id": 7}}]"#;
    let script = Script::start([Answer::json(200, rows), Answer::json(200, "[]")]).await;
    let found = reader(&script).applications().find(JobId(7), "12").await.unwrap();
    assert_eq!(found.unwrap().id, ApplicationId(1));
}

#[tokio::test]
async fn an_office_without_a_readable_place_may_be_the_wanted_one() {
    let offices = r#"[{"id": 1, "city": ["Bern"], "countryIso": "CH"}]"#;
    let script = Script::start([Answer::json(200, offices), Answer::json(200, "[]")]).await;
    let error = reader(&script).offices().find("CH", "Bern").await.unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Decode, Some("city")));
}

#[tokio::test]
async fn a_feed_of_changes_goes_on_without_an_odd_field() {
    let page = Answer::json(200, r#"[{"id": 2, "createdAt": "", "note": "x"}, {"id": 1}]"#);
    let script = Script::start([page, Answer::json(200, "[]")]).await;
    let list = script.client().applications().list().with_text();
    let mut changes = list.changes(join_sdk::changes::MemoryStore::default());
    let mut texts = Vec::new();
    while let Some(change) = changes.next().await {
        texts.push(change.unwrap().into_application().text);
    }
    assert_eq!(texts, [r#"{"id": 2, "createdAt": "", "note": "x"}"#, r#"{"id": 1}"#]);
    assert_eq!(changes.odd_fields().iter().collect::<Vec<_>>(), [("createdAt", 1)]);
}

async fn fixture() -> Fixture {
    Fixture::start(&["vip", "agency:hays"]).await
}

fn odd(fixture: &Fixture, path: &str, value: &Value) {
    let (path, value) = (path.to_owned(), value.clone());
    fixture.sandbox.clear_hooks();
    fixture.sandbox.before(move |request, _| match request.operation {
        Operation::GetApplication => Fault::OddField { path: path.clone(), value: value.clone() },
        _ => Fault::None,
    });
}

async fn edit(join: &Join, fixture: &Fixture, tag: &str) -> join_sdk::Result<()> {
    let edit = TagEdit::owned_by(Owner::with_prefix("p:").unwrap()).add(tag).unwrap();
    let options = ApplyOptions::default().verify(join_sdk::tags::Verify::Once);
    join.tags(&fixture.candidate).edit(&edit, options).await.map(drop)
}

#[tokio::test]
async fn tags_that_can_not_be_read_refuse_the_edit_and_are_no_absent_ones() {
    let fixture = fixture().await;
    for tags in [
        json!("vip"),
        json!(3),
        json!({}),
        json!({"vip": true}),
        json!([null]),
        json!(["vip", 3]),
        json!([["vip"]]),
    ] {
        odd(&fixture, "candidate.tags", &tags);
        let read = fixture.join.applications().get(fixture.candidate.application()).response().await.unwrap();
        assert_eq!(
            read.odd_fields().iter().map(|field| field.path()).collect::<Vec<_>>(),
            ["candidate.tags"]
        );
        let candidate = read.into_inner().candidate.unwrap();
        assert!(matches!(candidate.tags, Tags::Unreadable(_)) && candidate.email.is_some(), "{tags}");
        assert_eq!(serde_json::to_value(&candidate.tags).unwrap(), tags);
        let error = edit(&fixture.join, &fixture, "p:a").await.unwrap_err();
        assert_eq!((error.kind(), error.path()), (ErrorKind::Decode, Some("candidate.tags")), "{tags}");
        let error = fixture.join.tags(&fixture.candidate).read().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{tags}");
    }
    for (path, value) in
        [("candidate.id", json!(null)), ("candidate", json!([])), ("candidate", json!("Ada"))]
    {
        odd(&fixture, path, &value);
        let error = edit(&fixture.join, &fixture, "p:a").await.unwrap_err();
        assert_eq!((error.kind(), error.path()), (ErrorKind::Decode, Some(path)));
    }
    assert_eq!(fixture.writes(), 0);
}

#[tokio::test]
async fn an_edit_needs_nothing_but_ids_and_tags() {
    let fixture = fixture().await;
    for (number, (path, value)) in [
        ("job", json!({})),
        ("createdAt", json!(3)),
        ("candidate.country", json!(3)),
        ("candidate.email", json!({"address": "x"})),
        ("candidate.professionalLinks", json!([null])),
        ("attachments[].url", json!([])),
        ("screeningQuestions[].answer", json!(["a"])),
        ("currentStage", json!("Interview")),
    ]
    .into_iter()
    .enumerate()
    {
        odd(&fixture, path, &value);
        edit(&fixture.join, &fixture, &format!("p:{number}")).await.unwrap();
        assert!(fixture.tags().contains(&format!("p:{number}")), "{path}");
    }
    assert_eq!(fixture.tags()[..2], ["vip", "agency:hays"]);
}

#[tokio::test]
async fn rows_and_reads_keep_their_own_text() {
    let texts = [
        r#"{"id": 1, "rating": 12345678901234567890.10, "customFields": [{"name": "Visa", "value": "a],[b"}]}"#,
        "{\n  \"id\": 2,\n  \"job\": {}\n}",
    ];
    let body = format!(" [{} ,\n{} , {{\"id\": null}}] ", texts[0], texts[1]);
    let script = Script::start([Answer::json(200, body)]).await;
    let list = reader(&script).applications().list().filter(|row| row.id.0 > 0).with_text();
    let page = list.page(1).await.unwrap();
    let rows: Vec<_> = page.rows.iter().flatten().map(|row| (row.value.id.0, row.text.as_str())).collect();
    assert_eq!(rows, [(1, texts[0]), (2, texts[1])]);
    assert_eq!(page.rows[2].as_ref().unwrap_err().row(), Some(2));
    assert!(!format!("{:?}", page.rows[0]).contains("Visa"));

    let script = Script::start([Answer::json(200, texts[0])]).await;
    let join = reader(&script);
    let read = join.applications().get(ApplicationId(1)).with_text().await.unwrap();
    assert_eq!((read.value.id, read.text.as_str()), (ApplicationId(1), texts[0]));
}

#[tokio::test]
async fn a_byte_order_mark_is_skipped() {
    let script = Script::start([
        Answer::json(200, "\u{feff}[{\"id\": 1}, {\"id\": 2, \"job\": {}}]"),
        Answer::json(200, "\u{feff}{\"id\": 3}"),
        Answer::json(200, "\u{feff}{\"id\": 4}"),
    ])
    .await;
    let join = reader(&script);
    let page = join.applications().list().with_text().page(1).await.unwrap();
    let texts: Vec<_> = page.rows.into_iter().map(|row| row.unwrap().text).collect();
    assert_eq!(
        (texts, page.odd_fields.len()),
        (vec![r#"{"id": 1}"#.to_owned(), r#"{"id": 2, "job": {}}"#.to_owned()], 1)
    );
    let read = join.applications().get(ApplicationId(3)).with_text().await.unwrap();
    assert_eq!((read.value.id.0, read.text.as_str()), (3, r#"{"id": 3}"#));
    assert_eq!(join.jobs().get(JobId(4)).await.unwrap().id, JobId(4));
}

#[tokio::test]
async fn raw_requests_and_writes_read_such_bodies_too() {
    let script = Script::start([Answer::json(200, "\u{feff}[1]")]).await;
    let read = script.client();
    let read = read.raw().request(join_sdk::Method::GET, "/scorecards").send::<Vec<u8>>().await.unwrap();
    assert_eq!(read.into_inner(), [1]);
    let script = Script::start([Answer::json(200, &b"[\"\xff\"]"[..])]).await;
    let join = script.client();
    let error = join.raw().request(join_sdk::Method::GET, "/scorecards").send::<Value>().await.unwrap_err();
    assert!(error.to_string().contains("bytes that are not UTF-8"), "{error}");
    let script = Script::start([Answer::json(200, "\u{feff}{\"id\": \"4\", \"more\": []}")]).await;
    let note = script.client().candidates().add_note(CandidateId(5), "verified").await.unwrap();
    assert_eq!(note.id.map(|id| id.0), Some(4));
}

#[tokio::test]
async fn bytes_that_are_not_utf_8_cost_their_row_and_are_named() {
    let body = b"[{\"id\": 1}, {\"id\": 2, \"state\": \"M\xfcller\"}, {\"id\": 3, \"job\": {}}]";
    let script = Script::start([Answer::json(200, &body[..])]).await;
    let page = reader(&script).applications().list().page(1).await.unwrap();
    let ids: Vec<_> = page.rows.iter().flatten().map(|row| row.id.0).collect();
    assert_eq!((ids, page.odd_fields.len()), (vec![1, 3], 1));
    let error = page.rows[1].as_ref().unwrap_err();
    assert!(error.to_string().contains("a row has bytes that are not UTF-8"), "{error}");

    let script = Script::start([Answer::json(200, &b"{\"id\": 1, \"state\": \"M\xfcller\"}"[..])]).await;
    let error = reader(&script).applications().get(ApplicationId(1)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("bytes that are not UTF-8"), "{error}");

    let script = Script::start([Answer::json(200, &b"<html>M\xfcller</html>"[..])]).await;
    let error = reader(&script).applications().list().page(1).await.unwrap_err();
    assert!(error.to_string().contains("instead of JSON"), "{error}");
}
