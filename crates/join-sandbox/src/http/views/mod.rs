//! The company's rows as JSON.

pub(crate) mod application;
pub(crate) mod candidate;
pub(crate) mod job;
pub(crate) mod office;
pub(crate) mod timestamp;
