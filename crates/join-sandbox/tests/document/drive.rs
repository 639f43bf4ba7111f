//! Requests for each operation, sent with plain HTTP, and the check of their answers.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use join_sandbox::{JoinSandbox, RateLimit};
use jsonschema::Validator;
use reqwest::{Client, Method, Url};
use serde_json::{Value, json};

use crate::schema::{Document, shown};

/// A request for an operation.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) operation: &'static str,
    /// The id in the path.
    pub(crate) id: Option<String>,
    pub(crate) query: Vec<(&'static str, String)>,
    /// The body as it is sent.
    pub(crate) body: Option<String>,
    /// A wrong token, or none. The right one if this is empty.
    pub(crate) token: Option<&'static str>,
    /// Whether it needs a free slot of the plan.
    pub(crate) takes_slot: bool,
}

/// Errors of the document that the sandbox never has, and why.
pub(crate) const IMPOSSIBLE: &[(&str, &str, &str)] = &[
    (
        "listJobs",
        "403",
        "only the plan, a signature and a foreign host are forbidden, and no plan hides jobs",
    ),
    ("listJobs", "404", "it names no row; a sandbox with past-end=404 has it"),
    ("getJob", "403", "as for listJobs"),
    ("listApplications", "403", "as for listJobs"),
    ("listApplications", "404", "a filter that matches nothing is an empty list"),
    ("getApplication", "403", "as for listJobs"),
    ("createApplication", "403", "the sandbox has no limit of applications"),
    ("updateCandidate", "403", "as for listJobs"),
    ("updateCandidate", "409", "a set of tags conflicts with nothing"),
    ("createCandidateNote", "403", "as for listJobs"),
    ("createCandidateNote", "409", "a note conflicts with nothing"),
    ("listOffices", "403", "as for listJobs"),
    ("listOffices", "404", "as for listJobs"),
    ("createOffice", "403", "the sandbox has no limit of offices"),
    ("createOffice", "404", "it names no row"),
    ("createOffice", "409", "the sandbox has no check for duplicates"),
    ("createJob", "409", "two jobs may be the same"),
    ("changeJobStatus", "409", "each status can follow each other"),
    ("listCategories", "403", "as for listJobs"),
    ("listCategories", "404", "it names no row"),
    ("listCategories", "422", "any language is taken"),
    ("listEmploymentTypes", "403", "as for listJobs"),
    ("listEmploymentTypes", "404", "it names no row"),
    ("listEmploymentTypes", "422", "any language is taken"),
    ("listSeniorityLevels", "403", "as for listJobs"),
    ("listSeniorityLevels", "404", "it names no row"),
    ("listSeniorityLevels", "422", "any language is taken"),
];

/// A limit that refuses all.
pub(crate) fn no_requests() -> RateLimit {
    RateLimit { requests: 0, window: Duration::from_secs(60) }
}

impl Request {
    fn new(operation: &'static str) -> Self {
        Request { operation, id: None, query: Vec::new(), body: None, token: Some(""), takes_slot: false }
    }

    fn id(self, id: impl ToString) -> Self {
        Request { id: Some(id.to_string()), ..self }
    }

    fn query(mut self, name: &'static str, value: impl ToString) -> Self {
        self.query.push((name, value.to_string()));
        self
    }

    fn body(self, body: &Value) -> Self {
        self.with_text(&body.to_string())
    }

    fn takes_slot(self) -> Self {
        Request { takes_slot: true, ..self }
    }

    pub(crate) fn with_text(&self, text: &str) -> Self {
        Request { body: Some(text.to_owned()), ..self.clone() }
    }

    pub(crate) fn with_large_body(&self) -> Self {
        self.with_text(&" ".repeat(32 * 1024 * 1024 + 1))
    }
}

async fn first_ids(sandbox: &JoinSandbox, path: &str) -> Vec<i64> {
    let request =
        Client::new().get(format!("{}{path}", sandbox.base_url())).header("Authorization", sandbox.token());
    let rows: Vec<Value> = request.send().await.unwrap().json().await.unwrap();
    rows.iter().map(|row| row["id"].as_i64().unwrap()).collect()
}

/// Requests for each operation that succeed.
pub(crate) async fn requests(sandbox: &JoinSandbox) -> Vec<Request> {
    let jobs = first_ids(sandbox, "/jobs?status=ONLINE").await;
    let offices = first_ids(sandbox, "/offices").await;
    let archived = first_ids(sandbox, "/jobs?status=ARCHIVED").await;
    let candidate = sandbox.candidates()[0];
    let applications = sandbox.candidates().into_iter().flat_map(|id| sandbox.applications_of(id)).take(60);
    let mut requests = vec![
        Request::new("listJobs"),
        Request::new("listJobs").query("status", "ONLINE").query("content", true).query("pageSize", 3),
        Request::new("listJobs").query("status", "DRAFT").query("page", 1),
        Request::new("listApplications"),
        Request::new("listApplications").query("page", 2).query("pageSize", 5).query("hiringState", "APPLIED"),
        Request::new("listApplications").query("jobId", jobs[0]).query("updatedAtGte", "2025-12-01T00:00:00Z"),
        Request::new("listApplications").query("jobExternalId", "ENG-104"),
        Request::new("listOffices"),
        Request::new("listOffices").query("countryCode", "de").query("cityNameLike", "BERLIN").query("pageSize", 1),
        Request::new("createOffice").body(&json!({ "countryIso": "FR", "city": "Lyon" })),
        Request::new("createOffice").body(&json!({
            "countryIso": "pt", "city": "Porto", "name": "Porto", "streetName": "Rua", "streetNumber": "1",
            "postalCode": null, "isDefault": true,
        })),
        Request::new("createJob").takes_slot().body(&new_job(offices[0])),
        Request::new("createJob").takes_slot().body(&json!({
            "title": "Cook", "description": "<p>x</p>", "categoryId": 101, "language": "de", "employmentTypeId": 2,
            "officeId": offices[0], "status": "OFFLINE", "externalId": "K-1", "workplaceType": "REMOTE",
            "remoteType": "COUNTRY", "seniorityId": 2, "cv": "OPTIONAL",
            "salary": { "frequency": "PER_HOUR", "currency": "EUR", "from": 12.5, "to": null, "isShownOnJobAd": true },
        })),
        Request::new("changeJobStatus").takes_slot().id(archived[0]).body(&json!({ "status": "OFFLINE" })),
        Request::new("createApplication").body(&new_application(jobs[0], "first@example.com")),
        Request::new("createApplication").body(&json!({
            "jobId": jobs[1],
            "candidate": { "firstName": "A", "lastName": "B", "email": "second@example.com", "phone": "+49 30 1" },
            "source": "JOB_BOARDS", "integrationExternalId": "key-1",
            "documents": [{ "type": "CV", "name": "a.txt", "data": "YQ==" }],
        })),
        Request::new("updateCandidate").id(candidate).body(&json!({ "tags": ["b", "a", "A "] })),
        Request::new("updateCandidate").id(candidate).body(&json!({ "tags": [] })),
        Request::new("createCandidateNote").id(candidate).body(&json!({ "content": "<b>Fine</b>" })),
    ];
    for language in [None, Some("de"), Some("xx")] {
        for operation in ["listCategories", "listEmploymentTypes", "listSeniorityLevels"] {
            let request = Request::new(operation);
            requests.push(match language {
                Some(language) => request.query("language", language),
                None => request,
            });
        }
    }
    requests.extend(jobs.iter().map(|id| Request::new("getJob").id(id)));
    requests.extend(applications.map(|id| Request::new("getApplication").id(id)));
    requests
}

fn new_job(office: i64) -> Value {
    json!({
        "title": "Cook", "description": "<p>x</p>", "categoryId": 101, "language": "en", "employmentTypeId": 1,
        "officeId": office,
    })
}

fn new_application(job: i64, email: &str) -> Value {
    json!({ "jobId": job, "candidate": { "firstName": "A", "lastName": "B", "email": email } })
}

/// Requests that the company refuses, with the status.
pub(crate) async fn refused(sandbox: &JoinSandbox) -> Vec<(Request, u16)> {
    let jobs = first_ids(sandbox, "/jobs?status=ONLINE").await;
    let office = first_ids(sandbox, "/offices").await[0];
    let archived = first_ids(sandbox, "/jobs?status=ARCHIVED").await[0];
    let again = Request::new("createApplication").body(&new_application(jobs[0], "again@example.com"));
    let sent = Client::new().post(format!("{}/applications", sandbox.base_url()));
    let sent = sent.header("Authorization", sandbox.token()).body(again.body.clone().unwrap());
    assert_eq!(sent.send().await.unwrap().status(), 201);
    let without = |mut body: Value, field: &str| {
        body.as_object_mut().unwrap().remove(field);
        body
    };
    let mut refused = vec![
        (again, 409),
        (Request::new("createApplication").body(&new_application(archived, "b@example.com")), 409),
        (Request::new("createApplication").body(&new_application(7, "b@example.com")), 404),
        (Request::new("createApplication").body(&new_application(jobs[0], "b")), 422),
        (Request::new("createJob").body(&new_job(7)), 404),
        (Request::new("createJob").body(&without(new_job(office), "title")), 422),
        (Request::new("createOffice").body(&json!({ "countryIso": "FRA", "city": "Lyon" })), 422),
        (Request::new("listJobs").query("content", "yes"), 422),
        (Request::new("listApplications").query("jobId", "x"), 422),
        (Request::new("listApplications").query("updatedAtGte", "today"), 422),
    ];
    for list in ["listJobs", "listApplications", "listOffices"] {
        for (name, value) in [("page", "0"), ("page", "x"), ("pageSize", "51"), ("pageSize", "0")] {
            refused.push((Request::new(list).query(name, value), 422));
        }
    }
    for (operation, body) in [
        ("getJob", None),
        ("getApplication", None),
        ("changeJobStatus", Some(json!({ "status": "OFFLINE" }))),
        ("updateCandidate", Some(json!({ "tags": [] }))),
        ("createCandidateNote", Some(json!({ "content": "x" }))),
    ] {
        for (id, status) in [("7", 404), ("-1", 404), ("x", 422), ("9223372036854775808", 422)] {
            let request = Request::new(operation).id(id);
            let request = match &body {
                Some(body) => request.body(body),
                None => request,
            };
            refused.push((request, status));
        }
    }
    refused
}

/// Sends requests, and checks each answer against the document.
pub(crate) struct Driver<'a> {
    document: &'a Document,
    client: Client,
    validators: BTreeMap<(String, u16), Validator>,
    /// The statuses that each operation answered.
    pub(crate) statuses: BTreeMap<String, BTreeSet<u16>>,
    /// The fields that successes of each operation showed.
    pub(crate) shown: BTreeMap<String, BTreeSet<String>>,
}

impl<'a> Driver<'a> {
    pub(crate) fn new(document: &'a Document) -> Self {
        Driver {
            document,
            client: Client::new(),
            validators: BTreeMap::new(),
            statuses: BTreeMap::new(),
            shown: BTreeMap::new(),
        }
    }

    /// Sends a request that has to succeed, or has to find an end of a list.
    pub(crate) async fn send(&mut self, sandbox: &JoinSandbox, request: &Request) {
        let (status, body) = self.checked(sandbox, request).await;
        let past_end = status == 404 && request.query.iter().any(|(name, _)| *name == "page");
        assert!((200..300).contains(&status) || past_end, "{} {status} {body}", request.operation);
        if status < 300 {
            shown(&body, "", self.shown.entry(request.operation.to_owned()).or_default());
        }
    }

    pub(crate) async fn expect(&mut self, sandbox: &JoinSandbox, request: &Request, status: u16) {
        self.expect_one_of(sandbox, request, &[status]).await;
    }

    pub(crate) async fn expect_one_of(&mut self, sandbox: &JoinSandbox, request: &Request, wanted: &[u16]) {
        let (status, body) = self.checked(sandbox, request).await;
        assert!(wanted.contains(&status), "{} {status} {body}", request.operation);
        for field in ["type", "message"] {
            assert!(body["error"][field].is_string(), "{} {status} {body}", request.operation);
        }
    }

    /// The errors of each operation as the document writes them.
    pub(crate) fn classes(&self) -> BTreeMap<&str, BTreeSet<String>> {
        let class = |status: &u16| if *status >= 500 { "5XX".to_owned() } else { status.to_string() };
        let classes = |statuses: &BTreeSet<u16>| statuses.iter().map(class).collect();
        self.statuses.iter().map(|(operation, statuses)| (operation.as_str(), classes(statuses))).collect()
    }

    /// The status and body of the answer to a request, once they are as the document says.
    async fn checked(&mut self, sandbox: &JoinSandbox, request: &Request) -> (u16, Value) {
        let name = request.operation;
        let (method, path, _) = self.document.operation(name);
        let path: Vec<&str> = path
            .split('/')
            .map(|part| if part.starts_with('{') { request.id.as_deref().unwrap() } else { part })
            .collect();
        let url =
            Url::parse_with_params(&format!("{}{}", sandbox.base_url(), path.join("/")), &request.query)
                .unwrap();
        let mut sent =
            self.client.request(Method::from_bytes(method.to_uppercase().as_bytes()).unwrap(), url);
        if let Some(token) = request.token {
            sent = sent.header("Authorization", if token.is_empty() { sandbox.token() } else { token });
        }
        if let Some(body) = &request.body {
            sent = sent.header("Content-Type", "application/json").body(body.clone());
        }
        let response = sent.send().await.unwrap();
        let status = response.status().as_u16();
        let schema = self.document.response(name, status);
        let schema =
            schema.unwrap_or_else(|| panic!("{name} answers {status}, which the document doesn't have"));
        assert_eq!(response.headers()["content-type"], "application/json", "{name} {status}");
        let body: Value = response.json().await.unwrap();
        let document = self.document;
        let validator =
            self.validators.entry((name.to_owned(), status)).or_insert_with(|| document.validator(schema));
        let errors: Vec<String> =
            validator.iter_errors(&body).map(|error| format!("{} {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{name} {status}: {errors:#?} in {body}");
        self.statuses.entry(name.to_owned()).or_default().insert(status);
        (status, body)
    }
}
