//! Suggestions for a difference: a sentence for people, and a JSON Patch for our document.

use join_codegen::document::OPEN_VALUES;
use serde_json::{Value, json};

use super::files::escape;
use super::model::Operation;
use super::schema::{Field, Fields};
use super::severity::Severity;

/// Which part of an operation a field belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Parameter,
    Request,
    Response,
}

/// A suggestion.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Suggestion {
    pub(super) advice: String,
    /// Operations of RFC 6902. Empty if the document needs no change.
    pub(super) patch: Vec<Value>,
}

fn suggestion(advice: impl Into<String>, patch: Vec<Value>) -> Suggestion {
    Suggestion { advice: advice.into(), patch }
}

/// For an operation at another path.
pub(super) fn path(our: &Operation, their: &Operation, ours: &[Operation]) -> Suggestion {
    let to = format!("/paths/{}", escape(&their.path));
    let mut patch = missing_path(their, ours);
    let method = their.method.to_lowercase();
    patch.push(json!({"op": "move", "from": our.pointer, "path": format!("{to}/{method}")}));
    let evidence = format!("{to}/{method}/x-join-evidence");
    patch.push(json!({"op": "replace", "path": evidence, "value": "vendor"}));
    suggestion("move the operation, and rename its path parameters to fit", patch)
}

/// Adds the path if our document lacks it.
fn missing_path(their: &Operation, ours: &[Operation]) -> Vec<Value> {
    if ours.iter().any(|our| our.path == their.path) {
        return Vec::new();
    }
    vec![json!({"op": "add", "path": format!("/paths/{}", escape(&their.path)), "value": {}})]
}

/// For an operation that our document lacks.
pub(super) fn new_operation(their: &Operation, ours: &[Operation]) -> Suggestion {
    let method = their.method.to_lowercase();
    let class = match method.as_str() {
        "get" | "head" => "read",
        "post" => "create",
        _ => "replace",
    };
    let mut patch = missing_path(their, ours);
    patch.push(json!({
        "op": "add",
        "path": format!("/paths/{}/{method}", escape(&their.path)),
        "value": {
            "operationId": their.id, "summary": their.summary, "x-join-evidence": "vendor", "x-join-class": class,
        },
    }));
    suggestion(
        "add it: `cargo xtask new-operation` lists the steps, and the lint reports what the patch leaves out",
        patch,
    )
}

/// For a part of ours that the vendor does not name.
pub(super) fn they_lack(evidence: Option<&str>, pointer: &str) -> Suggestion {
    match evidence {
        Some("inferred") => {
            let patch = vec![json!({"op": "remove", "path": pointer})];
            suggestion("it is our own conclusion: remove it, and from `required` too", patch)
        }
        Some(level) => {
            suggestion(format!("keep it while `{level}` holds; the vendor's page may be partial"), vec![])
        }
        None => suggestion("keep it; the vendor's page may be partial", vec![]),
    }
}

/// For a parameter or property that our document lacks, with the pointer of its place.
pub(super) fn new_field(
    side: Side,
    operation: &Operation,
    parent: Option<&Field>,
    path: &str,
    theirs: &Fields,
) -> (String, Suggestion) {
    let their = theirs.get(path).cloned().unwrap_or_default();
    if side == Side::Parameter {
        let (place, name) = path.split_once('.').unwrap_or(("query", path));
        let value = json!({
            "name": name, "in": place, "required": their.required, "description": "",
            "schema": schema(path, theirs), "x-join-evidence": "vendor",
        });
        let pointer = format!("{}/parameters", operation.pointer);
        let patch = match operation.parameters.is_empty() {
            true => json!({"op": "add", "path": pointer, "value": [value]}),
            false => json!({"op": "add", "path": format!("{pointer}/-"), "value": value}),
        };
        return (
            format!("{pointer}/{path}"),
            suggestion("add it, with a description of your own", vec![patch]),
        );
    }
    let name = path.rsplit('.').next().unwrap_or(path);
    let holder = parent.map(|parent| parent.holds_at.as_str()).unwrap_or_default();
    if holder.is_empty() {
        return (operation.pointer.clone(), suggestion("add a named component for it", vec![]));
    }
    let pointer = format!("{holder}/properties/{}", escape(name));
    let mut value = schema(path, theirs);
    if let Some(members) = value.as_object_mut() {
        if side == Side::Response || !their.required {
            members.insert("nullable".to_owned(), json!(true));
        }
        members.insert("description".to_owned(), json!(""));
        members.insert("x-join-evidence".to_owned(), json!("vendor"));
    }
    let mut patch = vec![json!({"op": "add", "path": pointer, "value": value})];
    if side == Side::Request && their.required {
        patch.push(json!({"op": "add", "path": format!("{holder}/required/-"), "value": name}));
    }
    let advice = match their.base.as_str() {
        "object" => "add it as a named component, with descriptions of your own",
        _ if !their.values.is_empty() => {
            "add it as a component of the kind `open-enum`, with a description of your own"
        }
        _ => "add it, with a description of your own",
    };
    (pointer, suggestion(advice, patch))
}

/// The vendor's schema in our style, without its constraints.
fn schema(path: &str, theirs: &Fields) -> Value {
    let their = theirs.get(path).cloned().unwrap_or_default();
    let base = if their.base.is_empty() || their.base == "any" { "string" } else { &their.base };
    let mut value = json!({"type": base});
    if let Some(members) = value.as_object_mut() {
        if base == "integer" {
            members.insert("format".to_owned(), json!("int64"));
        } else if matches!(their.format.as_str(), "date-time" | "decimal") {
            members.insert("format".to_owned(), json!(their.format));
        }
        if base == "array" {
            members.insert("items".to_owned(), schema(&format!("{path}[]"), theirs));
        }
    }
    value
}

/// For a field of another type.
pub(super) fn type_of(side: Side, our: &Field, path: &str, theirs: &Fields) -> Suggestion {
    let (pointer, mut value) = match side {
        Side::Parameter => (format!("{}/schema", our.pointer), schema(path, theirs)),
        Side::Request | Side::Response => (our.pointer.clone(), schema(path, theirs)),
    };
    let is_property = !our.owner.is_empty();
    if let Some(members) = value.as_object_mut().filter(|_| is_property) {
        if !our.required || our.nullable {
            members.insert("nullable".to_owned(), json!(true));
        }
        members.insert("description".to_owned(), json!(""));
        members.insert("x-join-evidence".to_owned(), json!("vendor"));
    }
    suggestion(
        "take their type, with a description of your own",
        vec![json!({"op": "replace", "path": pointer, "value": value})],
    )
}

/// For a field that only one side requires.
pub(super) fn required(side: Side, severity: Severity, our: &Field, path: &str, theirs: bool) -> Suggestion {
    if severity == Severity::Note {
        return suggestion("leave it: responses require as little as possible", vec![]);
    }
    if side == Side::Parameter {
        let place = format!("{}/required", our.pointer);
        let patch = vec![json!({"op": "add", "path": place, "value": theirs})];
        return suggestion("take their requirement", patch);
    }
    let name = path.rsplit('.').next().unwrap_or(path);
    let place = format!("{}/required", our.owner);
    if theirs {
        let patch = match our.owner_requires {
            true => json!({"op": "add", "path": format!("{place}/-"), "value": name}),
            false => json!({"op": "add", "path": place, "value": [name]}),
        };
        return suggestion("require it", vec![patch]);
    }
    // A nullable stands beside a type, also where an allOf gives the type.
    let mut patch = vec![
        json!({"op": "add", "path": format!("{}/type", our.pointer), "value": our.base}),
        json!({"op": "add", "path": format!("{}/nullable", our.pointer), "value": true}),
    ];
    patch.extend(our.required_index.map(|index| json!({"op": "remove", "path": format!("{place}/{index}")})));
    suggestion("make it optional and nullable", patch)
}

/// For an enum with other values.
pub(super) fn values(our: &Field, missing: &[String], extra: &[String]) -> Suggestion {
    if our.values.is_empty() {
        return suggestion("make it a component of the kind `open-enum` with their values", vec![]);
    }
    let place = format!("{}/{OPEN_VALUES}", our.values_at);
    let mut patch: Vec<Value> = missing
        .iter()
        .map(|value| json!({"op": "add", "path": format!("{place}/-"), "value": value}))
        .collect();
    // From the back, so that earlier indices stay valid.
    for (index, _) in our.values.iter().enumerate().rev().filter(|(_, value)| extra.contains(value)) {
        patch.push(json!({"op": "remove", "path": format!("{place}/{index}")}));
    }
    let advice = match (missing.is_empty(), extra.is_empty()) {
        (false, true) => "add their values".to_owned(),
        (true, _) => {
            format!("the vendor does not list {}: remove it, unless a response had it", extra.join(", "))
        }
        (false, false) => format!("add theirs, and remove {} unless a response had it", extra.join(", ")),
    };
    suggestion(advice, patch)
}
