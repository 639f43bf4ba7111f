//! Who writes and why, as receipts and records keep it.

/// The actor and the reason of a write. What is missing here may be set further out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Attribution {
    pub(crate) actor: Option<String>,
    pub(crate) reason: Option<String>,
}

impl Attribution {
    /// Fills in from `outer` what is missing.
    pub(crate) fn or(self, outer: &Attribution) -> Attribution {
        Attribution {
            actor: self.actor.or_else(|| outer.actor.clone()),
            reason: self.reason.or_else(|| outer.reason.clone()),
        }
    }
}
