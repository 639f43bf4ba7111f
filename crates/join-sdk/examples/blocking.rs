//! The same client without async, for programs that have no runtime.
//! Lists are iterators, calls return results.
//! Needs JOIN_API_TOKEN, and JOIN_BASE_URL for a sandbox.

use join_sdk::blocking::Join;
use join_sdk::types::JobStatus;

fn main() -> join_sdk::Result<()> {
    let join = Join::from_env()?;
    for job in join.jobs().list().status(JobStatus::Online).rows().take(3) {
        let job = job?;
        println!("{} {}", job.id, job.title.as_deref().unwrap_or("(no title)"));
    }
    Ok(())
}
