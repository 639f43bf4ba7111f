//! A table of rows with consecutive ids, which needs no index.

#[derive(Debug)]
pub(crate) struct Rows<T> {
    first_id: i64,
    rows: Vec<T>,
}

impl<T> Rows<T> {
    pub(crate) fn starting_at(first_id: i64) -> Self {
        Rows { first_id, rows: Vec::new() }
    }

    /// Adds a row, made from its id. Returns the id.
    pub(crate) fn add(&mut self, row: impl FnOnce(i64) -> T) -> i64 {
        // A Vec never holds more rows than an i64 counts.
        let id = self.first_id.saturating_add_unsigned(self.rows.len() as u64);
        self.rows.push(row(id));
        id
    }

    pub(crate) fn get(&self, id: i64) -> Option<&T> {
        self.rows.get(self.index(id)?)
    }

    pub(crate) fn get_mut(&mut self, id: i64) -> Option<&mut T> {
        let index = self.index(id)?;
        self.rows.get_mut(index)
    }

    /// The rows in the order of their ids, which is the order of creation.
    pub(crate) fn iter(&self) -> std::slice::Iter<'_, T> {
        self.rows.iter()
    }

    pub(crate) fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.rows.iter_mut()
    }

    fn index(&self, id: i64) -> Option<usize> {
        usize::try_from(id.checked_sub(self.first_id)?).ok()
    }
}
