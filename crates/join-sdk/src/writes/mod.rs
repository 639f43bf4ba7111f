//! Writes that need care: tags, creates, notes, decisions, runs over many candidates.

#[cfg(feature = "bulk")]
pub mod bulk;
pub mod create;
pub mod decisions;
pub mod note_once;
pub mod tag_edit;
