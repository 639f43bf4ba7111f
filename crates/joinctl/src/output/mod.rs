//! What a command prints: rows, progress and messages.

pub(crate) mod colour;
mod columns;
pub(crate) mod fields;
mod fit;
pub(crate) mod format;
pub(crate) mod listing;
mod live;
pub(crate) mod odd;
pub(crate) mod out;
pub(crate) mod pager;
pub(crate) mod progress;
pub(crate) mod query;
pub(crate) mod row;
pub(crate) mod settings;
pub(crate) mod spreadsheet;
