//! The recorder over real sockets, between a client and servers that say what a test plants.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod document;
mod every_operation;
mod proxy;
mod server;
