//! Fills an input from a source: pure, and without any value in its errors.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::plan::Field;
use super::rule::Transform;
use super::{target, template, transform};
use crate::error::{FieldCode, FieldError};

/// What the fields give for a source.
pub(super) struct Filled {
    pub(super) input: Value,
    /// The fields that give no value, and have to.
    pub(super) errors: Vec<FieldError>,
    /// The places of the values in the input, with those of their rules in the mapping.
    pub(super) places: Vec<(String, String)>,
}

/// Fills an input.
pub(super) fn fill(fields: &[Field], source: &Value) -> Filled {
    let mut filled = Filled { input: Value::Object(Map::new()), errors: Vec::new(), places: Vec::new() };
    let taken: Vec<Result<Option<Value>, FieldError>> =
        fields.iter().map(|field| take(field, source)).collect();
    let empty = empty_items(fields, &taken);
    for (field, value) in fields.iter().zip(taken) {
        if target::item(&field.target).is_some_and(|item| empty.contains(&item)) {
            continue;
        }
        match value {
            Ok(Some(value)) => {
                let pointer = closed_up(&field.target, &empty);
                target::put(&mut filled.input, &pointer, transform::fitted(value, &field.types));
                filled.places.push((pointer, field.place.clone()));
            }
            Ok(None) if field.required => {
                let message = "the field is required, and the source has no value for it";
                let error = FieldError::new(&field.target, FieldCode::NoValue, message);
                filled.errors.push(error.at(&field.place));
            }
            Ok(None) => {}
            Err(error) => filled.errors.push(error),
        }
    }
    filled
}

/// The value of a field: none where the source has none and the rule no default.
fn take(field: &Field, source: &Value) -> Result<Option<Value>, FieldError> {
    let wrong = |code: FieldCode, message: String, part: String| {
        FieldError::new(&field.target, code, message).at(format!("{}{part}", field.place))
    };
    let rule = &field.rule;
    let found = match (&rule.from, &rule.template) {
        (Some(pointer), _) => source.pointer(pointer).cloned(),
        (None, Some(text)) => template::render(text, source)
            .map_err(|message| wrong(FieldCode::Mapping, message, "/template".to_owned()))?
            .map(Value::String),
        (None, None) => rule.value.clone(),
    };
    let Some(found) = found.filter(|value| !is_blank(value)) else { return Ok(rule.default.clone()) };
    let value = match transform::all(&rule.transform, found) {
        Err((index, _)) if rule.default.is_some() && is_lookup(rule.transform.get(index)) => {
            return Ok(rule.default.clone());
        }
        transformed => transformed,
    };
    let value =
        value.map_err(|(index, message)| wrong(FieldCode::Format, message, format!("/transform/{index}")))?;
    Ok(if is_blank(&value) { rule.default.clone() } else { Some(value) })
}

/// A word that a table lacks takes the default, as a value that the source lacks.
fn is_lookup(step: Option<&Transform>) -> bool {
    matches!(step, Some(Transform::Lookup(_)))
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        _ => false,
    }
}

/// The items of lists for which the source has nothing: their fixed values alone make no item.
fn empty_items<'a>(fields: &'a [Field], taken: &[Result<Option<Value>, FieldError>]) -> Vec<&'a str> {
    let mut items: BTreeMap<&str, (bool, bool)> = BTreeMap::new();
    for (field, value) in fields.iter().zip(taken) {
        if let Some(item) = target::item(&field.target)
            && field.rule.value.is_none()
        {
            let (asked, found) = items.entry(item).or_default();
            *asked = true;
            *found |= !matches!(value, Ok(None));
        }
    }
    items.into_iter().filter(|(_, (asked, found))| *asked && !found).map(|(item, _)| item).collect()
}

/// The target without the empty items before it.
fn closed_up(pointer: &str, empty: &[&str]) -> String {
    let Some(item) = target::item(pointer) else { return pointer.to_owned() };
    let (list, index) = item.rsplit_once('/').unwrap_or_default();
    let before = empty.iter().filter(|one| {
        let (other, at) = one.rsplit_once('/').unwrap_or_default();
        other == list && target::index(at) < target::index(index)
    });
    let at = target::index(index).unwrap_or_default().saturating_sub(before.count());
    format!("{list}/{at}{}", pointer.get(item.len()..).unwrap_or_default())
}
