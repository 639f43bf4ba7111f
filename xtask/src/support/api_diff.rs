//! Compares two versions of the document: changed operations, fields, types and values, and which of them break users.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use join_codegen::document::{Document, Kind, Operation};
use serde_json::Value;

/// A change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Move {
    /// Operation, parameter, type, field or value.
    pub(crate) noun: &'static str,
    /// Its name, such as `Job.title`.
    pub(crate) name: String,
    /// The kind of change.
    pub(crate) how: String,
    /// Whether code for the old client may no longer compile.
    pub(crate) breaks: bool,
}

impl fmt::Display for Move {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.breaks { "breaks" } else { "ok" };
        write!(f, "  {mark:6}  {:9}  {}: {}", self.noun, self.name, self.how)
    }
}

/// Lists the changes between two documents, in document order.
pub(crate) fn moves(old: &Document, new: &Document) -> Vec<Move> {
    let mut moves = Moves(Vec::new());
    compare_operations(old, new, &mut moves);
    compare_types(old, new, &mut moves);
    moves.0
}

struct Moves(Vec<Move>);

impl Moves {
    fn add(&mut self, noun: &'static str, name: impl Into<String>, how: impl Into<String>, breaks: bool) {
        self.0.push(Move { noun, name: name.into(), how: how.into(), breaks });
    }

    /// Adds a change of something in both documents.
    fn change<T: PartialEq + fmt::Display>(
        &mut self,
        noun: &'static str,
        name: &str,
        what: &str,
        (old, new): (T, T),
        breaks: bool,
    ) {
        if old != new {
            self.add(noun, name, format!("{what} {old} -> {new}"), breaks);
        }
    }
}

fn compare_operations(old: &Document, new: &Document, moves: &mut Moves) {
    let by_id = |document: &'_ Document| -> Vec<String> {
        document.operations().map(|operation| operation.text("operationId").to_owned()).collect()
    };
    let (before, after) = (by_id(old), by_id(new));
    let find = |id: &str| new.operations().find(move |operation| operation.text("operationId") == id);
    let mut renamed = BTreeSet::new();
    for operation in old.operations() {
        let id = operation.text("operationId");
        if let Some(now) = find(id) {
            compare_operation(id, &operation, &now, moves);
            continue;
        }
        let same_place = new.operations().find(|other| {
            (other.method, other.path) == (operation.method, operation.path)
                && !before.iter().any(|id| id == other.text("operationId"))
        });
        match same_place {
            Some(now) => {
                let name = now.text("operationId");
                renamed.insert(name.to_owned());
                moves.add("operation", id, format!("renamed to {name}"), true);
                compare_operation(name, &operation, &now, moves);
            }
            None => moves.add("operation", id, "removed", true),
        }
    }
    for id in after.iter().filter(|id| !before.contains(id) && !renamed.contains(*id)) {
        moves.add("operation", id, "added", false);
    }
}

fn compare_operation(id: &str, old: &Operation<'_>, new: &Operation<'_>, moves: &mut Moves) {
    let method = |operation: &Operation<'_>| operation.method.to_uppercase();
    moves.change("operation", id, "method", (method(old), method(new)), false);
    moves.change("operation", id, "path", (old.path, new.path), false);
    for key in ["x-join-class", "x-join-evidence"] {
        moves.change("operation", id, key, (old.text(key), new.text(key)), false);
    }
    let body = |operation: &Operation<'_>| operation.request().map_or("none".to_owned(), shape);
    moves.change("operation", id, "body", (body(old), body(new)), true);
    moves.change("operation", id, "response", (response(old), response(new)), true);
    // Each parameter is an argument of the generated method, so each change alters its signature.
    let (before, after) = (parameters(old), parameters(new));
    for (name, parameter) in &before {
        let name_in = format!("{id}({name})");
        match after.get(name) {
            None => moves.add("parameter", name_in, "removed", true),
            Some(now) => {
                let types = (argument(parameter), argument(now));
                moves.change("parameter", &name_in, "type", types, true);
                let key = "x-join-evidence";
                moves.change("parameter", &name_in, key, (text(parameter, key), text(now, key)), false);
            }
        }
    }
    for name in after.keys().filter(|name| !before.contains_key(*name)) {
        let how = "added, a new argument of the low-level method";
        moves.add("parameter", format!("{id}({name})"), how, true);
    }
}

fn compare_types(old: &Document, new: &Document, moves: &mut Moves) {
    let by_name = |document: &'_ Document| -> BTreeMap<String, (Kind, Value)> {
        let all = document.components();
        all.map(|(name, kind, schema)| (name.to_owned(), (kind, schema.clone()))).collect()
    };
    let (before, after) = (by_name(old), by_name(new));
    let (sent_before, sent_after) = (old.request_components(), new.request_components());
    for (name, _, schema) in old.components() {
        let Some((kind, now)) = after.get(name) else {
            moves.add("type", name, "removed", true);
            continue;
        };
        let kinds = before.get(name).map(|(kind, _)| format!("{kind:?}"));
        moves.change("type", name, "kind", (kinds.unwrap_or_default(), format!("{kind:?}")), true);
        moves.change("type", name, "is", (shape(schema), shape(now)), true);
        compare_values(name, schema, now, moves);
        let sent = sent_after.contains(name);
        if sent_before.contains(name) && !sent && *kind == Kind::Object {
            moves.add("type", name, "no longer sent, so it becomes non_exhaustive", true);
        }
        compare_fields(name, sent, schema, now, moves);
    }
    for (name, _, _) in new.components().filter(|(name, ..)| !before.contains_key(*name)) {
        moves.add("type", name, "added", false);
    }
}

/// Compares the values of an open enum. A new one breaks no match: users already have an arm for the rest.
fn compare_values(name: &str, old: &Value, new: &Value, moves: &mut Moves) {
    let values = |schema| Document::known_values(schema).map(str::to_owned).collect::<Vec<String>>();
    let (before, after) = (values(old), values(new));
    for value in before.iter().filter(|value| !after.contains(value)) {
        moves.add("value", format!("{name}.{value}"), "removed", true);
    }
    for value in after.iter().filter(|value| !before.contains(value)) {
        moves.add("value", format!("{name}.{value}"), "added", false);
    }
}

fn compare_fields(owner: &str, sent: bool, old: &Value, new: &Value, moves: &mut Moves) {
    let (before, after) = (fields(old), fields(new));
    for (name, field) in &before {
        let full = format!("{owner}.{name}");
        match after.iter().find(|(other, _)| other == name) {
            None => moves.add("field", full, "removed", true),
            Some((_, now)) => {
                let types = (field_type(old, name, field), field_type(new, name, now));
                moves.change("field", &full, "type", types, true);
                let key = "x-join-evidence";
                moves.change("field", &full, key, (text(field, key), text(now, key)), false);
            }
        }
    }
    for (name, _) in after.iter().filter(|(name, _)| !before.iter().any(|(other, _)| other == name)) {
        let how = if sent { "added to a type that callers build" } else { "added" };
        moves.add("field", format!("{owner}.{name}"), how, sent);
    }
}

fn fields(schema: &Value) -> Vec<(&String, &Value)> {
    schema.get("properties").and_then(Value::as_object).into_iter().flatten().collect()
}

fn field_type(owner: &Value, name: &str, field: &Value) -> String {
    let required = owner.get("required").and_then(Value::as_array).into_iter().flatten();
    let is_required = required.filter_map(Value::as_str).any(|required| required == name);
    optional(shape(field), !is_required || flag(field, "nullable"))
}

fn argument(parameter: &Value) -> String {
    let schema = parameter.get("schema").map(shape).unwrap_or_default();
    optional(schema, !flag(parameter, "required"))
}

fn optional(shape: String, optional: bool) -> String {
    if optional { format!("{shape}?") } else { shape }
}

fn parameters(operation: &Operation<'_>) -> BTreeMap<String, Value> {
    let all = operation.object.get("parameters").and_then(Value::as_array).into_iter().flatten();
    all.map(|parameter| (format!("{} {}", text(parameter, "in"), text(parameter, "name")), parameter.clone()))
        .collect()
}

fn response(operation: &Operation<'_>) -> String {
    let schema = operation
        .object
        .get("responses")
        .and_then(|responses| responses.get("2XX")?.get("content")?.get("application/json")?.get("schema"));
    schema.map_or("none".to_owned(), shape)
}

/// A schema in brief: the referenced component, or the type and format.
pub(crate) fn shape(schema: &Value) -> String {
    let reference = schema.get("$ref").or_else(|| schema.get("allOf")?.get(0)?.get("$ref"));
    if let Some(reference) = reference.and_then(Value::as_str) {
        return reference.rsplit('/').next().unwrap_or(reference).to_owned();
    }
    match (text(schema, "type"), text(schema, "format")) {
        ("array", _) => format!("[{}]", schema.get("items").map(shape).unwrap_or_default()),
        ("object", _) if schema.get("additionalProperties").is_some_and(Value::is_object) => {
            format!("map of {}", schema.get("additionalProperties").map(shape).unwrap_or_default())
        }
        (base, "") => base.to_owned(),
        (base, format) => format!("{base} {format}"),
    }
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn flag(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool) == Some(true)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn moved(change: impl FnOnce(&mut Value)) -> Vec<String> {
        let old: Value = serde_json::from_str(include_str!("../../tests/document.json")).unwrap();
        let mut new = old.clone();
        change(&mut new);
        let moves = moves(&Document::new(old), &Document::new(new));
        moves.iter().map(|moved| moved.to_string().split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn nothing_changed_is_nothing_moved() {
        assert!(moved(|_| {}).is_empty());
        assert!(moved(|new| new["paths"]["/jobs"]["get"]["description"] = json!("Other words.")).is_empty());
    }

    #[test]
    fn operations_come_go_and_are_renamed() {
        assert_eq!(
            moved(|new| new["paths"]["/jobs"]["get"]["operationId"] = json!("listPostings")),
            ["breaks operation listJobs: renamed to listPostings"]
        );
        let paths = moved(|new| {
            let paths = new["paths"].as_object_mut().unwrap();
            let categories = paths.remove("/categories").unwrap();
            let mut another = categories.clone();
            another["get"]["operationId"] = json!("listStages");
            paths.insert("/stages".into(), another);
        });
        assert_eq!(paths, ["breaks operation listCategories: removed", "ok operation listStages: added"]);
        let changed = moved(|new| {
            let paths = new["paths"].as_object_mut().unwrap();
            let mut item = paths.remove("/candidates/{candidateId}").unwrap();
            item["patch"]["x-join-evidence"] = json!("vendor");
            paths.insert("/candidates/{candidateId}/tags".into(), item);
        });
        assert_eq!(
            changed,
            [
                "ok operation updateCandidate: path /candidates/{candidateId} -> /candidates/{candidateId}/tags",
                "ok operation updateCandidate: x-join-evidence seed -> vendor"
            ]
        );
    }

    #[test]
    fn every_change_of_a_parameter_breaks_the_low_level_method() {
        let found = moved(|new| {
            let parameters = new["paths"]["/jobs"]["get"]["parameters"].as_array_mut().unwrap();
            parameters[1]["schema"]["type"] = json!("string");
            parameters[2]["required"] = json!(true);
            let mut another = parameters.remove(3);
            another["name"] = json!("rows");
            parameters.push(another);
        });
        assert_eq!(
            found,
            [
                "breaks parameter listJobs(query content): type boolean? -> string?",
                "breaks parameter listJobs(query page): type integer int64? -> integer int64",
                "breaks parameter listJobs(query pageSize): removed",
                "breaks parameter listJobs(query rows): added, a new argument of the low-level method",
            ]
        );
    }

    #[test]
    fn fields_and_values_break_where_they_go_and_where_callers_build_them() {
        let found = moved(|new| {
            let schemas = &mut new["components"]["schemas"];
            schemas["HiringState"]["x-extensible-enum"] =
                json!(["APPLIED", "ACTIVE", "REJECTED", "HIRED", "WITHDRAWN"]);
            let job = schemas["Job"]["properties"].as_object_mut().unwrap();
            job.remove("title");
            job["createdAt"]["format"] = json!("date");
            job["language"]["x-join-evidence"] = json!("vendor");
            let field = job["language"].clone();
            job.insert("headline".into(), field.clone());
            schemas["CreateJobRequest"]["properties"]["headline"] = field;
            schemas["NewCandidate"]["required"] = json!(["firstName", "lastName"]);
            let stage = schemas["Stage"].clone();
            schemas["Board"] = stage;
        });
        assert_eq!(
            found,
            [
                "breaks value HiringState.OFFER: removed",
                "ok value HiringState.WITHDRAWN: added",
                "breaks field Job.title: removed",
                "breaks field Job.createdAt: type string date-time? -> string date?",
                "ok field Job.language: x-join-evidence client -> vendor",
                "ok field Job.headline: added",
                "breaks field CreateJobRequest.headline: added to a type that callers build",
                "breaks field NewCandidate.email: type EmailAddress -> EmailAddress?",
                "ok type Board: added",
            ]
        );
    }

    #[test]
    fn types_that_go_or_become_another_kind_break() {
        let found = moved(|new| {
            let schemas = new["components"]["schemas"].as_object_mut().unwrap();
            schemas.remove("Stage");
            schemas["PersonName"].as_object_mut().unwrap().remove("x-join-kind");
            schemas["StageId"]["type"] = json!("string");
        });
        assert_eq!(
            found,
            [
                "breaks type StageId: is integer int64 -> string int64",
                "breaks type PersonName: kind Personal -> Object",
                "breaks type Stage: removed"
            ]
        );
    }
}
