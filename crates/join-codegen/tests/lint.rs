//! The lint: each rule refuses what it is there for, with the place, the reason and how to mend it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use join_codegen::lint::{Finding, Rule, lint};
use serde_json::{Value, json};

fn good() -> Value {
    serde_json::from_str(include_str!("lint/good.json")).unwrap()
}

/// Plants a fault: sets or removes what a JSON pointer names.
fn plant(document: &mut Value, pointer: &str, value: Option<Value>) {
    let Some((parent, key)) = pointer.rsplit_once('/') else {
        *document = value.unwrap();
        return;
    };
    let key = key.replace("~1", "/").replace("~0", "~");
    match document.pointer_mut(parent).unwrap() {
        Value::Object(members) => match value {
            Some(value) => drop(members.insert(key, value)),
            None => drop(members.shift_remove(&key).unwrap()),
        },
        Value::Array(items) => items[key.parse::<usize>().unwrap()] = value.unwrap(),
        _ => panic!("{pointer} is in nothing"),
    }
}

fn shown(findings: &[Finding]) -> String {
    findings.iter().map(Finding::to_string).collect::<Vec<_>>().join("\n\n")
}

#[test]
fn the_good_document_and_the_real_one_have_no_findings() {
    assert_eq!(shown(&lint(&good())), "");
    let real = serde_json::from_str(include_str!("../../../join-api.json")).unwrap();
    assert_eq!(shown(&lint(&real)), "");
}

/// Each fixture plants one fault into the good document. All messages are in one snapshot, to be read in one go.
#[test]
fn each_planted_fault_is_named_with_its_place_reason_and_mend() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lint/fixtures");
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    let (mut messages, mut rules) = (String::new(), BTreeSet::new());
    for path in names {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let fixture: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let mut document = good();
        for (pointer, value) in fixture["set"].as_object().into_iter().flatten() {
            plant(&mut document, pointer, Some(value.clone()));
        }
        for pointer in fixture["remove"].as_array().into_iter().flatten() {
            plant(&mut document, pointer.as_str().unwrap(), None);
        }
        let findings = lint(&document);
        let expected = fixture["rule"].as_u64().unwrap();
        let found = findings.iter().find(|finding| u64::from(finding.rule.number()) == expected);
        let found =
            found.unwrap_or_else(|| panic!("{name}: rule {expected} is not among\n{}", shown(&findings)));
        rules.insert(found.rule);
        for finding in &findings {
            assert!(
                document.pointer(&finding.pointer).is_some(),
                "{name}: nothing is at {}",
                finding.pointer
            );
        }
        messages.push_str(&format!("== {name}\n{}\n\n", shown(&findings)));
    }
    assert_eq!(rules.into_iter().collect::<Vec<_>>(), Rule::ALL, "a rule has no fixture");
    insta::with_settings!({snapshot_path => "lint/snapshots", prepend_module_to_snapshot => false}, {
        insta::assert_snapshot!("messages", messages);
    });
}

#[test]
fn all_findings_come_at_once() {
    let mut document = good();
    plant(&mut document, "/paths/~1pets/get/summary", None);
    plant(&mut document, "/components/schemas/Pet/additionalProperties", Some(json!(false)));
    plant(&mut document, "/components/schemas/Pet/properties/toys/nullable", None);
    let rules: Vec<u8> = lint(&document).iter().map(|finding| finding.rule.number()).collect();
    assert_eq!(rules, [1, 4, 6]);
}

#[test]
fn a_fault_in_what_only_a_request_holds_is_left_to_the_requests_author() {
    let mut document = good();
    plant(&mut document, "/components/schemas/Rename/properties/name/maxLength", Some(json!(40)));
    plant(&mut document, "/components/schemas/Rename/additionalProperties", Some(json!(false)));
    assert_eq!(shown(&lint(&document)), "");
}

#[test]
fn odd_documents_give_findings_and_no_panic() {
    for odd in [
        json!(null),
        json!([]),
        json!({}),
        json!("openapi"),
        json!({"openapi": 3}),
        json!({"openapi": "3.0.3"}),
        json!({"openapi": "3.0.3", "paths": 5}),
        json!({"openapi": "3.0.3", "paths": {"a/~b": null, "": {"get": 1, "~/": {}}}}),
        json!({"openapi": "3.0.3", "paths": {"/a": {"get": {"parameters": {}, "responses": [], "requestBody": "x"}}}}),
    ] {
        assert!(!lint(&odd).is_empty(), "{odd}");
    }
    let mut circle = good();
    plant(&mut circle, "/components/schemas/A", Some(json!({"allOf": [{"$ref": "#/components/schemas/B"}]})));
    plant(&mut circle, "/components/schemas/B", Some(json!({"allOf": [{"$ref": "#/components/schemas/A"}]})));
    plant(
        &mut circle,
        "/components/schemas/Pet/properties/a",
        Some(json!({"$ref": "#/components/schemas/A"})),
    );
    assert!(!lint(&circle).is_empty());
    // Every value of the good document replaced by something else, one after the other.
    let mut pointers = Vec::new();
    collect(&good(), String::new(), &mut pointers);
    assert!(pointers.len() > 100);
    for pointer in pointers {
        for value in [json!(null), json!(7), json!(""), json!([null]), json!({"$ref": 7})] {
            let mut document = good();
            plant(&mut document, &pointer, Some(value));
            lint(&document);
        }
    }
}

fn collect(value: &Value, pointer: String, pointers: &mut Vec<String>) {
    let mut below = |key: &str, value: &Value| {
        let pointer = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
        pointers.push(pointer.clone());
        collect(value, pointer, pointers);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(key, value)| below(key, value)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, value)| below(&index.to_string(), value))
        }
        _ => {}
    }
}
