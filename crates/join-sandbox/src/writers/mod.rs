//! Writers that edit tags past the client: a recruiter, and an integration that replaces whole sets.

pub(crate) mod running;
pub(crate) mod script;
pub(crate) mod writer;
