//! The OpenAPI document of the actions.

use std::collections::BTreeSet;

use join_actions::{Action, openapi};
use serde_json::{Value, json};

#[test]
fn every_action_is_an_operation_and_every_write_has_a_plan() {
    let document = openapi("http://127.0.0.1:8787/");
    assert_eq!(document["servers"], json!([{ "url": "http://127.0.0.1:8787" }]));
    let mut expected = BTreeSet::new();
    for action in Action::every() {
        expected.insert(format!("/actions/{action}"));
        if action.is_write() {
            expected.insert(format!("/actions/{action}/plan"));
        }
    }
    let paths: BTreeSet<String> = document["paths"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(paths, expected);
}

fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str));
            fields.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[test]
fn every_reference_leads_to_a_part_of_the_document() {
    let document = openapi("https://actions.example.com");
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 40);
    for reference in found {
        assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
    }
}

#[test]
fn the_schemas_of_the_document_are_valid_and_those_of_the_actions() {
    let document = openapi("https://actions.example.com");
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        assert!(jsonschema::meta::is_valid(schema), "{name}");
    }
    let schema = &document["components"]["schemas"]["update_candidate.input"];
    assert_eq!(schema["allOf"], Action::UpdateCandidate.input_schema()["allOf"]);
}

#[test]
fn the_document_is_the_accepted_one() {
    insta::with_settings!({ sort_maps => true }, {
        insta::assert_json_snapshot!("document", openapi("http://127.0.0.1:8787"));
    });
}
