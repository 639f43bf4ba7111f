//! Rules for named components: their names, and the shape of their `x-join-kind`.

use std::collections::BTreeMap;

use heck::ToUpperCamelCase;

use super::findings::Findings;
use super::node::Node;
use super::rule::Rule;
use crate::document::OPEN_VALUES;

/// Checks that each name gives its own type, in document order.
pub(super) fn check_names(components: &[(&str, Node<'_>)], findings: &mut Findings) {
    let mut names: BTreeMap<String, &str> = BTreeMap::new();
    for (name, schema) in components {
        let type_name = name.to_upper_camel_case();
        if !is_identifier(name) {
            let reason = format!("`{name}` is no name for a type");
            findings.add(
                Rule::Names,
                schema,
                reason,
                "use letters and digits, a capital first, and not Self",
            );
        } else if *name != type_name {
            let reason = format!("`{name}` is not in PascalCase, so its type would be named `{type_name}`");
            findings.add(Rule::Names, schema, reason, format!("rename it to {type_name}"));
        }
        if let Some(other) = names.insert(type_name, name) {
            let reason = format!("`{name}` and `{other}` give types of the same name");
            findings.add(Rule::Names, schema, reason, "rename one of them");
        }
    }
}

/// Checks the shape of a component of a kind.
pub(super) fn check_kind(schema: &Node<'_>, findings: &mut Findings) {
    let Some(kind) = schema.text_of("x-join-kind") else { return };
    let is = |name: &str| schema.text_of("type") == Some(name);
    let is_list = is("array") && schema.descend(&["items", "$ref"]).is_some();
    let (fits, shape) = match kind {
        "id" => (is("integer"), "an integer"),
        "personal" => (is("string"), "a string"),
        "tags" => (is_list && schema.flag("nullable"), "a nullable array whose items are a $ref"),
        "answer" => (schema.child("type").is_none(), "of any type"),
        "rows" => (is_list, "an array whose items are a $ref"),
        "open-enum" => {
            check_enum(schema, findings);
            return;
        }
        _ => {
            let place = schema.child("x-join-kind");
            let reason = format!("there is no x-join-kind `{kind}`");
            let help = "use id, open-enum, personal, tags, answer or rows; an object has none";
            findings.add(Rule::Names, place.as_ref().unwrap_or(schema), reason, help);
            return;
        }
    };
    if !fits {
        let reason = format!("a component of the kind {kind} must be {shape}");
        findings.add(Rule::Names, schema, reason, "fix its shape, or its x-join-kind");
    }
}

fn check_enum(schema: &Node<'_>, findings: &mut Findings) {
    if schema.text_of("type") != Some("string") {
        let reason = "an open enum must be of type string: unknown values are kept as text";
        findings.add(Rule::NamedEnums, schema, reason, "set \"type\": \"string\"");
    }
    if let Some(closed) = schema.child("enum") {
        let reason = "an open enum that says `enum`: readers of the document would refuse every other value";
        let help = format!("rename `enum` to `{OPEN_VALUES}`");
        findings.add(Rule::NamedEnums, &closed, reason, help);
        return;
    }
    let values = schema.child(OPEN_VALUES);
    if values.as_ref().is_none_or(|values| values.items().next().is_none()) {
        let place = values.as_ref().unwrap_or(schema);
        findings.add(
            Rule::NamedEnums,
            place,
            "an open enum without values",
            "list the values that are known",
        );
    }
    let mut variants: BTreeMap<String, &str> = BTreeMap::new();
    for value in values.iter().flat_map(Node::items) {
        let Some(text) = value.text() else {
            let reason = format!("the value {} is no text", value.value());
            findings.add(Rule::NamedEnums, &value, reason, "write it as a text, or remove it");
            continue;
        };
        let variant = text.to_upper_camel_case();
        if !is_identifier(&variant) || variant == "Unknown" {
            let reason = format!("the value `{text}` gives no variant of its own: `{variant}`");
            let help = "remove it; unknown values are kept as text";
            findings.add(Rule::NamedEnums, &value, reason, help);
        } else if let Some(other) = variants.insert(variant, text) {
            let reason = format!("the values `{other}` and `{text}` give the same variant");
            findings.add(Rule::NamedEnums, &value, reason, "keep one; the other is kept as text");
        }
    }
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|letter: char| letter.is_ascii_uppercase())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric())
        && name != "Self"
}
