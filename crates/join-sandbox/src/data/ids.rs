//! Ids of rows: those that the file gives, and those that it leaves to the sandbox.

use std::collections::HashMap;

use crate::data::object::{ID, Object};

/// The id of a row that is still to be assigned.
pub(crate) const TO_ASSIGN: i64 = 0;

/// The ids of one kind of row.
#[derive(Default)]
pub(crate) struct Ids(HashMap<i64, String>);

impl Ids {
    /// The id that the file gives a row, or [`TO_ASSIGN`]. Notes one that another row has.
    pub(crate) fn read(&mut self, row: &Object<'_>) -> i64 {
        let Some(id) = row.get("id", &ID) else { return TO_ASSIGN };
        let first = self.0.entry(id).or_insert_with(|| row.pointer().to_owned());
        if first != row.pointer() {
            row.refuse("id", format!("is that of {first} too"));
        }
        id
    }

    /// Gives the rows without an id the ids behind the highest.
    pub(crate) fn assign<'a>(&self, first_id: i64, ids: impl Iterator<Item = &'a mut i64>) {
        let mut next = self.0.keys().map(|id| id.saturating_add(1)).max().unwrap_or(first_id).max(first_id);
        for id in ids.filter(|id| **id == TO_ASSIGN) {
            *id = next;
            next = next.saturating_add(1);
        }
    }
}
