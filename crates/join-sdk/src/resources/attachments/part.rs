//! A file while it is not whole: it lies beside its path, is moved there when it is whole, and is removed otherwise.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use tokio::fs::{self, File};
use tokio::io::AsyncWriteExt;

use super::file_name;
use crate::error::{Error, Result};

/// Numbers that are tried for a name that is taken.
const MOST_NUMBERS: u32 = 10_000;

/// Dropped, it is removed; moved to its path, there is nothing left to remove.
pub(super) struct PartialFile(PathBuf);

impl PartialFile {
    /// A new file in the folder. Its name tells nothing of the file's own, which can be personal.
    pub(super) async fn create(folder: &Path) -> Result<(Self, File)> {
        let part = Self(folder.join(format!(".{:016x}.part", fastrand::u64(..))));
        let file = File::create_new(&part.0).await.map_err(|error| Error::io("creating the file", error))?;
        Ok((part, file))
    }

    /// Sees to it that all of the file is on the disk.
    pub(super) async fn complete(mut file: File) -> Result<()> {
        let writing = |error| Error::io("writing the file", error);
        // A failed write shows at the flush; syncing alone would pass over it.
        file.flush().await.map_err(writing)?;
        file.sync_all().await.map_err(writing)
    }

    /// Moves it to the path; what was there is replaced.
    pub(super) async fn replace(self, path: &Path) -> Result<()> {
        fs::rename(&self.0, path).await.map_err(moving)
    }

    /// Moves it to the name in its folder, or to the first name with a number that is free. Nothing is overwritten.
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

    /// Unlike a rename, a link never replaces what came to the path in between. Where the file system has no links, the path
    /// is taken by an empty file for the moment of the rename.
    async fn link(&self, path: &Path) -> io::Result<()> {
        match fs::hard_link(&self.0, path).await {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                File::create_new(path).await?;
                fs::rename(&self.0, path).await
            }
            // The part's own name is removed when it is dropped.
            linked => linked,
        }
    }
}

fn moving(error: io::Error) -> Error {
    Error::io("moving the file to its path", error)
}

impl Drop for PartialFile {
    fn drop(&mut self) {
        // Also when the download's future is dropped half-way, where nothing can be awaited.
        let _ = std::fs::remove_file(&self.0);
    }
}
