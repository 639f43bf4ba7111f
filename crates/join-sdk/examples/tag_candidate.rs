//! Sets a status tag on a candidate and keeps the tags of recruiters.
//! The plan reads only; applying it reads again, merges, writes and verifies.
//! Needs JOIN_API_TOKEN, and JOIN_BASE_URL for a sandbox.

use join_sdk::tags::{ApplyOptions, CandidateRef, Owner, TagEdit, Verify};
use join_sdk::{Join, Result};

#[tokio::main]
async fn main() -> Result<()> {
    let join = Join::from_env()?;
    let Some(application) = join.applications().list().rows().next().await.transpose()? else {
        println!("there is no application");
        return Ok(());
    };
    let candidate = CandidateRef::of(&application)?;
    let edit = TagEdit::owned_by(Owner::with_prefix("acme-idv:")?)
        .set_exclusive("acme-idv:status", "verified")?
        .remove("acme-idv:pending")?;
    let plan = join.tags(&candidate).plan(&edit).await?;
    println!("{plan}");
    if plan.changes_nothing() {
        println!("candidate {} is up to date", candidate.candidate());
        return Ok(());
    }
    let options = ApplyOptions::default().verify(Verify::Once).reason("inquiry inq_123");
    let receipt = join.tags(&candidate).apply(plan, options).await?;
    println!("{receipt}");
    println!("time in which another write would be lost: {:?}", receipt.exposure);
    Ok(())
}
