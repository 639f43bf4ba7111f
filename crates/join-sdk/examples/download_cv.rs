//! Downloads the CVs of the newest applications into a folder.
//! The file name is made safe, nothing is overwritten, and an expired address is read again.
//! Needs JOIN_API_TOKEN, and JOIN_BASE_URL for a sandbox.

use join_sdk::Join;
use join_sdk::types::{Application, Attachment, AttachmentType};

/// A larger file is refused.
const MOST_BYTES: u64 = 10 * 1024 * 1024;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let join = Join::from_env()?;
    let folder = tempfile::tempdir()?;
    let page = join.applications().list().page_size(20).page(1).await?;
    let mut downloaded = 0;
    for row in page.rows {
        let application = match row {
            Ok(application) => application,
            Err(error) => {
                eprintln!("skipped: {error}");
                continue;
            }
        };
        let Some(cv) = cv_of(&application) else { continue };
        let request = join.attachments().download_refreshing(&application, cv).max_size(MOST_BYTES);
        let saved = request.await?.save_in(folder.path()).await?;
        // The path holds the file name, which is personal data.
        println!("application {}: {} bytes", application.id, saved.size);
        downloaded += 1;
        if downloaded == 3 {
            break;
        }
    }
    println!("{downloaded} downloaded");
    Ok(())
}

fn cv_of(application: &Application) -> Option<&Attachment> {
    let mut files = application.attachments.iter().flatten();
    files.find(|file| file.type_ == Some(AttachmentType::Cv))
}
