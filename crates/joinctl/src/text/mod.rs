//! What people read: escaped, and in the words of this program.

pub(crate) mod shown;
pub(crate) mod told;
