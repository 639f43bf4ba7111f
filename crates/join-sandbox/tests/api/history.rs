//! The history of a candidate: who wrote what, and what got lost.

use join_sandbox::{Author, Event, EventKind, Fault, JoinSandbox, Operation, TagChange, Tags};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{Caller, applied_twice, new_application};

fn last(sandbox: &JoinSandbox, candidate: i64) -> Event {
    sandbox.history(candidate).unwrap().events.last().unwrap().clone()
}

fn last_change(sandbox: &JoinSandbox, candidate: i64) -> TagChange {
    match last(sandbox, candidate).kind {
        EventKind::Tags(change) => change,
        other => panic!("{other:?}"),
    }
}

/// One client: another has another connection.
struct Client<'a> {
    caller: Caller<'a>,
    candidate: i64,
    path: String,
}

impl<'a> Client<'a> {
    fn new(sandbox: &'a JoinSandbox, candidate: i64) -> Self {
        let path = format!("/applications/{}", sandbox.applications_of(candidate)[0]);
        Client { caller: Caller::new(sandbox), candidate, path }
    }

    async fn read(&self) -> Value {
        self.caller.get(&self.path).await.1["candidate"]["tags"].clone()
    }

    async fn write(&self, tags: &[&str]) {
        let path = format!("/candidates/{}", self.candidate);
        let (status, _) = self.caller.send(Method::PATCH, &path, json!({ "tags": tags })).await;
        assert_eq!(status, 200);
    }
}

#[tokio::test]
async fn each_change_has_its_author_its_time_and_both_sets() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let candidate = applied_twice(&sandbox);
    sandbox.set_tags(candidate, ["a", "b"]);
    let client = Client::new(&sandbox, candidate);
    client.read().await;
    client.write(&["b", "c", "c"]).await;
    sandbox.recruiter().named("rival").add_tag(candidate, "d");
    sandbox.remove_tag(candidate, "b");
    let history = sandbox.history(candidate).unwrap();
    let authors: Vec<_> = history.events.iter().map(|event| event.author.clone()).collect();
    let rival = Author::Named("rival".to_owned());
    assert_eq!(authors, [Author::Recruiter, Author::Request(2), rival, Author::Recruiter]);
    let times: Vec<_> = history.events.iter().map(|event| event.at.to_string()).collect();
    assert_eq!(times[0], "2026-03-02T08:00:01Z");
    assert_eq!(times[3], "2026-03-02T08:00:04Z");
    let EventKind::Tags(change) = &history.events[1].kind else { panic!("{history:?}") };
    assert_eq!((&change.before, &change.after), (&Tags::from(["a", "b"]), &Tags::from(["b", "c", "c"])));
    assert_eq!(
        (change.added.as_slice(), change.removed.as_slice()),
        (&["c".to_owned()][..], &["a".to_owned()][..])
    );
    assert!(change.lost.is_empty());
    assert_eq!((history.candidate, history.forgotten, history.requests), (candidate, 0, vec![1, 2]));
}

#[tokio::test]
async fn a_set_from_before_another_write_loses_what_was_added_meanwhile() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let candidate = applied_twice(&sandbox);
    sandbox.set_tags(candidate, ["a"]);
    let (ours, theirs) = (Client::new(&sandbox, candidate), Client::new(&sandbox, candidate));
    ours.read().await;
    theirs.read().await;
    theirs.write(&["a", "theirs"]).await;
    theirs.read().await;
    sandbox.add_tag(candidate, "hr");
    ours.write(&["ours"]).await;
    let change = last_change(&sandbox, candidate);
    assert_eq!(change.removed, ["a", "theirs", "hr"]);
    assert_eq!(change.lost, ["theirs", "hr"]);
    // What it was shown, it may leave out.
    theirs.read().await;
    theirs.write(&[]).await;
    let change = last_change(&sandbox, candidate);
    assert_eq!((change.removed.len(), change.lost.len()), (1, 0));
}

#[tokio::test]
async fn a_list_shows_tags_too_and_a_stale_read_only_the_old_ones() {
    let sandbox = JoinSandbox::builder().applications(20).start().await.unwrap();
    let candidate = applied_twice(&sandbox);
    sandbox.set_tags(candidate, ["a", "b"]);
    let client = Client::new(&sandbox, candidate);
    client.caller.rows("/applications").await;
    client.write(&["a"]).await;
    assert!(last_change(&sandbox, candidate).lost.is_empty());
    sandbox.stale_reads(1);
    let other = Client::new(&sandbox, candidate);
    other.read().await;
    other.write(&["a", "other"]).await;
    assert_eq!(client.read().await, json!(["a"]));
    client.write(&["a", "ours"]).await;
    assert_eq!(last_change(&sandbox, candidate).lost, ["other"]);
    assert_eq!(sandbox.history(candidate).unwrap().requests, [2, 3, 4, 5, 6]);
}

#[tokio::test]
async fn who_replaces_a_set_unread_loses_all_that_it_leaves_out() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let candidate = applied_twice(&sandbox);
    sandbox.set_tags(candidate, ["a", "b", "b"]);
    let client = Client::new(&sandbox, candidate);
    client.write(&["a"]).await;
    assert_eq!(last_change(&sandbox, candidate).lost, ["b"]);
    // Its own writes are known to it, and a recruiter sees the set.
    client.write(&[]).await;
    assert!(last_change(&sandbox, candidate).lost.is_empty());
    sandbox.set_tags(candidate, ["x"]);
    sandbox.set_tags(candidate, Tags::Null);
    let change = last_change(&sandbox, candidate);
    assert_eq!((change.removed.len(), change.lost.len()), (1, 0));
    assert_eq!((change.before, change.after), (Tags::from(["x"]), Tags::Null));
}

#[tokio::test]
async fn notes_and_creates_are_in_the_history() {
    let sandbox = JoinSandbox::builder().applications(0).start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let job = caller.first_job().await;
    let (_, created) =
        caller.send(Method::POST, "/applications", new_application(job, "zoe@example.com")).await;
    let candidate = created["candidateId"].as_i64().unwrap();
    let path = format!("/candidates/{candidate}/notes");
    let (_, created) = caller.send(Method::POST, &path, json!({ "content": "Secret" })).await;
    sandbox.recruiter().named("inspector").add_note(candidate, "Second");
    let history = sandbox.history(candidate).unwrap();
    assert_eq!(history.requests, [2, 3]);
    let written: Vec<_> =
        history.events.iter().map(|event| (event.author.clone(), event.kind.clone())).collect();
    let note = |id: i64, content: &str| EventKind::Note { id, content: content.to_owned() };
    let first = created["id"].as_i64().unwrap();
    assert_eq!(written[0], (Author::Request(3), note(first, "Secret")));
    assert_eq!(written[1], (Author::Named("inspector".to_owned()), note(first + 1, "Second")));
    assert!(!format!("{history:?}").contains("Sec"));
    assert!(sandbox.history(7).is_none());
}

#[tokio::test]
async fn a_request_delivered_twice_is_one_request_with_two_changes() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let candidate = applied_twice(&sandbox);
    sandbox.before(|request, _| match request.operation {
        Operation::UpdateCandidate => Fault::Twice { after: std::time::Duration::from_millis(1) },
        _ => Fault::None,
    });
    Client::new(&sandbox, candidate).write(&["a"]).await;
    sandbox.settled().await;
    let history = sandbox.history(candidate).unwrap();
    assert_eq!(history.requests, [1]);
    assert_eq!(history.events.len(), 2);
    assert!(history.events.iter().all(|event| event.author == Author::Request(1)));
}

#[tokio::test]
async fn only_the_latest_changes_are_kept_and_the_others_counted() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let candidate = applied_twice(&sandbox);
    for number in 0..250 {
        sandbox.set_tags(candidate, [number.to_string()]);
    }
    let history = sandbox.history(candidate).unwrap();
    assert_eq!((history.events.len(), history.forgotten), (200, 50));
    assert_eq!(last_change(&sandbox, candidate).after, Tags::from(["249"]));
    assert!(!format!("{history:?}").contains("\"249\""));
}
