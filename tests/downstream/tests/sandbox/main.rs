//! The whole service over HTTP, against a simulated JOIN with faults.

mod creating;
mod fixture;
mod restarts;
mod rivals;
