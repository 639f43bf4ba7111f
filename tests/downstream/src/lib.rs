//! Records the results of identity verification in JOIN.

pub mod decision;
pub mod inquiry;
pub mod recorder;
pub mod service;
