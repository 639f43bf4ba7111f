//! The builders: each object of the document, complete, readable without a warning, and always the same.

use std::collections::BTreeSet;

use join_client::from_body;
use join_client::types::*;
use join_codegen::document::{Document, Kind};
use join_httpmock::*;
use serde_json::{Value, json};

fn document() -> Document {
    Document::new(serde_json::from_str(include_str!("../../../join-api.json")).unwrap())
}

/// The usual value of each object, and the paths that the client can't read in it.
fn usual() -> Vec<(&'static str, Value, Vec<String>)> {
    macro_rules! each {
        ($($name:ident: $begin:ident,)+) => {
            vec![$({
                let value = $begin().into_json();
                assert_eq!(value, $begin().into_json(), "always the same");
                assert_eq!(value, Value::from($begin()));
                let (typed, odd) = from_body::<$name>(value.to_string().as_bytes()).unwrap();
                assert_eq!(typed, $begin().build().unwrap());
                let odd = odd.iter().map(|field| field.path().to_owned()).collect();
                (stringify!($name), value, odd)
            },)+]
        };
    }
    each! {
        Salary: a_salary,
        JobContact: a_job_contact,
        Office: an_office,
        Job: a_job,
        ApplicationOrigin: an_application_origin,
        ApplicationJob: an_application_job,
        Country: a_country,
        ProfessionalLink: a_professional_link,
        Candidate: a_candidate,
        Attachment: an_attachment,
        ScreeningAnswer: a_screening_answer,
        Consent: a_consent,
        Stage: a_stage,
        Application: an_application,
        SubCategory: a_sub_category,
        Category: a_category,
        EmploymentType: an_employment_type,
        SeniorityLevel: a_seniority_level,
        CreateJobRequest: a_create_job_request,
        NewSalary: a_new_salary,
        ChangeJobStatusRequest: a_change_job_status_request,
        NewCandidate: a_new_candidate,
        NewDocument: a_new_document,
        CreateApplicationRequest: a_create_application_request,
        UpdateCandidateRequest: an_update_candidate_request,
        CreateNoteRequest: a_create_note_request,
        CreateOfficeRequest: a_create_office_request,
        CreatedJob: a_created_job,
        ChangedJob: a_changed_job,
        CreatedApplication: a_created_application,
        UpdatedCandidate: an_updated_candidate,
        CreatedNote: a_created_note,
        CreatedOffice: a_created_office,
        ApiErrorDetail: an_api_error_detail,
        ApiErrorBody: an_api_error_body,
    }
}

#[test]
fn every_object_has_all_its_members_and_is_read_without_a_warning() {
    let document = document();
    let usual = usual();
    for (name, value, odd) in &usual {
        assert!(odd.is_empty(), "{name}: {odd:?}");
        let (_, _, schema) = document.components().find(|(other, ..)| other == name).unwrap();
        let documented: BTreeSet<&str> =
            schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        let built: BTreeSet<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(built, documented, "{name}");
    }
    let built: BTreeSet<&str> = usual.iter().map(|(name, ..)| *name).collect();
    let objects = document.components().filter(|(_, kind, _)| *kind == Kind::Object);
    assert_eq!(built, objects.map(|(name, ..)| name).collect(), "an object is not built here");
}

#[test]
fn the_usual_values_are_known_ones() {
    let document = document();
    for (name, value, _) in usual() {
        let (_, _, schema) = document.components().find(|(other, ..)| *other == name).unwrap();
        for (member, schema) in schema["properties"].as_object().unwrap() {
            let component = schema["allOf"][0]["$ref"].as_str().and_then(|path| path.rsplit('/').next());
            let found = component.and_then(|name| document.components().find(|(other, ..)| *other == name));
            if let Some((_, Kind::OpenEnum, schema)) = found {
                let word = value[member].as_str().unwrap();
                assert!(Document::known_values(schema).any(|known| known == word), "{name}.{member}: {word}");
            }
        }
    }
}

#[test]
fn a_member_is_set_left_out_or_made_odd() {
    let job =
        a_job().with_title("Welder").with_status("PAUSED").without("office").with("salary", json!(null));
    let job = job.with_contact(a_job_contact().without("email")).build().unwrap();
    assert_eq!(job.title.as_deref(), Some("Welder"));
    assert!(!job.status.unwrap().is_known());
    assert_eq!((job.office, job.salary), (None, None));
    assert_eq!(job.contact.unwrap().email, None);
    assert!(a_job().without("id").build().is_err());
    let set = a_salary().with_from(18).with_to(22.5).build().unwrap();
    assert_eq!(set.to.unwrap().to_string(), "22.5");
}

#[test]
fn an_object_inside_another_keeps_its_rest() {
    let application =
        an_application().with_tags(["vip", "b"]).with_candidate_id(6).with_job_id(8).build().unwrap();
    let candidate = application.candidate.unwrap();
    assert_eq!((candidate.id, candidate.first_name), (CandidateId(6), Some("Ada".into())));
    assert_eq!(candidate.tags.as_set().unwrap().len(), 2);
    let job = application.job.unwrap();
    assert_eq!((job.id, job.title.as_deref()), (JobId(8), Some("Software Engineer")));
    let alone = an_application().with("candidate", json!(null)).with_tags(["vip"]).build().unwrap();
    assert_eq!(alone.candidate.unwrap().id, CandidateId(5));
}

#[test]
fn lists_of_objects_take_builders_and_the_client_s_types() {
    let files = [an_attachment().with_type("COVER_LETTER"), an_attachment()];
    let built = an_application().with_attachments(files).build().unwrap();
    let again = an_application().with_attachments(built.attachments.clone().unwrap()).build().unwrap();
    assert_eq!(built, again);
    assert_eq!(built.attachments.unwrap().len(), 2);
}

#[test]
fn a_builder_prints_no_value() {
    let shown = format!("{:?}", an_application().with_tags(["secret-tag"]));
    assert!(shown.starts_with("ApplicationBuilder{") && shown.contains("\"candidate\""), "{shown}");
    assert!(!shown.contains("secret-tag") && !shown.contains("Ada"), "{shown}");
}
