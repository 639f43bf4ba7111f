//! Wrong inputs: all errors at once, each at its pointer, none with a value.

use join_actions::{Action, ActionError, ErrorKind, FieldCode};
use serde_json::{Value, json};

fn errors(action: Action, input: Value) -> ActionError {
    action.check(&input).expect_err("the input is wrong")
}

/// The pointers and codes of the wrong fields.
fn found(action: Action, input: Value) -> Vec<(String, FieldCode)> {
    let error = errors(action, input);
    assert_eq!(error.kind, ErrorKind::InvalidInput);
    error.fields.into_iter().map(|field| (field.pointer, field.code)).collect()
}

fn wrong(action: Action, input: Value, expected: &[(&str, FieldCode)]) {
    let expected: Vec<_> = expected.iter().map(|(place, code)| ((*place).to_owned(), *code)).collect();
    assert_eq!(found(action, input), expected);
}

#[test]
fn all_wrong_fields_of_a_create_come_at_once() {
    let input = json!({
        "job_id": "seven", "first_name": " ", "email": "ada.example.com", "phone": "0301234", "source": "FRIENDS",
        "integration_external_id": "ada@example.com", "lastName": "Lovelace",
        "documents": [
            { "type": "CV", "file_name": "..", "content": "J" },
            { "type": "PASSPORT", "content": "SGVsbG8=", "size": 5 },
        ],
    });
    wrong(
        Action::CreateApplication,
        input,
        &[
            ("/documents/0/content", FieldCode::Format),
            ("/documents/0/content", FieldCode::Range),
            ("/documents/0/file_name", FieldCode::Format),
            ("/documents/1/file_name", FieldCode::Missing),
            ("/documents/1/size", FieldCode::UnknownField),
            ("/documents/1/type", FieldCode::Choice),
            ("/email", FieldCode::Format),
            ("/first_name", FieldCode::Format),
            ("/integration_external_id", FieldCode::Format),
            ("/job_id", FieldCode::Type),
            ("/lastName", FieldCode::UnknownField),
            ("/last_name", FieldCode::Missing),
            ("/phone", FieldCode::Format),
            ("/source", FieldCode::Choice),
        ],
    );
}

#[test]
fn errors_help_and_never_quote_a_value() {
    let secret = "s3cret-value";
    let input = json!({
        "job_id": secret, "first_name": [secret], "last_name": 5, "email": secret, "phone": secret,
        "source": secret, "integration_external_id": "s3cret-value@example.com", "firstName": secret,
        "documents": [{ "type": secret, "file_name": "", "content": "s3cret-value!" }],
    });
    let error = errors(Action::CreateApplication, input);
    let texts = [error.to_string(), format!("{error:?}"), serde_json::to_string(&error).unwrap()];
    for text in &texts {
        assert!(!text.contains(secret), "{text}");
    }
    assert!(
        texts[0].contains("/firstName: there is no such field; did you mean first_name?"),
        "{}",
        texts[0]
    );
    assert!(texts[0].contains("/source: must be one of ORGANIC, "), "{}", texts[0]);
    assert!(texts[0].contains("/job_id: must be a whole number"), "{}", texts[0]);
}

#[test]
fn an_input_that_is_no_object_is_a_field_error_of_the_whole() {
    for input in [json!(null), json!([]), json!("x"), json!(7), json!(true)] {
        wrong(Action::ListJobs, input, &[("", FieldCode::Type)]);
    }
}

#[test]
fn null_counts_as_left_out_and_a_whole_float_as_a_whole_number() {
    for input in [
        json!({ "job_id": 7.0, "first_name": "A", "last_name": "B", "email": "a@b", "phone": null, "documents": null }),
        json!({ "job_id": 9007199254740991_i64, "first_name": "A", "last_name": "B", "email": "ä@b" }),
    ] {
        assert_eq!(Action::CreateApplication.check(&input), Ok(()));
    }
    wrong(Action::RetrieveJob, json!({ "job_id": null }), &[("/job_id", FieldCode::Missing)]);
    wrong(Action::RetrieveJob, json!({ "job_id": 7.5 }), &[("/job_id", FieldCode::Type)]);
}

#[test]
fn ranges_are_checked() {
    wrong(
        Action::ListJobs,
        json!({ "page": 0, "page_size": 51, "status": "online" }),
        &[("/page", FieldCode::Range), ("/page_size", FieldCode::Range), ("/status", FieldCode::Choice)],
    );
    for id in [json!(0), json!(-1), json!(9007199254740992_i64), json!(u64::MAX), json!(1e300)] {
        wrong(
            Action::RetrieveApplication,
            json!({ "application_id": id }),
            &[("/application_id", FieldCode::Range)],
        );
    }
}

#[test]
fn times_have_a_zone_and_exist() {
    for time in ["2026-03-01T08:00:00Z", "2026-03-01T08:00:00.123456789+01:00", "2024-02-29T23:59:59-11:30"] {
        assert_eq!(Action::ListApplications.check(&json!({ "updated_since": time })), Ok(()), "{time}");
    }
    for time in [
        "2026-03-01",
        "2026-03-01T08:00:00",
        "2026-02-30T08:00:00Z",
        "2026-03-01 08:00:00Z",
        "1772352000",
        "",
    ] {
        let input = json!({ "updated_since": time });
        wrong(Action::ListApplications, input, &[("/updated_since", FieldCode::Format)]);
    }
}

#[test]
fn a_bare_replace_of_tags_is_refused() {
    let action = Action::UpdateCandidate;
    let combination = FieldCode::Combination;
    wrong(action, json!({ "candidate_id": 5, "tags": ["a"] }), &[("/expected", combination)]);
    wrong(
        action,
        json!({ "candidate_id": 5, "application_id": 9, "tags": [] }),
        &[("/expected", combination)],
    );
    let off = json!({ "candidate_id": 5, "tags": ["a"], "replace_without_check": false });
    wrong(action, off, &[("/expected", combination)]);
    let blind = json!({ "candidate_id": 5, "tags": ["a"], "expected": ["b"] });
    wrong(action, blind, &[("/application_id", combination)]);
    for input in [
        json!({ "candidate_id": 5 }),
        json!({ "candidate_id": 5, "tags": ["a"], "replace_without_check": true }),
        json!({ "candidate_id": 5, "application_id": 9, "tags": ["a"], "expected": [] }),
        json!({ "candidate_id": 5, "add_tags": [], "remove_tags": [] }),
        json!({ "candidate_id": 5, "tags": null }),
    ] {
        assert_eq!(action.check(&input), Ok(()), "{input}");
    }
}

#[test]
fn edits_need_an_application_and_exclude_a_replacement() {
    let action = Action::UpdateCandidate;
    let combination = FieldCode::Combination;
    wrong(action, json!({ "candidate_id": 5, "add_tags": ["a"] }), &[("/application_id", combination)]);
    wrong(action, json!({ "candidate_id": 5, "remove_tags": ["a"] }), &[("/application_id", combination)]);
    wrong(
        action,
        json!({ "candidate_id": 5, "application_id": 9, "expected": [] }),
        &[("/tags", combination)],
    );
    let both = json!({
        "candidate_id": 5, "application_id": 9, "tags": ["a"], "expected": ["b"], "add_tags": ["c"],
        "remove_tags": ["d"], "owner": "x:", "replace_without_check": true,
    });
    wrong(
        action,
        both,
        &[
            ("/add_tags", combination),
            ("/owner", combination),
            ("/remove_tags", combination),
            ("/replace_without_check", combination),
        ],
    );
    let message = &errors(action, json!({ "candidate_id": 5, "tags": ["a"] })).fields[0].message;
    assert!(message.contains("replace_without_check: true"), "{message}");
}

#[test]
fn tags_that_the_eye_can_not_trust_are_refused() {
    for tag in ["", " a", "a ", "a\u{200b}b", "a\nb", "\u{202e}a", "a\u{a0}"] {
        let input = json!({ "candidate_id": 5, "application_id": 9, "add_tags": ["ok", tag] });
        assert!(
            found(Action::UpdateCandidate, input).iter().all(|(place, _)| place == "/add_tags/1"),
            "{tag:?}"
        );
    }
    let removal = json!({ "candidate_id": 5, "application_id": 9, "remove_tags": [" a\u{200b}"] });
    assert_eq!(Action::UpdateCandidate.check(&removal), Ok(()));
}

#[test]
fn an_unknown_action_is_an_error_with_the_names() {
    let error = "delete_job".parse::<Action>().unwrap_err();
    assert_eq!(error.kind, ErrorKind::UnknownAction);
    assert!(error.message.contains("create_candidate_note"));
}
