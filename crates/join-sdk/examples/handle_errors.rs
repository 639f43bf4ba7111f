//! Handles errors by kind: what happened, whether it was written, what to do.
//! It reads an application that does not exist and sends a note that is empty.
//! Needs JOIN_API_TOKEN, and JOIN_BASE_URL for a sandbox.

use join_sdk::types::{ApplicationId, CandidateId};
use join_sdk::{Error, ErrorKind, Join, Result};

#[tokio::main]
async fn main() -> Result<()> {
    let join = Join::from_env()?;
    if let Err(error) = join.applications().get(ApplicationId(999_999_999)).await {
        explain(&error);
    }
    if let Err(error) = join.candidates().add_note(CandidateId(5), " ").await {
        explain(&error);
    }
    Ok(())
}

fn explain(error: &Error) {
    let advice = match error.kind() {
        ErrorKind::NotFound => "check the id",
        ErrorKind::InvalidInput | ErrorKind::Validation => "fix the input",
        ErrorKind::RateLimited => "wait, then try again",
        ErrorKind::Unauthorized | ErrorKind::PlanRequired => "check the token and the plan",
        _ if error.is_retryable() => "try again later",
        _ => "read the message",
    };
    println!("{}: {error}", error.kind());
    println!("  may be written: {}, advice: {advice}", error.may_have_been_applied());
    println!("  request id for the support: {}", error.request_id().unwrap_or("none"));
}
