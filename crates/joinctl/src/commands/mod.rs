//! The commands, one module for each noun.

pub(crate) mod actions;
pub(crate) mod applications;
pub(crate) mod attachments;
pub(crate) mod audit;
pub(crate) mod auth;
pub(crate) mod candidates;
pub(crate) mod catalog;
pub(crate) mod changes;
pub(crate) mod completions;
pub(crate) mod decide;
pub(crate) mod demo;
pub(crate) mod doctor;
pub(crate) mod jobs;
pub(crate) mod man;
pub(crate) mod mcp;
pub(crate) mod notes;
pub(crate) mod offices;
pub(crate) mod raw;
pub(crate) mod record;
pub(crate) mod sandbox;
mod standard_input;
#[cfg(feature = "postgres")]
pub(crate) mod state;
pub(crate) mod tags;
