//! Limits on the number of tags and on their length.

/// Limits checked before a write. JOIN's own are unknown, so these are wide. Set them by
/// [`JoinBuilder::tag_limits`](crate::JoinBuilder::tag_limits).
///
/// ```
/// use join_sdk::{ApiToken, Join, tags::TagLimits};
///
/// let limits = TagLimits::default().count(100).length(60);
/// let join = Join::builder(ApiToken::new("4f7a9c")?).tag_limits(limits).build()?;
/// # Ok::<(), join_sdk::Error>(())
/// ```
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
    /// Most tags of a candidate; 500 unless set. A larger set may still shrink.
    #[must_use]
    pub fn count(mut self, tags: usize) -> Self {
        self.count = tags;
        self
    }

    /// Most characters of a tag to add; 255 unless set.
    #[must_use]
    pub fn length(mut self, characters: usize) -> Self {
        self.length = characters;
        self
    }
}
