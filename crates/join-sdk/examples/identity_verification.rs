//! Writes the outcome of an identity check: finds the application or creates it, sets a status tag, adds a note.
//! A second run for the same inquiry does only what is missing: no second application, tag or note.
//! Its argument is the journal; without one it is in a folder that goes. Without JOIN_API_TOKEN it starts a sandbox.

mod account;

use std::error::Error;
use std::path::PathBuf;

use join_sdk::decisions::Decision;
use join_sdk::journal::Journal;
use join_sdk::tags::{ApplyOptions, CandidateRef, Owner, TagEdit, Verify};
use join_sdk::types::{ApplicationSource, JobStatus};
use join_sdk::{Join, NewApplication};

/// The inquiry's id: the external id of the application, and the key of the tag and the note.
const INQUIRY: &str = "inq_2024";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (builder, _sandbox) = account::open().await?;
    let folder = tempfile::tempdir()?;
    let path =
        std::env::args_os().nth(1).map_or_else(|| folder.path().join("inquiries.jsonl"), PathBuf::from);
    let join = builder.journal(Journal::open(path).await?).build()?;
    for call in ["the first call", "the same call again"] {
        println!("{call}:");
        verified(&join).await?;
    }
    Ok(())
}

async fn verified(join: &Join) -> Result<(), Box<dyn Error>> {
    let online = join.jobs().list().status(JobStatus::Online).rows().next().await.transpose()?;
    let job = online.ok_or("no job is online")?;
    let person = NewApplication::new(job.id, "Grace", "Hopper", "grace@example.com")?
        .source(ApplicationSource::Other)
        .external_id(INQUIRY)?;
    match join.applications().ensure(&person).await {
        Ok(outcome) => println!("  application: {}", if outcome.was_created() { "created" } else { "found" }),
        // With `UnknownOutcome` it may be there, or may still arrive: the same call later settles it.
        // With `AlreadyExists` the person applied by another way: look for the address among the job's applications.
        Err(error) => return Err(error.into()),
    }
    let application = join.applications().find(job.id, INQUIRY).await?.ok_or("the application is gone")?;
    let candidate = CandidateRef::of(&application)?;

    let tags = TagEdit::owned_by(Owner::with_prefix("acme-idv:")?)
        .set_exclusive("acme-idv:status", "verified")?
        .remove("acme-idv:pending")?;
    let decision = Decision::new(INQUIRY, tags)
        .note("Identity verified")
        .actor("acme-idv")
        .reason("document and selfie agree")
        // `Settled`, the default, looks again after 2 s.
        .apply(ApplyOptions::default().verify(Verify::Once));
    println!("  {}", join.decisions().record(&candidate, decision).await?);
    Ok(())
}
