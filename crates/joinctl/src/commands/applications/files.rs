//! Downloads the files of applications into folders. Existing files are complete and stay.

use std::path::{Path, PathBuf};

use futures_util::{StreamExt, stream};
use join_sdk::types::{Application, Attachment};
use join_sdk::{Error, ErrorKind, Join};

use crate::exit::Failure;
use crate::output::out;

/// Maximum number of concurrent downloads.
const AT_A_TIME: usize = 4;

/// Downloads the missing files of an application, reports failures, and returns their number.
pub(crate) async fn download_all(join: &Join, application: &Application, folder: &Path) -> u64 {
    let folder = folder.join(application.id.to_string());
    let files = application.attachments.iter().flatten().enumerate();
    let downloads: Vec<_> = files
        .map(|(index, file)| download(join, application, index, folder.join(name(index, file))))
        .collect();
    let done: Vec<Result<(), Failure>> = stream::iter(downloads).buffer_unordered(AT_A_TIME).collect().await;
    let failed = done.iter().filter_map(|done| done.as_ref().err());
    failed
        .map(|failure| {
            out::report(&format!("a file of application {}: {}", application.id, failure.message));
        })
        .count() as u64
}

async fn download(
    join: &Join,
    application: &Application,
    index: usize,
    path: PathBuf,
) -> Result<(), Failure> {
    if tokio::fs::try_exists(&path).await? {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    tokio::fs::create_dir_all(folder).await?;
    let Some(file) = application.attachments.as_ref().and_then(|files| files.get(index)) else {
        return Ok(());
    };
    match save(join, file, &path).await {
        Err(error) if is_stale(&error) => {
            // Its address is signed for a while only: a fresh one comes with the application.
            let fresh = join.applications().get(application.id).await?;
            let fresh = fresh.attachments.unwrap_or_default().into_iter().nth(index);
            let fresh = fresh.ok_or_else(|| Failure::new("the file no longer exists"))?;
            Ok(save(join, &fresh, &path).await?)
        }
        done => Ok(done?),
    }
}

async fn save(join: &Join, file: &Attachment, path: &Path) -> Result<(), Error> {
    join.attachments().download(file).await?.save(path).await.map(|_| ())
}

fn is_stale(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Unauthorized | ErrorKind::Forbidden)
}

/// `1-CV_Ada.pdf`: an index, which makes the name unique, and the safe characters of the name.
fn name(index: usize, file: &Attachment) -> String {
    let kind = file.type_.as_ref().map(|kind| kind.as_str());
    let given = file.name.as_ref().map(|name| name.as_str()).or(kind).unwrap_or("file");
    let safe = |letter: char| if letter.is_alphanumeric() || ".-_".contains(letter) { letter } else { '_' };
    // File systems take 255 bytes, and a letter has up to 4. The end is kept: it says what the file is.
    let skipped = given.chars().count().saturating_sub(50);
    let safe: String = given.chars().skip(skipped).map(safe).collect();
    format!("{}-{safe}", index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> String {
        let file = serde_json::json!({ "name": text });
        name(0, &serde_json::from_value(file).unwrap())
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        for text in
            ["../../etc/passwd", "/etc/passwd", "C:\\x", "a\0b", "..", "\u{202e}fdp.exe", &"ü".repeat(300)]
        {
            let name = named(text);
            assert!(!name.contains(['/', '\\', '\0', ':', '\u{202e}']) && name.len() < 255, "{name}");
            assert!(name.starts_with("1-"));
        }
        assert_eq!(named("CV Ada.pdf"), "1-CV_Ada.pdf");
    }
}
