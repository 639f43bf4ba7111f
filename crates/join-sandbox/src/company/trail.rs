//! Keeps the latest changes of each candidate, and what each writer was shown of it.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use crate::company::author::Author;
use crate::company::field::Field;

/// Changes kept of one candidate, and of all together.
const OF_ONE: usize = 200;
const OF_ALL: usize = 50_000;

/// Bytes of tags kept of all candidates. The latest change stays whole, even if it is larger.
const BYTES: usize = 64 * 1024 * 1024;

/// Numbers of requests kept of one candidate.
const REQUESTS: usize = 32;

/// Readers of one candidate whose latest view is kept.
const VIEWERS: usize = 8;

pub(crate) type TagField = Field<Vec<String>>;

/// A request to the API as its handler knows it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ApiRequest {
    pub(crate) number: u64,
    /// Tells clients apart, as far as anything does: all have the same token.
    pub(crate) connection: u64,
}

/// Who writes.
#[derive(Clone, Debug)]
pub(crate) enum Writer {
    Api(ApiRequest),
    Author(Author),
}

impl From<ApiRequest> for Writer {
    fn from(request: ApiRequest) -> Self {
        Writer::Api(request)
    }
}

impl From<&Author> for Writer {
    fn from(author: &Author) -> Self {
        Writer::Author(author.clone())
    }
}

impl Writer {
    /// The reader that it is too. A person needs none: the app shows the current set.
    fn viewer(&self) -> Option<Viewer> {
        match self {
            Writer::Api(request) => Some(Viewer::Connection(request.connection)),
            Writer::Author(Author::Named(name)) => Some(Viewer::Named(name.clone())),
            Writer::Author(_) => None,
        }
    }

    fn author(&self) -> Author {
        match self {
            Writer::Api(request) => Author::Request(request.number),
            Writer::Author(author) => author.clone(),
        }
    }
}

/// How a write changes the set of tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edit {
    /// It sets the whole set.
    Replace,
    /// It names the tags that it adds or removes.
    Named,
}

#[derive(Clone, PartialEq, Eq)]
enum Viewer {
    Connection(u64),
    Named(String),
}

/// The version of the tags that a reader saw last.
struct View {
    viewer: Viewer,
    version: u32,
}

/// A kept change.
pub(crate) struct Kept {
    serial: u64,
    /// Milliseconds since 1970.
    pub(crate) at: i64,
    pub(crate) author: Author,
    pub(crate) change: Change,
}

pub(crate) enum Change {
    Tags {
        before: Arc<TagField>,
        after: Arc<TagField>,
        lost: Vec<String>,
        /// The number of changes of the candidate's tags, this one included.
        version: u32,
    },
    /// The id of the note.
    Note(i64),
}

impl Change {
    fn bytes(&self) -> usize {
        let text = |tags: &[String]| tags.iter().map(|tag| tag.len() + size_of::<String>()).sum::<usize>();
        match self {
            Change::Note(_) => 0,
            Change::Tags { before, after, lost, .. } => {
                let set = |tags: &TagField| tags.value().map_or(0, |tags| text(tags));
                set(before) + set(after) + text(lost)
            }
        }
    }
}

/// What is kept of one candidate.
#[derive(Default)]
pub(crate) struct Trail {
    changes: VecDeque<Kept>,
    forgotten: u64,
    version: u32,
    requests: VecDeque<u64>,
    /// The latest reader last.
    views: Vec<View>,
}

impl Trail {
    pub(crate) fn changes(&self) -> impl Iterator<Item = &Kept> {
        self.changes.iter()
    }

    pub(crate) fn forgotten(&self) -> u64 {
        self.forgotten
    }

    pub(crate) fn requests(&self) -> impl Iterator<Item = u64> {
        self.requests.iter().copied()
    }

    fn count(&mut self, request: u64) {
        // A request that is delivered twice still is one request.
        if self.requests.contains(&request) {
            return;
        }
        if self.requests.len() == REQUESTS {
            self.requests.pop_front();
        }
        self.requests.push_back(request);
    }

    fn show(&mut self, viewer: Viewer, version: u32) {
        self.views.retain(|view| view.viewer != viewer);
        if self.views.len() == VIEWERS {
            self.views.remove(0);
        }
        self.views.push(View { viewer, version });
    }

    /// The tags that a writer leaves out and was never shown.
    fn lost(&self, viewer: &Viewer, before: &TagField, after: &TagField) -> Vec<String> {
        let removed = missing(slice(before), slice(after));
        if removed.is_empty() {
            return removed;
        }
        let own = self.views.iter().rev().find(|view| view.viewer == *viewer);
        let any = || self.views.iter().rev().find(|view| matches!(view.viewer, Viewer::Connection(_)));
        let view = match viewer {
            Viewer::Connection(_) => own.or_else(any),
            Viewer::Named(_) => own,
        };
        match view {
            // Who never read the set, loses all that it leaves out.
            None => removed,
            Some(view) if view.version == self.version => Vec::new(),
            Some(view) => match self.set_at(view.version) {
                Some(shown) => missing(&removed, slice(shown)),
                None => Vec::new(),
            },
        }
    }

    /// The tags at an earlier version, while a change next to it is kept.
    fn set_at(&self, wanted: u32) -> Option<&TagField> {
        self.changes.iter().rev().find_map(|kept| match &kept.change {
            Change::Tags { after, version, .. } if *version == wanted => Some(&**after),
            Change::Tags { before, version, .. } if *version == wanted + 1 => Some(&**before),
            _ => None,
        })
    }

    /// The latest set as kept, so that two changes share it.
    fn latest(&self) -> Option<Arc<TagField>> {
        self.changes.iter().rev().find_map(|kept| match &kept.change {
            Change::Tags { after, .. } => Some(Arc::clone(after)),
            Change::Note(_) => None,
        })
    }
}

fn slice(tags: &TagField) -> &[String] {
    tags.value().map_or(&[], Vec::as_slice)
}

/// What is kept of all candidates. A candidate that was neither read nor changed has nothing here.
#[derive(Default)]
pub(crate) struct Trails {
    trails: HashMap<i64, Trail>,
    /// The candidates of the latest changes, with the changes' serials. Some may be forgotten already.
    order: VecDeque<(i64, u64)>,
    serial: u64,
    bytes: usize,
}

impl Trails {
    pub(crate) fn get(&self, candidate: i64) -> Option<&Trail> {
        self.trails.get(&candidate)
    }

    /// The number of changes of the candidate's tags so far.
    pub(crate) fn version(&self, candidate: i64) -> u32 {
        self.get(candidate).map_or(0, |trail| trail.version)
    }

    /// Notes that a request concerned a candidate.
    pub(crate) fn count(&mut self, candidate: i64, request: ApiRequest) {
        self.trails.entry(candidate).or_default().count(request.number);
    }

    /// Notes that a request read a candidate. `stale` is the version that it saw, if it isn't the latest.
    pub(crate) fn read(&mut self, candidate: i64, request: ApiRequest, stale: Option<u32>) {
        let trail = self.trails.entry(candidate).or_default();
        trail.count(request.number);
        trail.show(Viewer::Connection(request.connection), stale.unwrap_or(trail.version));
    }

    /// Notes that a list showed a candidate.
    pub(crate) fn listed(&mut self, candidate: i64, request: ApiRequest, stale: Option<u32>) {
        let trail = self.trails.entry(candidate).or_default();
        trail.show(Viewer::Connection(request.connection), stale.unwrap_or(trail.version));
    }

    /// Notes that a writer looked at a candidate's tags past the API.
    pub(crate) fn looked(&mut self, candidate: i64, author: &Author) {
        if let Some(viewer) = Writer::from(author).viewer() {
            let trail = self.trails.entry(candidate).or_default();
            trail.show(viewer, trail.version);
        }
    }

    /// Keeps a change of tags.
    pub(crate) fn tags_changed(
        &mut self,
        candidate: i64,
        (at, writer, edit): (i64, &Writer, Edit),
        before: TagField,
        after: &TagField,
    ) {
        let trail = self.trails.entry(candidate).or_default();
        let viewer = writer.viewer();
        let lost = match &viewer {
            Some(viewer) if edit == Edit::Replace => trail.lost(viewer, &before, after),
            _ => Vec::new(),
        };
        trail.version = trail.version.saturating_add(1);
        let version = trail.version;
        if let Some(viewer) = viewer {
            trail.show(viewer, version);
        }
        let before = trail.latest().unwrap_or_else(|| Arc::new(before));
        let change = Change::Tags { before, after: Arc::new(after.clone()), lost, version };
        self.keep(candidate, at, writer, change);
    }

    /// Keeps a new note.
    pub(crate) fn note_added(&mut self, candidate: i64, at: i64, writer: &Writer, note: i64) {
        self.keep(candidate, at, writer, Change::Note(note));
    }

    fn keep(&mut self, candidate: i64, at: i64, writer: &Writer, change: Change) {
        let trail = self.trails.entry(candidate).or_default();
        if let Writer::Api(request) = writer {
            trail.count(request.number);
        }
        self.serial += 1;
        self.bytes += change.bytes();
        trail.changes.push_back(Kept { serial: self.serial, at, author: writer.author(), change });
        self.order.push_back((candidate, self.serial));
        if trail.changes.len() > OF_ONE {
            self.forget_oldest(candidate);
        }
        while self.order.len() > OF_ALL || (self.bytes > BYTES && self.order.len() > 1) {
            let Some((candidate, serial)) = self.order.pop_front() else { break };
            let oldest = self.get(candidate).and_then(|trail| trail.changes.front());
            if oldest.is_some_and(|oldest| oldest.serial == serial) {
                self.forget_oldest(candidate);
            }
        }
    }

    fn forget_oldest(&mut self, candidate: i64) {
        let Some(trail) = self.trails.get_mut(&candidate) else { return };
        if let Some(oldest) = trail.changes.pop_front() {
            trail.forgotten += 1;
            self.bytes -= oldest.change.bytes();
        }
    }
}

/// The tags of one set that another doesn't have, each once.
pub(crate) fn missing(tags: &[String], from: &[String]) -> Vec<String> {
    let mut seen: HashSet<&str> = from.iter().map(String::as_str).collect();
    tags.iter().filter(|tag| seen.insert(tag)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(tags: &[&str]) -> TagField {
        Field::Value(tags.iter().map(|tag| (*tag).to_owned()).collect())
    }

    fn change(trails: &mut Trails, candidate: i64, tags: &TagField) {
        let writer = Writer::Author(Author::Recruiter);
        trails.tags_changed(candidate, (0, &writer, Edit::Replace), Field::Null, tags);
    }

    fn kept(trails: &Trails, candidate: i64) -> usize {
        trails.get(candidate).map_or(0, |trail| trail.changes.len())
    }

    #[test]
    fn of_all_candidates_only_the_latest_changes_are_kept() {
        let mut trails = Trails::default();
        for candidate in 0..=50_001 {
            change(&mut trails, candidate, &set(&["a"]));
        }
        assert_eq!((kept(&trails, 0), kept(&trails, 1), kept(&trails, 2)), (0, 0, 1));
        assert_eq!(trails.get(0).unwrap().forgotten(), 1);
        // One busy candidate forgets its own, so that the others keep theirs for a while.
        (0..1_000).for_each(|_| change(&mut trails, 0, &set(&["b"])));
        assert_eq!((kept(&trails, 0), kept(&trails, 1_001), kept(&trails, 1_002)), (200, 0, 1));
        assert!(trails.order.len() <= OF_ALL);
    }

    #[test]
    fn large_sets_push_earlier_ones_out_and_the_latest_stays() {
        let mut trails = Trails::default();
        let large = "x".repeat(BYTES / 5);
        (1..=5).for_each(|candidate| change(&mut trails, candidate, &set(&[&large])));
        assert_eq!((1..=5).map(|candidate| kept(&trails, candidate)).collect::<Vec<_>>(), [0, 1, 1, 1, 1]);
        let larger = "x".repeat(BYTES + 1);
        change(&mut trails, 6, &set(&[&larger]));
        assert_eq!((kept(&trails, 5), kept(&trails, 6)), (0, 1));
        assert_eq!(trails.bytes, BYTES + 1 + size_of::<String>());
    }

    #[test]
    fn the_set_of_a_forgotten_version_is_unknown_and_nothing_counts_as_lost() {
        let mut trails = Trails::default();
        let (early, late) =
            (ApiRequest { number: 1, connection: 1 }, ApiRequest { number: 2, connection: 2 });
        trails.read(7, early, None);
        (0..OF_ONE + 5).for_each(|_| change(&mut trails, 7, &set(&["a"])));
        trails.read(7, late, None);
        trails.tags_changed(7, (0, &early.into(), Edit::Replace), set(&["a"]), &set(&[]));
        let lost = trails.get(7).unwrap().changes.back().map(|kept| match &kept.change {
            Change::Tags { lost, .. } => lost.len(),
            Change::Note(_) => 1,
        });
        assert_eq!(lost, Some(0));
    }
}
