//! Downloads the files of applications into folders. Existing files are complete and stay.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use futures_util::{StreamExt, stream};
use join_sdk::Join;
use join_sdk::downloads::{Download, Redirects, safe_file_name};
use join_sdk::private_files::{self, NewFile};
use join_sdk::types::{Application, Attachment};
use sha2::{Digest, Sha256};

use crate::exit::Failure;
use crate::output::out;

/// Maximum number of concurrent downloads.
const AT_A_TIME: usize = 4;

/// The handling of redirects.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Redirected {
    /// Follow a file's redirects, to https only and without the token.
    #[arg(long, requires = "attachments")]
    follow_redirects: bool,
}

/// Downloads the missing files of an application, reports failures, and returns their number.
pub(crate) async fn download_all(
    join: &Join,
    application: &Application,
    folder: &Path,
    redirected: Redirected,
) -> u64 {
    let redirects =
        if redirected.follow_redirects { Redirects::FollowWithoutToken } else { Redirects::Refuse };
    let source = Source { join, application, folder: folder.join(application.id.to_string()), redirects };
    private_files::remove_leftovers(&source.folder);
    let groups: Vec<_> = groups(application.attachments.as_deref().unwrap_or_default())
        .into_iter()
        .map(|group| source.download_group(group))
        .collect();
    let done: Vec<Vec<Failure>> = stream::iter(groups).buffer_unordered(AT_A_TIME).collect().await;
    let failed = done.iter().flatten();
    failed
        .map(|failure| {
            out::report(&format!("a file of application {}: {}", application.id, failure.message));
        })
        .count() as u64
}

/// A file with its safe name.
type Named<'a> = (String, &'a Attachment);

/// The files by their safe names. Names that a file system can take for one are one group.
fn groups(files: &[Attachment]) -> Vec<Vec<Named<'_>>> {
    let mut groups: BTreeMap<String, Vec<Named<'_>>> = BTreeMap::new();
    for file in files {
        let name = name(file);
        groups.entry(folded(&name)).or_default().push((name, file));
    }
    groups.into_values().collect()
}

/// The name as a file system compares it. Upper case unites more letters than lower case alone; safe names are in NFC.
fn folded(name: &str) -> String {
    name.to_uppercase().to_lowercase()
}

/// The safe form of the file's name, or else of its type.
fn name(file: &Attachment) -> String {
    let own = file.name.as_ref().and_then(|name| safe_file_name(name.as_str()));
    let kind = || file.type_.as_ref().and_then(|kind| safe_file_name(kind.as_str()));
    own.or_else(kind).unwrap_or_else(|| "attachment".to_owned())
}

/// `cv.pdf`, `cv (2).pdf`.
fn numbered(name: &str, number: usize) -> String {
    match name.rsplit_once('.') {
        _ if number < 2 => name.to_owned(),
        Some((stem, ending)) => format!("{stem} ({number}).{ending}"),
        None => format!("{name} ({number})"),
    }
}

/// Where the files of an application come from, and where they go.
struct Source<'a> {
    join: &'a Join,
    application: &'a Application,
    folder: PathBuf,
    redirects: Redirects,
}

impl Source<'_> {
    /// Downloads the files of one name. A lone file whose path exists is skipped. Of several, nothing tells which one has the
    /// path, so their contents do.
    async fn download_group(&self, group: Vec<Named<'_>>) -> Vec<Failure> {
        if let [(name, _)] = group.as_slice()
            && self.folder.join(name).symlink_metadata().is_ok()
        {
            return Vec::new();
        }
        let mut failures = Vec::new();
        let mut claimed = Vec::new();
        for (name, file) in group {
            match self.download(&name, file, &claimed).await {
                Ok(path) => claimed.push(path),
                Err(failure) => failures.push(failure),
            }
        }
        failures
    }

    /// Downloads a file, unless a path that no other file has claimed holds it. Returns its path.
    async fn download(&self, name: &str, file: &Attachment, claimed: &[PathBuf]) -> Result<PathBuf, Failure> {
        let request = self.join.attachments().download_refreshing(self.application, file);
        let download = request.redirects(self.redirects).await?;
        private_files::create_folders(&self.folder)?;
        let new = written(download, &self.folder).await?;
        let digest = digest_of(new.file())?;
        let existing = existing(&self.folder)?;
        let numbers = 1..=existing.len() + 1;
        let of_number = |number| {
            let wanted = folded(&numbered(name, number));
            existing.iter().filter(move |(name, _)| *name == wanted).map(|(_, path)| path)
        };
        for path in numbers.clone().flat_map(of_number).filter(|path| !claimed.contains(path)) {
            // An existing file that can't be read is another one.
            if digest_of_path(path).is_ok_and(|existing| existing == digest) {
                return Ok(path.clone());
            }
        }
        for number in numbers.filter(|number| of_number(*number).next().is_none()) {
            let path = self.folder.join(numbered(name, number));
            if new.place(&path)? {
                return Ok(path);
            }
        }
        Err(Failure::new("another program writes files of this name; nothing was saved"))
    }
}

/// The folded names in a folder, with their paths.
fn existing(folder: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let entries = std::fs::read_dir(folder)?.map(|entry| {
        let path = entry?.path();
        let name = path.file_name().map(|name| folded(&name.to_string_lossy()));
        Ok((name.unwrap_or_default(), path))
    });
    entries.collect()
}

async fn written(download: Download, folder: &Path) -> Result<NewFile, Failure> {
    let new = NewFile::within(folder)?;
    download.write_to(tokio::fs::File::from_std(new.file().try_clone()?)).await?;
    Ok(new)
}

fn digest_of_path(path: &Path) -> io::Result<Vec<u8>> {
    digest_of(&std::fs::File::open(path)?)
}

fn digest_of(mut file: &std::fs::File) -> io::Result<Vec<u8>> {
    io::Seek::seek(&mut file, io::SeekFrom::Start(0))?;
    let (mut digest, mut piece) = (Sha256::new(), vec![0; 64 * 1024]);
    loop {
        let count = file.read(&mut piece)?;
        match piece.get(..count) {
            None | Some([]) => return Ok(digest.finalize().to_vec()),
            Some(bytes) => digest.update(bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Attachment {
        serde_json::from_value(serde_json::json!({ "type": "CV", "name": text })).unwrap()
    }

    #[test]
    fn names_that_a_file_system_takes_for_one_are_one_group() {
        let files =
            ["CV.pdf", "cv.pdf", "fu\u{308}r.pdf", "F\u{dc}R.pdf", "other.pdf", "..", "STRASSE", "straße"];
        let files: Vec<Attachment> = files.into_iter().map(named).collect();
        let groups: Vec<(String, usize)> =
            groups(&files).into_iter().map(|group| (group[0].0.clone(), group.len())).collect();
        let expected = [("CV", 1), ("CV.pdf", 2), ("für.pdf", 2), ("other.pdf", 1), ("STRASSE", 2)];
        assert_eq!(groups.len(), expected.len(), "{groups:?}");
        for (name, count) in expected {
            assert!(groups.contains(&(name.to_owned(), count)), "{name}: {groups:?}");
        }
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        for text in
            ["../../etc/passwd", "/etc/passwd", "C:\\x", "a\0b", "..", "\u{202e}fdp.exe", "NUL", "-rf", ".x"]
        {
            let name = name(&named(text));
            assert!(
                !name.contains(['/', '\\', '\0', ':', '\u{202e}']) && name != ".." && name != "NUL",
                "{name}"
            );
            assert!(!name.starts_with(['.', '-']), "{name}");
        }
        assert_eq!(name(&named("CV Ada.pdf")), "CV Ada.pdf");
        assert_eq!(numbered("cv.pdf", 2), "cv (2).pdf");
    }
}
