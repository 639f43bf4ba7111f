//! The account that a command works in: the token and the base URL of the environment, and where its writes are recorded.

use std::path::PathBuf;
use std::sync::OnceLock;

use clap::Args;
use join_sdk::audit::FileSink;
use join_sdk::journal::Journal;
use join_sdk::{Config, Join, JoinBuilder, RequestOptions};

use crate::exit::Failure;

/// Who writes and why, for receipts and records.
#[derive(Args)]
pub(crate) struct AttributionArgs {
    /// Why, for receipts and records. Keep personal data out of it.
    #[arg(long)]
    pub(crate) reason: Option<String>,
    /// Who, for receipts and records.
    #[arg(long)]
    pub(crate) actor: Option<String>,
}

impl AttributionArgs {
    /// The client, in whose records this is said.
    pub(crate) fn writes(&self, join: &Join) -> Join {
        let mut options = RequestOptions::new();
        if let Some(reason) = &self.reason {
            options = options.reason(reason);
        }
        if let Some(actor) = &self.actor {
            options = options.actor(actor);
        }
        join.with_options(options)
    }
}

/// Names the file that gets a record of each write, where `--audit` does not.
const AUDIT_FILE: &str = "JOIN_AUDIT_FILE";

/// What `--audit` says: once for the process, as the environment does.
static ASKED: OnceLock<PathBuf> = OnceLock::new();

/// Has the writes of this process recorded in a file.
pub(crate) fn record_in(file: PathBuf) {
    ASKED.get_or_init(|| file);
}

/// A client with `JOIN_API_TOKEN` and `JOIN_BASE_URL`, whose writes are recorded where that is asked for.
pub(crate) async fn connect() -> Result<Join, Failure> {
    Ok(builder().await?.build()?)
}

/// The same, with a journal.
pub(crate) async fn connect_with(journal: Journal) -> Result<Join, Failure> {
    Ok(builder().await?.journal(journal).build()?)
}

async fn builder() -> Result<JoinBuilder, Failure> {
    let builder = Config::from_env()?.builder().user_agent(concat!("joinctl/", env!("CARGO_PKG_VERSION")));
    recorded(builder).await
}

/// The same client, whose writes are recorded where that is asked for.
pub(crate) async fn recorded(builder: JoinBuilder) -> Result<JoinBuilder, Failure> {
    let named = || std::env::var_os(AUDIT_FILE).filter(|path| !path.is_empty()).map(PathBuf::from);
    match ASKED.get().cloned().or_else(named) {
        Some(path) => Ok(builder.audit(FileSink::open(path).await?)),
        None => Ok(builder),
    }
}
