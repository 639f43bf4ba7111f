//! Replaces a whole file, again and again: after a crash it has the old or the new content.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::new_file::replace;

/// A private file that is always replaced as a whole. Clones share its order of writes.
///
/// A write that was dropped goes on in the background. It never comes after a later one.
///
/// ```
/// # async fn example() -> std::io::Result<()> {
/// let file = join_sdk::private_files::ReplacedFile::new("state");
/// file.write(b"1".to_vec()).await?;
/// file.write(b"2".to_vec()).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct ReplacedFile {
    path: PathBuf,
    begun: Arc<AtomicU64>,
    /// The number of the newest content on the disk.
    newest: Arc<Mutex<u64>>,
}

impl ReplacedFile {
    /// The file at this path, which may not exist yet. Its folder must exist.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), begun: Arc::default(), newest: Arc::default() }
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Replaces the content. It is on the disk when the call returns.
    ///
    /// # Errors
    ///
    /// When the path is a symlink or a stream, or can't be written. The old content then stays.
    pub async fn write(&self, text: Vec<u8>) -> io::Result<()> {
        let number = self.begun.fetch_add(1, Ordering::Relaxed) + 1;
        let file = self.clone();
        tokio::task::spawn_blocking(move || {
            let mut newest = file.newest.lock().unwrap_or_else(PoisonError::into_inner);
            if *newest > number {
                return Ok(());
            }
            replace(&file.path, &text)?;
            *newest = number;
            Ok(())
        })
        .await?
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_dropped_write_neither_fails_nor_undoes_a_later_one() {
        let folder = tempfile::tempdir().unwrap();
        let file = ReplacedFile::new(folder.path().join("cursor"));
        for round in 0..100_u64 {
            {
                let mut dropped = Box::pin(file.write(b"old".to_vec()));
                let _ = (&mut dropped).now_or_never();
            }
            file.write(round.to_string().into_bytes()).await.unwrap();
            assert_eq!(std::fs::read_to_string(file.path()).unwrap(), round.to_string());
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
