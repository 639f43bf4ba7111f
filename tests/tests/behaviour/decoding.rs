//! What JOIN answers, in its real shapes: unknown values, extra members, null and absent.

use join_client::{Rows, Tags, types::*};

pub(crate) const APPLICATION: &str = r#"{
  "id": 31337,
  "createdAt": "2026-03-02T08:15:30.125Z",
  "lastUpdatedAt": "2026-03-04T10:00:00+01:00",
  "attachments": [
    {"type": "CV", "url": "https://files.join.com/a/cv.pdf?signature=abc", "name": "CV Ada.pdf"},
    {"type": "VIDEO_PITCH", "url": "https://files.join.com/a/v.mp4?signature=def"}
  ],
  "source": {"product": "LinkedIn Limited Listings", "isPremium": false},
  "job": {"id": 7, "title": "Engineer", "externalId": null},
  "candidate": {
    "id": 5, "firstName": "Ada", "lastName": "Lovelace", "email": "ada@example.com", "phoneNumber": "+442071234567",
    "country": {"name": "United Kingdom", "iso3166": "GB"},
    "tags": ["strong portfolio", "agency:hays"],
    "professionalLinks": [{"type": "LINKEDIN", "url": "https://linkedin.example/ada"}, {"type": "GITLAB", "url": null}]
  },
  "screeningQuestions": [
    {"question": "When can you start?", "type": "DATE", "answer": "2026-05-01", "isSkipped": false},
    {"question": "Years of experience?", "type": "INTEGER", "answer": 12, "isSkipped": false},
    {"question": "Anything else?", "type": "FILE_UPLOAD", "answer": null, "file": null, "isSkipped": true}
  ],
  "qualified": "UNDEFINED",
  "consent": {"id": 99, "consentStatus": "GRANTED"},
  "integrationExternalId": "inq_123",
  "state": "IN_REVIEW",
  "currentStage": {"id": 3, "name": "Vorstellungsgespräch", "index": 2},
  "rating": {"stars": 4}
}"#;

#[test]
fn a_full_application_is_read_whole() {
    let application: Application = serde_json::from_str(APPLICATION).unwrap();
    assert_eq!(application.id, ApplicationId(31337));
    assert_eq!(application.created_at.unwrap().to_string(), "2026-03-02T08:15:30.125Z");
    assert_eq!(application.last_updated_at.unwrap().to_string(), "2026-03-04T09:00:00Z");
    let files = application.attachments.as_ref().unwrap();
    assert_eq!(files[0].type_, Some(AttachmentType::Cv));
    assert_eq!(files[1].type_.as_ref().unwrap().as_str(), "VIDEO_PITCH");
    assert!(!files[1].type_.as_ref().unwrap().is_known());
    let candidate = application.candidate.as_ref().unwrap();
    assert_eq!(candidate.email.as_ref().unwrap().as_str(), "ada@example.com");
    assert_eq!(candidate.tags, Tags::Set(vec!["strong portfolio".into(), "agency:hays".into()]));
    let answers: Vec<_> =
        application.screening_questions.iter().flatten().map(|asked| &asked.answer).collect();
    assert_eq!(answers, [&Some("2026-05-01".into()), &Some("12".into()), &None]);
    assert_eq!(application.current_state().unwrap().as_str(), "IN_REVIEW");
}

#[test]
fn what_is_read_is_written_back_the_same_but_for_what_is_not_modelled() {
    let mut expected: serde_json::Value = serde_json::from_str(APPLICATION).unwrap();
    let application: Application = serde_json::from_str(APPLICATION).unwrap();
    let mut written = serde_json::to_value(application).unwrap();
    expected.as_object_mut().unwrap().remove("rating");
    // Null and absent are one thing outside tags; times are written in UTC.
    drop_nulls(&mut expected);
    drop_nulls(&mut written);
    expected["lastUpdatedAt"] = "2026-03-04T09:00:00Z".into();
    assert_eq!(written, expected);
}

fn drop_nulls(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(members) => {
            members.retain(|_, member| !member.is_null());
            members.values_mut().for_each(drop_nulls);
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}

#[test]
fn an_id_is_all_that_a_row_needs() {
    serde_json::from_str::<Job>(r#"{"id": 1}"#).unwrap();
    serde_json::from_str::<Office>(r#"{"id": 1}"#).unwrap();
    serde_json::from_str::<Category>(r#"{"id": 1}"#).unwrap();
    serde_json::from_str::<EmploymentType>(r#"{"id": 1}"#).unwrap();
    serde_json::from_str::<SeniorityLevel>(r#"{"id": 1}"#).unwrap();
    serde_json::from_str::<Application>(r#"{"id": 1}"#).unwrap();
    serde_json::from_str::<Candidate>(r#"{"id": 1}"#).unwrap();
}

/// Every member that is not required may be null: built from the document, so that a new member is covered too.
#[test]
fn every_other_member_may_be_null() {
    let document: serde_json::Value = serde_json::from_str(include_str!("../../../join-api.json")).unwrap();
    let with_nulls = |name: &str| {
        let schema = &document["components"]["schemas"][name];
        let required: Vec<_> = schema["required"].as_array().into_iter().flatten().collect();
        let members = schema["properties"].as_object().unwrap().keys().map(|key| {
            let value =
                if required.contains(&&serde_json::json!(key)) { 1.into() } else { serde_json::Value::Null };
            (key.clone(), value)
        });
        serde_json::Value::Object(members.collect())
    };
    macro_rules! reads {
        ($($name:ident)+) => {$(
            serde_json::from_value::<$name>(with_nulls(stringify!($name))).unwrap();
        )+};
    }
    reads!(Job Salary JobContact Office Application ApplicationOrigin ApplicationJob Candidate Country ProfessionalLink
        Attachment ScreeningAnswer Consent Stage Category SubCategory EmploymentType SeniorityLevel CreatedJob ChangedJob
        CreatedApplication UpdatedCandidate CreatedNote CreatedOffice ApiErrorDetail ApiErrorBody);
}

#[test]
fn tags_are_absent_null_or_a_set() {
    let read = |json: &str| serde_json::from_str::<Candidate>(json).unwrap();
    for (json, tags) in [
        (r#"{"id":5}"#, Tags::Absent),
        (r#"{"id":5,"tags":null}"#, Tags::Null),
        (r#"{"id":5,"tags":[]}"#, Tags::Set(vec![])),
        (r#"{"id":5,"tags":["a"]}"#, Tags::Set(vec!["a".into()])),
    ] {
        let candidate = read(json);
        assert_eq!(candidate.tags, tags);
        assert_eq!(serde_json::to_string(&candidate).unwrap(), json);
    }
}

#[test]
fn a_salary_keeps_its_cents() {
    let json = r#"{"currency":"CHF","frequency":"PER_HOUR","from":18,"isShownOnJobAd":true,"to":22.35}"#;
    let salary: Salary = serde_json::from_str(json).unwrap();
    assert_eq!(salary.from.unwrap().to_string(), "18");
    assert_eq!(salary.to.unwrap().to_string(), "22.35");
    let text: Salary = serde_json::from_str(r#"{"from": "18.50"}"#).unwrap();
    assert_eq!(text.from.unwrap().to_string(), "18.50");
}

#[test]
fn an_unknown_enum_value_is_kept_and_written_back() {
    let status: JobStatus = serde_json::from_str(r#""PAUSED""#).unwrap();
    assert_eq!(status.as_str(), "PAUSED");
    assert!(!status.is_known());
    assert_eq!(serde_json::to_string(&status).unwrap(), r#""PAUSED""#);
    assert_eq!(JobStatus::from("ONLINE"), JobStatus::Online);
    assert_eq!(JobStatus::KNOWN, ["ONLINE", "OFFLINE", "ARCHIVED", "DRAFT"]);
}

#[test]
fn a_bad_row_costs_one_row_and_tells_none_of_its_values() {
    let json = r#"[{"id": 1}, {"id": "ada@example.com"}, 3, {"id": 4}, {"id": null}, {}]"#;
    let rows: Rows<Application> = serde_json::from_str(json).unwrap();
    let read: Vec<String> = rows
        .into_iter()
        .map(|row| row.map_or_else(|error| error.to_string(), |application| application.id.to_string()))
        .collect();
    let lines = [
        "1",
        "row 1 can't be read at `id`",
        "row 2 can't be read at `.`",
        "4",
        "row 4 can't be read at `id`",
        "row 5 can't be read at `.`",
    ];
    assert_eq!(read, lines);
}

#[test]
fn a_list_that_is_no_array_is_an_error() {
    assert!(serde_json::from_str::<Rows<Application>>(r#"{"data": []}"#).is_err());
    assert!(serde_json::from_str::<Rows<Application>>("[1,").is_err());
}

#[test]
fn ids_are_small_values_that_are_told_apart_by_their_type() {
    fn usable<T: Copy + Eq + std::hash::Hash + Ord + std::fmt::Display + std::str::FromStr>() {}
    usable::<JobId>();
    usable::<CandidateId>();
    assert_eq!("410007".parse::<JobId>().unwrap(), JobId(410_007));
    assert_eq!(JobId(410_007).to_string(), "410007");
    assert!("seven".parse::<JobId>().is_err());
    assert!(JobId(6) < JobId(7));
    assert_eq!(serde_json::to_string(&JobId(7)).unwrap(), "7");
}

#[test]
fn personal_texts_are_read_and_not_printed() {
    let name: PersonName = serde_json::from_str(r#""Ada""#).unwrap();
    assert_eq!((name.as_str(), format!("{name:?}").as_str()), ("Ada", "[redacted]"));
    assert_eq!(serde_json::to_string(&name).unwrap(), r#""Ada""#);
    let candidate: Candidate =
        serde_json::from_str(r#"{"id": 5, "firstName": "Ada", "tags": ["x"]}"#).unwrap();
    let printed = format!("{candidate:?}");
    assert!(
        printed.contains("first_name: Some([redacted])") && printed.contains("tags: Set([[redacted]])"),
        "{printed}"
    );
}
