//! Files of journals: what is no journal stays as it is, and an opened one keeps every entry.

use std::fs;

use join_sdk::journal::{Entry, Intent, Journal, JournalState, WriteKind};
use join_sdk::types::CandidateId;

use super::server::block_on;

/// The key of the entry that is added.
const KEY: &str = "the fuzzer's own key";

/// The input is a file.
pub fn run(file: &[u8]) -> bool {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join("journal.jsonl");
    fs::write(&path, file).expect("there is room for a file");
    let before: Option<Vec<Entry>> =
        Journal::read(&path).ok().and_then(|entries| entries.collect::<Result<_, _>>().ok());
    let opened = block_on(async {
        let journal = Journal::open(&path).await?;
        let intent = Intent::new(KEY, WriteKind::Note, CandidateId(5));
        journal.intend(&intent).await?;
        Ok::<_, join_sdk::Error>(intent)
    });
    let Ok(intent) = opened else {
        let left = fs::read(&path).expect("the file is there");
        assert!(file.starts_with(&left), "a refused file loses no more than a torn line");
        assert!(!file.ends_with(b"\n") || left == file, "a refused file is left as it is");
        return false;
    };
    let after: Vec<_> = Journal::read(&path).expect("an opened journal can be read").collect();
    assert!(matches!(after.last(), Some(Ok(Entry::Intent(last))) if *last == intent));
    if let Some(mut before) = before {
        before.push(Entry::Intent(intent));
        let after: Result<Vec<_>, _> = after.into_iter().collect();
        assert_eq!(after.expect("readable lines stay readable"), before);
    }
    let state = block_on(async { Journal::open(&path).await?.state(KEY).await });
    assert_eq!(state.expect("what was written can be opened"), JournalState::Intended);
    true
}
