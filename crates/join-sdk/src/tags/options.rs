//! How a tag write is done.

use std::time::Duration;

use super::receipt::EditId;
use super::verify::Verify;
use crate::attribution::Attribution;

/// How an edit is applied, and what its receipt says of it.
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
    /// How often it is looked at afterwards; [`Verify::Settled`] unless set.
    pub fn verify(mut self, verify: Verify) -> Self {
        self.verify = verify;
        self
    }

    /// How long others may take between their read and their write, and a write until it shows; 2 s unless set.
    ///
    /// After an ambiguous failure the last look comes this long after the attempt's timeout: until then the write could
    /// still arrive.
    pub fn settle(mut self, time: Duration) -> Self {
        self.settle = time;
        self
    }

    /// Writes at most, the first one included; 4 unless set. 0 counts as 1.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// How long it may take with all its waits; 180 s unless set.
    pub fn deadline(mut self, time: Duration) -> Self {
        self.deadline = time;
        self
    }

    /// Writes only on the set that the plan was made on. Otherwise it is merged with what others wrote since.
    pub fn strict(mut self) -> Self {
        self.strict = true;
        self
    }

    /// Who writes, for the receipt; what [`RequestOptions::actor`](crate::RequestOptions::actor) says unless set.
    pub fn actor(mut self, actor: impl Into<String>) -> Self {
        self.attribution.actor = Some(actor.into());
        self
    }

    /// Why, for the receipt; what [`RequestOptions::reason`](crate::RequestOptions::reason) says unless set. Keep personal
    /// data out of it.
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        self.attribution.reason = Some(reason.into());
        self
    }

    /// The id under which the edit will be found; a random one unless set.
    pub fn edit_id(mut self, id: EditId) -> Self {
        self.edit_id = Some(id);
        self
    }

    /// Whether the candidate is known to have tags. An answer of null is refused then, and otherwise taken for none.
    pub fn known_non_empty(mut self) -> Self {
        self.known_non_empty = true;
        self
    }
}
