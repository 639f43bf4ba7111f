//! Files that can't be used: all problems at once, each with its place and without a value.

use join_sandbox::{Data, DataError};
use serde_json::{Value, json};

fn refused(file: &Value) -> DataError {
    Data::from_json(file.to_string()).err().unwrap_or_else(|| panic!("taken: {file}"))
}

fn places(file: &Value) -> Vec<String> {
    refused(file).problems().iter().map(|problem| problem.pointer.clone()).collect()
}

#[test]
fn contradictions_are_found_all_at_once() {
    let file = json!({
        "clock": "2026-03-02T08:00:00Z",
        "offices": [{ "id": 1, "isDefault": true }, { "id": 1, "isDefault": true }],
        "jobs": [
            { "id": 7, "officeId": 2, "externalId": "twice", "stages": ["A", "A"] },
            { "id": 8, "externalId": "twice", "createdAt": "2026-03-02T08:00:01Z" },
        ],
        "candidates": [
            { "id": 20, "email": "ada@example.com" },
            { "id": 20, "email": "ADA@example.com" },
            { "id": 21, "email": "ada" },
        ],
        "applications": [
            { "id": 1, "job": 7, "candidate": 20, "createdAt": "2026-02-02T08:00:00Z", "lastUpdatedAt": "2026-02-01T08:00:00Z" },
            { "id": 1, "job": 7, "candidate": "ada@example.com" },
            { "job": 9, "candidate": 22 },
            { "job": "twice", "candidate": "none@example.com" },
            { "job": 8, "candidate": 21, "stage": "B", "answers": ["x"], "attachments": [{ "text": "", "data": "" }] },
            {},
        ],
    });
    assert_eq!(
        places(&file),
        [
            "/offices/1/isDefault",
            "/offices/1/id",
            "/jobs/0/officeId",
            "/jobs/0/stages/1",
            "/jobs/1/createdAt",
            "/candidates/1/email",
            "/candidates/1/id",
            "/candidates/2/email",
            "/applications/0/lastUpdatedAt",
            "/applications/1",
            "/applications/1/id",
            "/applications/2/job",
            "/applications/2/candidate",
            "/applications/3/job",
            "/applications/3/candidate",
            "/applications/4/stage",
            "/applications/4/attachments/0",
            "/applications/4/answers",
            "/applications/5/job",
            "/applications/5/candidate",
        ]
    );
    let text = refused(&file).to_string();
    assert!(text.starts_with("20 problems are in it\n"), "{text}");
    assert!(text.contains("\n  /candidates/1/email is that of /candidates/0 too\n"), "{text}");
    for value in ["ada", "ADA", "none@", "twice"] {
        assert!(!text.contains(value) && !format!("{:?}", refused(&file)).contains(value), "{value}: {text}");
    }
}

#[test]
fn unknown_fields_are_named_safely_and_the_known_ones_listed() {
    let file = json!({ "jobs": [{ "tittle": "x", "a/b~\u{1b}[2J": 1 }], "job": [] });
    // The order of members depends on how serde_json is built.
    let mut places = places(&file);
    places.sort_unstable();
    assert_eq!(places, ["/job", "/jobs/0/a~1b~0\\u{1b}[2J", "/jobs/0/tittle"]);
    let text = refused(&file).to_string();
    assert!(text.contains("/job is not a field here; there are $schema, clock, offices, jobs"), "{text}");
    assert!(!text.contains('\u{1b}'));
}

#[test]
fn a_file_that_is_not_json_has_its_line_and_column() {
    for (json, text) in [
        ("{\n  \"jobs\": [\n  }", "it is not JSON: line 3, column 3"),
        ("{\"jobs\": [", "it ends in the middle of a value: line 1, column 10"),
        ("", "it ends in the middle of a value: line 1, column 0"),
        ("{} {}", "it is not JSON: line 1, column 4"),
        ("\u{feff}{", "it ends in the middle of a value: line 1, column 1"),
    ] {
        assert_eq!(Data::from_json(json).err().unwrap().to_string(), text);
    }
    assert!(Data::from_json(b"{\"clock\": \"\xff\"}").is_err());
    assert!(Data::from_json("[".repeat(10_000)).is_err());
    assert_eq!(
        Data::from_json("[]").err().unwrap().to_string(),
        "1 problem is in it\n  the file must be an object"
    );
}

#[test]
fn a_field_that_a_row_has_twice_is_refused() {
    let error = Data::from_json(
        r#"{"jobs": [{"title": "A", "title": "B"}], "candidates": [{"tags": [], "tags": null}]}"#,
    );
    let text = error.err().unwrap().to_string();
    assert_eq!(text, "a field stands twice in one object: line 1, column 38");
}

#[test]
fn a_file_that_cannot_be_read_or_is_too_large_says_so() {
    let text = |path: &std::path::Path| Data::from_file(path).err().unwrap().to_string();
    assert!(text("no/such/file.json".as_ref()).starts_with("it can't be read: "));
    assert!(text(&std::env::temp_dir()).starts_with("it can't be read: "));
    let large = std::env::temp_dir().join(format!("join-sandbox-large-{}.json", std::process::id()));
    std::fs::File::create(&large).unwrap().set_len(256 * 1024 * 1024 + 1).unwrap();
    let said = text(&large);
    std::fs::remove_file(&large).unwrap();
    assert_eq!(said, "it is larger than 256 MiB");
}

#[test]
fn of_very_many_problems_the_first_hundred_are_shown() {
    let file = json!({ "applications": vec![json!(1); 1_000] });
    let error = refused(&file);
    assert_eq!(error.problems().len(), 100);
    assert!(error.to_string().ends_with("\n  and 900 more"));
}
