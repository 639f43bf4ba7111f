//! Access marker types. A read-only client is another type, so code that must not write can't.

/// Marks a resource with reads and writes.
#[derive(Debug, Clone, Copy)]
pub enum ReadWrite {}

/// Marks a read-only resource.
#[derive(Debug, Clone, Copy)]
pub enum ReadOnly {}
