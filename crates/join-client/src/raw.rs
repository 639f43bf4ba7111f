//! A value with the JSON text it was read from.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

/// A value with JOIN's own text of it, which has the fields that the schema does not know, and exact numbers.
///
/// The text holds personal data, so `Debug` does not print it.
///
/// ```
/// use join_client::Raw;
///
/// let raw = Raw::new(7, r#"{"id": 7, "new": true}"#);
/// assert_eq!(raw.text, r#"{"id": 7, "new": true}"#);
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Raw<T> {
    /// The value.
    pub value: T,
    /// The JSON text as JOIN sent it, white space included. Keep it out of logs.
    pub text: String,
}

impl<T> Raw<T> {
    /// A value with its text.
    pub fn new(value: T, text: impl Into<String>) -> Self {
        Self { value, text: text.into() }
    }
}

impl<T: fmt::Debug> fmt::Debug for Raw<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Raw").field("value", &self.value).finish_non_exhaustive()
    }
}

impl<T> Serialize for Raw<T> {
    /// Writes the text.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw: &RawValue = serde_json::from_str(&self.text).map_err(serde::ser::Error::custom)?;
        raw.serialize(serializer)
    }
}
