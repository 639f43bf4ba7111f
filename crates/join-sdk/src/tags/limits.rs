//! How many tags a candidate may have, and how long one may be.

/// Bounds that are checked before a write. JOIN's own are unknown, so these are wide and can be set:
/// [`JoinBuilder::tag_limits`](crate::JoinBuilder::tag_limits).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TagLimits {
    pub(crate) count: usize,
    pub(crate) length: usize,
}

impl Default for TagLimits {
    fn default() -> Self {
        Self { count: 500, length: 255 }
    }
}

impl TagLimits {
    /// Tags that a candidate may have in all; 500 unless set. A set that is over it already may still become smaller.
    #[must_use]
    pub fn count(mut self, tags: usize) -> Self {
        self.count = tags;
        self
    }

    /// Characters that a tag to add may have; 255 unless set.
    #[must_use]
    pub fn length(mut self, characters: usize) -> Self {
        self.length = characters;
        self
    }
}
