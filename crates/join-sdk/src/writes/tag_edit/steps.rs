//! The vocabulary of the edit machine: rules, steps, events, observations.

use std::time::Duration;

use join_client::types::Tag;

use crate::error::ErrorKind;
use crate::tags::limits::TagLimits;
use crate::tags::merge::{Merge, Refusal};
use crate::tags::receipt::{EditOutcome, ForeignChange};
use crate::tags::verify::Verify;

/// The rules of a tag write.
#[derive(Debug, Clone)]
pub(crate) struct Rules {
    pub(crate) verify: Verify,
    pub(crate) settle: Duration,
    pub(crate) max_attempts: u32,
    pub(crate) deadline: Duration,
    pub(crate) limits: TagLimits,
    /// Time in which a sent request can still arrive.
    pub(crate) late: Duration,
    /// The plan's set.
    pub(crate) base: Option<Vec<Tag>>,
    /// Whether a set other than the plan's is a conflict.
    pub(crate) strict: bool,
    /// Whether the candidate is known to have had tags.
    pub(crate) known_non_empty: bool,
    /// Whether an earlier process may have written. Then a set that is as desired is checked again, as after a write.
    pub(crate) resumed: bool,
}

/// The next step.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Step {
    /// Take the candidate's lock.
    Enter,
    /// Release the candidate's lock.
    Leave,
    Read,
    Write(Vec<Tag>),
    Wait(Duration),
    End(Result<EditOutcome, Failed>),
}

/// The reason for a failed tag write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failed {
    /// The last request's error explains it.
    Request,
    /// The last write's error explains it.
    Write,
    /// As `Write`, and a read showed that nothing changed.
    Rejected,
    Refused(Refusal),
    Because(ErrorKind, &'static str),
}

/// The result of a step.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Event {
    Begun,
    Entered,
    Left,
    Waited,
    Read(Seen),
    ReadFailed,
    /// The write succeeded, with the tags of the response.
    Written(Option<Vec<Tag>>),
    WriteFailed(WriteFailure),
}

/// The tags of a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Seen {
    Set(Vec<Tag>),
    Null,
    Absent,
}

/// How a write failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WriteFailure {
    /// Certainly not applied; may be sent again, after this wait if the server requested one.
    NotApplied(Option<Duration>),
    /// Possibly applied.
    Ambiguous,
    /// JOIN refused the values.
    Rejected,
    /// Certainly not applied, and a repeat would fail too.
    Final,
}

/// Observations for the receipt.
#[derive(Debug, Default)]
pub(crate) struct Observations {
    pub(crate) first: Option<Vec<Tag>>,
    pub(crate) last: Option<Vec<Tag>>,
    pub(crate) sent: Option<Vec<Tag>>,
    /// The expected set if nobody else wrote since.
    pub(crate) believed: Option<Vec<Tag>>,
    pub(crate) added: Vec<Tag>,
    pub(crate) removed: Vec<Tag>,
    pub(crate) was_null: bool,
    pub(crate) loose: Vec<(Tag, Tag)>,
    pub(crate) foreign: Vec<ForeignChange>,
}

impl Observations {
    /// Adds one write to the total changes.
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
