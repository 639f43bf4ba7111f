//! Rules for operations: what they say of themselves, their parameters, their body and their answer.

use std::collections::BTreeMap;

use heck::ToSnakeCase;

use super::node::Node;
use super::schemas::Schemas;
use super::{Findings, Rule};

const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];
const BODILESS: &[&str] = &["get", "head", "delete"];
const EVIDENCE: &[&str] = &["vendor", "seed", "second-hand", "live", "client", "inferred"];
const CLASSES: &[&str] = &["read", "idempotent", "create", "replace"];
/// Keywords that turn a parameter into a type which a caller can't simply write.
const NARROWING: &[&str] = &[
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "pattern",
    "default",
];

pub(super) fn check(root: &Node<'_>, schemas: &Schemas<'_>, findings: &mut Findings) {
    let mut names = BTreeMap::new();
    for (path, item) in root.child("paths").iter().flat_map(Node::members) {
        check_path(path, &item, findings);
        for (method, operation) in item.members().filter(|(key, _)| METHODS.contains(key)) {
            check_facts(&operation, &mut names, findings);
            check_parameters(path, &operation, schemas, findings);
            check_body(method, &operation, findings);
            check_answer(&operation, findings);
        }
    }
}

fn check_path(path: &str, item: &Node<'_>, findings: &mut Findings) {
    if !path.starts_with('/') || path.ends_with('/') {
        let reason =
            "a path must begin with a slash and not end with one: it is appended to the base URL as text";
        findings.add(Rule::Names, item, reason, "write it like /jobs/{jobId}");
    }
    for (key, member) in item.members() {
        match key {
            "$ref" => findings.add(
                Rule::References,
                &member,
                "the generator panics on a path that is a reference",
                "write the path's operations here",
            ),
            "parameters" => findings.add(
                Rule::PlainParameters,
                &member,
                "parameters of a whole path are easily overlooked",
                "write them at each operation",
            ),
            "summary" | "description" => {}
            _ if METHODS.contains(&key) || key.starts_with("x-") => {}
            _ => findings.add(
                Rule::Facts,
                &member,
                format!("`{key}` is no HTTP method"),
                "remove or rename it",
            ),
        }
    }
}

fn check_facts<'a>(operation: &Node<'a>, names: &mut BTreeMap<String, Node<'a>>, findings: &mut Findings) {
    match operation.text_of("operationId") {
        Some(id) if is_camel_case(id) => {
            if let Some(other) = names.insert(id.to_snake_case(), operation.clone()) {
                let reason = format!(
                    "the operationId `{id}` gives the same method name as the one at {}",
                    other.pointer()
                );
                findings.add(Rule::Facts, operation, reason, "rename one of them");
            }
        }
        Some(id) => findings.add(
            Rule::Facts,
            operation,
            format!("the operationId `{id}` is not camelCase, so its method name would be a guess"),
            "write it like listJobs",
        ),
        None => findings.add(
            Rule::Facts,
            operation,
            "the operation has no operationId, and the generator names its method by it",
            "add one, like listJobs",
        ),
    }
    for key in ["summary", "description"] {
        check_text(operation, key, findings);
    }
    check_evidence(operation, findings);
    check_word(operation, "x-join-class", CLASSES, "what a repeat does", findings);
}

fn is_camel_case(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_lowercase())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric())
}

/// A member that people read.
pub(super) fn check_text(node: &Node<'_>, key: &str, findings: &mut Findings) {
    if node.text_of(key).is_none_or(|text| text.trim().is_empty()) {
        findings.add(
            Rule::Facts,
            node,
            format!("it has no {key}, which becomes its documentation"),
            format!("add a {key}"),
        );
    }
}

/// How surely it is known.
pub(super) fn check_evidence(node: &Node<'_>, findings: &mut Findings) {
    check_word(node, "x-join-evidence", EVIDENCE, "how surely it is known", findings);
}

fn check_word(node: &Node<'_>, key: &str, words: &[&str], meaning: &str, findings: &mut Findings) {
    let reason = match node.text_of(key) {
        Some(word) if words.contains(&word) => return,
        Some(word) => format!("`{word}` is no value of {key}, which says {meaning}"),
        None => format!("it has no {key}, which says {meaning}"),
    };
    findings.add(Rule::Facts, node, reason, format!("set {key} to one of {}", words.join(", ")));
}

fn check_parameters(path: &str, operation: &Node<'_>, schemas: &Schemas<'_>, findings: &mut Findings) {
    let mut in_path = Vec::new();
    for parameter in operation.child("parameters").iter().flat_map(Node::items) {
        if parameter.child("$ref").is_some() {
            findings.add(
                Rule::References,
                &parameter,
                "parameters are not shared here",
                "write the parameter out",
            );
            continue;
        }
        check_text(&parameter, "description", findings);
        check_evidence(&parameter, findings);
        match parameter.text_of("in") {
            Some("path") => in_path.extend(parameter.text_of("name").map(|name| (name, parameter.clone()))),
            Some("query") => {}
            other => {
                let reason = format!("a parameter in `{}` is not generated well", other.unwrap_or("nowhere"));
                findings.add(Rule::PlainParameters, &parameter, reason, "put it into the path or the query");
            }
        }
        check_parameter_shape(&parameter, schemas, findings);
    }
    let declared = |name: &str| in_path.iter().any(|(known, _)| *known == name);
    for name in placeholders(path).filter(|name| !declared(name)) {
        let reason = format!("the path's placeholder `{name}` has no parameter");
        findings.add(Rule::PlainParameters, operation, reason, "add the parameter with \"in\": \"path\"");
    }
    for (name, parameter) in &in_path {
        if !placeholders(path).any(|placeholder| placeholder == *name) {
            let reason = format!("the path has no placeholder `{name}`");
            findings.add(
                Rule::PlainParameters,
                parameter,
                reason,
                "add it to the path, or remove the parameter",
            );
        }
        if !parameter.flag("required") {
            let reason = "a parameter of the path is always required";
            findings.add(Rule::PlainParameters, parameter, reason, "add \"required\": true");
        }
    }
}

fn check_parameter_shape(parameter: &Node<'_>, schemas: &Schemas<'_>, findings: &mut Findings) {
    let mut odd = |place: &Node<'_>, reason: String, mend: &str| {
        findings.add(Rule::PlainParameters, place, reason, mend)
    };
    if let Some(content) = parameter.child("content") {
        odd(&content, "a parameter with content is not generated".to_owned(), "give it a schema");
        return;
    }
    if parameter.text_of("style") == Some("deepObject") || parameter.child("explode").is_some() {
        odd(parameter, "style deepObject and explode are ignored or panic".to_owned(), "use a plain value");
    }
    let Some(schema) = parameter.child("schema") else {
        odd(parameter, "the parameter has no schema, so it has no type".to_owned(), "add a schema");
        return;
    };
    let target = schemas.resolve(&schema);
    if target.text_of("type") == Some("array") {
        let reason = "an array in the query breaks the generated mock, and explode is ignored";
        odd(&schema, reason.to_owned(), "take one value, and let the caller ask again");
    }
    for keyword in NARROWING.iter().filter_map(|key| target.child(key)) {
        odd(
            &keyword,
            "it gives a type that callers can't simply write, such as NonZero".to_owned(),
            "remove it; the SDK checks",
        );
    }
}

fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

fn check_body(method: &str, operation: &Node<'_>, findings: &mut Findings) {
    let Some(body) = operation.child("requestBody") else { return };
    if BODILESS.contains(&method) {
        findings.add(Rule::OneBody, &body, format!("a {method} has no body here"), "remove it");
        return;
    }
    if let Some(reference) = body.child("$ref") {
        findings.add(Rule::References, &reference, "bodies are not shared here", "write the body out");
        return;
    }
    if !body.flag("required") {
        let reason = "the generator treats a body as required whatever the document says";
        findings.add(Rule::OneBody, &body, reason, "add \"required\": true");
    }
    check_json(&body, Rule::OneBody, findings);
}

fn check_answer(operation: &Node<'_>, findings: &mut Findings) {
    let Some(responses) = operation.child("responses") else {
        findings.add(
            Rule::OneAnswer,
            operation,
            "the operation has no answer",
            "add the response 2XX with its schema",
        );
        return;
    };
    for (status, response) in responses.members().filter(|(status, _)| *status != "2XX") {
        let reason = format!(
            "the answer `{status}` is beside 2XX: the generator panics on shapes that differ, and loses the status of errors"
        );
        findings.add(
            Rule::OneAnswer,
            &response,
            reason,
            "remove it; every other status arrives with its body unread",
        );
    }
    let Some(success) = responses.child("2XX") else {
        findings.add(
            Rule::OneAnswer,
            &responses,
            "there is no answer 2XX",
            "name the success 2XX: 200 or 201 is not known",
        );
        return;
    };
    if let Some(reference) = success.child("$ref") {
        findings.add(Rule::References, &reference, "answers are not shared here", "write the answer out");
        return;
    }
    check_json(&success, Rule::OneAnswer, findings);
}

/// One media type, JSON, whose schema is a named component.
fn check_json(body: &Node<'_>, rule: Rule, findings: &mut Findings) {
    let content = body.child("content");
    let place = content.as_ref().unwrap_or(body);
    let media: Vec<&str> = content.iter().flat_map(Node::members).map(|(media, _)| media).collect();
    if media != ["application/json"] {
        let reason = format!("it must have the media type application/json alone, and has {media:?}");
        findings.add(rule, place, reason, "leave application/json and nothing else");
        return;
    }
    let schema = place.descend(&["application/json", "schema"]);
    if schema.as_ref().is_none_or(|schema| schema.child("$ref").is_none()) {
        let reason = "its schema is not a named component, so its type has no name and a list would be lost for one bad row";
        findings.add(
            rule,
            schema.as_ref().unwrap_or(place),
            reason,
            "refer to a component; a list is one of the kind rows",
        );
    }
}
