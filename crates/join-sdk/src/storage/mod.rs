//! Crash-safe file writes.

pub(crate) mod append;
pub(crate) mod replace;
