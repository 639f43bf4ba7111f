//! The fields of an action's input, found in its schema.

use serde_json::{Map, Value};

use crate::check::{below, similar};

/// The pointer that a mapping's key means: a name is a field of the whole input.
pub(super) fn pointer(key: &str) -> String {
    if key.starts_with('/') { key.to_owned() } else { below("", key) }
}

/// The parts of a pointer, unescaped.
pub(super) fn parts(pointer: &str) -> impl Iterator<Item = String> + '_ {
    pointer.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~"))
}

/// The schema of a field; else the name of the field that was probably meant.
pub(super) fn schema<'a>(root: &'a Value, pointer: &str) -> Result<&'a Value, Option<&'a str>> {
    let mut here = root;
    for part in parts(pointer) {
        let fields = here.get("properties").and_then(Value::as_object);
        here = match (fields, here.get("items")) {
            (Some(fields), _) => fields.get(&part).ok_or_else(|| similar(&part, fields))?,
            (None, Some(items)) if index(&part).is_some() => items,
            _ => return Err(None),
        };
    }
    Ok(here)
}

/// The index that a part of a pointer is, written as RFC 6901 wants it.
pub(super) fn index(part: &str) -> Option<usize> {
    let plain = part == "0" || !part.starts_with('0');
    part.parse().ok().filter(|index| plain && *index < 1_000)
}

/// The fields that must be there in an object of this schema.
pub(super) fn required(schema: &Value) -> impl Iterator<Item = &str> {
    schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// The item of a list that a pointer leads to or into: `/documents/0` for `/documents/0/type`.
pub(super) fn item(pointer: &str) -> Option<&str> {
    let mut ends = pointer.match_indices('/').map(|(at, _)| at).skip(1);
    let (start, end) = (ends.next()?, ends.next().unwrap_or(pointer.len()));
    index(pointer.get(start + 1..end)?)?;
    pointer.get(..end)
}

/// Whether a pointer leads to a place, or into it.
pub(super) fn is_in(pointer: &str, place: &str) -> bool {
    let rest = pointer.strip_prefix(place);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Puts a value at a pointer, with the objects and lists that lead there.
pub(super) fn put(root: &mut Value, pointer: &str, value: Value) {
    let mut here = root;
    for part in parts(pointer) {
        here = match index(&part) {
            Some(at) if !here.is_object() => {
                if !here.is_array() {
                    *here = Value::Array(Vec::new());
                }
                let Value::Array(items) = here else { return };
                if items.len() <= at {
                    items.resize(at + 1, Value::Null);
                }
                let Some(item) = items.get_mut(at) else { return };
                item
            }
            _ => {
                if !here.is_object() {
                    *here = Value::Object(Map::new());
                }
                let Value::Object(fields) = here else { return };
                fields.entry(part).or_insert(Value::Null)
            }
        };
    }
    *here = value;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_into_a_list_leads_to_an_item() {
        for (pointer, expected) in [
            ("/documents/0/type", Some("/documents/0")),
            ("/add_tags/12", Some("/add_tags/12")),
            ("/documents", None),
            ("/documents/00", None),
            ("/documents/type", None),
            ("", None),
        ] {
            assert_eq!(item(pointer), expected, "{pointer}");
        }
    }

    #[test]
    fn values_are_put_with_what_leads_there() {
        let mut root = serde_json::json!({});
        put(&mut root, "/documents/1/type", "CV".into());
        put(&mut root, "/a~1b", 1.into());
        put(&mut root, "/documents/0", 2.into());
        assert_eq!(root, serde_json::json!({ "documents": [2, { "type": "CV" }], "a/b": 1 }));
    }
}
