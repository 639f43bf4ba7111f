//! Tests of the journal file: cuts, damage, locks, shared syncs, a full disk, reads.

use std::fs;
use std::path::{Path, PathBuf};

use futures_util::future::join_all;
use proptest::prelude::*;

use super::*;
use crate::records::journal::index::LineMeta;
use crate::records::journal::*;
use join_client::types::CandidateId;

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn journal(&self) -> PathBuf {
        self.0.path().join("journal.jsonl")
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

fn intent(key: &str) -> Intent {
    Intent::new(key, WriteKind::Tags, CandidateId(5))
}

/// Intents a to e; a and c are settled.
async fn written(path: &Path) {
    let journal = Journal::open(path).await.unwrap();
    for key in ["a", "b", "c", "d", "e"] {
        journal.intend(&intent(key)).await.unwrap();
    }
    for key in ["a", "c"] {
        let mut outcome = intent(key).ended(EntryEnd::Applied);
        outcome.added = vec!["persona:ä\n\"quoted\"".into()];
        journal.settle(&outcome).await.unwrap();
    }
}

fn entries(path: &Path) -> Vec<Entry> {
    Journal::read(path).unwrap().map(Result::unwrap).collect()
}

async fn keys_unsettled(journal: &Journal) -> Vec<String> {
    let (mut rows, mut keys) = (journal.unsettled().await.unwrap(), Vec::new());
    while let Some(intent) = rows.next().await {
        keys.push(intent.unwrap().key);
    }
    keys
}

#[tokio::test]
async fn what_was_written_is_there_when_it_is_opened_again() {
    let folder = Folder::new();
    written(&folder.journal()).await;
    let journal = Journal::open(folder.journal()).await.unwrap();
    assert_eq!(journal.state("a").await.unwrap(), JournalState::Settled);
    assert_eq!(journal.state("b").await.unwrap(), JournalState::Intended);
    assert_eq!(journal.state("x").await.unwrap(), JournalState::Unknown);
    assert_eq!(keys_unsettled(&journal).await, ["b", "d", "e"]);
    let outcome = journal.settled("c").await.unwrap().unwrap();
    assert_eq!((outcome.key.as_str(), outcome.added[0].as_str()), ("c", "persona:ä\n\"quoted\""));
    assert_eq!(journal.settled("b").await.unwrap(), None);
    assert_eq!(journal.intended("b").await.unwrap().unwrap().key, "b");
    assert_eq!(entries(&folder.journal()).len(), 7);
}

#[test]
fn cut_at_any_byte_it_opens_with_the_lines_that_are_whole_and_goes_on() {
    let folder = Folder::new();
    block_on(written(&folder.journal()));
    let text = fs::read(folder.journal()).unwrap();
    let all = entries(&folder.journal());
    let path = folder.0.path().join("cut.jsonl");
    for cut in 0..=text.len() {
        for zeros in [0, 3] {
            let mut part = text[..cut].to_vec();
            part.resize(cut + zeros, 0);
            fs::write(&path, part).unwrap();
            let whole = text[..cut].iter().filter(|byte| **byte == b'\n').count().saturating_sub(1);
            block_on(async {
                let journal = Journal::open(&path).await.unwrap();
                assert_eq!(entries(&path), all[..whole], "cut at {cut}");
                journal.append(&all[6]).await.unwrap();
            });
            let again = entries(&path);
            assert_eq!(again[..whole], all[..whole], "cut at {cut}");
            assert_eq!(again[whole..], all[6..], "cut at {cut}");
        }
    }
}

proptest! {
    #[test]
    fn a_line_that_was_damaged_is_refused_by_its_number(line in 1usize..8, garbage in "[^\n]{0,20}") {
        prop_assume!(LineMeta::of_line(garbage.as_bytes()).is_none());
        let folder = Folder::new();
        block_on(written(&folder.journal()));
        let text = fs::read_to_string(folder.journal()).unwrap();
        let mut lines: Vec<&str> = text.lines().collect();
        lines[line] = &garbage;
        let damaged = lines.join("\n") + "\n";
        fs::write(folder.journal(), &damaged).unwrap();
        let error = block_on(Journal::open(folder.journal())).unwrap_err();
        prop_assert!(error.to_string().contains(&format!("line {} ", line + 1)), "{error}");
        prop_assert_eq!(fs::read_to_string(folder.journal()).unwrap(), damaged);
        prop_assert_eq!(Journal::read(folder.journal()).unwrap().filter(Result::is_err).count(), 1);
    }
}

#[tokio::test]
async fn a_file_that_is_no_journal_is_left_as_it_is() {
    let folder = Folder::new();
    for text in ["no journal", "{\"join_cursor\":1}\nx", "\n", "{\"join_journal\":x}\n"] {
        fs::write(folder.journal(), text).unwrap();
        assert_eq!(Journal::open(folder.journal()).await.unwrap_err().kind(), ErrorKind::Io, "{text}");
        assert_eq!(fs::read_to_string(folder.journal()).unwrap(), text);
    }
    fs::write(folder.journal(), "{\"join_journal\":2,\"new\":1}\n").unwrap();
    let error = Journal::open(folder.journal()).await.unwrap_err();
    assert!(error.to_string().contains("newer version"), "{error}");
}

#[tokio::test]
async fn it_is_open_once_and_free_as_soon_as_it_is_dropped() {
    let folder = Folder::new();
    for round in 0..20 {
        let journal = Journal::open(folder.journal()).await.unwrap();
        let again = Journal::open(folder.journal()).await.unwrap_err();
        assert_eq!(again.kind(), ErrorKind::Refused);
        let clone = journal.clone();
        drop(journal);
        clone.intend(&intent(&round.to_string())).await.unwrap();
    }
    assert_eq!(entries(&folder.journal()).len(), 20);
}

#[tokio::test]
async fn intents_that_come_together_share_a_sync() {
    let folder = Folder::new();
    let file = Arc::new(open::open(&folder.journal()).unwrap());
    let journal = Journal::on(Arc::clone(&file));
    let intents: Vec<Intent> = (0..1_000).map(|number| intent(&number.to_string())).collect();
    for outcome in join_all(intents.iter().map(|intent| journal.intend(intent))).await {
        outcome.unwrap();
    }
    let syncs = file.appender.syncs();
    assert!((1..1_000).contains(&syncs), "{syncs}");
    assert_eq!(journal.unsettled().await.unwrap().remaining(), 1_000);
    assert_eq!(entries(&folder.journal()).len(), 1_000);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn after_a_failed_write_nothing_is_taken_any_more() {
    let folder = Folder::new();
    std::os::unix::fs::symlink("/dev/full", folder.journal()).unwrap();
    let file = Arc::new(open::open(&folder.journal()).unwrap());
    let journal = Journal::on(Arc::clone(&file));
    for key in ["a", "b"] {
        let error = journal.intend(&intent(key)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io);
        assert_eq!(journal.state(key).await.unwrap(), JournalState::Unknown);
    }
    assert_eq!(file.appender.syncs(), 1, "the second one is not tried");
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    written(&folder.journal()).await;
    assert_eq!(fs::metadata(folder.journal()).unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn a_run_is_read_backwards_and_only_what_changed() {
    let folder = Folder::new();
    let journal = Journal::open(folder.journal()).await.unwrap();
    for (key, run, added) in
        [("a", "r1", "x"), ("b", "r2", "x"), ("c", "r1", ""), ("d", "r1", "y"), ("e", "", "z")]
    {
        let mut outcome = intent(key).ended(EntryEnd::Applied);
        outcome.run = (!run.is_empty()).then(|| run.to_owned());
        outcome.added = (!added.is_empty()).then(|| added.into()).into_iter().collect();
        journal.settle(&outcome).await.unwrap();
    }
    let mut rows = journal.outcomes_backwards("r1").await.unwrap();
    let mut keys = Vec::new();
    while let Some(outcome) = rows.next().await {
        keys.push(outcome.unwrap().key);
    }
    assert_eq!(keys, ["d", "a"]);
}

#[tokio::test]
async fn what_was_applied_last_is_known_from_before_and_kept_up_to_date() {
    let folder = Folder::new();
    let desire = |key: &str, tags: &[&str]| {
        let mut intent = intent(key);
        intent.desired = Some(tags.iter().map(|tag| (*tag).into()).collect());
        intent
    };
    let journal = Journal::open(folder.journal()).await.unwrap();
    assert_eq!(journal.last_applied(CandidateId(5)).await.unwrap(), None);
    let first = desire("a", &["x", "y"]);
    journal.intend(&first).await.unwrap();
    let mut outcome = first.ended(EntryEnd::Applied);
    outcome.tags_after = Some(2);
    journal.settle(&outcome).await.unwrap();
    drop(journal);

    let journal = Journal::open(folder.journal()).await.unwrap();
    let applied = async || {
        let tags = journal.last_applied(CandidateId(5)).await.unwrap().unwrap();
        tags.iter().map(|tag| tag.as_str().to_owned()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(applied().await, "x y");
    assert!(journal.knew_tags(CandidateId(5)).await.unwrap());
    assert!(!journal.knew_tags(CandidateId(6)).await.unwrap());
    let second = desire("b", &["y", "z"]);
    journal.intend(&second).await.unwrap();
    assert_eq!(applied().await, "x y z");
    journal.settle(&second.ended(EntryEnd::NoChange)).await.unwrap();
    assert_eq!(applied().await, "y z");
}
