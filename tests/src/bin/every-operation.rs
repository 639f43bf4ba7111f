//! Calls every operation of the SDK on the server of `JOIN_BASE_URL`, with the token of `JOIN_API_TOKEN`.
//!
//! `cargo xtask conform` runs it against servers that judge the requests.

use std::env;
use std::process::ExitCode;

use join_tests::every_operation::call_all;

#[tokio::main]
async fn main() -> ExitCode {
    let (Ok(base_url), Ok(token)) = (env::var("JOIN_BASE_URL"), env::var("JOIN_API_TOKEN")) else {
        eprintln!("error: JOIN_BASE_URL or JOIN_API_TOKEN is not set");
        return ExitCode::FAILURE;
    };
    match call_all(&base_url, &token).await {
        Ok(missing) if missing.is_empty() => ExitCode::SUCCESS,
        Ok(missing) => {
            eprintln!("error: these operations are not called: {}", missing.join(", "));
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
