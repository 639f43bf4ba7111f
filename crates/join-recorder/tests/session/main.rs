//! The recorder over real sockets, between a client and servers that say what a test plants.

mod document;
mod every_operation;
mod proxy;
mod server;
