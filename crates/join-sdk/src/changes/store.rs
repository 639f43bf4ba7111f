//! Where cursors are kept between two runs: in memory, in a file, or where you like.

use std::fmt;
use std::future::ready;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use join_client::BoxFuture;

use super::cursor::Cursor;
use crate::error::Error;
use crate::storage::replace::replace;

/// What a store failed with, whatever it is.
pub type StoreError = Box<dyn std::error::Error + Send + Sync>;

/// Keeps the cursor of a change feed.
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
    /// The cursor that was saved last; none when there never was one.
    ///
    /// # Errors
    ///
    /// When there is a cursor that can't be read. Never answer none then: every application would come again.
    fn load(&self) -> BoxFuture<'_, Result<Option<Cursor>, StoreError>>;

    /// Keeps the cursor in place of the one before. When this is done, a crash must not lose it.
    ///
    /// # Errors
    ///
    /// When it could not be kept; the one before is then still there.
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

/// Keeps the cursor as long as the process lives. Clones share it.
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

/// Keeps the cursor in a file, which a crash leaves whole: either the old one or the new one is there.
///
/// Each save writes the whole cursor beside the file, syncs it to the disk and moves it to its place. A file that is
/// damaged or was written by a newer version is refused, and left as it is.
#[derive(Debug, Clone)]
pub struct FileStore {
    path: PathBuf,
}

impl FileStore {
    /// A store in this file. Its folder must exist.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }
}

impl CursorStore for FileStore {
    fn load(&self) -> BoxFuture<'_, Result<Option<Cursor>, StoreError>> {
        Box::pin(async {
            match tokio::fs::read(&self.path).await {
                Ok(text) => Ok(Some(Cursor::decode(&text)?)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(Error::io("reading the cursor's file", error).into()),
            }
        })
    }

    fn save<'a>(&'a self, cursor: &'a Cursor) -> BoxFuture<'a, Result<(), StoreError>> {
        let (path, text) = (self.path.clone(), cursor.encode());
        Box::pin(async move {
            let written = tokio::task::spawn_blocking(move || replace(&path, &text)).await?;
            written.map_err(|error| Error::io("writing the cursor's file", error).into())
        })
    }
}
