//! Cursor stores: in memory, in a file, or your own.

use std::fmt;
use std::future::ready;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use join_client::BoxFuture;

use super::cursor::Cursor;
use crate::error::Error;
use crate::shared::{Lease, StoreError, UntilDropped};
use crate::storage::replace::ReplacedFile;

/// A cursor as a store keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredCursor {
    /// The cursor.
    pub cursor: Cursor,
    /// Its version.
    pub version: CursorVersion,
}

/// Tells the saved states of a cursor apart, such as a counter in its row. Its meaning is the store's own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct CursorVersion(pub u64);

/// The result of saving a cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CursorSaved {
    /// Saved, with this version.
    Saved(CursorVersion),
    /// Not saved: another follower has saved in the meantime.
    Overtaken,
}

/// Whether a process may follow a feed.
pub enum Following {
    /// It may, as long as it holds the lease.
    Active(Box<dyn Lease>),
    /// Another process follows it.
    Standby {
        /// When to ask again. A lease of a dead follower should have ended by then.
        retry_in: Duration,
    },
}

impl fmt::Debug for Following {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Active(_) => f.write_str("Active"),
            Self::Standby { retry_in } => f.debug_struct("Standby").field("retry_in", retry_in).finish(),
        }
    }
}

/// Stores the cursor of a change feed.
///
/// # What it must guarantee
///
/// - After [`save`](Self::save) returns, a crash does not lose the cursor.
/// - A cursor that can't be read is an error, never the absence of one: the feed would return every application again.
/// - Shared by several processes, it has one follower at a time ([`follow`](Self::follow)), and a follower that was overtaken
///   saves nothing: it compares the version of the saved cursor with that of its own. A store of one process needs neither.
///
/// ```
/// use join_sdk::{BoxFuture, changes::{Cursor, CursorSaved, CursorStore, CursorVersion, StoredCursor}};
/// use join_sdk::shared::StoreError;
///
/// /// A row of a table of yours: the text and its version.
/// #[derive(Debug)]
/// struct Row;
///
/// # impl Row {
/// #     async fn select(&self) -> Result<Option<(Vec<u8>, u64)>, std::io::Error> { Ok(None) }
/// #     async fn update(&self, _: Vec<u8>, version: u64) -> Result<bool, std::io::Error> { Ok(true) }
/// # }
/// impl CursorStore for Row {
///     fn load(&self) -> BoxFuture<'_, Result<Option<StoredCursor>, StoreError>> {
///         Box::pin(async {
///             let Some((text, version)) = self.select().await? else { return Ok(None) };
///             Ok(Some(StoredCursor { cursor: Cursor::decode(&text)?, version: CursorVersion(version) }))
///         })
///     }
///
///     fn save<'a>(
///         &'a self,
///         cursor: &'a Cursor,
///         over: CursorVersion,
///     ) -> BoxFuture<'a, Result<CursorSaved, StoreError>> {
///         Box::pin(async move {
///             // update row set cursor = $1, version = $2 + 1 where version = $2
///             let was_it = self.update(cursor.encode(), over.0).await?;
///             let saved = CursorSaved::Saved(CursorVersion(over.0 + 1));
///             Ok(if was_it { saved } else { CursorSaved::Overtaken })
///         })
///     }
/// }
/// ```
pub trait CursorStore: fmt::Debug + Send + Sync + 'static {
    /// Loads the last saved cursor; `None` when none was ever saved.
    ///
    /// # Errors
    ///
    /// When the stored cursor is unreadable.
    fn load(&self) -> BoxFuture<'_, Result<Option<StoredCursor>, StoreError>>;

    /// Saves the cursor in place of the one with this version, which was loaded or saved last; the default version where there
    /// was none.
    ///
    /// # Errors
    ///
    /// When saving fails; the previous cursor must then remain.
    fn save<'a>(
        &'a self,
        cursor: &'a Cursor,
        over: CursorVersion,
    ) -> BoxFuture<'a, Result<CursorSaved, StoreError>>;

    /// Takes the lease of the feed's one follower, if it is free. Unless implemented, every process may follow.
    ///
    /// # Errors
    ///
    /// When it can't be seen whether it is free.
    fn follow(&self) -> BoxFuture<'_, Result<Following, StoreError>> {
        Box::pin(ready(Ok(Following::Active(Box::new(UntilDropped::new(()))))))
    }
}

impl<S: CursorStore + ?Sized> CursorStore for Arc<S> {
    fn load(&self) -> BoxFuture<'_, Result<Option<StoredCursor>, StoreError>> {
        (**self).load()
    }

    fn save<'a>(
        &'a self,
        cursor: &'a Cursor,
        over: CursorVersion,
    ) -> BoxFuture<'a, Result<CursorSaved, StoreError>> {
        (**self).save(cursor, over)
    }

    fn follow(&self) -> BoxFuture<'_, Result<Following, StoreError>> {
        (**self).follow()
    }
}

/// Stores the cursor in memory. Clones share it; it is lost with the process.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore {
    stored: Arc<Mutex<Option<StoredCursor>>>,
}

impl MemoryStore {
    fn stored(&self) -> MutexGuard<'_, Option<StoredCursor>> {
        self.stored.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CursorStore for MemoryStore {
    fn load(&self) -> BoxFuture<'_, Result<Option<StoredCursor>, StoreError>> {
        Box::pin(ready(Ok(self.stored().clone())))
    }

    fn save<'a>(
        &'a self,
        cursor: &'a Cursor,
        over: CursorVersion,
    ) -> BoxFuture<'a, Result<CursorSaved, StoreError>> {
        let mut stored = self.stored();
        let is_last = stored.as_ref().map(|stored| stored.version).unwrap_or_default() == over;
        Box::pin(ready(Ok(if is_last {
            let version = CursorVersion(over.0 + 1);
            *stored = Some(StoredCursor { cursor: cursor.clone(), version });
            CursorSaved::Saved(version)
        } else {
            CursorSaved::Overtaken
        })))
    }
}

/// Stores the cursor in a file. A crash leaves either the old cursor or the new one, whole.
///
/// Each save writes the whole cursor beside the file, syncs it to the disk and moves it into place. Only its owner can read
/// it, and a symlink is refused. A file that is damaged or was written by a newer version is rejected and left unchanged. It is
/// for one process: the cursor of a second one would replace it.
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
    fn load(&self) -> BoxFuture<'_, Result<Option<StoredCursor>, StoreError>> {
        Box::pin(async {
            match tokio::fs::read(self.file.path()).await {
                Ok(text) => Ok(Some(StoredCursor { cursor: Cursor::decode(&text)?, version: ONE_PROCESS })),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(Error::io("reading the cursor's file", error).into()),
            }
        })
    }

    fn save<'a>(
        &'a self,
        cursor: &'a Cursor,
        _: CursorVersion,
    ) -> BoxFuture<'a, Result<CursorSaved, StoreError>> {
        let text = cursor.encode();
        Box::pin(async move {
            let written = self.file.write(text).await;
            written.map_err(|error| Error::io("writing the cursor's file", error))?;
            Ok(CursorSaved::Saved(ONE_PROCESS))
        })
    }
}

/// The version of every cursor of a store that one process uses.
const ONE_PROCESS: CursorVersion = CursorVersion(0);
