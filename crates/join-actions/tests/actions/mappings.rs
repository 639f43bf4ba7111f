//! Field mapping from an identity verification's event: checked first, then applied.

#![cfg(feature = "mapping")]

use join_actions::{Action, ActionError, ErrorKind, FieldCode, Mapping};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::fixture::Fixture;

const FIELDS: &str = "/data/attributes/payload/data/attributes/fields";

fn inquiry() -> Value {
    serde_json::from_str(include_str!("inquiry.json")).unwrap()
}

fn field(name: &str) -> String {
    format!("{FIELDS}/{name}/value")
}

/// The mapping of an approved inquiry to a new application.
fn to_application() -> Value {
    json!({
        "action": "create_application",
        "fields": {
            "job_id": { "from": "/data/attributes/payload/data/attributes/reference-id" },
            "first_name": { "from": field("name-first"), "transform": ["collapse"] },
            "last_name": { "from": field("name-full"), "transform": [{ "name_part": "last" }] },
            "email": { "from": field("email-address"), "transform": ["trim", "lower"] },
            "phone": { "from": field("phone-number"), "transform": [{ "phone": { "region": "CH" } }] },
            "source": { "from": "/data/source", "transform": ["upper"], "default": "OTHER" },
            "integration_external_id": { "template": "{{ data.attributes.payload.data.id }}" },
            "reason": { "template": "{{ data.attributes.name }} at {{ data.attributes['created-at'] }}" },
            "/documents/0/type": { "value": "CV" },
            "/documents/0/file_name": { "from": field("cv-name") },
            "/documents/0/content": { "from": field("cv") },
        },
    })
}

fn wrong(mapping: Value) -> ActionError {
    let error = Mapping::from_json(&mapping).expect_err("the mapping is wrong");
    assert_eq!(error.kind, ErrorKind::InvalidMapping);
    error
}

/// The field, the place in the mapping and the code of each error.
fn found(error: &ActionError) -> Vec<(&str, &str, FieldCode)> {
    let fields = error.fields.iter();
    fields
        .map(|field| (field.pointer.as_str(), field.mapping.as_deref().unwrap_or("-"), field.code))
        .collect()
}

#[test]
fn an_inquiry_becomes_the_input_of_a_create() {
    let mapping = Mapping::from_json(&to_application()).unwrap();
    assert_eq!(mapping.action(), Action::CreateApplication);
    let input = mapping.apply(&inquiry()).unwrap();
    assert_eq!(
        input,
        json!({
            "job_id": 301, "first_name": "Ada King", "last_name": "Lovelace", "email": "ada@example.com",
            "phone": "+41446681800", "source": "OTHER", "integration_external_id": "inq_8xJ2mQvW",
            "reason": "inquiry.approved at 2026-03-02T08:00:00.000Z",
        }),
        "the source has no CV, so there is no document"
    );
}

#[tokio::test]
async fn a_mapped_input_runs() {
    let fixture = Fixture::start().await;
    let job = fixture.run("list_jobs", json!({ "status": "ONLINE" })).await["jobs"][0]["job_id"].clone();
    let mut source = inquiry();
    source["data"]["attributes"]["payload"]["data"]["attributes"]["reference-id"] = job;
    let mapping = Mapping::from_json(&to_application()).unwrap();
    let input = mapping.apply(&source).unwrap();
    assert_eq!(fixture.run(mapping.action().name(), input).await["outcome"], "created");
}

#[test]
fn tags_come_from_a_status_and_ids_from_texts() {
    let mapping = json!({
        "action": "update_candidate",
        "fields": {
            "candidate_id": { "from": field("join-candidate-id") },
            "application_id": { "from": field("join-application-id") },
            "owner": { "value": "persona:" },
            "add_tags": {
                "from": "/data/attributes/payload/data/attributes/status",
                "transform": [{ "lookup": { "approved": ["persona:verified"], "declined": "persona:rejected" } }],
            },
            "remove_tags": { "template": "persona:pending;persona:review", "transform": [{ "split": ";" }] },
            "reuse_existing": { "template": "{{ 'true' if data.id else 'false' }}" },
        },
    });
    let mapping = Mapping::from_json(&mapping).unwrap();
    let expected = |tag: &str| {
        json!({
            "candidate_id": 70001, "application_id": 90210, "owner": "persona:", "add_tags": [tag],
            "remove_tags": ["persona:pending", "persona:review"], "reuse_existing": true,
        })
    };
    assert_eq!(mapping.apply(&inquiry()).unwrap(), expected("persona:verified"));
    let mut declined = inquiry();
    declined["data"]["attributes"]["payload"]["data"]["attributes"]["status"] = json!("declined");
    assert_eq!(mapping.apply(&declined).unwrap(), expected("persona:rejected"));
}

#[test]
fn a_document_is_mapped_where_the_source_has_one() {
    let mut source = inquiry();
    let fields = &mut source["data"]["attributes"]["payload"]["data"]["attributes"]["fields"];
    fields["cv"] = json!({ "value": "JVBERi0xLjc=" });
    fields["cv-name"] = json!({ "value": "cv.pdf" });
    let input = Mapping::from_json(&to_application()).unwrap().apply(&source).unwrap();
    assert_eq!(
        input["documents"],
        json!([{ "type": "CV", "file_name": "cv.pdf", "content": "JVBERi0xLjc=" }])
    );
}

#[test]
fn items_close_up_and_errors_name_the_rule_that_gave_the_value() {
    let mut mapping = to_application();
    let letter = json!({ "from": "/letter" });
    mapping["fields"]["/documents/1/type"] = json!({ "value": "COVER_LETTER" });
    mapping["fields"]["/documents/1/file_name"] = json!({ "value": "letter.txt" });
    mapping["fields"]["/documents/1/content"] = letter;
    let mapping = Mapping::from_json(&mapping).unwrap();
    let mut source = inquiry();
    source["letter"] = json!("SGk=");
    let documents = json!([{ "type": "COVER_LETTER", "file_name": "letter.txt", "content": "SGk=" }]);
    assert_eq!(mapping.apply(&source).unwrap()["documents"], documents);
    source["letter"] = json!("S");
    let error = mapping.apply(&source).unwrap_err();
    assert!(found(&error).contains(&(
        "/documents/0/content",
        "/fields/~1documents~11~1content",
        FieldCode::Format
    )));
}

#[test]
fn a_list_of_texts_is_filled_item_by_item() {
    let fields = json!({
        "candidate_id": { "value": 5 }, "application_id": { "value": 9 },
        "/add_tags/0": { "from": "/level" }, "/add_tags/1": { "template": "persona:{{ status }}" },
    });
    let mapping = Mapping::from_json(&json!({ "action": "update_candidate", "fields": fields })).unwrap();
    let tags = |source: Value| mapping.apply(&source).unwrap()["add_tags"].clone();
    assert_eq!(tags(json!({ "level": "senior", "status": "ok" })), json!(["senior", "persona:ok"]));
    assert_eq!(tags(json!({ "status": "ok" })), json!(["persona:ok"]));
    assert_eq!(tags(json!({})), json!(null));
}

#[test]
fn a_mapping_is_checked_against_the_schema_with_all_errors_at_once() {
    let error = wrong(json!({
        "action": "create_application",
        "fields": {
            "jobId": { "value": 301 },
            "first_name": { "template": "{{ data.name" },
            "last_name": { "value": 7.5, "transform": [{ "split": "," }] },
            "email": { "value": "ada.example.com" },
            "phone": { "from": "/phone", "transform": [{ "phone": { "region": "XX" } }] },
            "source": { "from": "/source", "default": "FRIENDS" },
            "documents": { "template": "{{ data.cv }}" },
            "/documents/1/type": { "value": "CV" },
        },
    }));
    assert_eq!(
        found(&error),
        [
            ("/documents", "/fields/documents/template", FieldCode::Type),
            ("/documents/1", "/fields", FieldCode::Mapping),
            ("/documents/1/content", "/fields", FieldCode::Missing),
            ("/documents/1/file_name", "/fields", FieldCode::Missing),
            ("/documents/1/type", "/fields/~1documents~11~1type", FieldCode::Mapping),
            ("/email", "/fields/email/value", FieldCode::Format),
            ("/first_name", "/fields/first_name/template", FieldCode::Mapping),
            ("/jobId", "/fields/jobId", FieldCode::UnknownField),
            ("/job_id", "/fields", FieldCode::Missing),
            ("/last_name", "/fields/last_name/value", FieldCode::Type),
            ("/last_name", "/fields/last_name/transform", FieldCode::Type),
            ("/phone", "/fields/phone/transform/0", FieldCode::Mapping),
            ("/source", "/fields/source/default", FieldCode::Choice),
        ]
    );
}

#[test]
fn a_file_of_another_form_is_refused_at_its_places() {
    for (mapping, place) in [
        (json!([]), ""),
        (json!({ "action": "retrieve_job" }), "/fields"),
        (json!({ "action": "delete_job", "fields": {} }), "/action"),
        (json!({ "action": "retrieve_job", "fields": { "job_id": {} } }), "/fields/job_id"),
        (
            json!({ "action": "retrieve_job", "fields": { "job_id": { "from": "/a", "value": 1 } } }),
            "/fields/job_id",
        ),
        (json!({ "action": "retrieve_job", "fields": { "job_id": { "from": "a" } } }), "/fields/job_id/from"),
        (
            json!({ "action": "retrieve_job", "fields": { "job_id": { "form": "/a" } } }),
            "/fields/job_id/form",
        ),
        (
            json!({ "action": "retrieve_job", "fields": { "job_id": { "from": "/a", "transform": ["shout"] } } }),
            "/fields/job_id/transform/0",
        ),
        (json!({ "schema_version": 2, "action": "retrieve_job", "fields": {} }), "/schema_version"),
    ] {
        let error = wrong(mapping.clone());
        assert!(
            error.fields.iter().any(|field| field.mapping.as_deref() == Some(place)),
            "{mapping}: {error:?}"
        );
    }
}

#[test]
fn a_source_that_does_not_fit_gives_all_errors_and_no_value() {
    let mapping = Mapping::from_json(&to_application()).unwrap();
    let mut source = inquiry();
    let attributes = &mut source["data"]["attributes"]["payload"]["data"]["attributes"];
    attributes["reference-id"] = json!("s3cret-job");
    attributes["fields"]["name-first"]["value"] = json!("  ");
    attributes["fields"]["name-full"]["value"] = json!("s3cret");
    attributes["fields"]["email-address"]["value"] = json!("s3cret mail");
    attributes["fields"]["phone-number"]["value"] = json!({ "s3cret": "0800" });
    let error = mapping.apply(&source).unwrap_err();
    assert_eq!(
        found(&error),
        [
            ("/email", "/fields/email", FieldCode::Format),
            ("/first_name", "/fields/first_name", FieldCode::NoValue),
            ("/job_id", "/fields/job_id", FieldCode::Type),
            ("/last_name", "/fields/last_name/transform/0", FieldCode::Format),
            ("/phone", "/fields/phone/transform/0", FieldCode::Format),
        ]
    );
    let texts = [error.to_string(), format!("{error:?}"), serde_json::to_string(&error).unwrap()];
    assert!(texts.iter().all(|text| !text.contains("s3cret")), "{texts:?}");
}

#[test]
fn rules_between_fields_hold_before_there_is_a_source() {
    let mapping = |fields: Value| json!({ "action": "update_candidate", "fields": fields });
    let bare = mapping(json!({ "candidate_id": { "from": "/id" }, "tags": { "from": "/tags" } }));
    assert_eq!(found(&wrong(bare)), [("/expected", "/fields", FieldCode::Combination)]);
    let edit = mapping(json!({ "candidate_id": { "from": "/id" }, "add_tags": { "from": "/tags" } }));
    assert_eq!(found(&wrong(edit)), [("/application_id", "/fields", FieldCode::Combination)]);
    let off = mapping(json!({
        "candidate_id": { "from": "/id" }, "tags": { "from": "/tags" }, "replace_without_check": { "value": false },
    }));
    assert_eq!(found(&wrong(off)), [("/expected", "/fields", FieldCode::Combination)]);
}

#[test]
fn rules_between_fields_hold_for_each_source() {
    let mapping = json!({
        "action": "update_candidate",
        "fields": {
            "candidate_id": { "from": "/id" }, "tags": { "from": "/tags" }, "add_tags": { "from": "/more" },
            "application_id": { "from": "/application" }, "replace_without_check": { "from": "/any" },
        },
    });
    let mapping = Mapping::from_json(&mapping).unwrap();
    let error = mapping.apply(&json!({ "id": 5, "tags": ["a"] })).unwrap_err();
    assert_eq!(found(&error), [("/expected", "/fields", FieldCode::Combination)]);
    let both = json!({ "id": 5, "tags": ["a"], "more": ["b"], "application": 9, "any": true });
    assert_eq!(
        found(&mapping.apply(&both).unwrap_err()),
        [("/add_tags", "/fields/add_tags", FieldCode::Combination)]
    );
    assert!(mapping.apply(&json!({ "id": 5, "more": ["b"], "application": 9 })).is_ok());
}

#[test]
fn a_word_that_a_table_lacks_takes_the_default_or_is_an_error() {
    let mapping = |default: Value| {
        let source =
            json!({ "from": "/how", "transform": [{ "lookup": { "web": "ORGANIC" } }], "default": default });
        let fields = json!({
            "job_id": { "value": 301 }, "first_name": { "value": "A" }, "last_name": { "value": "B" },
            "email": { "value": "a@b" }, "source": source,
        });
        Mapping::from_json(&json!({ "action": "create_application", "fields": fields })).unwrap()
    };
    assert_eq!(mapping(json!("OTHER")).apply(&json!({ "how": "web" })).unwrap()["source"], "ORGANIC");
    assert_eq!(mapping(json!("OTHER")).apply(&json!({ "how": "fax" })).unwrap()["source"], "OTHER");
    let error = mapping(json!(null)).apply(&json!({ "how": "fax" })).unwrap_err();
    assert_eq!(found(&error), [("/source", "/fields/source/transform/0", FieldCode::Format)]);
}

#[test]
fn a_template_without_its_value_counts_as_no_value() {
    let mapping = json!({
        "action": "create_candidate_note",
        "fields": {
            "candidate_id": { "from": "/id" },
            "content": { "template": " Verified by\n{{ by.name }} ", "default": "Verified", "transform": ["trim"] },
            "key": { "template": "{{ source.id }}/{{ event|default('verified') }}" },
        },
    });
    let mapping = Mapping::from_json(&mapping).unwrap();
    let input = mapping.apply(&json!({ "id": 5 })).unwrap();
    assert_eq!(input, json!({ "candidate_id": 5, "content": "Verified", "key": "5/verified" }));
    let input = mapping.apply(&json!({ "id": 5, "by": { "name": "<Ada>" }, "event": "x" })).unwrap();
    assert_eq!(input["content"], "Verified by\n<Ada>", "a template does not escape");
}

#[test]
fn a_template_that_never_ends_is_stopped() {
    let endless = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}";
    let mapping = json!({ "action": "list_jobs", "fields": { "status": { "template": endless } } });
    let error = Mapping::from_json(&mapping).unwrap().apply(&json!({})).unwrap_err();
    assert!(error.fields[0].message.contains("too many steps"), "{error}");
}

#[test]
fn debug_of_a_mapping_hides_its_fixed_values() {
    let mapping = json!({ "action": "create_candidate_note", "fields": {
        "candidate_id": { "value": 5 }, "content": { "value": "s3cret" },
    } });
    let text = format!("{:?}", Mapping::from_json(&mapping).unwrap());
    assert!(text.contains("/content") && !text.contains("s3cret"), "{text}");
}

#[test]
fn the_schema_of_a_mapping_is_valid_and_the_accepted_one() {
    jsonschema::meta::validate(Mapping::schema()).unwrap();
    assert!(jsonschema::validator_for(Mapping::schema()).unwrap().is_valid(&to_application()));
    insta::with_settings!({ sort_maps => true }, {
        insta::assert_json_snapshot!("mapping", Mapping::schema());
    });
}

/// A mapping with every transform, and a source that reaches each.
fn every_transform() -> Mapping {
    let mapping = json!({
        "action": "create_application",
        "fields": {
            "job_id": { "value": 301 },
            "first_name": { "from": "/text", "transform": [{ "name_part": "first" }, "trim", "upper"] },
            "last_name": { "from": "/text", "transform": [{ "name_part": "last" }, "lower"] },
            "email": { "template": "{{ text }}@example.com" },
            "phone": { "from": "/text", "transform": [{ "phone": { "region": "DE" } }] },
            "source": { "from": "/text", "transform": [{ "lookup": { "web": "ORGANIC" } }] },
            "actor": { "from": "/text", "transform": [{ "date": { "from": "%d.%m.%Y" } }] },
            "reason": { "from": "/text", "transform": [{ "date": {} }, { "date": { "to": "%d.%m.%Y" } }] },
        },
    });
    Mapping::from_json(&mapping).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_source_gives_valid_input_or_errors(text in prop_oneof![
        ".{0,30}", "[ 0-9+()/.-]{0,20}", "[+＋]?[0-9０-９٠-٩]{0,30}(;ext=|x)?[0-9]{0,8}", "[0-9]{1,2}\\.[0-9]{1,2}\\.[0-9]{1,6}",
    ]) {
        let mapping = every_transform();
        match mapping.apply(&json!({ "text": text })) {
            Ok(input) => prop_assert_eq!(mapping.action().check(&input), Ok(())),
            Err(error) => prop_assert!(error.fields.iter().all(|field| field.mapping.is_some()), "{error}"),
        }
    }
}
