//! Notes: at most once, over lost answers, crashes and callers at the same time.

use std::path::Path;

use futures_util::future::join_all;
use join_sandbox::{Fault, Operation};
use join_sdk::journal::{EntryEnd, Intent, Journal, JournalState, WriteKind};
use join_sdk::types::CandidateId;
use join_sdk::{
    ApiToken, ErrorKind, Join, RetryPolicy,
    note_once::{NoteOutcome, NoteSighting},
};
use join_tests::{Answer, Fixture, Script};

const KEY: &str = "inq_123/verified";

/// A client of the sandbox with a journal in this folder.
async fn client(base_url: &str, token: &str, folder: &Path) -> Join {
    let journal = Journal::open(folder.join("notes.jsonl")).await.unwrap();
    let join = Join::builder(ApiToken::new(token).unwrap()).base_url(base_url).journal(journal);
    join.retry(RetryPolicy::never()).build().unwrap()
}

async fn open() -> Fixture {
    Fixture::start(&[]).await
}

/// A service that starts on the journal of the last time.
async fn service(fixture: &Fixture) -> Join {
    client(fixture.sandbox.base_url(), fixture.sandbox.token(), fixture.folder.path()).await
}

#[tokio::test]
async fn a_note_with_a_key_is_written_once_over_restarts() {
    let fixture = open().await;
    for round in 0..3 {
        let join = service(&fixture).await;
        let note = join
            .candidates()
            .add_note_once(fixture.candidate.candidate(), KEY, "Identity verified")
            .await
            .unwrap();
        assert_eq!(note.was_written(), round == 0);
    }
    assert_eq!(fixture.notes().len(), 1);
}

#[tokio::test]
async fn callers_at_the_same_time_send_one_note() {
    let fixture = open().await;
    let join = service(&fixture).await;
    let calls = (0..20)
        .map(|_| join.candidates().add_note_once(fixture.candidate.candidate(), KEY, "Identity verified"));
    let notes: Vec<NoteOutcome> = join_all(calls).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(notes.iter().filter(|note| note.was_written()).count(), 1);
    assert_eq!(fixture.notes().len(), 1);
}

#[tokio::test]
async fn after_a_lost_answer_nothing_is_sent_until_a_person_has_looked() {
    for (fault, landed) in
        [(Fault::LoseAnswer, true), (Fault::LoseRequest, false), (Fault::Status(502), false)]
    {
        let fixture = open().await;
        fixture.on_notes(fault);
        let join = service(&fixture).await;
        let error = join
            .candidates()
            .add_note_once(fixture.candidate.candidate(), KEY, "Verified")
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnknownOutcome);
        assert!(error.may_have_been_applied());
        assert_eq!(error.advice(), Some(join_sdk::Advice::SettleNote));
        assert_eq!(fixture.notes().len(), usize::from(landed));
        fixture.sandbox.clear_hooks();
        drop(join);

        let join = service(&fixture).await;
        let error = join
            .candidates()
            .add_note_once(fixture.candidate.candidate(), KEY, "Verified")
            .await
            .unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::UnknownOutcome, 0));
        assert_eq!(fixture.sandbox.received(Operation::CreateCandidateNote), 1);
        let seen = if landed { NoteSighting::Written } else { NoteSighting::Missing };
        join.journal().unwrap().settle_note(KEY, seen).await.unwrap();
        let note =
            join.candidates().add_note_once(fixture.candidate.candidate(), KEY, "Verified").await.unwrap();
        assert_eq!(note.was_written(), !landed);
        assert_eq!(fixture.notes().len(), 1);
    }
}

#[tokio::test]
async fn an_intent_that_a_crash_left_is_not_sent() {
    let fixture = open().await;
    let join = service(&fixture).await;
    // What a process leaves that is killed while the note is on its way.
    fixture.on_notes(Fault::Delay(std::time::Duration::from_secs(3600)));
    let sending = join.candidates().add_note_once(fixture.candidate.candidate(), KEY, "Verified");
    let mut sending = Box::pin(sending);
    while fixture.sandbox.received(Operation::CreateCandidateNote) == 0 {
        let _ = futures_util::poll!(&mut sending);
        tokio::task::yield_now().await;
    }
    drop(sending);
    drop(join);
    let join = service(&fixture).await;
    let error =
        join.candidates().add_note_once(fixture.candidate.candidate(), KEY, "Verified").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnknownOutcome);
    assert_eq!(fixture.sandbox.received(Operation::CreateCandidateNote), 1);
}

#[tokio::test]
async fn a_refused_note_is_taken_back_and_may_be_sent_again() {
    for (status, kind) in [(422, ErrorKind::Validation), (401, ErrorKind::Unauthorized)] {
        let fixture = open().await;
        fixture.on_notes(Fault::Status(status));
        let join = service(&fixture).await;
        let error = join
            .candidates()
            .add_note_once(fixture.candidate.candidate(), KEY, "Verified")
            .await
            .unwrap_err();
        assert_eq!((error.kind(), error.may_have_been_applied()), (kind, false));
        let outcome = join.journal().unwrap().settled(KEY).await.unwrap().unwrap();
        assert_eq!((outcome.outcome, outcome.error.as_deref()), (EntryEnd::Failed, Some(kind.as_str())));
        fixture.sandbox.clear_hooks();
        // The key is free again, also for another text.
        let note = join
            .candidates()
            .add_note_once(fixture.candidate.candidate(), KEY, "Verified today")
            .await
            .unwrap();
        assert!(note.was_written());
        assert_eq!(fixture.notes().len(), 1);
    }
}

#[tokio::test]
async fn without_a_connection_the_intent_is_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let join = client(&format!("http://{nobody}/v2"), "t", folder.path()).await;
    let error = join.candidates().add_note_once(CandidateId(5), KEY, "Verified").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    let outcome = join.journal().unwrap().settled(KEY).await.unwrap().unwrap();
    assert_eq!(outcome.outcome, EntryEnd::Failed);
}

#[tokio::test]
async fn a_key_belongs_to_one_text_on_one_candidate() {
    let fixture = open().await;
    let join = service(&fixture).await;
    join.candidates().add_note_once(fixture.candidate.candidate(), KEY, "Verified").await.unwrap();
    let other = CandidateId(fixture.sandbox.candidates()[1]);
    let tags = Intent::new("tags", WriteKind::Tags, fixture.candidate.candidate());
    join.journal().unwrap().intend(&tags).await.unwrap();
    for (candidate, key, text) in [
        (fixture.candidate.candidate(), KEY, "Refused"),
        (other, KEY, "Verified"),
        (fixture.candidate.candidate(), "tags", "Verified"),
    ] {
        let error = join.candidates().add_note_once(candidate, key, text).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Refused);
    }
    assert_eq!(fixture.sandbox.received(Operation::CreateCandidateNote), 1);
    for key in ["tags", "nothing", KEY] {
        let error = join.journal().unwrap().settle_note(key, NoteSighting::Written).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{key}");
    }
}

#[tokio::test]
async fn what_can_not_be_kept_is_not_sent() {
    let script = Script::start([Answer::json(201, "{}")]).await;
    let error =
        script.client().candidates().add_note_once(CandidateId(5), KEY, "Verified").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config, "there is no journal");
    let folder = tempfile::tempdir().unwrap();
    let join = client(script.base_url(), "t", folder.path()).await;
    for (key, text) in [(" ", "Verified"), ("ada@example.com", "Verified"), (KEY, " ")] {
        let error = join.candidates().add_note_once(CandidateId(5), key, text).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
    }
    #[cfg(target_os = "linux")]
    {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("/dev/full", folder.path().join("notes.jsonl")).unwrap();
        let join = client(script.base_url(), "t", folder.path()).await;
        let error = join.candidates().add_note_once(CandidateId(5), KEY, "Verified").await.unwrap_err();
        assert_eq!((error.kind(), error.may_have_been_applied()), (ErrorKind::Io, false));
        assert_eq!(join.journal().unwrap().state(KEY).await.unwrap(), JournalState::Unknown);
    }
    assert!(script.received().is_empty());
}

#[tokio::test]
async fn the_journal_holds_no_text_of_a_note() {
    let fixture = open().await;
    let join = service(&fixture).await;
    join.candidates().add_note_once(fixture.candidate.candidate(), KEY, "Passport expired").await.unwrap();
    let text = std::fs::read_to_string(fixture.folder.path().join("notes.jsonl")).unwrap();
    assert!(text.contains(KEY) && !text.contains("Passport"));
}

#[tokio::test]
async fn a_keyed_note_is_escaped_unless_it_is_html() {
    let fixture = open().await;
    let join = service(&fixture).await;
    let candidate = fixture.candidate.candidate();
    let text = "a < b\nc > d";
    assert!(join.candidates().add_note_once(candidate, KEY, text).await.unwrap().was_written());
    // The key's text is the one that was given, so that a repeat is the same note.
    assert!(!join.candidates().add_note_once(candidate, KEY, text).await.unwrap().was_written());
    join.candidates().add_note_html_once(candidate, "html", "<p>a &lt; b</p>").await.unwrap();
    assert!(
        !join
            .candidates()
            .add_note_html_once(candidate, "html", "<p>a &lt; b</p>")
            .await
            .unwrap()
            .was_written()
    );
    assert_eq!(fixture.notes(), ["a &lt; b<br>\nc &gt; d", "<p>a &lt; b</p>"]);
}
