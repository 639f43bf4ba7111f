//! A recorded session: its file, and which of its responses a request gets.

pub(crate) mod exchange;
pub(crate) mod file;
pub(crate) mod player;
