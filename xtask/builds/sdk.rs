//! Prints jobs and their applications, by this SDK.

use join_sdk::{Join, types::JobStatus};

#[tokio::main]
async fn main() -> Result<(), join_sdk::Error> {
    let join = Join::from_env()?; // JOIN_API_TOKEN, and JOIN_BASE_URL unless it is JOIN itself

    let mut jobs = join.jobs().list().status(JobStatus::Online).rows();
    while let Some(job) = jobs.next().await {
        let job = job?;
        println!("{} {}", job.id, job.title.as_deref().unwrap_or("(no title)"));

        let mut applications = join.applications().list().job(job.id).rows();
        while let Some(application) = applications.next().await {
            match application {
                Ok(application) => println!("  {} {:?}", application.id, application.current_state()),
                Err(error) if error.row().is_some() => eprintln!("  skipped: {error}"), // one bad row
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}
