//! Follows changes of applications without webhooks: one poll, with a cursor in a file.
//! A change counts as delivered once it is acknowledged; the next run gets what came since.
//! Needs JOIN_API_TOKEN, and JOIN_BASE_URL for a sandbox.

use join_sdk::Join;
use join_sdk::changes::{Change, FileStore};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let join = Join::from_env()?;
    let folder = tempfile::tempdir()?;
    for poll in 1..=2 {
        let store = FileStore::new(folder.path().join("cursor"));
        let mut feed = join.applications().changes(store);
        let (mut created, mut updated) = (0, 0);
        while let Some(change) = feed.next().await {
            match change? {
                Change::Created(_) => created += 1,
                _ => updated += 1,
            }
        }
        feed.ack().await?;
        println!("poll {poll}: {created} new, {updated} changed");
    }
    Ok(())
}
