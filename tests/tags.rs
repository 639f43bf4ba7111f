//! Replacing tags: nobody's are lost without a word.

use join_sdk::tags::{Apply, CandidateRef, Receipt, ReplaceAll};
use join_sdk::types::{Application, ApplicationId, CandidateId, Tag};
use join_sdk::{ErrorKind, Join, Tags};
use join_tests::{Answer, Script, sandbox};

async fn application(join: &Join, fits: impl Fn(&Tags) -> bool) -> Application {
    let mut rows = join.applications().list().rows();
    while let Some(row) = rows.next().await {
        let row = row.unwrap();
        if fits(&row.candidate.as_ref().unwrap().tags) {
            return row;
        }
    }
    panic!("the sandbox has no such candidate");
}

fn tagged(tags: &Tags) -> bool {
    tags.as_set().is_some_and(|tags| tags.len() > 1)
}

#[tokio::test]
async fn own_tags_join_those_of_recruiters() {
    let (join, _sandbox) = sandbox().await;
    let row = application(&join, tagged).await;
    let candidate = CandidateRef::of(&row).unwrap();
    let expected = join.tags(&candidate).read().await.unwrap();
    let new: Vec<Tag> = expected.iter().cloned().chain(["persona:verified".into()]).collect();
    let replace = ReplaceAll { expected, new: new.clone() };
    let receipt = join.tags(&candidate).replace_all(replace, Apply::default()).await.unwrap();
    assert_eq!(receipt.after, new);
    let read = join.applications().get(row.id).await.unwrap();
    assert_eq!(read.candidate.unwrap().tags, Tags::Set(new));
}

#[tokio::test]
async fn a_set_that_is_not_the_expected_one_is_not_touched() {
    let (join, sandbox) = sandbox().await;
    let candidate = CandidateRef::of(&application(&join, tagged).await).unwrap();
    let stale = ReplaceAll { expected: vec!["long ago".into()], new: vec!["persona:verified".into()] };
    let error = join.tags(&candidate).replace_all(stale, Apply::default()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    assert!(!error.may_have_been_applied());
    assert!(sandbox.requests().iter().all(|request| request.method == "GET"));
}

#[tokio::test]
async fn the_set_that_is_there_already_is_not_sent() {
    let (join, sandbox) = sandbox().await;
    let candidate = CandidateRef::of(&application(&join, tagged).await).unwrap();
    let expected = join.tags(&candidate).read().await.unwrap();
    join.tags(&candidate)
        .replace_all(ReplaceAll { new: expected.clone(), expected }, Apply::default())
        .await
        .unwrap();
    assert!(sandbox.requests().iter().all(|request| request.method == "GET"));
}

#[tokio::test]
async fn null_is_no_tags_and_absent_is_not_known() {
    let (join, sandbox) = sandbox().await;
    let null = CandidateRef::of(&application(&join, |tags| *tags == Tags::Null).await).unwrap();
    assert_eq!(join.tags(&null).read().await.unwrap(), []);
    let replace = || ReplaceAll { expected: vec![], new: vec!["persona:verified".into()] };
    let receipt = join.tags(&null).replace_all(replace(), Apply::default()).await.unwrap();
    assert_eq!(receipt.after, ["persona:verified".into()]);

    let absent = CandidateRef::of(&application(&join, Tags::is_absent).await).unwrap();
    assert_eq!(join.tags(&absent).read().await.unwrap_err().kind(), ErrorKind::TagsUnknown);
    let written = sandbox.requests().iter().filter(|request| request.method == "PATCH").count();
    assert_eq!(
        join.tags(&absent).replace_all(replace(), Apply::default()).await.unwrap_err().kind(),
        ErrorKind::TagsUnknown
    );
    assert_eq!(sandbox.requests().iter().filter(|request| request.method == "PATCH").count(), written);
}

#[tokio::test]
async fn an_application_of_another_candidate_is_refused() {
    let (join, _sandbox) = sandbox().await;
    let row = application(&join, tagged).await;
    let other = CandidateRef::new(CandidateId(1), row.id);
    assert_eq!(join.tags(&other).read().await.unwrap_err().kind(), ErrorKind::Refused);
}

fn holding(tags: &str) -> Answer {
    Answer::json(200, format!(r#"{{"id": 9, "candidate": {{"id": 5, "tags": {tags}}}}}"#))
}

async fn replace(answers: impl IntoIterator<Item = Answer>) -> (join_sdk::Result<Receipt>, Script) {
    let script = Script::start(answers).await;
    let candidate = CandidateRef::new(CandidateId(5), ApplicationId(9));
    let replace = ReplaceAll { expected: vec!["a".into()], new: vec!["a".into(), "persona:b".into()] };
    (
        script
            .client()
            .tags(&candidate)
            .replace_all(
                replace,
                Apply::default().settle(std::time::Duration::from_millis(20)).max_attempts(1),
            )
            .await,
        script,
    )
}

#[tokio::test]
async fn another_set_read_back_is_not_called_a_success() {
    let (result, _) =
        replace([holding(r#"["a"]"#), Answer::json(200, "{}"), holding(r#"["a", "theirs"]"#)]).await;
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unverified);
    assert!(error.may_have_been_applied());
}

#[tokio::test]
async fn a_server_that_reorders_the_set_has_kept_it() {
    let (result, _) =
        replace([holding(r#"["a"]"#), Answer::json(200, "{}"), holding(r#"["persona:b", "a"]"#)]).await;
    assert_eq!(result.unwrap().after, ["persona:b".into(), "a".into()]);
}

#[tokio::test]
async fn a_failed_write_is_never_sent_again() {
    for status in [429, 500, 503] {
        let (result, script) = replace([holding(r#"["a"]"#), Answer::json(status, "{}")]).await;
        let error = result.unwrap_err();
        assert_eq!(error.may_have_been_applied(), status != 429);
        assert_eq!(script.received().iter().filter(|request| request.method == "PATCH").count(), 1);
    }
}
