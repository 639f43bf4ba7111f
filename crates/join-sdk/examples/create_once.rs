//! Creates an application under an external id, at most once.
//! The second call finds it and sends nothing that could create another.
//! Needs JOIN_API_TOKEN, and JOIN_BASE_URL for a sandbox.

use join_sdk::types::JobStatus;
use join_sdk::{ErrorKind, Join, NewApplication, Result};

const EXTERNAL_ID: &str = "inq_123";

#[tokio::main]
async fn main() -> Result<()> {
    let join = Join::from_env()?;
    let Some(job) = join.jobs().list().status(JobStatus::Online).rows().next().await.transpose()? else {
        println!("no job is online");
        return Ok(());
    };
    let application =
        NewApplication::new(job.id, "Ada", "Lovelace", "ada@example.com")?.external_id(EXTERNAL_ID)?;
    for call in 1..=2 {
        match join.applications().ensure(&application).await {
            Ok(outcome) => {
                let candidate = outcome.candidate();
                println!("call {call}: candidate {candidate}, created now: {}", outcome.was_created());
            }
            // The application may be there. The same call later settles it.
            Err(error) if error.kind() == ErrorKind::UnknownOutcome => println!("call {call}: {error}"),
            Err(error) => return Err(error),
        }
    }
    let found = join.applications().find(job.id, EXTERNAL_ID).await?;
    println!("{EXTERNAL_ID} is there: {}", found.is_some());
    Ok(())
}
