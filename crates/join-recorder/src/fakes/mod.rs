//! Fakes: for the same input the same fake within a recording, and for another input another one.
//!
//! A fake is a keyed hash of what it replaces, in the same shape. The key is random and dies with the recorder.

pub(crate) mod addresses;
pub(crate) mod files;
pub(crate) mod keyed;
pub(crate) mod numbers;
pub(crate) mod people;
pub(crate) mod scramble;
pub(crate) mod shift;
pub(crate) mod source;
pub(crate) mod times;
pub(crate) mod urls;
