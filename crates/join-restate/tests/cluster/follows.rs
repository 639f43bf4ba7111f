//! A followed change feed, and the service that gets its changes.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use join_restate::restate_sdk;
use join_sandbox::JoinSandbox;
use restate_sdk::endpoint::Builder;
use restate_sdk::prelude::*;
use serde_json::{Value, json};

use crate::server::Cluster;

/// Keeps what it receives in a file.
struct Onboarding {
    file: PathBuf,
}

#[restate_sdk::service]
impl Onboarding {
    #[handler]
    async fn changed(&self, _context: Context<'_>, change: Json<Value>) -> HandlerResult<()> {
        let mut file = std::fs::File::options().create(true).append(true).open(&self.file)?;
        file.write_all(format!("{}\n", change.0).as_bytes())?;
        Ok(())
    }
}

pub(crate) fn endpoint(file: PathBuf) -> Builder {
    Endpoint::builder().bind(Onboarding { file })
}

pub(crate) async fn each_change_reaches_the_service_of_the_caller(program: &Path) {
    let sandbox = JoinSandbox::builder().applications(450).start().await.unwrap();
    let candidate = sandbox.candidates()[3];
    sandbox.set_tags(candidate, ["hr:called"]);
    let mut cluster = Cluster::start(program, sandbox).await;
    let caller = cluster.caller();
    let start =
        json!({ "every_seconds": 1, "to": { "service": "Onboarding", "handler": "changed" } }).to_string();
    let (status, answer) = caller.call("JoinChanges/acme:hires/start", None, &start).await;
    assert_eq!((status, &answer["following"]), (200, &json!(true)), "{answer}");
    reached(&cluster, 450).await;

    cluster.kill_service();
    let application = cluster.sandbox.applications_of(candidate)[0];
    let edit = json!({ "application_id": application, "add_tags": ["idv:checked"] }).to_string();
    let (status, answer) =
        caller.call(&format!("JoinCandidate/acme:{candidate}/update_candidate"), None, &edit).await;
    assert_eq!(status, 200, "{answer}");
    let is_edit =
        |change: &Value| change["what"] == json!(["tags"]) && change["candidate_id"] == json!(candidate);
    while !cluster.received().iter().any(is_edit) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let (_, status) = caller.call("JoinChanges/acme:hires/status", None, "").await;
    assert_eq!((&status["following"], &status["failure"]), (&json!(true), &Value::Null), "{status}");

    caller.call("JoinChanges/acme:hires/stop", None, "").await;
    let (_, status) = caller.call("JoinChanges/acme:hires/status", None, "").await;
    assert_eq!(status["following"], json!(false), "{status}");

    // A feed without a store says so, and can be stopped.
    caller.call("JoinChanges/acme:no.store/start", None, &start).await;
    loop {
        let (_, status) = caller.call("JoinChanges/acme:no.store/status", None, "").await;
        if status["failure"].as_str().is_some_and(|failure| failure.contains("no store")) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let (status, _) = caller.call("JoinChanges/acme:no.store/stop", None, "").await;
    assert_eq!(status, 200);
}

async fn reached(cluster: &Cluster, applications: usize) {
    loop {
        let received: BTreeSet<i64> =
            cluster.received().iter().filter_map(|change| change["application_id"].as_i64()).collect();
        if received.len() == applications {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
