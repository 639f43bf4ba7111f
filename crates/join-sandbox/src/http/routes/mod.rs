//! The handlers, one file per resource.

pub(crate) mod applications;
pub(crate) mod candidates;
pub(crate) mod catalog;
pub(crate) mod files;
pub(crate) mod jobs;
pub(crate) mod offices;
