//! The vocabulary of the edit machine: rules, steps, events, observations.

use std::time::Duration;

use join_client::types::Tag;

use crate::error::ErrorKind;
use crate::tags::limits::TagLimits;
use crate::tags::merge::{Merge, Refusal};
use crate::tags::receipt::{EditOutcome, ForeignChange};
use crate::tags::verify::Verify;

/// What a tag write is held to.
#[derive(Debug, Clone)]
pub(crate) struct Rules {
    pub(crate) verify: Verify,
    pub(crate) settle: Duration,
    pub(crate) max_attempts: u32,
    pub(crate) deadline: Duration,
    pub(crate) limits: TagLimits,
    /// How long a request can still arrive after it was sent.
    pub(crate) late: Duration,
    /// The set that a plan was made on.
    pub(crate) base: Option<Vec<Tag>>,
    /// Whether another set than the plan's is a conflict.
    pub(crate) strict: bool,
    /// Whether the candidate is known to have had tags.
    pub(crate) known_non_empty: bool,
}

/// What to do next.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Step {
    /// Take the candidate's lock.
    Enter,
    /// Give it back.
    Leave,
    Read,
    Write(Vec<Tag>),
    Wait(Duration),
    End(Result<EditOutcome, Failed>),
}

/// Why a tag write ends without success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failed {
    /// The request that just failed tells it all.
    Request,
    /// The write that failed last tells it all.
    Write,
    /// As `Write`, and a read showed that nothing changed.
    Rejected,
    Refused(Refusal),
    Because(ErrorKind, &'static str),
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Event {
    Begun,
    Entered,
    Left,
    Waited,
    Read(Seen),
    ReadFailed,
    /// Written, with the tags of the response.
    Written(Option<Vec<Tag>>),
    WriteFailed(WriteFailure),
}

/// The tags of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Seen {
    Set(Vec<Tag>),
    Null,
    Absent,
}

/// How a write failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WriteFailure {
    /// It surely did nothing and may be tried again, after this wait if the server asked for one.
    NotApplied(Option<Duration>),
    /// Nobody knows.
    Ambiguous,
    /// The values were refused.
    Rejected,
    /// It surely did nothing, and would not another time.
    Final,
}

/// What was noticed under way, for the receipt.
#[derive(Debug, Default)]
pub(crate) struct Observations {
    pub(crate) first: Option<Vec<Tag>>,
    pub(crate) last: Option<Vec<Tag>>,
    pub(crate) sent: Option<Vec<Tag>>,
    /// What should be there if nobody else wrote since.
    pub(crate) believed: Option<Vec<Tag>>,
    pub(crate) added: Vec<Tag>,
    pub(crate) removed: Vec<Tag>,
    pub(crate) was_null: bool,
    pub(crate) loose: Vec<(Tag, Tag)>,
    pub(crate) foreign: Vec<ForeignChange>,
}

impl Observations {
    /// Counts a write into what was changed altogether.
    pub(crate) fn count(&mut self, merge: &Merge) {
        let was_there = |tag: &Tag| self.first.as_ref().is_some_and(|first| first.contains(tag));
        for tag in &merge.added {
            self.removed.retain(|removed| removed != tag);
            if !was_there(tag) && !self.added.contains(tag) {
                self.added.push(tag.clone());
            }
        }
        for tag in &merge.removed {
            self.added.retain(|added| added != tag);
            if was_there(tag) && !self.removed.contains(tag) {
                self.removed.push(tag.clone());
            }
        }
    }
}
