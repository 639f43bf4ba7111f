//! A partial file. It lies beside its path, is moved there when complete, and is removed otherwise.

use std::path::{Path, PathBuf};

use tokio::fs::File;
use tokio::io::AsyncWriteExt;
use tokio::task::spawn_blocking;

use super::file_name;
use crate::error::{Error, Result};
use crate::storage::new_file::NewFile;

/// Limit of the numbers tried for an existing name.
const MOST_NUMBERS: u32 = 10_000;

/// A partial file. Dropping it removes the file, unless it was moved to its path.
pub(super) struct PartialFile(NewFile);

impl PartialFile {
    /// Creates a file for this path, in the path's folder.
    pub(super) async fn beside(path: &Path) -> Result<(Self, File)> {
        let path = path.to_owned();
        Self::created(move || NewFile::beside(path)).await
    }

    /// Creates a file in the folder.
    pub(super) async fn within(folder: &Path) -> Result<(Self, File)> {
        let folder = folder.to_owned();
        Self::created(move || NewFile::within(folder)).await
    }

    async fn created(
        create: impl FnOnce() -> std::io::Result<NewFile> + Send + 'static,
    ) -> Result<(Self, File)> {
        let creating = |error| Error::io("creating the file", error);
        let new = spawn_blocking(create).await.map_err(|error| creating(error.into()))?.map_err(creating)?;
        let file = new.file().try_clone().map_err(creating)?;
        Ok((Self(new), File::from_std(file)))
    }

    /// Flushes the whole file.
    pub(super) async fn complete(mut file: File) -> Result<()> {
        // A failed write surfaces at the flush; syncing alone would miss it.
        file.flush().await.map_err(|error| Error::io("writing the file", error))
    }

    /// Moves it to the path. Replaces an existing file.
    pub(super) async fn replace(self, path: &Path) -> Result<()> {
        let path = path.to_owned();
        let moved = spawn_blocking(move || self.0.replace(path)).await;
        moved.map_err(|error| moving(error.into()))?.map_err(moving)
    }

    /// Moves it to the name in the folder, or to the first free numbered name. Overwrites nothing.
    pub(super) async fn place(self, folder: &Path, name: String) -> Result<PathBuf> {
        let folder = folder.to_owned();
        let placed = spawn_blocking(move || {
            for number in 1..MOST_NUMBERS {
                let path = folder.join(file_name::numbered(&name, number));
                if self.0.place(&path)? {
                    return Ok(path);
                }
            }
            Err(std::io::ErrorKind::AlreadyExists.into())
        });
        placed.await.map_err(|error| moving(error.into()))?.map_err(moving)
    }
}

fn moving(error: std::io::Error) -> Error {
    Error::io("moving the file to its path", error)
}
