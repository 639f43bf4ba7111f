//! The mapping file as it is written.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::action::Action;

/// Fills the input of an action from a source JSON.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Field Mapping")]
pub(super) struct File {
    /// The version of this form of file.
    #[serde(default = "first_version", rename = "schema_version")]
    #[schemars(schema_with = "version", example = 1)]
    _schema_version: u32,
    /// The name of the action.
    #[schemars(schema_with = "action", example = &"create_application")]
    pub(super) action: String,
    /// The rules, by the fields of the action's input: a name such as first_name, or a pointer such as /documents/0/type.
    #[schemars(example = rules())]
    pub(super) fields: BTreeMap<String, Rule>,
}

/// Where the value of a field comes from.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline, transform = one_source)]
pub(super) struct Rule {
    /// A place in the source, as a JSON pointer.
    #[serde(default)]
    #[schemars(schema_with = "pointer", example = &"/data/attributes/email-address")]
    pub(super) from: Option<String>,
    /// A template (Jinja) over the source; its fields are the variables, and source is the whole.
    #[serde(default)]
    #[schemars(with = "String", example = &"inquiry {{ data.id }}")]
    pub(super) template: Option<String>,
    /// A fixed value.
    #[serde(default)]
    #[schemars(example = 301)]
    pub(super) value: Option<Value>,
    /// The value where the source has none, null, a blank text or a word that lookup lacks. It is not transformed.
    #[serde(default)]
    #[schemars(example = &"ORGANIC")]
    pub(super) default: Option<Value>,
    /// What is done with the value, in this order. The items of a list are transformed one by one.
    #[serde(default)]
    #[schemars(example = vec!["trim"])]
    pub(super) transform: Vec<Transform>,
}

/// A step that changes a value.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub(super) enum Transform {
    /// Takes blanks off both ends.
    Trim,
    /// Takes blanks off both ends, and writes one blank for each run of blanks and line breaks.
    Collapse,
    /// Writes the text in lower case.
    Lower,
    /// Writes the text in upper case.
    Upper,
    /// Writes a phone number in international form (E.164).
    Phone(Phone),
    /// Takes a part of a full name.
    NamePart(NamePart),
    /// Writes a date in another form.
    Date(Date),
    /// Takes the value of a word from a table.
    Lookup(BTreeMap<String, Value>),
    /// Splits a text into a list at this separator, without blank parts.
    Split(String),
}

/// How a phone number is read.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
pub(super) struct Phone {
    /// The region of numbers without a country code, such as CH.
    #[serde(default)]
    #[schemars(with = "String", example = &"CH")]
    pub(super) region: Option<String>,
}

/// A part of a full name. Lower-case words before the last one belong to the last name, as in "Ludwig van Beethoven".
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub(super) enum NamePart {
    /// The first names.
    First,
    /// The last name.
    Last,
}

/// How a date is read and written, in the directives of strftime.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
pub(super) struct Date {
    /// The form of the source, such as %d.%m.%Y, or %s for seconds since 1970. Without it ISO 8601 is read.
    #[serde(default)]
    #[schemars(with = "String", example = &"%d.%m.%Y")]
    pub(super) from: Option<String>,
    /// The form to write, in UTC. Without it a time as in RFC 3339.
    #[serde(default)]
    #[schemars(with = "String", example = &"%Y-%m-%d")]
    pub(super) to: Option<String>,
}

fn first_version() -> u32 {
    1
}

fn version(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "integer", "const": 1 })
}

fn action(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "enum": Action::every().map(Action::name).collect::<Vec<_>>() })
}

fn pointer(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "format": "json-pointer" })
}

fn one_source(schema: &mut Schema) {
    let sources = [["from"], ["template"], ["value"]].map(|required| json!({ "required": required }));
    let rule = json!({ "oneOf": sources, "description": "needs one of from, template and value" });
    schema.insert("allOf".to_owned(), json!([rule]));
}

fn rules() -> Value {
    json!({ "job_id": { "value": 301 }, "first_name": { "from": "/person/first", "transform": ["trim"] } })
}
