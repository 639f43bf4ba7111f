//! Lists the newest applications of the first job that is online.
//! An unreadable row is skipped with its place; any other error ends the list.
//! Needs JOIN_API_TOKEN, and JOIN_BASE_URL for a sandbox.

use join_sdk::types::JobStatus;
use join_sdk::{Join, Result};

#[tokio::main]
async fn main() -> Result<()> {
    let join = Join::from_env()?;
    let mut jobs = join.jobs().list().status(JobStatus::Online).rows();
    let Some(job) = jobs.next().await.transpose()? else {
        println!("no job is online");
        return Ok(());
    };
    let mut rows = join.applications().list().job(job.id).page_size(10).rows();
    let mut shown = 0;
    while let Some(row) = rows.next().await {
        match row {
            Ok(application) => println!("application {} of {}", application.id, job.id),
            Err(error) if error.row().is_some() => eprintln!("skipped: {error}"),
            Err(error) => return Err(error),
        }
        shown += 1;
        if shown == 5 {
            break;
        }
    }
    Ok(())
}
