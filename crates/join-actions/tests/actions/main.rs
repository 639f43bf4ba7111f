//! The actions against the sandbox, one file for each part of them.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

mod fixture;

mod actions;
mod fields;
mod mappings;
mod openapi;
mod random;
mod schemas;
