//! The API document: its operations, and its schemas as JSON Schema.

use std::collections::BTreeSet;

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

pub(crate) struct Document {
    json: Value,
    /// The schemas of the document in the words of JSON Schema.
    schemas: Value,
}

impl Document {
    pub(crate) fn read() -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../join-api.json");
        let json: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let schemas = converted(&json["components"]["schemas"]);
        Document { json, schemas }
    }

    /// The names of all operations.
    pub(crate) fn operations(&self) -> BTreeSet<String> {
        let paths = self.json["paths"].as_object().unwrap().values();
        let operations = paths.flat_map(|path| path.as_object().unwrap().values());
        operations.filter_map(|operation| operation["operationId"].as_str().map(str::to_owned)).collect()
    }

    /// The method, path and object of an operation.
    pub(crate) fn operation(&self, name: &str) -> (&str, &str, &Value) {
        let paths = self.json["paths"].as_object().unwrap();
        let all = paths.iter().flat_map(|(path, methods)| {
            methods
                .as_object()
                .unwrap()
                .iter()
                .map(move |(method, operation)| (method.as_str(), path.as_str(), operation))
        });
        let mut found = all.filter(|(_, _, operation)| operation["operationId"] == name);
        found.next().unwrap_or_else(|| panic!("the document has no operation {name}"))
    }

    /// The schema of an operation's response with this status, if the document has such a response.
    pub(crate) fn response(&self, operation: &str, status: u16) -> Option<&Value> {
        let responses = &self.operation(operation).2["responses"];
        let exact = responses.get(status.to_string());
        let response = exact.or_else(|| responses.get(format!("{}XX", status / 100)))?;
        let response = self.resolved(response);
        Some(&response["content"]["application/json"]["schema"])
    }

    /// The statuses and ranges of an operation's responses.
    pub(crate) fn statuses(&self, operation: &str) -> BTreeSet<&str> {
        let responses = self.operation(operation).2["responses"].as_object().unwrap();
        responses.keys().map(String::as_str).collect()
    }

    pub(crate) fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            Some(pointer) => self.json.pointer(pointer.trim_start_matches('#')).unwrap(),
            None => value,
        }
    }

    /// A judge of values that a schema of the document describes.
    pub(crate) fn validator(&self, schema: &Value) -> Validator {
        let root = json!({ "allOf": [converted(schema)], "components": { "schemas": self.schemas } });
        jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .build(&root)
            .unwrap()
    }

    /// The paths of all fields below a schema, such as `[].candidate.tags[]`.
    pub(crate) fn fields(&self, schema: &Value) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        self.add_fields(schema, String::new(), &mut found);
        found
    }

    fn add_fields(&self, schema: &Value, at: String, found: &mut BTreeSet<String>) {
        let schema = self.resolved(schema);
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.add_fields(part, at.clone(), found);
        }
        if schema.get("items").is_some() {
            self.add_fields(&schema["items"], format!("{at}[]"), found);
        }
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            let at = format!("{at}.{name}");
            self.add_fields(field, at.clone(), found);
            found.insert(at);
        }
    }
}

/// The paths of the fields of a value that are not null.
pub(crate) fn shown(value: &Value, at: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, inner) in members.iter().filter(|(_, inner)| !inner.is_null()) {
                let at = format!("{at}.{name}");
                shown(inner, &at, found);
                found.insert(at);
            }
        }
        Value::Array(items) => items.iter().for_each(|inner| shown(inner, &format!("{at}[]"), found)),
        _ => {}
    }
}

/// A schema of OpenAPI 3.0 as JSON Schema: `nullable` is another type, and nothing stands beside a `$ref`.
fn converted(schema: &Value) -> Value {
    match schema {
        Value::Object(members) if members.contains_key("$ref") => json!({ "$ref": members["$ref"] }),
        Value::Object(members) => {
            let kept = members.iter().filter(|(name, _)| *name != "nullable" && *name != "example");
            let plain: Map<_, _> = kept.map(|(name, inner)| (name.clone(), converted(inner))).collect();
            match members.get("nullable") {
                Some(Value::Bool(true)) => json!({ "anyOf": [plain, { "type": "null" }] }),
                _ => Value::Object(plain),
            }
        }
        Value::Array(items) => items.iter().map(converted).collect(),
        other => other.clone(),
    }
}

#[test]
fn a_nullable_schema_takes_null_and_its_type_and_nothing_else() {
    let document = Document::read();
    let tags = document.validator(&json!({ "$ref": "#/components/schemas/Tags" }));
    assert!(tags.is_valid(&json!(null)) && tags.is_valid(&json!(["a"])) && !tags.is_valid(&json!([1])));
    let job = document.validator(&json!({ "$ref": "#/components/schemas/Job" }));
    assert!(job.is_valid(&json!({ "id": 1, "title": null, "createdAt": "2026-03-02T08:00:00Z" })));
    for odd in [
        json!({}),
        json!({ "id": null }),
        json!({ "id": 1, "title": 2 }),
        json!({ "id": 1, "createdAt": "today" }),
    ] {
        assert!(!job.is_valid(&odd), "{odd}");
    }
}
