//! Data files: a company as JSON, read with all its problems at once, and written again.

pub(crate) mod applications;
pub(crate) mod company;
pub(crate) mod error;
pub(crate) mod file;
pub(crate) mod ids;
pub(crate) mod jobs;
pub(crate) mod json;
pub(crate) mod object;
pub(crate) mod people;
pub(crate) mod times;
pub(crate) mod write;
