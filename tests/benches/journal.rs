//! What a journal costs: writing one of a million lines, and opening it again: `cargo bench -p join-tests --bench journal`.
//!
//! Each part runs in a process of its own, so that its memory is its own.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use futures_util::{StreamExt, stream};
use join_sdk::journal::{EntryEnd, Intent, Journal, WriteKind};
use join_sdk::tags::{CandidateRef, Owner, TagEdit};
use join_sdk::types::{ApplicationId, CandidateId};
use join_sdk::{ApiToken, Join, bulk::BulkEdit};

/// An intent and, but for one in a hundred, an outcome each.
const KEYS: i64 = 502_513;
const AT_ONCE: usize = 2_000;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["write", path] => on_a_runtime(write(path.as_ref())),
        ["open", path] => on_a_runtime(open(path.as_ref(), false)),
        ["candidates", path] => on_a_runtime(open(path.as_ref(), true)),
        ["resume", path] => on_a_runtime(resume(path.as_ref())),
        _ => {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("journal.jsonl");
            for part in ["write", "open", "candidates", "resume"] {
                let status = Command::new(std::env::current_exe().unwrap()).arg(part).arg(&path).status();
                assert!(status.unwrap().success());
            }
        }
    }
}

fn on_a_runtime(part: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(part);
}

/// Each line is synced before it is acknowledged.
async fn write(path: &Path) {
    let started = Instant::now();
    let journal = &Journal::open(path).await.unwrap();
    let edits = stream::iter(0..KEYS).map(|number| async move {
        let mut intent = Intent::new(format!("run-1/{number}"), WriteKind::Tags, CandidateId(number));
        intent.application = Some(ApplicationId(number + 1_000_000));
        intent.run = Some("run-1".to_owned());
        intent.desired = Some(vec!["persona:status=verified".into(), "persona:inquiry=inq_123".into()]);
        journal.intend(&intent).await.unwrap();
        if number % 100 != 0 {
            let mut outcome = intent.ended(EntryEnd::Applied);
            outcome.added = vec!["persona:status=verified".into()];
            outcome.removed = vec!["persona:status=pending".into()];
            (outcome.tags_before, outcome.tags_after) = (Some(7), Some(7));
            journal.settle(&outcome).await.unwrap();
        }
    });
    edits.buffer_unordered(AT_ONCE).collect::<Vec<()>>().await;
    let seconds = started.elapsed().as_secs_f64();
    let megabytes = std::fs::metadata(path).unwrap().len() / 1_000_000;
    println!("written, {AT_ONCE} at once: {} lines, {megabytes} MB, {seconds:.1} s", lines());
}

fn lines() -> i64 {
    2 * KEYS - (KEYS + 99) / 100
}

async fn open(path: &Path, candidates: bool) {
    let before = peak_memory();
    let started = Instant::now();
    let journal = Journal::open(path).await.unwrap();
    let opened = started.elapsed().as_secs_f64();
    let mut rows = journal.unsettled().await.unwrap();
    let unsettled = rows.remaining();
    while let Some(intent) = rows.next().await {
        intent.unwrap();
    }
    let all = started.elapsed().as_secs_f64();
    if candidates {
        let started = Instant::now();
        assert_eq!(journal.last_applied(CandidateId(7)).await.unwrap().unwrap().len(), 2);
        let seconds = started.elapsed().as_secs_f64();
        print!("the same and what each candidate was given: {seconds:.2} s more; in all");
    } else {
        print!("opened in {opened:.2} s, {unsettled} of {KEYS} intents unsettled, read by {all:.2} s;");
    }
    println!(" {} MiB more at most than before", peak_memory() - before);
}

/// A run that comes to its end again: every row is skipped, and nothing is sent.
async fn resume(path: &Path) {
    let before = peak_memory();
    let started = Instant::now();
    let journal = Journal::open(path).await.unwrap();
    let join =
        Join::builder(ApiToken::new("4f7a9c").unwrap()).base_url("http://127.0.0.1:9/v2").build().unwrap();
    let edit = TagEdit::owned_by(Owner::with_prefix("persona:").unwrap())
        .set_exclusive("persona:status", "verified")
        .unwrap();
    let settled = (0..KEYS).filter(|number| number % 100 != 0);
    let rows = settled.map(move |number| {
        let candidate = CandidateRef::new(CandidateId(number), ApplicationId(number + 1_000_000));
        BulkEdit::new(candidate, edit.clone()).id(format!("run-1/{number}"))
    });
    let mut run = join.bulk_tags_of(rows).journal(journal).start().await.unwrap();
    while let Some(event) = run.next().await {
        assert!(event.unwrap().skipped);
    }
    let (seconds, rows) = (started.elapsed().as_secs_f64(), run.progress().skipped);
    println!(
        "a run of {rows} rows resumed and skipped: {seconds:.2} s; {} MiB more at most than before",
        peak_memory() - before
    );
}

/// The most memory that this process ever held, in MiB.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok()).unwrap_or_default() / 1024
}
