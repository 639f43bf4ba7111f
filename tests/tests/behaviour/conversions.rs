//! Conversions and common traits of the public types.

use join_sdk::tags::{CandidateRef, ClearAll};
use join_sdk::types::{Application, ApplicationId, CandidateId, DocumentType, HiringState, JobId};
use join_sdk::{ApiToken, Document, ErrorKind, NewOffice};

#[test]
fn an_id_converts_from_text_and_to_its_number_and_back() {
    let id: JobId = "7".parse().unwrap();
    assert_eq!(i64::from(id), 7);
    assert_eq!(JobId::from(7), id);
    assert_eq!(id.to_string(), "7");
    assert!("seven".parse::<CandidateId>().is_err());
}

#[test]
fn a_token_is_parsed_with_the_checks_of_its_constructor() {
    for token in ["4f7a9c", " Bearer 4f7a9c\n"] {
        assert!(token.parse::<ApiToken>().is_ok());
        assert!(ApiToken::try_from(token.to_owned()).is_ok());
    }
    for token in ["", "  ", "4f7a 9c", "Bearer"] {
        assert_eq!(token.parse::<ApiToken>().unwrap_err().kind(), ErrorKind::Config);
        assert_eq!(ApiToken::try_from(token.to_owned()).unwrap_err().kind(), ErrorKind::Config);
    }
}

#[test]
fn an_application_converts_to_its_candidate() {
    let read = |json: &str| serde_json::from_str::<Application>(json).unwrap();
    let candidate = CandidateRef::try_from(&read(r#"{"id": 9, "candidate": {"id": 5}}"#)).unwrap();
    assert_eq!(candidate, CandidateRef::new(CandidateId(5), ApplicationId(9)));
    let refused = CandidateRef::try_from(&read(r#"{"id": 9}"#)).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::InvalidInput);
}

#[test]
fn inputs_with_the_same_content_are_equal() {
    let office = || NewOffice::new("CH", "Bern").unwrap();
    assert_eq!(office(), office());
    assert_ne!(office().name("Headquarters"), office());
    let letter = |text: &str| Document::from_bytes(DocumentType::CoverLetter, "letter.txt", text).unwrap();
    assert_eq!(letter("a"), letter("a"));
    assert_ne!(letter("a"), letter("b"));
    assert_eq!(ClearAll { expected: vec!["vip".into()] }, ClearAll { expected: vec!["vip".into()] });
    assert_eq!(HiringState::from("HIRED"), HiringState::Hired);
}
