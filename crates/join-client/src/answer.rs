//! The answer to a screening question, in any JSON shape.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

/// The answer to a screening question: a text, a number, a list of choices, or any other JSON value, kept as JOIN sent it.
///
/// Evidence: texts and numbers are taken from live responses; the shapes of other answers are unknown.
///
/// Personal data: `Debug` prints `[redacted]` and there is no `Display`. Two answers are equal when their texts are equal.
///
/// ```
/// use join_client::types::ScreeningAnswer;
///
/// let asked: ScreeningAnswer = serde_json::from_str(r#"{"answer": ["German", "English"]}"#)?;
/// let answer = asked.answer.unwrap_or_default();
/// assert_eq!(answer.text(), "German, English");
/// assert_eq!(answer.json(), r#"["German", "English"]"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone)]
pub struct AnswerValue(Box<RawValue>);

impl AnswerValue {
    /// The answer as text: a text itself, a number as written, the choices of a list joined by `, `, any other value as
    /// its JSON text. Keep it out of logs.
    pub fn text(&self) -> Cow<'_, str> {
        text(&self.0)
    }

    /// The JSON text that JOIN sent, with its numbers exact. Keep it out of logs.
    pub fn json(&self) -> &str {
        self.0.get()
    }

    /// The JSON value; null when a number in it exceeds the range of `f64`. Keep it out of logs.
    pub fn value(&self) -> Value {
        serde_json::from_str(self.0.get()).unwrap_or_default()
    }
}

fn text(raw: &RawValue) -> Cow<'_, str> {
    let json = raw.get();
    match json.as_bytes().first() {
        Some(b'"') => match json.get(1..json.len().saturating_sub(1)) {
            Some(inner) if !inner.contains('\\') => Cow::Borrowed(inner),
            _ => serde_json::from_str(json).map_or(Cow::Borrowed(json), Cow::Owned),
        },
        Some(b'[') => match serde_json::from_str::<Vec<&RawValue>>(json) {
            Ok(items) if items.iter().all(|item| !item.get().starts_with(['[', '{'])) => {
                Cow::Owned(items.into_iter().map(text).collect::<Vec<_>>().join(", "))
            }
            _ => Cow::Borrowed(json),
        },
        _ => Cow::Borrowed(json),
    }
}

impl Default for AnswerValue {
    /// The empty text.
    fn default() -> Self {
        Self::from("")
    }
}

impl From<&str> for AnswerValue {
    fn from(text: &str) -> Self {
        let json = Value::from(text).to_string();
        Self(RawValue::from_string(json).unwrap_or_else(|_| RawValue::NULL.to_owned()))
    }
}

impl PartialEq for AnswerValue {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

impl Eq for AnswerValue {}

impl fmt::Debug for AnswerValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl Serialize for AnswerValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for AnswerValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::deserialize(deserializer).map(Self)
    }
}
