//! A whole new set of tags, for what edits can't say.

use join_client::types::Tag;

/// A whole new set of tags, and the set that the caller believes to be there.
#[derive(Debug, Clone)]
pub struct ReplaceAll {
    /// What was read before the new set was thought of.
    pub expected: Vec<Tag>,
    /// The new set. It can't be empty: see [`ClearAll`].
    pub new: Vec<Tag>,
}

/// The wish that no tag be left, those of recruiters included.
#[derive(Debug, Clone)]
pub struct ClearAll {
    /// What was read before.
    pub expected: Vec<Tag>,
}
