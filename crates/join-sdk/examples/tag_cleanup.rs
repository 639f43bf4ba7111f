//! Renames a tag on all candidates that have it: first a plan, then the run, then its undo.
//! All other tags stay as they are, also those that recruiters add meanwhile.
//! Its arguments are the old and the new tag. Without JOIN_API_TOKEN it starts a sandbox, with a tag to rename.

mod account;

use std::collections::BTreeMap;
use std::error::Error;

use join_sdk::bulk::{BulkEdit, BulkTags};
use join_sdk::journal::Journal;
use join_sdk::tags::{ApplyOptions, CandidateRef, Owner, TagEdit, Verify};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (builder, sandbox) = account::open().await?;
    let join = builder.build()?;
    let mut arguments = std::env::args().skip(1);
    let old = arguments.next().unwrap_or_else(|| "to check".to_owned());
    let new = arguments.next().unwrap_or_else(|| "acme-idv:pending".to_owned());
    if let Some(sandbox) = &sandbox {
        sandbox.candidates().into_iter().take(20).for_each(|id| assert!(sandbox.add_tag(id, old.as_str())));
    }

    // One edit for each candidate, through any of its applications. It owns the two tags and touches no other.
    let edit = TagEdit::owned_by(Owner::with_tags([old.as_str(), new.as_str()])?)
        .remove(old.as_str())?
        .add(new.as_str())?;
    let mut edits = BTreeMap::new();
    let mut rows = join.applications().list().complete();
    while let Some(row) = rows.next().await {
        let application = row?;
        let tags = application.candidate.as_ref().and_then(|candidate| candidate.tags.as_set());
        if tags.unwrap_or_default().iter().any(|tag| tag.as_str() == old) {
            let candidate = CandidateRef::of(&application)?;
            edits.insert(candidate.candidate().0, BulkEdit::new(candidate, edit.clone()));
        }
    }
    println!("candidates with the tag: {}", edits.len());

    let edits: Vec<BulkEdit> = edits.into_values().collect();
    let folder = tempfile::tempdir()?;
    let journal = async |name: &str| Journal::open(folder.path().join(name)).await;
    println!(
        "plan: {}",
        outcomes(join.bulk_tags_of(edits.clone()).journal(journal("plan").await?).dry_run()).await?
    );
    // A run of your own keeps its journal: killed at any moment, the same run does the rest.
    let done = journal("run").await?;
    println!("run: {}", outcomes(join.bulk_tags_of(edits).journal(done.clone())).await?);
    println!("undo: {}", outcomes(join.undo_bulk(&done, None).await?.journal(journal("undo").await?)).await?);
    Ok(())
}

/// Runs the edits and counts their outcomes.
async fn outcomes(run: BulkTags) -> Result<String, Box<dyn Error>> {
    // `Settled`, the default, looks again after 2 s.
    let mut run =
        run.apply(ApplyOptions::default().verify(Verify::Once)).reason("one name for a tag").start().await?;
    while let Some(event) = run.next().await {
        let event = event?;
        if let Some(error) = event.error {
            println!("  {}: {error}", event.key);
        }
    }
    let counts = run.progress();
    Ok(format!("{} planned, {} written, {} failed", counts.planned, counts.applied, counts.failed))
}
