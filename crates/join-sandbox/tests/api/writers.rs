//! A recruiter and a rival integration at work while a client writes.

use std::time::Duration;

use join_sandbox::{Author, Clock, EventKind, Fault, JoinSandbox, Operation, Tags};
use reqwest::Method;
use serde_json::json;

use crate::{Caller, applied_twice};

const LONG: Duration = Duration::from_secs(20);

async fn write(caller: &Caller<'_>, candidate: i64, tags: &[&str]) {
    let path = format!("/candidates/{candidate}");
    assert_eq!(caller.send(Method::PATCH, &path, json!({ "tags": tags })).await.0, 200);
}

async fn read(caller: &Caller<'_>, candidate: i64) {
    let path = format!("/applications/{}", caller.sandbox.applications_of(candidate)[0]);
    assert_eq!(caller.get(&path).await.0, 200);
}

/// Waits until it holds, for a long time.
async fn until(holds: impl Fn() -> bool) {
    let waited = async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(LONG, waited).await.unwrap();
}

#[tokio::test]
async fn a_recruiter_edits_before_the_write_that_is_named_and_loses_it() {
    let recruiter = "recruiter add hr:called before write 3".parse().unwrap();
    let sandbox = JoinSandbox::builder().writer(recruiter).start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let candidate = applied_twice(&sandbox);
    for number in 1..=4 {
        write(&caller, candidate, &["ours"]).await;
        assert_eq!(sandbox.tags(candidate), Some(Tags::from(["ours"])), "{number}");
        assert_eq!(sandbox.writers()[0].edits, u64::from(number >= 3));
    }
    let events = sandbox.history(candidate).unwrap().events;
    let edit = events.iter().position(|event| event.author == Author::Recruiter).unwrap();
    let EventKind::Tags(change) = &events[edit + 1].kind else { panic!("{events:?}") };
    assert!(events[edit + 1].author == Author::Request(3) && change.lost == ["hr:called"]);
}

#[tokio::test]
async fn a_recruiter_edits_after_a_read_and_after_every_write() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let candidate = applied_twice(&sandbox);
    sandbox.set_tags(candidate, ["base"]);
    sandbox.start_writer("recruiter add seen:{number} after read 2".parse().unwrap());
    sandbox.start_writer("recruiter add written:{number} after every write".parse().unwrap());
    read(&caller, candidate).await;
    assert_eq!(sandbox.tags(candidate), Some(Tags::from(["base"])));
    read(&caller, candidate).await;
    assert_eq!(sandbox.tags(candidate), Some(Tags::from(["base", "seen:1"])));
    write(&caller, candidate, &["a"]).await;
    write(&caller, candidate, &["b"]).await;
    assert_eq!(sandbox.tags(candidate), Some(Tags::from(["b", "written:2"])));
    // A refused write is none.
    let refused = caller.send(Method::PATCH, &format!("/candidates/{candidate}"), json!({ "tags": 7 })).await;
    assert_eq!((refused.0.as_u16(), sandbox.tags(candidate)), (422, Some(Tags::from(["b", "written:2"]))));
}

#[tokio::test]
async fn a_rival_reads_before_a_write_and_replaces_it_whole() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let candidate = applied_twice(&sandbox);
    sandbox.set_tags(candidate, ["base"]);
    sandbox.start_writer("rival add sync:done before write 1 named hris".parse().unwrap());
    write(&caller, candidate, &["base", "ours"]).await;
    assert_eq!(sandbox.tags(candidate), Some(Tags::from(["base", "sync:done"])));
    let last = sandbox.history(candidate).unwrap().events.pop().unwrap();
    assert_eq!(last.author, Author::Named("hris".to_owned()));
    assert!(matches!(last.kind, EventKind::Tags(change) if change.lost == ["ours"]));
    // Only that write was named.
    write(&caller, candidate, &["ours"]).await;
    assert_eq!(sandbox.tags(candidate), Some(Tags::from(["ours"])));
}

#[tokio::test]
async fn a_rival_that_holds_what_it_read_loses_the_writes_in_between() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let candidate = applied_twice(&sandbox);
    sandbox.set_tags(candidate, ["base"]);
    sandbox.start_writer("rival remove base after read 1 holding 300ms".parse().unwrap());
    read(&caller, candidate).await;
    write(&caller, candidate, &["base", "ours"]).await;
    assert_eq!(
        (sandbox.tags(candidate), sandbox.writers()[0].edits),
        (Some(Tags::from(["base", "ours"])), 0)
    );
    until(|| sandbox.writers()[0].edits == 1).await;
    assert_eq!(sandbox.tags(candidate), Some(Tags::Set(Vec::new())));
}

#[tokio::test]
async fn a_writer_on_one_candidate_counts_only_its_requests() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let (one, other) = (sandbox.candidates()[0], sandbox.candidates()[1]);
    sandbox.start_writer(format!("recruiter add x after write 2 on {one}").parse().unwrap());
    for candidate in [one, other, other] {
        write(&caller, candidate, &["a"]).await;
    }
    assert_eq!(sandbox.writers()[0].edits, 0);
    write(&caller, one, &["a"]).await;
    assert_eq!(sandbox.tags(one), Some(Tags::from(["a", "x"])));
}

#[tokio::test]
async fn a_request_that_a_fault_stops_is_followed_by_no_write_of_a_rival() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let candidate = applied_twice(&sandbox);
    sandbox.set_tags(candidate, ["base"]);
    sandbox.start_writer("rival add x before write 1".parse().unwrap());
    sandbox.before(|_, _| Fault::Status(503));
    let path = format!("/candidates/{candidate}");
    assert_eq!(caller.send(Method::PATCH, &path, json!({ "tags": ["ours"] })).await.0, 503);
    assert_eq!(sandbox.tags(candidate), Some(Tags::from(["base"])));
    // A test that clears its own hooks leaves the writers.
    sandbox.clear_hooks();
    sandbox.start_writer("recruiter add y before write 1".parse().unwrap());
    sandbox.clear_hooks();
    sandbox.after(|_, _| Fault::None);
    assert_eq!(caller.send(Method::PATCH, &path, json!({ "tags": ["ours"] })).await.0, 200);
    assert_eq!(sandbox.writers()[1].edits, 1);
}

#[tokio::test]
async fn a_writer_at_a_rate_edits_until_it_is_stopped_or_done() {
    let sandbox = JoinSandbox::builder().applications(3).start().await.unwrap();
    let candidate = sandbox.candidates()[0];
    let endless =
        sandbox.start_writer(format!("recruiter add n:{{number}} every 1ms on {candidate}").parse().unwrap());
    let three = sandbox.start_writer("rival set done:{number} every 2ms holding 0s times 3".parse().unwrap());
    assert_ne!(endless, three);
    until(|| sandbox.writers()[0].edits > 5 && sandbox.writers()[1].edits == 3).await;
    assert!(sandbox.stop_writer(endless) && !sandbox.stop_writer(endless));
    let tags = sandbox.tags(candidate);
    assert_eq!(sandbox.writers().len(), 1);
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!((sandbox.tags(candidate), sandbox.writers()[0].edits), (tags, 3));
}

#[tokio::test]
async fn a_writer_edits_once_after_its_time() {
    let sandbox = JoinSandbox::builder().applications(1).start().await.unwrap();
    let candidate = sandbox.candidates()[0];
    sandbox.start_writer("recruiter set a,b once after 1ms".parse().unwrap());
    until(|| sandbox.writers()[0].edits == 1).await;
    assert_eq!(sandbox.tags(candidate), Some(Tags::from(["a", "b"])));
}

#[tokio::test]
async fn writers_with_the_same_seed_edit_the_same_candidates() {
    let edited = async |seed: u64| {
        let writer = format!("recruiter set x every 1ms times 5 seed {seed}").parse().unwrap();
        let sandbox = JoinSandbox::builder().writer(writer).start().await.unwrap();
        until(|| sandbox.writers()[0].edits == 5).await;
        let is = |id: &i64| sandbox.tags(*id) == Some(Tags::from(["x"]));
        sandbox.candidates().into_iter().filter(is).collect::<Vec<_>>()
    };
    assert_eq!(edited(1).await, edited(1).await);
    assert_ne!(edited(1).await, edited(2).await);
}

#[tokio::test]
async fn the_work_of_writers_ends_with_the_sandbox() {
    let sandbox = JoinSandbox::builder().applications(1).start().await.unwrap();
    let (candidate, recruiter) = (sandbox.candidates()[0], sandbox.recruiter());
    sandbox.start_writer("recruiter add n:{number} every 1ms".parse().unwrap());
    until(|| sandbox.writers()[0].edits > 2).await;
    drop(sandbox);
    let tags = recruiter.tags(candidate);
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(recruiter.tags(candidate), tags);
}

#[tokio::test]
async fn the_fixed_clock_moves_by_writes_and_the_real_one_by_itself() {
    let newest = async |clock: Clock| {
        let sandbox = JoinSandbox::builder().clock(clock).start().await.unwrap();
        let caller = Caller::new(&sandbox);
        let candidate = applied_twice(&sandbox);
        write(&caller, candidate, &["a"]).await;
        let path = format!("/applications/{}", sandbox.applications_of(candidate)[0]);
        let row = caller.get(&path).await.1;
        assert_eq!(sandbox.received(Operation::UpdateCandidate), 1);
        row["lastUpdatedAt"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap()
    };
    assert_eq!(newest(Clock::Fixed).await.to_string(), "2026-03-02T08:00:01Z");
    let before = jiff::Timestamp::now().as_millisecond();
    let real = newest(Clock::Real).await.as_millisecond();
    assert!((before..=jiff::Timestamp::now().as_millisecond()).contains(&real));
}
