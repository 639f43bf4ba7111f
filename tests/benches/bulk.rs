//! Many tag edits as one run: beside a loop by hand, and under a quota: `cargo bench -p join-tests --bench bulk`, or with the names
//! of some parts behind `--`: `loop`, `quota`.

use std::time::{Duration, Instant};

use join_sandbox::{JoinSandbox, RateLimit};
use join_sdk::bulk::BulkEdit;
use join_sdk::journal::Journal;
use join_sdk::tags::{ApplyOptions, CandidateRef, Owner, TagEdit, Verify};
use join_sdk::types::{Application, ApplicationId, CandidateId};
use join_sdk::{ApiToken, Join};
use join_tests::comparison::{compare, or_quick, parts};

const LATENCY: Duration = Duration::from_millis(20);
const PER_SECOND: u32 = 50;

fn main() {
    let wanted = parts(&["loop", "quota"]);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    if wanted("loop") {
        runtime.block_on(beside_a_loop());
    }
    if wanted("quota") {
        runtime.block_on(under_a_quota());
    }
}

/// A sandbox 20 ms away, and candidates to edit.
async fn far(edits: usize, limit: Option<RateLimit>) -> (JoinSandbox, Vec<CandidateRef>) {
    let sandbox = JoinSandbox::builder().applications(3 * edits).recorded(0).latency(LATENCY);
    let sandbox = sandbox.rate_limit(limit).start().await.unwrap();
    let of = |id| {
        // Some candidates of the sandbox come without tags, which an edit refuses.
        sandbox.set_tags(id, vec!["hr:old".to_owned()]);
        CandidateRef::new(CandidateId(id), ApplicationId(sandbox.applications_of(id)[0]))
    };
    let candidates: Vec<_> = sandbox.candidates().into_iter().take(edits).map(of).collect();
    assert_eq!(candidates.len(), edits, "the sandbox has too few candidates");
    (sandbox, candidates)
}

/// Seconds of a run that adds a tag to each candidate, with a journal.
async fn run(sandbox: &JoinSandbox, candidates: &[CandidateRef], verify: Verify, tag: &str) -> f64 {
    let join = Join::builder(ApiToken::new(sandbox.token()).unwrap()).base_url(sandbox.base_url());
    let join = join.build().unwrap();
    let edit = TagEdit::owned_by(Owner::with_prefix("own:").unwrap()).add(tag).unwrap();
    let started = Instant::now();
    let rows: Vec<_> = candidates.iter().map(|candidate| BulkEdit::new(*candidate, edit.clone())).collect();
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(folder.path().join("journal.jsonl")).await.unwrap();
    let mut run = join
        .bulk_tags_of(rows)
        .journal(journal)
        .apply(ApplyOptions::default().verify(verify))
        .start()
        .await
        .unwrap();
    while let Some(event) = run.next().await {
        if let Some(error) = event.unwrap().error {
            panic!("{error}");
        }
    }
    started.elapsed().as_secs_f64()
}

/// The same edits as a run, checked and unchecked, and one after another by hand without a check.
async fn beside_a_loop() {
    let edits = or_quick(400, 20);
    let (sandbox, candidates) = far(edits, None).await;
    let (mut checked, mut unchecked, mut loops) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..or_quick(3, 1) {
        checked.push(run(&sandbox, &candidates, Verify::Settled, &format!("own:{round}")).await);
        unchecked.push(run(&sandbox, &candidates, Verify::None, &format!("own:unchecked-{round}")).await);
        loops.push(by_hand(&sandbox, &candidates, &format!("hand:{round}")).await);
    }
    let with = "read and replace by hand, one after another, unchecked";
    for (checks, runs) in [("all checks", checked), ("no checks", unchecked)] {
        let measured = format!("{edits} tag edits as a run, {checks}, {} ms away, s", LATENCY.as_millis());
        compare(&measured, &runs, with, &loops);
    }
}

async fn by_hand(sandbox: &JoinSandbox, candidates: &[CandidateRef], tag: &str) -> f64 {
    let http = reqwest::Client::new();
    let (base, token) = (sandbox.base_url(), sandbox.token());
    let started = Instant::now();
    for candidate in candidates {
        let url = format!("{base}/applications/{}", candidate.application());
        let body = http.get(url).header("authorization", token).send().await.unwrap().bytes().await.unwrap();
        let application: Application = serde_json::from_slice(&body).unwrap();
        let tags = application.candidate.unwrap().tags;
        let tags = tags.as_set().unwrap_or_default().iter().map(|tag| tag.as_str().to_owned());
        let tags: Vec<String> = tags.chain([tag.to_owned()]).collect();
        let request = http.patch(format!("{base}/candidates/{}", candidate.candidate()));
        let request = request.header("authorization", token).json(&serde_json::json!({ "tags": tags }));
        request.send().await.unwrap().error_for_status().unwrap();
    }
    started.elapsed().as_secs_f64()
}

/// A run against 50 requests a second, beside the time that the quota takes for the reads and writes. Checks would wait for candidates, not for the quota.
async fn under_a_quota() {
    let edits = or_quick(400, 20);
    let limit = RateLimit { requests: PER_SECOND, window: Duration::from_secs(1) };
    let (sandbox, candidates) = far(edits, Some(limit)).await;
    let seconds = run(&sandbox, &candidates, Verify::None, "own:done").await;
    // A read and a write each. What is refused is no part of the ideal.
    let ideal = ((2 * edits - 1) / PER_SECOND as usize) as f64;
    let measured = format!("{edits} tag edits as a run, no checks, {PER_SECOND} requests a second, s");
    compare(&measured, &[seconds], "the time that the quota takes", &[ideal]);
}
