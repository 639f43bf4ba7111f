//! The change feed over the sandbox: what comes, what comes again, and what the cursor's file is worth.

use std::collections::HashSet;
use std::time::Duration;

use join_sandbox::{Fault, JoinSandbox};
use join_sdk::tags::{ApplyOptions, CandidateRef, ReplaceAll};
use join_sdk::types::{ApplicationId, JobStatus};
use join_sdk::{
    ApiToken, ErrorKind, Join, NewApplication, RetryPolicy,
    changes::{Aspect, Change, ChangeFeed, CursorStore, FileStore, MemoryStore},
};
use join_tests::{Answer, Script, sandbox};

/// All changes of one poll.
async fn poll(changes: &mut ChangeFeed) -> Vec<Change> {
    let mut all = Vec::new();
    while let Some(change) = changes.next().await {
        all.push(change.unwrap());
    }
    all
}

fn ids(changes: &[Change]) -> HashSet<ApplicationId> {
    changes.iter().map(|change| change.application().id).collect()
}

async fn apply(join: &Join, email: &str) -> ApplicationId {
    let job = join.jobs().list().status(JobStatus::Online).page(1).await.unwrap().rows.remove(0).unwrap();
    let new = NewApplication::new(job.id, "Ada", "Lovelace", email).unwrap();
    join.applications().create(&new).await.unwrap().application().unwrap()
}

#[tokio::test]
async fn everything_comes_first_and_then_only_what_is_new() {
    let (join, _sandbox) = sandbox().await;
    let mut changes = join.applications().changes(MemoryStore::default());
    let first = poll(&mut changes).await;
    assert_eq!((first.len(), ids(&first).len()), (120, 120));
    assert!(first.iter().all(|change| matches!(change, Change::Created(_))));
    changes.ack().await.unwrap();
    assert_eq!(poll(&mut changes).await, []);
    let new = apply(&join, "ada@example.com").await;
    let news = poll(&mut changes).await;
    assert!(matches!(&news[..], [Change::Created(one)] if one.id == new));
}

#[tokio::test]
async fn a_change_of_tags_comes_as_such_after_a_restart() {
    let (join, _sandbox) = sandbox().await;
    let store = MemoryStore::default();
    let mut changes = join.applications().changes(store.clone());
    poll(&mut changes).await;
    changes.ack().await.unwrap();
    let id = apply(&join, "ada@example.com").await;
    poll(&mut changes).await;
    changes.ack().await.unwrap();

    let candidate = CandidateRef::of(&join.applications().get(id).await.unwrap()).unwrap();
    let replace = ReplaceAll { expected: vec![], new: vec!["persona:verified".into()] };
    join.tags(&candidate).replace_all(replace, ApplyOptions::default()).await.unwrap();
    let news = poll(&mut join.applications().changes(store)).await;
    assert!(
        matches!(&news[..], [Change::Updated { application, what }] if application.id == id && what == &[Aspect::Tags]),
        "{news:?}"
    );
}

#[tokio::test]
async fn what_was_not_acknowledged_comes_again_and_what_was_does_not() {
    let (join, _sandbox) = sandbox().await;
    let store = MemoryStore::default();
    let mut changes = join.applications().changes(store.clone());
    let mut acknowledged = HashSet::new();
    for _ in 0..30 {
        acknowledged.insert(changes.next().await.unwrap().unwrap().application().id);
    }
    changes.ack().await.unwrap();
    for _ in 0..10 {
        changes.next().await.unwrap().unwrap();
    }
    drop(changes);
    let rest = ids(&poll(&mut join.applications().changes(store)).await);
    assert_eq!(rest.len(), 90);
    assert!(rest.is_disjoint(&acknowledged));
}

#[tokio::test]
async fn later_polls_ask_from_the_watermark_less_the_overlap() {
    let (join, sandbox) = sandbox().await;
    let changes = join.applications().list().prefetch(1).changes(MemoryStore::default());
    let mut changes = changes.overlap(Duration::from_secs(60));
    poll(&mut changes).await;
    changes.ack().await.unwrap();
    let before = sandbox.requests().len();
    poll(&mut changes).await;
    let asked = sandbox.requests()[before..]
        .iter()
        .all(|request| request.query.as_ref().is_some_and(|query| query.contains("updatedAtGte=")));
    assert!(asked);
}

#[tokio::test]
async fn a_sweep_that_is_due_reads_everything() {
    let (join, sandbox) = sandbox().await;
    let changes = join.applications().list().prefetch(1).changes(MemoryStore::default());
    let mut changes = changes.sweep_every(Duration::ZERO);
    poll(&mut changes).await;
    changes.ack().await.unwrap();
    let before = sandbox.requests().len();
    assert_eq!(poll(&mut changes).await, []);
    assert!(
        sandbox.requests()[before..].iter().all(|request| !request
            .query
            .as_ref()
            .unwrap()
            .contains("updatedAt"))
    );
}

#[tokio::test]
async fn an_application_that_cannot_be_read_is_told_of_once_and_the_rest_comes() {
    let page = Answer::json(200, &b"[{\"id\": 3}, {\"id\": 2, \"state\": \"\xff\"}, {\"id\": 1}]"[..]);
    let script = Script::start([page, Answer::json(200, "[]")]).await;
    let mut changes = script.client().applications().changes(MemoryStore::default());
    assert!(changes.next().await.unwrap().is_ok());
    assert_eq!(changes.next().await.unwrap().unwrap_err().row(), Some(1));
    assert!(changes.next().await.unwrap().is_ok());
    assert!(changes.next().await.is_none());
    assert!(changes.next().await.is_none());
}

#[tokio::test]
async fn a_page_that_fails_is_tried_again_by_the_next_call_and_nothing_is_lost() {
    let answers =
        [Answer::json(422, "{}"), Answer::json(200, r#"[{"id": 2}, {"id": 1}]"#), Answer::json(200, "[]")];
    let script = Script::start(answers).await;
    let list = script.client().applications().list().prefetch(1);
    let mut changes = list.changes(MemoryStore::default());
    assert_eq!(changes.next().await.unwrap().unwrap_err().kind(), ErrorKind::Validation);
    assert_eq!(poll(&mut changes).await.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_watching_feed_waits_and_polls_again() {
    let answers = [Answer::json(200, "[]"), Answer::json(200, r#"[{"id": 1}]"#), Answer::json(200, "[]")];
    let script = Script::start(answers).await;
    let list = script.client().applications().list().prefetch(1);
    let mut changes = list.changes(MemoryStore::default()).watch(Duration::from_secs(3600));
    let started = tokio::time::Instant::now();
    assert!(matches!(changes.next().await, Some(Ok(Change::Created(_)))));
    let waited = started.elapsed().as_secs_f64() / 3600.0;
    assert!((0.89..1.12).contains(&waited), "{waited}");
}

#[tokio::test]
async fn a_cursors_file_is_read_back_by_the_next_process_and_holds_no_personal_data() {
    let (join, _sandbox) = sandbox().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("join.cursor");
    let mut changes = join.applications().changes(FileStore::new(&path));
    let first = poll(&mut changes).await;
    changes.ack().await.unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    for change in &first {
        let candidate = change.application().candidate.as_ref().unwrap();
        assert!(!text.contains(candidate.email.as_ref().unwrap().as_str()));
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing but the file is left");
    assert_eq!(poll(&mut join.applications().changes(FileStore::new(&path))).await, []);
}

#[tokio::test]
async fn a_damaged_or_newer_file_is_refused_and_left_as_it_is() {
    let (join, sandbox) = sandbox().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("join.cursor");
    for (text, words) in [("{\"join_cursor\":9}\n", "newer version"), ("{\"join_cursor\":1,", "damaged")] {
        std::fs::write(&path, text).unwrap();
        let mut changes = join.applications().changes(FileStore::new(&path));
        let error = changes.next().await.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io);
        assert!(error.to_string().contains(words), "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }
    assert!(sandbox.requests().is_empty());
}

#[tokio::test]
async fn a_cursor_of_another_list_is_refused() {
    let (join, _sandbox) = sandbox().await;
    let job = join.jobs().list().status(JobStatus::Online).page(1).await.unwrap().rows.remove(0).unwrap();
    let store = MemoryStore::default();
    let mut changes = join.applications().changes(store.clone());
    poll(&mut changes).await;
    changes.ack().await.unwrap();
    let mut other = join.applications().list().job(job.id).changes(store);
    assert_eq!(other.next().await.unwrap().unwrap_err().kind(), ErrorKind::InvalidInput);
}

#[tokio::test]
async fn a_save_that_fails_leaves_the_cursor_that_was_there() {
    let sandbox = JoinSandbox::builder().applications(5).start().await.unwrap();
    let join = join_tests::client(sandbox.base_url(), sandbox.token());
    let store = FileStore::new("/nonexistent/folder/join.cursor");
    let mut changes = join.applications().changes(store.clone());
    assert!(changes.next().await.unwrap().is_ok());
    assert_eq!(changes.ack().await.unwrap_err().kind(), ErrorKind::Io);
    assert_eq!(store.load().await.unwrap(), None);
}

/// Pages of a proxy in place of the first answers, more of them than a call has attempts.
#[tokio::test]
async fn pages_in_place_of_lists_end_no_feed() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let retry = RetryPolicy::default().max_attempts(2).backoff(Duration::ZERO, Duration::ZERO);
    let join =
        Join::builder(ApiToken::new(sandbox.token()).unwrap()).base_url(sandbox.base_url()).retry(retry);
    let join = join.build().unwrap();
    sandbox.before(|request, _| if request.number <= 3 { Fault::Page } else { Fault::None });
    let mut changes = join.applications().changes(MemoryStore::default());
    let error = changes.next().await.unwrap().unwrap_err();
    assert_eq!(
        (error.kind(), error.is_retryable()),
        (ErrorKind::Decode, true),
        "two attempts, and two pages"
    );
    assert!(error.to_string().contains("HTML page"), "{error}");
    let all = poll(&mut changes).await;
    assert_eq!(ids(&all).len(), 120, "the third page is got over");
}
