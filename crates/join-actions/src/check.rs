//! Checks an input against its schema: all errors at once, none with a value in it.

use std::sync::OnceLock;

use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::{Map, Value};

use crate::error::{FieldCode, FieldError};
use crate::forms;

/// A schema and the check of inputs against it.
pub(crate) struct Checker {
    schema: Value,
    /// Made on first use: a list of the actions needs the schemas only.
    validator: OnceLock<Option<Validator>>,
}

impl Checker {
    pub(crate) fn new(schema: Value) -> Self {
        Self { schema, validator: OnceLock::new() }
    }

    pub(crate) fn schema(&self) -> &Value {
        &self.schema
    }

    /// All errors of an input, sorted by their places.
    pub(crate) fn check(&self, input: &Value) -> Vec<FieldError> {
        let Some(validator) = self.validator.get_or_init(|| compiled(&self.schema)) else {
            return vec![FieldError::new("", FieldCode::Format, "the schema can't be read")];
        };
        let mut errors: Vec<FieldError> =
            validator.iter_errors(input).flat_map(|error| self.explain(&error)).collect();
        errors.sort();
        errors.dedup_by(|one, other| one.pointer == other.pointer && one.code == other.code);
        errors
    }

    fn explain(&self, error: &ValidationError<'_>) -> Vec<FieldError> {
        let place = error.instance_path().as_str();
        let path = error.schema_path().as_str();
        let one = |code: FieldCode, message: String| vec![FieldError::new(place, code, message)];
        match error.kind() {
            ValidationErrorKind::Required { property } => {
                let name = property.as_str().unwrap_or_default();
                let (code, message) = match self.rule(path) {
                    Some(rule) => (FieldCode::Combination, rule),
                    None => (FieldCode::Missing, "this field is required"),
                };
                vec![FieldError::new(below(place, name), code, message)]
            }
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                unexpected.iter().map(|name| self.unknown_field(place, path, name)).collect()
            }
            ValidationErrorKind::Type { .. } => {
                one(FieldCode::Type, format!("must be {}", self.wanted_type(path)))
            }
            ValidationErrorKind::Pattern { pattern } => {
                one(FieldCode::Format, forms::in_words(pattern).to_owned())
            }
            ValidationErrorKind::Format { format } => {
                one(FieldCode::Format, format!("must be a valid {}", format.replace('-', " ")))
            }
            ValidationErrorKind::Enum { options } => {
                one(FieldCode::Choice, format!("must be one of {}", in_line(options)))
            }
            ValidationErrorKind::Not { schema } => {
                let message = schema.get("description").and_then(Value::as_str);
                one(FieldCode::Format, message.unwrap_or("has a form that is not allowed").to_owned())
            }
            ValidationErrorKind::OneOfNotValid { .. } | ValidationErrorKind::AnyOf { .. }
                if self.rule(path).is_none() =>
            {
                one(FieldCode::Choice, "must have one of the forms that the schema describes".to_owned())
            }
            kind => match self.rule(path) {
                Some(rule) => one(FieldCode::Combination, rule.to_owned()),
                None => {
                    let (code, message) = limit(kind);
                    one(code, message)
                }
            },
        }
    }

    fn unknown_field(&self, place: &str, path: &str, name: &str) -> FieldError {
        let object = path.strip_suffix("/additionalProperties").unwrap_or_default();
        let fields = self.schema.pointer(&format!("{object}/properties")).and_then(Value::as_object);
        let similar = fields.and_then(|fields| similar(name, fields));
        let message = match similar {
            Some(similar) => format!("there is no such field; did you mean {similar}?"),
            None => "there is no such field".to_owned(),
        };
        FieldError::new(below(place, name), FieldCode::UnknownField, message)
    }

    fn wanted_type(&self, path: &str) -> String {
        match self.schema.pointer(path) {
            Some(Value::String(name)) => with_article(name).to_owned(),
            Some(Value::Array(names)) => {
                let names: Vec<&str> = names.iter().filter_map(Value::as_str).map(with_article).collect();
                names.join(" or ")
            }
            _ => "of another type".to_owned(),
        }
    }

    /// The description of the rule between fields that a schema path leads through.
    fn rule(&self, path: &str) -> Option<&str> {
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        let inside = ends.filter_map(|end| path.get(..end)).filter(|part| part.contains("/allOf/"));
        let described = inside.filter_map(|part| self.schema.pointer(part)?.get("description")?.as_str());
        described.last()
    }
}

fn compiled(schema: &Value) -> Option<Validator> {
    let options = jsonschema::options().should_validate_formats(true);
    // The pattern beside it is the judge, so that every reader of the schema draws the same line.
    options.with_format("email", |_: &str| true).build(schema).ok()
}

/// The input as the schema counts: without fields that are null, and with 7.0 as 7.
///
/// Forms send null for what was not filled in, and some writers of JSON know one kind of number only.
pub(crate) fn normalised(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let filled = fields.iter().filter(|(_, value)| !value.is_null());
            Value::Object(filled.map(|(name, value)| (name.clone(), normalised(value))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(normalised).collect()),
        Value::Number(number) if number.is_f64() => whole(number).unwrap_or_else(|| value.clone()),
        other => other.clone(),
    }
}

fn whole(number: &serde_json::Number) -> Option<Value> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let float = number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() <= EXACT)?;
    Some(Value::from(float as i64))
}

/// The JSON pointer of a field inside an object.
pub(crate) fn below(place: &str, name: &str) -> String {
    format!("{place}/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// The field that a wrong name probably means.
pub(crate) fn similar<'a>(name: &str, fields: &'a Map<String, Value>) -> Option<&'a str> {
    let plain = |name: &str| -> String {
        name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let wanted = plain(name);
    if wanted.len() < 2 {
        return None;
    }
    let names = || fields.keys().map(String::as_str);
    let same = names().find(|field| plain(field) == wanted);
    same.or_else(|| names().find(|field| wanted.contains(&plain(field)) || plain(field).contains(&wanted)))
}

fn with_article(name: &str) -> &'static str {
    match name {
        "string" => "a text",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "true or false",
        "array" => "a list",
        "object" => "an object",
        "null" => "null",
        _ => "of another type",
    }
}

fn in_line(options: &Value) -> String {
    let words = options.as_array().into_iter().flatten();
    let words: Vec<String> =
        words.map(|word| word.as_str().map_or_else(|| word.to_string(), str::to_owned)).collect();
    words.join(", ")
}

/// The message of a limit. It quotes the limit, never the value.
fn limit(kind: &ValidationErrorKind) -> (FieldCode, String) {
    let message = match kind {
        ValidationErrorKind::Minimum { limit } => format!("must be {limit} or more"),
        ValidationErrorKind::Maximum { limit } => format!("must be {limit} or less"),
        ValidationErrorKind::MinLength { limit: 1 } => "must not be empty".to_owned(),
        ValidationErrorKind::MinLength { limit } => format!("must have {limit} characters or more"),
        ValidationErrorKind::MaxLength { limit } => format!("must have {limit} characters or fewer"),
        ValidationErrorKind::MinItems { limit } => format!("must have {limit} items or more"),
        ValidationErrorKind::MaxItems { limit } => format!("must have {limit} items or fewer"),
        ValidationErrorKind::FalseSchema => {
            return (FieldCode::Combination, "must not be given here".to_owned());
        }
        ValidationErrorKind::Constant { .. } => {
            return (FieldCode::Choice, "is not the allowed value".to_owned());
        }
        kind => return (FieldCode::Format, format!("breaks the rule {} of the schema", kind.keyword())),
    };
    (FieldCode::Range, message)
}
