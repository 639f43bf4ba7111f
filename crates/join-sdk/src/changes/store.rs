//! Cursor stores: in memory, in a file, or your own.

use std::fmt;
use std::future::ready;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use join_client::BoxFuture;

use super::cursor::Cursor;
use crate::error::Error;
use crate::storage::replace::ReplacedFile;

/// The error of a store, of any type.
pub type StoreError = Box<dyn std::error::Error + Send + Sync>;

/// Stores the cursor of a change feed.
///
/// ```
/// use join_sdk::{BoxFuture, changes::{Cursor, CursorStore, StoreError}};
///
/// /// A column of a table of yours.
/// #[derive(Debug)]
/// struct Column;
///
/// # impl Column {
/// #     async fn select(&self) -> Result<Option<Vec<u8>>, std::io::Error> { Ok(None) }
/// #     async fn update(&self, _: Vec<u8>) -> Result<(), std::io::Error> { Ok(()) }
/// # }
/// impl CursorStore for Column {
///     fn load(&self) -> BoxFuture<'_, Result<Option<Cursor>, StoreError>> {
///         Box::pin(async {
///             let stored = self.select().await?;
///             Ok(stored.map(|text| Cursor::decode(&text)).transpose()?)
///         })
///     }
///
///     fn save<'a>(&'a self, cursor: &'a Cursor) -> BoxFuture<'a, Result<(), StoreError>> {
///         Box::pin(async { Ok(self.update(cursor.encode()).await?) })
///     }
/// }
/// ```
pub trait CursorStore: fmt::Debug + Send + Sync + 'static {
    /// Loads the last saved cursor; `None` when none was ever saved.
    ///
    /// # Errors
    ///
    /// When the stored cursor is unreadable. Never return `None` then: the feed would return every application again.
    fn load(&self) -> BoxFuture<'_, Result<Option<Cursor>, StoreError>>;

    /// Saves the cursor in place of the previous one. After this returns, a crash must not lose it.
    ///
    /// # Errors
    ///
    /// When saving fails; the previous cursor must then remain.
    fn save<'a>(&'a self, cursor: &'a Cursor) -> BoxFuture<'a, Result<(), StoreError>>;
}

impl<S: CursorStore + ?Sized> CursorStore for Arc<S> {
    fn load(&self) -> BoxFuture<'_, Result<Option<Cursor>, StoreError>> {
        (**self).load()
    }

    fn save<'a>(&'a self, cursor: &'a Cursor) -> BoxFuture<'a, Result<(), StoreError>> {
        (**self).save(cursor)
    }
}

/// Stores the cursor in memory. Clones share it; it is lost with the process.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore {
    cursor: Arc<Mutex<Option<Cursor>>>,
}

impl CursorStore for MemoryStore {
    fn load(&self) -> BoxFuture<'_, Result<Option<Cursor>, StoreError>> {
        Box::pin(ready(Ok(self.cursor.lock().unwrap_or_else(PoisonError::into_inner).clone())))
    }

    fn save<'a>(&'a self, cursor: &'a Cursor) -> BoxFuture<'a, Result<(), StoreError>> {
        *self.cursor.lock().unwrap_or_else(PoisonError::into_inner) = Some(cursor.clone());
        Box::pin(ready(Ok(())))
    }
}

/// Stores the cursor in a file. A crash leaves either the old cursor or the new one, whole.
///
/// Each save writes the whole cursor beside the file, syncs it to the disk and moves it into place. Only its owner can read
/// it, and a symlink is refused. A file that is damaged or was written by a newer version is rejected and left unchanged.
#[derive(Debug, Clone)]
pub struct FileStore {
    file: ReplacedFile,
}

impl FileStore {
    /// Creates a store in this file. Its folder must exist.
    ///
    /// ```
    /// let store = join_sdk::changes::FileStore::new("join.cursor");
    /// ```
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { file: ReplacedFile::new(path) }
    }
}

impl CursorStore for FileStore {
    fn load(&self) -> BoxFuture<'_, Result<Option<Cursor>, StoreError>> {
        Box::pin(async {
            match tokio::fs::read(self.file.path()).await {
                Ok(text) => Ok(Some(Cursor::decode(&text)?)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(Error::io("reading the cursor's file", error).into()),
            }
        })
    }

    fn save<'a>(&'a self, cursor: &'a Cursor) -> BoxFuture<'a, Result<(), StoreError>> {
        let text = cursor.encode();
        Box::pin(async move {
            let written = self.file.write(text).await;
            written.map_err(|error| Error::io("writing the cursor's file", error).into())
        })
    }
}
