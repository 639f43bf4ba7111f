//! Every action by JSON only, against the sandbox.

use join_actions::{Action, Actions, ErrorKind};
use join_sandbox::{Fault, JoinSandbox, Operation, Paging, PastEnd};
use join_sdk::journal::Journal;
use serde_json::{Value, json};

use crate::fixture::{Fixture, client, places};

/// Checks that an output is as its schema says.
fn assert_fits(action: Action, output: &Value) {
    let validator = jsonschema::validator_for(&action.output_schema()).unwrap();
    let errors: Vec<String> = validator.iter_errors(output).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{action}: {errors:?}");
}

async fn first_job(fixture: &Fixture) -> Value {
    fixture.run("list_jobs", json!({ "status": "ONLINE" })).await["jobs"][0].clone()
}

#[tokio::test]
async fn jobs_are_listed_by_page_until_an_empty_one() {
    let fixture = Fixture::start().await;
    let (mut page, mut seen) = (json!(1), Vec::new());
    while page.is_number() {
        let output = fixture.run("list_jobs", json!({ "page": page, "page_size": 4 })).await;
        assert_fits(Action::ListJobs, &output);
        seen.extend(output["jobs"].as_array().unwrap().iter().map(|job| job["job_id"].clone()));
        page = output["next_page"].clone();
    }
    assert_eq!(seen.len(), 6, "the sandbox has six jobs online or offline");
    let online = fixture.run("list_jobs", json!({ "status": "ONLINE" })).await;
    assert!(online["jobs"].as_array().unwrap().iter().all(|job| job["status"] == "ONLINE"));
    assert!(online["jobs"][0]["description"].is_null());
    let long = fixture.run("list_jobs", json!({ "with_description": true })).await;
    assert!(long["jobs"][0]["description"].is_string());
}

#[tokio::test]
async fn a_page_behind_the_last_one_is_empty_also_where_the_server_says_404() {
    let paging = Paging::default().past_end(PastEnd::NotFound);
    let fixture = Fixture::on(JoinSandbox::builder().paging(paging).start().await.unwrap());
    let output = fixture.run("list_applications", json!({ "page": 99 })).await;
    assert_eq!((&output["applications"], &output["next_page"]), (&json!([]), &json!(null)));
}

#[tokio::test]
async fn a_job_is_retrieved_flat() {
    let fixture = Fixture::start().await;
    let listed = first_job(&fixture).await;
    let job = fixture.run("retrieve_job", json!({ "job_id": listed["job_id"] })).await;
    assert_fits(Action::RetrieveJob, &job);
    assert_eq!((&job["title"], &job["schema_version"]), (&listed["title"], &json!(1)));
    assert!(job["request_id"].is_string() && job["office_city"].is_string());
    let missing = fixture.refused("retrieve_job", json!({ "job_id": 1 })).await;
    assert_eq!((missing.kind, missing.status), (ErrorKind::NotFound, Some(404)));
}

#[tokio::test]
async fn applications_are_filtered_and_retrieved() {
    let fixture = Fixture::start().await;
    let job = first_job(&fixture).await;
    let output = fixture.run("list_applications", json!({ "job_id": job["job_id"], "page_size": 3 })).await;
    assert_fits(Action::ListApplications, &output);
    let rows = output["applications"].as_array().unwrap();
    assert!(!rows.is_empty() && rows.iter().all(|row| row["job_id"] == job["job_id"]));
    let hired = fixture.run("list_applications", json!({ "hiring_state": "HIRED" })).await;
    let rows = hired["applications"].as_array().unwrap();
    assert!(!rows.is_empty() && rows.len() < 50 && rows.iter().all(|row| row["state"] != "REJECTED"));
    let later = fixture.run("list_applications", json!({ "updated_since": "2100-01-01T00:00:00Z" })).await;
    assert_eq!(later["applications"], json!([]));
    let one = fixture.run("retrieve_application", json!({ "application_id": fixture.application })).await;
    assert_fits(Action::RetrieveApplication, &one);
    assert_eq!(one["candidate_id"], fixture.candidate);
    assert_eq!(one["tags"], json!(["vip", "hr:called"]));
    assert!(one["first_name"].is_string() && one["candidate_url"].is_string());
}

#[tokio::test]
async fn a_choice_of_jobs_is_searchable_and_paged() {
    let fixture = Fixture::start().await;
    let all = fixture.run("choose_job", json!({})).await;
    assert_fits(Action::ChooseJob, &all);
    let options = all["options"].as_array().unwrap();
    let label = options[2]["label"].as_str().unwrap();
    let word = label.split_whitespace().next().unwrap().to_uppercase();
    let found = fixture.run("choose_job", json!({ "search": word })).await;
    assert!(found["options"].as_array().unwrap().contains(&options[2]));
    let by_id = fixture.run("choose_job", json!({ "search": options[2]["id"].to_string() })).await;
    assert_eq!(by_id["options"], json!([options[2]]));
    let second = fixture.run("choose_job", json!({ "page": 2, "page_size": 2 })).await;
    assert_eq!(second["options"], json!(options[2..4]));
    assert_eq!(second["next_page"], 3);
    let last = fixture.run("choose_job", json!({ "page": 3, "page_size": 2 })).await;
    assert_eq!((last["options"].as_array().unwrap().len(), &last["next_page"]), (2, &json!(null)));
    assert_eq!(fixture.run("choose_job", json!({ "search": "no such job" })).await["options"], json!([]));
}

#[tokio::test]
async fn a_search_does_not_ask_for_accents() {
    let fixture = Fixture::start().await;
    let zurich = fixture.run("choose_job", json!({ "search": "zurich" })).await;
    let options = zurich["options"].as_array().unwrap();
    assert!(
        !options.is_empty()
            && options.iter().all(|option| option["label"].as_str().unwrap().contains("Zürich"))
    );
}

fn ada(job: &Value) -> Value {
    json!({
        "job_id": job, "first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com",
        "phone": "+442071234567", "source": "REFERRALS", "integration_external_id": "inq_123",
        "documents": [{ "type": "CV", "file_name": "cv.pdf", "content": "JVBERi0xLjc" }],
        "actor": "workflow 12", "reason": "inquiry inq_123",
    })
}

#[tokio::test]
async fn an_application_is_created_once_by_its_external_id() {
    let fixture = Fixture::start().await;
    let job = first_job(&fixture).await["job_id"].clone();
    let plan = fixture.plan("create_application", ada(&job)).await;
    assert_eq!((&plan["effect"], &plan["requests"][0]["path"]), (&json!("writes"), &json!("/applications")));
    assert_eq!(fixture.writes(), 0, "a plan writes nothing");
    let made = fixture.run("create_application", ada(&job)).await;
    assert_fits(Action::CreateApplication, &made);
    assert_eq!(
        (&made["outcome"], &made["actor"], &made["error"]),
        (&json!("created"), &json!("workflow 12"), &json!(null))
    );
    assert!(made["edit_id"].is_string() && made["at"].is_string());
    assert_eq!(made["request_ids"].as_array().unwrap().len(), 1);
    let again = fixture.run("create_application", ada(&job)).await;
    assert_eq!(again["outcome"], "already_existed");
    assert_eq!(again["application_id"], made["application_id"]);
    assert_eq!(fixture.writes(), 1);
    assert_eq!(fixture.plan("create_application", ada(&job)).await["effect"], "nothing");
    let read = fixture.run("retrieve_application", json!({ "application_id": made["application_id"] })).await;
    assert_eq!(
        (&read["first_name"], &read["attachments"][0]["file_name"]),
        (&json!("Ada"), &json!("cv.pdf"))
    );
}

#[tokio::test]
async fn a_person_who_applied_by_another_way_is_an_outcome_and_no_error() {
    let fixture = Fixture::start().await;
    let job = first_job(&fixture).await["job_id"].clone();
    fixture.run("create_application", ada(&job)).await;
    let mut other = ada(&job);
    other["integration_external_id"] = json!("inq_456");
    let output = fixture.run("create_application", other).await;
    assert_fits(Action::CreateApplication, &output);
    assert_eq!((&output["outcome"], &output["application_id"]), (&json!("already_existed"), &json!(null)));
    assert_eq!(output["error"]["kind"], "already_exists");
}

#[tokio::test]
async fn a_create_without_a_response_is_an_unknown_outcome() {
    let fixture = Fixture::start().await;
    let job = first_job(&fixture).await["job_id"].clone();
    fixture.sandbox.before(|request, _| match request.operation {
        Operation::CreateApplication => Fault::LoseAnswer,
        _ => Fault::None,
    });
    let mut input = ada(&job);
    input.as_object_mut().unwrap().remove("integration_external_id");
    let output = fixture.run("create_application", input).await;
    assert_fits(Action::CreateApplication, &output);
    assert_eq!(output["outcome"], "unknown");
    assert_eq!(output["error"]["may_have_been_applied"], true);
    assert!(output["error"]["what_to_do"].as_str().unwrap().contains("check in JOIN"));
    assert_eq!(fixture.writes(), 1, "it is not sent again");
}

#[tokio::test]
async fn a_create_without_a_response_is_found_by_its_external_id() {
    let fixture = Fixture::start().await;
    let job = first_job(&fixture).await["job_id"].clone();
    fixture.sandbox.before(|request, _| match request.operation {
        Operation::CreateApplication => Fault::LoseAnswer,
        _ => Fault::None,
    });
    assert_eq!(fixture.run("create_application", ada(&job)).await["outcome"], "created");
    assert_eq!(fixture.writes(), 1);
}

#[tokio::test]
async fn tags_are_added_and_removed_and_the_others_stay() {
    let fixture = Fixture::start().await;
    let edit = json!({
        "candidate_id": fixture.candidate, "application_id": fixture.application, "owner": "persona:",
        "add_tags": ["persona:verified"], "actor": "ada", "reason": "inquiry inq_123",
    });
    let plan = fixture.plan("update_candidate", edit.clone()).await;
    assert_eq!((&plan["added"], &plan["removed"]), (&json!(["persona:verified"]), &json!([])));
    assert_eq!(fixture.writes(), 0, "a plan writes nothing");
    let done = fixture.run("update_candidate", edit.clone()).await;
    assert_fits(Action::UpdateCandidate, &done);
    assert_eq!((&done["outcome"], &done["reason"]), (&json!("applied"), &json!("inquiry inq_123")));
    assert_eq!(done["tags_before"], json!(["vip", "hr:called"]));
    assert!(!done["request_ids"].as_array().unwrap().is_empty());
    assert_eq!(fixture.tags(), ["vip", "hr:called", "persona:verified"]);
    assert_eq!(fixture.run("update_candidate", edit).await["outcome"], "no_change");
    assert_eq!(fixture.writes(), 1);
}

#[tokio::test]
async fn a_tag_is_removed_by_its_name_without_an_owner() {
    let fixture = Fixture::start().await;
    fixture.sandbox.set_tags(fixture.candidate, ["vip", "a", "b", " odd\u{200b}"]);
    let ids = json!({ "candidate_id": fixture.candidate, "application_id": fixture.application });
    let mut edit = ids.clone();
    edit["remove_tags"] = json!([" odd\u{200b}"]);
    assert_eq!(fixture.run("update_candidate", edit).await["outcome"], "applied");
    let mut edit = ids.clone();
    (edit["remove_tags"], edit["add_tags"]) = (json!(["a"]), json!(["Caf\u{65}\u{301}"]));
    let done = fixture.run("update_candidate", edit).await;
    assert_eq!(done["removed"], json!(["a"]));
    assert_eq!(fixture.tags(), ["vip", "b", "Caf\u{e9}"], "tags are written in NFC");
    assert_eq!(fixture.run("update_candidate", ids).await["outcome"], "no_change");
}

#[tokio::test]
async fn an_edit_is_refused_for_safety_with_the_fields() {
    let fixture = Fixture::start().await;
    let ids = json!({ "candidate_id": fixture.candidate, "application_id": fixture.application });
    let with = |fields: Value| {
        let mut input = ids.clone();
        input.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        input
    };
    let foreign =
        with(json!({ "owner": "persona:", "add_tags": ["persona:a", "b"], "remove_tags": ["vip"] }));
    let error = fixture.refused("update_candidate", foreign).await;
    assert_eq!((error.kind, places(&error)), (ErrorKind::Refused, vec!["/add_tags/1", "/remove_tags/0"]));
    let alike = fixture.refused("update_candidate", with(json!({ "add_tags": ["VIP"] }))).await;
    assert!(alike.what_to_do.contains("reuse_existing"), "{}", alike.what_to_do);
    let reused =
        fixture.run("update_candidate", with(json!({ "add_tags": ["VIP"], "reuse_existing": true }))).await;
    assert_eq!(reused["outcome"], "no_change");
    let all = json!({ "remove_tags": ["vip", "hr:called"] });
    let large = fixture.refused("update_candidate", with(all)).await;
    assert!(large.what_to_do.contains("allow_large_removal"), "{}", large.what_to_do);
    let both = with(json!({ "add_tags": ["a", "b"], "remove_tags": ["b"] }));
    assert_eq!(places(&fixture.refused("update_candidate", both).await), ["/remove_tags/0"]);
    assert_eq!(fixture.writes(), 0);
    let other = json!({ "candidate_id": fixture.candidate + 1, "application_id": fixture.application, "add_tags": ["x"] });
    assert_eq!(fixture.refused("update_candidate", other).await.kind, ErrorKind::Refused);
}

#[tokio::test]
async fn a_replacement_needs_the_expected_set() {
    let fixture = Fixture::start().await;
    let replace = |expected: Value, tags: Value| {
        json!({
            "candidate_id": fixture.candidate, "application_id": fixture.application, "tags": tags, "expected": expected,
        })
    };
    let stale = replace(json!(["vip"]), json!(["new"]));
    assert_eq!(fixture.refused("update_candidate", stale.clone()).await.kind, ErrorKind::Conflict);
    assert_eq!(fixture.actions.plan("update_candidate", &stale).await.unwrap_err().kind, ErrorKind::Conflict);
    assert_eq!(fixture.writes(), 0);
    let fresh = replace(json!(["hr:called", "vip"]), json!(["vip", "new"]));
    let plan = fixture.plan("update_candidate", fresh.clone()).await;
    assert_eq!((&plan["added"], &plan["removed"]), (&json!(["new"]), &json!(["hr:called"])));
    assert_eq!(plan["warnings"][0]["code"], "replaces_all");
    assert_eq!(fixture.run("update_candidate", fresh).await["outcome"], "applied");
    assert_eq!(fixture.tags(), ["vip", "new"]);
    fixture.sandbox.set_tags(fixture.candidate, [" e\u{301}\u{200b}", "new"]);
    let kept = replace(json!([" e\u{301}\u{200b}", "new"]), json!([" e\u{301}\u{200b}", "vip", "new"]));
    fixture.run("update_candidate", kept).await;
    assert_eq!(fixture.tags(), [" e\u{301}\u{200b}", "vip", "new"], "a set is written as given");
    fixture.sandbox.set_tags(fixture.candidate, ["vip", "new"]);
    let none = replace(json!(["vip", "new"]), json!([]));
    assert_eq!(fixture.plan("update_candidate", none.clone()).await["warnings"][0]["code"], "leaves_none");
    fixture.run("update_candidate", none).await;
    assert!(fixture.tags().is_empty());
}

#[tokio::test]
async fn a_replacement_without_check_keeps_a_record_where_an_application_is_known() {
    let fixture = Fixture::start().await;
    let mut input =
        json!({ "candidate_id": fixture.candidate, "tags": ["new"], "replace_without_check": true });
    let plan = fixture.plan("update_candidate", input.clone()).await;
    assert_eq!((&plan["effect"], &plan["tags_before"]), (&json!("writes_blindly"), &json!(null)));
    let done = fixture.run("update_candidate", input.clone()).await;
    assert_fits(Action::UpdateCandidate, &done);
    assert_eq!((&done["outcome"], &done["removed"]), (&json!("replaced_unchecked"), &json!(null)));
    assert_eq!(done["request_ids"].as_array().unwrap().len(), 1);
    assert_eq!(fixture.tags(), ["new"]);
    fixture.sandbox.set_tags(fixture.candidate, ["vip"]);
    input["application_id"] = json!(fixture.application);
    let done = fixture.run("update_candidate", input).await;
    assert_eq!((&done["outcome"], &done["removed"]), (&json!("applied"), &json!(["vip"])));
}

#[tokio::test]
async fn a_blind_write_without_a_response_is_an_unknown_outcome() {
    let fixture = Fixture::start().await;
    fixture.sandbox.before(|request, _| match request.operation {
        Operation::UpdateCandidate => Fault::LoseAnswer,
        _ => Fault::None,
    });
    let input = json!({ "candidate_id": fixture.candidate, "tags": ["new"], "replace_without_check": true });
    let output = fixture.run("update_candidate", input).await;
    assert_eq!(
        (&output["outcome"], &output["error"]["may_have_been_applied"]),
        (&json!("unknown"), &json!(true))
    );
}

#[tokio::test]
async fn a_note_is_written_as_text_or_html() {
    let fixture = Fixture::start().await;
    let note =
        |format: &str| json!({ "candidate_id": fixture.candidate, "content": "<b>ok</b>", "format": format });
    assert_eq!(fixture.plan("create_candidate_note", note("text")).await["effect"], "writes");
    assert_eq!(fixture.writes(), 0, "a plan writes nothing");
    let done = fixture.run("create_candidate_note", note("text")).await;
    assert_fits(Action::CreateCandidateNote, &done);
    assert_eq!((&done["outcome"], done["request_ids"].as_array().unwrap().len()), (&json!("written"), 1));
    fixture.run("create_candidate_note", note("html")).await;
    let notes = fixture.sandbox.notes(fixture.candidate);
    assert_eq!(notes[notes.len() - 2..], ["&lt;b&gt;ok&lt;/b&gt;", "<b>ok</b>"]);
}

#[tokio::test]
async fn a_note_with_a_key_is_written_once_behind_a_journal() {
    let fixture = Fixture::start().await;
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(folder.path().join("notes.jsonl")).await.unwrap();
    let actions = Actions::new(client(&fixture.sandbox).journal(journal).build().unwrap());
    let note = json!({ "candidate_id": fixture.candidate, "content": "Identity verified", "key": "inq_123/verified" });
    let missing = fixture.refused("create_candidate_note", note.clone()).await;
    assert_eq!(missing.kind, ErrorKind::Config);
    assert!(missing.what_to_do.contains("journal"));
    assert_eq!(actions.run("create_candidate_note", &note).await.unwrap()["outcome"], "written");
    assert_eq!(actions.plan("create_candidate_note", &note).await.unwrap()["effect"], "nothing");
    assert_eq!(actions.run("create_candidate_note", &note).await.unwrap()["outcome"], "already_written");
    assert_eq!(fixture.sandbox.received(Operation::CreateCandidateNote), 1);
}

#[tokio::test]
async fn a_note_without_a_response_is_an_unknown_outcome() {
    let fixture = Fixture::start().await;
    fixture.sandbox.before(|request, _| match request.operation {
        Operation::CreateCandidateNote => Fault::LoseAnswer,
        _ => Fault::None,
    });
    let note = json!({ "candidate_id": fixture.candidate, "content": "Identity verified" });
    let output = fixture.run("create_candidate_note", note).await;
    assert_fits(Action::CreateCandidateNote, &output);
    assert_eq!(output["outcome"], "unknown");
    assert_eq!(fixture.sandbox.received(Operation::CreateCandidateNote), 1);
}

#[tokio::test]
async fn a_read_only_client_plans_and_does_not_write() {
    let fixture = Fixture::start().await;
    let actions = Actions::new(client(&fixture.sandbox).refuse_writes().build().unwrap());
    let edit = json!({
        "candidate_id": fixture.candidate, "application_id": fixture.application, "add_tags": ["persona:verified"],
    });
    assert_eq!(actions.plan("update_candidate", &edit).await.unwrap()["effect"], "writes");
    assert_eq!(actions.run("update_candidate", &edit).await.unwrap_err().kind, ErrorKind::ReadOnly);
    assert_eq!(fixture.writes(), 0);
}

#[tokio::test]
async fn a_rate_limit_says_how_long_to_wait() {
    let fixture = Fixture::start().await;
    fixture.sandbox.before(|_, _| Fault::RateLimited { reset: Some(7) });
    let error = fixture.refused("list_jobs", json!({})).await;
    assert_eq!((error.kind, error.retryable), (ErrorKind::RateLimited, true));
    assert_eq!(error.retry_after_seconds, Some(7));
}

#[tokio::test]
async fn debug_of_an_output_hides_personal_data() {
    let fixture = Fixture::start().await;
    let mut input =
        join_actions::input::RetrieveApplication::new(join_sdk::types::ApplicationId(fixture.application));
    input.application_id = join_sdk::types::ApplicationId(fixture.application);
    let read = fixture.actions.retrieve_application(input).await.unwrap();
    let text = format!("{read:?}");
    for secret in [&read.application.first_name, &read.application.email] {
        assert!(!text.contains(secret.as_ref().unwrap().as_str()));
    }
    assert!(text.contains("[redacted]") && !text.contains("vip"));
}

#[tokio::test]
async fn a_typed_input_is_checked_as_json_is() {
    use join_actions::input::{ChooseJob, CreateApplication, ListJobs, UpdateCandidate};
    use join_sdk::types::{CandidateId, JobId};

    let fixture = Fixture::start().await;
    let mut list = ListJobs::default();
    (list.page, list.page_size) = (0, 51);
    let error = fixture.actions.list_jobs(list).await.unwrap_err();
    assert_eq!((error.kind, places(&error)), (ErrorKind::InvalidInput, vec!["/page", "/page_size"]));
    let mut choice = ChooseJob::default();
    choice.page = 0;
    assert_eq!(places(&fixture.actions.choose_job(choice).await.unwrap_err()), ["/page"]);
    let person = CreateApplication::new(JobId(0), "", "Lovelace", "ada");
    let error = fixture.actions.create_application(person).await.unwrap_err();
    assert_eq!(places(&error), ["/email", "/first_name", "/job_id"]);
    let mut blind = UpdateCandidate::new(CandidateId(fixture.candidate));
    blind.tags = Some(vec!["new".into()]);
    assert_eq!(places(&fixture.actions.update_candidate(blind).await.unwrap_err()), ["/expected"]);
    assert!(fixture.sandbox.requests().is_empty(), "nothing was sent");
}

#[test]
fn actions_and_their_futures_move_between_threads() {
    fn is_send<T: Send>(_: &T) {}
    fn spawned(actions: &Actions) {
        is_send(&actions.run("list_jobs", &Value::Null));
        is_send(&actions.plan("list_jobs", &Value::Null));
    }
    let _ = spawned;
}
