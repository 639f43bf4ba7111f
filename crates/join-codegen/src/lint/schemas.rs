//! Rules for components: what an answer may ask for, enums, collections, personal data, references.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToSnakeCase, ToUpperCamelCase};
use serde_json::Value;

use super::node::Node;
use super::operations::{check_evidence, check_text};
use super::{Findings, Rule};
use crate::document::reference;

const PREFIX: &str = "#/components/schemas/";

/// Keywords that narrow what is read: one odd value would fail a whole answer.
const NARROWING: &[&str] = &[
    "anyOf",
    "oneOf",
    "not",
    "discriminator",
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
    "default",
];

/// Property names that speak of a person.
const PERSONAL_NAMES: &[&str] = &["email", "phone", "phoneNumber", "firstName", "lastName"];

/// The named components.
pub(super) struct Schemas<'a> {
    all: BTreeMap<&'a str, Node<'a>>,
    order: Vec<&'a str>,
    answered: BTreeSet<&'a str>,
}

impl<'a> Schemas<'a> {
    pub(super) fn of(root: &Node<'a>) -> Self {
        let schemas = root.descend(&["components", "schemas"]);
        let members: Vec<_> = schemas.iter().flat_map(Node::members).collect();
        let order = members.iter().map(|(name, _)| *name).collect();
        let all: BTreeMap<_, _> = members.into_iter().collect();
        let answered = answered(root, &all);
        Self { all, order, answered }
    }

    /// What a schema is after its references: itself when it has none, or when they lead nowhere or in circles.
    pub(super) fn resolve(&self, schema: &Node<'a>) -> Node<'a> {
        let mut seen = BTreeSet::new();
        let mut node = schema.clone();
        while let Some(name) = target(node.value()) {
            match self.all.get(name) {
                Some(next) if seen.insert(name) => node = next.clone(),
                _ => break,
            }
        }
        node
    }

    pub(super) fn check(&self, findings: &mut Findings) {
        let mut names: BTreeMap<String, &str> = BTreeMap::new();
        for name in &self.order {
            let Some(schema) = self.all.get(name) else { continue };
            if !is_identifier(name) {
                let reason = format!("`{name}` is no name for a type");
                findings.add(Rule::Names, schema, reason, "use letters and digits, a capital first");
            }
            if let Some(other) = names.insert(name.to_upper_camel_case(), name) {
                let reason = format!("`{name}` and `{other}` give types of the same name");
                findings.add(Rule::Names, schema, reason, "rename one of them");
            }
            check_text(schema, "description", findings);
            check_kind(schema, findings);
            let in_answer = self.answered.contains(name);
            self.check_schema(schema, in_answer, true, findings);
        }
    }

    fn check_schema(&self, schema: &Node<'a>, in_answer: bool, named: bool, findings: &mut Findings) {
        if !schema.is_object() {
            findings.add(Rule::References, schema, "a schema must be an object", "write an object");
            return;
        }
        if let Some(link) = schema.child("$ref") {
            self.check_reference(schema, &link, findings);
            return;
        }
        if let Some(values) = schema.child("enum")
            && !(named && schema.text_of("x-join-kind") == Some("open-enum"))
        {
            let reason = "an enum here is closed: one unknown value would fail the whole answer";
            findings.add(
                Rule::NamedEnums,
                &values,
                reason,
                "make it a component with \"x-join-kind\": \"open-enum\"",
            );
        }
        if in_answer {
            check_open(schema, findings);
        }
        if let Some(all_of) = schema.child("allOf") {
            let parts: Vec<_> = all_of.items().collect();
            match parts.as_slice() {
                [one] if one.child("$ref").is_some() => self.check_schema(one, in_answer, false, findings),
                _ => findings.add(
                    Rule::OpenAnswers,
                    &all_of,
                    "an allOf of anything but one reference is merged by the generator's own rules",
                    "refer to one component, and write shared properties out",
                ),
            }
        }
        for key in ["items", "additionalProperties"] {
            if let Some(inner) = schema.child(key).filter(Node::is_object) {
                self.check_schema(&inner, in_answer, false, findings);
            }
        }
        if schema.text_of("type") == Some("array") && schema.child("items").is_none() {
            findings.add(Rule::Names, schema, "an array without items has no type", "add items");
        }
        self.check_properties(schema, in_answer, findings);
    }

    fn check_reference(&self, schema: &Node<'a>, link: &Node<'a>, findings: &mut Findings) {
        let name = link.text().and_then(|text| text.strip_prefix(PREFIX));
        if !name.is_some_and(|name| self.all.contains_key(name)) {
            let reason = format!("the reference leads nowhere: {}", link.value());
            findings.add(
                Rule::References,
                link,
                reason,
                format!("refer to {PREFIX} and the name of a component"),
            );
        }
        if schema.members().count() > 1 {
            let reason = "what stands beside a $ref is ignored";
            findings.add(Rule::References, schema, reason, "put the $ref into an allOf of its own");
        }
    }

    fn check_properties(&self, schema: &Node<'a>, in_answer: bool, findings: &mut Findings) {
        let properties = schema.child("properties");
        let required: Vec<_> = schema.child("required").iter().flat_map(Node::items).collect();
        let is_required = |name: &str| required.iter().any(|node| node.text() == Some(name));
        for name in &required {
            let known =
                |name: &str| properties.as_ref().and_then(|properties| properties.child(name)).is_some();
            if !name.text().is_some_and(known) {
                let reason = format!("{} is required and is no property", name.value());
                findings.add(Rule::FewRequired, name, reason, "add the property, or take it off the list");
            }
        }
        let mut fields: BTreeMap<String, &str> = BTreeMap::new();
        for (name, property) in properties.iter().flat_map(Node::members) {
            if let Some(other) = fields.insert(name.to_snake_case(), name) {
                let reason = format!("`{name}` and `{other}` give fields of the same name");
                findings.add(Rule::Names, &property, reason, "model one of them");
            }
            check_text(&property, "description", findings);
            check_evidence(&property, findings);
            if in_answer && is_required(name) {
                check_required(name, &property, findings);
            }
            self.check_collection(&property, is_required(name), findings);
            self.check_personal(name, &property, findings);
            self.check_schema(&property, in_answer, false, findings);
        }
    }

    fn check_collection(&self, property: &Node<'a>, required: bool, findings: &mut Findings) {
        let resolved = self.resolve(property);
        let is_map =
            resolved.child("additionalProperties").is_some_and(|inner| *inner.value() != Value::Bool(false));
        let is_collection = resolved.text_of("type") == Some("array") || is_map;
        let three_state = resolved.text_of("x-join-kind") == Some("tags");
        if is_collection && !three_state && !required && !property.flag("nullable") {
            let reason =
                "an optional array or map that is not nullable: empty is silently not sent, and null fails";
            findings.add(Rule::Collections, property, reason, "add \"nullable\": true, or require it");
        }
    }

    fn check_personal(&self, name: &str, property: &Node<'a>, findings: &mut Findings) {
        let items = property.child("items");
        let resolved = self.resolve(items.as_ref().unwrap_or(property));
        let redacted = matches!(resolved.text_of("x-join-kind"), Some("personal" | "tags"));
        let marked = property.flag("x-join-pii");
        let (reason, mend) = if marked && !redacted {
            (
                "it holds personal data and its type would be printed",
                "refer to a component of the kind personal",
            )
        } else if redacted && !marked {
            ("its type is for personal data and it is not marked as such", "add \"x-join-pii\": true")
        } else if !redacted && PERSONAL_NAMES.contains(&name) {
            ("by its name it holds personal data", "refer to a component of the kind personal, and mark it")
        } else {
            return;
        };
        findings.add(Rule::Personal, property, reason, mend);
    }
}

/// The components that an answer can hold.
fn answered<'a>(root: &Node<'a>, all: &BTreeMap<&'a str, Node<'a>>) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let items = root.child("paths");
    let operations = items.iter().flat_map(Node::members).flat_map(|(_, item)| item.members());
    let mut waiting: Vec<&Value> = operations
        .filter_map(|(_, operation)| operation.child("responses"))
        .map(|node| node.value())
        .collect();
    while let Some(value) = waiting.pop() {
        if let Some(name) = reference(value)
            && reached.insert(name)
        {
            waiting.extend(all.get(name).map(Node::value));
        }
        match value {
            Value::Object(members) => waiting.extend(members.values()),
            Value::Array(items) => waiting.extend(items),
            _ => {}
        }
    }
    reached
}

/// The component that a schema stands for: by `$ref`, or by an `allOf` of one.
fn target(schema: &Value) -> Option<&str> {
    reference(schema).or_else(|| match schema.get("allOf")?.as_array()?.as_slice() {
        [one] => reference(one),
        _ => None,
    })
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|letter: char| letter.is_ascii_uppercase())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric())
}

/// What a component of a kind has to look like.
fn check_kind(schema: &Node<'_>, findings: &mut Findings) {
    let is = |kind: &str| schema.text_of("type") == Some(kind);
    let items_named = schema.descend(&["items", "$ref"]).is_some();
    let (fits, shape) = match schema.text_of("x-join-kind") {
        None => return,
        Some("id") => (is("integer"), "an integer"),
        Some("personal") => (is("string"), "a string"),
        Some("tags") => {
            (is("array") && items_named && schema.flag("nullable"), "a nullable array of a named component")
        }
        Some("rows") => (is("array") && items_named, "an array of a named component"),
        Some("open-enum") => {
            (is("string") && has_variants(schema), "a string with values that give distinct variants")
        }
        Some(_) => (false, "id, open-enum, personal, tags or rows"),
    };
    if !fits {
        let rule =
            if schema.text_of("x-join-kind") == Some("open-enum") { Rule::NamedEnums } else { Rule::Names };
        let reason = format!("the component does not fit its x-join-kind: it must be {shape}");
        findings.add(rule, schema, reason, "mend the component or its kind");
    }
}

fn has_variants(schema: &Node<'_>) -> bool {
    let values: Vec<_> = schema.child("enum").iter().flat_map(Node::items).collect();
    let variants: BTreeSet<String> =
        values.iter().filter_map(Node::text).map(|value| value.to_upper_camel_case()).collect();
    let fits = |variant: &String| is_identifier(variant) && variant != "Unknown";
    !values.is_empty() && variants.len() == values.len() && variants.iter().all(fits)
}

/// Nothing in an answer narrows what is read.
fn check_open(schema: &Node<'_>, findings: &mut Findings) {
    for (keyword, place) in NARROWING.iter().filter_map(|key| Some((key, schema.child(key)?))) {
        let reason =
            format!("`{keyword}` in what an answer holds: one odd value would fail the whole answer");
        findings.add(Rule::OpenAnswers, &place, reason, "remove it, and say so in the description");
    }
    let closed = schema.child("additionalProperties").filter(|inner| *inner.value() == Value::Bool(false));
    if let Some(place) = closed {
        let reason = "an answer that may have no other members would fail with the first one that JOIN adds";
        findings.add(Rule::OpenAnswers, &place, reason, "remove it");
    }
}

/// Of an answer only ids are required: whatever else may be missing one day.
fn check_required(name: &str, property: &Node<'_>, findings: &mut Findings) {
    if property.flag("nullable") {
        let reason = "it is required and nullable: the generated type fails when it is absent";
        findings.add(Rule::FewRequired, property, reason, "make it one or the other");
    }
    let is_id = name == "id" || name.ends_with("Id");
    if !is_id || property.text_of("x-join-evidence") == Some("inferred") {
        let reason = "an answer without it would fail, and it is no id that is known for sure";
        findings.add(
            Rule::FewRequired,
            property,
            reason,
            "take it off the required list and make it nullable",
        );
    }
}
