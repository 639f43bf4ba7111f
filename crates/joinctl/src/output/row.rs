//! What a row is: a value with columns.

use join_sdk::Raw;
use serde::Serialize;

/// A value that is shown as a row.
pub(crate) trait Row: Serialize {
    const COLUMNS: &'static [&'static str];
    /// The columns that a narrow terminal goes without, the first first.
    const DISPENSABLE: &'static [&'static str] = &[];
    /// Columns that a list shows only if they are asked for.
    const EXTRA: &'static [&'static str] = &[];
    /// The columns that are elsewhere in the JSON, with their paths.
    const PATHS: &'static [(&'static str, &'static str)] = &[];
    /// The names at the top of the JSON.
    const FIELDS: &'static [&'static str] = &[];
    /// The texts of the columns, then of the extra ones.
    fn cells(&self) -> Vec<String>;
}

impl<T: Row> Row for Raw<T> {
    const COLUMNS: &'static [&'static str] = T::COLUMNS;
    const DISPENSABLE: &'static [&'static str] = T::DISPENSABLE;
    const EXTRA: &'static [&'static str] = T::EXTRA;
    const PATHS: &'static [(&'static str, &'static str)] = T::PATHS;
    const FIELDS: &'static [&'static str] = T::FIELDS;

    fn cells(&self) -> Vec<String> {
        self.value.cells()
    }
}
