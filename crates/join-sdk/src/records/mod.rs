//! Records of writes: the journal for resuming, the audit for accountability.

pub mod audit;
pub mod journal;
