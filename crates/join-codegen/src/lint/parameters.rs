//! Rules for parameters: plain values in the path or the query, with distinct names.

use std::collections::BTreeSet;

use heck::ToSnakeCase;

use super::facts::{check_evidence, check_text};
use super::findings::Findings;
use super::node::Node;
use super::rule::Rule;
use super::schemas::Schemas;
use super::shape;

/// Types that become one value in a URL.
const PLAIN: &[&str] = &["string", "integer", "number", "boolean"];
pub(super) fn check<'a>(path: &str, operation: &Node<'a>, schemas: &Schemas<'a>, findings: &mut Findings) {
    let mut in_path = Vec::new();
    let mut names = BTreeSet::new();
    if operation.child("requestBody").is_some() {
        names.insert("body".to_owned());
    }
    for parameter in operation.child("parameters").iter().flat_map(Node::items) {
        if let Some(link) = parameter.child("$ref") {
            let reason = "a parameter that is a reference: parameters are not shared here";
            findings.add(Rule::References, &link, reason, "write the parameter out");
            continue;
        }
        if !shape::is_object(&parameter, "a parameter", findings) {
            continue;
        }
        shape::check(&parameter, shape::PARAMETER, findings);
        check_text(&parameter, "description", findings);
        check_evidence(&parameter, findings);
        let name = parameter.text_of("name").unwrap_or_default();
        if name.to_snake_case().is_empty() {
            findings.add(Rule::PlainParameters, &parameter, "the parameter has no name", "add a name");
        } else if !names.insert(name.to_snake_case()) {
            let reason =
                format!("`{name}` gives an argument of the same name as another parameter or the body");
            findings.add(Rule::Names, &parameter, reason, "rename or remove one of them");
        }
        check_place(&parameter, findings);
        check_type(&parameter, schemas, findings);
        if parameter.text_of("in") == Some("path") {
            in_path.push((name, parameter));
        }
    }
    check_template(path, operation, &in_path, findings);
}

fn check_place(parameter: &Node<'_>, findings: &mut Findings) {
    let mut odd = |place: &Node<'_>, reason: &str, help: &str| {
        findings.add(Rule::PlainParameters, place, reason, help);
    };
    let plain_style = match parameter.text_of("in") {
        Some("path") => "simple",
        Some("query") => "form",
        other => {
            let reason = match other {
                Some(place) => format!("a parameter in `{place}`: only path and query are generated well"),
                None => "the parameter does not say where it is".to_owned(),
            };
            let place = parameter.child("in");
            odd(place.as_ref().unwrap_or(parameter), &reason, "put it into the path or the query");
            return;
        }
    };
    if let Some(style) = parameter.child("style").filter(|style| style.text() != Some(plain_style)) {
        odd(
            &style,
            "a style of its own, such as deepObject, is ignored or panics",
            "remove it; use a plain value",
        );
    }
    if let Some(explode) = parameter.child("explode") {
        odd(&explode, "`explode` is ignored", "remove it; use a plain value");
    }
    if let Some(content) = parameter.child("content") {
        odd(&content, "a parameter with content is not generated", "give it a schema instead");
    } else if parameter.child("schema").is_none() {
        odd(parameter, "the parameter has no schema, so it has no type", "add a schema");
    }
}

fn check_type<'a>(parameter: &Node<'a>, schemas: &Schemas<'a>, findings: &mut Findings) {
    let Some(schema) = parameter.child("schema").filter(Node::is_object) else { return };
    schemas.check_used(&schema, false, findings);
    let target = schemas.resolve(&schema);
    let leads_nowhere = target.child("$ref").is_some() || target.child("allOf").is_some();
    match target.text_of("type") {
        Some(plain) if PLAIN.contains(&plain) => {}
        Some("array") => findings.add(
            Rule::PlainParameters,
            &schema,
            "an array as a parameter breaks the generated mock, and explode is ignored",
            "take one value, and let the caller ask again",
        ),
        _ if leads_nowhere => {}
        _ => findings.add(
            Rule::PlainParameters,
            &schema,
            "the parameter is no plain value, and can't be written into a URL",
            format!("give it one of the types {}", PLAIN.join(", ")),
        ),
    }
    for default in [schema.child("default"), target.child("default")].into_iter().flatten() {
        let reason = "a default of a parameter is not sent, so it would say nothing of what JOIN does";
        findings.add(Rule::PlainParameters, &default, reason, "remove it; say it in the description");
    }
}

/// Checks that placeholders and path parameters match.
fn check_template(path: &str, operation: &Node<'_>, in_path: &[(&str, Node<'_>)], findings: &mut Findings) {
    for name in placeholders(path).filter(|name| !in_path.iter().any(|(known, _)| known == name)) {
        let reason = format!("the path's placeholder `{name}` has no parameter");
        findings.add(Rule::PlainParameters, operation, reason, "add the parameter with \"in\": \"path\"");
    }
    for (name, parameter) in in_path {
        if !placeholders(path).any(|placeholder| placeholder == *name) {
            let reason = format!("the path has no placeholder `{name}`");
            let help = "add it to the path, or remove the parameter";
            findings.add(Rule::PlainParameters, parameter, reason, help);
        }
        if !parameter.flag("required") {
            let reason = "a parameter of the path is always required";
            findings.add(Rule::PlainParameters, parameter, reason, "add \"required\": true");
        }
    }
}

fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}
