//! The account of an example: the one of `JOIN_API_TOKEN`, or else a sandbox in this process.

use std::error::Error;

use join_sandbox::JoinSandbox;
use join_sdk::{ApiToken, Join, JoinBuilder};

/// A builder for its client, and the sandbox, which serves until it is dropped.
pub(crate) async fn open() -> Result<(JoinBuilder, Option<JoinSandbox>), Box<dyn Error>> {
    if std::env::var_os("JOIN_API_TOKEN").is_some() {
        return Ok((Join::builder_from_env()?, None));
    }
    let sandbox = JoinSandbox::start().await?;
    println!("no JOIN_API_TOKEN is set: this runs against a sandbox in this process");
    let builder = Join::builder(ApiToken::new(sandbox.token())?).base_url(sandbox.base_url());
    Ok((builder, Some(sandbox)))
}
