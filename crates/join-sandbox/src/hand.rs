//! A recruiter's hand in the company: looks and changes that go past the API, as the app makes them.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use crate::applications;
use crate::field::Field;
use crate::server::Shared;
use crate::tags::Tags;

/// Looks at the company and changes it past the API, as a recruiter does in the app.
///
/// Each call is done at once and as a whole, whatever requests are under way. A change touches `lastUpdatedAt` of
/// all of the candidate's applications. Clones are hands in the same company, and outlive the sandbox.
#[derive(Clone)]
pub struct Hand {
    shared: Arc<Shared>,
}

impl Hand {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Hand { shared }
    }

    /// The tags that the candidate really has, however stale reads are; `None` when the candidate is unknown.
    pub fn tags(&self, candidate_id: i64) -> Option<Tags> {
        let world = self.shared.world();
        world.store.candidates.get(candidate_id).map(|candidate| Tags::from(&candidate.tags))
    }

    /// Gives the candidate these tags, or none in one of JOIN's ways. False when the candidate is unknown.
    pub fn set_tags(&self, candidate_id: i64, tags: impl Into<Tags>) -> bool {
        let tags = Field::from(tags.into());
        let mut world = self.shared.world();
        let set = world.store.edit_tags(candidate_id, |field| {
            *field = tags;
            true
        });
        set.is_some()
    }

    /// Adds a tag at the end. False when the candidate has it already or is unknown.
    pub fn add_tag(&self, candidate_id: i64, tag: impl Into<String>) -> bool {
        let tag = tag.into();
        let mut world = self.shared.world();
        let added = world.store.edit_tags(candidate_id, |field| match field {
            Field::Value(tags) if tags.contains(&tag) => false,
            Field::Value(tags) => {
                tags.push(tag);
                true
            }
            Field::Absent | Field::Null => {
                *field = Field::Value(vec![tag]);
                true
            }
        });
        added.unwrap_or(false)
    }

    /// Removes a tag. False when the candidate doesn't have it or is unknown.
    pub fn remove_tag(&self, candidate_id: i64, tag: &str) -> bool {
        let mut world = self.shared.world();
        let removed = world.store.edit_tags(candidate_id, |field| {
            let Field::Value(tags) = field else { return false };
            let before = tags.len();
            tags.retain(|other| other != tag);
            tags.len() < before
        });
        removed.unwrap_or(false)
    }

    /// The notes on a candidate, oldest first; none when the candidate is unknown.
    pub fn notes(&self, candidate_id: i64) -> Vec<String> {
        self.shared.world().store.notes_of(candidate_id)
    }

    /// Writes a note. False when the candidate is unknown.
    pub fn add_note(&self, candidate_id: i64, content: impl Into<String>) -> bool {
        self.shared.world().store.add_note(candidate_id, content.into()).is_ok()
    }

    /// An application as `GET /applications/{applicationId}` answers it now, to be changed and given back as
    /// [`Fault::Answer`](crate::Fault::Answer); `None` when it is unknown. It counts as no read.
    pub fn application(&self, application_id: i64) -> Option<Value> {
        let world = self.shared.world();
        applications::to_json(&self.shared.origin, &world.store, application_id)
    }

    /// The numbers of the candidate's applications, oldest first; none when the candidate is unknown.
    pub fn applications_of(&self, candidate_id: i64) -> Vec<i64> {
        let world = self.shared.world();
        world.store.candidates.get(candidate_id).map(|found| found.applications.clone()).unwrap_or_default()
    }
}

impl fmt::Debug for Hand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hand").finish_non_exhaustive()
    }
}
