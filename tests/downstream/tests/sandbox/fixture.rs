//! A simulated JOIN, and the service on it, which can be stopped and started again on its journal.

use std::time::Duration;

use identity_service::recorder::Recorder;
use identity_service::service;
use join_sandbox::{Fault, JoinSandbox, Operation};
use join_sdk::journal::Journal;
use join_sdk::types::JobStatus;
use join_sdk::{ApiToken, Join};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub struct Fixture {
    pub sandbox: JoinSandbox,
    /// A candidate whom a recruiter has tagged `vip`.
    pub candidate: i64,
    pub application: i64,
    folder: TempDir,
}

/// A running service. It is killed when dropped.
pub struct Service {
    url: String,
    task: JoinHandle<()>,
}

impl Fixture {
    pub async fn start() -> Self {
        let sandbox = JoinSandbox::start().await.unwrap();
        let candidate = sandbox.candidates()[0];
        sandbox.set_tags(candidate, ["vip", "idv:status=pending"]);
        let application = sandbox.applications_of(candidate)[0];
        Self { sandbox, candidate, application, folder: tempfile::tempdir().unwrap() }
    }

    /// Starts the service on the journal of the last time.
    pub async fn service(&self) -> Service {
        let journal = Journal::open(self.folder.path().join("decisions.jsonl")).await.unwrap();
        let join =
            Join::builder(ApiToken::new(self.sandbox.token()).unwrap()).base_url(self.sandbox.base_url());
        let join = join.journal(journal).attempt_timeout(Duration::from_millis(500)).build().unwrap();
        let recorder = Recorder::new(join).settle(Duration::from_millis(50));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/inquiries", listener.local_addr().unwrap());
        let router = service::router(recorder, "secret");
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Service { url, task }
    }

    /// A job that takes applications.
    pub async fn online_job(&self) -> i64 {
        let join =
            Join::builder(ApiToken::new(self.sandbox.token()).unwrap()).base_url(self.sandbox.base_url());
        let jobs = join.build().unwrap().jobs().list().status(JobStatus::Online).page(1).await.unwrap();
        jobs.rows.into_iter().find_map(Result::ok).unwrap().id.0
    }

    pub fn tags(&self) -> Vec<String> {
        self.sandbox.tags(self.candidate).unwrap().as_slice().to_vec()
    }

    pub fn notes(&self) -> Vec<String> {
        self.sandbox.notes(self.candidate)
    }

    /// An inquiry about the candidate.
    pub fn inquiry(&self, outcome: &str) -> Value {
        json!({"inquiry": "inq_1", "outcome": outcome, "application": self.application})
    }

    /// Breaks the first request for an operation.
    pub fn on_first(&self, operation: Operation, fault: Fault) {
        self.sandbox.before(move |request, _| match request.operation == operation && request.number == 1 {
            true => fault.clone(),
            false => Fault::None,
        });
    }
}

impl Service {
    /// Delivers an inquiry, and returns the status.
    pub async fn deliver(&self, inquiry: &Value) -> u16 {
        let request = reqwest::Client::new().post(&self.url).header(service::SECRET, "secret").json(inquiry);
        request.send().await.unwrap().status().as_u16()
    }

    /// Stops the service as a kill does: what is running ends where it stands.
    pub async fn kill(self) {
        self.task.abort();
        // The task holds the journal's lock until it has ended.
        let _ = self.task.await;
    }
}
