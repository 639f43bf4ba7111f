//! Data files: what the sandbox takes, what it refuses, and its JSON Schema.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a failing step fails the test"
)]

mod loading;
mod problems;
mod schema;

const COMPANY: &str = include_str!("company.json");
const MINIMAL: &str = include_str!("minimal.json");
