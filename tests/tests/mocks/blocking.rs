//! The mocks with the blocking client, which has a runtime of its own.

use join_httpmock::{JoinMock, a_created_note, an_application, scenarios};
use join_sdk::blocking::Join;
use join_sdk::types::{ApplicationId, CandidateId};
use serde_json::json;

fn client(mock: &JoinMock) -> Join {
    super::builder(mock).build_blocking().unwrap()
}

#[test]
fn reads_and_writes_are_mocked_without_a_runtime() {
    let mock = JoinMock::start().unwrap();
    let read = mock.get_application(|when, then| (when.application_id(42), then.ok(an_application())));
    let noted = mock.create_candidate_note(|when, then| {
        when.candidate_id(5).body_includes(json!({"content": "Identity verified"}));
        then.success(201, a_created_note())
    });
    let join = client(&mock);
    assert_eq!(join.applications().get(ApplicationId(42)).unwrap().id, ApplicationId(42));
    join.candidates().add_note(CandidateId(5), "Identity verified").unwrap();
    read.assert();
    noted.assert();
    mock.assert_all_expected();
}

#[test]
fn pages_are_read_to_their_end() {
    let mock = JoinMock::start().unwrap();
    let pages = scenarios::three_pages(&mock, (1..=120).map(|id| an_application().with_id(id)));
    let ids: Vec<i64> = client(&mock).applications().list().rows().map(|row| row.unwrap().id.0).collect();
    assert_eq!(ids, (1..=120).collect::<Vec<_>>());
    pages.assert();
}

#[test]
fn two_mocks_stand_beside_each_other_and_know_nothing_of_one_another() {
    let (one, other) = (JoinMock::start().unwrap(), JoinMock::start().unwrap());
    let read = one.get_application(|_, then| then.ok(an_application()));
    client(&one).applications().get(ApplicationId(1)).unwrap();
    read.assert();
    assert!(client(&other).applications().get(ApplicationId(1)).is_err());
    assert_eq!((one.requests().len(), other.requests().len()), (1, 1));
    one.assert_all_expected();
}
