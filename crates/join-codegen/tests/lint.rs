//! The lint: each rule refuses what it is there for, with the place, the reason and the fix.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use join_codegen::generate;
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
    insta::with_settings!({snapshot_path => "lint/snapshots", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("messages", messages);
    });
}

#[test]
fn all_findings_come_at_once_in_the_order_of_the_document() {
    let mut document = good();
    plant(&mut document, "/components/schemas/Pet/properties/toys/nullable", None);
    plant(&mut document, "/components/schemas/PetId/minimum", Some(json!(1)));
    plant(&mut document, "/paths/~1pets/get/summary", None);
    plant(&mut document, "/info/version", Some(json!("2.0é")));
    let findings = lint(&document);
    let places: Vec<(u8, &str)> =
        findings.iter().map(|finding| (finding.rule.number(), finding.pointer.as_str())).collect();
    let expected = [
        (10, "/info/version"),
        (1, "/paths/~1pets/get"),
        (4, "/components/schemas/PetId/minimum"),
        (6, "/components/schemas/Pet/properties/toys"),
    ];
    assert_eq!(places, expected);
}

#[test]
fn a_fault_of_a_component_is_told_once_however_often_it_is_used() {
    let mut document = good();
    plant(&mut document, "/components/schemas/PetId/minimum", Some(json!(1)));
    let mut another = document["paths"]["/pets/{petId}"]["patch"].clone();
    another["operationId"] = json!("replacePet");
    plant(&mut document, "/paths/~1pets~1{petId}/put", Some(another));
    let rules: Vec<u8> = lint(&document).iter().map(|finding| finding.rule.number()).collect();
    assert_eq!(rules, [4]);
}

#[test]
fn every_keyword_that_narrows_an_answer_is_refused() {
    let keywords = "anyOf oneOf not discriminator pattern minLength maxLength minimum maximum exclusiveMinimum \
        exclusiveMaximum multipleOf minItems maxItems uniqueItems minProperties maxProperties default";
    for keyword in keywords.split_whitespace() {
        let mut document = good();
        let pointer = format!("/components/schemas/Pet/properties/toys/items/{keyword}");
        plant(&mut document, &pointer, Some(json!({})));
        let found = lint(&document);
        assert!(
            found.iter().any(|finding| finding.rule == Rule::OpenAnswers && finding.pointer == pointer),
            "{keyword}: {}",
            shown(&found)
        );
    }
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
}

#[test]
fn another_version_of_openapi_is_one_finding_whatever_else_there_is() {
    let mut document = good();
    plant(&mut document, "/openapi", Some(json!("3.1.0")));
    plant(&mut document, "/components/schemas/Pet/properties/toys/type", Some(json!(["array", "null"])));
    let [finding] = lint(&document).try_into().unwrap();
    assert_eq!((finding.rule, finding.pointer.as_str()), (Rule::Facts, "/openapi"));
}

#[test]
fn a_key_that_a_terminal_would_obey_is_shown_escaped() {
    let mut document = good();
    plant(&mut document, "/paths/~1pets/\u{1b}[2J\n", Some(json!({})));
    let [finding] = lint(&document).try_into().unwrap();
    assert!(finding.to_string().contains(r"#/paths/~1pets/\u{1b}[2J\n"), "{finding}");
    assert!(document.pointer(&finding.pointer).is_some());
}

#[test]
fn the_placeholders_of_a_path_are_paired_and_have_names() {
    for (path, pair) in [
        ("/pets/{petId}", true),
        ("/{kind}/{petId}.json", true),
        ("/pets/{}", false),
        ("/pets/{petId", false),
        ("/pets/petId}", false),
        ("/pets}/{petId}", false),
        ("/pets/{pet{Id}", false),
    ] {
        let mut document = good();
        plant(&mut document, &format!("/paths/{}", path.replace('/', "~1")), Some(json!({})));
        let found = lint(&document);
        assert_eq!(found.is_empty(), pair, "{path}: {}", shown(&found));
    }
}

#[test]
fn brackets_of_a_description_pair_and_make_no_markup() {
    for (text, plain) in [
        ("Takes {petId} (a number) here.", true),
        ("See <https://join.com> and <http://join.com>.", true),
        ("Takes {petId here.", false),
        ("Takes {petId) here.", false),
        ("Takes (petId] here.", false),
        ("Takes ([petId)] here.", false),
        ("Makes <b>pets</b>.", false),
        ("See <ftp://join.com>.", false),
    ] {
        let mut document = good();
        plant(&mut document, "/paths/~1pets/get/description", Some(json!(text)));
        let found = lint(&document);
        assert_eq!(found.is_empty(), plain, "{text}: {}", shown(&found));
    }
}

#[test]
fn a_member_of_a_path_is_a_method_a_text_or_an_extension() {
    for (key, value, known) in [
        ("summary", json!("Pets"), true),
        ("description", json!("All pets."), true),
        ("x-note", json!({"author": "ada"}), true),
        ("x-note", json!({"operationId": "hidden"}), false),
        ("note", json!({}), false),
    ] {
        let mut document = good();
        plant(&mut document, &format!("/paths/~1pets/{key}"), Some(value.clone()));
        let found = lint(&document);
        assert_eq!(found.is_empty(), known, "{key}: {value}: {}", shown(&found));
    }
}

#[test]
fn a_list_of_texts_holds_texts_only() {
    for (tags, fits) in [(json!(["pets"]), true), (json!(["pets", 5]), false), (json!("pets"), false)] {
        let mut document = good();
        plant(&mut document, "/paths/~1pets/get/tags", Some(tags.clone()));
        let found = lint(&document);
        assert_eq!(found.is_empty(), fits, "{tags}: {}", shown(&found));
    }
}

#[test]
fn circles_end() {
    let link = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let mut document = good();
    plant(&mut document, "/components/schemas/A", Some(json!({"description": "A.", "allOf": [link("B")]})));
    plant(&mut document, "/components/schemas/B", Some(json!({"description": "B.", "allOf": [link("A")]})));
    let list = json!({"description": "C.", "type": "array", "items": link("C")});
    plant(&mut document, "/components/schemas/C", Some(list));
    for name in ["A", "C"] {
        let uses = json!({"description": "x.", "x-join-evidence": "client", "type": "array", "nullable": true, "allOf": [link(name)]});
        plant(&mut document, &format!("/components/schemas/Pet/properties/of{name}"), Some(uses));
    }
    let places: Vec<String> = lint(&document).into_iter().map(|finding| finding.pointer).collect();
    assert_eq!(places, ["/components/schemas/A", "/components/schemas/B"]);
}

#[test]
fn a_component_may_hold_itself() {
    let mut document = good();
    let mother = json!({
        "description": "The mother.", "x-join-evidence": "client", "type": "object", "nullable": true,
        "allOf": [{"$ref": "#/components/schemas/Pet"}],
    });
    plant(&mut document, "/components/schemas/Pet/properties/mother", Some(mother));
    assert_eq!(shown(&lint(&document)), "");
    assert!(generate(&document.to_string()).is_ok());
}

#[test]
fn a_document_too_deep_for_the_stack_is_refused() {
    // Not `json!`, which would walk through all of it.
    let object = |inner| Value::Object([("items".to_owned(), inner)].into_iter().collect());
    let array = |inner| Value::Array(vec![inner]);
    let nested = |levels: usize, wrap: &dyn Fn(Value) -> Value| {
        let mut document = good();
        let deep = (0..levels).fold(json!({}), |inner, _| wrap(inner));
        plant(&mut document, "/components/schemas/Deep", Some(deep));
        let [finding] = lint(&document).try_into().unwrap();
        (finding.rule, finding.pointer)
    };
    // The schema is three levels deep, and 128 are allowed.
    for levels in [2_000, 126] {
        assert_eq!(nested(levels, &object), (Rule::OpenApi, String::new()));
        assert_eq!(nested(levels, &array), (Rule::OpenApi, String::new()));
    }
    assert_eq!(nested(125, &object), (Rule::Facts, "/components/schemas/Deep".to_owned()));
}

/// Every value of the good document replaced by an odd one or removed, one after the other.
#[test]
fn what_the_lint_passes_the_generator_takes() {
    let mut pointers = Vec::new();
    collect(&good(), String::new(), &mut pointers);
    assert!(pointers.len() > 100);
    let odd = [
        json!(null),
        json!(7),
        json!(true),
        json!(""),
        json!("odd one"),
        json!([null]),
        json!({}),
        json!({"$ref": 7}),
        json!({"$ref": "#/components/schemas/Nowhere"}),
        json!({"type": "strng"}),
    ];
    let mut passed = 0;
    for pointer in pointers {
        let removed = !pointer.rsplit('/').next().unwrap().bytes().all(|byte| byte.is_ascii_digit());
        for value in odd.iter().cloned().map(Some).chain(removed.then_some(None)) {
            let mut document = good();
            plant(&mut document, &pointer, value.clone());
            if lint(&document).is_empty() {
                passed += 1;
                if let Err(error) = generate(&document.to_string()) {
                    panic!("{pointer} as {value:?} passes the lint, but: {error}");
                }
            }
        }
    }
    assert!(passed > 20, "only {passed} passed, so this shows little");
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
