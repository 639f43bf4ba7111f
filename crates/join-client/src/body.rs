//! Reads the body of a response: skips a byte order mark, names bytes that are not UTF-8, and cuts a list into its rows.

use std::borrow::Cow;
use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::repair::{read, repaired};

/// A field that can't be read and is left out, by its path. It holds none of the field's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OddField {
    path: Box<str>,
    row: Option<usize>,
    id: Option<i64>,
}

impl OddField {
    pub(crate) fn new(path: String) -> Self {
        Self { path: path.into(), row: None, id: None }
    }

    pub(crate) fn of_row(path: String, row: usize, id: Option<i64>) -> Self {
        Self { path: path.into(), row: Some(row), id }
    }

    /// The field inside the row or the object, such as `candidate.country` or `attachments[].url`; without the index of an
    /// array. A field named `id` stands for its whole object: `candidate.id` leaves the candidate out.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Position of its row in the page, counted from 0; `None` outside lists.
    pub fn row(&self) -> Option<usize> {
        self.row
    }

    /// Id of its row; `None` outside lists.
    pub fn id(&self) -> Option<i64> {
        self.id
    }
}

impl fmt::Display for OddField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the field `{}` can't be read and is left out", self.path)
    }
}

/// The reason why a body can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BodyError {
    /// It is not JSON.
    NotJson,
    /// It is JSON with bytes that are not UTF-8.
    NotUtf8,
    /// A field that the value can't do without is invalid or missing. The path is `.` for the value itself.
    Field(String),
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BodyError::NotJson => f.write_str("the response is not JSON"),
            BodyError::NotUtf8 => f.write_str("the response has bytes that are not UTF-8"),
            BodyError::Field(path) => write!(f, "the response can't be read at `{path}`"),
        }
    }
}

impl std::error::Error for BodyError {}

/// Decodes the body of a single object, field by field where it is odd. Returns the fields that are left out.
///
/// A whole number where a text is documented is read as its text, and a text of a whole number as its number: `"17"` is the
/// id 17. Any other field of an unexpected shape is left out; an object without its `id` is left out as a whole.
///
/// ```
/// use join_client::{from_body, types::Application};
///
/// let body = br#"{"id": 1, "createdAt": "2024-13-45", "job": {"id": 7, "title": "Cook", "externalId": 12}}"#;
/// let (application, odd) = from_body::<Application>(body)?;
/// assert_eq!(odd.iter().map(|field| field.path()).collect::<Vec<_>>(), ["createdAt"]);
/// assert_eq!(application.job.and_then(|job| job.external_id).as_deref(), Some("12"));
/// # Ok::<(), join_client::BodyError>(())
/// ```
///
/// # Errors
///
/// [`BodyError`] when the body is not JSON, or its own `id` can't be read.
pub fn from_body<T: DeserializeOwned>(body: &[u8]) -> Result<(T, Vec<OddField>), BodyError> {
    let text = checked(body)?;
    if let Ok(value) = read(text) {
        return Ok((value, Vec::new()));
    }
    let raw: &RawValue = serde_json::from_str(text).map_err(|_| BodyError::NotJson)?;
    let (value, paths) = repaired(raw.get()).map_err(BodyError::Field)?;
    Ok((value, paths.into_iter().map(OddField::new).collect()))
}

/// The text of a body that is JSON.
///
/// ```
/// assert_eq!(join_client::text_of(br#"{"id": 7}"#)?, r#"{"id": 7}"#);
/// assert!(join_client::text_of(b"<html>").is_err());
/// # Ok::<(), join_client::BodyError>(())
/// ```
///
/// # Errors
///
/// [`BodyError`] when it is not.
pub fn text_of(body: &[u8]) -> Result<&str, BodyError> {
    let text = checked(body)?;
    serde_json::from_str::<&RawValue>(text).map(RawValue::get).map_err(|_| BodyError::NotJson)
}

fn checked(body: &[u8]) -> Result<&str, BodyError> {
    let body = without_mark(body);
    std::str::from_utf8(body).map_err(|_| match serde_json::from_str::<&RawValue>(&lossy(body)) {
        Ok(_) => BodyError::NotUtf8,
        Err(_) => BodyError::NotJson,
    })
}

pub(crate) fn lossy(text: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(text)
}

/// The body without a byte order mark at its start.
pub(crate) fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}

/// Cuts an array into its elements, at bytes that have the same meaning in each superset of ASCII. `None` when the body
/// is not an array. The elements are not checked.
pub(crate) fn cut(body: &[u8]) -> Option<Vec<&[u8]>> {
    let inner = body.trim_ascii().strip_prefix(b"[")?.strip_suffix(b"]")?;
    if inner.trim_ascii().is_empty() {
        return Some(Vec::new());
    }
    let mut rows = Vec::new();
    let (mut start, mut depth, mut quoted, mut escaped) = (0, 0_usize, false, false);
    for (place, byte) in inner.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.checked_sub(1)?,
            b',' if depth == 0 => {
                rows.push(inner.get(start..place)?.trim_ascii());
                start = place + 1;
            }
            _ => {}
        }
    }
    rows.push(inner.get(start..)?.trim_ascii());
    (depth == 0 && !quoted).then_some(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_array_is_cut_at_its_own_commas() {
        let cut = |text: &'static str| {
            cut(text.as_bytes()).map(|rows| rows.into_iter().map(lossy).collect::<Vec<_>>())
        };
        assert_eq!(cut(" [ ] ").unwrap(), [""; 0]);
        assert_eq!(
            cut(r#"[1, {"a": [1, 2], "b": "],\"{"} , "x,\\"]"#).unwrap(),
            ["1", r#"{"a": [1, 2], "b": "],\"{"}"#, r#""x,\\""#]
        );
        for text in ["", "null", "{}", "[", "[1", "[}]", "[\"]"] {
            assert_eq!(cut(text), None, "{text}");
        }
    }
}
