//! Reads jobs and counts their applications without async, for programs that have no runtime.
//! Lists are iterators; calls return results.
//! Needs JOIN_API_TOKEN, and JOIN_BASE_URL for a sandbox.

use join_sdk::blocking::Join;
use join_sdk::types::JobStatus;

/// The example stops counting here; a company may have many thousands of applications.
const MOST: usize = 100;

fn main() -> join_sdk::Result<()> {
    let join = Join::from_env()?;
    for job in join.jobs().list().status(JobStatus::Online).rows().take(3) {
        let job = job?;
        let (mut readable, mut skipped) = (0, 0);
        for row in join.applications().list().job(job.id).rows().take(MOST) {
            match row {
                Ok(_) => readable += 1,
                Err(error) if error.row().is_some() => skipped += 1,
                Err(error) => return Err(error),
            }
        }
        let title = job.title.as_deref().unwrap_or("(no title)");
        println!("{} {title}: {readable} applications, {skipped} unreadable", job.id);
    }
    if let Some(remaining) = join.quota().remaining {
        println!("JOIN allows {remaining} more calls now");
    }
    Ok(())
}
