//! Options of a tag write.

use std::time::Duration;

use super::receipt::EditId;
use super::verify::Verify;
use crate::attribution::Attribution;

/// Options for applying an edit, and the attribution in its receipt.
///
/// ```
/// use std::time::Duration;
/// use join_sdk::tags::{ApplyOptions, Verify};
///
/// let apply = ApplyOptions::default().reason("inquiry inq_123").verify(Verify::Once).deadline(Duration::from_secs(20));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct ApplyOptions {
    pub(crate) verify: Verify,
    pub(crate) settle: Duration,
    pub(crate) max_attempts: u32,
    pub(crate) deadline: Duration,
    pub(crate) strict: bool,
    pub(crate) attribution: Attribution,
    pub(crate) edit_id: Option<EditId>,
    pub(crate) known_non_empty: bool,
}

impl Default for ApplyOptions {
    fn default() -> Self {
        Self {
            verify: Verify::default(),
            settle: Duration::from_secs(2),
            max_attempts: 4,
            deadline: Duration::from_secs(180),
            strict: false,
            attribution: Attribution::default(),
            edit_id: None,
            known_non_empty: false,
        }
    }
}

impl ApplyOptions {
    /// Sets how thoroughly to verify the write; [`Verify::Settled`] unless set.
    pub fn verify(mut self, verify: Verify) -> Self {
        self.verify = verify;
        self
    }

    /// Sets the settling time; 2 s unless set. It covers other writers between their read and write, and the delay of a write.
    ///
    /// After an ambiguous failure the last check comes this long after the attempt's timeout: until then the write could still
    /// arrive.
    pub fn settle(mut self, time: Duration) -> Self {
        self.settle = time;
        self
    }

    /// Sets the most writes, the first one included; 4 unless set. 0 counts as 1.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Sets the total time, waits included; 180 s unless set.
    pub fn deadline(mut self, time: Duration) -> Self {
        self.deadline = time;
        self
    }

    /// Writes only on the plan's set. Otherwise the edit is merged with later changes.
    pub fn strict(mut self) -> Self {
        self.strict = true;
        self
    }

    /// Sets the actor in the receipt; [`RequestOptions::actor`](crate::RequestOptions::actor) unless set.
    pub fn actor(mut self, actor: impl Into<String>) -> Self {
        self.attribution.actor = Some(actor.into());
        self
    }

    /// Sets the reason in the receipt; [`RequestOptions::reason`](crate::RequestOptions::reason) unless set. Keep personal data
    /// out of it.
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        self.attribution.reason = Some(reason.into());
        self
    }

    /// Sets the edit's id; a random one unless set.
    pub fn edit_id(mut self, id: EditId) -> Self {
        self.edit_id = Some(id);
        self
    }

    /// Whether the candidate is known to have tags. Then null in a response is an error; otherwise null counts as no tags.
    pub fn known_non_empty(mut self) -> Self {
        self.known_non_empty = true;
        self
    }
}
