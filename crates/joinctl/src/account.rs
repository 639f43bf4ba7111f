//! The account that a command works in: the token and the base URL of the environment, and where its writes are recorded.

use join_sdk::audit::AuditFile;
use join_sdk::journal::Journal;
use join_sdk::{Config, Join, JoinBuilder};

use crate::Failure;

/// Names the file that gets a record of each write.
const AUDIT_FILE: &str = "JOIN_AUDIT_FILE";

/// A client with `JOIN_API_TOKEN` and `JOIN_BASE_URL`, whose writes go into the file that `JOIN_AUDIT_FILE` names.
pub(crate) async fn connect() -> Result<Join, Failure> {
    Ok(builder().await?.build()?)
}

/// The same, with a journal.
pub(crate) async fn connect_with(journal: Journal) -> Result<Join, Failure> {
    Ok(builder().await?.journal(journal).build()?)
}

async fn builder() -> Result<JoinBuilder, Failure> {
    let builder = Config::from_env()?.builder().user_agent(concat!("joinctl/", env!("CARGO_PKG_VERSION")));
    match std::env::var_os(AUDIT_FILE).filter(|path| !path.is_empty()) {
        Some(path) => Ok(builder.audit(AuditFile::open(path).await?)),
        None => Ok(builder),
    }
}
