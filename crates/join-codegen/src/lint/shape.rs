//! JSON types of the members that OpenAPI defines.
//!
//! The generator's reader stops at a wrong type without its place.

use super::findings::Findings;
use super::node::Node;
use super::rule::Rule;

/// A JSON type.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Shape {
    Text,
    Flag,
    Number,
    Array,
    Texts,
    Object,
}

use Shape::{Array, Flag, Number, Object, Text, Texts};

type Shapes = &'static [(&'static str, Shape)];

pub(super) const ROOT: Shapes = &[
    ("info", Object),
    ("servers", Array),
    ("tags", Array),
    ("security", Array),
    ("paths", Object),
    ("components", Object),
];

pub(super) const INFO: Shapes = &[("title", Text), ("description", Text)];

pub(super) const OPERATION: Shapes = &[
    ("tags", Texts),
    ("parameters", Array),
    ("requestBody", Object),
    ("responses", Object),
    ("deprecated", Flag),
];

pub(super) const PARAMETER: Shapes =
    &[("name", Text), ("required", Flag), ("style", Text), ("schema", Object)];

pub(super) const SCHEMA: Shapes = &[
    ("type", Text),
    ("format", Text),
    ("title", Text),
    ("nullable", Flag),
    ("readOnly", Flag),
    ("writeOnly", Flag),
    ("deprecated", Flag),
    ("uniqueItems", Flag),
    ("properties", Object),
    ("required", Texts),
    ("items", Object),
    ("enum", Array),
    ("x-extensible-enum", Array),
    ("allOf", Array),
    ("anyOf", Array),
    ("oneOf", Array),
    ("not", Object),
    ("pattern", Text),
    ("minimum", Number),
    ("maximum", Number),
    ("exclusiveMinimum", Flag),
    ("exclusiveMaximum", Flag),
    ("multipleOf", Number),
    ("minLength", Number),
    ("maxLength", Number),
    ("minItems", Number),
    ("maxItems", Number),
    ("minProperties", Number),
    ("maxProperties", Number),
    ("x-join-kind", Text),
    ("x-join-pii", Flag),
];

/// Checks the types of the present members.
pub(super) fn check(node: &Node<'_>, shapes: Shapes, findings: &mut Findings) {
    for (key, shape) in shapes {
        if let Some(member) = node.child(key)
            && !shape.fits(&member)
        {
            let reason = format!("`{key}` must be {}", shape.words());
            findings.add(Rule::OpenApi, &member, reason, format!("write {}, or remove it", shape.words()));
        }
    }
}

/// Whether the node is an object. A finding if not.
pub(super) fn is_object(node: &Node<'_>, what: &str, findings: &mut Findings) -> bool {
    if !node.is_object() {
        let reason = format!("{what} must be an object");
        findings.add(Rule::OpenApi, node, reason, "write an object, or remove it");
    }
    node.is_object()
}

impl Shape {
    fn fits(self, node: &Node<'_>) -> bool {
        let value = node.value();
        match self {
            Text => value.is_string(),
            Flag => value.is_boolean(),
            Number => value.is_number(),
            Array => value.is_array(),
            Texts => value.is_array() && node.items().all(|item| item.text().is_some()),
            Object => value.is_object(),
        }
    }

    fn words(self) -> &'static str {
        match self {
            Text => "a text",
            Flag => "true or false",
            Number => "a number",
            Array => "an array",
            Texts => "an array of texts",
            Object => "an object",
        }
    }
}
