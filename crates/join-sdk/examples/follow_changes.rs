//! Follows changes of applications without webhooks: one poll, with a cursor in a file.
//! With a path as its argument, the next run continues from that cursor.
//! Needs JOIN_API_TOKEN, and JOIN_BASE_URL for a sandbox.

use std::collections::BTreeSet;
use std::path::PathBuf;

use join_sdk::Join;
use join_sdk::changes::{Change, FileStore};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let join = Join::from_env()?;
    let folder = tempfile::tempdir()?;
    let path = std::env::args_os().nth(1).map_or_else(|| folder.path().join("join.cursor"), PathBuf::from);
    let mut feed = join.applications().changes(FileStore::new(&path));
    let (mut created, mut updated, mut aspects) = (0, 0, BTreeSet::new());
    while let Some(change) = feed.next().await {
        match change {
            Ok(Change::Created(_)) => created += 1,
            Ok(Change::Updated { what, .. }) => {
                updated += 1;
                aspects.extend(what);
            }
            Ok(_) => {}
            Err(error) if error.row().is_some() => eprintln!("skipped: {error}"),
            Err(error) => return Err(error.into()),
        }
    }
    // Changes that are not acknowledged come again in the next run.
    feed.ack().await?;
    println!("new: {created}");
    println!("updated: {updated}, aspects: {aspects:?}");
    println!("cursor: {} bytes", std::fs::metadata(&path)?.len());
    Ok(())
}
