//! The checkpoint of an export: the cursor of its feed, and the length of its file.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use join_sdk::BoxFuture;
use join_sdk::changes::{Cursor, CursorStore, StoreError};

/// Stores the cursor with the length of the file. A resumed export truncates the file to that length, so that it holds
/// no row twice and none in part.
#[derive(Debug, Clone)]
pub(crate) struct Checkpoint {
    path: PathBuf,
    length: Arc<AtomicU64>,
}

impl Checkpoint {
    /// Returns the checkpoint of an export to this file: FILE.resume.
    pub(crate) fn beside(file: &Path) -> Self {
        let mut name = file.as_os_str().to_owned();
        name.push(".resume");
        Self { path: name.into(), length: Arc::default() }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Sets the length for the next save.
    pub(crate) fn set_length(&self, bytes: u64) {
        self.length.store(bytes, Ordering::Relaxed);
    }

    pub(crate) fn length(&self) -> u64 {
        self.length.load(Ordering::Relaxed)
    }

    fn read(&self) -> io::Result<Option<Cursor>> {
        let text = match std::fs::read(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let damaged = || io::Error::new(io::ErrorKind::InvalidData, "the file is damaged");
        let end = text.iter().position(|byte| *byte == b'\n').ok_or_else(damaged)?;
        let (head, cursor) = text.split_at(end + 1);
        let length =
            std::str::from_utf8(head).ok().and_then(|head| head.trim().strip_prefix("length ")?.parse().ok());
        self.set_length(length.ok_or_else(damaged)?);
        Cursor::decode(cursor).map(Some).map_err(io::Error::other)
    }
}

/// Replaces the file atomically.
fn write(path: &Path, length: u64, cursor: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    writeln!(file, "length {length}")?;
    file.write_all(cursor)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

impl CursorStore for Checkpoint {
    fn load(&self) -> BoxFuture<'_, Result<Option<Cursor>, StoreError>> {
        Box::pin(async { Ok(self.read()?) })
    }

    fn save<'a>(&'a self, cursor: &'a Cursor) -> BoxFuture<'a, Result<(), StoreError>> {
        let (path, length, cursor) = (self.path.clone(), self.length(), cursor.encode());
        Box::pin(
            async move { Ok(tokio::task::spawn_blocking(move || write(&path, length, &cursor)).await??) },
        )
    }
}
