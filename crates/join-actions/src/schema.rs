//! Schemas of inputs and outputs: JSON Schema 2020-12 without references.

use schemars::generate::{Contract, SchemaSettings};
use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value};

/// The schema of an input: what a caller may send.
pub(crate) fn input<T: JsonSchema>(name: &str) -> Value {
    of::<T>(&format!("urn:join-actions:v1:{name}:input"), Contract::Deserialize, Tidy { nulls: false })
}

/// The schema of an output: what an action gives. Each field is present.
pub(crate) fn output<T: JsonSchema>(name: &str) -> Value {
    of::<T>(&format!("urn:join-actions:v1:{name}:output"), Contract::Serialize, Tidy { nulls: true })
}

/// The schema of a document of ours, such as a mapping.
#[cfg(feature = "mapping")]
pub(crate) fn document<T: JsonSchema>(name: &str) -> Value {
    of::<T>(&format!("urn:join-actions:v1:{name}"), Contract::Deserialize, Tidy { nulls: false })
}

fn of<T: JsonSchema>(id: &str, contract: Contract, tidy: Tidy) -> Value {
    let mut settings = SchemaSettings::draft2020_12().with_transform(tidy);
    settings.inline_subschemas = true;
    settings.contract = contract;
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.insert("$id".to_owned(), id.into());
    schema.to_value()
}

/// Gives each field a title, and takes off what only Rust needs.
#[derive(Debug, Clone)]
struct Tidy {
    /// Whether null stays as a type: an output has it, an input leaves the field out instead.
    nulls: bool,
}

impl Transform for Tidy {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        let Some(object) = schema.as_object_mut() else { return };
        if let Some(Value::Object(fields)) = object.get_mut("properties") {
            for (name, field) in fields {
                // A part of a rule has no description: it is no field of a form.
                if let Value::Object(field) = field
                    && field.contains_key("description")
                {
                    field.entry("title").or_insert_with(|| title(name).into());
                }
            }
        }
        if object.get("format").and_then(Value::as_str).is_some_and(|format| format.starts_with("uint")) {
            object.remove("format");
        }
        if !self.nulls {
            without_null(object);
        }
        words_in_a_row(object);
        if let Some(Value::String(text)) = object.get_mut("description")
            && let Some(at) = text.find("\n\n```")
        {
            text.truncate(at);
        }
    }
}

/// Writes a choice of words as one `enum`, which every form shows as a list.
fn words_in_a_row(object: &mut Map<String, Value>) {
    let Some(Value::Array(choices)) = object.get("oneOf") else { return };
    let words: Option<Vec<Value>> = choices.iter().map(|choice| choice.get("const").cloned()).collect();
    if let Some(words) = words {
        object.remove("oneOf");
        object.insert("type".to_owned(), "string".into());
        object.insert("enum".to_owned(), words.into());
    }
}

fn without_null(object: &mut Map<String, Value>) {
    if object.get("default") == Some(&Value::Null) {
        object.remove("default");
    }
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|one| one != "null");
        if let [one] = types.as_slice() {
            let one = one.clone();
            object.insert("type".to_owned(), one);
        }
    }
}

/// The title of a field: `job_external_id` is "Job external id".
fn title(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect::<String>().replace("url", "URL")
}
