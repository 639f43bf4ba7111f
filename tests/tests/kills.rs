//! A run over 2,000 candidates that is killed at 50 moments and resumed each time: every edit is there once, no note comes
//! twice, and the journal says what happened.
//!
//! This program is the service that is killed, too: it runs itself. So it has no harness.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::StreamExt;
use join_sandbox::{Fault, JoinSandbox, Operation};
use join_sdk::journal::{Entry, EntryEnd, Journal, WriteKind};
use join_sdk::tags::{ApplyOptions, CandidateRef, Owner, TagEdit, Verify};
use join_sdk::types::{ApplicationId, CandidateId};
use join_sdk::{ApiToken, ErrorKind, Join, bulk::BulkEdit};

const CANDIDATES: usize = 2_000;
const KILLS: usize = 50;
const OWN: &str = "p:verified";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    match arguments.first().map(String::as_str) {
        Some("service") => runtime.block_on(service(&arguments[1], &arguments[2], Path::new(&arguments[3]))),
        Some("--list") => {}
        _ => runtime.block_on(killed_and_resumed()),
    }
}

/// What is killed: tags every candidate of its input, and writes a note on each.
async fn service(base_url: &str, token: &str, folder: &Path) {
    let notes = Journal::open(folder.join("notes.jsonl")).await.unwrap();
    let edits = Journal::open(folder.join("edits.jsonl")).await.unwrap();
    let join =
        Join::builder(ApiToken::new(token).unwrap()).base_url(base_url).journal(notes).build().unwrap();
    let input = std::fs::read_to_string(folder.join("input.jsonl")).unwrap();
    let rows: Vec<BulkEdit> = input.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let apply = ApplyOptions::default().verify(Verify::Once).settle(Duration::from_millis(50));
    let run = join.bulk_tags_of(rows).journal(edits).concurrency(8).apply(apply).start().await.unwrap();
    let join = &join;
    run.into_stream()
        .for_each_concurrent(8, |event| async move {
            let event = event.unwrap();
            assert!(event.outcome.is_done(), "{event:?}");
            let key = format!("note of {}", event.candidate.candidate());
            match join.candidates().add_note_once(event.candidate.candidate(), key, "Verified").await {
                Ok(_) => {}
                Err(error) => assert_eq!(error.kind(), ErrorKind::UnknownOutcome, "{error}"),
            }
        })
        .await;
}

struct Fixture {
    sandbox: JoinSandbox,
    folder: PathBuf,
    before: HashMap<i64, Vec<String>>,
    /// Writes that took effect, by candidate.
    writes: Arc<Mutex<BTreeMap<i64, usize>>>,
}

impl Fixture {
    async fn prepare(folder: &Path) -> Self {
        let sandbox = JoinSandbox::builder().applications(2 * CANDIDATES).latency(Duration::from_millis(2));
        let sandbox = sandbox.recorded(0).start().await.unwrap();
        let (mut before, mut input) = (HashMap::new(), String::new());
        for id in sandbox.candidates().into_iter().take(CANDIDATES) {
            let theirs = vec!["vip".to_owned(), format!("of {id}")];
            sandbox.set_tags(id, theirs.clone());
            before.insert(id, theirs);
            let candidate = CandidateRef::new(CandidateId(id), ApplicationId(sandbox.applications_of(id)[0]));
            let edit = TagEdit::owned_by(Owner::with_prefix("p:").unwrap()).add(OWN).unwrap();
            let row = BulkEdit::new(candidate, edit).id(format!("edit of {id}"));
            input += &(serde_json::to_string(&row).unwrap() + "\n");
        }
        assert_eq!(before.len(), CANDIDATES);
        std::fs::write(folder.join("input.jsonl"), input).unwrap();
        let writes: Arc<Mutex<BTreeMap<i64, usize>>> = Arc::default();
        let counted = Arc::clone(&writes);
        sandbox.after(move |arrival, _| {
            if let (Operation::UpdateCandidate, Some(id)) = (arrival.operation, arrival.candidate) {
                *counted.lock().unwrap().entry(id).or_default() += 1;
            }
            Fault::None
        });
        Self { sandbox, folder: folder.to_owned(), before, writes }
    }

    fn service(&self) -> Child {
        Command::new(std::env::current_exe().unwrap())
            .args(["service", self.sandbox.base_url(), self.sandbox.token()])
            .arg(&self.folder)
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// The last entry of each key.
    fn last(&self, name: &str) -> HashMap<String, Entry> {
        let entries = Journal::read(self.folder.join(name)).unwrap();
        let keyed = entries.filter_map(|entry| match entry.unwrap() {
            Entry::Intent(intent) => Some((intent.key.clone(), Entry::Intent(intent))),
            Entry::Outcome(outcome) => Some((outcome.key.clone(), Entry::Outcome(outcome))),
            _ => None,
        });
        keyed.collect()
    }

    fn check_edits(&self) {
        let last = self.last("edits.jsonl");
        for (id, theirs) in &self.before {
            let tags = self.sandbox.tags(*id).unwrap().as_slice().to_vec();
            let expected: Vec<String> = theirs.iter().cloned().chain([OWN.to_owned()]).collect();
            assert_eq!(tags, expected, "candidate {id}");
            let Some(Entry::Outcome(outcome)) = last.get(&format!("edit of {id}")) else {
                panic!("the journal has no outcome of candidate {id}")
            };
            assert!(outcome.outcome.is_done() && outcome.kind == WriteKind::Tags);
        }
        assert_eq!(last.len(), CANDIDATES);
    }

    /// Gives the number of notes of which nobody can say whether they are there.
    fn check_notes(&self) -> usize {
        let last = self.last("notes.jsonl");
        let mut unknown = 0;
        for id in self.before.keys() {
            let notes = self.sandbox.notes(*id).len();
            let ending = match last.get(&format!("note of {id}")) {
                Some(Entry::Outcome(outcome)) => outcome.outcome,
                Some(Entry::Intent(_)) => EntryEnd::Unknown,
                other => panic!("the journal says nothing of the note on {id}: {other:?}"),
            };
            match ending {
                EntryEnd::Written => assert_eq!(notes, 1, "candidate {id}"),
                EntryEnd::Unknown => {
                    assert!(notes <= 1, "candidate {id}");
                    unknown += 1;
                }
                other => panic!("{other:?}"),
            }
        }
        unknown
    }
}

async fn killed_and_resumed() {
    let folder = tempfile::tempdir().unwrap();
    let fixture = Fixture::prepare(folder.path()).await;
    let mut random = fastrand::Rng::with_seed(7);
    let mut under_way = 0;
    for _ in 0..KILLS {
        let mut service = fixture.service();
        tokio::time::sleep(Duration::from_millis(random.u64(10..250))).await;
        // Dies of SIGKILL, unless it had come to its end.
        service.kill().unwrap();
        under_way += usize::from(!service.wait().unwrap().success());
    }
    let mut service = fixture.service();
    let ended = tokio::task::spawn_blocking(move || service.wait().unwrap()).await.unwrap();
    assert!(ended.success(), "the last run failed");
    fixture.check_edits();
    let unknown = fixture.check_notes();
    let writes = fixture.writes.lock().unwrap();
    let repeated = writes.values().filter(|count| **count > 1).count();
    assert_eq!(writes.len(), CANDIDATES);
    assert!(under_way > KILLS / 2, "only {under_way} kills met a run");
    println!(
        "{under_way} of {KILLS} kills met the run; {CANDIDATES} edits are there once, {repeated} were written again; \
         no note is there twice, {unknown} are reported as unknown"
    );
}
