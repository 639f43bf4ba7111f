//! Read or write: a client without writes is another type, so that code that must not write can't.

/// Marks a resource that reads and writes.
#[derive(Debug, Clone, Copy)]
pub enum ReadWrite {}

/// Marks a resource that only reads.
#[derive(Debug, Clone, Copy)]
pub enum ReadOnly {}
