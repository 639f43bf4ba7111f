//! Crash-safe file writes, and files that only their owner can read.

#[cfg(feature = "files")]
pub(crate) mod append;
pub(crate) mod json;
pub(crate) mod new_file;
pub(crate) mod private;
pub(crate) mod replace;
