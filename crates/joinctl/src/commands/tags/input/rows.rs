//! A row of an input, with its place.

/// A row, or its error.
pub(in crate::commands::tags) type Row<T> = Result<T, String>;

/// A row with its place, such as `line 3`.
pub(super) struct Placed<T> {
    pub(super) place: String,
    pub(super) row: Row<T>,
}

/// The rows in their order.
pub(super) type Rows<T> = Box<dyn Iterator<Item = Placed<T>> + Send>;
