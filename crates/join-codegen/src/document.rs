//! A linted document, and what the generator reads from it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

/// A document that passed the lint.
#[derive(Debug, Clone)]
pub struct Document {
    value: Value,
}

/// A component's type in Rust, by its `x-join-kind`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// `id`: a `Copy` newtype over an integer.
    Id,
    /// `open-enum`: the known values and any other text.
    OpenEnum,
    /// `personal`: a text that Debug does not print.
    Personal,
    /// `tags`: the three-state set of a candidate's tags.
    Tags,
    /// `answer`: any JSON value, kept as it is.
    Answer,
    /// `rows`: a bare array that is decoded row by row.
    Rows,
    /// No kind: a struct that progenitor generates.
    Object,
}

/// An operation of the document.
#[derive(Debug, Clone, Copy)]
pub struct Operation<'a> {
    /// Path with its placeholders, such as `/jobs/{jobId}`.
    pub path: &'a str,
    /// HTTP method in lower case.
    pub method: &'a str,
    /// The operation object.
    pub object: &'a Map<String, Value>,
}

impl<'a> Operation<'a> {
    /// A text member of the operation object. Empty when absent.
    pub fn text(&self, key: &str) -> &'a str {
        self.object.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    /// The schema of the request's body.
    pub fn request(&self) -> Option<&'a Value> {
        self.object.get("requestBody")?.get("content")?.get("application/json")?.get("schema")
    }
}

impl Document {
    /// Wraps a document that has no findings.
    pub fn new(value: Value) -> Self {
        Self { value }
    }

    /// All operations, in the order of the document.
    pub fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        let paths = self.value.get("paths").and_then(Value::as_object);
        paths.into_iter().flatten().flat_map(|(path, item)| {
            item.as_object().into_iter().flatten().filter_map(move |(method, operation)| {
                let object = operation.as_object().filter(|object| object.contains_key("operationId"))?;
                Some(Operation { path, method, object })
            })
        })
    }

    /// All named components with their kinds, in the order of the document.
    pub fn components(&self) -> impl Iterator<Item = (&str, Kind, &Value)> {
        let schemas = self.value.get("components").and_then(|components| components.get("schemas"));
        let schemas = schemas.and_then(Value::as_object);
        schemas.into_iter().flatten().map(|(name, schema)| (name.as_str(), kind(schema), schema))
    }

    /// Names of the components in requests. Callers build them, so they stay exhaustive.
    pub fn request_components(&self) -> BTreeSet<&str> {
        let schemas: BTreeMap<&str, &Value> =
            self.components().map(|(name, _, schema)| (name, schema)).collect();
        let mut reached = BTreeSet::new();
        let mut waiting: Vec<&Value> =
            self.operations().filter_map(|operation| operation.request()).collect();
        while let Some(value) = waiting.pop() {
            if let Some(name) = reference(value)
                && reached.insert(name)
            {
                waiting.extend(schemas.get(name));
            }
            match value {
                Value::Object(members) => waiting.extend(members.values()),
                Value::Array(items) => waiting.extend(items),
                _ => {}
            }
        }
        reached
    }

    /// The values that are known of an open enum. Documents of earlier releases list them as `enum`.
    pub fn known_values(schema: &Value) -> impl Iterator<Item = &str> {
        schema
            .get(OPEN_VALUES)
            .or_else(|| schema.get("enum"))
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
    }

    /// The document as progenitor takes it: see [`plain`](crate::plain).
    pub(crate) fn for_generator(&self) -> Result<openapiv3::OpenAPI, serde_json::Error> {
        serde_json::from_value(crate::plain::plain(self.value.clone()))
    }
}

/// The member of an open enum that lists its known values.
pub const OPEN_VALUES: &str = "x-extensible-enum";

/// The component name in a `$ref`.
pub(crate) fn reference(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix("#/components/schemas/")
}

fn kind(schema: &Value) -> Kind {
    match schema.get("x-join-kind").and_then(Value::as_str) {
        Some("id") => Kind::Id,
        Some("open-enum") => Kind::OpenEnum,
        Some("personal") => Kind::Personal,
        Some("tags") => Kind::Tags,
        Some("answer") => Kind::Answer,
        Some("rows") => Kind::Rows,
        _ => Kind::Object,
    }
}
