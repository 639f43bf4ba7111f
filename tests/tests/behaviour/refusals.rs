//! Bad input: a clear error, and nothing on the wire.

use join_sdk::types::{CandidateId, Currency, DocumentType, JobId, NewSalary, SalaryFrequency};
use join_sdk::{ApiToken, Config, Document, Error, ErrorKind, Join, NewApplication, NewJob, NewOffice};
use join_tests::sandbox;

#[track_caller]
fn refused<T>(result: Result<T, Error>, kind: ErrorKind, words: &str) {
    let error = result.err().expect("it must be refused");
    assert_eq!(error.kind(), kind);
    assert_eq!(error.attempts(), 0);
    assert!(!error.may_have_been_applied());
    assert!(error.to_string().contains(words), "{error}");
}

#[test]
fn tokens_and_settings() {
    for blank in ["", "  ", "Bearer", "bearer \t\n"] {
        refused(ApiToken::new(blank), ErrorKind::Config, "blank");
    }
    for odd in ["to ken", "to\nken", "tok\u{0}en", "tökén"] {
        refused(
            ApiToken::new(odd),
            ErrorKind::Config,
            "a blank, a control character or a character outside ASCII",
        );
    }
    let token = || ApiToken::new("4f7a9c").unwrap();
    let build = |url: &str| Join::builder(token()).base_url(url).build();
    refused(build("http://api.join.com/v2"), ErrorKind::Config, "plain http");
    refused(build("api.join.com"), ErrorKind::Config, "no absolute URL");
    refused(Join::builder(token()).user_agent("a\nb").build(), ErrorKind::Config, "user agent");
    refused(Config::from_vars(|_| None), ErrorKind::Config, "JOIN_API_TOKEN is not set");
    refused(Config::from_vars(|_| Some(" ".to_owned())), ErrorKind::Config, "blank");
}

#[tokio::test]
async fn calls() {
    let (join, sandbox) = sandbox().await;
    let invalid = ErrorKind::InvalidInput;
    for size in [0, 51, u32::MAX] {
        refused(join.jobs().list().page_size(size).page(1).await, invalid, "the page size must be 1 to 50");
        let first = join.applications().list().page_size(size).rows().next().await;
        refused(first.unwrap(), invalid, "the page size must be 1 to 50");
    }
    refused(join.offices().list().page(0).await, invalid, "pages are counted from 1");
    for note in ["", " \n"] {
        refused(join.candidates().add_note(CandidateId(1), note).await, invalid, "the note is empty");
    }
    assert!(sandbox.requests().is_empty(), "something was sent");
}

#[tokio::test]
async fn what_is_to_be_created() {
    let invalid = ErrorKind::InvalidInput;
    let person = |first: &str, last: &str, email: &str| NewApplication::new(JobId(1), first, last, email);
    for email in ["", "ada", "@", "ada@", "@example.com", "a@b@c", "ada @example.com", "ada@exam\nple.com"] {
        refused(person("Ada", "Lovelace", email), invalid, "the e-mail address");
    }
    refused(person(" ", "Lovelace", "ada@example.com"), invalid, "the first name is blank");
    refused(person("Ada", "", "ada@example.com"), invalid, "the last name is blank");
    let ada = || person("Ada", "Lovelace", "ada@example.com").unwrap();
    for phone in ["", "0301234567", "004930", "+", "+x", "+49abc", " +49"] {
        refused(ada().phone(phone), invalid, "the phone number must be");
    }
    refused(ada().external_id(""), invalid, "the external id is blank");
    refused(ada().external_id("ada@example.com"), invalid, "looks like an e-mail address");

    let document = |bytes: &[u8]| Document::from_bytes(DocumentType::Cv, "cv.pdf", bytes);
    refused(document(b""), invalid, "the document is empty");
    refused(document(&vec![0; 10 * 1024 * 1024 + 1]), invalid, "the document is over 10485760 bytes");
    assert!(document(&vec![0; 10 * 1024 * 1024]).is_ok());
    refused(Document::from_bytes_up_to(3, DocumentType::Cv, "cv.pdf", b"1234"), invalid, "over 3 bytes");
    refused(Document::from_bytes(DocumentType::Cv, " ", b"1"), invalid, "the document's name is blank");
    for name in [".", "..", ". .", "..."] {
        refused(Document::from_bytes(DocumentType::Cv, name, b"1"), invalid, "nothing but dots");
    }
    refused(Document::from_bytes(DocumentType::Cv, "é".repeat(256), b"1"), invalid, "over 255 characters");
    assert!(Document::from_bytes(DocumentType::Cv, "é".repeat(255), b"1").is_ok());

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empty.pdf");
    std::fs::write(&path, "").unwrap();
    refused(Document::from_path(DocumentType::Cv, &path).await, invalid, "the document is empty");
    std::fs::write(&path, "12345").unwrap();
    refused(Document::from_path_up_to(4, DocumentType::Cv, &path).await, invalid, "over 4 bytes");
    assert!(Document::from_path_up_to(5, DocumentType::Cv, &path).await.is_ok());
    let missing = folder.path().join("Ada Lovelace.pdf");
    let error = Document::from_path(DocumentType::Cv, &missing).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io);
    assert!(!format!("{error} {error:?}").contains("Lovelace"));

    refused(NewJob::builder("", "<p></p>"), invalid, "the title is blank");
    refused(NewJob::builder("Welder", " "), invalid, "the description is blank");
    refused(NewJob::builder("Welder", "Welds").unwrap().language("EN"), invalid, "two lower-case letters");
    refused(NewJob::builder("Welder", "Welds").unwrap().build(), invalid, "no category");
    let welder = || NewJob::builder("Welder", "Welds").unwrap();
    refused(welder().external_id(" "), invalid, "the external id is blank");
    let salary = |from: &str, to: &str| {
        let (currency, frequency) = (Currency::Eur, SalaryFrequency::PerYear);
        NewSalary {
            from: from.parse().ok(),
            to: to.parse().ok(),
            currency,
            frequency,
            is_shown_on_job_ad: true,
        }
    };
    refused(welder().salary(salary("-1", "")), invalid, "must not be negative");
    refused(welder().salary(salary("", "-0.01")), invalid, "must not be negative");
    refused(welder().salary(salary("20", "19.99")), invalid, "ends below its beginning");
    for (from, to) in [("20", "20"), ("0", ""), ("", "-0"), ("", "")] {
        assert!(welder().salary(salary(from, to)).is_ok());
    }
    refused(NewOffice::new("Germany", "Berlin"), invalid, "two letters");
    refused(NewOffice::new("DE", ""), invalid, "the city is blank");
}
