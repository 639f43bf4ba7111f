//! The fields of the API document, and what a recording does to each.

#[rustfmt::skip]
mod generated;
pub(crate) mod shape;
