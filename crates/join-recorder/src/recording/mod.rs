//! The file of a recording: its format, its limits and its errors.

pub(crate) mod exchange;
pub(crate) mod file;
pub(crate) mod key;
