//! Creates an application under an external id, at most once.
//! The second call finds it and sends nothing that could create another.
//! Needs JOIN_API_TOKEN, and JOIN_BASE_URL for a sandbox.

use join_sdk::types::JobStatus;
use join_sdk::{Join, NewApplication, Result};

#[tokio::main]
async fn main() -> Result<()> {
    let join = Join::from_env()?;
    let Some(job) = join.jobs().list().status(JobStatus::Online).rows().next().await.transpose()? else {
        println!("no job is online");
        return Ok(());
    };
    let application =
        NewApplication::new(job.id, "Ada", "Lovelace", "ada@example.com")?.external_id("inq_123")?;
    for _ in 0..2 {
        let outcome = join.applications().ensure(&application).await?;
        println!("candidate {}, created now: {}", outcome.candidate(), outcome.was_created());
    }
    Ok(())
}
