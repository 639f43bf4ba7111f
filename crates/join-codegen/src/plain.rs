//! Takes off the document what its readers need and the generator must not see.
//!
//! - Responses other than `2XX`. The generator would put a type of error beside the one type of success, and read each
//!   error with it; without them each error arrives with its status, headers and unread body.
//! - Limits, such as `pattern` and `minimum`. Each would become a type of its own; the SDK checks them, in words.
//! - The `type` beside an `allOf`. Tools want it for `nullable`; the generator would merge it.
//! - Extensions and examples. Typify compares whole schemas when it converts one, so an extension would keep a date from
//!   becoming a timestamp.

use serde_json::{Map, Value};

/// Keywords that narrow the accepted values.
pub(crate) const LIMITS: &[&str] = &[
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
];

/// The document for the generator.
pub(crate) fn plain(mut document: Value) -> Value {
    without_extensions(&mut document);
    if let Some(Value::Object(components)) = document.get_mut("components") {
        components.retain(|key, _| key == "schemas" || key == "securitySchemes");
        each(components.get_mut("schemas"), plain_schema);
    }
    each(document.get_mut("paths"), |item| each(Some(item), plain_operation));
    document
}

fn without_extensions(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|key, _| !key.starts_with("x-"));
            members.values_mut().for_each(without_extensions);
        }
        Value::Array(items) => items.iter_mut().for_each(without_extensions),
        _ => {}
    }
}

fn each(value: Option<&mut Value>, change: impl Fn(&mut Value)) {
    match value {
        Some(Value::Object(members)) => members.values_mut().for_each(change),
        Some(Value::Array(items)) => items.iter_mut().for_each(change),
        _ => {}
    }
}

fn plain_operation(operation: &mut Value) {
    let Value::Object(operation) = operation else { return };
    if let Some(Value::Object(responses)) = operation.get_mut("responses") {
        responses.retain(|status, _| !is_error(status));
        responses.values_mut().for_each(plain_content);
    }
    operation.get_mut("requestBody").into_iter().for_each(plain_content);
    each(operation.get_mut("parameters"), |parameter| {
        let Value::Object(parameter) = parameter else { return };
        without_examples(parameter);
        parameter.get_mut("schema").into_iter().for_each(plain_schema);
    });
}

/// Whether a response is of an error: one status, or a class of them.
pub(crate) fn is_error(status: &str) -> bool {
    let [class @ (b'4' | b'5'), tens, ones] = status.as_bytes() else { return false };
    let digits = tens.is_ascii_digit() && ones.is_ascii_digit();
    class.is_ascii_digit() && (digits || (*tens, *ones) == (b'X', b'X'))
}

fn plain_content(body: &mut Value) {
    each(body.get_mut("content"), |media| {
        let Value::Object(media) = media else { return };
        without_examples(media);
        media.get_mut("schema").into_iter().for_each(plain_schema);
    });
}

fn without_examples(members: &mut Map<String, Value>) {
    members.retain(|key, _| !matches!(key.as_str(), "example" | "examples"));
}

fn plain_schema(schema: &mut Value) {
    let Value::Object(members) = schema else { return };
    without_examples(members);
    members.retain(|key, _| !LIMITS.contains(&key.as_str()));
    if members.contains_key("allOf") {
        members.shift_remove("type");
    }
    for key in ["properties", "allOf", "anyOf", "oneOf"] {
        each(members.get_mut(key), plain_schema);
    }
    for key in ["items", "not", "additionalProperties"] {
        members.get_mut(key).into_iter().for_each(plain_schema);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_limits_go_and_not_properties_of_the_same_name() {
        let document = json!({"components": {"responses": {"Error": {}}, "schemas": {"A": {
            "type": "object", "example": {}, "x-odd": 1, "maxProperties": 3,
            "properties": {
                "pattern": {"type": "string", "pattern": "^a$", "minLength": 1},
                "example": {"type": "array", "maxItems": 2, "items": {"type": "integer", "minimum": 1}},
                "type": {"type": "string", "nullable": true, "allOf": [{"$ref": "#/components/schemas/B"}]},
            },
        }}}});
        let expected = json!({"components": {"schemas": {"A": {
            "type": "object",
            "properties": {
                "pattern": {"type": "string"},
                "example": {"type": "array", "items": {"type": "integer"}},
                "type": {"nullable": true, "allOf": [{"$ref": "#/components/schemas/B"}]},
            },
        }}}});
        assert_eq!(plain(document), expected);
    }

    #[test]
    fn of_the_responses_the_success_stays() {
        let responses = |responses: Value| json!({"paths": {"/a": {"get": {"responses": responses}}}});
        let all = json!({"2XX": {}, "401": {}, "5XX": {}, "default": {}, "4xx": {}});
        assert_eq!(plain(responses(all)), responses(json!({"2XX": {}, "default": {}, "4xx": {}})));
    }
}
