//! Replaces the whole set of tags, for changes that edits can't express.

use join_client::types::Tag;

/// A whole new set of tags, and the expected current set.
///
/// Both are named where it is made, so that they can't change places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplaceAll {
    /// The set that the new one was made from.
    pub expected: Vec<Tag>,
    /// The new set. It can't be empty: see [`ClearAll`].
    pub new: Vec<Tag>,
}

/// Removes every tag, those of recruiters included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClearAll {
    /// The expected current set.
    pub expected: Vec<Tag>,
}
