//! What happened to each candidate: who changed its tags and notes, when, and what got lost.

use std::fmt;

use jiff::Timestamp;

use crate::company::author::Author;
use crate::company::store::Store;
use crate::company::tags::Tags;
use crate::company::trail::{Change, Kept, missing};

/// What happened to one candidate since the sandbox started.
///
/// Memory is bounded. Kept are the latest 200 changes of a candidate, and of all candidates together the latest 50,000 with
/// at most 64 MiB of tags. Of requests, the latest 32 of each candidate are kept.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct History {
    /// The candidate.
    pub candidate: i64,
    /// The changes of tags and notes, oldest first.
    pub events: Vec<Event>,
    /// How many earlier changes are no longer kept.
    pub forgotten: u64,
    /// The numbers of the API requests that read one of its applications or changed it, oldest first.
    ///
    /// Lists are not among them.
    pub requests: Vec<u64>,
}

/// One change of a candidate's tags, or one note.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// The time on the sandbox's clock.
    pub at: Timestamp,
    /// Who made the change.
    pub author: Author,
    /// What changed.
    pub kind: EventKind,
}

/// What changed.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventKind {
    /// The tags.
    Tags(TagChange),
    /// A note was written.
    Note {
        /// Its id.
        id: i64,
        /// Its text.
        content: String,
    },
}

/// A change of the tags.
///
/// A tag is **lost** when a write replaces the whole set without it, though its writer was never shown the tag. What a
/// writer was shown is the set of its latest read or write of the candidate. An API client is known by its connection; a
/// write on a connection that did not read the candidate counts as one by the client that read it last. A person in the
/// app sees the current set, and edits that name their tags lose none.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TagChange {
    /// The tags before.
    pub before: Tags,
    /// The tags after.
    pub after: Tags,
    /// The tags of `after` that `before` doesn't have, each once.
    pub added: Vec<String>,
    /// The tags of `before` that `after` doesn't have, each once. It includes the lost ones.
    pub removed: Vec<String>,
    /// The removed tags that their writer was never shown.
    pub lost: Vec<String>,
}

impl fmt::Debug for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("History")
            .field("candidate", &self.candidate)
            .field("events", &self.events)
            .field("forgotten", &self.forgotten)
            .field("requests", &self.requests)
            .finish()
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("at", &format_args!("{}", self.at))
            .field("author", &self.author)
            .field("kind", &self.kind)
            .finish()
    }
}

impl fmt::Debug for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EventKind::Tags(change) => f.debug_tuple("Tags").field(change).finish(),
            EventKind::Note { id, .. } => f.debug_struct("Note").field("id", id).finish_non_exhaustive(),
        }
    }
}

impl fmt::Debug for TagChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Tags say what people think of a person.
        f.debug_struct("TagChange")
            .field("added", &self.added.len())
            .field("removed", &self.removed.len())
            .field("lost", &self.lost.len())
            .finish_non_exhaustive()
    }
}

impl Store {
    /// The history of a candidate. `None` when it is unknown.
    pub(crate) fn history_of(&self, candidate: i64) -> Option<History> {
        self.candidates.get(candidate)?;
        let Some(trail) = self.trails.get(candidate) else {
            return Some(History { candidate, events: Vec::new(), forgotten: 0, requests: Vec::new() });
        };
        Some(History {
            candidate,
            events: trail.changes().map(|kept| self.event(kept)).collect(),
            forgotten: trail.forgotten(),
            requests: trail.requests().collect(),
        })
    }

    fn event(&self, kept: &Kept) -> Event {
        let kind = match &kept.change {
            Change::Note(id) => {
                let content = self.notes.get(*id).map(|note| note.content.clone()).unwrap_or_default();
                EventKind::Note { id: *id, content }
            }
            Change::Tags { before, after, lost, .. } => {
                let (before, after) = (Tags::from(&**before), Tags::from(&**after));
                EventKind::Tags(TagChange {
                    added: missing(after.as_slice(), before.as_slice()),
                    removed: missing(before.as_slice(), after.as_slice()),
                    lost: lost.clone(),
                    before,
                    after,
                })
            }
        };
        let at = Timestamp::from_millisecond(kept.at).unwrap_or_default();
        Event { at, author: kept.author.clone(), kind }
    }
}
