//! The company: its rows, the rules of its writes, and its seed. Serves no HTTP and knows no faults.

pub(crate) mod author;
pub(crate) mod catalog;
pub(crate) mod clock;
pub(crate) mod digest;
pub(crate) mod field;
pub(crate) mod files;
pub(crate) mod history;
pub(crate) mod names;
pub(crate) mod offices_and_jobs;
pub(crate) mod operation;
pub(crate) mod pdf;
pub(crate) mod people;
pub(crate) mod refusal;
pub(crate) mod rows;
pub(crate) mod seed;
pub(crate) mod settings;
pub(crate) mod store;
pub(crate) mod tags;
pub(crate) mod trail;
pub(crate) mod world;
