//! The document, the generated client and the sandbox agree.

use std::collections::BTreeSet;

use join_tests::sandbox;
use serde_json::Value;

#[test]
fn the_checked_in_client_is_what_the_document_gives() {
    let document = include_str!("../../../join-api.json");
    assert_eq!(
        document,
        include_str!("../../../crates/join-client/join-api.json"),
        "run `cargo xtask regen`"
    );
    let generated = join_codegen::generate(document).unwrap();
    assert!(
        generated == include_str!("../../../crates/join-client/src/generated.rs"),
        "run `cargo xtask regen`"
    );
}

#[test]
fn the_checked_in_table_of_fields_is_what_the_document_gives() {
    let table = join_codegen::generate_recording(include_str!("../../../join-api.json")).unwrap();
    assert!(
        table == include_str!("../../../crates/join-recorder/src/document/generated.rs"),
        "run `cargo xtask regen`"
    );
}

#[test]
fn the_checked_in_mocks_are_what_the_document_gives() {
    let generated = join_codegen::generate_httpmock(include_str!("../../../join-api.json")).unwrap();
    assert!(
        generated == include_str!("../../../crates/join-httpmock/src/generated.rs"),
        "run `cargo xtask regen`"
    );
}

#[test]
fn all_operations_are_in_the_table_with_their_class() {
    let line = |operation: &join_client::Operation| {
        format!(
            "{:6} {:35} {:22} {:?}, {:?}",
            operation.method, operation.path, operation.id, operation.class, operation.evidence
        )
    };
    let table: Vec<String> = join_client::operations::ALL.iter().map(line).collect();
    insta::assert_snapshot!(table.join("\n"));
}

/// Labels that a second look at the sources corrected.
#[test]
fn the_evidence_of_a_field_is_that_of_its_source() {
    let document: Value = serde_json::from_str(include_str!("../../../join-api.json")).unwrap();
    let schemas = &document["components"]["schemas"];
    for (object, fields, evidence) in [
        ("Attachment", &["name"][..], "inferred"),
        ("Job", &["externalId"], "inferred"),
        ("Job", &["workplaceType", "remoteType"], "second-hand"),
        ("Office", &["streetName", "streetNumber", "postalCode"], "client"),
        ("CreateOfficeRequest", &["streetName", "streetNumber", "postalCode", "isDefault"], "inferred"),
        ("Salary", &["from", "to", "currency", "frequency", "isShownOnJobAd"], "second-hand"),
        (
            "CreateJobRequest",
            &["externalId", "workplaceType", "remoteType", "seniorityId", "cv", "salary"],
            "second-hand",
        ),
        ("Application", &["state"], "live"),
        ("Application", &["hiringState"], "second-hand"),
    ] {
        for field in fields {
            let found = &schemas[object]["properties"][*field]["x-join-evidence"];
            assert_eq!(found, evidence, "{object}.{field}");
        }
    }
    for (path, name, evidence) in [
        ("/jobs", "status", "second-hand"),
        ("/jobs", "page", "client"),
        ("/applications", "page", "second-hand"),
        ("/applications", "pageSize", "second-hand"),
    ] {
        let parameters = document["paths"][path]["get"]["parameters"].as_array().unwrap();
        let found = parameters.iter().find(|parameter| parameter["name"] == name).unwrap();
        assert_eq!(found["x-join-evidence"], evidence, "{path} {name}");
    }
}

#[test]
fn the_document_never_says_that_join_lacks_what_is_only_unknown() {
    let document = include_str!("../../../join-api.json");
    let coverage = include_str!("../../../docs/coverage.md");
    for text in [document, coverage] {
        for claim in
            ["can't be", "JOIN has no", "JOIN does not", "the only way", "There is no ", "short page"]
        {
            assert!(!text.contains(claim), "{claim}");
        }
    }
    for unknown in ["stage", "notes", "scorecards", "cursor", "company token"] {
        assert!(coverage.contains(unknown), "{unknown}");
    }
}

#[test]
fn every_operation_shares_one_error_and_has_one_success() {
    let document: Value = serde_json::from_str(include_str!("../../../join-api.json")).unwrap();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let responses = operation["responses"].as_object().unwrap();
            for status in ["401", "403", "404", "422", "429", "5XX"] {
                let link = &responses[status]["$ref"];
                assert_eq!(link, "#/components/responses/Error", "{method} {path} {status}");
            }
            assert_eq!(responses.contains_key("409"), method != "get", "{method} {path}");
            assert!(responses.keys().all(|key| key == "2XX" || key.starts_with(['4', '5'])));
        }
    }
    // Errors leave no trace in the client: each arrives with its status, headers and body.
    let generated = include_str!("../../../crates/join-client/src/generated.rs");
    assert!(!generated.contains("Error<types::ApiErrorBody>") && generated.contains("Error<()>"));
}

/// What the sandbox answers is named in the document, but for the one member that it adds on purpose, and everything
/// that the document names of an answer is answered somewhere.
#[tokio::test]
async fn the_sandbox_answers_what_the_document_says() {
    let document: Value = serde_json::from_str(include_str!("../../../join-api.json")).unwrap();
    let (_, sandbox) = sandbox().await;
    let http = reqwest::Client::new();
    let get = async |path: &str| -> Value {
        let url = format!("{}{path}", sandbox.base_url());
        let answer = http.get(url).header("authorization", sandbox.token()).send().await.unwrap();
        serde_json::from_str(&answer.text().await.unwrap()).unwrap()
    };
    let mut seen = BTreeSet::new();
    for (path, schema) in [
        ("/jobs?content=true", "Job"),
        ("/applications?page=1", "Application"),
        ("/applications?page=2", "Application"),
        ("/offices", "Office"),
        ("/categories", "Category"),
        ("/employmentTypes", "EmploymentType"),
        ("/seniorityLevels", "SeniorityLevel"),
    ] {
        let rows = get(path).await;
        for row in rows.as_array().unwrap() {
            compare(&document, schema, row, &mut seen);
        }
    }
    let mut named = BTreeSet::new();
    for schema in ["Job", "Application", "Office", "Category", "EmploymentType", "SeniorityLevel"] {
        collect(&document, schema, &mut named);
    }
    let missing: Vec<_> = named.difference(&seen).collect();
    assert!(missing.is_empty(), "the sandbox never answers {missing:?}");
    let extra: Vec<_> = seen.difference(&named).map(String::as_str).collect();
    assert_eq!(extra, ["Application.rating"]);
}

/// The component that a schema leads to, through `allOf` and `items`.
fn component(schema: &Value) -> Option<&str> {
    let schema = schema.get("items").unwrap_or(schema);
    let reference = schema.get("$ref").or_else(|| schema["allOf"][0].get("$ref"))?;
    reference.as_str()?.rsplit('/').next()
}

fn compare(document: &Value, name: &str, value: &Value, seen: &mut BTreeSet<String>) {
    let properties = document["components"]["schemas"][name]["properties"].as_object().unwrap();
    for (key, member) in value.as_object().unwrap() {
        seen.insert(format!("{name}.{key}"));
        let Some(inner) = properties.get(key).and_then(component) else { continue };
        if document["components"]["schemas"][inner].get("properties").is_none() {
            continue;
        }
        match member {
            Value::Array(items) => items.iter().for_each(|item| compare(document, inner, item, seen)),
            Value::Object(_) => compare(document, inner, member, seen),
            _ => {}
        }
    }
}

fn collect(document: &Value, name: &str, named: &mut BTreeSet<String>) {
    for (key, schema) in
        document["components"]["schemas"][name]["properties"].as_object().into_iter().flatten()
    {
        named.insert(format!("{name}.{key}"));
        if let Some(inner) = component(schema) {
            collect(document, inner, named);
        }
    }
}
