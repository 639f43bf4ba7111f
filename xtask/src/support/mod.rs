//! What several commands need.

pub(crate) mod api_diff;
pub(crate) mod doc_tables;
pub(crate) mod document;
pub(crate) mod flat;
pub(crate) mod json_pointer;
pub(crate) mod listing;
pub(crate) mod marked_table;
pub(crate) mod metadata;
pub(crate) mod outcome;
pub(crate) mod output;
pub(crate) mod packages;
pub(crate) mod process;
pub(crate) mod processes;
pub(crate) mod program;
pub(crate) mod wire_snapshots;
