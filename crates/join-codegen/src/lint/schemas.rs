//! Rules for schemas: references, constraints in responses, and collections.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToSnakeCase;
use serde_json::Value;

use super::facts::{check_evidence, check_text};
use super::findings::Findings;
use super::node::Node;
use super::rule::Rule;
use super::{components, personal, shape};
use crate::document::{OPEN_VALUES, reference};
use crate::plain::LIMITS;

const PREFIX: &str = "#/components/schemas/";

const TYPES: &[&str] = &["string", "number", "integer", "boolean", "object", "array"];

/// Keywords that choose between schemas. The generated type can't read a value that fits none.
const CHOOSING: &[&str] = &["anyOf", "oneOf", "not", "discriminator"];

/// The named components.
pub(super) struct Schemas<'a> {
    all: BTreeMap<&'a str, Node<'a>>,
    in_order: Vec<(&'a str, Node<'a>)>,
    in_responses: BTreeSet<&'a str>,
}

/// The position of a schema.
#[derive(Clone, Copy)]
struct Standing {
    in_response: bool,
    /// The schema is a component itself, not a part of one.
    named: bool,
}

impl<'a> Schemas<'a> {
    pub(super) fn of(root: &Node<'a>) -> Self {
        let schemas = root.descend(&["components", "schemas"]);
        let in_order: Vec<_> = schemas.iter().flat_map(Node::members).collect();
        let all: BTreeMap<_, _> = in_order.iter().cloned().collect();
        let in_responses = in_responses(root, &all);
        Self { all, in_order, in_responses }
    }

    /// Follows the references of a schema. Stops where they dangle or form a circle.
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

    /// The innermost schema of a property: tags, or the items of its arrays and maps.
    fn leaf(&self, property: &Node<'a>) -> Node<'a> {
        let mut node = self.resolve(property);
        // An array of itself has no end.
        for _ in 0..self.all.len() {
            if node.text_of("x-join-kind") == Some("tags") {
                break;
            }
            match node.child("items").or_else(|| node.child("additionalProperties")).filter(Node::is_object) {
                Some(inner) => node = self.resolve(&inner),
                None => break,
            }
        }
        node
    }

    pub(super) fn check(&self, findings: &mut Findings) {
        components::check_names(&self.in_order, findings);
        for (name, schema) in &self.in_order {
            check_text(schema, "description", findings);
            components::check_kind(schema, findings);
            if self.stands_for_itself(name) {
                let reason = format!("`{name}` stands for itself, so its type would have no end");
                findings.add(
                    Rule::References,
                    schema,
                    reason,
                    "refer to it from a property, or write it out",
                );
            }
            let standing = Standing { in_response: self.in_responses.contains(name), named: true };
            self.check_schema(schema, standing, findings);
        }
    }

    /// Checks a schema outside the components: of a parameter, a body or a response.
    pub(super) fn check_used(&self, schema: &Node<'a>, in_response: bool, findings: &mut Findings) {
        self.check_schema(schema, Standing { in_response, named: false }, findings);
    }

    fn check_schema(&self, schema: &Node<'a>, standing: Standing, findings: &mut Findings) {
        if !shape::is_object(schema, "a schema", findings) {
            return;
        }
        if let Some(link) = schema.child("$ref") {
            self.check_reference(schema, &link, findings);
            return;
        }
        shape::check(schema, shape::SCHEMA, findings);
        check_type(schema, standing, findings);
        if standing.in_response {
            check_open(schema, findings);
        }
        if let Some(all_of) = schema.child("allOf") {
            check_all_of(&all_of, findings);
            self.check_type_beside(schema, findings);
        }
        let part = Standing { named: false, ..standing };
        for inner in parts(schema) {
            self.check_schema(&inner, part, findings);
        }
        for key in ["items", "not", "additionalProperties"] {
            if let Some(inner) = schema.child(key).filter(Node::is_object) {
                self.check_schema(&inner, part, findings);
            }
        }
        self.check_properties(schema, part, findings);
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

    /// Tools read `nullable` only beside a `type`, which has to be that of the component.
    fn check_type_beside(&self, schema: &Node<'a>, findings: &mut Findings) {
        let component = self.resolve(schema);
        let of_component = component.text_of("type").filter(|_| component.child("allOf").is_none());
        match (schema.child("type"), of_component) {
            (None, Some(name)) if schema.child("nullable").is_some() => {
                let reason = "a `nullable` without a `type` beside it means nothing to other tools";
                findings.add(Rule::References, schema, reason, format!("add \"type\": \"{name}\""));
            }
            (Some(place), Some(name)) if place.text() != Some(name) => {
                let reason = "the type is not that of the component in the allOf, so no value fits both";
                findings.add(Rule::References, &place, reason, format!("set it to \"{name}\""));
            }
            _ => {}
        }
    }

    fn check_properties(&self, schema: &Node<'a>, standing: Standing, findings: &mut Findings) {
        let properties = schema.child("properties");
        let required: Vec<_> = schema.child("required").iter().flat_map(Node::items).collect();
        let is_required = |name: &str| required.iter().any(|node| node.text() == Some(name));
        let is_property =
            |name: &str| properties.as_ref().is_some_and(|properties| properties.child(name).is_some());
        for name in &required {
            if !name.text().is_some_and(is_property) {
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
            if property.is_object() {
                check_text(&property, "description", findings);
                check_evidence(&property, findings);
                if standing.in_response && is_required(name) {
                    self.check_required(name, &property, findings);
                }
                self.check_collection(&property, is_required(name), findings);
                personal::check(name, &property, &self.leaf(&property), findings);
            }
            self.check_schema(&property, standing, findings);
        }
    }

    /// Only ids are required in a response: any other property may be missing one day.
    fn check_required(&self, name: &str, property: &Node<'a>, findings: &mut Findings) {
        if self.is_nullable(property) {
            let reason = "it is required and nullable: a response without it would fail";
            findings.add(Rule::FewRequired, property, reason, "take it off the required list");
        }
        let reason = if name != "id" && !name.ends_with("Id") {
            "it is required and no id: a response without it would fail"
        } else if property.text_of("x-join-evidence") == Some("inferred") {
            "it is required and only inferred: a response without it would fail"
        } else {
            return;
        };
        let help = "take it off the required list and make it nullable";
        findings.add(Rule::FewRequired, property, reason, help);
    }

    fn check_collection(&self, property: &Node<'a>, required: bool, findings: &mut Findings) {
        let resolved = self.resolve(property);
        let is_map = match resolved.child("additionalProperties") {
            Some(inner) => *inner.value() != Value::Bool(false),
            // The generator makes a map of an object that nothing is known of.
            None => resolved.text_of("type") == Some("object") && resolved.child("properties").is_none(),
        };
        let is_collection = resolved.text_of("type") == Some("array") || is_map;
        let three_state = resolved.text_of("x-join-kind") == Some("tags");
        if is_collection && !three_state && !required && !self.is_nullable(property) {
            let reason =
                "an optional array or map that is not nullable: empty is silently not sent, and null fails";
            findings.add(Rule::Collections, property, reason, "add \"nullable\": true");
        }
    }

    fn is_nullable(&self, property: &Node<'a>) -> bool {
        property.flag("nullable") || self.resolve(property).flag("nullable")
    }

    /// Whether a component reaches itself through references and compositions alone.
    fn stands_for_itself(&self, name: &str) -> bool {
        let mut seen = BTreeSet::new();
        let mut waiting: Vec<Node<'a>> = self.all.get(name).cloned().into_iter().collect();
        while let Some(node) = waiting.pop() {
            if let Some(next) = reference(node.value())
                && seen.insert(next)
            {
                waiting.extend(self.all.get(next).cloned());
            }
            waiting.extend(parts(&node));
        }
        seen.contains(name)
    }
}

/// The components in responses.
fn in_responses<'a>(root: &Node<'a>, all: &BTreeMap<&'a str, Node<'a>>) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let items = root.child("paths");
    let operations = items.iter().flat_map(Node::members).flat_map(|(_, item)| item.members());
    let mut waiting: Vec<&Value> = operations
        .filter_map(|(_, operation)| operation.child("responses"))
        .chain(root.descend(&["components", "responses"]))
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

/// The component that a schema names, by `$ref` or an `allOf` of one.
fn target(schema: &Value) -> Option<&str> {
    reference(schema).or_else(|| match schema.get("allOf")?.as_array()?.as_slice() {
        [one] => reference(one),
        _ => None,
    })
}

/// The schemas in a composition.
fn parts<'a>(schema: &Node<'a>) -> Vec<Node<'a>> {
    let compositions = ["allOf", "anyOf", "oneOf"].iter().filter_map(|key| schema.child(key));
    compositions.flat_map(|composition| composition.items()).collect()
}

fn check_all_of(all_of: &Node<'_>, findings: &mut Findings) {
    let parts: Vec<_> = all_of.items().collect();
    if !matches!(parts.as_slice(), [one] if one.child("$ref").is_some()) {
        let reason = "an allOf of anything but one $ref is merged by the generator's own rules";
        let help = "refer to one component, and write shared properties out";
        findings.add(Rule::OpenAnswers, all_of, reason, help);
    }
}

/// Checks that the type exists, and that a part needs no name.
fn check_type(schema: &Node<'_>, standing: Standing, findings: &mut Findings) {
    if let Some(kind) = schema.child("type")
        && let Some(text) = kind.text().filter(|text| !TYPES.contains(text))
    {
        let reason = format!("there is no type `{text}`, and the generator panics on it");
        findings.add(Rule::OpenApi, &kind, reason, format!("use one of {}", TYPES.join(", ")));
    }
    let has_items = schema.child("items").or_else(|| schema.child("allOf")).is_some();
    if schema.text_of("type") == Some("array") && !has_items {
        findings.add(Rule::OpenApi, schema, "an array without items has no type", "add items");
    }
    if schema.child("properties").is_some() && !standing.named {
        let reason = "an object in place gets a name by chance, which can be that of a component";
        findings.add(Rule::Names, schema, reason, "make it a component and refer to it");
    }
    let is_open_enum = standing.named && schema.text_of("x-join-kind") == Some("open-enum");
    for values in ["enum", OPEN_VALUES].iter().filter_map(|key| schema.child(key)).filter(|_| !is_open_enum) {
        let reason = "a closed enum: one unknown value would fail the whole answer, or can't be sent";
        let help = "make it a component with \"x-join-kind\": \"open-enum\", and refer to it";
        findings.add(Rule::NamedEnums, &values, reason, help);
    }
    if !standing.named
        && let Some(kind) = schema.child("x-join-kind")
    {
        let reason = "an x-join-kind counts only on a component";
        findings.add(Rule::Names, &kind, reason, "make it a component and refer to it");
    }
}

/// Checks that a response accepts every value.
fn check_open(schema: &Node<'_>, findings: &mut Findings) {
    for (key, place) in CHOOSING.iter().filter_map(|key| Some((key, schema.child(key)?))) {
        let reason = format!(
            "`{key}` in a schema of a response: a value that fits none would fail the whole response"
        );
        let help = format!("remove `{key}`; write one schema that fits all, with optional properties");
        findings.add(Rule::OpenAnswers, &place, reason, help);
    }
    for (key, place) in LIMITS.iter().chain(&["default"]).filter_map(|key| Some((key, schema.child(key)?))) {
        let reason =
            format!("`{key}` in a schema of a response: one odd value would fail the whole response");
        let help = format!("remove `{key}`; say it in the description");
        findings.add(Rule::OpenAnswers, &place, reason, help);
    }
    let closed = schema.child("additionalProperties").filter(|inner| *inner.value() == Value::Bool(false));
    if let Some(place) = closed {
        let reason = "a response that allows no other members would fail with the first one that JOIN adds";
        findings.add(Rule::OpenAnswers, &place, reason, "remove `additionalProperties`");
    }
}
