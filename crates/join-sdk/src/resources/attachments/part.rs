//! A partial file. It lies beside its path, is moved there when complete, and is removed otherwise.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use tokio::fs::{self, File};
use tokio::io::AsyncWriteExt;

use super::file_name;
use crate::error::{Error, Result};

/// Limit of the numbers tried for an existing name.
const MOST_NUMBERS: u32 = 10_000;

/// A partial file. Dropping it removes the file, unless it was moved to its path.
pub(super) struct PartialFile(PathBuf);

impl PartialFile {
    /// Creates a file in the folder. Its name reveals nothing of the final name, which can be personal.
    pub(super) async fn create(folder: &Path) -> Result<(Self, File)> {
        let part = Self(folder.join(format!(".{:016x}.part", fastrand::u64(..))));
        let file = File::create_new(&part.0).await.map_err(|error| Error::io("creating the file", error))?;
        Ok((part, file))
    }

    /// Flushes and syncs the whole file to the disk.
    pub(super) async fn complete(mut file: File) -> Result<()> {
        let writing = |error| Error::io("writing the file", error);
        // A failed write surfaces at the flush; syncing alone would miss it.
        file.flush().await.map_err(writing)?;
        file.sync_all().await.map_err(writing)
    }

    /// Moves it to the path. Replaces an existing file.
    pub(super) async fn replace(self, path: &Path) -> Result<()> {
        fs::rename(&self.0, path).await.map_err(moving)
    }

    /// Moves it to the name in its folder, or to the first free numbered name. Overwrites nothing.
    pub(super) async fn place(self, name: &str) -> Result<PathBuf> {
        for number in 1..MOST_NUMBERS {
            let path = self.0.with_file_name(file_name::numbered(name, number));
            match self.link(&path).await {
                Ok(()) => return Ok(path),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(moving(error)),
            }
        }
        Err(moving(ErrorKind::AlreadyExists.into()))
    }

    /// Links it to the path. Unlike a rename, a link never replaces a file that appeared there meanwhile. Where the file
    /// system has no links, an empty file reserves the path during the rename.
    async fn link(&self, path: &Path) -> io::Result<()> {
        match fs::hard_link(&self.0, path).await {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                File::create_new(path).await?;
                fs::rename(&self.0, path).await
            }
            // Dropping the part removes its own name.
            linked => linked,
        }
    }
}

fn moving(error: io::Error) -> Error {
    Error::io("moving the file to its path", error)
}

impl Drop for PartialFile {
    fn drop(&mut self) {
        // Runs also when the download's future is dropped; drop can't await.
        let _ = std::fs::remove_file(&self.0);
    }
}
