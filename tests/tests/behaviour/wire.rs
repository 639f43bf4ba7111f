//! The wire, one snapshot for each operation: parameters, the golden bytes of its requests, and the shape of its answer.
//!
//! Accept what changed with `cargo xtask regen`.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

use join_client::types::*;
use join_client::{BoxFuture, Client, Inner, Transport};
use join_codegen::document::{Document, Operation};
use serde_json::Value;

/// The folder of the snapshots, below the package.
const FOLDER: &str = "wire";

/// The same folder, from the folder of this file.
const SNAPSHOTS: &str = "../../wire";

/// Keeps what would be sent and answers with nothing.
#[derive(Debug, Default)]
struct Recorder(Mutex<Vec<reqwest::Request>>);

impl Transport for Recorder {
    fn send<'a>(
        &'a self,
        _: &'a reqwest::Client,
        request: reqwest::Request,
    ) -> BoxFuture<'a, reqwest::Result<reqwest::Response>> {
        self.0.lock().unwrap().push(request);
        Box::pin(async { Ok(axum::http::Response::new("").into()) })
    }
}

/// Calls every operation twice: with the least that it takes, and with everything.
async fn requests() -> Vec<reqwest::Request> {
    let recorder = Arc::new(Recorder::default());
    let client = Client::new_with_client(
        "https://api.join.com/v2".parse().unwrap(),
        reqwest::Client::new(),
        Inner::new(Arc::clone(&recorder) as Arc<dyn Transport>),
    );
    jobs(&client).await;
    applications(&client).await;
    candidates(&client).await;
    offices_and_catalog(&client).await;
    std::mem::take(&mut *recorder.0.lock().unwrap())
}

async fn jobs(client: &Client) {
    let _ = client.list_jobs(None, None, None, None).await;
    let _ = client.list_jobs(Some(true), Some(2), Some(50), Some(&JobStatus::Online)).await;
    let _ = client.get_job(&JobId(7)).await;
    let mut job = CreateJobRequest {
        category_id: CategoryId(12),
        description: "<p>Pipelines & more</p>".into(),
        employment_type_id: EmploymentTypeId(2),
        language: "en".into(),
        office_id: OfficeId(3),
        status: None,
        title: "Ingénieur “data”".into(),
        external_id: None,
        workplace_type: None,
        remote_type: None,
        seniority_id: None,
        cv: None,
        salary: None,
    };
    let _ = client.create_job(&job).await;
    job.status = Some(JobStatus::Offline);
    let _ = client.create_job(&job).await;
    job.external_id = Some("ENG-104".into());
    job.workplace_type = Some(WorkplaceType::Remote);
    job.remote_type = Some(RemoteType::Country);
    job.seniority_id = Some(SeniorityLevelId(3));
    job.cv = Some(CvRequirement::Optional);
    job.salary = Some(NewSalary {
        from: "15.50".parse().ok(),
        to: "18".parse().ok(),
        currency: Currency::Eur,
        frequency: SalaryFrequency::PerHour,
        is_shown_on_job_ad: true,
    });
    let _ = client.create_job(&job).await;
    let status = ChangeJobStatusRequest { status: JobStatus::Archived };
    let _ = client.change_job_status(&JobId(7), &status).await;
}

async fn applications(client: &Client) {
    let _ = client.list_applications(None, None, None, None, None, None).await;
    let since = "2026-11-24T09:30:00.250Z".parse().unwrap();
    let job = JobId(7);
    let (state, key) = (HiringState::Active, "eng/1 & 2");
    let _ =
        client.list_applications(Some(&state), Some(key), Some(&job), Some(2), Some(50), Some(&since)).await;
    let _ = client.get_application(&ApplicationId(9)).await;
    let mut application = CreateApplicationRequest {
        candidate: NewCandidate {
            email: "zoe@example.com".into(),
            first_name: "Zoë".into(),
            last_name: "Ångström".into(),
            phone: None,
        },
        documents: None,
        integration_external_id: None,
        job_id: job,
        source: None,
    };
    let _ = client.create_application(&application).await;
    application.candidate.phone = Some("+468123456".into());
    let (data, name) = ("JVBERi0xLjc=".into(), "cv.pdf".into());
    application.documents = Some(vec![NewDocument { data, name, type_: DocumentType::Cv }]);
    application.integration_external_id = Some("inq_123".into());
    application.source = Some(ApplicationSource::SocialMedia);
    let _ = client.create_application(&application).await;
}

async fn candidates(client: &Client) {
    for tags in [vec![], vec!["x=“1”".into(), "b".into()]] {
        let _ = client.update_candidate(&CandidateId(5), &UpdateCandidateRequest { tags }).await;
    }
    let note = CreateNoteRequest { content: "Identity verified.\n<b>&</b>".into() };
    let _ = client.create_candidate_note(&CandidateId(5), &note).await;
}

async fn offices_and_catalog(client: &Client) {
    let _ = client.list_offices(None, None, None, None).await;
    let _ = client.list_offices(Some("Köln"), Some("DE"), Some(2), Some(50)).await;
    let mut office = CreateOfficeRequest {
        city: "Zürich".into(),
        country_iso: "CH".into(),
        is_default: None,
        name: None,
        postal_code: None,
        street_name: None,
        street_number: None,
    };
    let _ = client.create_office(&office).await;
    office.is_default = Some(true);
    office.name = Some("HQ".into());
    office.postal_code = Some("08001".into());
    office.street_name = Some("Torstraße".into());
    office.street_number = Some("1a".into());
    let _ = client.create_office(&office).await;
    for language in [None, Some("de")] {
        let _ = client.list_categories(language).await;
        let _ = client.list_employment_types(language).await;
        let _ = client.list_seniority_levels(language).await;
    }
}

fn document() -> Document {
    Document::new(serde_json::from_str(include_str!("../../../join-api.json")).unwrap())
}

/// Whether a request is one to the operation.
fn is_for(request: &reqwest::Request, operation: &Operation<'_>) -> bool {
    let path = request.url().path().strip_prefix("/v2").unwrap_or_default();
    let (path, template): (Vec<_>, Vec<_>) = (path.split('/').collect(), operation.path.split('/').collect());
    request.method().as_str().eq_ignore_ascii_case(operation.method)
        && path.len() == template.len()
        && template.iter().zip(path).all(|(wanted, got)| wanted.starts_with('{') || *wanted == got)
}

#[tokio::test]
async fn every_operation_is_on_the_wire_as_it_was_accepted() {
    let (document, requests) = (document(), requests().await);
    let mut differ = Vec::new();
    for operation in document.operations() {
        let text = shown(&document, &operation, &requests);
        let id = operation.text("operationId");
        // Each is compared, so that one run shows all that differs.
        let compared = catch_unwind(AssertUnwindSafe(|| {
            insta::with_settings!({snapshot_path => SNAPSHOTS, prepend_module_to_snapshot => false, omit_expression => true}, {
                insta::assert_snapshot!(id, text);
            });
        }));
        if compared.is_err() {
            differ.push(id);
        }
    }
    assert!(differ.is_empty(), "{differ:?} differ; accept it with `cargo xtask regen`");
}

#[tokio::test]
async fn all_that_an_operation_takes_is_sent_in_one_of_its_requests() {
    let (document, requests) = (document(), requests().await);
    for operation in document.operations() {
        let id = operation.text("operationId");
        let sent = requests.iter().filter(|request| is_for(request, &operation));
        let last = sent
            .last()
            .unwrap_or_else(|| panic!("{id} is not called: add it to tests/tests/behaviour/wire.rs"));
        let queried: BTreeSet<String> = last.url().query_pairs().map(|(key, _)| key.into_owned()).collect();
        for parameter in members(operation.object.get("parameters")).filter(|one| one["in"] == "query") {
            let name = parameter["name"].as_str().unwrap();
            assert!(
                queried.contains(name),
                "{id} is not called with `{name}`: add it to tests/tests/behaviour/wire.rs"
            );
        }
        if let Some(schema) = operation.request() {
            let body: Value = serde_json::from_slice(body(last)).unwrap();
            let mut fields = Vec::new();
            flatten(&document, schema, "", "", &mut fields);
            for (path, _) in fields.iter().filter(|(path, _)| !path.is_empty()) {
                let pointer = format!("/{}", path.replace("[]", ".0").replace('.', "/"));
                assert!(
                    body.pointer(&pointer).is_some(),
                    "{id} is not called with `{path}`: add it to tests/tests/behaviour/wire.rs"
                );
            }
        }
    }
}

#[test]
fn no_snapshot_is_left_of_an_operation_that_is_gone() {
    let document = document();
    let known: BTreeSet<String> =
        document.operations().map(|operation| format!("{}.snap", operation.text("operationId"))).collect();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER);
    let files =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let orphans: Vec<String> =
        files.filter(|name| name.ends_with(".snap") && !known.contains(name)).collect();
    assert!(orphans.is_empty(), "{orphans:?} are left over; `cargo xtask regen` removes them");
}

/// All that is known of an operation on the wire.
fn shown(document: &Document, operation: &Operation<'_>, requests: &[reqwest::Request]) -> String {
    let mut text = format!(
        "{} {}\n{}, known by {}\n",
        operation.method.to_uppercase(),
        operation.path,
        operation.text("x-join-class"),
        operation.text("x-join-evidence")
    );
    let parameters: Vec<String> = members(operation.object.get("parameters"))
        .map(|one| {
            let optional = if one["required"] == true { "" } else { ", optional" };
            let (place, name) = (one["in"].as_str().unwrap(), one["name"].as_str().unwrap());
            format!("  {place} {name}: {}{optional}\n", described(document, &one["schema"]))
        })
        .collect();
    if !parameters.is_empty() {
        text.push_str(&format!("\nparameters\n{}", parameters.concat()));
    }
    for request in requests.iter().filter(|request| is_for(request, operation)) {
        text.push_str(&format!("\nsent\n{}", sent(request)));
    }
    let answer = &operation.object["responses"]["2XX"]["content"]["application/json"]["schema"];
    let mut fields = Vec::new();
    flatten(document, answer, "", "", &mut fields);
    text.push_str("\nanswered\n");
    for (path, what) in fields {
        let path = if path.is_empty() { "body" } else { &path };
        text.push_str(&format!("  {path}: {what}\n"));
    }
    text
}

fn sent(request: &reqwest::Request) -> String {
    let url = request.url();
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let mut text = format!("  {} {}{query}\n", request.method(), url.path());
    for (name, value) in request.headers() {
        text.push_str(&format!("  {name}: {}\n", value.to_str().unwrap()));
    }
    match std::str::from_utf8(body(request)).unwrap() {
        "" => text,
        body => format!("{text}  {body}\n"),
    }
}

fn body(request: &reqwest::Request) -> &[u8] {
    request.body().and_then(reqwest::Body::as_bytes).unwrap_or_default()
}

/// The component that a schema leads to, or itself.
fn resolved<'a>(document: &'a Document, schema: &'a Value) -> &'a Value {
    let reference = schema.get("$ref").or_else(|| schema.get("allOf")?.get(0)?.get("$ref"));
    let Some(name) = reference.and_then(|reference| reference.as_str()?.rsplit('/').next()) else {
        return schema;
    };
    document.components().find(|(other, ..)| *other == name).map_or(schema, |(_, _, schema)| schema)
}

/// Type, format and values of a schema.
fn described(document: &Document, schema: &Value) -> String {
    let schema = resolved(document, schema);
    let mut words: Vec<&str> = ["type", "format"].iter().filter_map(|key| schema[*key].as_str()).collect();
    if schema.get("type").is_none() {
        words.push("any");
    }
    let values: Vec<&str> = Document::known_values(schema).collect();
    let values = values.join(" | ");
    words.extend((!values.is_empty()).then_some(values.as_str()));
    words.join(" ")
}

/// The fields below a schema by dotted path.
fn flatten(document: &Document, schema: &Value, path: &str, mark: &str, fields: &mut Vec<(String, String)>) {
    let whole = resolved(document, schema);
    fields.push((path.to_owned(), format!("{}{mark}", described(document, schema))));
    if let Some(items) = whole.get("items") {
        flatten(document, items, &format!("{path}[]"), "", fields);
    }
    for (name, property) in whole["properties"].as_object().into_iter().flatten() {
        let required = members(whole.get("required")).any(|required| required == name.as_str());
        let inner = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        flatten(document, property, &inner, if required { "" } else { ", optional" }, fields);
    }
}

fn members(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}
