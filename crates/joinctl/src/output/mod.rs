//! What a command prints: rows, progress and messages.

mod columns;
mod fit;
pub(crate) mod format;
pub(crate) mod listing;
pub(crate) mod odd;
pub(crate) mod out;
pub(crate) mod progress;
pub(crate) mod spreadsheet;
