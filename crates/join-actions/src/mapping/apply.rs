//! Fills an input from a source: pure, and without any value in its errors.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::plan::Field;
use super::{target, template, transform};
use crate::error::{FieldCode, FieldError};

/// The input that the fields give for a source, and the errors of the fields that give none.
pub(super) fn fill(fields: &[Field], source: &Value) -> (Value, Vec<FieldError>) {
    let (mut input, mut errors) = (Value::Object(Map::new()), Vec::new());
    let taken: Vec<Result<Option<Value>, FieldError>> =
        fields.iter().map(|field| take(field, source)).collect();
    let empty = empty_items(fields, &taken);
    let mut last: BTreeMap<&str, usize> = BTreeMap::new();
    for (field, value) in fields.iter().zip(taken) {
        let item = target::item(&field.target);
        if item.is_some_and(|item| empty.contains(&item)) {
            continue;
        }
        match value {
            Ok(Some(value)) => {
                let pointer = closed_up(&field.target, &empty, &mut last);
                target::put(&mut input, &pointer, transform::fitted(value, &field.types));
            }
            Ok(None) if field.required => {
                let message = "the field is required, and the source has no value for it";
                errors.push(FieldError::new(&field.target, FieldCode::NoValue, message).at(&field.place));
            }
            Ok(None) => {}
            Err(error) => errors.push(error),
        }
    }
    (input, errors)
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
    let value = transform::all(&rule.transform, found)
        .map_err(|(index, message)| wrong(FieldCode::Format, message, format!("/transform/{index}")))?;
    Ok(if is_blank(&value) { rule.default.clone() } else { Some(value) })
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
fn closed_up<'a>(pointer: &'a str, empty: &[&str], last: &mut BTreeMap<&'a str, usize>) -> String {
    let Some(item) = target::item(pointer) else { return pointer.to_owned() };
    let (list, index) = item.rsplit_once('/').unwrap_or_default();
    let before = empty.iter().filter(|one| {
        let (other, at) = one.rsplit_once('/').unwrap_or_default();
        other == list && target::index(at) < target::index(index)
    });
    let at = target::index(index).unwrap_or_default().saturating_sub(before.count());
    last.insert(item, at);
    format!("{list}/{at}{}", pointer.get(item.len()..).unwrap_or_default())
}
