//! What a journal costs: writing one of a million lines, and opening it again: `cargo bench -p join-tests --bench journal`,
//! or behind `--` the names of some parts: `open`, `candidates`, `resume`.
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
use join_tests::comparison::{or_quick, parts, peak_memory};

const AT_ONCE: usize = 2_000;
const PARTS: [&str; 4] = ["write", "open", "candidates", "resume"];

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["run", "write", path] => on_a_runtime(write(path.as_ref())),
        ["run", "open", path] => on_a_runtime(open(path.as_ref(), false)),
        ["run", "candidates", path] => on_a_runtime(open(path.as_ref(), true)),
        ["run", "resume", path] => on_a_runtime(resume(path.as_ref())),
        _ => {
            let wanted = parts(&PARTS);
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("journal.jsonl");
            // All others need what the first one writes.
            for part in PARTS.into_iter().filter(|part| *part == PARTS[0] || wanted(part)) {
                let program = std::env::current_exe().unwrap();
                assert!(Command::new(program).args(["run", part]).arg(&path).status().unwrap().success());
            }
        }
    }
}

/// An intent and, but for one in a hundred, an outcome each.
fn keys() -> i64 {
    or_quick(502_513, 5_000)
}

fn on_a_runtime(part: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(part);
}

/// Each line is synced before it is acknowledged.
async fn write(path: &Path) {
    let started = Instant::now();
    let journal = &Journal::open(path).await.unwrap();
    let edits = stream::iter(0..keys()).map(|number| async move {
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
    2 * keys() - (keys() + 99) / 100
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
        print!("opened in {opened:.2} s, {unsettled} of {} intents unsettled, read by {all:.2} s;", keys());
    }
    println!(" {} MiB more at most than before", more_than(before));
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
    let settled = (0..keys()).filter(|number| number % 100 != 0);
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
        more_than(before)
    );
}

/// How many MiB more than before this process held at most.
fn more_than(before: Option<u64>) -> String {
    peak_memory().zip(before).map_or("unknown".to_owned(), |(now, before)| (now - before).to_string())
}
