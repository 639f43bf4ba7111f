//! A table of rows by id, in the order of creation.

use std::collections::HashMap;

/// Rows whose ids follow each other need no index.
#[derive(Debug)]
pub(crate) struct Rows<T> {
    first_id: i64,
    next_id: i64,
    rows: Vec<T>,
    /// The places of the rows by id, once one was put in with an id of its own.
    places: Option<HashMap<i64, usize>>,
}

impl<T> Rows<T> {
    pub(crate) fn starting_at(first_id: i64) -> Self {
        Rows { first_id, next_id: first_id, rows: Vec::new(), places: None }
    }

    /// Adds a row, made from its id. Returns the id.
    pub(crate) fn add(&mut self, row: impl FnOnce(i64) -> T) -> i64 {
        let id = self.next_id;
        self.put(id, row(id));
        id
    }

    /// Adds a row that has an id already, which no other row has. Later rows get higher ids.
    pub(crate) fn put(&mut self, id: i64, row: T) {
        if self.places.is_none() && id != self.next_id {
            self.places = Some((self.first_id..).zip(0..self.rows.len()).collect());
        }
        if let Some(places) = &mut self.places {
            places.insert(id, self.rows.len());
        }
        self.rows.push(row);
        self.next_id = self.next_id.max(id.saturating_add(1));
    }

    pub(crate) fn get(&self, id: i64) -> Option<&T> {
        self.rows.get(self.place(id)?)
    }

    pub(crate) fn get_mut(&mut self, id: i64) -> Option<&mut T> {
        let place = self.place(id)?;
        self.rows.get_mut(place)
    }

    /// The rows in the order of creation.
    pub(crate) fn iter(&self) -> std::slice::Iter<'_, T> {
        self.rows.iter()
    }

    pub(crate) fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.rows.iter_mut()
    }

    fn place(&self, id: i64) -> Option<usize> {
        match &self.places {
            Some(places) => places.get(&id).copied(),
            None => usize::try_from(id.checked_sub(self.first_id)?).ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_with_ids_of_their_own_stand_beside_numbered_ones() {
        let mut rows = Rows::starting_at(10);
        assert_eq!((rows.add(|id| id), rows.add(|id| id)), (10, 11));
        rows.put(5, 5);
        rows.put(40, 40);
        assert_eq!(rows.add(|id| id), 41);
        assert_eq!(rows.iter().copied().collect::<Vec<_>>(), [10, 11, 5, 40, 41]);
        for id in [10, 11, 5, 40, 41] {
            assert_eq!(rows.get(id), Some(&id));
        }
        assert_eq!((rows.get(12), rows.get(4), rows.get(i64::MIN)), (None, None, None));
    }
}
