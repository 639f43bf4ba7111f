//! The JSON Schema of data files agrees with what the sandbox takes.

use join_sandbox::{Data, JoinSandbox};
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::{COMPANY, MINIMAL};

fn schema() -> Validator {
    jsonschema::validator_for(&serde_json::from_str(Data::schema()).unwrap()).unwrap()
}

fn assert_valid(schema: &Validator, file: &Value) {
    let errors: Vec<_> =
        schema.iter_errors(file).map(|error| format!("{} {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn the_schema_is_one() {
    let text: Value = serde_json::from_str(Data::schema()).unwrap();
    assert!(jsonschema::meta::is_valid(&text));
}

#[test]
fn the_example_files_are_valid_and_are_taken() {
    let schema = schema();
    for file in [COMPANY, MINIMAL, "{}"] {
        assert_valid(&schema, &serde_json::from_str(file).unwrap());
        Data::from_json(file).unwrap();
    }
}

#[tokio::test]
async fn what_a_sandbox_writes_is_valid() {
    let schema = schema();
    let sandbox = JoinSandbox::builder().applications(300).start().await.unwrap();
    assert_valid(&schema, &serde_json::from_str(&sandbox.data().to_json()).unwrap());
}

/// The pointers of all values inside a value.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, inner)| pointers(inner, &format!("{at}/{name}"), found));
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, inner)| pointers(inner, &format!("{at}/{index}"), found));
        }
        _ => {}
    }
}

/// Each value of the example is replaced by each of these, left out, and put beside an unknown field.
fn changed_files() -> Vec<(String, Value)> {
    let values = [
        json!(null),
        json!(true),
        json!(-1),
        json!(0),
        json!(1),
        json!(1.5),
        json!(256),
        json!(9_007_199_254_740_992_i64),
        json!(u64::MAX),
        json!(""),
        json!(" "),
        json!("x"),
        json!("de"),
        json!("DEU"),
        json!(".."),
        json!("a b@c"),
        json!("ÄÖ=="),
        json!("2026-03-01"),
        json!("2026-03-01T08:00:00"),
        json!("2026-03-01T08:00:00z"),
        json!("2026-03-01T08:00Z"),
        json!([]),
        json!([null]),
        json!([1]),
        json!({}),
        json!({ "name": "x" }),
    ];
    let company: Value = serde_json::from_str(COMPANY).unwrap();
    let mut places = Vec::new();
    pointers(&company, "", &mut places);
    let mut files = Vec::new();
    for place in &places {
        for value in &values {
            let mut file = company.clone();
            *file.pointer_mut(place).unwrap() = value.clone();
            files.push((format!("{place} = {value}"), file));
        }
        if company.pointer(place).unwrap().is_object() {
            let mut file = company.clone();
            file.pointer_mut(place).unwrap()["unknown"] = json!(1);
            files.push((format!("{place}/unknown"), file));
        }
        if let Some((parent, name)) = place.rsplit_once('/') {
            let mut file = company.clone();
            if let Some(members) = file.pointer_mut(parent).unwrap().as_object_mut() {
                members.remove(name);
                files.push((format!("{place} left out"), file));
            }
        }
    }
    files
}

#[test]
fn what_the_schema_refuses_is_refused_with_a_pointer() {
    let schema = schema();
    let (mut refused, mut more) = (0, 0);
    for (change, file) in changed_files() {
        let taken = Data::from_json(file.to_string());
        if !schema.is_valid(&file) {
            let error = taken
                .err()
                .unwrap_or_else(|| panic!("the schema refuses it, the sandbox takes it: {change}"));
            assert!(!error.problems().is_empty(), "{change}");
            refused += 1;
        } else if let Err(error) = taken {
            // Contradictions, and what only looks like a time or base64.
            more += 1;
            assert!(more < 250, "{change}: {error}");
        }
    }
    assert!(refused > 1_000, "{refused}");
}
