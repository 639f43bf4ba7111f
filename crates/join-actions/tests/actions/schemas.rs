//! The schemas: valid, complete for forms, and as accepted in the snapshots.

use join_actions::Action;
use serde_json::{Value, json};

fn assert_valid(schema: &Value) {
    if let Err(error) = jsonschema::meta::validate(schema) {
        panic!("{}: {error}", schema["$id"]);
    }
}

fn every_field(schema: &Value, visit: &mut impl FnMut(&str, &Value)) {
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        visit(name, field);
        every_field(field, visit);
        every_field(&field["items"], visit);
    }
}

#[test]
fn every_schema_is_valid_json_schema_2020_12() {
    for action in Action::every() {
        for schema in [action.input_schema(), &action.output_schema()] {
            assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
            assert_valid(schema);
        }
    }
    assert_valid(&Action::plan_schema());
    assert_valid(&Action::error_schema());
}

#[test]
fn every_field_of_an_input_has_a_title_a_description_and_valid_examples() {
    for action in Action::every() {
        let schema = action.input_schema();
        assert!(!action.title().is_empty() && !action.description().is_empty(), "{action}");
        assert_eq!(schema["additionalProperties"], false, "{action}");
        every_field(schema, &mut |name, field| {
            for part in ["title", "description", "type"] {
                assert!(field[part].as_str().is_some_and(|text| !text.is_empty()), "{action} {name}: {part}");
            }
            let validator = jsonschema::validator_for(field).unwrap();
            let examples =
                field["examples"].as_array().unwrap_or_else(|| panic!("{action} {name}: examples"));
            assert!(!examples.is_empty());
            for example in examples.iter().chain(field.get("default")) {
                assert!(validator.is_valid(example), "{action} {name}: {example}");
            }
        });
    }
}

#[test]
fn every_field_of_an_output_is_described_and_present() {
    for action in Action::every() {
        let schema = action.output_schema();
        every_field(&schema, &mut |name, field| {
            for part in ["title", "description"] {
                assert!(field[part].as_str().is_some_and(|text| !text.is_empty()), "{action} {name}: {part}");
            }
        });
        let fields: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
        assert_eq!(fields.len(), schema["required"].as_array().unwrap().len(), "{action}");
    }
}

#[test]
fn required_fields_are_those_of_the_published_steps() {
    for (action, required) in [
        (Action::ListJobs, json!(null)),
        (Action::RetrieveJob, json!(["job_id"])),
        (Action::ListApplications, json!(null)),
        (Action::RetrieveApplication, json!(["application_id"])),
        (Action::CreateApplication, json!(["job_id", "first_name", "last_name", "email"])),
        (Action::UpdateCandidate, json!(["candidate_id"])),
        (Action::CreateCandidateNote, json!(["candidate_id", "content"])),
    ] {
        assert_eq!(action.input_schema()["required"], required, "{action}");
    }
}

#[test]
fn an_output_marks_personal_data() {
    let schema = Action::RetrieveApplication.output_schema();
    let marked = |name: &str| schema["properties"][name]["x-personal-data"] == true;
    assert!(["first_name", "last_name", "email", "phone"].into_iter().all(marked));
    assert_eq!(schema["properties"]["tags"]["items"]["x-personal-data"], true);
    assert!(["application_id", "hiring_state", "created_at"].into_iter().all(|name| !marked(name)));
}

#[test]
fn no_schema_refers_to_another() {
    for action in Action::every() {
        let texts = [action.input_schema().to_string(), action.output_schema().to_string()];
        assert!(texts.iter().all(|text| !text.contains("$ref") && !text.contains("$defs")), "{action}");
    }
}

#[test]
fn the_schemas_are_the_accepted_ones() {
    // The order of fields is that of the JSON library, whose features other crates of a build decide.
    insta::with_settings!({ sort_maps => true }, {
        for action in Action::every() {
            insta::assert_json_snapshot!(format!("{action}.input"), action.input_schema());
            insta::assert_json_snapshot!(format!("{action}.output"), action.output_schema());
        }
        insta::assert_json_snapshot!("plan", Action::plan_schema());
        insta::assert_json_snapshot!("error", Action::error_schema());
    });
}
