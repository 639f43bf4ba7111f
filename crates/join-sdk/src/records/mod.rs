//! What is kept of writes: the journal to resume by, the audit to answer for them.

pub mod audit;
pub mod journal;
