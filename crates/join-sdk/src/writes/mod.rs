//! Writes that need care: tags, creates, notes, decisions, runs over many candidates.

pub(crate) mod bulk;
pub(crate) mod create;
pub(crate) mod decisions;
pub(crate) mod note_once;
pub(crate) mod tag_edit;
