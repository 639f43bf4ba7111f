//! Downloads the first CV of the newest applications into a folder.
//! The name is made safe, nothing is overwritten, and a stale address is read again.
//! Needs JOIN_API_TOKEN, and JOIN_BASE_URL for a sandbox.

use join_sdk::Join;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let join = Join::from_env()?;
    let folder = tempfile::tempdir()?;
    let mut rows = join.applications().list().rows();
    while let Some(row) = rows.next().await {
        let application = row?;
        let Some(file) = application.attachments.as_deref().and_then(<[_]>::first) else { continue };
        let request = join.attachments().download_refreshing(&application, file).max_size(10 * 1024 * 1024);
        let saved = request.await?.save_in(folder.path()).await?;
        println!("application {}: {} bytes", application.id, saved.size);
        break;
    }
    Ok(())
}
