//! The whole service over HTTP, against a simulated JOIN with faults.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod creating;
mod fixture;
mod restarts;
mod rivals;
