//! Files that survive a crash.

pub(crate) mod append;
pub(crate) mod replace;
