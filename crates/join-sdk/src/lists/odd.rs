//! Counts the fields that can't be read and are left out of rows.

use std::collections::{BTreeMap, HashSet};

use join_client::OddField;

use crate::error::{Error, ErrorKind};

/// The fields that can't be read and are left out of the rows of a list, by path. A row counts once for each path, however
/// often it is read.
///
/// ```no_run
/// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
/// let mut rows = join.applications().list().rows();
/// while let Some(row) = rows.next().await {
///     println!("{}", row?.id);
/// }
/// for (path, count) in rows.odd_fields().iter() {
///     eprintln!("{count} rows: the field {path} can't be read and is left out");
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OddFields(BTreeMap<Box<str>, HashSet<i64>>);

impl FromIterator<OddField> for OddFields {
    fn from_iter<I: IntoIterator<Item = OddField>>(fields: I) -> Self {
        let mut odd = Self::default();
        fields.into_iter().for_each(|field| odd.extend(&[field]));
        odd
    }
}

impl OddFields {
    /// Each path, such as `candidate.country`, with the number of its rows.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u64)> {
        self.0.iter().map(|(path, rows)| (&**path, rows.len() as u64))
    }

    /// Whether no field was left out.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Fields left out, over all rows.
    pub(crate) fn total(&self) -> u64 {
        self.iter().map(|(_, rows)| rows).sum()
    }

    pub(crate) fn extend(&mut self, fields: &[OddField]) {
        for field in fields {
            if let Some(id) = field.id() {
                self.0.entry(field.path().into()).or_default().insert(id);
            }
        }
    }

    /// The first of these paths that a row was left without.
    pub(crate) fn first_of<'a>(&self, paths: &[&'a str]) -> Option<&'a str> {
        paths.iter().copied().find(|path| self.0.contains_key(*path))
    }
}

/// The error of a search among rows that were left without this field.
pub(crate) fn left_out(path: &str) -> Error {
    let message = format!("the field `{path}` of a row can't be read, so the row may be the wanted one");
    Error::new(ErrorKind::Decode, message).with_path(path)
}
