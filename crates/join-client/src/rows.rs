//! Decodes a list row by row, so that one bad row costs one row.

use std::{fmt, slice, vec};

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// The rows of a list response, in JOIN's order. An unreadable row is an error in its place. `null` is no rows.
///
/// ```
/// use join_client::{Rows, types::Job};
///
/// let rows: Rows<Job> = serde_json::from_str(r#"[{"id": 1}, {"id": "two"}, {"id": 3}]"#)?;
/// assert_eq!(rows.len(), 3);
/// let bad = rows.iter().find_map(|row| row.as_ref().err());
/// assert_eq!(bad.map(|error| (error.index(), error.path(), error.id())), Some((1, "id", None)));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Rows<T>(Vec<Result<T, RowError>>);

impl<T> Rows<T> {
    /// Number of rows, the bad ones included.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The rows in order.
    pub fn iter(&self) -> slice::Iter<'_, Result<T, RowError>> {
        self.0.iter()
    }
}

impl<T> IntoIterator for Rows<T> {
    type Item = Result<T, RowError>;
    type IntoIter = vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Rows<T> {
    type Item = &'a Result<T, RowError>;
    type IntoIter = slice::Iter<'a, Result<T, RowError>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T> FromIterator<T> for Rows<T> {
    fn from_iter<I: IntoIterator<Item = T>>(rows: I) -> Self {
        Self(rows.into_iter().map(Ok).collect())
    }
}

impl<T: Serialize> Serialize for Rows<T> {
    /// Writes the good rows.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().flatten())
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Rows<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <&RawValue>::deserialize(deserializer)?.get();
        if text == "null" {
            return Ok(Self(Vec::new()));
        }
        // Nearly every page is good, and decoding it whole is the cheapest check.
        if let Ok(rows) = serde_json::from_str::<Vec<T>>(text) {
            return Ok(rows.into_iter().collect());
        }
        // The text is valid JSON, so a failure here means that it is not an array.
        let rows: Vec<&RawValue> =
            serde_json::from_str(text).map_err(|_| D::Error::custom("expected an array of rows"))?;
        Ok(Self(rows.into_iter().enumerate().map(|(index, row)| decode(index, row)).collect()))
    }
}

fn decode<T: DeserializeOwned>(index: usize, row: &RawValue) -> Result<T, RowError> {
    let deserializer = &mut serde_json::Deserializer::from_str(row.get());
    serde_path_to_error::deserialize(deserializer).map_err(|error| {
        let id = serde_json::from_str(row.get()).ok().map(|Numbered { id }| id);
        RowError { index, id, path: error.path().to_string() }
    })
}

/// The id of a row whose other members can't be read.
#[derive(Deserialize)]
struct Numbered {
    id: i64,
}

/// An unreadable row: its position and its invalid member. Of the row's values it holds only the id, and does not print it.
#[derive(Clone, PartialEq, Eq)]
pub struct RowError {
    index: usize,
    id: Option<i64>,
    path: String,
}

impl RowError {
    /// Position of the row in its page, counted from 0.
    pub fn index(&self) -> usize {
        self.index
    }

    /// Id of the row, if readable: it identifies a row that moved between pages.
    pub fn id(&self) -> Option<i64> {
        self.id
    }

    /// Path of the invalid member inside the row, such as `candidate.id`; `.` when the row itself is invalid.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Debug for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("RowError");
        shown.field("index", &self.index).field("path", &self.path).finish_non_exhaustive()
    }
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {} can't be read at `{}`", self.index, self.path)
    }
}

impl std::error::Error for RowError {}
