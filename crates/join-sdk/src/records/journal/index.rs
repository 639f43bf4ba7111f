//! Indexes a journal's lines: file offsets without text, and no IO.

use std::borrow::Cow;
use std::collections::HashMap;

use super::entry::{Entry, EntryEnd, EntryOutcome};

/// A 128-bit hash of a key.
pub(crate) type KeyHash = [u64; 2];

/// The indexed content of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineMeta {
    /// No write.
    Other,
    Intent {
        key: KeyHash,
        candidate: i64,
        /// Whether it lists desired tags.
        desires: bool,
    },
    Outcome {
        key: KeyHash,
        candidate: i64,
        /// Whether it lists desired tags, and they were attained.
        attained: bool,
        /// Whether the candidate had tags before or after.
        saw_tags: bool,
        /// Whether the intent was attained.
        done: bool,
        /// Whether tags changed, or may have.
        changed: bool,
        run: Option<KeyHash>,
    },
    /// What a write of tags changes, before it is sent.
    Sending {
        key: KeyHash,
        candidate: i64,
        /// Whether the candidate had tags before.
        saw_tags: bool,
        run: Option<KeyHash>,
    },
    /// A create of an application.
    Create {
        key: KeyHash,
        /// Whether its outcome is certain.
        ended: bool,
    },
}

/// The indexed fields of a line or an entry.
pub(crate) struct Head<'a> {
    pub(crate) entry: EntryKind,
    pub(crate) key: Option<Cow<'a, str>>,
    pub(crate) run: Option<Cow<'a, str>>,
    pub(crate) ending: Option<Ending>,
    pub(crate) candidate: Option<i64>,
    pub(crate) dry_run: bool,
    /// Whether it lists desired tags.
    pub(crate) desires: bool,
    /// Whether the candidate had tags before it, and after it.
    pub(crate) had_tags: [bool; 2],
    /// Whether it lists changed tags.
    pub(crate) changes: bool,
}

/// The kinds of entries that the index tells apart.
#[derive(Clone, Copy)]
pub(crate) enum EntryKind {
    /// The start or the end of a run.
    Run,
    Intent,
    Sending,
    Outcome,
    Create,
    Created,
}

/// The ends that the index tells apart.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Ending {
    Planned,
    Failed,
    Unknown,
    Done,
}

impl From<EntryEnd> for Ending {
    fn from(end: EntryEnd) -> Self {
        match end {
            EntryEnd::Planned => Self::Planned,
            EntryEnd::Failed => Self::Failed,
            EntryEnd::Unknown => Self::Unknown,
            _ => Self::Done,
        }
    }
}

impl<'a> Head<'a> {
    /// The fields of an entry.
    fn of(entry: &'a Entry) -> Self {
        let none = Head {
            entry: EntryKind::Run,
            key: None,
            run: entry.run().map(Cow::Borrowed),
            ending: None,
            candidate: entry.candidate().map(|id| id.0),
            dry_run: false,
            desires: false,
            had_tags: [false; 2],
            changes: false,
        };
        let key = |key: &'a str| Some(Cow::Borrowed(key));
        match entry {
            Entry::Run(_) | Entry::End(_) => none,
            Entry::Intent(intent) => Head {
                entry: EntryKind::Intent,
                key: key(&intent.key),
                dry_run: intent.dry_run,
                desires: intent.desired.is_some(),
                ..none
            },
            Entry::Sending(outcome) => Head { entry: EntryKind::Sending, ..none.ended(outcome) },
            Entry::Outcome(outcome) => Head { entry: EntryKind::Outcome, ..none.ended(outcome) },
            Entry::Create(intent) => Head { entry: EntryKind::Create, key: key(&intent.key), ..none },
            Entry::Created(created) => Head {
                entry: EntryKind::Created,
                key: key(&created.key),
                ending: Some(created.outcome.into()),
                ..none
            },
        }
    }

    fn ended(self, outcome: &'a EntryOutcome) -> Self {
        let some = |count: Option<u64>| count.is_some_and(|count| count > 0);
        Head {
            key: Some(Cow::Borrowed(&outcome.key)),
            ending: Some(outcome.outcome.into()),
            desires: outcome.desired.is_some(),
            had_tags: [some(outcome.tags_before), some(outcome.tags_after)],
            changes: !(outcome.added.is_empty()
                && outcome.removed.is_empty()
                && outcome.foreign_removed.is_empty()),
            ..self
        }
    }
}

impl LineMeta {
    /// The indexed content; none where a field is missing.
    pub(crate) fn of_head(head: &Head<'_>) -> Option<LineMeta> {
        let key = || head.key.as_deref().map(hash);
        match head.entry {
            EntryKind::Run => return head.run.as_ref().map(|_| LineMeta::Other),
            EntryKind::Intent if head.dry_run => return Some(LineMeta::Other),
            EntryKind::Create => return Some(LineMeta::Create { key: key()?, ended: false }),
            EntryKind::Created => {
                let ended = head.ending? != Ending::Unknown;
                return Some(LineMeta::Create { key: key()?, ended });
            }
            EntryKind::Intent | EntryKind::Sending | EntryKind::Outcome => {}
        }
        let (key, candidate) = (key()?, head.candidate?);
        let (run, [before, after]) = (head.run.as_deref().map(hash), head.had_tags);
        match head.entry {
            EntryKind::Intent => Some(LineMeta::Intent { key, candidate, desires: head.desires }),
            EntryKind::Sending => Some(LineMeta::Sending { key, candidate, saw_tags: before, run }),
            _ => Some(match head.ending? {
                Ending::Planned => LineMeta::Other,
                ending => {
                    let done = ending == Ending::Done;
                    LineMeta::Outcome {
                        key,
                        candidate,
                        done,
                        attained: done && head.desires,
                        saw_tags: before || after,
                        changed: ending != Ending::Failed && head.changes,
                        run,
                    }
                }
            }),
        }
    }

    /// The indexed content of an entry.
    pub(crate) fn of_entry(entry: &Entry) -> Option<LineMeta> {
        Self::of_head(&Head::of(entry))
    }

    /// Whether the candidate had tags.
    pub(crate) fn saw_tags(&self) -> bool {
        matches!(self, LineMeta::Outcome { saw_tags: true, .. } | LineMeta::Sending { saw_tags: true, .. })
    }
}

/// The hash of a key or a run.
pub(crate) fn hash(text: &str) -> KeyHash {
    let digest = hmac_sha256::Hash::hash(text.as_bytes());
    let mut halves =
        digest.chunks_exact(8).filter_map(|half| Some(u64::from_le_bytes(half.try_into().ok()?)));
    [halves.next().unwrap_or_default(), halves.next().unwrap_or_default()]
}

/// The state of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// The offset of its last intent, which has no outcome.
    Intended(u64),
    /// The offset of its last outcome.
    Settled(u64),
}

/// The index of keys. A million keys take about 50 MiB, and briefly half as much again during growth.
#[derive(Debug, Default)]
pub(crate) struct Keys(HashMap<KeyHash, Packed>);

/// A file offset. The highest bit marks an outcome, the next one a success.
#[derive(Debug, Clone, Copy)]
struct Packed(u64);

const OUTCOME: u64 = 1 << 63;
const DONE: u64 = 1 << 62;

impl Keys {
    pub(crate) fn mark(&mut self, offset: u64, mark: &LineMeta) {
        match mark {
            LineMeta::Other | LineMeta::Sending { .. } | LineMeta::Create { .. } => {}
            LineMeta::Intent { key, .. } => {
                self.0.insert(*key, Packed(offset));
            }
            LineMeta::Outcome { key, done, .. } => {
                let done = if *done { DONE } else { 0 };
                self.0.insert(*key, Packed(offset | OUTCOME | done));
            }
        }
    }

    /// Marks a create. Only those without a certain outcome are kept.
    pub(crate) fn mark_create(&mut self, offset: u64, mark: &LineMeta) {
        match mark {
            LineMeta::Create { key, ended: true } => drop(self.0.remove(key)),
            LineMeta::Create { key, ended: false } => drop(self.0.insert(*key, Packed(offset))),
            _ => {}
        }
    }

    pub(crate) fn known(&self, key: &str) -> Option<Place> {
        self.0.get(&hash(key)).map(|place| place.known())
    }

    /// Whether a key's last line is a successful outcome.
    pub(crate) fn is_done(&self, key: &str) -> bool {
        self.0.get(&hash(key)).is_some_and(|place| place.0 & DONE != 0)
    }

    /// The offsets of all intents without an outcome, in file order.
    pub(crate) fn unsettled(&self) -> Vec<u64> {
        let intended = |place: &Packed| match place.known() {
            Place::Intended(offset) => Some(offset),
            Place::Settled(_) => None,
        };
        let mut offsets: Vec<u64> = self.0.values().filter_map(intended).collect();
        offsets.sort_unstable();
        offsets
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

impl Packed {
    fn known(self) -> Place {
        match self.0 & OUTCOME {
            0 => Place::Intended(self.0),
            _ => Place::Settled(self.0 & !(OUTCOME | DONE)),
        }
    }
}

/// The index of candidates, usually 16 bytes for each.
#[derive(Debug, Default)]
pub(crate) struct Candidates {
    /// The first offset of a candidate's applied own tags. The highest bit marks that it had tags.
    first: HashMap<i64, u64>,
    /// Later offsets, if any: intents that did not attain their desired tags.
    more: HashMap<i64, Vec<u64>>,
}

const SAW_TAGS: u64 = 1 << 63;
const NOWHERE: u64 = !SAW_TAGS;

impl Candidates {
    pub(crate) fn mark(&mut self, offset: u64, mark: &LineMeta) {
        match *mark {
            LineMeta::Intent { candidate, desires: true, .. } => {
                let first = self.first.entry(candidate).or_insert(NOWHERE);
                if *first & NOWHERE == NOWHERE {
                    *first = offset | (*first & SAW_TAGS);
                } else {
                    self.more.entry(candidate).or_default().push(offset);
                }
            }
            LineMeta::Outcome { candidate, attained, saw_tags, .. } if attained || saw_tags => {
                let first = self.first.entry(candidate).or_insert(NOWHERE);
                if attained {
                    *first = offset | (*first & SAW_TAGS);
                    self.more.remove(&candidate);
                }
                if saw_tags {
                    *first |= SAW_TAGS;
                }
            }
            LineMeta::Sending { candidate, saw_tags: true, .. } => {
                *self.first.entry(candidate).or_insert(NOWHERE) |= SAW_TAGS;
            }
            _ => {}
        }
    }

    /// The offsets of the lines whose desired tags together were applied last: the last attained outcome and the intents after
    /// it. Empty without desired tags.
    pub(crate) fn applied(&self, candidate: i64) -> Vec<u64> {
        let first = self.first.get(&candidate).map(|first| first & NOWHERE);
        let more = self.more.get(&candidate).into_iter().flatten().copied();
        first.filter(|place| *place != NOWHERE).into_iter().chain(more).collect()
    }

    pub(crate) fn saw_tags(&self, candidate: i64) -> bool {
        self.first.get(&candidate).is_some_and(|first| first & SAW_TAGS != 0)
    }
}

#[cfg(test)]
#[cfg(feature = "files")]
mod tests {
    use super::*;

    fn mark(line: &str) -> LineMeta {
        LineMeta::of_line(line.as_bytes()).unwrap()
    }

    fn intent(key: &str) -> LineMeta {
        mark(&format!(r#"{{"entry":"intent","key":"{key}","candidate":5,"desired":["a"],"new":[1]}}"#))
    }

    fn outcome(key: &str, ending: &str) -> LineMeta {
        mark(&format!(
            r#"{{"entry":"outcome","key":"{key}","candidate":5,"desired":["a"],"outcome":"{ending}"}}"#
        ))
    }

    #[test]
    fn a_line_that_is_none_of_a_journal_has_no_mark() {
        for line in [
            "",
            "{",
            "[]",
            r#"{"entry":"intent"}"#,
            r#"{"entry":"intent","key":"k"}"#,
            r#"{"entry":"outcome","key":"k","candidate":5}"#,
            r#"{"entry":"run"}"#,
            r#"{"entry":"else","key":"k","candidate":5}"#,
            r#"{"key":"k","candidate":5}"#,
        ] {
            assert_eq!(LineMeta::of_line(line.as_bytes()), None, "{line}");
        }
    }

    #[test]
    fn a_key_is_as_its_last_line_says_and_what_was_only_planned_says_nothing() {
        let mut keys = Keys::default();
        keys.mark(10, &intent("a"));
        keys.mark(20, &intent("b"));
        keys.mark(30, &outcome("a", "applied"));
        keys.mark(40, &outcome("b", "planned"));
        keys.mark(50, &mark(r#"{"entry":"intent","key":"a","candidate":5,"dry_run":true}"#));
        assert_eq!(keys.known("a"), Some(Place::Settled(30)));
        assert_eq!(keys.known("b"), Some(Place::Intended(20)));
        assert_eq!(keys.known("c"), None);
        assert_eq!(keys.unsettled(), [20]);
        keys.mark(60, &intent("a"));
        assert_eq!(keys.unsettled(), [20, 60]);
    }

    #[test]
    fn a_key_is_done_when_its_last_line_attained_the_intent() {
        for (ending, done) in [("applied", true), ("no_change", true), ("failed", false), ("unknown", false)]
        {
            let mut keys = Keys::default();
            keys.mark(10, &intent("a"));
            assert!(!keys.is_done("a"));
            keys.mark(20, &outcome("a", ending));
            assert_eq!((keys.is_done("a"), keys.is_done("b")), (done, false), "{ending}");
            assert_eq!(keys.known("a"), Some(Place::Settled(20)), "{ending}");
            keys.mark(30, &intent("a"));
            assert!(!keys.is_done("a"), "{ending}");
        }
    }

    #[test]
    fn a_create_is_known_until_its_outcome_is_certain() {
        let create = mark(r#"{"entry":"create","key":"k"}"#);
        for (ending, known) in [("written", None), ("failed", None), ("unknown", Some(Place::Intended(20)))] {
            let created = mark(&format!(r#"{{"entry":"created","key":"k","outcome":"{ending}"}}"#));
            let mut creates = Keys::default();
            creates.mark_create(10, &create);
            assert_eq!(creates.known("k"), Some(Place::Intended(10)));
            creates.mark_create(20, &created);
            assert_eq!(creates.known("k"), known, "{ending}");
            creates.mark(30, &create);
            creates.mark_create(40, &intent("k"));
            assert_eq!(creates.known("k"), known, "neither is a create");
        }
    }

    #[test]
    fn an_outcome_or_a_write_saw_tags() {
        for (entry, counted, saw) in [
            ("outcome", r#""tags_after":1"#, true),
            ("outcome", r#""tags_before":1,"tags_after":0"#, true),
            ("outcome", r#""tags_before":0"#, false),
            ("sending", r#""tags_before":2"#, true),
            ("sending", r#""tags_before":0,"tags_after":1"#, false),
            ("intent", r#""tags_before":2"#, false),
        ] {
            let line =
                format!(r#"{{"entry":"{entry}","key":"k","candidate":5,"outcome":"applied",{counted}}}"#);
            assert_eq!(mark(&line).saw_tags(), saw, "{line}");
        }
    }

    #[test]
    fn what_was_applied_is_the_last_outcome_that_attained_it_and_the_intents_behind() {
        let mut candidates = Candidates::default();
        candidates.mark(10, &intent("a"));
        candidates.mark(20, &outcome("a", "applied"));
        candidates.mark(30, &intent("b"));
        candidates.mark(40, &outcome("b", "failed"));
        candidates.mark(50, &intent("c"));
        assert_eq!(candidates.applied(5), [20, 30, 50]);
        candidates.mark(60, &outcome("c", "no_change"));
        assert_eq!(candidates.applied(5), [60]);
        assert!(candidates.applied(6).is_empty());
    }

    #[test]
    fn a_candidate_had_tags_when_an_outcome_counted_some() {
        let mut candidates = Candidates::default();
        let counted = |before: u64, after: u64| {
            mark(&format!(
                r#"{{"entry":"outcome","key":"k","candidate":5,"outcome":"applied","tags_before":{before},"tags_after":{after}}}"#
            ))
        };
        candidates.mark(10, &intent("a"));
        candidates.mark(20, &counted(0, 0));
        assert!(!candidates.saw_tags(5) && candidates.applied(5) == [10]);
        let mut writing = Candidates::default();
        writing.mark(10, &mark(r#"{"entry":"sending","key":"k","candidate":5,"tags_before":2}"#));
        assert!(writing.saw_tags(5) && writing.applied(5).is_empty());
        candidates.mark(30, &counted(0, 2));
        assert!(candidates.saw_tags(5) && !candidates.saw_tags(6) && candidates.applied(5) == [10]);
        candidates.mark(40, &intent("a"));
        candidates.mark(50, &outcome("a", "applied"));
        assert!(candidates.saw_tags(5) && candidates.applied(5) == [50]);
    }
}
