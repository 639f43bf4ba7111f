//! Tags many candidates with a journal: killed at any moment, the same run goes on where it stopped.
//! The first run writes; the second one skips what the journal has.
//! Needs JOIN_API_TOKEN, and JOIN_BASE_URL for a sandbox.

use join_sdk::bulk::BulkEdit;
use join_sdk::journal::Journal;
use join_sdk::tags::{ApplyOptions, CandidateRef, Owner, TagEdit, Verify};
use join_sdk::{Error, Join};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let join = Join::from_env()?;
    let edit = TagEdit::owned_by(Owner::with_prefix("acme-idv:")?).add("acme-idv:invited")?;
    let page = join.applications().list().page_size(5).page(1).await?;
    let rows = page.rows.into_iter().map(|row| {
        let candidate = CandidateRef::of(&row?)?;
        Ok(BulkEdit::new(candidate, edit.clone()).id(format!("invite/{}", candidate.candidate())))
    });
    let rows = rows.collect::<Result<Vec<_>, Error>>()?;
    let folder = tempfile::tempdir()?;
    for _ in 0..2 {
        let journal = Journal::open(folder.path().join("invite.jsonl")).await?;
        let options = ApplyOptions::default().verify(Verify::Once);
        let mut run = join
            .bulk_tags_of(rows.clone())
            .journal(journal)
            .apply(options)
            .reason("invitations")
            .start()
            .await?;
        while let Some(event) = run.next().await {
            let event = event?;
            println!("{}: {:?}, skipped: {}", event.key, event.outcome, event.skipped);
            if let Some(error) = event.error {
                println!("  {error}");
            }
        }
    }
    Ok(())
}
