//! Connects to the account: reads the token and the base URL, and sets up the audit file.

use std::path::PathBuf;
use std::sync::OnceLock;

use clap::Args;
use join_sdk::audit::FileSink;
use join_sdk::journal::Journal;
use join_sdk::{Config, Join, JoinBuilder, RequestOptions};

use crate::exit::Failure;

/// Attribution of a write, for receipts and records.
#[derive(Args)]
pub(crate) struct AttributionArgs {
    /// Reason for the write, kept in receipts and records. Must not contain personal data.
    #[arg(long)]
    pub(crate) reason: Option<String>,
    /// Author of the write, kept in receipts and records.
    #[arg(long)]
    pub(crate) actor: Option<String>,
}

impl AttributionArgs {
    /// Returns a client whose records carry the attribution.
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

/// Environment variable that names the audit file. `--audit` takes precedence.
const AUDIT_FILE: &str = "JOIN_AUDIT_FILE";

/// The file of `--audit`, set once for the process.
static ASKED: OnceLock<PathBuf> = OnceLock::new();

/// Records the writes of this process in a file.
pub(crate) fn record_in(file: PathBuf) {
    ASKED.get_or_init(|| file);
}

/// Builds a client from `JOIN_API_TOKEN` and `JOIN_BASE_URL`, with the audit file if one is set.
pub(crate) async fn connect() -> Result<Join, Failure> {
    Ok(builder().await?.build()?)
}

/// Builds the same client with a journal.
pub(crate) async fn connect_with(journal: Journal) -> Result<Join, Failure> {
    Ok(builder().await?.journal(journal).build()?)
}

async fn builder() -> Result<JoinBuilder, Failure> {
    let builder = Config::from_env()?.builder().user_agent(concat!("joinctl/", env!("CARGO_PKG_VERSION")));
    recorded(builder).await
}

/// Adds the audit file, if one is set.
pub(crate) async fn recorded(builder: JoinBuilder) -> Result<JoinBuilder, Failure> {
    let named = || std::env::var_os(AUDIT_FILE).filter(|path| !path.is_empty()).map(PathBuf::from);
    match ASKED.get().cloned().or_else(named) {
        Some(path) => Ok(builder.audit(FileSink::open(path).await?)),
        None => Ok(builder),
    }
}
