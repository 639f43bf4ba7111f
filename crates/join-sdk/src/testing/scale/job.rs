//! One edit under way, and the candidate that it is on.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use join_client::types::Tag;

use crate::tags::limits::TagLimits;
use crate::tags::merge::Intent;
use crate::tags::verify::Verify;
use crate::tags::{Owner, TagEdit};
use crate::writes::tag_edit::machine::EditMachine;
use crate::writes::tag_edit::steps::Rules;

/// Time in which a write without an answer can still arrive.
pub(super) const LATE: Duration = Duration::from_secs(5);

pub(super) struct Job {
    pub(super) pair: usize,
    pub(super) candidate: usize,
    /// The number of the tag that it adds.
    pub(super) number: u64,
    pub(super) machine: EditMachine,
    pub(super) begun: Instant,
    /// Whether it is in the lock's list of edits.
    pub(super) is_registered: bool,
    pub(super) has_lock: bool,
    /// The set on its way to JOIN; none for a read.
    pub(super) sent: Option<Vec<Tag>>,
    /// Events and queues that know of it. The place is free when it is over and nothing does.
    pub(super) pending: u32,
    pub(super) is_over: bool,
}

impl Job {
    pub(super) fn new(pair: usize, candidate: usize, number: u64, resumed: bool, now: Instant) -> Self {
        let owner = Owner::with_prefix("own:").unwrap();
        let edit = TagEdit::owned_by(owner).add(tag(number)).unwrap();
        let rules = Rules {
            verify: Verify::Settled,
            settle: Duration::from_secs(2),
            max_attempts: 4,
            deadline: Duration::from_secs(180),
            limits: TagLimits::default(),
            late: LATE,
            base: None,
            strict: false,
            known_non_empty: false,
            resumed,
        };
        Self {
            pair,
            candidate,
            number,
            machine: EditMachine::new(Intent::Edit(edit), rules),
            begun: now,
            is_registered: false,
            has_lock: false,
            sent: None,
            pending: 0,
            is_over: false,
        }
    }
}

/// A candidate that was edited.
pub(super) struct Candidate {
    pub(super) tags: Vec<Tag>,
    pub(super) holder: Option<usize>,
    pub(super) waiting: VecDeque<usize>,
    /// The tags of edits that ended well.
    pub(super) expected: Vec<u64>,
}

impl Default for Candidate {
    fn default() -> Self {
        let tags = vec!["hr:called".into(), "hr:met".into()];
        Self { tags, holder: None, waiting: VecDeque::new(), expected: Vec::new() }
    }
}

pub(super) fn tag(number: u64) -> Tag {
    format!("own:{number}").into()
}

pub(super) fn is_own(tag: &Tag) -> bool {
    tag.as_str().starts_with("own:")
}
