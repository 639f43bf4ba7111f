//! Reads the indexed fields of a line, and skips its texts.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::records::journal::index::{Ending, EntryKind, Head, LineMeta};
use crate::storage::json;

/// The indexed fields as they stand in a line.
#[derive(Deserialize)]
struct Fields<'a> {
    #[serde(borrow)]
    entry: Cow<'a, str>,
    #[serde(borrow, default)]
    key: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    run: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    outcome: Option<Cow<'a, str>>,
    #[serde(default)]
    candidate: Option<i64>,
    #[serde(default)]
    dry_run: bool,
    #[serde(default)]
    desired: Option<IgnoredAny>,
    #[serde(default)]
    tags_before: Option<u64>,
    #[serde(default)]
    tags_after: Option<u64>,
    #[serde(default)]
    added: Vec<IgnoredAny>,
    #[serde(default)]
    removed: Vec<IgnoredAny>,
    #[serde(default)]
    foreign_removed: Vec<IgnoredAny>,
}

impl LineMeta {
    /// Parses a line; none when it can't be read.
    pub(in crate::records::journal) fn of_line(line: &[u8]) -> Option<LineMeta> {
        Self::of_head(&json::from_bytes::<Fields>(line).ok()?.head()?)
    }
}

impl<'a> Fields<'a> {
    fn head(self) -> Option<Head<'a>> {
        let entry = match &*self.entry {
            "run" | "end" => EntryKind::Run,
            "intent" => EntryKind::Intent,
            "sending" => EntryKind::Sending,
            "outcome" => EntryKind::Outcome,
            "create" => EntryKind::Create,
            "created" => EntryKind::Created,
            _ => return None,
        };
        let some = |count: Option<u64>| count.is_some_and(|count| count > 0);
        Some(Head {
            entry,
            key: self.key,
            run: self.run,
            // An end that a later version adds is a success.
            ending: self.outcome.map(|outcome| match &*outcome {
                "planned" => Ending::Planned,
                "failed" => Ending::Failed,
                "unknown" => Ending::Unknown,
                _ => Ending::Done,
            }),
            candidate: self.candidate,
            dry_run: self.dry_run,
            desires: self.desired.is_some(),
            had_tags: [some(self.tags_before), some(self.tags_after)],
            changes: [self.added, self.removed, self.foreign_removed].iter().any(|tags| !tags.is_empty()),
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use join_client::types::{CandidateId, JobId};
    use proptest::prelude::*;

    use super::*;
    use crate::records::journal::{
        CreateEntry, CreateIntent, End, Entry, EntryEnd, Intent, Run, RunKind, WriteKind,
    };

    const ENDS: [EntryEnd; 8] = [
        EntryEnd::NoChange,
        EntryEnd::Applied,
        EntryEnd::AppliedAfterMerge,
        EntryEnd::Healed,
        EntryEnd::Written,
        EntryEnd::Planned,
        EntryEnd::Failed,
        EntryEnd::Unknown,
    ];

    fn entries() -> impl Strategy<Value = Entry> {
        let counts = (0u64..3, 0u64..3, 0usize..2, 0usize..2, 0usize..2);
        let flags = (any::<bool>(), any::<bool>(), any::<bool>());
        (0..7, proptest::sample::select(ENDS.to_vec()), "[a-ü\"\\\\\n]{1,5}", counts, flags).prop_map(
            |(kind, end, key, (before, after, added, removed, foreign), (runs, dry, desires))| {
                let run = runs.then(|| format!("run {key}"));
                let mut intent = Intent::new(key.clone(), WriteKind::Tags, CandidateId(5));
                intent.desired = desires.then(|| vec!["a".into()]);
                intent.run = run;
                intent.dry_run = dry;
                let mut outcome = intent.ended(end);
                outcome.tags_before = before.checked_sub(1);
                outcome.tags_after = after.checked_sub(1);
                outcome.added = vec!["b".into(); added];
                outcome.removed = vec!["c".into(); removed];
                outcome.foreign_removed = vec!["d".to_owned(); foreign];
                let (at, job, external_id) = (Timestamp::UNIX_EPOCH, JobId(7), "inq".to_owned());
                let (actor, reason, error) = (None, None, None);
                match kind {
                    0 => Entry::Run(Run::new(key, RunKind::Bulk)),
                    1 => Entry::End(End::new(key, [(end, 1)])),
                    2 => Entry::Intent(intent),
                    3 => Entry::Sending(outcome),
                    4 => Entry::Outcome(outcome),
                    5 => Entry::Create(CreateIntent { key, at, job, external_id, actor, reason }),
                    _ => {
                        let (candidate, application) = (desires.then_some(CandidateId(5)), None);
                        Entry::Created(CreateEntry { key, at, outcome: end, candidate, application, error })
                    }
                }
            },
        )
    }

    proptest! {
        #[test]
        fn a_line_is_indexed_as_its_entry(entry in entries()) {
            let line = serde_json::to_vec(&entry).unwrap();
            prop_assert_eq!(LineMeta::of_line(&line), LineMeta::of_entry(&entry));
            prop_assert!(LineMeta::of_entry(&entry).is_some());
        }
    }
}
