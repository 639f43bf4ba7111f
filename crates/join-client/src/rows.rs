//! Decodes a list row by row: an odd field costs one field, and a bad row one row.

use std::marker::PhantomData;
use std::{fmt, slice, vec};

use serde::de::{DeserializeOwned, Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::body::{BodyError, OddField, cut, lossy, without_mark};
use crate::raw::Raw;
use crate::repair::{read, repaired};

/// The rows of a list response, in JOIN's order. An odd field of a row reads as absent; a row without a readable `id` is
/// an error in its place. `null` is no rows.
///
/// ```
/// use join_client::{Rows, types::Job};
///
/// let rows: Rows<Job> = serde_json::from_str(r#"[{"id": 1, "title": {}}, {"id": "two"}, {"id": 3}]"#)?;
/// assert_eq!(rows.len(), 3);
/// let odd: Vec<_> = rows.odd_fields().iter().map(|field| (field.id(), field.path())).collect();
/// assert_eq!(odd, [(Some(1), "title")]);
/// let bad = rows.iter().find_map(|row| row.as_ref().err());
/// assert_eq!(bad.map(|error| (error.index(), error.path(), error.id())), Some((1, "id", None)));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Rows<T>(Vec<Result<T, RowError>>, Vec<OddField>);

impl<T> Rows<T> {
    /// The fields that can't be read and are left out of these rows, each once a row.
    pub fn odd_fields(&self) -> &[OddField] {
        &self.1
    }

    /// Adds to each row its text from the body that the rows were read from.
    ///
    /// ```
    /// use join_client::{Rows, types::Job};
    ///
    /// let body = br#"[{"id": 7, "new": true}]"#;
    /// let rows = Rows::<Job>::from_body(body)?.with_texts(body);
    /// let texts: Vec<String> = rows.into_iter().flatten().map(|row| row.text).collect();
    /// assert_eq!(texts, [r#"{"id": 7, "new": true}"#]);
    /// # Ok::<(), join_client::BodyError>(())
    /// ```
    pub fn with_texts(self, body: &[u8]) -> Rows<Raw<T>> {
        let texts = cut(without_mark(body)).unwrap_or_default();
        let rows = self.0.into_iter().zip(texts).map(|(row, text)| Ok(Raw::new(row?, lossy(text)))).collect();
        Rows(rows, self.1)
    }

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
        Self(rows.into_iter().map(Ok).collect(), Vec::new())
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
        // The text is valid JSON, so a failure here means that it is not an array.
        Self::from_text(text).map_err(|_| D::Error::custom("expected an array of rows"))
    }
}

impl<T: DeserializeOwned> Rows<T> {
    /// Decodes the body of a list. A byte order mark is skipped, and bytes that are not UTF-8 cost their row.
    ///
    /// # Errors
    ///
    /// [`BodyError`] when the body is not an array of JSON values.
    pub fn from_body(body: &[u8]) -> Result<Self, BodyError> {
        let body = without_mark(body);
        let field = |_| match serde_json::from_str::<&RawValue>(&lossy(body)) {
            Ok(_) => BodyError::Field(".".to_owned()),
            Err(_) => BodyError::NotJson,
        };
        if let Ok(text) = std::str::from_utf8(body) {
            return Self::from_text(text).map_err(field);
        }
        let rows = cut(body).ok_or(BodyError::NotJson)?;
        if rows.iter().any(|row| serde_json::from_str::<&RawValue>(&lossy(row)).is_err()) {
            return Err(BodyError::NotJson);
        }
        Ok(Self::decoded(rows.into_iter().map(|row| std::str::from_utf8(row).map_err(|_| row))))
    }

    /// Decodes a text that is only the list. Nearly every page is good, so it is decoded whole first, then row by row.
    pub(crate) fn from_text(text: &str) -> serde_json::Result<Self> {
        if let Ok(Whole(rows)) = read(text) {
            return Ok(Self(rows, Vec::new()));
        }
        let rows: Vec<&RawValue> = serde_json::from_str(text)?;
        Ok(Self::decoded(rows.into_iter().map(|row| Ok(row.get()))))
    }

    fn decoded<'a>(texts: impl Iterator<Item = Result<&'a str, &'a [u8]>>) -> Self {
        let mut odd = Vec::new();
        let rows = texts.enumerate().map(|(index, text)| decode(index, text, &mut odd)).collect();
        Self(rows, odd)
    }
}

/// The rows of a list without a bad one. They are decoded where they stay: a row is large, and moving it costs.
struct Whole<T>(Vec<Result<T, RowError>>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Whole<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WholeVisitor(PhantomData))
    }
}

struct WholeVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for WholeVisitor<T> {
    type Value = Whole<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of rows")
    }

    fn visit_unit<E>(self) -> Result<Whole<T>, E> {
        Ok(Whole(Vec::new()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Whole<T>, A::Error> {
        let mut rows = Vec::new();
        while let Some(row) = access.next_element()? {
            rows.push(Ok(row));
        }
        Ok(Whole(rows))
    }
}

/// Decodes a row. A text that is not UTF-8 gives only its id.
fn decode<T: DeserializeOwned>(
    index: usize,
    text: Result<&str, &[u8]>,
    odd: &mut Vec<OddField>,
) -> Result<T, RowError> {
    let text = match text {
        Ok(text) => text,
        Err(bytes) => {
            let id = number(&lossy(bytes));
            return Err(RowError { index, id, path: ".".to_owned(), not_utf8: true });
        }
    };
    if let Ok(row) = read(text) {
        return Ok(row);
    }
    let id = number(text);
    let (row, paths) = repaired(text).map_err(|path| RowError { index, id, path, not_utf8: false })?;
    odd.extend(paths.into_iter().map(|path| OddField::of_row(path, index, id)));
    Ok(row)
}

/// The id of a row, as a number or as its text.
fn number(text: &str) -> Option<i64> {
    let (Numbered { id }, _) = repaired(text).ok()?;
    Some(id)
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
    not_utf8: bool,
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

    /// Path of the invalid member inside the row, such as `id`; `.` when the row itself is invalid.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether the row has bytes that are not UTF-8.
    pub fn is_not_utf8(&self) -> bool {
        self.not_utf8
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
        if self.not_utf8 {
            return write!(f, "row {} has bytes that are not UTF-8", self.index);
        }
        write!(f, "row {} can't be read at `{}`", self.index, self.path)
    }
}

impl std::error::Error for RowError {}
