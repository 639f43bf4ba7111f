//! Rules for operations: their documentation, body and response.

use std::collections::BTreeMap;

use heck::ToSnakeCase;

use super::facts::{check_evidence, check_text, check_word};
use super::findings::Findings;
use super::node::Node;
use super::rule::Rule;
use super::schemas::Schemas;
use super::{parameters, shape};
use crate::plain::is_error;

const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];
const BODILESS: &[&str] = &["get", "head", "delete"];
const CLASSES: &[&str] = &["read", "idempotent", "create", "replace"];
/// Method names that the client has, calls on itself or loses, and names of the table of operations.
const TAKEN: &[&str] = &["all", "api_version", "exec", "new", "new_with_client", "post", "pre"];

/// Where the errors are.
const ERRORS: &str = "#/components/responses/";

pub(super) fn check<'a>(root: &Node<'a>, schemas: &Schemas<'a>, findings: &mut Findings) {
    let mut names = BTreeMap::new();
    let errors = root.descend(&["components", "responses"]);
    for (_, error) in errors.iter().flat_map(Node::members) {
        check_error(&error, schemas, findings);
    }
    for (path, item) in root.child("paths").iter().flat_map(Node::members) {
        check_path(path, &item, findings);
        if !shape::is_object(&item, "a path", findings) {
            continue;
        }
        for (method, operation) in item.members().filter(|(key, _)| METHODS.contains(key)) {
            if !shape::is_object(&operation, "an operation", findings) {
                continue;
            }
            shape::check(&operation, shape::OPERATION, findings);
            check_facts(&operation, &mut names, findings);
            parameters::check(path, &operation, schemas, findings);
            check_body(method, &operation, schemas, findings);
            check_response(&operation, errors.as_ref(), schemas, findings);
        }
    }
}

fn check_path(path: &str, item: &Node<'_>, findings: &mut Findings) {
    if !path.starts_with('/') || path.ends_with('/') {
        let reason =
            "a path must begin with a slash and not end with one: it is appended to the base URL as text";
        findings.add(Rule::Names, item, reason, "write it like /jobs/{jobId}");
    }
    if !braces_pair(path) {
        let reason = "a placeholder of the path is empty or does not end";
        findings.add(Rule::PlainParameters, item, reason, "write it like /jobs/{jobId}");
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
            _ if METHODS.contains(&key) => {}
            // The table of operations takes every member that has an operationId.
            _ if key.starts_with("x-") && member.child("operationId").is_none() => {}
            _ => findings.add(
                Rule::Facts,
                &member,
                format!("`{key}` is no HTTP method, so no method is generated for it"),
                format!("remove it, or rename it to one of {}", METHODS.join(", ")),
            ),
        }
    }
}

fn braces_pair(path: &str) -> bool {
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        match after.split_once('}') {
            Some((name, after)) if !before.contains('}') && !name.is_empty() && !name.contains('{') => {
                rest = after;
            }
            _ => return false,
        }
    }
    !rest.contains('}')
}

fn check_facts<'a>(operation: &Node<'a>, names: &mut BTreeMap<String, Node<'a>>, findings: &mut Findings) {
    let place = operation.child("operationId").unwrap_or_else(|| operation.clone());
    match place.text() {
        Some(id) if !is_camel_case(id) => findings.add(
            Rule::Facts,
            &place,
            format!("the operationId `{id}` is not camelCase, so its method name would be a guess"),
            "write it like listJobs",
        ),
        Some(id) if TAKEN.contains(&id.to_snake_case().as_str()) => findings.add(
            Rule::Names,
            &place,
            format!("the operationId `{id}` gives a name that the generated client needs itself"),
            "write what it acts on too, like listJobs",
        ),
        Some(id) => {
            if let Some(other) = names.insert(id.to_snake_case(), operation.clone()) {
                let reason = format!(
                    "the operationId `{id}` gives the same method name as the one at {}",
                    other.pointer()
                );
                findings.add(Rule::Facts, &place, reason, "rename one of them");
            }
        }
        None => findings.add(
            Rule::Facts,
            &place,
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

fn check_body<'a>(method: &str, operation: &Node<'a>, schemas: &Schemas<'a>, findings: &mut Findings) {
    let Some(body) = operation.child("requestBody") else { return };
    if BODILESS.contains(&method) {
        let reason = format!("a {} has no body", method.to_uppercase());
        findings.add(Rule::OneBody, &body, reason, "remove it");
        return;
    }
    if let Some(reference) = body.child("$ref") {
        let reason = "a body that is a reference: bodies are not shared here";
        findings.add(Rule::References, &reference, reason, "write the body out");
        return;
    }
    if !body.flag("required") {
        let reason = "the generator treats a body as required whatever the document says";
        findings.add(Rule::OneBody, &body, reason, "add \"required\": true");
    }
    if let Some(schema) = json_schema(&body, Rule::OneBody, findings) {
        schemas.check_used(&schema, false, findings);
    }
}

fn check_response<'a>(
    operation: &Node<'a>,
    errors: Option<&Node<'a>>,
    schemas: &Schemas<'a>,
    findings: &mut Findings,
) {
    let Some(responses) = operation.child("responses") else {
        let reason = "the operation has no response";
        findings.add(Rule::OneAnswer, operation, reason, "add the response 2XX with its schema");
        return;
    };
    for (status, response) in responses.members() {
        if is_error(status) {
            check_error_link(&response, errors, findings);
        } else if status != "2XX" && !status.starts_with("x-") {
            let reason = format!(
                "a response `{status}`: the generator panics on success shapes that differ, and takes errors off by their status"
            );
            let help = "name the one success 2XX, and errors by a status of 400 to 599, 4XX or 5XX";
            findings.add(Rule::OneAnswer, &response, reason, help);
        }
    }
    let Some(success) = responses.child("2XX") else {
        let reason = "there is no response 2XX, and whether a success is 200, 201 or 204 is not known";
        findings.add(Rule::OneAnswer, &responses, reason, "name the one success 2XX");
        return;
    };
    if let Some(reference) = success.child("$ref") {
        let reason = "a response that is a reference: responses are not shared here";
        findings.add(Rule::References, &reference, reason, "write the response out");
        return;
    }
    check_text(&success, "description", findings);
    let Some(schema) = json_schema(&success, Rule::OneAnswer, findings) else { return };
    schemas.check_used(&schema, true, findings);
    let component = schemas.resolve(&schema);
    if schema.child("$ref").is_some()
        && component.text_of("type") == Some("array")
        && component.text_of("x-join-kind") != Some("rows")
    {
        let reason = "a list that is not read row by row: one bad row would lose the page";
        findings.add(Rule::OneAnswer, &component, reason, "add \"x-join-kind\": \"rows\" to the component");
    }
}

/// Checks a response of the components: it is one of an error.
fn check_error<'a>(error: &Node<'a>, schemas: &Schemas<'a>, findings: &mut Findings) {
    if !shape::is_object(error, "a response", findings) {
        return;
    }
    check_text(error, "description", findings);
    if let Some(schema) = json_schema(error, Rule::OneAnswer, findings) {
        schemas.check_used(&schema, true, findings);
    }
}

/// Checks that an operation refers to the error it answers with: all have one body.
fn check_error_link(response: &Node<'_>, errors: Option<&Node<'_>>, findings: &mut Findings) {
    let Some(link) = response.child("$ref") else {
        let reason = "an error that is written out: errors are shared by all operations";
        let help = format!("describe it once below components/responses, and refer to {ERRORS} and its name");
        findings.add(Rule::OneAnswer, response, reason, help);
        return;
    };
    let name = link.text().and_then(|text| text.strip_prefix(ERRORS));
    if name.is_none_or(|name| errors.is_none_or(|errors| errors.child(name).is_none())) {
        let reason = format!("the reference leads nowhere: {}", link.value());
        let help = format!("refer to {ERRORS} and the name of a response");
        findings.add(Rule::References, &link, reason, help);
    }
}

/// The schema of the only media type, JSON. A finding unless it is a named component.
fn json_schema<'a>(body: &Node<'a>, rule: Rule, findings: &mut Findings) -> Option<Node<'a>> {
    let content = body.child("content");
    let place = content.as_ref().unwrap_or(body);
    let media: Vec<_> = content.iter().flat_map(Node::members).map(|(media, _)| media).collect();
    if media != ["application/json"] {
        let reason = match media.as_slice() {
            [] => "it has no media type".to_owned(),
            some => format!("application/json must be the only media type, and here is {}", some.join(", ")),
        };
        findings.add(rule, place, reason, "leave application/json and nothing else");
        return None;
    }
    let media = place.child("application/json")?;
    let Some(schema) = media.child("schema").filter(Node::is_object) else {
        findings.add(rule, &media, "it has no schema, so it has no type", "refer to a component");
        return None;
    };
    if schema.child("$ref").is_none() {
        let reason = "its schema is not a named component, so its type would have a name by chance";
        findings.add(rule, &schema, reason, "refer to a component; a list is one of the kind rows");
    }
    Some(schema)
}
