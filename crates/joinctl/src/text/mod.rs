//! What people read: escaped, and in the words of this program.

pub(crate) mod explained;
pub(crate) mod hidden;
pub(crate) mod shown;
