//! What the texts of settings share: words, durations, counts, and their errors.

pub(crate) mod count;
pub(crate) mod duration;
pub(crate) mod error;
pub(crate) mod word;
