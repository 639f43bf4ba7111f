//! Decisions: tags and a note, each once, also when they are taken up again.

use std::time::Duration;

use join_sandbox::{Fault, Operation};
use join_sdk::journal::{Entry, Journal};
use join_sdk::tags::{ApplyOptions, CandidateRef, EditOutcome, Owner, TagEdit};
use join_sdk::types::CandidateId;
use join_sdk::{ApiToken, ErrorKind, Join, decisions::Decision, note_once::NoteOutcome};
use join_tests::Fixture;

async fn open() -> Fixture {
    Fixture::start(&["vip", "persona:status=pending"]).await
}

/// A service that starts on the journal of the last time.
async fn service(fixture: &Fixture) -> Join {
    let journal = fixture.journal("decisions.jsonl").await;
    let sandbox = &fixture.sandbox;
    let join = Join::builder(ApiToken::new(sandbox.token()).unwrap()).base_url(sandbox.base_url());
    join.journal(journal).attempt_timeout(Duration::from_millis(300)).build().unwrap()
}

/// The tag writes and the new notes that the sandbox received.
fn written(fixture: &Fixture) -> (u64, u64) {
    (fixture.writes(), fixture.sandbox.received(Operation::CreateCandidateNote))
}

fn verified() -> Decision {
    let tags = TagEdit::owned_by(Owner::with_prefix("persona:").unwrap());
    let tags = tags.set_exclusive("persona:status", "verified").unwrap();
    let quick = ApplyOptions::default().settle(Duration::from_millis(20));
    Decision::new("inq_123", tags).apply(quick).reason("documents agree").actor("acme-idv")
}

const AFTER: [&str; 2] = ["vip", "persona:status=verified"];

#[tokio::test]
async fn tags_and_note_are_written_once_however_often_it_is_recorded() {
    let fixture = open().await;
    let join = service(&fixture).await;
    let decision = || verified().note("Identity verified");
    let receipt = join.decisions().record(&fixture.candidate, decision()).await.unwrap();
    assert_eq!(receipt.to_string(), "inq_123: tags applied, note written");
    drop(join);
    let join = service(&fixture).await;
    let again = join.decisions().record(&fixture.candidate, decision()).await.unwrap();
    assert!(again.tags.is_none() && again.note == Some(NoteOutcome::Earlier));
    assert_eq!(again.to_string(), "inq_123: tags written earlier, note written earlier");
    assert_eq!(
        (fixture.tags(), fixture.notes()),
        (AFTER.map(str::to_owned).to_vec(), vec!["Identity verified".to_owned()])
    );
    assert_eq!(written(&fixture), (1, 1));
}

#[tokio::test]
async fn tags_overwritten_after_a_killed_service_comes_back_are_written_again() {
    let fixture = open().await;
    let join = service(&fixture).await;
    let hour = Duration::from_secs(3_600);
    let endless = verified().apply(ApplyOptions::default().settle(hour).deadline(10 * hour));
    let mut killed = Box::pin(join.decisions().record(&fixture.candidate, endless));
    while fixture.tags() != AFTER {
        assert!(futures_util::poll!(&mut killed).is_pending());
        tokio::task::yield_now().await;
    }
    drop(killed);
    drop(join);
    let mut first = true;
    fixture.sandbox.after(move |arrival, hand| {
        if let (Operation::GetApplication, Some(candidate)) = (arrival.operation, arrival.candidate)
            && std::mem::take(&mut first)
        {
            hand.set_tags(candidate, ["vip", "persona:status=pending"]);
        }
        Fault::None
    });
    let receipt = service(&fixture).await.decisions().record(&fixture.candidate, verified()).await.unwrap();
    assert_eq!(receipt.tags.unwrap().outcome, Some(EditOutcome::Healed));
    assert_eq!(fixture.tags(), AFTER);
}

#[tokio::test]
async fn what_failed_before_the_note_is_taken_up_there() {
    let fixture = open().await;
    fixture.sandbox.before(|arrival, _| match arrival.operation {
        Operation::CreateCandidateNote if arrival.number == 1 => Fault::Status(422),
        _ => Fault::None,
    });
    let decision = || verified().note("Identity verified");
    let join = service(&fixture).await;
    let error = join.decisions().record(&fixture.candidate, decision()).await.unwrap_err();
    assert_eq!(
        (error.kind(), fixture.notes().len(), fixture.tags()),
        (ErrorKind::Validation, 0, AFTER.map(str::to_owned).to_vec())
    );
    drop(join);
    let receipt = service(&fixture).await.decisions().record(&fixture.candidate, decision()).await.unwrap();
    assert!(receipt.tags.is_none(), "the tags were not written again");
    assert!(receipt.note.is_some_and(|note| note.was_written()));
    assert_eq!((written(&fixture), fixture.notes().len()), ((1, 2), 1));
}

#[tokio::test]
async fn tags_whose_write_failed_are_written_before_the_note_the_next_time() {
    let fixture = open().await;
    fixture.sandbox.before(|arrival, _| match arrival.operation {
        Operation::UpdateCandidate if arrival.number == 1 => Fault::Status(403),
        _ => Fault::None,
    });
    let decision = || verified().note("Identity verified");
    let join = service(&fixture).await;
    assert_eq!(
        join.decisions().record(&fixture.candidate, decision()).await.unwrap_err().kind(),
        ErrorKind::Forbidden
    );
    assert_eq!(written(&fixture), (1, 0));
    join.decisions().record(&fixture.candidate, decision()).await.unwrap();
    assert_eq!((written(&fixture), fixture.tags()), ((2, 1), AFTER.map(str::to_owned).to_vec()));
}

#[tokio::test]
async fn a_note_whose_answer_got_lost_is_told_and_not_sent_again() {
    let fixture = open().await;
    fixture.sandbox.before(|arrival, _| match arrival.operation {
        Operation::CreateCandidateNote => Fault::LoseAnswer,
        _ => Fault::None,
    });
    let decision = || verified().note("Identity verified");
    let join = service(&fixture).await;
    for _ in 0..2 {
        let error = join.decisions().record(&fixture.candidate, decision()).await.unwrap_err();
        assert!(error.kind() == ErrorKind::UnknownOutcome && error.may_have_been_applied(), "{error}");
    }
    assert_eq!((written(&fixture), fixture.notes().len()), ((1, 1), 1));
}

#[tokio::test]
async fn a_note_can_tell_what_the_receipt_does_and_nothing_of_others() {
    let fixture = open().await;
    let join = service(&fixture).await;
    join.decisions().record(&fixture.candidate, verified().note_from_receipt()).await.unwrap();
    let expected = "+ persona:status=verified\n- persona:status=pending\nWhy: documents agree\nBy: acme-idv\nDecision: inq_123";
    assert_eq!(fixture.notes(), [expected.replace('\n', "<br>\n")]);
}

#[tokio::test]
async fn a_decisions_note_is_escaped_unless_it_is_html() {
    let fixture = open().await;
    let join = service(&fixture).await;
    join.decisions().record(&fixture.candidate, verified().note("score < 50 & falling")).await.unwrap();
    assert_eq!(fixture.notes(), ["score &lt; 50 &amp; falling"]);

    let fixture = open().await;
    let join = service(&fixture).await;
    join.decisions().record(&fixture.candidate, verified().note_html("<p>verified</p>")).await.unwrap();
    assert_eq!(fixture.notes(), ["<p>verified</p>"]);
}

#[tokio::test]
async fn the_journal_says_who_decided_and_why() {
    let fixture = open().await;
    let join = service(&fixture).await;
    join.decisions().record(&fixture.candidate, verified().note("Identity verified")).await.unwrap();
    let entries = Journal::read(fixture.folder.path().join("decisions.jsonl")).unwrap();
    let ended = entries.filter_map(|entry| match entry.unwrap() {
        Entry::Outcome(outcome) => Some((outcome.actor.unwrap(), outcome.reason.unwrap())),
        _ => None,
    });
    let expected = ("acme-idv".to_owned(), "documents agree".to_owned());
    assert_eq!(ended.collect::<Vec<_>>(), vec![expected; 3], "of the tags, the note and the decision");
}

#[tokio::test]
async fn another_decision_under_the_same_id_is_refused() {
    let fixture = open().await;
    let join = service(&fixture).await;
    join.decisions().record(&fixture.candidate, verified().note("Identity verified")).await.unwrap();
    let other = verified().note("Identity doubtful");
    let error = join.decisions().record(&fixture.candidate, other).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
    let elsewhere = CandidateRef::new(CandidateId(1_000_000), fixture.candidate.application());
    let error = join.decisions().record(&elsewhere, verified().note("Identity verified")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert_eq!(written(&fixture), (1, 1));
}

#[tokio::test]
async fn the_tags_alone_are_a_step_and_the_whole_does_the_rest() {
    let fixture = open().await;
    let decision = || verified().note("Identity verified");
    let tags = service(&fixture).await.decisions().record_tags(&fixture.candidate, decision()).await.unwrap();
    assert_eq!((tags.unwrap().outcome, written(&fixture)), (Some(EditOutcome::Applied), (1, 0)));
    let join = service(&fixture).await;
    assert_eq!(join.decisions().record_tags(&fixture.candidate, decision()).await.unwrap(), None);
    let whole = join.decisions().record(&fixture.candidate, decision()).await.unwrap();
    assert_eq!(whole.to_string(), "inq_123: tags written earlier, note written");
    assert_eq!(join.decisions().record_tags(&fixture.candidate, decision()).await.unwrap(), None);
    assert_eq!(written(&fixture), (1, 1));
}

#[tokio::test]
async fn without_a_journal_or_an_id_nothing_is_sent() {
    let fixture = open().await;
    let join = join_tests::client(fixture.sandbox.base_url(), fixture.sandbox.token());
    let error = join.decisions().record(&fixture.candidate, verified()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    let blank = Decision::new(" ", TagEdit::owned_by(Owner::with_prefix("persona:").unwrap()));
    let error = service(&fixture).await.decisions().record(&fixture.candidate, blank).await.unwrap_err();
    assert_eq!((error.kind(), written(&fixture)), (ErrorKind::InvalidInput, (0, 0)));
}
