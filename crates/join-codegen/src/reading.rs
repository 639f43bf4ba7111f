//! Parses the text of a document, strictly.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::error::Error;

/// The maximum length of a text in bytes. JOIN's document is far smaller; a larger text is another file.
const LARGEST: usize = 4 << 20;

/// Parses a document. Refuses duplicate keys: one of the two values would be lost.
///
/// # Errors
///
/// Fails when the text is empty, longer than 4 MiB, not JSON, or has a duplicate key.
pub fn parse(text: &str) -> Result<Value, Error> {
    if text.trim().is_empty() {
        return Err(Error::Empty);
    }
    if text.len() > LARGEST {
        return Err(Error::TooLarge { bytes: text.len(), largest: LARGEST });
    }
    serde_json::from_str::<Unique>(text).map(|unique| unique.0).map_err(Error::NotJson)
}

/// A value without duplicate keys.
struct Unique(Value);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Walk).map(Self)
    }
}

struct Walk;

impl<'de> Visitor<'de> for Walk {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Unique(item)) = access.next_element()? {
            items.push(item);
        }
        Ok(items.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(key) = access.next_key::<String>()? {
            if members.contains_key(&key) {
                return Err(A::Error::custom(format_args!("the key {key:?} stands twice in one object")));
            }
            let Unique(value) = access.next_value()?;
            members.insert(key, value);
        }
        Ok(members.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_read_as_it_is() {
        let text = r#"{"b": [1, -2, 0.5, true, null, "é"], "a": {"b": {}}}"#;
        assert_eq!(parse(text).unwrap(), serde_json::from_str::<Value>(text).unwrap());
    }

    #[test]
    fn what_is_no_document_has_one_clear_message() {
        let message = |text: &str| parse(text).unwrap_err().to_string();
        assert_eq!(message(" \n"), "the document is empty");
        assert_eq!(
            message(&format!("{{}}{}", " ".repeat(10_000_000))),
            "the document is 10000002 bytes long and at most 4194304 are read: is it the right file?"
        );
        assert_eq!(message("openapi: 3.0.3"), "the document is no JSON: expected value at line 1 column 1");
        let twice = message("{\"paths\": {},\n \"paths\": {}}");
        assert_eq!(
            twice,
            "the document is no JSON: the key \"paths\" stands twice in one object at line 2 column 8"
        );
        assert!(message(&"[".repeat(100_000)).contains("recursion limit exceeded"));
    }
}
