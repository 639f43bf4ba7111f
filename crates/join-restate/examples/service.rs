//! The services for one company, with a journal and cursors in a folder.
//!
//! Start the server, the service, and register it; then send requests. No Docker is needed:
//!
//! ```text
//! npx --yes @restatedev/restate-server@1.7
//! JOIN_API_TOKEN=... cargo run --package join-restate --example service
//! curl -X POST localhost:9070/deployments --json '{"uri": "http://localhost:9080"}'
//! curl localhost:8080/JoinCompany/acme/list_jobs --json '{}'
//! curl localhost:8080/JoinCandidate/acme:70001/decide --json '{
//!   "id": "inq_123", "application_id": 90210, "owner": "persona:", "set": {"persona:status": "verified"},
//!   "note": "Identity verified"}'
//! ```
//!
//! Settings: `JOIN_API_TOKEN`, `JOIN_BASE_URL`, `JOIN_COMPANY` (default `acme`), `JOIN_STATE` (a folder; default `.`) and
//! `SERVICE_ADDRESS` (default `127.0.0.1:9080`).

use std::env;
use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;

use join_restate::Companies;
use join_restate::restate_sdk::prelude::{Endpoint, HttpServer};
use join_sdk::changes::{CursorStore, FileStore};
use join_sdk::journal::Journal;
use join_sdk::shared::StoreError;
use join_sdk::{BoxFuture, Config, Join};

/// One company, and the folder with its cursors.
#[derive(Debug)]
pub(crate) struct OneCompany {
    key: String,
    join: Join,
    folder: PathBuf,
}

impl Companies for OneCompany {
    fn client<'a>(&'a self, company: &'a str) -> BoxFuture<'a, Result<Option<Join>, StoreError>> {
        Box::pin(async move { Ok((company == self.key).then(|| self.join.clone())) })
    }

    fn cursor<'a>(
        &'a self,
        company: &'a str,
        feed: &'a str,
    ) -> BoxFuture<'a, Result<Option<Arc<dyn CursorStore>>, StoreError>> {
        // The name of the feed becomes that of a file.
        let is_plain = feed.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '-');
        let store = FileStore::new(self.folder.join(format!("{company}-{feed}.cursor")));
        Box::pin(async move { Ok((company == self.key && is_plain).then(|| Arc::new(store) as _)) })
    }
}

/// The company of the environment.
pub(crate) async fn company() -> Result<OneCompany, Box<dyn Error>> {
    let folder = PathBuf::from(setting("JOIN_STATE", "."));
    let journal = Journal::open(folder.join("journal.jsonl")).await?;
    let join = Config::from_env()?.builder().journal(journal).build()?;
    Ok(OneCompany { key: setting("JOIN_COMPANY", "acme"), join, folder })
}

/// Serves the endpoint until Ctrl-C.
pub(crate) async fn serve(endpoint: Endpoint) -> Result<(), Box<dyn Error>> {
    let address = setting("SERVICE_ADDRESS", "127.0.0.1:9080");
    HttpServer::new(endpoint).serve(tokio::net::TcpListener::bind(address).await?).await;
    Ok(())
}

fn setting(name: &str, usual: &str) -> String {
    env::var(name).unwrap_or_else(|_| usual.to_owned())
}

#[tokio::main]
#[allow(dead_code, reason = "the tests serve it in a process of their own")]
async fn main() -> Result<(), Box<dyn Error>> {
    serve(join_restate::bind(Endpoint::builder(), company().await?).build()).await
}
