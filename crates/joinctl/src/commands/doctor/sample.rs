//! Compares the bodies of responses with the document, field by field. Keeps names and types, no values but words of enums.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::document::{Document, escaped, last};
use super::observation::{Body, Observations};

/// Unknown names of one object that are kept. An object with more is a map, whose keys may be anything.
const MOST_NAMES: usize = 20;

/// Letters of a name or a word.
const LONGEST: usize = 40;

/// What the bodies hold, compared with the document.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Sample {
    /// Operations that had a response of the documented kind, as pointers.
    pub(super) operations: BTreeSet<String>,
    /// Fields that had a value of the documented type, as pointers.
    pub(super) fields: BTreeSet<String>,
    /// Unknown fields: the pointer of the object's schema, the name, and the types.
    pub(super) unknown: BTreeMap<(String, String), BTreeSet<&'static str>>,
    /// Objects with unknown fields whose names may be personal.
    pub(super) unnamed: BTreeSet<String>,
    /// Unknown words of enums, by the pointer of the enum.
    pub(super) words: BTreeMap<String, BTreeSet<String>>,
    /// Enums with unknown values that are no words of JOIN's kind.
    pub(super) wordless: BTreeSet<String>,
    /// Fields of another type: `Owner.field`, the documented and the seen type.
    pub(super) types: BTreeSet<(String, String, &'static str)>,
}

impl Sample {
    /// Reads all bodies.
    pub(super) fn of(seen: &Observations, document: &Document) -> Self {
        let mut sample = Self::default();
        for (question, answer) in seen.answers() {
            let id = question.operation();
            let (Some(operation), Some(schema)) = (document.operation(id), document.success(id)) else {
                continue;
            };
            let is_list =
                document.resolve(&schema).is_some_and(|(_, schema)| kind_of(schema) == Some("array"));
            let mut values: Vec<&Value> = Vec::new();
            match (&answer.body, is_list) {
                (Body::List(rows), true) => values.extend(rows),
                (Body::Object(value), false) => values.push(value),
                _ => continue,
            }
            sample.operations.insert(operation);
            let row = document.resolve(&schema).map(|(pointer, _)| pointer).unwrap_or_default();
            let row = if is_list { format!("{row}/items") } else { row };
            for value in values {
                sample.read(document, &row, value);
            }
        }
        sample
    }

    fn read(&mut self, document: &Document, pointer: &str, value: &Value) {
        let Some((pointer, schema)) = document.resolve(pointer) else { return };
        if let (Some(known), Some(word)) =
            (schema.get("x-extensible-enum").and_then(Value::as_array), value.as_str())
            && !known.iter().any(|known| known.as_str() == Some(word))
        {
            match is_word(word) {
                true => drop(self.words.entry(pointer.clone()).or_default().insert(word.to_owned())),
                false => drop(self.wordless.insert(last(&pointer).to_owned())),
            }
        }
        if let Some(items) = value.as_array().filter(|_| schema.get("items").is_some()) {
            for item in items {
                self.read(document, &format!("{pointer}/items"), item);
            }
        }
        let (Some(members), Some(properties)) =
            (value.as_object(), schema.get("properties").and_then(Value::as_object))
        else {
            return;
        };
        for (name, value) in members {
            match properties.contains_key(name) {
                true => self.field(document, &pointer, name, value),
                false => self.unknown_field(&pointer, name, value),
            }
        }
    }

    fn field(&mut self, document: &Document, owner: &str, name: &str, value: &Value) {
        let place = format!("{owner}/properties/{}", escaped(name));
        let Some((_, schema)) = document.resolve(&place) else { return };
        let is_nullable = |schema: &Value| schema.get("nullable") == Some(&Value::Bool(true));
        let found = type_of(value);
        if value.is_null() && (is_nullable(schema) || document.at(&place).is_some_and(is_nullable)) {
            return;
        }
        match kind_of(schema) {
            Some(documented) if !fits(documented, schema, value) => {
                let field = format!("{}.{name}", last(owner));
                self.types.insert((field, documented.to_owned(), found));
            }
            _ => {
                self.fields.insert(place.clone());
                self.read(document, &place, value);
            }
        }
    }

    fn unknown_field(&mut self, owner: &str, name: &str, value: &Value) {
        let of_owner = self.unknown.keys().filter(|(other, _)| other == owner).count();
        let key = (owner.to_owned(), name.to_owned());
        let is_kept = self.unknown.contains_key(&key) || (is_name(name) && of_owner < MOST_NAMES);
        match is_kept {
            true => drop(self.unknown.entry(key).or_default().insert(type_of(value))),
            false => drop(self.unnamed.insert(last(owner).to_owned())),
        }
    }
}

fn kind_of(schema: &Value) -> Option<&str> {
    schema.get("type").and_then(Value::as_str)
}

fn fits(documented: &str, schema: &Value, value: &Value) -> bool {
    match documented {
        "integer" => value.is_i64() || value.is_u64(),
        "number" => {
            let is_decimal = schema.get("format").and_then(Value::as_str) == Some("decimal");
            value.is_number() || (is_decimal && value.is_string())
        }
        other => type_of(value) == other,
    }
}

/// The type in the words of JSON Schema.
fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Whether a key is a name of the API's kind: camelCase or snake_case, not a name of a person or an address.
pub(super) fn is_name(key: &str) -> bool {
    key.len() <= LONGEST
        && key.starts_with(|letter: char| letter.is_ascii_lowercase())
        && key.chars().all(|letter| letter.is_ascii_alphabetic() || letter == '_')
}

/// Whether a value is a word of the API's kind, such as `JOIN_CV`, which holds no text of a person.
pub(super) fn is_word(value: &str) -> bool {
    let is_part = |part: &str| part.chars().all(|letter| letter.is_ascii_uppercase()) && !part.is_empty();
    value.len() <= LONGEST && value.len() > 1 && value.split('_').all(is_part)
}
