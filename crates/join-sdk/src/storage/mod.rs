//! Files that survive a crash.

pub(crate) mod append;
