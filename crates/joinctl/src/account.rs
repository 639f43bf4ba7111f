//! The account that a command works in: the token and the base URL of the environment.

use join_sdk::{Config, Join};

use crate::Failure;

/// A client with `JOIN_API_TOKEN` and `JOIN_BASE_URL`.
pub(crate) fn connect() -> Result<Join, Failure> {
    Ok(Config::from_env()?.builder().user_agent(concat!("joinctl/", env!("CARGO_PKG_VERSION"))).build()?)
}
