//! A mapping's check against the action's schema, before anything runs.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::rule::{Rule, Transform};
use super::{target, template, transform};
use crate::action::Action;
use crate::check::{Checker, below};
use crate::error::{ActionError, FieldCode, FieldError};

/// A rule with its target.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Field {
    /// The field of the action's input, as a pointer.
    pub(super) target: String,
    /// The place of the rule in the mapping, as a pointer.
    pub(super) place: String,
    pub(super) rule: Rule,
    /// The types that the field takes.
    pub(super) types: Vec<String>,
    /// Whether the whole input needs the field.
    pub(super) required: bool,
}

/// The fields of a mapping; all its errors otherwise.
pub(super) fn fields(action: Action, rules: BTreeMap<String, Rule>) -> Result<Vec<Field>, ActionError> {
    let root = action.input_schema();
    let (mut fields, mut errors) = (Vec::with_capacity(rules.len()), Vec::new());
    for (key, rule) in rules {
        let (pointer, place) = (target::pointer(&key), below("/fields", &key));
        let schema = match target::schema(root, &pointer) {
            Ok(schema) => schema,
            Err(similar) => {
                let message = match similar {
                    Some(name) => format!("the action has no such field; did you mean {name}?"),
                    None => "the action has no such field".to_owned(),
                };
                errors.push(FieldError::new(pointer, FieldCode::UnknownField, message).at(place));
                continue;
            }
        };
        let required = target::required(root).any(|name| below("", name) == pointer);
        let field = Field { types: types(schema), target: pointer, place, rule, required };
        errors.extend(rule_errors(&field, schema));
        fields.push(field);
    }
    errors.extend(missing(root, "", &fields));
    errors.extend(overlaps(&fields));
    errors.extend(list_errors(root, &fields));
    if errors.is_empty() {
        errors = unmet_rules(action, &fields);
    }
    if errors.is_empty() {
        return Ok(fields);
    }
    errors.sort();
    Err(ActionError::unmapped(action.name(), errors))
}

/// The fields that the mapped ones need, by the rules of the action, and no rule fills.
fn unmet_rules(action: Action, fields: &[Field]) -> Vec<FieldError> {
    let root = action.input_schema();
    let mut sample = Value::Object(Map::new());
    for field in fields {
        let fixed =
            field.rule.value.clone().and_then(|value| transform::all(&field.rule.transform, value).ok());
        let example = || target::schema(root, &field.target).ok()?.pointer("/examples/0").cloned();
        if let Some(value) = fixed.or_else(example) {
            target::put(&mut sample, &field.target, transform::fitted(value, &field.types));
        }
    }
    let found = action.check(&sample).err().map(|error| error.fields).unwrap_or_default();
    let is_unmapped = |error: &FieldError| !fields.iter().any(|field| field.target == error.pointer);
    found
        .into_iter()
        .filter(|error| error.code == FieldCode::Combination && is_unmapped(error))
        .map(|error| error.at("/fields"))
        .collect()
}

fn types(schema: &Value) -> Vec<String> {
    match schema.get("type") {
        Some(Value::String(name)) => vec![name.clone()],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// The errors of one rule that no source can avoid.
fn rule_errors(field: &Field, schema: &Value) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let wrong = |code: FieldCode, message: String, part: &str| {
        FieldError::new(&field.target, code, message).at(format!("{}{part}", field.place))
    };
    let rule = &field.rule;
    if let Some(text) = &rule.template
        && let Err(message) = template::check(text)
    {
        errors.push(wrong(FieldCode::Mapping, message, "/template"));
    }
    for (index, step) in rule.transform.iter().enumerate() {
        if let Err(message) = transform::check(step) {
            errors.push(wrong(FieldCode::Mapping, message, &format!("/transform/{index}")));
        }
    }
    if !errors.is_empty() {
        return errors;
    }
    let checker = Checker::new(schema.clone());
    let misfits = |value: &Value, part: &str| -> Vec<FieldError> {
        let found = checker.check(value).into_iter();
        found
            .map(|error| {
                let pointer = format!("{}{}", field.target, error.pointer);
                FieldError::new(pointer, error.code, error.message).at(format!("{}{part}", field.place))
            })
            .collect()
    };
    if let Some(value) = &rule.value {
        match transform::all(&rule.transform, value.clone()) {
            Ok(value) => errors.extend(misfits(&transform::fitted(value, &field.types), "/value")),
            Err((index, message)) => {
                errors.push(wrong(FieldCode::Format, message, &format!("/transform/{index}")));
            }
        }
    }
    if let Some(default) = &rule.default {
        errors.extend(misfits(default, "/default"));
    }
    let makes_list = rule.transform.iter().any(|step| matches!(step, Transform::Split(_)));
    let free = rule.transform.iter().any(|step| matches!(step, Transform::Lookup(_)));
    let takes = |name: &str| field.types.is_empty() || field.types.iter().any(|one| one == name);
    if makes_list && !free && !takes("array") {
        errors.push(wrong(
            FieldCode::Type,
            "split gives a list, and the field is none".to_owned(),
            "/transform",
        ));
    }
    if rule.template.is_some()
        && !makes_list
        && !free
        && (field.types == ["array"] || field.types == ["object"])
    {
        let message = "a template gives a text, and the field is a list; split it".to_owned();
        errors.push(wrong(FieldCode::Type, message, "/template"));
    }
    errors
}

/// The required fields of an object that no rule fills.
fn missing(schema: &Value, object: &str, fields: &[Field]) -> Vec<FieldError> {
    let unfilled = target::required(schema)
        .map(|name| below(object, name))
        .filter(|pointer| !fields.iter().any(|field| target::is_in(&field.target, pointer)));
    let error = |pointer| {
        FieldError::new(pointer, FieldCode::Missing, "the field is required, and no rule fills it")
            .at("/fields")
    };
    unfilled.map(error).collect()
}

/// Rules that fill the same field, or a field and a part of it.
fn overlaps(fields: &[Field]) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for (at, field) in fields.iter().enumerate() {
        let inside = |other: &&Field| target::is_in(&field.target, &other.target);
        let others = fields.iter().enumerate().filter(|(index, _)| *index != at).map(|(_, other)| other);
        if let Some(other) = others.into_iter().find(inside) {
            let message = format!("{} fills this field too", other.place);
            errors.push(FieldError::new(&field.target, FieldCode::Mapping, message).at(&field.place));
        }
    }
    errors
}

/// Items of lists that lack a required field, or an item before them.
fn list_errors(root: &Value, fields: &[Field]) -> Vec<FieldError> {
    let mut items: Vec<&str> = fields.iter().filter_map(|field| target::item(&field.target)).collect();
    items.sort_unstable();
    items.dedup();
    let mut errors = Vec::new();
    for item in &items {
        if let Ok(schema) = target::schema(root, item) {
            errors.extend(missing(schema, item, fields));
        }
        let (list, last) = item.rsplit_once('/').unwrap_or_default();
        let before = target::index(last).and_then(|index| index.checked_sub(1));
        if before.is_some_and(|index| !items.contains(&format!("{list}/{index}").as_str())) {
            let message = "no rule fills the item before this one";
            errors.push(FieldError::new(*item, FieldCode::Mapping, message).at("/fields"));
        }
    }
    errors
}
