//! Turns what went over the wire into exchanges without personal data. Pure: no IO, and nothing raw is kept.

pub(crate) mod body;
pub(crate) mod headers;
pub(crate) mod json;
pub(crate) mod node;
pub(crate) mod request;
