//! The sandbox as a client sees it: over a real socket.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a failing step fails the test"
)]

mod access;
mod faults;
mod files;
mod history;
mod lists;
mod odd;
mod random;
mod recruiter;
mod refusals;
mod replay;
mod server;
mod tags;
mod variants;
mod writers;
mod writes;

use join_sandbox::JoinSandbox;
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

/// A client with the right token for one sandbox.
struct Caller<'a> {
    sandbox: &'a JoinSandbox,
    client: Client,
}

impl<'a> Caller<'a> {
    fn new(sandbox: &'a JoinSandbox) -> Self {
        Caller { sandbox, client: Client::new() }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.sandbox.base_url());
        self.client.request(method, url).header("Authorization", self.sandbox.token())
    }

    async fn send(&self, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
        answer(self.request(method, path).json(&body)).await
    }

    async fn get(&self, path: &str) -> (StatusCode, Value) {
        answer(self.request(Method::GET, path)).await
    }

    /// The rows of a list that must answer 200.
    async fn rows(&self, path: &str) -> Vec<Value> {
        let (status, rows) = self.get(path).await;
        assert_eq!(status, 200, "{rows}");
        rows.as_array().unwrap().clone()
    }

    async fn all_applications(&self) -> Vec<Value> {
        let mut all = Vec::new();
        for page in 1.. {
            let rows = self.rows(&format!("/applications?page={page}")).await;
            let last = rows.len() < 50;
            all.extend(rows);
            if last {
                break;
            }
        }
        all
    }

    async fn first_job(&self) -> i64 {
        self.rows("/jobs?status=ONLINE").await[0]["id"].as_i64().unwrap()
    }
}

async fn answer(request: RequestBuilder) -> (StatusCode, Value) {
    let response = request.send().await.unwrap();
    (response.status(), response.json().await.unwrap())
}

fn error_type(body: &Value) -> &str {
    assert!(body["error"]["message"].is_string(), "{body}");
    body["error"]["type"].as_str().unwrap()
}

fn ids(rows: &[Value]) -> Vec<i64> {
    rows.iter().map(|row| row["id"].as_i64().unwrap()).collect()
}

fn new_application(job_id: i64, email: &str) -> Value {
    json!({
        "jobId": job_id,
        "candidate": { "firstName": "Zoë", "lastName": "Okonkwo", "email": email, "phone": "+49 30 555" },
        "source": "AGENCY",
        "integrationExternalId": "inq_123",
        "documents": [{ "type": "CV", "name": "Zoë's CV.pdf", "data": "JVBERi0xLjQ=" }],
    })
}

/// A candidate with at least two applications.
fn applied_twice(sandbox: &JoinSandbox) -> i64 {
    let twice = |id: &i64| sandbox.applications_of(*id).len() > 1;
    sandbox.candidates().into_iter().find(twice).unwrap()
}
